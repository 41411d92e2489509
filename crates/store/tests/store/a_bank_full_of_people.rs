//! The bank test: many write and read at once, and every sum holds at every moment.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use domain::{
    ids::{AccountId, InvoiceId},
    ledger::{PostingKind, wire::DocumentKind},
    money::Currency,
    time::Instant,
};
use store::{
    Store, Tx,
    invoices::{self, Ending},
    ledger::{self, Held, NewPosting, Payment, Posting, Scope},
};
use testkit::{TestVendor, draft};
use tokio::task::JoinSet;

use crate::{
    JOB,
    invoices::{document, issue, line},
    ledger::{EUR, hold, new, today},
};

/// Never added up.
const CURRENCIES: [Currency; 2] = [EUR, Currency::CHF];
/// So many kinds of steps there are.
const KINDS: usize = 10;
/// Putting whatever the dice say against whatever they say.
const ANY_AMOUNT: usize = 4;

/// An account, and a case of it that its disputes are about.
#[derive(Clone, Copy)]
struct Place {
    account: AccountId,
    case: i64,
}

testkit::on_both_databases! {
    async fn a_bank_full_of_people(vendor: TestVendor) {
        let mut places = Vec::new();
        for owner in vendor.new_owners(3).await {
            let complaint = draft("complaint", "Not as ordered", "It is not what we ordered.");
            let case = service::cases::open(vendor.context(), &owner, &complaint).await.expect("a case is opened");
            places.push(Place { account: owner.acting.expect("an owner acts for an account").account, case });
        }
        let now = vendor.context().now();
        let done = Arc::new(AtomicBool::new(false));
        let mut readers = JoinSet::new();
        for _ in 0..2 {
            readers.spawn(read_on(vendor.store().clone(), places.clone(), done.clone()));
        }
        let mut writers = JoinSet::new();
        for seed in 1..=8 {
            writers.spawn(write_on(vendor.store().clone(), places.clone(), seed, now));
        }
        let all = writers.join_all().await;
        done.store(true, Ordering::SeqCst);
        let reads: usize = readers.join_all().await.into_iter().sum();
        // What may well not fit is not counted on.
        for kind in (0..KINDS).filter(|kind| *kind != ANY_AMOUNT) {
            assert!(all.iter().any(|made| made[kind] > 0), "nobody has made a step of kind {kind}: {all:?}");
        }
        let kept: usize = all.iter().flatten().sum();
        assert!(kept > 100 && reads > 0, "{kept} steps, {reads} reads");
        vendor.check().await;
    }
}

/// Fifty random steps; how many of each kind were made.
async fn write_on(store: Store, places: Vec<Place>, seed: u64, now: Instant) -> [usize; KINDS] {
    let mut dice = Dice(seed);
    let mut made = [0; KINDS];
    for step in 0..50 {
        let place = places[dice.below(places.len())];
        let kind = dice.below(KINDS);
        let tx = store.begin().await.expect("its turn comes");
        let changed = if kind == 0 {
            post_many(&tx, &places, &mut dice, now).await
        } else {
            let book = Book { tx: &tx, held: hold(&tx, place.account).await, case: place.case, now };
            book.change(kind, &format!("TEST-{seed}-{step}"), &mut dice).await
        };
        // Some change their mind.
        if changed && dice.below(5) > 0 {
            tx.commit().await.expect("it is kept");
            made[kind] += 1;
        }
    }
    made
}

/// A payment for each account at once, as a file of the bank's has them.
async fn post_many(tx: &Tx, places: &[Place], dice: &mut Dice, now: Instant) -> bool {
    let mut all = Vec::new();
    for place in places {
        let newest = ledger::newest(tx, &Scope::Job(JOB, place.account), 30).await.expect("it can be read");
        let (amount, currency) = (dice.amount(), dice.currency());
        // What of them is open by now, nobody knows before the account is held.
        let debits = newest.iter().filter(|posting| posting.amount > 0);
        all.push(Payment {
            account: place.account,
            posting: new(PostingKind::Payment, currency, -amount),
            parts: debits.take(3).map(|posting| (posting.id, amount)).collect(),
        });
    }
    ledger::post_all(tx, JOB, &all, today(), now).await.expect("they are posted");
    true
}

