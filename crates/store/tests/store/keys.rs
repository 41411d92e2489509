//! The keys that make commands safe to repeat.

use domain::permissions::{Granted, PlaceOrders};
use store::{
    carts::{self, Owner},
    keys::{self, Asked, Claim},
    upkeep::{Old, forget},
};
use testkit::{TestVendor, new_key};

use crate::{ANNA, JOB, KATRIN};

const COMMAND: &str = "test/command";

fn asked(hash: &[u8]) -> Asked {
    Asked { command: COMMAND, hash: hash.to_vec() }
}

async fn may_order(vendor: &TestVendor, email: &str) -> Granted<PlaceOrders> {
    vendor.actor(email).await.grant().expect("an owner may order")
}

testkit::on_both_databases! {
    async fn a_key_gives_what_it_made(vendor: TestVendor) {
        let (anna, katrin) = (may_order(&vendor, ANNA).await, may_order(&vendor, KATRIN).await);
        let (key, made, now) = (new_key(), store::new_id(), vendor.context().now());
        let tx = vendor.store().begin().await.expect("a transaction begins");
        assert_eq!(keys::find(&tx, &anna, key, &asked(b"input")).await.expect("keys can be read"), None);
        assert_eq!(
            keys::claim(&tx, &anna, key, &asked(b"input"), made, now).await.expect("a key is taken"),
            Claim::New
        );
        tx.commit().await.expect("it is kept");

        let tx = vendor.store().begin().await.expect("a transaction begins");
        let other = store::new_id();
        for (granted, asked, expected) in [
            (anna, asked(b"input"), Claim::Done(made)),
            (anna, asked(b"other"), Claim::Reused),
            (anna, Asked { command: "test/other", ..asked(b"input") }, Claim::Reused),
            // A key of one account says nothing to another.
            (katrin, asked(b"input"), Claim::New),
        ] {
            assert_eq!(
                keys::claim(&tx, &granted, key, &asked, other, now).await.expect("keys can be read"),
                expected
            );
        }
    }

    async fn a_key_that_was_taken_back_is_new(vendor: TestVendor) {
        let anna = may_order(&vendor, ANNA).await;
        let (key, now) = (new_key(), vendor.context().now());
        for _ in 0..2 {
            let tx = vendor.store().begin().await.expect("a transaction begins");
            let claim =
                keys::claim(&tx, &anna, key, &asked(b"input"), store::new_id(), now).await.expect("a key is taken");
            assert_eq!(claim, Claim::New);
        }
    }

    async fn of_two_at_once_the_second_gets_what_the_first_made(vendor: TestVendor) {
        let anna = may_order(&vendor, ANNA).await;
        let (key, made, now) = (new_key(), store::new_id(), vendor.context().now());
        let first = vendor.store().begin().await.expect("a transaction begins");
        assert_eq!(
            keys::claim(&first, &anna, key, &asked(b"input"), made, now).await.expect("a key is taken"),
            Claim::New
        );
        let store = vendor.store().clone();
        // It waits: on SQLite for its turn to write, on PostgreSQL for the key.
        let second = tokio::spawn(async move {
            let tx = store.begin().await.expect("its turn comes");
            keys::claim(&tx, &anna, key, &asked(b"input"), store::new_id(), now).await.expect("keys can be read")
        });
        tokio::task::yield_now().await;
        first.commit().await.expect("it is kept");
        assert_eq!(second.await.expect("it ends"), Claim::Done(made));
    }

    async fn old_keys_are_forgotten(vendor: TestVendor) {
        let anna = may_order(&vendor, ANNA).await;
        let (old, young) = (new_key(), new_key());
        let now = vendor.context().now();
        let tx = vendor.store().begin().await.expect("a transaction begins");
        keys::claim(&tx, &anna, old, &asked(b"input"), store::new_id(), now.plus_days(-31))
            .await
            .expect("a key is taken");
        keys::claim(&tx, &anna, young, &asked(b"input"), store::new_id(), now.plus_days(-29))
            .await
            .expect("a key is taken");
        assert_eq!(forget(&tx, JOB, Old::Keys, now.plus_days(-30), 10).await.expect("old keys go"), 1);
        tx.commit().await.expect("it is kept");
        assert_eq!(keys::find(vendor.store(), &anna, old, &asked(b"input")).await.expect("keys can be read"), None);
        assert!(keys::find(vendor.store(), &anna, young, &asked(b"input")).await.expect("keys can be read").is_some());
    }

    async fn changes_of_a_cart_have_keys_of_their_own(vendor: TestVendor) {
        let anna = may_order(&vendor, ANNA).await;
        let now = vendor.context().now();
        let (one, other) = (new_key(), new_key());
        let change = |key, input: &[u8]| (key, input.to_vec());
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let cart = carts::open(&tx, &Owner::Member(anna), now).await.expect("there is a cart");
        for (changes, expected) in [
            (vec![], vec![]),
            (vec![change(one, b"a")], vec![carts::Claim::New]),
            (
                vec![change(one, b"a"), change(other, b"b"), change(other, b"b"), change(other, b"c")],
                vec![carts::Claim::Done, carts::Claim::New, carts::Claim::Done, carts::Claim::Reused],
            ),
            (vec![change(one, b"b"), change(other, b"b")], vec![carts::Claim::Reused, carts::Claim::Done]),
        ] {
            let claims = carts::claim_changes(&tx, cart, &changes, now).await.expect("keys are taken");
            assert_eq!(claims, expected);
        }
    }
}
