//! Many of the vendor's people at the same accounts at once, their customers, and the bank, in whatever order: each sum is
//! right whenever somebody reads it, and what was done was done once.

use std::{
    collections::BTreeSet,
    fmt::Debug,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use domain::{
    ids::AccountId,
    ledger::{
        PostingKind,
        wire::{Announce, MovementState, StatementFilter},
    },
    permissions::Actor,
    refusal::Code,
};
use service::{Context, Error, bank, invoices, ledger};
use store::ledger::Scope;
use testkit::{TestVendor, new_key};
use tokio::task::JoinSet;

use crate::{
    EVA, JOB,
    bank::{Came, came, camt},
    invoices::read,
    ledger::{EUR, invoiced, typed},
};

const ACCOUNTS: usize = 3;
const WRITERS: u64 = 8;
const STEPS: usize = 12;
/// More than all of them post.
const ALL: u16 = 5_000;

struct Account {
    number: String,
    id: AccountId,
    owner: Actor,
    /// Numbers, and what to write on a transfer.
    invoices: Vec<(String, String)>,
}

/// What was carried out.
#[derive(Default)]
struct Done {
    steps: usize,
    /// Words of payments and adjustments by hand, each of them once.
    texts: Vec<String>,
    /// Names of movements in files that were taken in.
    movements: BTreeSet<String>,
}

/// Numbers that look random and are the same each time (Knuth's multiplier for 64 bits).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % end
    }

    fn amount(&mut self, end: usize) -> String {
        typed(i64::try_from(self.below(end)).expect("it is small") + 1)
    }

    fn one_of<'a, T>(&mut self, some: &'a [T]) -> Option<&'a T> {
        if some.is_empty() { None } else { some.get(self.below(some.len())) }
    }
}

/// Whether it was carried out. That somebody else was faster, or that nothing was left, is no failure.
#[track_caller]
fn is_done<T: Debug>(result: Result<T, Error>) -> bool {
    match result {
        Ok(_) => true,
        Err(Error::Busy) => false,
        Err(Error::Refused(refusal)) => {
            let late = [Code::State, Code::Stale, Code::TooMuch, Code::NotFound, Code::AlreadyLoaded];
            assert!(late.contains(&refusal.code), "{refusal:?}");
            false
        }
        Err(Error::Fault(source)) => panic!("the portal is at fault: {source}"),
    }
}

testkit::on_both_databases! {
    async fn every_sum_is_right_at_every_moment(vendor: TestVendor) {
        let eva = vendor.actor(EVA).await;
        let mut accounts = Vec::new();
        for (place, owner) in vendor.new_owners(ACCOUNTS).await.into_iter().enumerate() {
            let mut invoices = Vec::new();
            for pieces in ["30", "50"] {
                let (number, _) = invoiced(&vendor, &owner, pieces).await;
                let reference = read(&vendor, &owner, &number).await.reference;
                invoices.push((number, reference));
            }
            let id = owner.acting.as_ref().expect("an owner acts for an account").account;
            accounts.push(Account { number: format!("T-{:05}", place + 1), id, owner, invoices });
        }
        let accounts = Arc::new(accounts);
        let movements = movements_of(&vendor).await;

        let over = Arc::new(AtomicBool::new(false));
        let mut readers = JoinSet::new();
        for _ in 0..2 {
            readers.spawn(read_on(vendor.context().clone(), accounts.clone(), eva.clone(), over.clone()));
        }
        let mut writers = JoinSet::new();
        for seed in 1..=WRITERS {
            writers.spawn(write_on(vendor.context().clone(), accounts.clone(), eva.clone(), seed));
        }
        let done = writers.join_all().await;
        over.store(true, Ordering::SeqCst);
        let reads: usize = readers.join_all().await.into_iter().sum();
        bank::match_waiting(vendor.context()).await.expect("what was left is looked at");

        let steps: usize = done.iter().map(|done| done.steps).sum();
        assert!(steps > 30 && reads > 0, "{steps} steps, {reads} reads");
        let mut said: Vec<String> = done.iter().flat_map(|done| done.texts.clone()).collect();
        said.sort();
        let brought: BTreeSet<&String> = done.iter().flat_map(|done| &done.movements).collect();
        assert!(!brought.is_empty(), "the bank has said something");
        let fresh = movements_of(&vendor).await - movements;
        assert_eq!(usize::try_from(fresh).expect("none is lost"), brought.len(), "each movement is there once");

        let (mut by_hand, mut by_bank) = (Vec::new(), Vec::new());
        for account in accounts.iter() {
            let scope = Scope::Job(JOB, account.id);
            let mut postings = store::ledger::newest(vendor.store(), &scope, ALL).await.expect("they can be read");
            postings.reverse();
            let mut balance = 0;
            for (seq, posting) in (1..).zip(&postings) {
                balance += posting.amount;
                assert_eq!((posting.seq, posting.balance), (seq, balance), "{}", account.number);
                if matches!(posting.kind, PostingKind::Payment | PostingKind::Adjustment) {
                    let texts = if posting.text.starts_with("bank") { &mut by_bank } else { &mut by_hand };
                    texts.push(posting.text.clone());
                }
            }
        }
        by_hand.sort();
        assert_eq!(by_hand, said, "what was done is there, and once");
        let count = by_bank.len();
        by_bank.sort();
        by_bank.dedup();
        assert_eq!(by_bank.len(), count, "no movement is posted twice");
        vendor.check().await;
    }
}

