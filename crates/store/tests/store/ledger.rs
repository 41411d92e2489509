//! The ledger: what was posted adds up, whoever writes and whoever reads.

use domain::{
    ids::{AccountId, PostingId},
    ledger::{Ageing, Bucket, Part, PostingKind},
    money::Currency,
    permissions::ReadMoney,
    time::{Date, Instant},
};
use sea_orm::ConnectionTrait;
use store::{
    Db, Error, Tx,
    ledger::{self, Held, NewPosting, Payment, Posting, Scope, Totals},
};
use testkit::TestVendor;

use crate::JOB;

pub(crate) const EUR: Currency = Currency::EUR;

pub(crate) fn day(text: &str) -> Date {
    Date::parse_iso(text).expect("a day")
}

/// Long after everything the demo has.
pub(crate) fn today() -> Date {
    day("2030-06-15")
}

pub(crate) async fn new_account(vendor: &TestVendor) -> AccountId {
    new_accounts(vendor, 1).await.pop().expect("one was made")
}

pub(crate) async fn new_accounts(vendor: &TestVendor, count: usize) -> Vec<AccountId> {
    let owners = vendor.new_owners(count).await;
    owners.into_iter().map(|owner| owner.acting.expect("an owner acts for an account").account).collect()
}

pub(crate) async fn hold(tx: &Tx, account: AccountId) -> Held {
    ledger::lock_by_job(tx, JOB, account).await.expect("accounts can be held").expect("it is there")
}

pub(crate) fn new(kind: PostingKind, currency: Currency, amount: i64) -> NewPosting {
    NewPosting {
        kind,
        currency,
        amount,
        dated: today(),
        due: (amount > 0).then(|| today().plus_days(30)),
        document: None,
        reference: None,
        text: "test".to_owned(),
        reverses: None,
        by: None,
    }
}

pub(crate) fn invoice(amount: i64) -> NewPosting {
    new(PostingKind::Invoice, EUR, amount)
}

pub(crate) fn payment(amount: i64) -> NewPosting {
    new(PostingKind::Payment, EUR, -amount)
}

/// Posts these one after the other in one transaction.
pub(crate) async fn post(vendor: &TestVendor, account: AccountId, all: &[NewPosting]) -> Vec<Posting> {
    let now = vendor.context().now();
    let tx = vendor.store().begin().await.expect("a transaction begins");
    let held = hold(&tx, account).await;
    let mut posted = Vec::new();
    for new in all {
        posted.push(ledger::post(&tx, &held, new, today(), now).await.expect("it is posted"));
    }
    tx.commit().await.expect("it is kept");
    posted
}

pub(crate) async fn allocate(
    vendor: &TestVendor,
    account: AccountId,
    credit: PostingId,
    debit: PostingId,
    amount: i64,
) -> bool {
    let now = vendor.context().now();
    let tx = vendor.store().begin().await.expect("a transaction begins");
    let held = hold(&tx, account).await;
    let done = ledger::allocate(&tx, &held, credit, debit, amount, today(), None, now).await.expect("it is tried");
    tx.commit().await.expect("it is kept");
    done
}

async fn one(vendor: &TestVendor, account: AccountId, id: PostingId) -> Posting {
    let found = ledger::one(vendor.store(), &Scope::Job(JOB, account), id).await.expect("postings can be read");
    found.expect("it is there")
}

pub(crate) async fn ageing(db: &impl Db, account: AccountId) -> Ageing {
    let all = ledger::ageing(db, &Scope::Job(JOB, account), today()).await.expect("it can be read");
    all.into_iter().find(|(currency, _)| *currency == EUR).map(|(_, ageing)| ageing).unwrap_or_default()
}

/// Refused by the guards of the ledger, and not because the database cannot read it.
pub(crate) async fn is_refused(vendor: &TestVendor, change: &str) {
    let tx = vendor.store().begin().await.expect("a transaction begins");
    let why = tx.connection().execute_unprepared(change).await.expect_err(change).to_string();
    assert!(why.contains("is never "), "{change}: {why}");
}

