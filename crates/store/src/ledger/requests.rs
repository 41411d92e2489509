//! What was entered by hand and waits for a second person.

use domain::{
    ids::{AccountId, MemberId, MoneyRequestId, PostingId},
    ledger::RequestKind,
    money::Currency,
    permissions::{PostMoney, ReadLedgers, StaffGranted},
    time::Instant,
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::{Held, Scope};
use crate::{Db, Error, Tx, sql};

/// So many of an account are shown.
const SHOWN: i64 = 100;

/// What somebody has entered that another person has to confirm.
#[derive(Clone, Debug)]
pub struct NewRequest {
    pub id: MoneyRequestId,
    pub kind: RequestKind,
    pub currency: Currency,
    /// Minor units, with the posting's sign; of terms the most that may be owed, zero for no limit; of an allocation what
    /// is put against the invoice.
    pub amount: i64,
    /// All that was entered.
    pub data: serde_json::Value,
    pub reason: String,
    pub by: MemberId,
}

/// The same as it is stored.
#[derive(Clone, Debug)]
pub struct Request {
    pub id: MoneyRequestId,
    pub account: AccountId,
    pub account_number: String,
    pub account_name: String,
    pub kind: RequestKind,
    pub currency: Currency,
    pub amount: i64,
    pub data: serde_json::Value,
    pub reason: String,
    pub by: MemberId,
    pub by_name: String,
    pub at: Instant,
    /// What was said to it.
    pub confirmed: Option<bool>,
}

/// What another person says to it.
#[derive(Clone, Debug)]
pub struct Decision<'a> {
    pub by: MemberId,
    pub confirmed: bool,
    /// Why not.
    pub answer: Option<&'a str>,
    pub posting: Option<PostingId>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    account_id: Uuid,
    account_number: String,
    account_name: String,
    kind: String,
    currency: String,
    amount: i64,
    data: serde_json::Value,
    reason: String,
    member_id: Uuid,
    by_name: String,
    at: i64,
    confirmed: Option<bool>,
}

const SELECT: &str =
    "SELECT r.id, r.account_id, a.number AS account_number, a.name AS account_name, r.kind, r.currency, r.amount, r.data,
     r.reason, r.member_id, m.name AS by_name, r.at, r.confirmed
     FROM money_request r JOIN account a ON a.id = r.account_id JOIN member m ON m.id = r.member_id";

impl Row {
    fn request(self) -> Result<Request, Error> {
        Ok(Request {
            id: MoneyRequestId(self.id),
            account: AccountId(self.account_id),
            account_number: self.account_number,
            account_name: self.account_name,
            kind: RequestKind::parse(&self.kind).ok_or_else(|| Error::fault("a request has an unknown kind"))?,
            currency: Currency::parse(&self.currency)
                .ok_or_else(|| Error::fault("a request has an unknown currency"))?,
            amount: self.amount,
            data: self.data,
            reason: self.reason,
            by: MemberId(self.member_id),
            by_name: self.by_name,
            at: Instant::from_millis(self.at),
            confirmed: self.confirmed,
        })
    }
}

/// Writes down what waits.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &Tx, held: &Held, new: &NewRequest, now: Instant) -> Result<(), Error> {
    sql::run(
        tx,
        "INSERT INTO money_request (id, account_id, kind, currency, amount, data, reason, member_id, at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            new.id.0.into(),
            held.account().0.into(),
            new.kind.code().into(),
            new.currency.code().into(),
            new.amount.into(),
            new.data.clone().into(),
            new.reason.clone().into(),
            new.by.0.into(),
            now.millis().into(),
        ],
    )
    .await?;
    Ok(())
}

/// What waits in an account, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn open(db: &impl Db, scope: &Scope<'_>) -> Result<Vec<Request>, Error> {
    let rows: Vec<Row> = sql::all(
        db,
        &format!("{SELECT} WHERE r.account_id = ? AND r.decided_at IS NULL ORDER BY r.at, r.id LIMIT ?"),
        [scope.account().0.into(), SHOWN.into()],
    )
    .await?;
    rows.into_iter().map(Row::request).collect()
}

/// What waits in all accounts, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn everywhere(db: &impl Db, _: &StaffGranted<ReadLedgers>, limit: u16) -> Result<Vec<Request>, Error> {
    let rows: Vec<Row> = sql::all(
        db,
        &format!("{SELECT} WHERE r.decided_at IS NULL ORDER BY r.at, r.id LIMIT ?"),
        [i64::from(limit).into()],
    )
    .await?;
    rows.into_iter().map(Row::request).collect()
}

/// How many wait, up to a hundred: more is many, and it is counted for every page of the desk.
///
/// # Errors
/// When the database fails.
pub async fn count(db: &impl Db, _: &StaffGranted<ReadLedgers>) -> Result<i64, Error> {
    let count: Option<i64> = sql::one_value(
        db,
        "SELECT COUNT(*) FROM (SELECT 1 FROM money_request WHERE decided_at IS NULL LIMIT 100) r",
        [],
    )
    .await?;
    Ok(count.unwrap_or(0))
}

/// Those of these that nobody has decided.
///
/// # Errors
/// When the database fails.
pub async fn undecided(
    db: &impl Db,
    _: &StaffGranted<ReadLedgers>,
    ids: &[MoneyRequestId],
) -> Result<Vec<MoneyRequestId>, Error> {
    #[derive(FromQueryResult)]
    struct Id {
        id: Uuid,
    }
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = format!("SELECT id FROM money_request WHERE id IN ({}) AND decided_at IS NULL", sql::marks(ids.len()));
    let values: Vec<Value> = ids.iter().map(|id| id.0.into()).collect();
    let rows: Vec<Id> = sql::all(db, &query, values).await?;
    Ok(rows.into_iter().map(|row| MoneyRequestId(row.id)).collect())
}

/// Whether one of them waits in another account than this.
///
/// # Errors
/// When the database fails.
pub async fn waits_elsewhere(db: &impl Db, scope: &Scope<'_>, id: MoneyRequestId) -> Result<bool, Error> {
    let found: Option<Uuid> = sql::one_value(
        db,
        "SELECT id FROM money_request WHERE id = ? AND account_id <> ? AND decided_at IS NULL",
        [id.0.into(), scope.account().0.into()],
    )
    .await?;
    Ok(found.is_some())
}

/// One of them, also when it was decided. Whoever holds its account's row sees the last word.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Db, _: &StaffGranted<PostMoney>, id: MoneyRequestId) -> Result<Option<Request>, Error> {
    let row: Option<Row> = sql::one(db, &format!("{SELECT} WHERE r.id = ?"), [id.0.into()]).await?;
    row.map(Row::request).transpose()
}

/// Writes down what was said to it; `false` when that was done before.
///
/// # Errors
/// When the database fails.
pub async fn decide(
    tx: &Tx,
    held: &Held,
    id: MoneyRequestId,
    decision: &Decision<'_>,
    now: Instant,
) -> Result<bool, Error> {
    let decided = sql::run(
        tx,
        "UPDATE money_request SET decided_by = ?, decided_at = ?, confirmed = ?, answer = ?, posting_id = ?
         WHERE id = ? AND account_id = ? AND decided_at IS NULL",
        [
            decision.by.0.into(),
            now.millis().into(),
            decision.confirmed.into(),
            decision.answer.into(),
            decision.posting.map(|id| id.0).into(),
            id.0.into(),
            held.account().0.into(),
        ],
    )
    .await?;
    Ok(decided == 1)
}
