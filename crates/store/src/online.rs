//! Payments through the payment provider. Whoever changes one holds its account, as for what it does to the ledger.

use domain::{
    ids::{AccountId, MemberId, OnlinePaymentId, PostingId},
    language::Language,
    money::{Currency, Money},
    paying::online::OnlineState,
    permissions::{PostMoney, ReadLedgers, StaffGranted},
    time::Instant,
};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{
    Db, Error, Job, Tx,
    ledger::{Held, Scope},
    sql,
};

/// A payment that somebody begins.
#[derive(Clone, Debug)]
pub struct New<'a> {
    pub id: OnlinePaymentId,
    pub by: MemberId,
    /// Of the pages at the provider's.
    pub language: Language,
    /// Above zero.
    pub amount: Money,
    /// Numbers of the invoices that it is for.
    pub documents: &'a [String],
    /// When the portal asks the provider by itself.
    pub look: Instant,
}

/// The same as it is stored.
#[derive(Clone, Debug)]
pub struct Online {
    pub id: OnlinePaymentId,
    pub account: AccountId,
    pub by_name: String,
    pub language: Language,
    /// What was asked for.
    pub asked: Money,
    pub documents: Vec<String>,
    pub state: OnlineState,
    /// What the provider calls it; none before it has heard of it.
    pub reference: Option<String>,
    /// Where it is paid.
    pub checkout: Option<String>,
    /// What came, minor units.
    pub paid: Option<i64>,
    /// What was paid back of it, minor units.
    pub returned: i64,
    /// What the provider says does not fit.
    pub unclear: bool,
    /// A person has to look into it, and nobody has.
    pub to_see: bool,
    pub posting: Option<PostingId>,
    pub at: Instant,
}

/// What becomes of a payment.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    pub state: OnlineState,
    pub paid: Option<i64>,
    pub returned: i64,
    pub unclear: bool,
    pub posting: Option<PostingId>,
    /// When the portal asks the provider by itself; none for never again.
    pub look: Option<Instant>,
}

impl Change {
    /// It stays as it is, and is not asked for again.
    #[must_use]
    pub const fn none(payment: &Online) -> Self {
        Self {
            state: payment.state,
            paid: payment.paid,
            returned: payment.returned,
            unclear: payment.unclear,
            posting: payment.posting,
            look: None,
        }
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    account_id: Uuid,
    by_name: String,
    language: String,
    currency: String,
    amount: i64,
    documents: serde_json::Value,
    state: String,
    reference: Option<String>,
    checkout: Option<String>,
    paid: Option<i64>,
    returned: i64,
    unclear: bool,
    seen_at: Option<i64>,
    posting_id: Option<Uuid>,
    at: i64,
}

/// What nobody has dealt with: what does not fit, and what was paid back in part, of which the ledger does not know.
const TO_SEE: &str = "o.seen_at IS NULL AND (o.unclear OR (o.state = 'paid' AND o.returned > 0))";

const SELECT: &str =
    "SELECT o.id, o.account_id, m.name AS by_name, o.language, o.currency, o.amount, o.documents, o.state,
     o.reference, o.checkout, o.paid, o.returned, o.unclear, o.seen_at, o.posting_id, o.at
     FROM online_payment o JOIN member m ON m.id = o.member_id";

impl Row {
    fn payment(self) -> Result<Online, Error> {
        let currency =
            Currency::parse(&self.currency).ok_or_else(|| Error::fault("a payment has an unknown currency"))?;
        let state = OnlineState::parse(&self.state).ok_or_else(|| Error::fault("a payment is in an unknown state"))?;
        let to_see = self.unclear || (state == OnlineState::Paid && self.returned > 0);
        Ok(Online {
            id: OnlinePaymentId(self.id),
            account: AccountId(self.account_id),
            by_name: self.by_name,
            language: Language::parse(&self.language).unwrap_or_default(),
            asked: Money { minor: self.amount, currency },
            documents: serde_json::from_value(self.documents)?,
            state,
            reference: self.reference,
            checkout: self.checkout,
            paid: self.paid,
            returned: self.returned,
            unclear: self.unclear,
            to_see: to_see && self.seen_at.is_none(),
            posting: self.posting_id.map(PostingId),
            at: Instant::from_millis(self.at),
        })
    }
}

/// Writes down that somebody begins a payment.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &Tx, held: &Held, new: &New<'_>, now: Instant) -> Result<(), Error> {
    sql::run(
        tx,
        "INSERT INTO online_payment (account_id, id, member_id, language, currency, amount, documents, state,
             at, changed_at, look_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            held.account().0.into(),
            new.id.0.into(),
            new.by.0.into(),
            new.language.code().into(),
            new.amount.currency.code().into(),
            new.amount.minor.into(),
            serde_json::to_value(new.documents)?.into(),
            OnlineState::Created.code().into(),
            now.millis().into(),
            now.millis().into(),
            new.look.millis().into(),
        ],
    )
    .await?;
    Ok(())
}

