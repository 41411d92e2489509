//! The ledger of an account: postings and what was put against what, both only ever added to.
//!
//! Whoever adds holds the account's row ([`Held`]): postings of one account come one after the other, each with the balance
//! after it. What is still open of a posting is kept beside it in the same transaction, and `loket check` proves it.

mod announced;
mod many;
mod open;
mod payments;
mod proof;
mod read;
pub mod reminders;
pub mod requests;
mod terms;
mod write;

use domain::{
    ids::{AccountId, MemberId, PostingId},
    ledger::PostingKind,
    money::Currency,
    permissions::{AnnouncePayments, Granted, PostMoney, ReadLedgers, ReadMoney, StaffGranted, WriteCases},
    time::{Date, Instant},
};
use uuid::Uuid;

use crate::{Backend, Db, Error, Job, Tx, sql};

pub use announced::{Announced, announce, announced, announcing, end_announced};
pub use many::{Payment, Posted, post_all};
pub use open::{ageing, in_bucket, open_items, owed};
pub use payments::{Paid, payments};
pub use proof::{broken, note_proof, note_verified, take_proof, verified};
pub use read::{
    Allocated, Totals, allocations, balances, by_document, find_account, first_day, name_of, newest, one, period,
    totals,
};
pub use terms::{Terms, TermsChanged, note_terms, set_terms, terms, terms_changes, terms_version};
pub(crate) use write::{ALLOCATION, OPEN_ITEM, POSTING, open_row, row, settle_disputed};
pub use write::{allocate, next_seq, post, unallocate};

/// Who reads the ledger of which account.
#[derive(Clone, Copy, Debug)]
pub enum Scope<'a> {
    /// A member reads that of the account they act for.
    Own(&'a Granted<ReadMoney>),
    /// A person of the vendor reads anybody's.
    Staff(&'a StaffGranted<ReadLedgers>, AccountId),
    /// The portal itself does.
    Job(Job, AccountId),
}

impl Scope<'_> {
    /// Whose ledger it is.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        match self {
            Self::Own(granted) => granted.account(),
            Self::Staff(_, account) | Self::Job(_, account) => *account,
        }
    }
}

/// Proof that an account's row is held until the transaction ends: nobody else adds to its ledger meanwhile.
#[derive(Debug)]
pub struct Held {
    account: AccountId,
}

impl Held {
    /// Whose ledger it is.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// Who holds an account also reads its ledger, in the transaction that holds it.
    #[must_use]
    pub const fn scope(&self) -> Scope<'static> {
        Scope::Job(Job::of("who holds an account"), self.account)
    }
}

/// A posting to be added.
#[derive(Clone, Debug)]
pub struct NewPosting {
    pub kind: PostingKind,
    pub currency: Currency,
    /// Minor units: above zero where the account owes more by it, below where it owes less; never zero.
    pub amount: i64,
    /// The day of the document, or on which the bank booked it.
    pub dated: Date,
    pub due: Option<Date>,
    pub document: Option<String>,
    pub reference: Option<String>,
    pub text: String,
    /// What a reversal takes back; nothing for all others.
    pub reverses: Option<PostingId>,
    /// None for the portal itself.
    pub by: Option<MemberId>,
}

/// A posting as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    pub id: PostingId,
    /// Its number in the account, without gaps, over all currencies.
    pub seq: i64,
    pub kind: PostingKind,
    pub currency: Currency,
    pub amount: i64,
    /// What the account owed in this currency after it.
    pub balance: i64,
    /// Never before the day of the posting before it.
    pub posted: Date,
    pub dated: Date,
    pub due: Option<Date>,
    pub document: Option<String>,
    pub reference: Option<String>,
    pub text: String,
    pub reverses: Option<PostingId>,
    pub reversed_by: Option<PostingId>,
    /// What is open of it now, with its sign.
    pub open: i64,
    /// Of it, what the customer disputes.
    pub disputed: i64,
    pub by: Option<MemberId>,
    pub at: Instant,
}

/// Holds the account with this number for a person of the vendor; `None` when there is none.
///
/// # Errors
/// When the database fails.
pub async fn lock_by_staff(tx: &Tx, _: &StaffGranted<PostMoney>, account_number: &str) -> Result<Option<Held>, Error> {
    hold(tx, "number = ?", account_number.into()).await
}

/// Holds an account for the portal itself; `None` when there is none.
///
/// # Errors
/// When the database fails.
pub async fn lock_by_job(tx: &Tx, _: Job, account: AccountId) -> Result<Option<Held>, Error> {
    hold(tx, "id = ?", account.0.into()).await
}

/// Holds the account of a member who says what was paid.
///
/// # Errors
/// When the database fails.
pub async fn lock_own(tx: &Tx, granted: &Granted<AnnouncePayments>) -> Result<Held, Error> {
    let held = hold(tx, "id = ?", granted.account().0.into()).await?;
    held.ok_or_else(|| Error::fault("a session acts for an account that is gone"))
}

/// Holds the account of a member who does not agree with what it is asked for: whoever reads what it owes and may complain.
///
/// # Errors
/// When the database fails.
pub async fn lock_to_dispute(tx: &Tx, granted: &Granted<ReadMoney>, _: &Granted<WriteCases>) -> Result<Held, Error> {
    let held = hold(tx, "id = ?", granted.account().0.into()).await?;
    held.ok_or_else(|| Error::fault("a session acts for an account that is gone"))
}

async fn hold(tx: &Tx, which: &str, value: sea_orm::Value) -> Result<Option<Held>, Error> {
    let query = format!("SELECT id FROM account WHERE {which}{}", for_update(tx));
    let found: Option<Uuid> = sql::one_value(tx, &query, [value]).await?;
    Ok(found.map(|id| Held { account: AccountId(id) }))
}

/// SQLite has one writer at a time anyway.
fn for_update(tx: &Tx) -> &'static str {
    match tx.backend() {
        Backend::Sqlite => "",
        Backend::Postgres => " FOR UPDATE",
    }
}

/// The currency of a row of the ledger.
///
/// # Errors
/// For a text that is none.
fn currency(text: &str) -> Result<Currency, Error> {
    Currency::parse(text).ok_or_else(|| Error::fault("the ledger has an unknown currency"))
}