testkit::on_both_databases! {
    async fn a_posting_runs_the_balance_of_its_currency(vendor: TestVendor) {
        let account = new_account(&vendor).await;
        let scope = Scope::Job(JOB, account);
        assert!(ledger::balances(vendor.store(), &scope).await.expect("it can be read").is_empty());
        let in_francs = new(PostingKind::Invoice, Currency::CHF, 500);
        let posted = post(&vendor, account, &[invoice(10_000), in_francs, payment(4_000), invoice(1)]).await;
        let seqs: Vec<i64> = posted.iter().map(|posting| posting.seq).collect();
        let balances: Vec<i64> = posted.iter().map(|posting| posting.balance).collect();
        assert_eq!((seqs, balances), (vec![1, 2, 3, 4], vec![10_000, 500, 6_000, 6_001]));
        let all = ledger::balances(vendor.store(), &scope).await.expect("it can be read");
        assert_eq!(all, [(Currency::CHF, 500), (EUR, 6_001)], "never added up");
        for posting in &posted {
            assert_eq!(one(&vendor, account, posting.id).await, *posting, "it is read as it was written");
        }
        let newest = ledger::newest(vendor.store(), &scope, 2).await.expect("it can be read");
        assert_eq!(newest.iter().map(|posting| posting.seq).collect::<Vec<_>>(), [4, 3]);

        // Nobody else sees any of it.
        let other = vendor.actor(crate::ANNA).await.grant::<ReadMoney>().expect("an owner reads what is owed");
        let other = Scope::Own(&other);
        assert!(ledger::one(vendor.store(), &other, posted[0].id).await.expect("it can be read").is_none());
        vendor.check().await;
    }

    async fn days_never_go_back(vendor: TestVendor) {
        let account = new_account(&vendor).await;
        post(&vendor, account, &[invoice(100)]).await;
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let held = hold(&tx, account).await;
        let earlier = today().plus_days(-3);
        let now = vendor.context().now();
        let late = ledger::post(&tx, &held, &invoice(1), earlier, now).await.expect("it is posted");
        assert_eq!(late.posted, today());
        tx.commit().await.expect("it is kept");
        vendor.check().await;
    }

    async fn what_is_put_is_open_no_more(vendor: TestVendor) {
        let account = new_account(&vendor).await;
        let posted = post(&vendor, account, &[invoice(10_000), payment(6_000), payment(7_000)]).await;
        let [debit, first, second] = [posted[0].id, posted[1].id, posted[2].id];
        assert!(allocate(&vendor, account, first, debit, 6_000).await);
        assert_eq!(one(&vendor, account, debit).await.open, 4_000);
        assert_eq!(one(&vendor, account, first).await.open, 0);
        assert!(!allocate(&vendor, account, second, debit, 4_001).await, "more than is owed");
        assert!(allocate(&vendor, account, second, debit, 4_000).await);
        assert_eq!(one(&vendor, account, second).await.open, -3_000);
        let ageing = ageing(vendor.store(), account).await;
        assert_eq!((ageing.unapplied, ageing.total()), (-3_000, -3_000));

        // A part is taken back, never more than was put.
        assert!(!allocate(&vendor, account, second, debit, -4_001).await);
        assert!(allocate(&vendor, account, second, debit, -1_000).await);
        assert_eq!((one(&vendor, account, debit).await.open, one(&vendor, account, second).await.open), (1_000, -4_000));
        let told = ledger::allocations(vendor.store(), &Scope::Job(JOB, account), debit).await.expect("it can be read");
        let amounts: Vec<(PostingId, i64)> = told.iter().map(|part| (part.other, part.amount)).collect();
        assert_eq!(amounts, [(first, 6_000), (second, 4_000), (second, -1_000)]);

        // All of it is open again.
        let now = vendor.context().now();
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let held = hold(&tx, account).await;
        ledger::unallocate(&tx, &held, debit, today(), None, now).await.expect("it is taken back");
        tx.commit().await.expect("it is kept");
        let left = [one(&vendor, account, debit).await.open, one(&vendor, account, first).await.open];
        assert_eq!((left, one(&vendor, account, second).await.open), ([10_000, -6_000], -7_000));
        vendor.check().await;
    }

    async fn what_does_not_fit_is_not_put(vendor: TestVendor) {
        let accounts = new_accounts(&vendor, 2).await;
        let account = accounts[0];
        let in_francs = new(PostingKind::Invoice, Currency::CHF, 500);
        let posted = post(&vendor, account, &[invoice(100), payment(50), in_francs]).await;
        let foreign = post(&vendor, accounts[1], &[invoice(100)]).await;
        let [debit, credit, francs, foreign] = [posted[0].id, posted[1].id, posted[2].id, foreign[0].id];
        for (credit, debit, amount, why) in [
            (debit, credit, 10, "the wrong way round"),
            (credit, credit, 10, "against itself"),
            (debit, debit, 10, "a debit against a debit"),
            (credit, francs, 10, "another currency"),
            (credit, foreign, 10, "another account's"),
            (credit, debit, 0, "nothing"),
            (credit, debit, 51, "more than came"),
            (credit, debit, -1, "nothing was put"),
            (credit, debit, i64::MIN, "what has no opposite"),
            (credit, debit, i64::MAX, "what does not fit"),
        ] {
            assert!(!allocate(&vendor, account, credit, debit, amount).await, "{why}");
        }
        let told = ledger::allocations(vendor.store(), &Scope::Job(JOB, account), debit).await.expect("it can be read");
        assert!(told.is_empty());
        vendor.check().await;
    }

    async fn a_posting_is_taken_back_once_and_whole(vendor: TestVendor) {
        let account = new_account(&vendor).await;
        let posted = post(&vendor, account, &[payment(500)]).await;
        let now = vendor.context().now();
        let reversal = |amount| NewPosting { reverses: Some(posted[0].id), ..new(PostingKind::Reversal, EUR, amount) };
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let held = hold(&tx, account).await;
        assert!(matches!(ledger::post(&tx, &held, &reversal(499), today(), now).await, Err(Error::Fault(_))));
        drop(tx);
        let back = post(&vendor, account, &[reversal(500)]).await;
        assert!(allocate(&vendor, account, posted[0].id, back[0].id, 500).await);
        let read = one(&vendor, account, posted[0].id).await;
        assert_eq!((read.reversed_by, read.open), (Some(back[0].id), 0));
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let held = hold(&tx, account).await;
        assert!(matches!(ledger::post(&tx, &held, &reversal(500), today(), now).await, Err(Error::Taken)));
        drop(tx);
        vendor.check().await;
    }

    async fn a_kind_has_its_sign(vendor: TestVendor) {
        let account = new_account(&vendor).await;
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let held = hold(&tx, account).await;
        let now = vendor.context().now();
        for wrong in [invoice(-1), invoice(0), payment(-1), new(PostingKind::CreditNote, EUR, 1)] {
            assert!(matches!(ledger::post(&tx, &held, &wrong, today(), now).await, Err(Error::Fault(_))));
        }
        ledger::post(&tx, &held, &invoice(i64::MAX), today(), now).await.expect("it fits");
        assert!(ledger::post(&tx, &held, &invoice(1), today(), now).await.is_err(), "the balance would not");
    }

    async fn an_ageing_adds_up_and_says_what_is_in_it(vendor: TestVendor) {
        let account = new_account(&vendor).await;
        let overdue = |days: i32, amount| NewPosting { due: Some(today().plus_days(-days)), ..invoice(amount) };
        let all = [
            overdue(0, 1), overdue(-5, 2), NewPosting { due: None, ..invoice(4) }, overdue(1, 8), overdue(30, 16),
            overdue(31, 32), overdue(60, 64), overdue(61, 128), overdue(90, 256), overdue(91, 512), overdue(400, 1_024),
            payment(10_000),
        ];
        post(&vendor, account, &all).await;
        let ageing = ageing(vendor.store(), account).await;
        let expected = Ageing {
            not_due: 7, to_30: 24, to_60: 96, to_90: 384, over_90: 1_536, disputed: 0, unapplied: -10_000,
        };
        assert_eq!(ageing, expected);
        let scope = Scope::Job(JOB, account);
        let balances = ledger::balances(vendor.store(), &scope).await.expect("it can be read");
        assert_eq!(balances, [(EUR, ageing.total())]);
        for part in Bucket::ALL.map(Part::Bucket).into_iter().chain([Part::Overdue]) {
            // Page by page, each once.
            let (mut items, mut after) = (Vec::new(), None);
            loop {
                let (page, total) = ledger::in_bucket(vendor.store(), &scope, EUR, Some(part), today(), after, 1)
                    .await
                    .expect("it can be read");
                assert_eq!(total, part.sum(&ageing), "{part:?}");
                let Some(last) = page.last() else { break };
                after = Some((last.due, last.seq));
                items.extend(page);
            }
            assert_eq!(items.iter().map(|item| item.open).sum::<i64>(), part.sum(&ageing), "{part:?}");
        }
        let (items, total) =
            ledger::in_bucket(vendor.store(), &scope, EUR, None, today(), None, 100).await.expect("it can be read");
        assert_eq!((items.len(), total), (12, ageing.total()));
        let owed = ledger::owed(vendor.store(), &scope, EUR, 100).await.expect("it can be read");
        let amounts: Vec<i64> = owed.iter().map(|posting| posting.open).collect();
        assert_eq!(amounts, [1_024, 512, 256, 128, 64, 32, 16, 8, 1, 2, 4], "what is due first");
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let held = hold(&tx, account).await;
        let items = ledger::open_items(&tx, &held, EUR).await.expect("it can be read");
        assert_eq!(items.iter().map(|item| item.open).collect::<Vec<_>>(), amounts);
    }

    async fn a_period_begins_and_ends_with_balances(vendor: TestVendor) {
        let account = new_account(&vendor).await;
        let now = vendor.context().now();
        let start = day("2030-01-01");
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let held = hold(&tx, account).await;
        for place in 0..40 {
            let new = if place % 4 == 3 { payment(250) } else { invoice(100) };
            ledger::post(&tx, &held, &new, start.plus_days(place / 2), now).await.expect("it is posted");
        }
        tx.commit().await.expect("it is kept");
        let scope = Scope::Job(JOB, account);
        let db = vendor.store();
        assert_eq!(ledger::first_day(db, &scope, EUR).await.expect("it can be read"), Some(start));
        assert_eq!(ledger::first_day(db, &scope, Currency::CHF).await.expect("it can be read"), None);
        for (from, until, count) in [
            (None, start.plus_days(100), 40),
            (Some(start.plus_days(3)), start.plus_days(6), 8),
            (Some(start.plus_days(19)), start.plus_days(19), 2),
            (Some(start.plus_days(20)), start.plus_days(30), 0),
            (Some(start.plus_days(-9)), start.plus_days(-1), 0),
            (Some(start.plus_days(6)), start.plus_days(3), 0),
        ] {
            let whole = ledger::period(db, &scope, EUR, from, until, None, None, 1_000).await.expect("it can be read");
            assert_eq!(whole.len(), count, "{from:?} {until:?}");
            let mut paged: Vec<Posting> = Vec::new();
            loop {
                let after = paged.last().map(|posting| posting.seq);
                let page = ledger::period(db, &scope, EUR, from, until, None, after, 3).await.expect("it can be read");
                if page.is_empty() {
                    break;
                }
                paged.extend(page);
            }
            assert_eq!(paged, whole, "page by page, each once");
            let totals = ledger::totals(db, &scope, EUR, from, until).await.expect("it can be read");
            let sum = |sign: i64| whole.iter().map(|posting| posting.amount).filter(|amount| amount * sign > 0).sum::<i64>();
            assert_eq!((totals.debits, totals.credits), (sum(1), sum(-1)));
            assert_eq!(totals.opening + totals.debits + totals.credits, totals.closing);
            if let (Some(first), Some(last)) = (whole.first(), whole.last()) {
                assert_eq!((totals.opening, totals.closing), (first.balance - first.amount, last.balance));
            }
        }
        let nothing = ledger::totals(db, &scope, Currency::CHF, None, today()).await.expect("it can be read");
        assert_eq!(nothing, Totals::default());
    }

    async fn many_payments_are_posted_like_one_by_one(vendor: TestVendor) {
        let accounts = new_accounts(&vendor, 2).await;
        let first = post(&vendor, accounts[0], &[invoice(100), invoice(200)]).await;
        let second = post(&vendor, accounts[1], &[invoice(300)]).await;
        let paid = |account, amount, parts: &[(PostingId, i64)]| Payment {
            account,
            posting: payment(amount),
            parts: parts.to_vec(),
        };
        let all = [
            paid(accounts[1], 300, &[(second[0].id, 300)]),
            paid(accounts[0], 150, &[(first[0].id, 100), (first[1].id, 50)]),
            // More than is left, and what is another's.
            paid(accounts[0], 500, &[(first[1].id, 500), (second[0].id, 1)]),
            paid(accounts[0], 7, &[]),
        ];
        let now = vendor.context().now();
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let posted = ledger::post_all(&tx, JOB, &all, today(), now).await.expect("they are posted");
        tx.commit().await.expect("they are kept");
        let put: Vec<Vec<i64>> =
            posted.iter().map(|one| one.put.iter().map(|(_, amount)| *amount).collect()).collect();
        assert_eq!(put, [vec![300], vec![100, 50], vec![150], vec![]]);
        assert_eq!(one(&vendor, accounts[0], posted[2].posting).await.open, -350);
        assert_eq!(one(&vendor, accounts[0], posted[3].posting).await.balance, 300 - 150 - 500 - 7);
        assert_eq!(ageing(vendor.store(), accounts[1]).await, Ageing::default());
        vendor.check().await;
    }

    async fn what_was_announced_waits_until_it_has_come(vendor: TestVendor) {
        let owner = vendor.new_owners(1).await.pop().expect("one was made");
        let account = owner.acting.expect("an owner acts for an account").account;
        let granted = owner.grant().expect("an owner may say so");
        let now = vendor.context().now();
        let posted = post(&vendor, account, &[payment(100)]).await;
        let documents = ["2030-1".to_owned(), "2030-2".to_owned()];
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let held = ledger::lock_own(&tx, &granted).await.expect("the account can be held");
        let none: &[String] = &[];
        for (amount, named) in [(100, &documents[..]), (100, none), (100, none), (70, &documents[..1])] {
            ledger::announce(&tx, &held, owner.member, EUR, amount, today(), named, now).await.expect("it is noted");
        }
        let count = async || ledger::announced(&tx, &held.scope()).await.expect("it can be read").len();
        assert_eq!(count().await, 4);
        ledger::end_announced(&tx, &held, EUR, (170, today()), &documents, posted[0].id, now).await.expect("it is noted");
        assert_eq!(count().await, 2, "what was announced for these documents has come");
        ledger::end_announced(&tx, &held, EUR, (100, today()), &[], posted[0].id, now).await.expect("it is noted");
        assert_eq!(count().await, 1, "one payment is one announced one");
        ledger::end_announced(&tx, &held, Currency::CHF, (100, today()), &[], posted[0].id, now).await.expect("it is noted");
        assert_eq!(count().await, 1, "in its currency");
        // What never came is not taken for what comes now.
        for days in [-60, -1] {
            let paid = today().plus_days(days);
            ledger::announce(&tx, &held, owner.member, EUR, 500, paid, none, now).await.expect("it is noted");
        }
        ledger::end_announced(&tx, &held, EUR, (500, today()), &[], posted[0].id, now).await.expect("it is noted");
        let left = ledger::announced(&tx, &held.scope()).await.expect("it can be read");
        let days: Vec<_> = left.iter().filter(|one| one.amount == 500).map(|one| one.paid).collect();
        assert_eq!(days, [today().plus_days(-60)]);
    }

    async fn terms_and_the_last_proof_are_kept(vendor: TestVendor) {
        let account = new_account(&vendor).await;
        let scope = Scope::Job(JOB, account);
        assert_eq!(ledger::terms(vendor.store(), &scope).await.expect("they can be read"), (None, None));
        for terms in [(Some(14), Some(500_000)), (None, Some(0)), (Some(0), None)] {
            let tx = vendor.store().begin().await.expect("a transaction begins");
            ledger::set_terms(&tx, &hold(&tx, account).await, terms.0, terms.1).await.expect("they are kept");
            tx.commit().await.expect("it is kept");
            assert_eq!(ledger::terms(vendor.store(), &scope).await.expect("they can be read"), terms);
        }
        let at = Instant::from_millis(1_900_000_000_000);
        let tx = vendor.store().begin().await.expect("a transaction begins");
        ledger::note_verified(&tx, JOB, at).await.expect("it is noted");
        tx.commit().await.expect("it is kept");
        assert_eq!(ledger::verified(vendor.store()).await.expect("it can be read"), Some(at));
    }
}
