//! Reading files and movements.

use domain::{
    ids::{AccountId, MemberId, MovementId, PostingId},
    ledger::wire::MovementState,
    money::Currency,
    permissions::{PostMoney, ReadLedgers, StaffGranted},
    time::{Date, Instant},
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::Movement;
use crate::{Db, Error, Job, ledger::Scope, sql};

const MOVEMENT: &str = "SELECT m.id, m.file_id, m.line, m.booked_on, m.valued_on, m.amount, m.currency, m.payer_name, m.payer_account,
     m.reference, m.text, m.returned, m.state, m.account_id, a.number AS account_number, a.name AS account_name, m.posting_id,
     m.proposal, m.reason, m.member_id, m.changed_at FROM movement m LEFT JOIN account a ON a.id = m.account_id";

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    file_id: Uuid,
    line: i32,
    booked_on: i32,
    valued_on: i32,
    amount: i64,
    currency: String,
    payer_name: String,
    payer_account: String,
    reference: Option<String>,
    text: String,
    returned: bool,
    state: String,
    account_id: Option<Uuid>,
    account_number: Option<String>,
    account_name: Option<String>,
    posting_id: Option<Uuid>,
    proposal: Option<serde_json::Value>,
    reason: Option<String>,
    member_id: Option<Uuid>,
    changed_at: i64,
}

impl Row {
    fn movement(self) -> Result<Movement, Error> {
        Ok(Movement {
            id: MovementId(self.id),
            file: self.file_id,
            line: self.line,
            booked: Date::from_days(self.booked_on),
            valued: Date::from_days(self.valued_on),
            amount: self.amount,
            currency: Currency::parse(&self.currency)
                .ok_or_else(|| Error::fault("a movement has an unknown currency"))?,
            payer_name: self.payer_name,
            payer_account: self.payer_account,
            reference: self.reference,
            text: self.text,
            returned: self.returned,
            state: state(&self.state)?,
            account: self.account_id.map(AccountId),
            account_label: self.account_number.zip(self.account_name),
            posting: self.posting_id.map(PostingId),
            proposal: self.proposal,
            reason: self.reason,
            by: self.member_id.map(MemberId),
            changed: Instant::from_millis(self.changed_at),
        })
    }
}

fn state(text: &str) -> Result<MovementState, Error> {
    MovementState::parse(text).ok_or_else(|| Error::fault("a movement is in an unknown state"))
}

pub(super) async fn movements(db: &impl Db, rest: &str, values: Vec<Value>) -> Result<Vec<Movement>, Error> {
    let rows: Vec<Row> = sql::all(db, &format!("{MOVEMENT} {rest}"), values).await?;
    rows.into_iter().map(Row::movement).collect()
}

pub(super) async fn by_id(db: &impl Db, id: MovementId) -> Result<Option<Movement>, Error> {
    Ok(movements(db, "WHERE m.id = ?", vec![id.0.into()]).await?.pop())
}

/// Whether a file with these bytes was loaded, by their SHA-256.
///
/// # Errors
/// When the database fails.
pub async fn known_file(db: &impl Db, _: &StaffGranted<PostMoney>, hash: &[u8]) -> Result<bool, Error> {
    let id: Option<Uuid> =
        sql::one_value(db, "SELECT id FROM bank_file WHERE hash = ?", [hash.to_vec().into()]).await?;
    Ok(id.is_some())
}

/// The movements in a state, the newest first: those before the one with this day and identifier.
///
/// # Errors
/// When the database fails.
pub async fn board(
    db: &impl Db,
    _: &StaffGranted<ReadLedgers>,
    state: MovementState,
    after: Option<(Date, MovementId)>,
    limit: u16,
) -> Result<Vec<Movement>, Error> {
    let mut values: Vec<Value> = vec![state.code().into()];
    let mut before = "";
    if let Some((day, id)) = after {
        before = "AND (m.booked_on, m.id) < (?, ?)";
        values.extend([day.days().into(), id.0.into()]);
    }
    values.push(i64::from(limit).into());
    let rest = format!("WHERE m.state = ? {before} ORDER BY m.booked_on DESC, m.id DESC LIMIT ?");
    movements(db, &rest, values).await
}

