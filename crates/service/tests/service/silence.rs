//! Silence closes what was answered, and nothing else: not what a merge brought, not what was escalated, no complaint.

use domain::{
    cases::{CaseStep, Level, Stage},
    permissions::{Actor, AnswerCases},
    post::PostState,
    promise::Promise,
    refusal::Code,
};
use service::cases::{self, Part, Say, Saying, Seen, Upload};
use testkit::{TestVendor, new_key};

use crate::{
    ANNA, EVA, JAN, JOB,
    inbox::{draft, due, open, seen, steps, version},
    post::{Post, header, reply},
    refused,
};

async fn say(vendor: &TestVendor, desk: &Actor, number: i64, saying: Saying, text: &str) {
    let say = Say { key: new_key(), number, seen: None, saying, text, cause: "", prevention: "" };
    cases::answer(vendor.context(), desk, say).await.expect("it is written");
}

fn photo() -> Upload {
    Upload { name: "pallet.jpg".to_owned(), content: b"\xff\xd8\xff\xe0 not really".to_vec() }
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

    /// Not by two steps either: sorted, and then merged into questions.
    async fn what_was_a_complaint_is_none_of_silences_where_it_goes_on(vendor: TestVendor) {
        let (anna, jan) = (vendor.actor(ANNA).await, vendor.actor(JAN).await);
        let context = vendor.context();
        let mut number = open(&vendor, &anna, "complaint", "The tiles are cracked", "none").await;
        let (text, cause) = ("New ones on Friday.", "Kiln 4");
        let proposed = Say { key: new_key(), number, seen: None, saying: Saying::Propose, text, cause, prevention: "" };
        cases::answer(context, &jan, proposed).await.expect("it is proposed");
        let at = version(&vendor, &jan, number).await;
        cases::sort(context, &jan, at, "question", "You asked when they come").await.expect("it is sorted");
        for subject in ["When?", "And the gutter?"] {
            let other = open(&vendor, &anna, "question", subject, "none").await;
            say(&vendor, &jan, other, Saying::Answer, "On Friday.").await;
            let at = version(&vendor, &jan, number).await;
            cases::merge(context, &jan, at, &other.to_string()).await.expect("they are one");
            number = other;
            let page = seen(&vendor, &anna, number).await;
            assert_eq!((page.stage, page.waits_for_customer, page.lapses), (Stage::Proposed, true, None), "{subject}");
        }
        nobody_says_anything(&vendor).await;
        let page = seen(&vendor, &anna, number).await;
        assert_eq!(page.stage, Stage::Proposed, "{:?}", steps(&page));
        vendor.check().await;
    }

    /// Nor by taking a part of it for a question.
    async fn a_part_of_a_complaint_is_none_of_silences(vendor: TestVendor) {
        let (anna, jan) = (vendor.actor(ANNA).await, vendor.actor(JAN).await);
        let context = vendor.context();
        let number = open(&vendor, &anna, "complaint", "The tiles are cracked", "none").await;
        cases::send_files(context, &anna, new_key(), number, "And so is the other pallet", vec![photo()]).await.expect("kept");
        let seen_at = version(&vendor, &jan, number).await;
        let entry = seen(&vendor, &anna, number).await.entries[1].id;
        let part = Part { key: new_key(), seen: seen_at, entry, subject: "The other pallet", kind: "question" };
        let made = cases::split(context, &jan, part).await.expect("it is a case");
        say(&vendor, &jan, made, Saying::Answer, "We look at it.").await;
        assert_eq!(seen(&vendor, &anna, made).await.lapses, None);
        nobody_says_anything(&vendor).await;
        assert_eq!(seen(&vendor, &anna, made).await.stage, Stage::Proposed);
        vendor.check().await;
    }

    /// A solution to one complaint is none to another that became a part of it.
    async fn a_word_about_a_solution_solves_nothing_that_came_later(vendor: TestVendor) {
        let (anna, jan) = (vendor.actor(ANNA).await, vendor.actor(JAN).await);
        let context = vendor.context();
        let first = open(&vendor, &anna, "complaint", "The tiles are cracked", "none").await;
        let (text, cause) = ("New ones on Friday.", "Kiln 4");
        let proposed = Say { key: new_key(), number: first, seen: None, saying: Saying::Propose, text, cause, prevention: "" };
        cases::answer(context, &jan, proposed).await.expect("it is proposed");
        let second = open(&vendor, &anna, "complaint", "The bill is wrong", "none").await;
        let promised = due(&seen(&vendor, &anna, second).await, Promise::Resolution).expect("it is promised");
        let at = version(&vendor, &jan, second).await;
        cases::merge(context, &jan, at, &first.to_string()).await.expect("they are one");
        say(&vendor, &jan, first, Saying::Answer, "We look into the bill.").await;
        let page = seen(&vendor, &anna, first).await;
        assert!(!page.waits_for_customer, "nobody has proposed anything for the bill");
        assert_eq!(due(&page, Promise::Resolution), Some(promised));
        vendor.check().await;
    }

    /// What was written by another opinion of the clock is mended by the next round of the watch.
    async fn the_watch_writes_whose_turn_it_is(vendor: TestVendor) {
        let (anna, jan) = (vendor.actor(ANNA).await, vendor.actor(JAN).await);
        let number = open(&vendor, &anna, "complaint", "The tiles are cracked", "none").await;
        let (text, cause) = ("New ones on Friday.", "Kiln 4");
        let say = Say { key: new_key(), number, seen: None, saying: Saying::Propose, text, cause, prevention: "" };
        cases::answer(vendor.context(), &jan, say).await.expect("it is proposed");
        let granted = jan.grant_staff::<AnswerCases>().expect("jan answers cases");
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let head = store::cases::lock_any(&tx, &granted, number).await.expect("it is read").expect("it is there");
        let due = Some((Promise::NextUpdate, head.opened));
        store::cases::set_clock(&tx, JOB, &head, due, false).await.expect("it is written");
        tx.commit().await.expect("it is kept");
        vendor.advance(1);
        assert!(!seen(&vendor, &anna, number).await.waits_for_customer);
        cases::pass(vendor.context()).await.expect("the watch goes round");
        let page = seen(&vendor, &anna, number).await;
        assert!(page.waits_for_customer && !steps(&page).contains(&CaseStep::Missed));
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
        assert_eq!(page.lapses, None, "nobody reads that it was closed last week");
        let desk = post.case(number).await;
        let held = desk.post.iter().find(|mail| mail.state == PostState::Held).expect("it stands beside its case");
        assert_eq!(held.decide, Some(held.id));
        assert!(held.sender == "anna@home.example" && held.text.contains("It is not."), "{held:?}");

        // Where a person has said that it is nothing, nobody has answered.
        service::post::desk::discard(vendor.context(), &eva, held.id).await.expect("it is put away");
        cases::pass(vendor.context()).await.expect("the watch goes round");
        assert_eq!(seen(vendor, &anna, number).await.stage, Stage::Closed);
        assert!(post.case(number).await.post.iter().all(|mail| mail.state != PostState::Held));
        vendor.check().await;
    }

    /// Its headers say which case it answers, though nobody here can read a word of it.
    async fn what_cannot_be_read_is_no_silence(post: Post) {
        let vendor = &post.vendor;
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let number = open(vendor, &anna, "question", "Is it tight?", "none").await;
        vendor.advance(1);
        say(vendor, &eva, number, Saying::Answer, "Yes.").await;
        let to = header(&post.newest_to(ANNA).await, "Reply-To").expect("an answer has an address");
        let kind = "multipart/encrypted; boundary=b";
        post.arrives(&format!("From: {ANNA}\nTo: {to}\nSubject: sealed\nContent-Type: {kind}\n\n--b\n\nx\n--b--\n")).await;
        nobody_says_anything(vendor).await;
        let page = seen(vendor, &anna, number).await;
        assert_eq!(page.stage, Stage::Proposed, "{:?}", steps(&page));
        let desk = post.case(number).await;
        let sealed = desk.post.iter().find(|mail| mail.state == PostState::Unreadable).expect("it stands beside its case");
        assert_eq!((sealed.sender.as_str(), sealed.decide), (ANNA, Some(sealed.id)));
        let nowhere = service::post::desk::Place::default();
        let put = service::post::desk::accept(vendor.context(), &eva, sealed.id, nowhere).await;
        assert_eq!(put.expect("it goes where it belongs"), number);
        vendor.check().await;
    }

    /// What waits is seen beside ever so many other mails.
    async fn what_waits_is_not_the_one_that_is_left_out(post: Post) {
        let vendor = &post.vendor;
        let eva = vendor.actor(EVA).await;
        let (number, question) = post.question().await;
        post.arrives(&reply("anna@home.example", &question, "On Monday.")).await;
        vendor.advance(1);
        post.arrives(&reply(ANNA, &question, "On Friday.")).await;
        let granted = eva.grant_staff::<AnswerCases>().expect("eva answers cases");
        let head = store::cases::find_any(vendor.store(), &granted, number).await.expect("it is read").expect("it is there");
        let beside = store::post::of_case(vendor.store(), &granted, &head, 1).await.expect("they are read");
        assert_eq!(beside.iter().map(|mail| mail.state).collect::<Vec<_>>(), [PostState::Held]);
        let beside = store::post::of_case(vendor.store(), &granted, &head, 2).await.expect("they are read");
        assert_eq!(beside.iter().map(|mail| mail.state).collect::<Vec<_>>(), [PostState::Held, PostState::Filed]);
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