/// One payment of the account.
///
/// # Errors
/// When the database fails.
pub async fn one(db: &impl Db, scope: &Scope<'_>, id: OnlinePaymentId) -> Result<Option<Online>, Error> {
    let values = [scope.account().0.into(), id.0.into()];
    let row: Option<Row> = sql::one(db, &format!("{SELECT} WHERE o.account_id = ? AND o.id = ?"), values).await?;
    row.map(Row::payment).transpose()
}

/// The newest payments of the account, before all others those that somebody has to look into.
///
/// # Errors
/// When the database fails.
pub async fn newest(db: &impl Db, scope: &Scope<'_>, limit: u16) -> Result<Vec<Online>, Error> {
    let query =
        format!("{SELECT} WHERE o.account_id = ? ORDER BY CASE WHEN {TO_SEE} THEN 0 ELSE 1 END, o.id DESC LIMIT ?");
    let rows: Vec<Row> = sql::all(db, &query, [scope.account().0.into(), i64::from(limit).into()]).await?;
    rows.into_iter().map(Row::payment).collect()
}

/// What somebody has to look into, in whichever account, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn to_see(db: &impl Db, _: &StaffGranted<ReadLedgers>, limit: u16) -> Result<Vec<Online>, Error> {
    let query = format!("{SELECT} WHERE {TO_SEE} ORDER BY o.at LIMIT ?");
    let rows: Vec<Row> = sql::all(db, &query, [i64::from(limit).into()]).await?;
    rows.into_iter().map(Row::payment).collect()
}

/// How many of these there are, up to a hundred: it is counted for every page of the desk.
///
/// # Errors
/// When the database fails.
pub async fn to_see_count(db: &impl Db, _: &StaffGranted<ReadLedgers>) -> Result<i64, Error> {
    let query = format!("SELECT COUNT(*) FROM (SELECT 1 FROM online_payment o WHERE {TO_SEE} LIMIT 100) p");
    let count: Option<i64> = sql::one_value(db, &query, []).await?;
    Ok(count.unwrap_or(0))
}

/// Somebody has looked into it. What comes of it later is looked into again.
///
/// # Errors
/// When the database fails.
pub async fn seen(
    tx: &Tx,
    granted: &StaffGranted<PostMoney>,
    held: &Held,
    id: OnlinePaymentId,
    now: Instant,
) -> Result<(), Error> {
    let by: MemberId = granted.member();
    sql::run(
        tx,
        "UPDATE online_payment SET seen_by = ?, seen_at = ? WHERE account_id = ? AND id = ? AND seen_at IS NULL
             AND (unclear OR (state = 'paid' AND returned > 0))",
        [by.0.into(), now.millis().into(), held.account().0.into(), id.0.into()],
    )
    .await?;
    Ok(())
}

/// So many payments of an account are looked at that the provider waits for.
const UNDER_WAY: i64 = 50;

