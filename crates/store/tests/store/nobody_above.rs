//! An escalation reached nobody where no admin was left, and did not say so.

use domain::{
    cases::{CasePage, CaseStep},
    event::Event,
    permissions::Actor,
};
use sea_orm::ConnectionTrait;
use service::cases::{self, Seen};
use store::Db;
use testkit::{TestVendor, new_key};

use crate::ANNA;

/// No admin is let in any more, behind the program's back.
async fn without_admins(vendor: &TestVendor) {
    let tx = vendor.store().begin().await.expect("a transaction begins");
    let change = "UPDATE member SET disabled = TRUE WHERE staff_role = 'admin'";
    tx.connection().execute_unprepared(change).await.expect("the rows can be changed");
    tx.commit().await.expect("they are changed");
}

async fn seen(vendor: &TestVendor, actor: &Actor, number: i64) -> CasePage {
    cases::page(vendor.context(), actor, number).await.expect("the case is there")
}

fn told(page: &CasePage, wanted: CaseStep) -> Vec<String> {
    let told = page.events.iter().find_map(|line| match &line.event {
        Event::Case { step, told, .. } if *step == wanted => Some(told.clone()),
        _ => None,
    });
    told.expect("it happened")
}

testkit::on_both_databases! {
    async fn what_goes_up_arrives_at_the_vendors_own_address(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let context = vendor.context();
        without_admins(&vendor).await;
        let (name, address) = (context.settings().vendor.name.clone(), context.settings().vendor.email.clone());
        let draft = domain::cases::Draft {
            impact: "standstill".to_owned(),
            needed: "today".to_owned(),
            ..testkit::draft("complaint", "It drips", "It drips on everything.")
        };
        let number = cases::open(context, &anna, &draft).await.expect("it is kept");
        let arrived = async || {
            vendor.deliver_mail().await;
            let mails = vendor.mails_to(&address).await;
            mails.iter().filter(|mail| mail.subject.contains(&number.to_string())).count()
        };
        let at_first = arrived().await;
        vendor.advance(24 * 60);
        cases::pass(context).await.expect("the watch goes round");
        let page = seen(&vendor, &anna, number).await;
        assert_eq!(told(&page, CaseStep::Missed), [name.as_str()]);
        assert_eq!(arrived().await, at_first + 1, "a missed promise is told to somebody");

        let at = Seen { number, version: page.version };
        cases::escalate(context, &anna, new_key(), at, "It still drips").await.expect("she says so");
        assert_eq!(told(&seen(&vendor, &anna, number).await, CaseStep::Escalated), [name.as_str()]);
        assert_eq!(arrived().await, at_first + 2, "once, though it goes to the vendor anyway");
    }
}
