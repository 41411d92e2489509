//! Those whom the vendor has listed as above, as long as they are let in; then the admins; then the vendor's own address.

use domain::{
    cases::{CasePage, CaseStep},
    event::Event,
    permissions::Actor,
};
use sea_orm::ConnectionTrait;
use service::{
    cases::{self, Seen},
    post::{self, Handed},
};
use store::Db;
use testkit::{TestVendor, new_key};

use crate::{ANNA, EVA};

const JAN: &str = "jan@vandael.example";
const MIRA: &str = "mira@vandael.example";
const STRANGER: &str = "new@elsewhere.example";

/// Somebody is not let in any more, behind the program's back.
async fn without(vendor: &TestVendor, email: &str) {
    let tx = vendor.store().begin().await.expect("a transaction begins");
    let change = format!("UPDATE member SET disabled = TRUE WHERE email = '{email}'");
    tx.connection().execute_unprepared(&change).await.expect("the rows can be changed");
    tx.commit().await.expect("they are changed");
}

async fn list(vendor: &TestVendor, people: &[&str]) {
    let (context, mira) = (vendor.context(), vendor.actor(MIRA).await);
    let version = cases::case_settings(context, &mira).await.expect("the settings").rules.version;
    let people: Vec<String> = people.iter().map(|email| (*email).to_owned()).collect();
    cases::set_above(context, &mira, version, &people).await.expect("they are listed");
}

/// Who is told when anna escalates a new case.
async fn told(vendor: &TestVendor, anna: &Actor) -> Vec<String> {
    let context = vendor.context();
    let draft = testkit::draft("complaint", "It drips", "It drips on everything.");
    let number = cases::open(context, anna, &draft).await.expect("it is kept");
    let page: CasePage = cases::page(context, anna, number).await.expect("it is there");
    let at = Seen { number, version: page.version };
    cases::escalate(context, anna, new_key(), at, "It still drips").await.expect("she says so");
    let page = cases::page(context, anna, number).await.expect("it is there");
    let told = page.events.iter().find_map(|line| match &line.event {
        Event::Case { step: CaseStep::Escalated, told, .. } => Some(told.clone()),
        _ => None,
    });
    told.expect("it was escalated")
}

testkit::on_both_databases! {
    async fn who_is_not_let_in_any_more_is_passed_over(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        list(&vendor, &[JAN, EVA]).await;
        assert_eq!(told(&vendor, &anna).await, ["Jan", "Eva"]);
        without(&vendor, JAN).await;
        assert_eq!(told(&vendor, &anna).await, ["Eva"]);
        without(&vendor, EVA).await;
        assert_eq!(told(&vendor, &anna).await, ["Mira"], "none is left: the admin");
        without(&vendor, MIRA).await;
        let name = vendor.context().settings().vendor.name.clone();
        assert_eq!(told(&vendor, &anna).await, [name.as_str()], "and at last the vendor's own address");
    }

    async fn a_mail_that_waits_too_long_is_told_where_somebody_reads(vendor: TestVendor) {
        let context = vendor.context();
        let arrives = async |round: u32| {
            let raw = format!(
                "From: New <{STRANGER}>\r\nSubject: Tiles {round}\r\nMessage-ID: <n{round}@elsewhere.example>\r\n\r\nDo you deliver?\r\n"
            );
            let handed = Handed { mailbox: "lmtp".to_owned(), from: None, to: Vec::new(), raw: raw.into_bytes() };
            post::take_in(context, handed).await.expect("it is stored");
            post::pass(context).await.expect("it is filed");
            vendor.advance(5 * 24 * 60);
            cases::pass(context).await.expect("the watch goes round");
            vendor.deliver_mail().await;
        };
        let told = async |email: &str, round: u32| {
            let subject = format!("Tiles {round}");
            vendor.mails_to(email).await.iter().filter(|mail| mail.text.contains(&subject)).count()
        };
        let address = context.settings().vendor.email.clone();
        list(&vendor, &[EVA]).await;
        arrives(1).await;
        assert_eq!((told(EVA, 1).await, told(MIRA, 1).await), (1, 0), "who is listed");
        for email in [EVA, MIRA] {
            without(&vendor, email).await;
        }
        arrives(2).await;
        assert_eq!(told(&address, 2).await, 1, "nobody is above: it goes where somebody reads");
    }
}
