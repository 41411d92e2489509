//! The log of an account has no gaps, whoever writes it at once.

use domain::{
    event::Event,
    permissions::{Actor, ReadAccount},
};
use testkit::TestVendor;
use tokio::task::JoinSet;

use crate::{ANNA, KATRIN};

/// The number of the account's last event. Sign-ins of others are hidden, so nothing else may be last.
async fn newest(vendor: &TestVendor, actor: &Actor) -> i64 {
    let granted = actor.grant::<ReadAccount>().expect("members read their account");
    let events = store::events::list(vendor.store(), &granted, None, 1).await.expect("the log can be read");
    events.first().expect("the demo's accounts have a past").seq
}

fn happened(what: &str) -> Event {
    Event::MemberChanged { name: what.to_owned() }
}

testkit::on_both_databases! {
    async fn twenty_writers_leave_no_gap(vendor: TestVendor) {
        const EACH: i64 = 5;
        let anna = vendor.actor(ANNA).await;
        let account = anna.acting.expect("anna acts for an account").account;
        let last = newest(&vendor, &anna).await;
        let mut writers = JoinSet::new();
        for writer in 1..=20 {
            let (store, member, now) = (vendor.store().clone(), anna.member, vendor.context().now());
            writers.spawn(async move {
                let mut numbers = Vec::new();
                for _ in 0..EACH {
                    let tx = store.begin().await.expect("its turn comes");
                    let event = happened(&format!("writer {writer}"));
                    numbers
                        .push(store::events::append(&tx, account, member, &event, now).await.expect("it is written"));
                    tx.commit().await.expect("it is kept");
                }
                numbers
            });
        }
        let mut numbers: Vec<i64> = writers.join_all().await.into_iter().flatten().collect();
        numbers.sort_unstable();
        let expected: Vec<i64> = (last + 1..=last + 20 * EACH).collect();
        assert_eq!(numbers, expected);

        let granted = anna.grant::<ReadAccount>().expect("members read their account");
        let listed = store::events::list(vendor.store(), &granted, None, 100).await.expect("the log can be read");
        let listed: Vec<i64> = listed.into_iter().map(|stored| stored.seq).rev().collect();
        assert_eq!(listed, expected, "readers see the same numbers");
        vendor.check().await;
    }

    async fn what_is_taken_back_leaves_no_gap(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let account = anna.acting.expect("anna acts for an account").account;
        let now = vendor.context().now();
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let dropped =
            store::events::append(&tx, account, anna.member, &happened("nothing"), now).await.expect("it is written");
        drop(tx);
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let kept =
            store::events::append(&tx, account, anna.member, &happened("something"), now).await.expect("it is written");
        tx.commit().await.expect("it is kept");
        assert_eq!(dropped, kept);
        assert_eq!(newest(&vendor, &anna).await, kept);
        vendor.check().await;
    }

    async fn what_was_seen_never_goes_back_nor_ahead(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let granted = anna.grant::<ReadAccount>().expect("members read their account");
        let last = newest(&vendor, &anna).await;
        for (seen, then) in [(last, last), (1, last), (i64::MAX, last)] {
            let tx = vendor.store().begin().await.expect("a transaction begins");
            store::events::mark_seen(&tx, &granted, seen).await.expect("it is noted");
            tx.commit().await.expect("it is kept");
            let (so_far, unseen) = store::events::seen(vendor.store(), &granted).await.expect("it can be read");
            assert_eq!((so_far, unseen), (then, 0), "after seeing {seen}");
        }
    }

    async fn a_log_is_its_own_accounts(vendor: TestVendor) {
        let (anna, katrin) = (vendor.actor(ANNA).await, vendor.actor(KATRIN).await);
        let account = anna.acting.expect("anna acts for an account").account;
        let before = newest(&vendor, &katrin).await;
        let tx = vendor.store().begin().await.expect("a transaction begins");
        store::events::append(&tx, account, anna.member, &happened("here"), vendor.context().now())
            .await
            .expect("it is written");
        tx.commit().await.expect("it is kept");
        assert_eq!(newest(&vendor, &katrin).await, before);
    }
}
