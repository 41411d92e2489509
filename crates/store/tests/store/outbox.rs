//! Work for outside: claimed by one worker at a time, tried again, visible.

use domain::{
    demo::OutboxState,
    permissions::{ReadOutbox, StaffGranted},
    time::Instant,
};
use store::{
    Error,
    outbox::{self, About, Claimed, Mail, Row},
};
use testkit::TestVendor;

use crate::{ANNA, EVA, JOB};

fn mail(to: &str) -> Mail {
    let text = |what: &str| format!("{what} for {to}");
    Mail { to: to.to_owned(), subject: text("Subject"), text: text("Text"), html: text("Html") }
}

async fn put(vendor: &TestVendor, about: About, mails: Vec<Mail>) {
    let tx = vendor.store().begin().await.expect("a transaction begins");
    outbox::put(&tx, about, mails, vendor.context().now()).await.expect("mails are kept");
    tx.commit().await.expect("it is kept");
}

async fn claim(vendor: &TestVendor, lease: Instant) -> Vec<Claimed> {
    let tx = vendor.store().begin().await.expect("a transaction begins");
    let claimed = outbox::claim(&tx, JOB, vendor.context().now(), lease, 20).await.expect("mails can be claimed");
    tx.commit().await.expect("it is kept");
    claimed
}

async fn rows(vendor: &TestVendor) -> Vec<Row> {
    let granted: StaffGranted<ReadOutbox> =
        vendor.actor(EVA).await.grant_staff().expect("the back office reads the outbox");
    outbox::list(vendor.store(), &granted, None).await.expect("the outbox can be read")
}

testkit::on_both_databases! {
    async fn two_workers_never_hold_the_same_mail(vendor: TestVendor) {
        put(&vendor, About::default(), (1..=10).map(|place| mail(&format!("reader-{place}@test.example"))).collect())
            .await;
        let now = vendor.context().now();
        let worker = || {
            let store = vendor.store().clone();
            tokio::spawn(async move {
                let tx = store.begin().await.expect("its turn comes");
                let claimed = outbox::claim(&tx, JOB, now, now.plus_minutes(3), 6).await.expect("mails can be claimed");
                assert!(claimed.len() <= 6, "not more than it asked for");
                tokio::task::yield_now().await;
                tx.commit().await.expect("it is kept");
                claimed
            })
        };
        let (one, other) = (worker(), worker());
        let mut recipients: Vec<String> = one
            .await
            .expect("it ends")
            .into_iter()
            .chain(other.await.expect("it ends"))
            .map(|claimed| claimed.mail.to)
            .collect();
        recipients.sort();
        recipients.dedup();
        assert_eq!(recipients.len(), 10, "each mail has one worker");
    }

    async fn a_worker_that_dies_loses_its_claim(vendor: TestVendor) {
        put(&vendor, About::default(), vec![mail("reader@test.example")]).await;
        let lease = vendor.context().now().plus_minutes(3);
        assert_eq!(claim(&vendor, lease).await.first().map(|claimed| claimed.attempts), Some(1));
        vendor.advance(2);
        assert!(claim(&vendor, lease).await.is_empty(), "still held");
        vendor.advance(2);
        assert_eq!(claim(&vendor, lease).await.first().map(|claimed| claimed.attempts), Some(2));
    }

    async fn a_failed_mail_is_tried_again_when_it_is_time(vendor: TestVendor) {
        put(&vendor, About::default(), vec![mail("reader@test.example")]).await;
        let now = vendor.context().now();
        let id = claim(&vendor, now.plus_minutes(3)).await.first().expect("one is due").id;
        let tx = vendor.store().begin().await.expect("a transaction begins");
        outbox::failed(&tx, JOB, id, "451 later", Some(now.plus_minutes(1)), now).await.expect("it is noted");
        tx.commit().await.expect("it is kept");
        let row = rows(&vendor).await.remove(0);
        assert_eq!((row.state(), row.last_error.as_deref()), (OutboxState::Waiting, Some("451 later")));
        assert!(claim(&vendor, now.plus_minutes(3)).await.is_empty(), "not yet");

        vendor.advance(1);
        assert_eq!(claim(&vendor, now.plus_minutes(4)).await.len(), 1);
        let tx = vendor.store().begin().await.expect("a transaction begins");
        outbox::failed(&tx, JOB, id, &"x".repeat(2_000), None, now).await.expect("it is noted");
        tx.commit().await.expect("it is kept");
        let row = rows(&vendor).await.remove(0);
        assert_eq!((row.state(), row.attempts), (OutboxState::Failed, 2));
        assert!(row.last_error.is_some_and(|error| error.len() <= 500));
        vendor.advance(10_000);
        assert!(claim(&vendor, vendor.context().now()).await.is_empty(), "given up");
    }

    async fn what_has_gone_stays_gone_and_a_code_with_it(vendor: TestVendor) {
        put(&vendor, About { secret: true, ..About::default() }, vec![mail("code@test.example")]).await;
        put(&vendor, About::default(), vec![mail("plain@test.example")]).await;
        let now = vendor.context().now();
        for claimed in claim(&vendor, now.plus_minutes(3)).await {
            let tx = vendor.store().begin().await.expect("a transaction begins");
            outbox::done(&tx, JOB, claimed.id, OutboxState::Sent, now).await.expect("it is noted");
            tx.commit().await.expect("it is kept");
        }
        vendor.advance(10);
        assert!(claim(&vendor, vendor.context().now()).await.is_empty());
        let rows = rows(&vendor).await;
        let of = |to: &str| rows.iter().find(|row| row.recipient == to).expect("it stays visible");
        assert_eq!(of("code@test.example").state(), OutboxState::Sent);
        assert!(of("code@test.example").mail().is_none(), "the code is not kept");
        assert_eq!(
            of("plain@test.example").mail().map(|mail| mail.text),
            Some("Text for plain@test.example".to_owned())
        );
    }

    async fn a_fact_is_told_once(vendor: TestVendor) {
        let account = vendor.actor(ANNA).await.acting.expect("anna acts for an account").account;
        let about = About { account: Some(account), event_seq: Some(1), order: None, secret: false };
        put(&vendor, about, vec![mail("one@test.example"), mail("two@test.example")]).await;
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let again = outbox::put(&tx, about, vec![mail("one@test.example")], vendor.context().now()).await;
        assert!(matches!(again, Err(Error::Taken)), "{again:?}");
        drop(tx);
        assert_eq!(rows(&vendor).await.len(), 2);
    }

    async fn an_address_nobody_has_is_seen_and_gets_nothing(vendor: TestVendor) {
        let tx = vendor.store().begin().await.expect("a transaction begins");
        outbox::put_code(&tx, mail("nobody@test.example"), "Shown", false, vendor.context().now())
            .await
            .expect("it is noted");
        tx.commit().await.expect("it is kept");
        assert!(claim(&vendor, vendor.context().now().plus_minutes(3)).await.is_empty());
        let row = rows(&vendor).await.remove(0);
        assert_eq!((row.state(), row.recipient.as_str()), (OutboxState::Failed, "nobody@test.example"));
        assert!(row.mail().is_none() && row.subject == "Shown");
        assert_eq!(outbox::waiting(vendor.store(), JOB).await.expect("it can be counted"), (0, None));
    }
}