async fn movements_of(vendor: &TestVendor) -> i64 {
    let counts = store::check::counts(vendor.store(), JOB).await.expect("the rows can be counted");
    counts.iter().find(|(table, _)| *table == "movements of the bank").map_or(0, |(_, rows)| *rows)
}

/// Random steps, each tried once.
async fn write_on(context: Context, accounts: Arc<Vec<Account>>, eva: Actor, seed: u64) -> Done {
    let mut dice = Dice(seed);
    let mut done = Done::default();
    for step in 0..STEPS {
        let account = dice.one_of(accounts.as_slice()).expect("there are accounts");
        let (invoice, _) = dice.one_of(&account.invoices).expect("it has invoices");
        let text = format!("{seed}-{step}");
        let is_done = match dice.below(8) {
            0 | 1 => {
                // A double press: both are answered, one counts.
                let (key, today, amount) = (new_key(), context.vendor_today().iso(), dice.amount(5_000));
                let named = if dice.below(2) == 0 { vec![invoice.clone()] } else { Vec::new() };
                let (number, reason) = (account.number.as_str(), text.as_str());
                let pay = || ledger::post_payment(&context, &eva, key, number, EUR, &amount, &today, &named, reason);
                let (one, other) = tokio::join!(pay(), pay());
                let pressed = [is_done(one), is_done(other)];
                let is_paid = pressed.contains(&true);
                done.texts.extend(is_paid.then_some(text));
                is_paid
            }
            2 => {
                let sign = if dice.below(2) == 0 { "-" } else { "" };
                let amount = format!("{sign}{}", dice.amount(2_000));
                let adjusted = ledger::adjust(&context, &eva, new_key(), &account.number, EUR, &amount, &text).await;
                let is_adjusted = is_done(adjusted);
                done.texts.extend(is_adjusted.then_some(text));
                is_adjusted
            }
            3 => is_done(invoices::credit(&context, &eva, new_key(), invoice, &[(1, "1".to_owned())], "Broken").await),
            4 => take_back(&context, &eva, account, &mut dice).await,
            5 => {
                let said = Announce {
                    key: new_key(),
                    currency: EUR,
                    amount: dice.amount(1_000),
                    paid: context.vendor_today().iso(),
                    invoices: Vec::new(),
                };
                is_done(ledger::announce(&context, &account.owner, &said).await)
            }
            6 => put_credit(&context, &eva, account, invoice, &mut dice).await,
            _ => {
                let brought = load(&context, &eva, &accounts, &mut dice).await;
                let is_loaded = !brought.is_empty();
                done.movements.extend(brought);
                is_loaded
            }
        };
        done.steps += usize::from(is_done);
    }
    done
}