/// The ledger of an account that is held.
struct Book<'a> {
    tx: &'a Tx,
    held: Held,
    case: i64,
    now: Instant,
}

impl Book<'_> {
    /// Makes a step of this kind, with what the dice say; whether it changed anything. An invoice gets this number.
    async fn change(&self, kind: usize, number: &str, dice: &mut Dice) -> bool {
        let (amount, currency) = (dice.amount(), dice.currency());
        let newest = ledger::newest(self.tx, &self.held.scope(), 30).await.expect("it can be read");
        match kind {
            1 => self.post(&new(PostingKind::Invoice, currency, amount)).await,
            2 => self.post(&new(PostingKind::Payment, currency, -amount)).await,
            3 => {
                let invoice = document(DocumentKind::Invoice, number, None, vec![line(amount)]);
                issue(self.tx, &self.held, &invoice, self.now).await;
                true
            }
            5 => {
                let credit = dice.one_of(&newest, |posting| posting.open < 0);
                let owed = |debit: &Posting| debit.open > 0 && credit.is_some_and(|of| of.currency == debit.currency);
                match credit.zip(dice.one_of(&newest, owed)) {
                    Some((credit, debit)) => {
                        let most = debit.open.min(-credit.open);
                        self.allocate(credit, debit, 1 + amount % most).await
                    }
                    None => false,
                }
            }
            ANY_AMOUNT => {
                let credit = dice.one_of(&newest, |posting| posting.amount < 0);
                match credit.zip(dice.one_of(&newest, |posting| posting.amount > 0)) {
                    Some((credit, debit)) => self.allocate(credit, debit, amount).await,
                    None => false,
                }
            }
            6 => match dice.one_of(&newest, |posting| posting.amount > 0) {
                Some(debit) => self.unallocate(debit).await,
                None => false,
            },
            7 => match dice.one_of(&newest, is_standing_payment) {
                Some(payment) => self.take_back(payment).await,
                None => false,
            },
            8 => match dice.one_of(&newest, |posting| posting.document.is_some()) {
                Some(posting) => self.dispute(self.invoice(posting).await, amount).await,
                None => false,
            },
            _ => match dice.one_of(&newest, |posting| posting.document.is_some()) {
                Some(posting) => self.put_back(self.invoice(posting).await).await,
                None => false,
            },
        }
    }

    async fn post(&self, new: &NewPosting) -> bool {
        ledger::post(self.tx, &self.held, new, today(), self.now).await.expect("it is posted");
        true
    }

    /// Nothing where they are of two currencies, or not that much is open.
    async fn allocate(&self, credit: &Posting, debit: &Posting, amount: i64) -> bool {
        ledger::allocate(self.tx, &self.held, credit.id, debit.id, amount, today(), None, self.now)
            .await
            .expect("it is tried")
    }

    async fn unallocate(&self, posting: &Posting) -> bool {
        let open = ledger::unallocate(self.tx, &self.held, posting.id, today(), None, self.now).await;
        open.expect("all of it is open again");
        true
    }

    /// Takes a payment back, as a cheque that bounced.
    async fn take_back(&self, payment: &Posting) -> bool {
        self.unallocate(payment).await;
        let reversal =
            NewPosting { reverses: Some(payment.id), ..new(PostingKind::Reversal, payment.currency, -payment.amount) };
        let back = ledger::post(self.tx, &self.held, &reversal, today(), self.now).await.expect("it is taken back");
        assert!(self.allocate(payment, &back, back.amount).await, "one is put against the other");
        true
    }

    async fn invoice(&self, posting: &Posting) -> InvoiceId {
        let number = posting.document.as_deref().expect("it has a document");
        let found = invoices::find(self.tx, &self.held.scope(), number).await.expect("it can be read");
        found.expect("it is there").id
    }

    async fn dispute(&self, invoice: InvoiceId, amount: i64) -> bool {
        let most = invoices::disputable(self.tx, &self.held.scope(), invoice, 1).await.expect("it can be read");
        let most = most.expect("it has a line");
        if most == 0 {
            return false;
        }
        let amount = 1 + amount % most;
        let id = invoices::dispute(self.tx, &self.held, invoice, 1, amount, self.case, self.now).await;
        assert!(id.expect("it is noted").is_some(), "{amount} of {most} can be disputed");
        true
    }

    /// Settles the oldest dispute of an invoice.
    async fn put_back(&self, invoice: InvoiceId) -> bool {
        let disputes = invoices::disputes(self.tx, &self.held.scope(), invoice).await.expect("they can be read");
        let Some(open) = disputes.iter().find(|dispute| dispute.ended.is_none()) else { return false };
        let ending = Ending::PutBack { pay_by: None };
        let ended = invoices::end_dispute(self.tx, &self.held, open.id, ending, "As ordered", self.now).await;
        assert!(ended.expect("it is settled"), "it was open");
        true
    }
}