/// How many movements there are in each state, in the order of [`MovementState::ALL`].
///
/// # Errors
/// When the database fails.
pub async fn counts(db: &impl Db, _: &StaffGranted<ReadLedgers>) -> Result<Vec<(MovementState, i64)>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        state: String,
        count: i64,
    }
    let rows: Vec<Row> = sql::all(db, "SELECT state, COUNT(*) AS count FROM movement GROUP BY state", []).await?;
    Ok(MovementState::ALL
        .into_iter()
        .map(|state| (state, rows.iter().find(|row| row.state == state.code()).map_or(0, |row| row.count)))
        .collect())
}

/// A file that was loaded.
#[derive(Clone, Debug)]
pub struct File {
    pub id: Uuid,
    pub name: String,
    pub format: String,
    pub bank_account: String,
    pub movements: i32,
    /// So many of them no file had brought before.
    pub fresh: i32,
    /// Who loaded it; none for the portal itself.
    pub by_name: Option<String>,
    pub loaded: Instant,
}

/// The files that were loaded last, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn files(db: &impl Db, _: &StaffGranted<ReadLedgers>, limit: u16) -> Result<Vec<File>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        name: String,
        format: String,
        bank_account: String,
        movements: i32,
        fresh: i32,
        by_name: Option<String>,
        loaded_at: i64,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT f.id, f.name, f.format, f.bank_account, f.movements, f.fresh, m.name AS by_name, f.loaded_at
         FROM bank_file f LEFT JOIN member m ON m.id = f.member_id ORDER BY f.id DESC LIMIT ?",
        [i64::from(limit).into()],
    )
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| File {
            id: row.id,
            name: row.name,
            format: row.format,
            bank_account: row.bank_account,
            movements: row.movements,
            fresh: row.fresh,
            by_name: row.by_name,
            loaded: Instant::from_millis(row.loaded_at),
        })
        .collect())
}

/// The movement that a posting of the account came from.
///
/// # Errors
/// When the database fails.
pub async fn of_posting(db: &impl Db, scope: &Scope<'_>, posting: PostingId) -> Result<Option<Movement>, Error> {
    let values = vec![scope.account().0.into(), posting.0.into()];
    Ok(movements(db, "WHERE m.account_id = ? AND m.posting_id = ?", values).await?.pop())
}

/// Who paid, and from which bank account, where a posting of the account came from the bank.
///
/// # Errors
/// When the database fails.
pub async fn payer_of(db: &impl Db, scope: &Scope<'_>, posting: PostingId) -> Result<Option<(String, String)>, Error> {
    Ok(of_posting(db, scope, posting).await?.map(|movement| (movement.payer_name, movement.payer_account)))
}

/// Posted payments of `amount` (above zero) from a bank account that were not taken back, the newest first: of these a
/// returned movement may be one. At most five.
///
/// # Errors
/// When the database fails.
pub async fn paid_before(
    db: &impl Db,
    _: Job,
    payer_account: &str,
    currency: Currency,
    amount: i64,
) -> Result<Vec<Movement>, Error> {
    if payer_account.is_empty() {
        return Ok(Vec::new());
    }
    movements(
        db,
        "WHERE m.payer_account = ? AND m.amount = ? AND m.currency = ? AND m.state = 'posted'
             AND NOT EXISTS (SELECT 1 FROM posting r WHERE r.account_id = m.account_id AND r.reverses = m.posting_id)
         ORDER BY m.booked_on DESC, m.id DESC LIMIT 5",
        vec![payer_account.into(), amount.into(), currency.code().into()],
    )
    .await
}
