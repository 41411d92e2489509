//! Mail that is in no case yet: it stands in the inbox with its promise, and what was promised stays so when it becomes a
//! case.

use domain::{
    cases::{CaseFilter, CaseStep, DeskCase, Inbox, Waiting},
    event::Event,
    permissions::Role,
    post::{AtDesk, Held, PostState},
    promise::Promise,
};
use service::{
    cases,
    post::desk::{self, Place},
};

use crate::{
    ANNA, CLAIRE, JOB, KATRIN, MIRA,
    post::{Post, header},
};

const STRANGER: &str = "new@elsewhere.example";
/// Dakwerken Gent.
const ACCOUNT: &str = "K-10017";

fn letter(round: u32) -> String {
    format!(
        "From: New <{STRANGER}>\nSubject: Tiles {round}\nMessage-ID: <n{round}@elsewhere.example>\n\nDo you deliver?\n"
    )
}

async fn inbox(post: &Post, queue: &str, after: Option<String>) -> Inbox {
    let filter = CaseFilter { queue: Some(queue.to_owned()), after, ..CaseFilter::default() };
    cases::desk_list(post.vendor.context(), &post.eva().await, &filter).await.expect("the inbox is there")
}

async fn waiting(post: &Post) -> AtDesk {
    post.at_desk().await.into_iter().find(|mail| mail.sender == STRANGER).expect("it waits")
}

fn step_count(case: &DeskCase, wanted: CaseStep) -> usize {
    case.case.events.iter().filter(|line| matches!(&line.event, Event::Case { step, .. } if *step == wanted)).count()
}

fn due(row: &Waiting<'_>) -> i64 {
    let due = match row {
        Waiting::Case(case) => case.due.map(|(_, due)| due),
        Waiting::Mail(mail) => mail.due,
    };
    due.map_or(i64::MAX, |due| due.instant.millis())
}

