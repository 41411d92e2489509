//! A mail has more than there is room for: who wrote it is told, as the vendor's people are.

use domain::{
    cases::{CasePage, LONGEST_ENTRY},
    post::LeftOut,
};
use service::{
    cases,
    post::desk::{self, Place},
};

use crate::{
    ANNA,
    post::{Post, header, reply},
};

/// Longer than an entry.
fn long_text() -> String {
    "We have found this, too.\n".repeat(600)
}

/// A mail with a file that is not taken over.
fn with_plans(head: &str, text: &str) -> String {
    format!(
        "{head}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain; charset=utf-8\n\n\
         {text}\n--x\nContent-Type: application/zip; name=plans.zip\nContent-Transfer-Encoding: base64\n\nUEsDBA==\n--x--\n"
    )
}

async fn page(post: &Post, number: i64) -> CasePage {
    let anna = post.vendor.actor(ANNA).await;
    cases::page(post.vendor.context(), &anna, number).await.expect("the case is there")
}

testkit::on_both_databases! {
    async fn it_is_said_under_the_entry_and_in_the_receipt(post: Post) {
        let head = format!("From: {ANNA}\nTo: help@vandael.example\nSubject: The roof\nMessage-ID: <long@mail.example>\n");
        post.arrives(&with_plans(&head, &long_text())).await;
        let receipt = post.newest_to(ANNA).await;
        let number: i64 = header(&receipt, "Subject")
            .and_then(|subject| subject.strip_prefix('[')?.split_once(']')?.0.parse().ok())
            .expect("the subject has the number");
        let case = page(&post, number).await;
        assert_eq!(case.entries[0].text.chars().count(), LONGEST_ENTRY);
        let lacking = LeftOut { is_cut: true, files: vec!["plans.zip".to_owned()] };
        assert_eq!(case.entries[0].left_out, lacking);
        assert_eq!(post.case(number).await.case.entries[0].left_out, lacking, "both sides read the same");
        // Long lines go on behind an equals sign (RFC 2045, 6.7).
        let said = receipt.raw.replace("=\n", "");
        assert!(said.contains("longer than a message can be"), "{said}");
        assert!(said.contains("not taken over: plans.zip"), "{said}");
        post.vendor.check().await;
    }

    async fn nothing_is_said_of_what_is_all_there(post: Post) {
        let (number, question) = post.question().await;
        post.vendor.advance(1);
        post.arrives(&reply(ANNA, &question, "All of it.")).await;
        post.vendor.advance(1);
        post.arrives(&reply(ANNA, &question, &long_text())).await;
        let lacking: Vec<LeftOut> = page(&post, number).await.entries.into_iter().map(|entry| entry.left_out).collect();
        let cut = LeftOut { is_cut: true, ..LeftOut::default() };
        assert_eq!(lacking, [LeftOut::default(), LeftOut::default(), LeftOut::default(), cut]);
    }

    async fn a_mail_that_waited_says_it_as_well(post: Post) {
        let head = "From: new@elsewhere.example\nSubject: Plans\nMessage-ID: <plans@elsewhere.example>\n";
        post.arrives(&with_plans(head, &long_text())).await;
        let waiting = post.at_desk().await;
        let to = Place { case: "", account: "K-10017" };
        let number = desk::accept(post.vendor.context(), &post.eva().await, waiting[0].id, to).await.expect("a case of it");
        let case = page(&post, number).await;
        assert_eq!(case.entries[0].left_out, LeftOut { is_cut: true, files: vec!["plans.zip".to_owned()] });
    }
}
