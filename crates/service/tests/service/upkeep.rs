//! What a portal forgets, and when: the clock is moved.

use domain::{account::Invite, permissions::Role};
use testkit::{TestVendor, new_key};

use crate::{ANNA, JOB};

const DAY: i64 = 24 * 60;

async fn count(vendor: &TestVendor, name: &str) -> i64 {
    let counts = store::check::counts(vendor.store(), JOB).await.expect("the rows can be counted");
    counts.iter().find(|(table, _)| *table == name).map(|(_, rows)| *rows).expect("they are counted")
}

async fn pass_after(vendor: &TestVendor, days: i64) {
    vendor.advance(days * DAY);
    service::upkeep::pass(vendor.context()).await.expect("old rows go");
}

testkit::on_both_databases! {
    async fn each_is_forgotten_in_its_time(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let context = vendor.context();
        let number = vendor.order(&anna, &[("TL-7011", "1")]).await;
        vendor.put(&anna, &[("TL-7011", "2")]).await;
        vendor.review(&anna).await;
        let invite = Invite {
            email: "new@dakwerken.example".to_owned(),
            name: "New".to_owned(),
            role: Role::Viewer,
            order_limit: String::new(),
        };
        service::accounts::invite(context, &anna, new_key(), &invite).await.expect("they are invited");
        service::entry::ask_code(context, &vendor.stranger(), ANNA, "").await.expect("a code is sent");
        vendor.deliver_mail().await;
        let now = context.now();
        let tx = vendor.store().begin().await.expect("a transaction begins");
        store::sessions::open(&tx, JOB, b"token", anna.member, None, "Firefox", "192.0.2.1", now)
            .await
            .expect("it opens");
        tx.commit().await.expect("it is kept");
        let all = ["attempts", "codes", "reviews", "keys", "keys of carts", "invitations", "sessions", "mails"];
        for name in all {
            assert!(count(&vendor, name).await > 0, "{name}");
        }
        let (reviews, keys) = (count(&vendor, "reviews").await, count(&vendor, "keys").await);

        pass_after(&vendor, 0).await;
        for name in all {
            assert!(count(&vendor, name).await > 0, "{name} are young");
        }
        pass_after(&vendor, 3).await;
        assert_eq!((count(&vendor, "attempts").await, count(&vendor, "codes").await), (0, 0));
        assert_eq!((count(&vendor, "reviews").await, count(&vendor, "keys").await), (reviews, keys));
        pass_after(&vendor, 28).await;
        assert_eq!((count(&vendor, "keys").await, count(&vendor, "keys of carts").await), (0, 0));
        assert_eq!(count(&vendor, "reviews").await, 1, "the one that was ordered");
        assert!(count(&vendor, "invitations").await > 0, "it has not been over for so long");
        pass_after(&vendor, 31).await;
        assert_eq!((count(&vendor, "invitations").await, count(&vendor, "sessions").await), (0, 0));
        assert!(count(&vendor, "mails").await > 0);

        // A mail that nobody has carried yet waits, however long.
        vendor.order(&anna, &[("TL-7011", "1")]).await;
        pass_after(&vendor, 91).await;
        assert_eq!(count(&vendor, "mails").await, 1);
        assert_eq!(vendor.page(&anna, number).await.number, number, "an order stays");
        vendor.check().await;
    }
}