/// The account's payments that the provider waits for: nobody has to look into them, and the money may come any day.
///
/// # Errors
/// When the database fails.
pub async fn under_way(db: &impl Db, scope: &Scope<'_>) -> Result<Vec<Online>, Error> {
    let query = format!(
        "{SELECT} WHERE o.account_id = ? AND o.state = 'waiting' AND NOT o.unclear ORDER BY o.id DESC LIMIT {UNDER_WAY}"
    );
    let rows: Vec<Row> = sql::all(db, &query, [scope.account().0.into()]).await?;
    rows.into_iter().map(Row::payment).collect()
}

/// How many payments of the account were begun since then and have not ended.
///
/// # Errors
/// When the database fails.
pub async fn waiting(db: &impl Db, scope: &Scope<'_>, since: Instant) -> Result<i64, Error> {
    let count: Option<i64> = sql::one_value(
        db,
        "SELECT COUNT(*) FROM online_payment WHERE account_id = ? AND state IN ('created', 'waiting') AND at >= ?",
        [scope.account().0.into(), since.millis().into()],
    )
    .await?;
    Ok(count.unwrap_or(0))
}

#[derive(FromQueryResult)]
struct Whose {
    account_id: Uuid,
    id: Uuid,
}

impl Whose {
    const fn named(self) -> (AccountId, OnlinePaymentId) {
        (AccountId(self.account_id), OnlinePaymentId(self.id))
    }
}

/// Whose payment the provider calls so.
///
/// # Errors
/// When the database fails.
pub async fn by_reference(
    db: &impl Db,
    _: Job,
    reference: &str,
) -> Result<Option<(AccountId, OnlinePaymentId)>, Error> {
    let row: Option<Whose> =
        sql::one(db, "SELECT account_id, id FROM online_payment WHERE reference = ?", [reference.into()]).await?;
    Ok(row.map(Whose::named))
}

/// The payments that the portal is to ask the provider for by itself, the most urgent first.
///
/// # Errors
/// When the database fails.
pub async fn to_look(
    db: &impl Db,
    _: Job,
    now: Instant,
    limit: u16,
) -> Result<Vec<(AccountId, OnlinePaymentId)>, Error> {
    let rows: Vec<Whose> = sql::all(
        db,
        "SELECT account_id, id FROM online_payment WHERE look_at <= ? ORDER BY look_at LIMIT ?",
        [now.millis().into(), i64::from(limit).into()],
    )
    .await?;
    Ok(rows.into_iter().map(Whose::named).collect())
}

/// The provider has heard of it, calls it `reference`, and takes the money at `checkout`. Nothing is written where that was
/// known, or it has ended meanwhile.
///
/// # Errors
/// `Taken` where the provider calls another payment so.
pub async fn started(
    tx: &Tx,
    held: &Held,
    id: OnlinePaymentId,
    (reference, checkout): (&str, &str),
    look: Instant,
    now: Instant,
) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE online_payment SET state = ?, reference = ?, checkout = ?, look_at = ?, changed_at = ?
         WHERE account_id = ? AND id = ? AND state = ?",
        [
            OnlineState::Waiting.code().into(),
            reference.into(),
            checkout.into(),
            look.millis().into(),
            now.millis().into(),
            held.account().0.into(),
            id.0.into(),
            OnlineState::Created.code().into(),
        ],
    )
    .await?;
    Ok(())
}

/// Writes down what becomes of it.
///
/// # Errors
/// When the database fails.
pub async fn change(tx: &Tx, held: &Held, id: OnlinePaymentId, change: Change, now: Instant) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE online_payment SET seen_at = CASE WHEN state = ? AND returned = ? AND unclear = ? THEN seen_at END,
             state = ?, paid = ?, returned = ?, unclear = ?, posting_id = ?, look_at = ?, changed_at = ?
         WHERE account_id = ? AND id = ?",
        [
            change.state.code().into(),
            change.returned.into(),
            change.unclear.into(),
            change.state.code().into(),
            change.paid.into(),
            change.returned.into(),
            change.unclear.into(),
            change.posting.map(|posting| posting.0).into(),
            change.look.map(Instant::millis).into(),
            now.millis().into(),
            held.account().0.into(),
            id.0.into(),
        ],
    )
    .await?;
    Ok(())
}
