//! A mail comes by two ways, to two of our addresses or mailboxes, with other lines of those who passed it on: it is one.

use domain::post::PostState;
use service::post::{self, Handed};

use crate::{
    ANNA, BRAM,
    post::{Post, reply},
};

/// What another server has written above it.
const WAY: &str = "Received: from relay.example by mx.vandael.example; Tue, 24 Nov 2026 11:01:00 +0100\n";

async fn arrives_at(post: &Post, mailbox: &str, raw: &str) {
    let raw = raw.replace('\n', "\r\n").into_bytes();
    let handed = Handed { mailbox: mailbox.to_owned(), raw, ..Handed::default() };
    post::take_in(post.vendor.context(), handed).await.expect("it is stored");
    post::pass(post.vendor.context()).await.expect("it is filed");
}

testkit::on_both_databases! {
    async fn an_answer_is_one_entry_and_one_step(post: Post) {
        let (number, question) = post.question().await;
        let mail = reply(ANNA, &question, "Friday.");
        post.arrives(&mail).await;
        post.vendor.deliver_mail().await;
        let (before, told) = (post.case(number).await, post.server.received().len());
        post.vendor.advance(1);
        post.arrives(&format!("{WAY}{mail}")).await;
        // Whoever passed this one on has broken its signature.
        post.arrives(&format!("Authentication-Results: mx.vandael.example; dmarc=fail\n{mail}")).await;
        post.vendor.deliver_mail().await;
        let after = post.case(number).await;
        assert_eq!((after.case.entries.len(), after.case.version), (3, before.case.version));
        assert_eq!(after.case.events.len(), before.case.events.len(), "nothing happened");
        assert_eq!(post.server.received().len(), told, "nobody is told again");
        assert!(post.at_desk().await.is_empty(), "nobody need decide");
        let copies: Vec<_> = after.post.iter().filter(|mail| mail.state == PostState::Copy).collect();
        assert_eq!(copies.len(), 2, "they are shown: {:?}", after.post);
        assert!(copies.iter().all(|copy| copy.entry == Some(after.case.entries[2].id)));
        post.vendor.check().await;
    }

    async fn a_letter_is_one_case(post: Post) {
        let before = post.count_to(ANNA).await;
        let mail = format!("From: {ANNA}\nTo: help@vandael.example, sales@vandael.example\nSubject: Tiles\nMessage-ID: <two@mail.example>\n\nThree.\n");
        arrives_at(&post, "help", &mail).await;
        // The very same bytes, and others.
        arrives_at(&post, "sales", &mail).await;
        arrives_at(&post, "sales", &format!("{WAY}{mail}")).await;
        assert_eq!(post.count_to(ANNA).await, before + 1, "one receipt");
        assert!(post.at_desk().await.is_empty());
        post.vendor.check().await;
    }

    async fn what_waits_is_one_row_that_came_by_two_ways(post: Post) {
        let mail = "From: new@elsewhere.example\nSubject: Tiles\nMessage-ID: <w@elsewhere.example>\n\nThree.\n";
        arrives_at(&post, "help", mail).await;
        arrives_at(&post, "sales", &format!("{WAY}{mail}")).await;
        // The same id with other words is another one.
        arrives_at(&post, "sales", &mail.replace("Three.", "Four.")).await;
        let waiting = post.at_desk().await;
        assert_eq!(waiting.iter().map(|mail| mail.ways).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(post.count_to("new@elsewhere.example").await, 2, "one receipt of each");
        post.vendor.check().await;
        let (context, eva) = (post.vendor.context(), post.eva().await);
        let to = post::desk::Place { case: "", account: "K-10017" };
        let number = post::desk::accept(context, &eva, waiting[0].id, to).await.expect("it is attached");
        let desk = post.case(number).await;
        assert_eq!(desk.case.entries.len(), 1);
        let copies: Vec<_> = desk.post.iter().filter(|mail| mail.state == PostState::Copy).collect();
        assert_eq!(copies.len(), 1, "{:?}", desk.post);
        assert_eq!(copies[0].entry, Some(desk.case.entries[0].id));
        post.vendor.check().await;
    }

    async fn an_id_alone_makes_no_copy(post: Post) {
        let (number, question) = post.question().await;
        let mail = reply(ANNA, &question, "Friday.");
        for raw in [mail.clone(), mail.replace("Friday.", "Saturday."), mail.replace(ANNA, BRAM)] {
            post.vendor.advance(1);
            post.arrives(&raw).await;
        }
        assert_eq!(post.said(number).await, ["By Friday?", "Which day suits you?", "Friday.", "Saturday.", "Friday."]);
    }
}
