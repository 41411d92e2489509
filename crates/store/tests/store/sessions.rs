//! Codes, sessions, limits.

use domain::{
    ids::{AccountId, MemberId, SessionId},
    permissions::{ManageMembers, Role},
};
use store::{
    sessions,
    upkeep::{Old, forget},
};
use testkit::TestVendor;

use crate::{ANNA, JOB, KATRIN};

async fn open(vendor: &TestVendor, member: MemberId, account: AccountId, token: &[u8]) -> SessionId {
    let now = vendor.context().now();
    let tx = vendor.store().begin().await.expect("a transaction begins");
    let id =
        sessions::open(&tx, JOB, token, member, Some(account), "Firefox", "192.0.2.1", now).await.expect("it opens");
    tx.commit().await.expect("it is kept");
    id
}

testkit::on_both_databases! {
    async fn every_try_of_a_code_counts_and_it_is_used_once(vendor: TestVendor) {
        let now = vendor.context().now();
        let id = store::new_id();
        let tx = vendor.store().begin().await.expect("a transaction begins");
        sessions::keep_code(&tx, JOB, id, ANNA, b"browser", b"hash", now, now.plus_minutes(10))
            .await
            .expect("it is kept");
        tx.commit().await.expect("it is kept");
        for tries in 1..=7 {
            let tx = vendor.store().begin().await.expect("a transaction begins");
            let code =
                sessions::try_code(&tx, JOB, b"browser").await.expect("codes can be read").expect("the code is there");
            tx.commit().await.expect("it is kept");
            assert_eq!((code.tries, code.email.as_str(), code.code_hash.as_slice()), (tries, ANNA, b"hash".as_slice()));
        }
        let tx = vendor.store().begin().await.expect("a transaction begins");
        assert!(sessions::try_code(&tx, JOB, b"another browser").await.expect("codes can be read").is_none());
        let used = async |since, now| sessions::use_code(&tx, JOB, id, since, now).await.expect("codes can be used");
        assert_eq!(used(now, now).await, Some(now));
        let later = now.plus_minutes(1);
        assert_eq!(used(now, later).await, Some(now), "the second press of a double click");
        assert_eq!(used(later, later).await, None, "once");
    }

    async fn a_session_ends_by_its_own_member_only(vendor: TestVendor) {
        let (anna, katrin) = (vendor.actor(ANNA).await, vendor.actor(KATRIN).await);
        let account = anna.acting.expect("anna acts for an account").account;
        let id = open(&vendor, anna.member, account, b"token").await;
        let now = vendor.context().now();
        let found = sessions::find(vendor.store(), b"token").await.expect("sessions can be read").expect("it is open");
        assert_eq!((found.member_id, found.role.as_deref()), (anna.member.0, Some("owner")));
        assert!(sessions::find(vendor.store(), b"other").await.expect("sessions can be read").is_none());

        let tx = vendor.store().begin().await.expect("a transaction begins");
        assert!(!sessions::end(&tx, katrin.member, id, now).await.expect("sessions can end"), "it is not hers");
        assert!(sessions::end(&tx, anna.member, id, now).await.expect("sessions can end"));
        assert!(!sessions::end(&tx, anna.member, id, now).await.expect("sessions can end"), "it has ended");
        tx.commit().await.expect("it is kept");
        assert!(sessions::find(vendor.store(), b"token").await.expect("sessions can be read").is_none());
    }

    async fn a_disabled_member_has_a_session_without_a_role(vendor: TestVendor) {
        let (anna, bram) = (vendor.actor(ANNA).await, vendor.actor("bram@dakwerken.example").await);
        let account = anna.acting.expect("anna acts for an account").account;
        open(&vendor, bram.member, account, b"token").await;
        let granted = anna.grant::<ManageMembers>().expect("an owner manages members");
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let changed = store::accounts::change_membership(&tx, &granted, bram.member, Role::Buyer, None, true).await;
        assert!(changed.expect("members can be changed"));
        tx.commit().await.expect("it is kept");
        let found = sessions::find(vendor.store(), b"token").await.expect("sessions can be read").expect("it is open");
        assert_eq!(found.role, None);
        assert!(
            store::accounts::memberships(vendor.store(), bram.member).await.expect("members can be read").is_empty()
        );
    }

    async fn tries_are_counted_by_bucket_and_window(vendor: TestVendor) {
        let now = vendor.context().now();
        let later = now.plus_minutes(15);
        let tx = vendor.store().begin().await.expect("a transaction begins");
        for (bucket, window, count) in [("a", now, 1), ("a", now, 2), ("b", now, 1), ("a", later, 1), ("a", now, 3)] {
            assert_eq!(sessions::count_attempt(&tx, JOB, bucket, window).await.expect("tries are counted"), count);
        }
    }

    async fn what_is_old_is_forgotten(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let account = anna.acting.expect("anna acts for an account").account;
        open(&vendor, anna.member, account, b"old").await;
        vendor.advance(60 * 24 * 10);
        open(&vendor, anna.member, account, b"young").await;
        let before = vendor.context().now().plus_days(-5);
        assert_eq!(sessions::list(vendor.store(), anna.member, before).await.expect("sessions can be read").len(), 1);
        let tx = vendor.store().begin().await.expect("a transaction begins");
        assert_eq!(forget(&tx, JOB, Old::Sessions, before, 10).await.expect("old ones go"), 1);
        tx.commit().await.expect("it is kept");
        assert!(sessions::find(vendor.store(), b"old").await.expect("sessions can be read").is_none());
        assert!(sessions::find(vendor.store(), b"young").await.expect("sessions can be read").is_some());
    }
}
