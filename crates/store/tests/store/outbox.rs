//! Work for outside: claimed by one worker at a time, tried again, visible.

use domain::{
    demo::OutboxState,
    permissions::{ReadOrders, ReadOutbox, StaffGranted},
    time::Instant,
};
use store::{
    Error,
    outbox::{self, About, Claimed, Mail, Origin, Row},
};
use testkit::TestVendor;

use crate::{ANNA, EVA, JOB};

/// A buyer whose orders of 600 tiles wait for an approver: his company has two.
const BRAM: &str = "bram@dakwerken.example";

fn mail(to: &str) -> Mail {
    let text = |what: &str| format!("{what} for {to}");
    Mail {
        to: to.to_owned(),
        subject: text("Subject"),
        text: text("Text"),
        html: text("Html"),
        thread: None,
        refers_to: Vec::new(),
        comes_back: false,
        origin: Origin::Generated,
    }
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

async fn is_any_due(vendor: &TestVendor) -> bool {
    outbox::is_any_due(vendor.store(), JOB, vendor.context().now()).await.expect("it can be looked for")
}

async fn rows(vendor: &TestVendor) -> Vec<Row> {
    let granted: StaffGranted<ReadOutbox> =
        vendor.actor(EVA).await.grant_staff().expect("the back office reads the outbox");
    outbox::list(vendor.store(), &granted, None).await.expect("the outbox can be read")
}

/// Nobody need be asked for this order any more.
async fn withdraw(vendor: &TestVendor, number: i64) {
    let granted = vendor.actor(BRAM).await.grant::<ReadOrders>().expect("members read their orders");
    let tx = vendor.store().begin().await.expect("a transaction begins");
    let (head, _) = store::orders::lock(&tx, &granted, number).await.expect("orders can be read").expect("it is there");
    let now = vendor.context().now();
    store::orders::withdraw_approval_mails(&tx, &head, now).await.expect("mails can be taken back");
    tx.commit().await.expect("it is kept");
}

/// How many mails there are about each of these orders.
async fn about(vendor: &TestVendor, numbers: [i64; 2]) -> [usize; 2] {
    let granted = vendor.actor(BRAM).await.grant::<ReadOrders>().expect("members read their orders");
    let mut counts = [0; 2];
    for (count, number) in counts.iter_mut().zip(numbers) {
        let whole = store::orders::find(vendor.store(), &granted, number).await.expect("orders can be read");
        *count = whole.expect("it is there").mails.len();
    }
    counts
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

    async fn codes_go_first(vendor: TestVendor) {
        let plain: Vec<Mail> = (1..=30).map(|place| mail(&format!("reader-{place}@test.example"))).collect();
        put(&vendor, About::default(), plain).await;
        vendor.advance(1);
        put(&vendor, About { secret: true, ..About::default() }, vec![mail("code@test.example")]).await;
        let claimed = claim(&vendor, vendor.context().now().plus_minutes(3)).await;
        assert_eq!((claimed.len(), claimed[0].mail.to.as_str()), (20, "code@test.example"));
    }

    async fn a_code_that_is_too_old_is_given_up(vendor: TestVendor) {
        put(&vendor, About { secret: true, ..About::default() }, vec![mail("code@test.example")]).await;
        put(&vendor, About::default(), vec![mail("plain@test.example")]).await;
        let asked = vendor.context().now();
        vendor.advance(1);
        let now = vendor.context().now();
        assert!(!outbox::has_old_codes(vendor.store(), JOB, asked, now).await.expect("it can be looked for"));
        assert!(outbox::has_old_codes(vendor.store(), JOB, now, now).await.expect("it can be looked for"));
        let tx = vendor.store().begin().await.expect("a transaction begins");
        assert_eq!(outbox::give_up_codes(&tx, JOB, now, now).await.expect("it is given up"), 1);
        tx.commit().await.expect("it is kept");
        let due = claim(&vendor, now.plus_minutes(3)).await;
        assert_eq!(due.iter().map(|claimed| claimed.mail.to.as_str()).collect::<Vec<_>>(), ["plain@test.example"]);
        let rows = rows(&vendor).await;
        let code = rows.iter().find(|row| row.recipient == "code@test.example").expect("it stays visible");
        assert_eq!(code.state(), OutboxState::Failed);
    }

    async fn a_worker_that_dies_loses_its_claim(vendor: TestVendor) {
        put(&vendor, About::default(), vec![mail("reader@test.example")]).await;
        let lease = || vendor.context().now().plus_minutes(3);
        assert_eq!(claim(&vendor, lease()).await.first().map(|claimed| claimed.attempts), Some(1));
        vendor.advance(2);
        assert!(claim(&vendor, lease()).await.is_empty(), "still held");
        assert!(!is_any_due(&vendor).await, "and seen to be without a turn to write");
        vendor.advance(2);
        assert!(is_any_due(&vendor).await);
        assert_eq!(claim(&vendor, lease()).await.first().map(|claimed| claimed.attempts), Some(2));
    }

    async fn a_worker_that_is_too_slow_has_no_say(vendor: TestVendor) {
        put(&vendor, About::default(), vec![mail("reader@test.example")]).await;
        let slow = claim(&vendor, vendor.context().now().plus_minutes(3)).await.remove(0);
        vendor.advance(4);
        let now = vendor.context().now();
        let other = claim(&vendor, now.plus_minutes(3)).await.remove(0);
        assert_eq!(other.id, slow.id);
        let tx = vendor.store().begin().await.expect("a transaction begins");
        assert!(!outbox::failed(&tx, JOB, &slow, "too late", None, now).await.expect("it is looked for"));
        assert!(!outbox::done(&tx, JOB, &slow, OutboxState::Sent, now).await.expect("it is looked for"));
        outbox::put_back(&tx, JOB, &slow, now).await.expect("it is looked for");
        tx.commit().await.expect("nothing of it is kept");
        assert_eq!(rows(&vendor).await.remove(0).state(), OutboxState::Waiting);
        assert!(!is_any_due(&vendor).await, "the other one still holds it");

        let tx = vendor.store().begin().await.expect("a transaction begins");
        assert!(outbox::done(&tx, JOB, &other, OutboxState::Sent, now).await.expect("it is noted"));
        assert!(!outbox::failed(&tx, JOB, &slow, "too late", None, now).await.expect("it is looked for"));
        tx.commit().await.expect("it is kept");
        let row = rows(&vendor).await.remove(0);
        assert_eq!((row.state(), row.attempts, row.last_error), (OutboxState::Sent, 2, None));
    }

    async fn a_domain_that_wants_to_rest_is_left_alone(vendor: TestVendor) {
        let to = ["a@busy_.example", "b@busy_.example", "c@busyx.example", "d@other.example"];
        put(&vendor, About::default(), to.map(mail).to_vec()).await;
        let now = vendor.context().now();
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let waiting = outbox::postpone(&tx, JOB, "busy_.example", now, now.plus_minutes(1)).await;
        assert_eq!(waiting.expect("they wait"), 2, "the domain is meant as it stands");
        tx.commit().await.expect("it is kept");
        let mut due = claim(&vendor, now.plus_minutes(3)).await;
        due.sort_by(|one, other| one.mail.to.cmp(&other.mail.to));
        assert_eq!(due.iter().map(|claimed| claimed.mail.to.as_str()).collect::<Vec<_>>(), [to[2], to[3]]);

        let tx = vendor.store().begin().await.expect("a transaction begins");
        outbox::put_back(&tx, JOB, &due[0], now.plus_minutes(1)).await.expect("it is given back");
        tx.commit().await.expect("it is kept");
        vendor.advance(1);
        let due = claim(&vendor, vendor.context().now().plus_minutes(3)).await;
        assert_eq!(due.len(), 3);
        assert!(due.iter().all(|claimed| claimed.attempts == 1), "what was given back was no try");
    }

    async fn a_failed_mail_is_tried_again_when_it_is_time(vendor: TestVendor) {
        put(&vendor, About::default(), vec![mail("reader@test.example")]).await;
        let now = vendor.context().now();
        let claimed = claim(&vendor, now.plus_minutes(3)).await.remove(0);
        let tx = vendor.store().begin().await.expect("a transaction begins");
        outbox::failed(&tx, JOB, &claimed, "451 later", Some(now.plus_minutes(1)), now).await.expect("it is noted");
        tx.commit().await.expect("it is kept");
        let row = rows(&vendor).await.remove(0);
        assert_eq!((row.state(), row.last_error.as_deref()), (OutboxState::Waiting, Some("451 later")));
        assert!(claim(&vendor, now.plus_minutes(3)).await.is_empty(), "not yet");

        vendor.advance(1);
        let claimed = claim(&vendor, now.plus_minutes(4)).await.remove(0);
        let tx = vendor.store().begin().await.expect("a transaction begins");
        outbox::failed(&tx, JOB, &claimed, &"x".repeat(2_000), None, now).await.expect("it is noted");
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
            outbox::done(&tx, JOB, &claimed, OutboxState::Sent, now).await.expect("it is noted");
            tx.commit().await.expect("it is kept");
        }
        vendor.advance(10);
        assert!(claim(&vendor, vendor.context().now()).await.is_empty());
        let rows = rows(&vendor).await;
        let of = |to: &str| rows.iter().find(|row| row.recipient == to).expect("it stays visible");
        assert_eq!(of("code@test.example").state(), OutboxState::Sent);
        let whole = outbox::whole(vendor.store(), JOB, OutboxState::Sent).await.expect("the outbox can be read");
        let kept = |to: &str| whole.iter().find(|row| row.recipient == to).expect("it stays").mail();
        assert!(kept("code@test.example").is_none(), "the code is not kept");
        assert_eq!(kept("plain@test.example").map(|mail| mail.text), Some("Text for plain@test.example".to_owned()));
    }

    async fn a_fact_is_told_once(vendor: TestVendor) {
        let account = vendor.actor(ANNA).await.acting.expect("anna acts for an account").account;
        let about = About { account: Some(account), event_seq: Some(1), ..About::default() };
        put(&vendor, about, vec![mail("one@test.example"), mail("two@test.example")]).await;
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let again = outbox::put(&tx, about, vec![mail("one@test.example")], vendor.context().now()).await;
        assert!(matches!(again, Err(Error::Taken)), "{again:?}");
        drop(tx);
        assert_eq!(rows(&vendor).await.len(), 2);
    }

    async fn what_waits_is_taken_back_and_what_a_worker_holds_is_not(vendor: TestVendor) {
        let bram = vendor.actor(BRAM).await;
        let first = vendor.order(&bram, &[("RT-1042", "600")]).await;
        let second = vendor.order(&bram, &[("RT-1042", "600")]).await;
        put(&vendor, About::default(), vec![mail("reader@test.example")]).await;
        assert_eq!(about(&vendor, [first, second]).await, [2, 2]);
        withdraw(&vendor, first).await;
        assert_eq!(about(&vendor, [first, second]).await, [0, 2], "those of this order only");

        let now = vendor.context().now();
        assert_eq!(claim(&vendor, now.plus_minutes(3)).await.len(), 3);
        withdraw(&vendor, second).await;
        assert_eq!(about(&vendor, [first, second]).await, [0, 2], "they are under way");
        // The worker has died, or the mail did not go: then it waits again.
        vendor.advance(4);
        withdraw(&vendor, second).await;
        assert_eq!(about(&vendor, [first, second]).await, [0, 0]);
        assert_eq!(rows(&vendor).await.len(), 1, "the mail to the reader");
    }

    async fn what_has_gone_is_not_taken_back(vendor: TestVendor) {
        let bram = vendor.actor(BRAM).await;
        let number = vendor.order(&bram, &[("RT-1042", "600")]).await;
        let now = vendor.context().now();
        let mut claimed = claim(&vendor, now.plus_minutes(3)).await;
        assert_eq!(claimed.len(), 2);
        let (gone, failed) = (claimed.remove(0), claimed.remove(0));
        let tx = vendor.store().begin().await.expect("a transaction begins");
        outbox::done(&tx, JOB, &gone, OutboxState::Sent, now).await.expect("it is noted");
        let again = Some(now.plus_minutes(1));
        outbox::failed(&tx, JOB, &failed, "451 later", again, now).await.expect("it is noted");
        tx.commit().await.expect("it is kept");
        withdraw(&vendor, number).await;
        let left = rows(&vendor).await;
        let left: Vec<_> = left.iter().map(|row| (row.recipient.as_str(), row.state())).collect();
        assert_eq!(left, [(gone.mail.to.as_str(), OutboxState::Sent)], "what was to be tried again is taken back");
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
        assert_eq!(row.subject, "Shown");
        let whole = outbox::whole(vendor.store(), JOB, OutboxState::Failed).await.expect("the outbox can be read");
        assert!(whole.len() == 1 && whole[0].mail().is_none());
        assert_eq!(outbox::waiting(vendor.store(), JOB).await.expect("it can be counted"), (0, None));
    }
}
