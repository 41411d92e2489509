//! Movements that nobody has looked at yet, and the payments that a returned one may be of.

use domain::{
    ids::{MovementId, PostingId},
    ledger::wire::MovementState,
    money::Currency,
    references,
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::{Movement, read};
use crate::{Backend, Db, Error, Job, Tx, ledger::Scope, sql};

/// What nobody has looked at: whoever does writes down what they found, also where that is nothing.
const WAITS: &str = "m.state = 'unknown' AND m.proposal IS NULL";

/// Movements that nobody has looked at yet, the oldest first: those of a load that was cut short.
///
/// # Errors
/// When the database fails.
pub async fn waiting(db: &impl Db, _: Job, limit: u16) -> Result<Vec<MovementId>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    let query = format!("SELECT m.id FROM movement m WHERE {WAITS} ORDER BY m.booked_on, m.id LIMIT ?");
    let rows: Vec<Row> = sql::all(db, &query, [i64::from(limit).into()]).await?;
    Ok(rows.into_iter().map(|row| MovementId(row.id)).collect())
}

/// Those of these movements that nobody has looked at yet, held until the transaction ends: of two who look, the second
/// finds nothing. Some hundred at once.
///
/// # Errors
/// When the database fails.
pub async fn lock_waiting(tx: &Tx, _: Job, movements: &[MovementId]) -> Result<Vec<Movement>, Error> {
    if movements.is_empty() {
        return Ok(Vec::new());
    }
    let ids = || -> Vec<Value> { movements.iter().map(|id| id.0.into()).collect() };
    let marks = sql::marks(movements.len());
    if tx.backend() == Backend::Postgres {
        let lock = format!("SELECT m.id FROM movement m WHERE m.id IN ({marks}) AND {WAITS} ORDER BY m.id FOR UPDATE");
        sql::run(tx, &lock, ids()).await?;
    }
    read::movements(tx, &format!("WHERE m.id IN ({marks}) AND {WAITS} ORDER BY m.id"), ids()).await
}

/// How many movements of a file there are in each state, in the order of [`MovementState::ALL`].
///
/// # Errors
/// When the database fails.
pub async fn counts_of(db: &impl Db, _: Job, file: Uuid) -> Result<Vec<(MovementState, i64)>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        state: String,
        count: i64,
    }
    let rows: Vec<Row> =
        sql::all(db, "SELECT state, COUNT(*) AS count FROM movement WHERE file_id = ? GROUP BY state", [file.into()])
            .await?;
    Ok(MovementState::ALL
        .into_iter()
        .map(|state| (state, rows.iter().find(|row| row.state == state.code()).map_or(0, |row| row.count)))
        .collect())
}

/// Posted payments of `amount` (above zero) that were put against an invoice with one of these references (as
/// [`domain::references::bare`] makes them) and were not taken back, the newest first. At most five.
///
/// # Errors
/// When the database fails.
pub async fn paid_for(
    db: &impl Db,
    _: Job,
    references: &[String],
    currency: Currency,
    amount: i64,
) -> Result<Vec<Movement>, Error> {
    if references.is_empty() {
        return Ok(Vec::new());
    }
    let mut values: Vec<Value> = references.iter().map(|reference| references::as_issued(reference).into()).collect();
    values.extend([amount.into(), currency.code().into()]);
    let rest = format!(
        "WHERE (m.account_id, m.posting_id) IN (SELECT a.account_id, a.credit_id FROM invoice i
                 JOIN allocation a ON a.account_id = i.account_id AND a.debit_id = i.posting_id WHERE i.reference IN ({}))
             AND m.amount = ? AND m.currency = ? AND m.state = 'posted'
             AND NOT EXISTS (SELECT 1 FROM posting r WHERE r.account_id = m.account_id AND r.reverses = m.posting_id)
         ORDER BY m.booked_on DESC, m.id DESC LIMIT 5",
        sql::marks(references.len())
    );
    read::movements(db, &rest, values).await
}

/// The account's newest payment of `amount` (above zero) that was not taken back.
///
/// # Errors
/// When the database fails.
pub async fn payment_of(
    db: &impl Db,
    scope: &Scope<'_>,
    currency: Currency,
    amount: i64,
) -> Result<Option<PostingId>, Error> {
    let id: Option<Uuid> = sql::one_value(
        db,
        "SELECT p.id FROM posting p WHERE p.account_id = ? AND p.currency = ? AND p.kind = 'payment' AND p.amount = ?
             AND NOT EXISTS (SELECT 1 FROM posting r WHERE r.account_id = p.account_id AND r.reverses = p.id)
         ORDER BY p.seq DESC LIMIT 1",
        [scope.account().0.into(), currency.code().into(), amount.saturating_neg().into()],
    )
    .await?;
    Ok(id.map(PostingId))
}

/// What is to be paid to the vendor: an open invoice with whose it is.
#[derive(Clone, Debug, FromQueryResult)]
pub struct ToCome {
    pub account_number: String,
    pub account_name: String,
    pub country: String,
    pub number: String,
    pub reference: String,
    pub currency: String,
    /// Minor units.
    pub open: i64,
    /// Days since 1970, as [`domain::time::Date`] counts them.
    pub issued_on: i32,
    pub due_on: i32,
}

/// All open invoices that have a due date, by number: for a demo, whose bank statements are made of them.
///
/// # Errors
/// When the database fails.
pub async fn to_come(db: &impl Db, _: Job, limit: u16) -> Result<Vec<ToCome>, Error> {
    sql::all(
        db,
        "SELECT a.number AS account_number, a.name AS account_name, a.country, i.number, i.reference, i.currency, o.open, i.issued_on, o.due_on
         FROM open_item o JOIN invoice i ON i.account_id = o.account_id AND i.posting_id = o.posting_id
         JOIN account a ON a.id = o.account_id
         WHERE o.open > 0 AND o.due_on IS NOT NULL ORDER BY i.number LIMIT ?",
        [i64::from(limit).into()],
    )
    .await
}

/// The last posted payment from a bank account that was not taken back.
///
/// # Errors
/// When the database fails.
pub async fn last_paid(db: &impl Db, _: Job, payer_account: &str) -> Result<Option<Movement>, Error> {
    let found = read::movements(
        db,
        "WHERE m.payer_account = ? AND m.amount > 0 AND m.state = 'posted'
             AND NOT EXISTS (SELECT 1 FROM posting r WHERE r.account_id = m.account_id AND r.reverses = m.posting_id)
         ORDER BY m.booked_on DESC, m.id DESC LIMIT 1",
        vec![payer_account.into()],
    )
    .await?;
    Ok(found.into_iter().next())
}
