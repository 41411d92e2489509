//! What became of the mails about a case, as both sides see it.

use domain::{
    cases::{Became, CasePage, MailReceipt},
    post::Loss,
};
use testkit::Manner;

use crate::{
    ANNA, BRAM,
    post::{Post, header},
};

async fn page(post: &Post, reader: &str, number: i64) -> CasePage {
    let reader = post.vendor.actor(reader).await;
    service::cases::page(post.vendor.context(), &reader, number).await.expect("the case is there")
}

fn last(page: &CasePage) -> &[MailReceipt] {
    page.entries.last().map_or(&[], |entry| &entry.receipt.mails)
}

/// A report of another server about a mail of ours.
pub(crate) fn bounce(to: &str, status: &str, head: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example\nTo: {to}\nSubject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nSorry.\n--b\n\
         Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; {ANNA}\n\
         Action: failed\nStatus: {status}\nDiagnostic-Code: smtp; 550 {status} no\n--b\n\
         Content-Type: text/rfc822-headers\n\n{head}Subject: x\n--b--\n"
    )
}

testkit::on_both_databases! {
    async fn a_mail_that_was_taken_says_so_under_what_it_brought(post: Post) {
        let (number, _) = post.question().await;
        let case = page(&post, ANNA, number).await;
        for (entry, what) in case.entries.iter().zip(["the receipt of the question", "the answer"]) {
            let mails = &entry.receipt.mails;
            assert_eq!(mails.len(), 1, "{what}, and none of those to the vendor's people: {mails:?}");
            assert_eq!((mails[0].to.as_str(), mails[0].became, mails[0].mine), (ANNA, Became::Accepted, true));
        }
        assert!(!last(&page(&post, BRAM, number).await)[0].mine, "it is a colleague's");
        assert!(!last(&post.case(number).await.case)[0].mine);
        post.vendor.check().await;
    }

    async fn a_mail_that_came_back_says_why_to_both_sides(post: Post) {
        let (number, question) = post.question().await;
        let id = header(&question, "Message-ID").expect("an id");
        post.vendor.advance(5);
        post.arrives_from(Some(""), &bounce("loket@vandael.example", "5.1.1", &format!("Message-ID: {id}\n"))).await;
        for case in [page(&post, ANNA, number).await, post.case(number).await.case] {
            let mail = &last(&case)[0];
            assert_eq!((mail.to.as_str(), mail.became), (ANNA, Became::Lost(Loss::NoMailbox)));
            assert_eq!(mail.at.instant, post.vendor.context().now(), "when it came back");
            assert_eq!(case.entries[0].receipt.mails[0].became, Became::Accepted, "only that one");
        }
        // What goes now is a mail of its own.
        post.answer(number, "Once more.").await;
        assert_eq!(last(&page(&post, ANNA, number).await)[0].became, Became::Accepted);
        post.vendor.check().await;
    }

    async fn a_report_that_names_no_mail_is_about_the_last_one(post: Post) {
        let (number, question) = post.question().await;
        let reply_to = header(&question, "Reply-To").expect("an answer has an address");
        post.vendor.advance(5);
        post.arrives_from(Some(""), &bounce(&reply_to, "4.2.2", "")).await;
        assert_eq!(last(&page(&post, ANNA, number).await)[0].became, Became::Accepted, "the other server goes on trying");
        post.arrives_from(Some(""), &bounce(&reply_to, "5.2.2", "")).await;
        assert_eq!(last(&page(&post, ANNA, number).await)[0].became, Became::Lost(Loss::Full));
        post.vendor.check().await;
    }

    /// Whoever has one mail of ours knows its token: that is none for the mails of others.
    async fn a_report_with_the_id_of_another_mail_is_not_believed(post: Post) {
        let (other, theirs) = post.question().await;
        let (number, own) = post.question().await;
        let [theirs, own] = [theirs, own].map(|mail| header(&mail, "Message-ID").expect("an id"));
        let row = theirs.split('.').next().expect("an id begins with its row");
        let (_, token) = own.split_once('.').expect("and ends with a token");
        let forged = format!("Message-ID: {row}.{token}\n");
        post.arrives_from(Some(""), &bounce("loket@vandael.example", "5.1.1", &forged)).await;
        assert_eq!(last(&page(&post, ANNA, other).await)[0].became, Became::Accepted);
        let became = last(&page(&post, ANNA, number).await)[0].became;
        assert_eq!(became, Became::Lost(Loss::NoMailbox), "it is about the last one of its own case");
        post.vendor.check().await;
    }

    async fn a_mail_that_nobody_takes_says_so(post: Post) {
        let (number, _) = post.question().await;
        post.server.behave(Manner::TryLater);
        post.answer(number, "Tomorrow.").await;
        assert_eq!(last(&page(&post, ANNA, number).await)[0].became, Became::Trying);
        post.server.behave(Manner::RefuseRecipient);
        post.vendor.advance(10);
        post.vendor.deliver_mail().await;
        let became = last(&page(&post, ANNA, number).await)[0].became;
        assert!(matches!(became, Became::Lost(_)), "{became:?}");
        post.vendor.check().await;
    }
}
