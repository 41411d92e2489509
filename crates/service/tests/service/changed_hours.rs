//! The vendor's hours change, and what was promised by the old ones does not; nor does a promise get lost beyond them.

use domain::{
    cases::{CasePage, CaseStep, PolicyRow},
    permissions::Actor,
    promise::Promise,
    refusal::Code,
};
use service::cases::{self, Say, Saying};
use testkit::{TestVendor, new_key};

use crate::{
    ANNA, JAN, MIRA,
    inbox::{due, open, seen, steps},
    refused,
};

async fn version(vendor: &TestVendor, mira: &Actor) -> i32 {
    cases::case_settings(vendor.context(), mira).await.expect("the settings").rules.version
}

async fn set_week(vendor: &TestVendor, mira: &Actor, week: [&str; 7]) -> Result<(), service::Error> {
    let at = version(vendor, mira).await;
    cases::set_hours(vendor.context(), mira, at, &week.map(str::to_owned), "7", (true, false)).await
}

fn missed(page: &CasePage) -> usize {
    page.clock.promises.iter().filter(|promise| promise.missed).count()
}

testkit::on_both_databases! {
    async fn what_was_promised_before_stays_as_it_was_promised(vendor: TestVendor) {
        let (anna, jan, mira) = (vendor.actor(ANNA).await, vendor.actor(JAN).await, vendor.actor(MIRA).await);
        let context = vendor.context();
        let kept = open(&vendor, &anna, "question", "When?", "none").await;
        vendor.advance(60);
        let say = Say { key: new_key(), number: kept, seen: None, saying: Saying::Answer, text: "Today.", cause: "", prevention: "" };
        cases::answer(context, &jan, say).await.expect("it is written");
        let running = open(&vendor, &anna, "complaint", "It drips", "none").await;
        let before = seen(&vendor, &anna, running).await;
        let promised = due(&before, Promise::Resolution).expect("it is promised");
        vendor.advance(30);

        // Every day until long after that is free from now on, and there is half of the time on others.
        let today = context.vendor_today();
        let days: Vec<String> = (0..20).map(|day| today.plus_days(day).iso()).collect();
        cases::set_days(context, &mira, version(&vendor, &mira).await, &[], &days.join(" "), "").await.expect("days");
        vendor.advance(1);
        set_week(&vendor, &mira, ["8-10", "8-10", "8-10", "8-10", "8-10", "", ""]).await.expect("hours");
        let page = seen(&vendor, &anna, running).await;
        assert_eq!(due(&page, Promise::Resolution), Some(promised), "as it was said");
        let again = vendor.another_process().await;
        let page = cases::page(&again, &anna, running).await.expect("the case is there");
        assert_eq!(due(&page, Promise::Resolution), Some(promised), "wherever it is read");
        assert_eq!(missed(&seen(&vendor, &anna, kept).await), 0, "what was kept is kept");
        let new = open(&vendor, &anna, "complaint", "It drips more", "none").await;
        let new = due(&seen(&vendor, &anna, new).await, Promise::FirstAnswer);
        assert!(new.is_some_and(|due| due > promised), "what is promised now goes by what holds now");

        // What was promised is due when it was promised, and told of.
        vendor.advance((promised.millis() - context.now().millis()) / 60_000 + 1);
        cases::pass(context).await.expect("the watch goes round");
        assert!(steps(&seen(&vendor, &anna, running).await).contains(&CaseStep::Missed));
        vendor.check().await;
    }

    /// glpi#6902, by the settings.
    async fn other_promises_move_no_pause(vendor: TestVendor) {
        let (anna, jan, mira) = (vendor.actor(ANNA).await, vendor.actor(JAN).await, vendor.actor(MIRA).await);
        let context = vendor.context();
        let number = open(&vendor, &anna, "complaint", "It drips", "none").await;
        vendor.advance(30);
        let say = Say { key: new_key(), number, seen: None, saying: Saying::Ask, text: "Where?", cause: "", prevention: "" };
        cases::answer(context, &jan, say).await.expect("it is written");
        let left = async || -> Vec<i64> {
            seen(&vendor, &anna, number).await.clock.promises.iter().filter_map(|promise| promise.left).collect()
        };
        let before = left().await;
        assert!(before.len() == 1 && before[0] > 0, "{before:?}");
        let row = PolicyRow {
            kind: "complaint".to_owned(),
            priority: String::new(),
            first: "0:10".to_owned(),
            next: "0:10".to_owned(),
            resolution: "0:10".to_owned(),
        };
        cases::set_promises(context, &mira, version(&vendor, &mira).await, &[row]).await.expect("quicker");
        vendor.advance(3 * 24 * 60);
        assert_eq!(left().await, before);
        cases::reply(context, &anna, new_key(), number, "At the chimney.").await.expect("written");
        cases::pass(context).await.expect("the watch goes round");
        assert_eq!(missed(&seen(&vendor, &anna, number).await), 0);
    }

    /// chatwoot#13392 and frappe/helpdesk#3776: what is written on a Saturday is due on Monday, and late for nobody before.
    async fn what_is_written_on_saturday_is_due_on_monday(vendor: TestVendor) {
        let context = vendor.context();
        vendor.advance(i64::from(5 - context.vendor_today().weekday()) * 24 * 60);
        for email in [ANNA, crate::OLIVER, crate::GABOR] {
            let reader = vendor.actor(email).await;
            let number = open(&vendor, &reader, "question", "When?", "none").await;
            let page = seen(&vendor, &reader, number).await;
            assert_eq!(page.opened.date().weekday(), 5, "{email}");
            let promised = due(&page, Promise::FirstAnswer).expect("it is promised");
            let promised = context.wall(promised, &reader.time_zone);
            assert_eq!(promised.date().weekday(), 0, "{email}");
            assert_eq!(missed(&page), 0);
            cases::pass(context).await.expect("the watch goes round");
            assert_eq!(missed(&seen(&vendor, &reader, number).await), 0);
            vendor.deliver_mail().await;
            let day = domain::format::date_full_weekday(reader.language, promised.date());
            let mails = vendor.mails_to(email).await;
            assert!(mails.iter().any(|mail| mail.text.contains(&day)), "the receipt says so to {email}");
        }
    }

    async fn a_promise_of_years_is_due_at_its_end(vendor: TestVendor) {
        let (anna, mira) = (vendor.actor(ANNA).await, vendor.actor(MIRA).await);
        let context = vendor.context();
        let few = set_week(&vendor, &mira, ["8-8:30", "", "", "", "", "", ""]).await;
        assert_eq!(refused(few), Code::Missing);
        set_week(&vendor, &mira, ["8-12", "", "", "", "", "", ""]).await.expect("one morning a week");
        let row = PolicyRow {
            kind: "question".to_owned(),
            priority: String::new(),
            first: "300".to_owned(),
            next: "300".to_owned(),
            resolution: "999".to_owned(),
        };
        cases::set_promises(context, &mira, version(&vendor, &mira).await, &[row]).await.expect("very slow");
        let number = open(&vendor, &anna, "question", "When?", "none").await;
        let page = seen(&vendor, &anna, number).await;
        let (first, last) = (due(&page, Promise::FirstAnswer), due(&page, Promise::Resolution));
        let (first, last) = first.zip(last).expect("both have a moment");
        assert!(last > first && first > context.now().plus_days(7 * 74));
        let list = cases::list(context, &anna, &domain::cases::CaseFilter::default()).await.expect("a list");
        let card = list.cases.iter().find(|card| card.number == number).expect("it is listed");
        assert_eq!(card.due.map(|(_, due)| due.instant), Some(first), "it does not say soon");
        vendor.advance((first.millis() - context.now().millis()) / 60_000 + 1);
        cases::pass(context).await.expect("the watch goes round");
        assert!(steps(&seen(&vendor, &anna, number).await).contains(&CaseStep::Missed));
        vendor.check().await;
    }
}