/// Takes something back that is there.
async fn take_back(context: &Context, eva: &Actor, account: &Account, dice: &mut Dice) -> bool {
    let page = ledger::desk_account(context, eva, &account.number).await.expect("the desk reads it").money;
    let some: Vec<_> = page.postings.iter().filter(|(_, posting)| !posting.reversed).collect();
    let Some((_, posting)) = dice.one_of(&some) else { return false };
    is_done(ledger::reverse(context, eva, new_key(), &account.number, posting.id, "It was wrong").await)
}

/// Puts what is in the account's favour against an invoice.
async fn put_credit(context: &Context, eva: &Actor, account: &Account, invoice: &str, dice: &mut Dice) -> bool {
    let unapplied = ledger::desk_account(context, eva, &account.number).await.expect("the desk reads it").unapplied;
    let Some(credit) = dice.one_of(&unapplied) else { return false };
    is_done(ledger::allocate(context, eva, new_key(), &account.number, credit.posting, invoice, "").await)
}

/// Loads a file of which others have the same movements, and says yes to something that is proposed. Gives the names of
/// its movements.
async fn load(context: &Context, eva: &Actor, accounts: &[Account], dice: &mut Dice) -> Vec<String> {
    let mut movements: Vec<Came> = Vec::new();
    for _ in 0..3 {
        let (place, turn) = (dice.below(accounts.len()), dice.below(6));
        let name = format!("P-{place:04}-{turn:04}");
        let (_, reference) = &accounts[place].invoices[turn % 2];
        // The one that each file has of a name is the same.
        if movements.iter().all(|other| other.name != name) {
            let amount = i64::try_from(1_000 * (turn + 1) + place).expect("it is small");
            let text = format!("bank {name}");
            movements.push(Came { reference: reference.clone(), text, ..came(&name, amount) });
        }
    }
    let loaded = is_done(bank::load(context, eva, "statement.xml", camt(&movements).as_bytes()).await);
    let board = bank::board(context, eva, MovementState::Proposed.code(), "").await.expect("the desk reads it");
    if let Some(proposed) = board.movements.first() {
        is_done(bank::accept(context, eva, new_key(), proposed.id).await);
    }
    if loaded { movements.into_iter().map(|movement| movement.name).collect() } else { Vec::new() }
}

/// Reads until all is written, and at least once: every time the sums agree. Says how often it has read.
async fn read_on(context: Context, accounts: Arc<Vec<Account>>, eva: Actor, over: Arc<AtomicBool>) -> usize {
    let mut reads = 0;
    loop {
        let is_last = over.load(Ordering::SeqCst);
        for account in accounts.iter() {
            let own = ledger::page(&context, &account.owner).await.expect("the owner reads it");
            let desk = ledger::desk_account(&context, &eva, &account.number).await.expect("the desk reads it").money;
            for page in [&own, &desk] {
                let standing = page.standings[0];
                assert_eq!(standing.ageing.total(), standing.balance, "the parts are the balance");
            }
            // The newest of the desk's page are read a moment later than its sums.
            let (_, newest) = own.postings.first().expect("there are invoices");
            assert_eq!(newest.balance, own.standings[0].balance, "the balance is that of the last posting");
            let filter = StatementFilter::default();
            let all = ledger::whole_statement(&context, &account.owner, &filter).await.expect("the owner reads it");
            let sum: i64 = all.postings.iter().map(|posting| posting.amount).sum();
            assert_eq!((all.opening, sum), (0, all.closing), "a statement is its postings");
            assert_eq!(all.debits + all.credits, sum);
            assert_eq!(all.postings.last().map(|last| last.balance), Some(all.closing));
            let open = ledger::open_items(&context, &account.owner, "", "", "").await.expect("the owner reads it");
            assert_eq!(open.total, open.standing.balance, "what is open is what is owed");
            reads += 1;
        }
        if is_last {
            return reads;
        }
        tokio::task::yield_now().await;
    }
}
