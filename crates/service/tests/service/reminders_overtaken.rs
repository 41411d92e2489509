//! Reminders that have waited: what was paid meanwhile is not asked for, and giving one up forgets no other.

use store::outbox;
use testkit::TestVendor;

use crate::{
    JOB,
    ledger::{invoiced, owner, pay},
    reminders::{DAY, OWNER, begin_online, expire, mails, remind, reminding, told},
};

testkit::on_both_databases! {
    async fn a_reminder_that_has_waited_is_not_sent_once_it_is_overtaken(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (number, gross) = invoiced(&vendor, &owner, "3").await;
        reminding(&vendor).await;
        vendor.advance(37 * DAY);
        remind(&vendor).await;
        vendor.advance(3 * DAY);
        assert!(mails(&vendor).await.is_empty(), "it speaks of days that have gone by");
        assert!(told(&vendor, &owner, &number).await.is_empty(), "nobody has heard of it");
        vendor.advance(DAY);
        remind(&vendor).await;
        assert_eq!(told(&vendor, &owner, &number).await, [1], "it goes out anew");
        pay(&vendor, gross, &[&number]).await;
        assert!(mails(&vendor).await.is_empty(), "it was paid before the mail went");
        assert!(told(&vendor, &owner, &number).await.is_empty());
        vendor.check().await;
    }

    async fn a_reminder_that_has_waited_asks_for_nothing_that_was_paid(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (paid, gross) = invoiced(&vendor, &owner, "3").await;
        let (open, _) = invoiced(&vendor, &owner, "2").await;
        reminding(&vendor).await;
        vendor.advance(37 * DAY);
        remind(&vendor).await;
        pay(&vendor, gross, &[&paid]).await;
        assert!(mails(&vendor).await.is_empty(), "it asks for both");
        remind(&vendor).await;
        let mails = mails(&vendor).await;
        assert_eq!(mails.len(), 1);
        assert!(mails[0].contains(&open) && !mails[0].contains(&paid), "{}", mails[0]);
        assert_eq!(told(&vendor, &owner, &open).await, [1]);
        vendor.check().await;
    }

    async fn a_reminder_that_is_given_up_forgets_no_other_of_its_day(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (first, _) = invoiced(&vendor, &owner, "3").await;
        let (second, gross) = invoiced(&vendor, &owner, "2").await;
        reminding(&vendor).await;
        vendor.advance(37 * DAY);
        let begun = begin_online(&vendor, &owner, gross, &second).await;
        remind(&vendor).await;
        assert_eq!(mails(&vendor).await.len(), 1);
        expire(&vendor, &begun).await;
        remind(&vendor).await;
        assert_eq!(told(&vendor, &owner, &second).await, [1], "a second mail of the day waits");
        pay(&vendor, gross, &[&second]).await;
        assert_eq!(mails(&vendor).await.len(), 1, "it is overtaken");
        assert_eq!(told(&vendor, &owner, &first).await, [1], "the first one has gone");
        assert!(told(&vendor, &owner, &second).await.is_empty());
        remind(&vendor).await;
        assert_eq!(mails(&vendor).await.len(), 1);
        vendor.check().await;
    }

    async fn who_takes_no_mail_is_not_reminded_again_and_again(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (number, _) = invoiced(&vendor, &owner, "3").await;
        vendor.deliver_mail().await;
        reminding(&vendor).await;
        vendor.advance(37 * DAY);
        remind(&vendor).await;
        // The mailbox is full, and it is tried until it is too late.
        let now = vendor.context().now();
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let claimed = outbox::claim(&tx, JOB, now, now.plus_minutes(5), 500).await.expect("they are due");
        let mail = claimed.iter().find(|one| one.mail.to == OWNER).expect("it is one of them");
        let said = format!("{}452 the mailbox is full", outbox::LATER);
        let next = Some(now.plus_minutes(1));
        outbox::failed(&tx, JOB, mail, &said, next, now).await.expect("it is noted");
        tx.commit().await.expect("it is kept");
        vendor.advance(3 * DAY);
        assert!(mails(&vendor).await.is_empty(), "it speaks of days that have gone by");
        assert_eq!(told(&vendor, &owner, &number).await, [1], "it was asked for");
        remind(&vendor).await;
        assert_eq!(told(&vendor, &owner, &number).await, [1]);
        vendor.advance(4 * DAY);
        remind(&vendor).await;
        assert_eq!(told(&vendor, &owner, &number).await, [1, 2], "the next one goes out on its day");
        vendor.check().await;
    }
}
