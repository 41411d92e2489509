//! Whose turn it is, said and open to contest: who asked what, until when an answer waits, what was answered, and what kind of
//! case it is.

use domain::{
    cases::{CasePage, CaseStep, Kind, Stage},
    event::Event,
    permissions::Actor,
    promise::Promise,
    refusal::Code,
};
use service::cases::{self, Say, Saying, Seen, Upload};
use testkit::{TestVendor, new_key};

use crate::{
    ANNA, EVA, JAN,
    inbox::{due, open, seen, steps, version},
    post::Post,
    refused,
};

async fn say(vendor: &TestVendor, desk: &Actor, number: i64, saying: Saying, text: &str) {
    let cause = if saying == Saying::Propose { "A bad batch" } else { "" };
    let say = Say { key: new_key(), number, seen: None, saying, text, cause, prevention: "" };
    cases::answer(vendor.context(), desk, say).await.expect("it is written");
}

const fn at(page: &CasePage) -> Seen {
    Seen { number: page.number, version: page.version }
}

testkit::on_both_databases! {
    async fn what_came_as_a_question_becomes_a_complaint(post: Post) {
        let vendor = &post.vendor;
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let context = vendor.context();
        post.arrives(&format!(
            "From: {ANNA}\nTo: help@vandael.example\nSubject: Order 1042\nMessage-ID: <complains@mail.example>\n\nI complain.\n"
        )).await;
        let list = cases::list(context, &anna, &domain::cases::CaseFilter::default()).await.expect("a list");
        let number = list.cases.first().expect("it is a case").number;
        assert_eq!(seen(vendor, &anna, number).await.kind, Kind::Question, "as mail comes");
        let before = seen(vendor, &anna, number).await;
        let now = version(vendor, &eva, number).await;
        assert_eq!(refused(cases::sort(context, &eva, now, "complaint", " ").await), Code::Reason);
        assert_eq!(refused(cases::sort(context, &eva, now, "lament", "It is").await), Code::Malformed);
        assert_eq!(refused(cases::sort(context, &eva, now, "question", "It is").await), Code::Malformed, "it is one");
        assert_eq!(refused(cases::sort(context, &anna, now, "complaint", "It is").await), Code::NotFound);
        cases::sort(context, &eva, now, "complaint", "You say that you complain").await.expect("it is one");
        assert_eq!(refused(cases::sort(context, &eva, now, "concern", "Or so").await), Code::Stale);
        let page = seen(vendor, &anna, number).await;
        assert_eq!((page.kind, page.stage), (Kind::Complaint, Stage::Received));
        assert!(due(&page, Promise::FirstAnswer) <= due(&before, Promise::FirstAnswer), "what was promised stays");
        let mail = post.newest_to(ANNA).await;
        assert!(mail.raw.contains("Complaint") && mail.raw.contains("You say that you complain"), "{}", mail.raw);

        // From now on it has the stages of a complaint, an answer is news, and silence closes nothing.
        let now = version(vendor, &eva, number).await;
        cases::take(context, &eva, now, "assessed").await.expect("it is assessed");
        say(vendor, &eva, number, Saying::Answer, "We look at it.").await;
        let page = seen(vendor, &anna, number).await;
        assert!(page.stage == Stage::Assessed && due(&page, Promise::NextUpdate).is_some() && page.lapses.is_none());
        say(vendor, &eva, number, Saying::Propose, "New tiles.").await;
        vendor.advance(60 * 24 * 60);
        cases::pass(context).await.expect("the watch goes round");
        assert_eq!(seen(vendor, &anna, number).await.stage, Stage::Proposed);

        // And back: a stage that a question has not becomes the nearest that it has.
        let page = seen(vendor, &anna, number).await;
        let no = cases::Decision::Decline;
        cases::decide(context, &anna, new_key(), at(&page), no, "Not these", false).await.expect("it is heard");
        assert_eq!(seen(vendor, &anna, number).await.stage, Stage::Investigating);
        let now = version(vendor, &eva, number).await;
        cases::sort(context, &eva, now, "question", "You only want to know").await.expect("so");
        let page = seen(vendor, &anna, number).await;
        assert_eq!((page.kind, page.stage), (Kind::Question, Stage::Acknowledged));
        cases::withdraw(context, &anna, new_key(), at(&page)).await.expect("it is over");
        let now = version(vendor, &eva, number).await;
        assert_eq!(refused(cases::sort(context, &eva, now, "complaint", "Late").await), Code::State);
        vendor.check().await;
    }

    async fn an_answered_question_that_is_a_complaint_is_looked_into(vendor: TestVendor) {
        let (anna, jan) = (vendor.actor(ANNA).await, vendor.actor(JAN).await);
        let context = vendor.context();
        let number = open(&vendor, &anna, "question", "The tiles are cracked", "none").await;
        say(&vendor, &jan, number, Saying::Answer, "We will see.").await;
        let now = version(&vendor, &jan, number).await;
        cases::sort(context, &jan, now, "complaint", "It is one").await.expect("so");
        let page = seen(&vendor, &anna, number).await;
        assert_eq!((page.stage, page.waits_for_customer, page.lapses), (Stage::Acknowledged, false, None));
        assert!(due(&page, Promise::Resolution).is_some() && due(&page, Promise::NextUpdate).is_some());
        let now = version(&vendor, &jan, number).await;
        cases::take(context, &jan, now, "investigating").await.expect("it can be looked into");
        vendor.check().await;
    }

    async fn until_when_an_answer_waits_is_said_and_stays(vendor: TestVendor) {
        let (anna, jan, mira) = (vendor.actor(ANNA).await, vendor.actor(JAN).await, vendor.actor(crate::MIRA).await);
        let context = vendor.context();
        let number = open(&vendor, &anna, "question", "When?", "none").await;
        assert_eq!(seen(&vendor, &anna, number).await.lapses, None);
        say(&vendor, &jan, number, Saying::Answer, "On Friday.").await;
        let said = seen(&vendor, &anna, number).await.lapses.expect("it is said");
        assert_eq!(said.instant, context.now().plus_days(7));
        vendor.deliver_mail().await;
        let mails = vendor.mails_to(ANNA).await;
        let day = domain::format::date_full_weekday(anna.language, said.date());
        let mail = mails.iter().rfind(|mail| mail.text.contains("On Friday.")).expect("it was mailed");
        assert!(mail.text.contains(&day), "{}", mail.text);

        // Neither the desk's own order nor other rules move what was said.
        vendor.advance(60);
        let now = version(&vendor, &jan, number).await;
        cases::tag_case(context, &jan, now, "friday", "").await.expect("a tag");
        let rules = cases::case_settings(context, &mira).await.expect("the settings").rules;
        let week = rules.hours.each_ref().map(|spans| domain::cases::spans_text(spans));
        cases::set_hours(context, &mira, rules.version, &week, "1", (true, false)).await.expect("shorter");
        assert_eq!(seen(&vendor, &anna, number).await.lapses, Some(said));
        vendor.advance(6 * 24 * 60);
        cases::pass(context).await.expect("the watch goes round");
        assert_eq!(seen(&vendor, &anna, number).await.stage, Stage::Proposed, "not yet");
        // Another word begins the time anew.
        say(&vendor, &jan, number, Saying::Answer, "Friday at eight.").await;
        let said = seen(&vendor, &anna, number).await.lapses.expect("it is said");
        assert_eq!(said.instant, context.now().plus_days(1));
        vendor.advance(24 * 60);
        cases::pass(context).await.expect("the watch goes round");
        let page = seen(&vendor, &anna, number).await;
        assert_eq!((page.stage, page.lapses), (Stage::Closed, None));
        vendor.check().await;
    }

    async fn who_is_asked_sees_by_whom_and_may_contest_it(vendor: TestVendor) {
        let (anna, jan) = (vendor.actor(ANNA).await, vendor.actor(JAN).await);
        let context = vendor.context();
        let number = open(&vendor, &anna, "complaint", "It drips", "none").await;
        let page = seen(&vendor, &anna, number).await;
        assert_eq!(page.asked, None);
        assert_eq!(refused(cases::contest(context, &anna, new_key(), at(&page), "Not me").await), Code::State, "nobody asked");
        vendor.advance(1);
        say(&vendor, &jan, number, Saying::Ask, "Which colour is the roof?").await;
        let page = seen(&vendor, &anna, number).await;
        let asked = page.entries.iter().find(|entry| entry.text.starts_with("Which colour")).expect("it is there");
        assert_eq!(page.asked, Some(("Jan".to_owned(), Some(asked.id))));
        vendor.advance(1);
        assert_eq!(refused(cases::contest(context, &anna, new_key(), at(&page), " ").await), Code::Reason);
        cases::contest(context, &anna, new_key(), at(&page), "I wrote that yesterday").await.expect("time runs");
        let page = seen(&vendor, &anna, number).await;
        assert!(!page.waits_for_customer && page.asked.is_none() && due(&page, Promise::NextUpdate).is_some());
        assert!(steps(&page).contains(&CaseStep::Contested));
        assert_eq!(page.entries.last().map(|entry| entry.text.as_str()), Some("I wrote that yesterday"));
        vendor.deliver_mail().await;
        let mails = vendor.mails_to(JAN).await;
        assert!(mails.iter().any(|mail| mail.text.contains("I wrote that yesterday")), "who has it reads it");
        vendor.check().await;
    }

    async fn only_an_answer_answers(vendor: TestVendor) {
        let (anna, jan) = (vendor.actor(ANNA).await, vendor.actor(JAN).await);
        let context = vendor.context();
        let number = open(&vendor, &anna, "question", "When?", "none").await;
        let receipt = async || seen(&vendor, &anna, number).await.entries.remove(0).receipt;
        let photo = Upload { name: "van.jpg".to_owned(), content: b"\xff\xd8\xff\xe0 not really".to_vec() };
        vendor.advance(1);
        cases::send_files(context, &jan, new_key(), number, "Our van", vec![photo]).await.expect("kept");
        vendor.advance(1);
        say(&vendor, &jan, number, Saying::Ask, "Which day suits you?").await;
        assert!(!receipt().await.answered, "a file and a question are none");
        cases::desk_page(context, &jan, number).await.expect("he looks");
        vendor.advance(1);
        say(&vendor, &jan, number, Saying::Answer, "On Friday.").await;
        let now = receipt().await;
        assert!(now.answered && now.opened.is_some(), "both stay");
        cases::reply(context, &anna, new_key(), number, "At eight?").await.expect("written");
        let page = seen(&vendor, &anna, number).await;
        assert!(!page.entries.last().expect("it is there").receipt.answered);

        // Nor does an answer to one case answer another one that becomes a part of it.
        let (first, second) = (
            open(&vendor, &anna, "question", "One?", "none").await,
            open(&vendor, &anna, "question", "Two?", "none").await,
        );
        vendor.advance(1);
        say(&vendor, &jan, first, Saying::Answer, "Yes.").await;
        vendor.advance(1);
        let now = version(&vendor, &jan, second).await;
        cases::merge(context, &jan, now, &first.to_string()).await.expect("they are one");
        let answered = async || -> Vec<bool> {
            let page = seen(&vendor, &anna, first).await;
            page.entries.iter().filter(|entry| !entry.by_vendor).map(|entry| entry.receipt.answered).collect()
        };
        let mut both = answered().await;
        both.sort_unstable();
        assert_eq!(both, [false, true]);
        vendor.advance(1);
        say(&vendor, &jan, first, Saying::Answer, "Two as well.").await;
        assert_eq!(answered().await, [true, true]);
    }

    async fn the_transcript_names_nobody_for_what_the_clock_did(vendor: TestVendor) {
        let (anna, jan) = (vendor.actor(ANNA).await, vendor.actor(JAN).await);
        let context = vendor.context();
        let number = open(&vendor, &anna, "question", "When?", "none").await;
        let now = version(&vendor, &jan, number).await;
        cases::take(context, &jan, now, "").await.expect("he has it");
        vendor.advance(2 * 24 * 60);
        cases::pass(context).await.expect("the watch goes round");
        say(&vendor, &jan, number, Saying::Answer, "On Friday.").await;
        vendor.advance(9 * 24 * 60);
        cases::pass(context).await.expect("the watch goes round");
        let transcript = service::transcript::of(context, &anna, number).await.expect("a transcript");
        let by_clock: Vec<&str> = transcript
            .parts
            .iter()
            .filter(|(_, part)| {
                let step = match &part.what {
                    service::transcript::What::Step(Event::Case { step, .. }) => *step,
                    _ => return false,
                };
                matches!(step, CaseStep::Missed | CaseStep::Lapsed)
            })
            .map(|(_, part)| part.by.as_str())
            .collect();
        assert!(by_clock.len() >= 2 && by_clock.iter().all(|by| by.is_empty()), "{by_clock:?}");
    }
}