testkit::on_both_databases! {
    async fn a_strangers_letter_is_in_the_inbox_with_its_promise(post: Post) {
        let before = inbox(&post, "open", None).await.waiting;
        post.arrives(&letter(1)).await;
        let (now, open) = (post.vendor.context().now(), inbox(&post, "open", None).await);
        assert_eq!(open.waiting, before + 1);
        let mail = open.mails.iter().find(|mail| mail.sender == STRANGER).expect("it is listed");
        let promised = mail.due.expect("it is promised");
        assert!(promised.instant > now);
        let dues: Vec<i64> = open.rows().iter().map(due).collect();
        assert!(dues.is_sorted(), "what is promised next comes first: {dues:?}");
        assert!(inbox(&post, "unassigned", None).await.mails.iter().any(|mail| mail.sender == STRANGER));
        for queue in ["mine", "waiting", "closed", "all"] {
            assert!(inbox(&post, queue, None).await.mails.is_empty(), "{queue}");
        }
        // The sender is told, too.
        let receipt = post.newest_to(STRANGER).await;
        let time = format!("{:02}:{:02}", promised.hour_minute().0, promised.hour_minute().1);
        assert!(receipt.raw.contains(&time), "{time}: {}", receipt.raw);
        desk::discard(post.vendor.context(), &post.eva().await, mail.id).await.expect("it is put away");
        assert_eq!(inbox(&post, "open", None).await.waiting, before);
    }

    async fn a_page_of_the_inbox_goes_on_where_the_last_one_ended(post: Post) {
        for round in 0..30 {
            post.arrives(&format!("From: n{round}@e{round}.example\nSubject: {round}\nMessage-ID: <{round}@e.example>\n\nHello.\n")).await;
            if round % 10 == 0 {
                post.vendor.advance(7);
            }
        }
        let (mut after, mut dues, mut senders, mut numbers) = (None, Vec::new(), Vec::new(), Vec::new());
        loop {
            let page = inbox(&post, "open", after).await;
            dues.extend(page.rows().iter().map(due));
            senders.extend(page.mails.iter().map(|mail| mail.id));
            numbers.extend(page.cases.iter().map(|case| case.number));
            assert!(page.rows().len() <= 20);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert!(dues.is_sorted(), "{dues:?}");
        assert!(senders.len() >= 30 && numbers.len() >= 2, "{} mails, {} cases", senders.len(), numbers.len());
        let (all, all_numbers) = (senders.len(), numbers.len());
        senders.sort_unstable();
        senders.dedup();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!((senders.len(), numbers.len()), (all, all_numbers), "each once");
    }

    async fn what_machines_sent_is_read_page_by_page(post: Post) {
        for round in 0..60 {
            post.arrives(&format!(
                "Auto-Submitted: auto-replied\nFrom: n{round}@e.example\nSubject: {round}\nMessage-ID: <{round}@e.example>\n\nAway.\n"
            ))
            .await;
            if round % 20 == 0 {
                post.vendor.advance(1);
            }
        }
        let (eva, mut after, mut found) = (post.eva().await, None::<String>, Vec::new());
        loop {
            let page = desk::list(post.vendor.context(), &eva, true, after.as_deref()).await.expect("the desk is there");
            assert!(page.mails.len() <= 50, "{}", page.mails.len());
            found.extend(page.mails);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let times: Vec<i64> = found.iter().map(|mail| mail.at.instant.millis()).collect();
        assert!(times.is_sorted_by(|newer, older| newer >= older), "{times:?}");
        let mut senders: Vec<&str> = found.iter().map(|mail| mail.sender.as_str()).collect();
        senders.sort_unstable();
        senders.dedup();
        assert_eq!((senders.len(), found.len()), (60, 60), "each once");
    }

    async fn each_sender_is_offered_their_own_accounts(post: Post) {
        let (anna, katrin) = (post.vendor.actor(ANNA).await, post.vendor.actor(KATRIN).await);
        let there = katrin.acting.expect("katrin acts for an account").account;
        let now = post.vendor.context().now();
        let tx = post.vendor.store().begin().await.expect("a transaction begins");
        store::accounts::join(&tx, JOB, there, anna.member, Role::Buyer, None, now).await.expect("she joins");
        tx.commit().await.expect("it is kept");
        post.arrives(&format!("From: {ANNA}\nSubject: x\n\nWhich of mine?\n")).await;
        post.arrives(&format!("Authentication-Results: mx.vandael.example; dmarc=fail\nFrom: {CLAIRE}\nSubject: x\n\nMe.\n")).await;
        let waiting = post.at_desk().await;
        let places = |sender: &str| {
            let mail = waiting.iter().find(|mail| mail.sender == sender).expect("it waits");
            mail.places.iter().map(|(number, _)| number.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(places(ANNA), ["K-10031", ACCOUNT]);
        assert_eq!(places(CLAIRE).len(), 1);
        assert_ne!(places(CLAIRE)[0], ACCOUNT);
    }

    async fn what_was_promised_stays_when_it_is_attached(post: Post) {
        post.arrives(&letter(1)).await;
        let mail = waiting(&post).await;
        let promised = mail.due.expect("it is promised").instant;
        post.vendor.advance(30);
        let to = Place { case: "", account: ACCOUNT };
        let number = desk::accept(post.vendor.context(), &post.eva().await, mail.id, to).await.expect("it is attached");
        let case = post.case(number).await.case;
        assert_eq!(case.opened.instant, mail.at.instant, "it began when the mail came");
        assert_eq!(case.entries[0].at.instant, mail.at.instant);
        let first = case.clock.promises.iter().find(|given| given.promise == Promise::FirstAnswer).expect("it is given");
        assert_eq!(first.due.map(|due| due.instant), Some(promised));
        assert_eq!(first.since.instant, mail.at.instant);
        let open = inbox(&post, "open", None).await;
        assert!(open.mails.iter().all(|mail| mail.sender != STRANGER));
        let card = open.cases.iter().find(|card| card.number == number).expect("it is a case now");
        assert_eq!(card.due.map(|(_, due)| due.instant), Some(promised));
        post.vendor.check().await;
    }

    async fn a_mail_that_waits_too_long_is_told_to_those_above_and_to_the_customer_once_there_is_one(post: Post) {
        post.arrives(&letter(1)).await;
        let mail = waiting(&post).await;
        let before = post.count_to(MIRA).await;
        // A weekend and more.
        post.vendor.advance(5 * 24 * 60);
        for _ in 0..2 {
            cases::pass(post.vendor.context()).await.expect("the watch goes round");
        }
        assert!(waiting(&post).await.due.is_some_and(|due| due.instant < post.vendor.context().now()));
        // The demo's late cases are told at the same time, in any order.
        assert!(post.count_to(MIRA).await > before);
        let told = post.server.received().iter().filter(|mail| mail.recipients == [MIRA] && mail.raw.contains(STRANGER)).count();
        assert_eq!(told, 1, "once");

        let to = Place { case: "", account: ACCOUNT };
        let number = desk::accept(post.vendor.context(), &post.eva().await, mail.id, to).await.expect("it is attached");
        assert_eq!(step_count(&post.case(number).await, CaseStep::Missed), 0);
        cases::pass(post.vendor.context()).await.expect("the watch goes round");
        assert_eq!(step_count(&post.case(number).await, CaseStep::Missed), 1, "it was missed, and the case says so");
        post.vendor.check().await;
    }

    async fn a_case_that_takes_a_waiting_mail_takes_over_its_promise(post: Post) {
        let (number, _) = post.question().await;
        assert!(post.case(number).await.case.waits_for_customer);
        post.arrives(&letter(1)).await;
        let mail = waiting(&post).await;
        let promised = mail.due.expect("it is promised").instant;
        post.vendor.advance(60);
        let typed = number.to_string();
        let to = Place { case: &typed, account: "" };
        desk::accept(post.vendor.context(), &post.eva().await, mail.id, to).await.expect("it is attached");
        let case = post.case(number).await.case;
        let next = case.clock.promises.iter().find(|given| given.promise == Promise::NextUpdate && given.done.is_none());
        assert_eq!(next.and_then(|given| given.due).map(|due| due.instant), Some(promised), "{:?}", case.clock.promises);
        post.vendor.check().await;
    }

    async fn what_nobody_outside_waits_for_is_promised_nothing(post: Post) {
        let (_, question) = post.question().await;
        let reply_to = header(&question, "Reply-To").expect("an answer has an address");
        post.arrives(&format!("From: {}\nTo: {reply_to}\nSubject: x\n\nLate payer.\n", crate::EVA)).await;
        let open = inbox(&post, "open", None).await;
        let own = open.mails.iter().find(|mail| mail.held == Some(Held::Staff)).expect("it waits");
        assert_eq!((own.due, own.state), (None, PostState::Held));
        let rows = open.rows();
        let place = rows.iter().position(|row| matches!(row, Waiting::Mail(mail) if mail.id == own.id));
        let after = place.map_or(&rows[..0], |place| &rows[place..]);
        assert!(!after.is_empty() && after.iter().all(|row| due(row) == i64::MAX), "after everything that is promised");
        // A member whose mail is held waits, too.
        post.arrives(&format!("Authentication-Results: mx.vandael.example; dmarc=fail\nFrom: {ANNA}\nTo: {reply_to}\nSubject: x\n\nMe.\n")).await;
        let held = post.at_desk().await.into_iter().find(|mail| mail.held == Some(Held::Unproven)).expect("it waits");
        assert!(held.due.is_some());
    }
}
