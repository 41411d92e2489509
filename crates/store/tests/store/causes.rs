//! Causes: who is affected, and that nobody is told of a notice twice, whoever tries.

use domain::{
    causes::{NoticeKind, Reach, Wording, Words},
    event::Event,
    ids::AccountId,
    language::Texts,
    permissions::{Actor, AnswerCases, ReadCases, TellCustomers},
};
use store::{
    Error,
    causes::{self, Head, NewCause, NewNotice},
};
use testkit::{TestVendor, new_key};

use crate::{ANNA, EVA, JOB, KATRIN};

/// A cause that reaches this article, with a notice that waits to be sent.
async fn cause(vendor: &TestVendor, eva: &Actor, article: &str) -> Head {
    let granted = eva.grant_staff::<AnswerCases>().expect("the back office reads causes");
    let telling = eva.grant_staff::<TellCustomers>().expect("the back office tells");
    let now = vendor.context().now();
    let reach = Reach { articles: vec![article.to_owned()], ..Reach::default() };
    let new = NewCause { title: "Kiln 4", text: "", reach: &reach, from: None, until: None };
    let tx = vendor.store().begin().await.expect("a transaction begins");
    let number = causes::insert(&tx, &granted, new_key(), new, now).await.expect("it is written");
    let head = causes::lock(&tx, &granted, number).await.expect("it can be read").expect("it is there");
    let typed = [Wording { language: "en".into(), subject: "Tiles".into(), text: "New ones are coming.".into() }];
    let words = Words::parse(&typed).expect("it is whole");
    let notice = NewNotice { key: new_key(), input_hash: b"x", kind: NoticeKind::Found, words: &words };
    causes::put(&tx, &telling, &head, notice, now).await.expect("it is written");
    tx.commit().await.expect("it is kept");
    head
}

fn account(actor: &Actor) -> AccountId {
    actor.acting.expect("a member acts for an account").account
}

testkit::on_both_databases! {
    async fn those_who_bought_it_are_affected_each_once(vendor: TestVendor) {
        let (eva, anna, katrin) = (vendor.actor(EVA).await, vendor.actor(ANNA).await, vendor.actor(KATRIN).await);
        vendor.order(&anna, &[("TL-7012", "1")]).await;
        vendor.order(&anna, &[("TL-7012", "2"), ("RT-1042", "10")]).await;
        let head = cause(&vendor, &eva, "TL-7012").await;
        let granted = eva.grant_staff::<AnswerCases>().expect("the back office reads causes");
        let counts = causes::counts(vendor.store(), &granted, &head).await.expect("they can be counted");
        let mut found = Vec::new();
        let mut after = None;
        loop {
            let rows = causes::affected(vendor.store(), &granted, &head, after, 2).await.expect("a page");
            after = rows.last().map(|row| row.id);
            found.extend(rows);
            if after.is_none() {
                break;
            }
        }
        assert_eq!(i64::try_from(found.len()).ok(), Some(counts.accounts), "the pages are the whole");
        assert_eq!(found.iter().map(|row| row.orders).sum::<i64>(), counts.orders);
        assert!(found.windows(2).all(|pair| pair[0].id < pair[1].id), "each once");
        let hers = found.iter().find(|row| row.id == account(&anna)).expect("anna bought it");
        assert!(hers.orders >= 2 && hers.told.is_none());
        // The whole audience is the same, with who ordered.
        let audience = causes::audience(vendor.store(), JOB, &head, false, None, u16::MAX).await.expect("a list");
        assert_eq!(audience.len(), found.len());
        assert!(audience.iter().any(|one| one.account == account(&anna) && one.members.contains(&anna.member)));
        let told = causes::audience(vendor.store(), JOB, &head, true, None, u16::MAX).await.expect("a list");
        assert!(told.is_empty(), "nobody was told yet");
        let granted = katrin.grant::<ReadCases>().expect("members read");
        assert!(causes::told_to(vendor.store(), &granted, head.number).await.expect("a list").is_empty());
    }

    async fn nobody_is_told_twice(vendor: TestVendor) {
        let (eva, anna) = (vendor.actor(EVA).await, vendor.actor(ANNA).await);
        let head = cause(&vendor, &eva, "RT-1042").await;
        let open = causes::open_notices(vendor.store(), JOB).await.expect("a list");
        assert_eq!(open, [(head.id, 1)]);
        let now = vendor.context().now();
        let event = Event::Notice { cause: head.number, closes: false, subject: Texts::default() };

        let tx = vendor.store().begin().await.expect("a transaction begins");
        let notice = causes::to_send(&tx, JOB, head.id, 1).await.expect("it can be held").expect("it is open");
        let seq = store::events::append(&tx, account(&anna), eva.member, &event, now).await.expect("it is told");
        causes::mark_told(&tx, JOB, &notice, account(&anna), seq, now).await.expect("once");
        causes::reached(&tx, JOB, &notice, Some(account(&anna)), None).await.expect("it is noted");
        tx.commit().await.expect("it is kept");

        let tx = vendor.store().begin().await.expect("a transaction begins");
        let notice = causes::to_send(&tx, JOB, head.id, 1).await.expect("it can be held").expect("it is open");
        assert_eq!(notice.reached, Some(account(&anna)));
        let told = causes::already_told(&tx, JOB, &notice, &[account(&anna)]).await.expect("a list");
        assert!(told.contains(&account(&anna)));
        let again = causes::mark_told(&tx, JOB, &notice, account(&anna), seq + 1, now).await;
        assert!(matches!(again, Err(Error::Taken)), "{again:?}");
        drop(tx);

        let tx = vendor.store().begin().await.expect("a transaction begins");
        let notice = causes::to_send(&tx, JOB, head.id, 1).await.expect("it can be held").expect("it is open");
        causes::reached(&tx, JOB, &notice, None, Some(now)).await.expect("it is done");
        tx.commit().await.expect("it is kept");
        let tx = vendor.store().begin().await.expect("a transaction begins");
        assert!(causes::to_send(&tx, JOB, head.id, 1).await.expect("it can be asked").is_none(), "it is done");
        drop(tx);
        vendor.check().await;
    }
}
