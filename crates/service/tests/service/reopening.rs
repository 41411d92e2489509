//! A letter to a closed case opens it again: once, with the promises anew, and not without end.

use domain::{
    cases::{CaseStep, Stage},
    event::Event,
    post::{Held, MOST_REOPENINGS},
    promise::Promise,
};
use service::{
    cases::{self, Seen},
    post::desk::{self, Place},
};

use crate::{
    ANNA,
    post::{Post, reply},
};

async fn close(post: &Post, number: i64) {
    post.vendor.advance(1);
    let version = post.case(number).await.case.version;
    let anna = post.vendor.actor(ANNA).await;
    cases::withdraw(post.vendor.context(), &anna, Seen { number, version }).await.expect("it is closed");
}

async fn reopenings(post: &Post, number: i64) -> usize {
    let events = post.case(number).await.case.events;
    events.iter().filter(|line| matches!(line.event, Event::Case { step: CaseStep::Reopened, .. })).count()
}

testkit::on_both_databases! {
    async fn a_letter_opens_a_closed_case_once_with_its_promises_anew(post: Post) {
        let (number, question) = post.question().await;
        close(&post, number).await;
        assert!(post.case(number).await.case.clock.promises.iter().all(|given| given.done.is_some()));
        post.vendor.advance(3 * 24 * 60);
        post.arrives(&reply(ANNA, &question, "It came back.")).await;
        let now = post.vendor.context().now();
        let case = post.case(number).await.case;
        assert_ne!(case.stage, Stage::Closed);
        assert_eq!(case.entries.last().map(|entry| entry.text.as_str()), Some("It came back."));
        for promise in [Promise::NextUpdate, Promise::Resolution] {
            let given = case.clock.promises.iter().find(|given| given.promise == promise && given.done.is_none());
            let given = given.unwrap_or_else(|| panic!("{promise:?} is given anew"));
            assert_eq!(given.since.instant, now);
            assert!(given.due.is_some_and(|due| due.instant > now) && !given.missed, "{given:?}");
        }
        post.vendor.advance(1);
        post.arrives(&reply(ANNA, &question, "And one thing more.")).await;
        assert_eq!(reopenings(&post, number).await, 1, "it was open already");
        post.vendor.check().await;
    }

    async fn no_machine_opens_a_closed_case(post: Post) {
        let (number, question) = post.question().await;
        close(&post, number).await;
        post.arrives(&format!("Auto-Submitted: auto-replied\n{}", reply(ANNA, &question, "Away."))).await;
        post.arrives_from(Some(""), &reply(ANNA, &question, "Away.")).await;
        post.arrives(&format!("Precedence: bulk\nList-Unsubscribe: <x>\nX-Autoreply: yes\n{}", reply(ANNA, &question, "News."))).await;
        assert_eq!(post.case(number).await.case.stage, Stage::Closed);
        assert_eq!(reopenings(&post, number).await, 0);
        post.vendor.check().await;
    }

    async fn a_machine_that_does_not_say_so_comes_to_its_end(post: Post) {
        let (number, question) = post.question().await;
        for round in 1..=MOST_REOPENINGS {
            close(&post, number).await;
            // Slowly: no storm.
            post.vendor.advance(24 * 60);
            post.arrives(&reply(ANNA, &question, "We have received your mail.")).await;
            assert_eq!(reopenings(&post, number).await, round);
        }
        close(&post, number).await;
        post.vendor.advance(24 * 60);
        post.arrives(&reply(ANNA, &question, "We have received your mail.")).await;
        assert_eq!(post.case(number).await.case.stage, Stage::Closed);
        let waiting = post.at_desk().await;
        let held = waiting.iter().find(|mail| mail.held == Some(Held::Reopened)).expect("a person is asked");
        assert_eq!(held.case, Some(number));
        let accepted = desk::accept(post.vendor.context(), &post.eva().await, held.id, Place::default()).await;
        assert_eq!(accepted.expect("one click"), number);
        assert_ne!(post.case(number).await.case.stage, Stage::Closed, "the person says that it is somebody's");

        // A month later nobody remembers.
        close(&post, number).await;
        post.vendor.advance(31 * 24 * 60);
        post.arrives(&reply(ANNA, &question, "It leaks again.")).await;
        assert_ne!(post.case(number).await.case.stage, Stage::Closed);
        post.vendor.check().await;
    }

    async fn a_letter_to_a_merged_case_is_in_the_one_in_which_it_goes_on(post: Post) {
        let (gone, question) = post.question().await;
        let (number, _) = post.question().await;
        let version = post.case(gone).await.case.version;
        cases::merge(post.vendor.context(), &post.eva().await, Seen { number: gone, version }, &number.to_string())
            .await
            .expect("they are one");
        post.vendor.advance(1);
        post.arrives(&reply(ANNA, &question, "Any news?")).await;
        assert_eq!(post.said(number).await.last().map(String::as_str), Some("Any news?"));
        assert_eq!(post.case(gone).await.case.stage, Stage::Closed);
        assert!(post.at_desk().await.is_empty());

        // The same by hand.
        post.arrives("From: new@elsewhere.example\nSubject: x\n\nFrom elsewhere.\n").await;
        let id = post.at_desk().await[0].id;
        let typed = gone.to_string();
        let to = Place { case: &typed, account: "" };
        let placed = desk::accept(post.vendor.context(), &post.eva().await, id, to).await;
        assert_eq!(placed.expect("it is attached"), number);
        post.vendor.check().await;
    }
}
