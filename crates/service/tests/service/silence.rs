//! Silence closes what was answered, and nothing else: not what a merge brought, not what was escalated, no complaint.

use domain::{
    cases::{CaseStep, Level, Stage},
    permissions::Actor,
    post::PostState,
    promise::Promise,
    refusal::Code,
};
use service::cases::{self, Say, Saying, Seen, Upload};
use testkit::{TestVendor, new_key};

use crate::{
    ANNA, EVA, JAN,
    inbox::{draft, due, open, seen, steps, version},
    post::{Post, reply},
    refused,
};

async fn say(vendor: &TestVendor, desk: &Actor, number: i64, saying: Saying, text: &str) {
    let say = Say { key: new_key(), number, seen: None, saying, text, cause: "", prevention: "" };
    cases::answer(vendor.context(), desk, say).await.expect("it is written");
}

/// Longer than any answer waits for a word.
async fn nobody_says_anything(vendor: &TestVendor) {
    vendor.advance(9 * 24 * 60);
    cases::pass(vendor.context()).await.expect("the watch goes round");
}

testkit::on_both_databases! {
    async fn what_a_merge_brings_is_answered_and_not_lapsed(vendor: TestVendor) {
        let (anna, jan) = (vendor.actor(ANNA).await, vendor.actor(JAN).await);
        let context = vendor.context();
        for saying in [Saying::Answer, Saying::Ask] {
            let first = open(&vendor, &anna, "question", "Is it tight?", "none").await;
            say(&vendor, &jan, first, saying, "Look at page three.").await;
            assert!(seen(&vendor, &anna, first).await.waits_for_customer);
            vendor.advance(30);
            let second = open(&vendor, &anna, "question", "That is not it, the roof leaks", "none").await;
            let promised = due(&seen(&vendor, &anna, second).await, Promise::FirstAnswer).expect("it is promised");
            let at = version(&vendor, &jan, second).await;
            cases::merge(context, &jan, at, &first.to_string()).await.expect("they are one");
            let page = seen(&vendor, &anna, first).await;
            assert_eq!((page.waits_for_customer, page.stage), (false, Stage::Acknowledged), "{saying:?}");
            assert_eq!(due(&page, Promise::NextUpdate), Some(promised), "they hear when they were told");
            nobody_says_anything(&vendor).await;
            let page = seen(&vendor, &anna, first).await;
            assert!(page.stage != Stage::Closed && steps(&page).contains(&CaseStep::Missed), "{:?}", steps(&page));
        }
        // What is answered in both waits on.
        let (first, second) =
            (open(&vendor, &anna, "question", "One?", "none").await, open(&vendor, &anna, "question", "Two?", "none").await);
        for number in [first, second] {
            say(&vendor, &jan, number, Saying::Answer, "Yes.").await;
        }
        let at = version(&vendor, &jan, second).await;
        cases::merge(context, &jan, at, &first.to_string()).await.expect("they are one");
        assert!(seen(&vendor, &anna, first).await.waits_for_customer);
        vendor.check().await;
    }

    async fn a_complaint_does_not_go_on_in_a_question(vendor: TestVendor) {
        let (anna, jan) = (vendor.actor(ANNA).await, vendor.actor(JAN).await);
        let context = vendor.context();
        let mut wanted = draft("complaint", "The tiles are cracked", "standstill");
        (wanted.remedy, wanted.expected) = ("replacement".to_owned(), "New ones on Friday".to_owned());
        let worst = cases::open(context, &anna, &wanted).await.expect("it is kept");
        let complaint = open(&vendor, &anna, "complaint", "They are grey", "none").await;
        let question = open(&vendor, &anna, "question", "When do they come?", "none").await;
        let at = version(&vendor, &jan, worst).await;
        assert_eq!(refused(cases::merge(context, &jan, at, &question.to_string()).await), Code::OtherKind);
        assert_eq!(seen(&vendor, &anna, worst).await.stage, Stage::Received, "nothing was done");
        let at = version(&vendor, &jan, question).await;
        cases::merge(context, &jan, at, &complaint.to_string()).await.expect("a question goes on in a complaint");
        let promised = due(&seen(&vendor, &anna, worst).await, Promise::Resolution);
        let at = version(&vendor, &jan, worst).await;
        cases::merge(context, &jan, at, &complaint.to_string()).await.expect("they are one");
        let page = seen(&vendor, &anna, complaint).await;
        assert_eq!(page.priority, Level::High, "as urgent as the more urgent one");
        assert_eq!(page.expected.as_deref(), Some("New ones on Friday"));
        assert_eq!(page.remedy.map(domain::cases::Remedy::code), Some("replacement"));
        assert_eq!(due(&page, Promise::Resolution), promised);
        vendor.check().await;
    }

    async fn who_escalates_an_answer_is_heard(vendor: TestVendor) {
        let (anna, jan) = (vendor.actor(ANNA).await, vendor.actor(JAN).await);
        let context = vendor.context();
        for saying in [Saying::Answer, Saying::Ask] {
            for does_object in [false, true] {
                let number = open(&vendor, &anna, "question", "Is it tight?", "none").await;
                say(&vendor, &jan, number, saying, "Yes.").await;
                let at = Seen { number, version: seen(&vendor, &anna, number).await.version };
                if does_object {
                    cases::object(context, &anna, new_key(), at, "It is urgent, your answer is wrong").await.expect("heard");
                } else {
                    cases::escalate(context, &anna, new_key(), at, "Your answer is wrong").await.expect("heard");
                }
                let page = seen(&vendor, &anna, number).await;
                assert!(!page.waits_for_customer && due(&page, Promise::NextUpdate).is_some());
                nobody_says_anything(&vendor).await;
                assert_ne!(seen(&vendor, &anna, number).await.stage, Stage::Closed);
            }
        }
        // The vendor's own escalation says nothing for the customer.
        let number = open(&vendor, &anna, "question", "Is it tight?", "none").await;
        say(&vendor, &jan, number, Saying::Answer, "Yes.").await;
        let at = version(&vendor, &jan, number).await;
        cases::escalate_up(context, &jan, at, "Is that so?").await.expect("those above know");
        assert!(seen(&vendor, &anna, number).await.waits_for_customer);
        nobody_says_anything(&vendor).await;
        assert_eq!(seen(&vendor, &anna, number).await.stage, Stage::Closed);
        vendor.check().await;
    }

    /// Whoever sorts a complaint to a question must not have it closed by silence.
    async fn what_was_a_complaint_is_closed_by_consent_only(vendor: TestVendor) {
        let (anna, jan) = (vendor.actor(ANNA).await, vendor.actor(JAN).await);
        let context = vendor.context();
        for is_sorted_first in [false, true] {
            let number = open(&vendor, &anna, "complaint", "The tiles are cracked", "none").await;
            if !is_sorted_first {
                let (text, cause) = ("New ones on Friday.", "Kiln 4");
                let say = Say { key: new_key(), number, seen: None, saying: Saying::Propose, text, cause, prevention: "" };
                cases::answer(context, &jan, say).await.expect("it is proposed");
            }
            let at = version(&vendor, &jan, number).await;
            cases::sort(context, &jan, at, "question", "You asked when they come").await.expect("it is sorted");
            if is_sorted_first {
                say(&vendor, &jan, number, Saying::Answer, "On Friday.").await;
            }
            let page = seen(&vendor, &anna, number).await;
            assert_eq!((page.stage, page.waits_for_customer, page.lapses), (Stage::Proposed, true, None));
            nobody_says_anything(&vendor).await;
            let page = seen(&vendor, &anna, number).await;
            assert_eq!(page.stage, Stage::Proposed, "{:?}", steps(&page));
            let at = Seen { number, version: page.version };
            let yes = cases::decide(context, &anna, new_key(), at, cases::Decision::Accept, "", false);
            yes.await.expect("she agrees");
            assert_eq!(seen(&vendor, &anna, number).await.stage, Stage::Closed);
        }
        vendor.check().await;
    }

    async fn who_answers_from_another_address_is_not_told_that_nobody_did(post: Post) {
        let vendor = &post.vendor;
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let number = open(vendor, &anna, "question", "Is it tight?", "none").await;
        vendor.advance(1);
        say(vendor, &eva, number, Saying::Answer, "Yes.").await;
        let answer = post.newest_to(ANNA).await;
        post.arrives(&reply("anna@home.example", &answer, "It is not.")).await;
        nobody_says_anything(vendor).await;
        let page = seen(vendor, &anna, number).await;
        assert_eq!(page.stage, Stage::Proposed, "{:?}", steps(&page));
        let desk = post.case(number).await;
        let held = desk.post.iter().find(|mail| mail.state == PostState::Held).expect("it stands beside its case");
        assert!(held.sender == "anna@home.example" && held.text.contains("It is not."), "{held:?}");

        // Where a person has said that it is nothing, nobody has answered.
        service::post::desk::discard(vendor.context(), &eva, held.id).await.expect("it is put away");
        cases::pass(vendor.context()).await.expect("the watch goes round");
        assert_eq!(seen(vendor, &anna, number).await.stage, Stage::Closed);
        assert!(post.case(number).await.post.iter().all(|mail| mail.state != PostState::Held));
        vendor.check().await;
    }

    /// zammad#1322: what came by the web counted, what came by mail did not.
    async fn no_by_any_way_promises_a_solution(post: Post) {
        let vendor = &post.vendor;
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let context = vendor.context();
        for way in ["button", "web", "files", "mail"] {
            let number = open(vendor, &anna, "question", "Is it tight?", "none").await;
            vendor.advance(1);
            say(vendor, &eva, number, Saying::Answer, "We will look.").await;
            let answer = post.newest_to(ANNA).await;
            vendor.advance(1);
            let text = "That is no answer.";
            match way {
                "button" => {
                    let at = Seen { number, version: seen(vendor, &anna, number).await.version };
                    let no = cases::Decision::Decline;
                    cases::decide(context, &anna, new_key(), at, no, text, false).await.expect("it is heard");
                }
                "web" => cases::reply(context, &anna, new_key(), number, text).await.expect("it is heard"),
                "files" => {
                    let photo = Upload { name: "roof.jpg".to_owned(), content: b"\xff\xd8\xff\xe0 not really".to_vec() };
                    cases::send_files(context, &anna, new_key(), number, text, vec![photo]).await.expect("it is heard");
                }
                _ => post.arrives(&reply(ANNA, &answer, text)).await,
            }
            let page = seen(vendor, &anna, number).await;
            assert_eq!(page.entries.len(), 3, "{way}");
            assert!(due(&page, Promise::Resolution).is_some() && due(&page, Promise::NextUpdate).is_some(), "{way}");
        }
        vendor.check().await;
    }
}
