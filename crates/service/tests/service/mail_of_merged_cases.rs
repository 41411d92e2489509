//! Two cases have become one: their mail is read, counted and answered where they go on.

use domain::{
    demo::OutboxState,
    permissions::AnswerCases,
    post::{Held, PostState},
};
use service::cases;
use testkit::Received;

use crate::{
    ANNA, JOB,
    inbox::version,
    post::{Post, header, reply},
    receipts::bounce,
};

/// Two questions of anna's, with the mail that asks her something about each.
async fn two(post: &Post) -> [(i64, Received); 2] {
    [post.question().await, post.question().await]
}

async fn merge(post: &Post, from: i64, into: i64) {
    let eva = post.eva().await;
    let at = version(&post.vendor, &eva, from).await;
    cases::merge(post.vendor.context(), &eva, at, &into.to_string()).await.expect("they are one");
    post.vendor.deliver_mail().await;
}

fn id_of(mail: &str) -> &str {
    mail.lines().find_map(|line| line.strip_prefix("Message-ID: ")).expect("it has an id")
}

testkit::on_both_databases! {
    async fn an_answer_goes_on_in_the_conversation_of_either(post: Post) {
        let [(one, asked), (other, _)] = two(&post).await;
        let mail = reply(ANNA, &asked, "Friday.");
        post.arrives(&mail).await;
        let sent = post.case(one).await.mails.len() + post.case(other).await.mails.len();
        merge(&post, one, other).await;
        post.answer(other, "Friday it is.").await;
        let references = header(&post.newest_to(ANNA).await, "References").expect("it refers");
        assert!(references.contains(id_of(&mail)), "{references}");
        let desk = post.case(other).await;
        let said = desk.case.entries.iter().find(|entry| entry.text == "Friday.").expect("it is read here");
        assert!(desk.post.iter().any(|mail| mail.entry == Some(said.id)), "the mail stands beside it");
        assert!(desk.mails.len() > sent, "{} of more than {sent}", desk.mails.len());
        post.vendor.check().await;
    }

    async fn what_did_not_arrive_is_noted_where_the_case_goes_on(post: Post) {
        let [(one, asked), (other, _)] = two(&post).await;
        merge(&post, one, other).await;
        let (id, reply_to) = (header(&asked, "Message-ID").expect("an id"), header(&asked, "Reply-To").expect("an address"));
        // By the mail that it names, and by the newest one where it names none.
        let named = bounce("loket@vandael.example", "5.1.1", &format!("Message-ID: {id}\n"));
        for (count, report) in [(1, named), (2, bounce(&reply_to, "5.2.2", ""))] {
            post.arrives_from(Some(""), &report).await;
            let desk = post.case(other).await;
            assert_eq!(desk.post.iter().filter(|mail| mail.state == PostState::Bounce).count(), count);
            assert_eq!(desk.mails.iter().filter(|mail| mail.state == OutboxState::Failed).count(), count);
        }
        post.vendor.check().await;
    }

    async fn who_belongs_to_the_one_hears_of_the_other(post: Post) {
        const OUTSIDE: &str = "architect@elsewhere.example";
        let [(one, asked), (other, _)] = two(&post).await;
        post.arrives(&reply(OUTSIDE, &asked, "I drew it.")).await;
        let (context, eva) = (post.vendor.context(), post.eva().await);
        let waiting = post.at_desk().await;
        let to = service::post::desk::Place::default();
        service::post::desk::accept(context, &eva, waiting[0].id, to).await.expect("it belongs to the case");
        merge(&post, one, other).await;
        let before = post.count_to(OUTSIDE).await;
        post.answer(other, "Thank you both.").await;
        assert_eq!(post.count_to(OUTSIDE).await, before + 1, "they go on with it");
        let answer = post.newest_to(OUTSIDE).await;
        post.arrives(&reply(OUTSIDE, &answer, "You are welcome.")).await;
        assert!(post.at_desk().await.is_empty(), "and may write");
        assert_eq!(post.said(other).await.last().map(String::as_str), Some("You are welcome."));
        post.vendor.check().await;
    }

    async fn a_storm_is_counted_over_both(post: Post) {
        let [(one, asked), (other, asked_too)] = two(&post).await;
        for round in 0..5 {
            post.arrives(&reply(ANNA, &asked, &format!("One {round}."))).await;
            post.arrives(&reply(ANNA, &asked_too, &format!("Two {round}."))).await;
        }
        assert!(post.at_desk().await.is_empty(), "neither has had too many");
        merge(&post, one, other).await;
        post.arrives(&reply(ANNA, &asked_too, "And more.")).await;
        let waiting: Vec<_> = post.at_desk().await.into_iter().map(|mail| mail.held).collect();
        assert_eq!(waiting, [Some(Held::Storm)]);

        let granted = post.eva().await.grant_staff::<AnswerCases>().expect("eva answers cases");
        let head = store::cases::find_any(post.vendor.store(), &granted, other).await.expect("it can be read");
        let head = head.expect("it is there");
        let since = post.vendor.context().now().plus_minutes(-600);
        let sent = store::outbox::recent_to(post.vendor.store(), JOB, head.account, other, &[ANNA], since).await;
        assert!(sent.expect("they can be read").len() >= 4, "the receipt and the question of each");
    }

    async fn who_refers_to_both_means_the_one(post: Post) {
        let mut numbers = Vec::new();
        for which in ["first", "second"] {
            post.arrives(&format!(
                "From: {ANNA}\nTo: help@vandael.example\nSubject: The {which}\nMessage-ID: <{which}@mail.example>\n\nThe {which}.\n"
            ))
            .await;
            let subject = header(&post.newest_to(ANNA).await, "Subject").expect("a receipt");
            let number: i64 = subject[1..].split(']').next().and_then(|number| number.parse().ok()).expect("a number");
            numbers.push(number);
            post.vendor.advance(1);
        }
        merge(&post, numbers[0], numbers[1]).await;
        post.arrives(&format!(
            "From: {ANNA}\nTo: help@vandael.example\nSubject: Re: Both\nMessage-ID: <both@mail.example>\n\
             References: <first@mail.example> <second@mail.example>\n\nBoth.\n"
        ))
        .await;
        assert!(post.at_desk().await.is_empty(), "there is nothing to choose from");
        assert_eq!(post.said(numbers[1]).await.last().map(String::as_str), Some("Both."));
        post.vendor.check().await;
    }
}