fn is_standing_payment(posting: &Posting) -> bool {
    posting.kind == PostingKind::Payment && posting.reversed_by.is_none()
}

/// Reads until all is written, and at least once: every time the sums of each currency agree.
async fn read_on(store: Store, places: Vec<Place>, done: Arc<AtomicBool>) -> usize {
    let mut reads = 0;
    loop {
        let is_last = done.load(Ordering::SeqCst);
        for place in &places {
            read(&store, place.account).await;
            reads += 1;
        }
        if is_last {
            return reads;
        }
        tokio::task::yield_now().await;
    }
}

async fn read(store: &Store, account: AccountId) {
    let snapshot = store.snapshot().await.expect("it begins");
    let scope = Scope::Job(JOB, account);
    let balances = ledger::balances(&snapshot, &scope).await.expect("it can be read");
    let ageings = ledger::ageing(&snapshot, &scope, today()).await.expect("it can be read");
    for currency in CURRENCIES {
        let balance = balances.iter().find(|(of, _)| *of == currency).map_or(0, |(_, balance)| *balance);
        let totals = ledger::totals(&snapshot, &scope, currency, None, today()).await.expect("it can be read");
        assert_eq!((totals.debits + totals.credits, totals.closing), (balance, balance));
        let aged = ageings.iter().find(|(of, _)| *of == currency).map(|(_, ageing)| *ageing).unwrap_or_default();
        assert_eq!(aged.total(), balance);
        let postings = ledger::period(&snapshot, &scope, currency, None, today(), None, None, 10_000).await;
        let (mut run, mut open, mut disputed) = (0, 0, 0);
        for posting in postings.expect("they can be read") {
            run += posting.amount;
            assert_eq!(posting.balance, run, "{posting:?}");
            // Neither of another sign, nor more than it was posted with; and no more is disputed than is open.
            let (whole, left) = (posting.amount.abs(), posting.open * posting.amount.signum());
            assert!((0..=whole).contains(&left), "{posting:?}");
            assert!((0..=posting.open.max(0)).contains(&posting.disputed), "{posting:?}");
            open += posting.open;
            disputed += posting.disputed;
        }
        assert_eq!((run, open, disputed), (balance, balance, aged.disputed));
    }
}

/// Numbers that look random and are the same each time (Knuth's multiplier for 64 bits).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % end
    }

    fn amount(&mut self) -> i64 {
        i64::try_from(self.below(1_000)).expect("it is small") + 1
    }

    fn currency(&mut self) -> Currency {
        CURRENCIES[self.below(CURRENCIES.len())]
    }

    fn one_of<'a>(&mut self, all: &'a [Posting], is_wanted: impl Fn(&Posting) -> bool) -> Option<&'a Posting> {
        let some: Vec<&Posting> = all.iter().filter(|posting| is_wanted(posting)).collect();
        if some.is_empty() { None } else { Some(some[self.below(some.len())]) }
    }
}
