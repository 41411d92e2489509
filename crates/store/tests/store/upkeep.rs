//! What is old goes a few rows at a time.

use store::{
    outbox::{self, About, Mail, Origin},
    upkeep::{Old, forget},
};
use testkit::TestVendor;

use crate::{ANNA, JOB};

async fn some(vendor: &TestVendor, what: Old, most: u16) -> u64 {
    let tx = vendor.store().begin().await.expect("a transaction begins");
    let count = forget(&tx, JOB, what, vendor.context().now(), most).await.expect("old rows go");
    tx.commit().await.expect("it is kept");
    count
}

async fn count(vendor: &TestVendor, name: &str) -> i64 {
    let counts = store::check::counts(vendor.store(), JOB).await.expect("the rows can be counted");
    counts.iter().find(|(table, _)| *table == name).map(|(_, rows)| *rows).expect("they are counted")
}

testkit::on_both_databases! {
    async fn a_batch_has_an_end(vendor: TestVendor) {
        let mail = |place: i32| Mail {
            to: format!("reader-{place}@test.example"),
            subject: String::new(),
            text: String::new(),
            html: String::new(),
            thread: None,
            refers_to: Vec::new(),
            comes_back: false,
            origin: Origin::Generated,
        };
        let tx = vendor.store().begin().await.expect("a transaction begins");
        outbox::put(&tx, About::default(), (0..5).map(mail).collect(), vendor.context().now()).await.expect("kept");
        tx.commit().await.expect("it is kept");
        vendor.tick();
        assert_eq!(some(&vendor, Old::Mails, 10).await, 0, "what waits is not old");
        vendor.deliver_mail().await;
        vendor.tick();
        for left in [3, 1, 0] {
            some(&vendor, Old::Mails, 2).await;
            assert_eq!(count(&vendor, "mails").await, left);
        }
    }

    async fn reviews_that_were_ordered_stay_and_hold_nothing_up(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        // Three that were ordered, and after each one that was not.
        for _ in 0..3 {
            vendor.order(&anna, &[("TL-7011", "1")]).await;
            vendor.put(&anna, &[("TL-7011", "2")]).await;
            vendor.review(&anna).await;
            vendor.tick();
        }
        assert_eq!(count(&vendor, "reviews").await, 6);
        // Two rows at a time, all are dealt with in the end, and then none is looked at again.
        let dealt = [
            some(&vendor, Old::Reviews, 2).await,
            some(&vendor, Old::Reviews, 2).await,
            some(&vendor, Old::Reviews, 2).await,
            some(&vendor, Old::Reviews, 2).await,
        ];
        assert_eq!(dealt, [2, 2, 2, 0]);
        assert_eq!(count(&vendor, "reviews").await, 3);
        vendor.check().await;
    }

    async fn every_kind_can_be_forgotten(vendor: TestVendor) {
        for what in [
            Old::Keys,
            Old::CartKeys,
            Old::DeviceCarts,
            Old::Attempts,
            Old::Codes,
            Old::Sessions,
            Old::Invitations,
            Old::Reviews,
            Old::Mails,
            Old::Presence,
            Old::Access,
        ] {
            some(&vendor, what, 10).await;
        }
        vendor.check().await;
    }
}
