//! Requests that personal data be erased, and erasing it.

mod forget;
mod search;

use domain::{
    erasure::{ErasureScope, ErasureStep},
    ids::{AccountId, ErasureId, MemberId},
    language::Language,
    permissions::{EraseData, Granted, ReadAccount, Right, StaffGranted},
    time::Instant,
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::{Backend, Db, Error, Tx, sql};

pub use forget::{Words, forget_account, forget_member};

/// Nobody can have an address of this domain (RFC 2606, 2).
const NOWHERE: &str = "@erased.invalid";

/// Whether it is the address of somebody who was erased, to which no mail goes.
#[must_use]
pub fn is_nowhere(email: &str) -> bool {
    email.ends_with(NOWHERE)
}

/// A request, with who asks.
#[derive(Clone, Debug)]
pub struct Request {
    pub id: ErasureId,
    pub account: AccountId,
    pub account_number: String,
    pub account_name: String,
    pub account_language: Language,
    pub scope: ErasureScope,
    pub member: MemberId,
    pub by: String,
    pub by_email: String,
    /// In which who asks reads.
    pub language: Language,
    pub asked: Instant,
    pub step: ErasureStep,
    pub answer: Option<String>,
    pub decided_by: Option<MemberId>,
    pub decided: Option<Instant>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    account_id: Uuid,
    account_number: String,
    account_name: String,
    account_language: String,
    scope: String,
    member_id: Uuid,
    by_name: String,
    by_email: String,
    language: String,
    asked_at: i64,
    state: String,
    answer: Option<String>,
    decided_by: Option<Uuid>,
    decided_at: Option<i64>,
}

impl Row {
    fn request(self) -> Result<Request, Error> {
        let unknown = || Error::fault("a request for erasure has a word that this version does not know");
        Ok(Request {
            id: ErasureId(self.id),
            account: AccountId(self.account_id),
            account_number: self.account_number,
            account_name: self.account_name,
            account_language: Language::parse(&self.account_language).unwrap_or_default(),
            scope: ErasureScope::parse(&self.scope).ok_or_else(unknown)?,
            member: MemberId(self.member_id),
            by: self.by_name,
            by_email: self.by_email,
            language: Language::parse(&self.language).unwrap_or_default(),
            asked: Instant::from_millis(self.asked_at),
            step: ErasureStep::parse(&self.state).ok_or_else(unknown)?,
            answer: self.answer,
            decided_by: self.decided_by.map(MemberId),
            decided: self.decided_at.map(Instant::from_millis),
        })
    }
}

const REQUEST: &str = "SELECT e.id, e.account_id, a.number AS account_number, a.name AS account_name, a.language AS account_language,
         e.scope, e.member_id, m.name AS by_name, m.email AS by_email, m.language, e.asked_at, e.state, e.answer, e.decided_by,
         e.decided_at
     FROM erasure_request e JOIN account a ON a.id = e.account_id JOIN member m ON m.id = e.member_id";

async fn requests(db: &impl Db, rest: &str, values: Vec<Value>) -> Result<Vec<Request>, Error> {
    let rows: Vec<Row> = sql::all(db, &format!("{REQUEST} {rest}"), values).await?;
    rows.into_iter().map(Row::request).collect()
}

/// Writes down that a member asks for it.
///
/// # Errors
/// `Taken` when the same waits already.
pub async fn ask<R>(
    tx: &Tx,
    granted: &Granted<R>,
    id: ErasureId,
    scope: ErasureScope,
    now: Instant,
) -> Result<(), Error> {
    sql::run(
        tx,
        "INSERT INTO erasure_request (account_id, id, scope, member_id, asked_at, state) VALUES (?, ?, ?, ?, ?, ?)",
        [
            granted.account().0.into(),
            id.0.into(),
            scope.code().into(),
            granted.member().0.into(),
            now.millis().into(),
            ErasureStep::Asked.code().into(),
        ],
    )
    .await?;
    Ok(())
}

/// The condition on requests `e` that a member may know of them: their own, and for an owner those of the account.
const KNOWN: &str = "e.account_id = ? AND (e.member_id = ? OR (e.scope = 'account' AND ?))";

fn known(granted: &Granted<ReadAccount>) -> Vec<Value> {
    let is_owner = granted.role().has(Right::ManageData);
    vec![granted.account().0.into(), granted.member().0.into(), is_owner.into()]
}

/// The newest requests that a member may know of.
///
/// # Errors
/// When the database fails.
pub async fn of_reader(db: &impl Db, granted: &Granted<ReadAccount>, limit: u16) -> Result<Vec<Request>, Error> {
    let mut values = known(granted);
    values.push(i64::from(limit).into());
    requests(db, &format!("WHERE {KNOWN} ORDER BY e.asked_at DESC, e.id DESC LIMIT ?"), values).await
}

/// One of them, held until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock(tx: &Tx, granted: &Granted<ReadAccount>, id: ErasureId) -> Result<Option<Request>, Error> {
    let mut values = known(granted);
    values.push(id.0.into());
    let found = requests(tx, &format!("WHERE {KNOWN} AND e.id = ?{}", for_update(tx)), values).await?;
    Ok(found.into_iter().next())
}

/// A request of any account, held until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock_any(tx: &Tx, _: &StaffGranted<EraseData>, id: ErasureId) -> Result<Option<Request>, Error> {
    let found = requests(tx, &format!("WHERE e.id = ?{}", for_update(tx)), vec![id.0.into()]).await?;
    Ok(found.into_iter().next())
}

/// SQLite has one writer at a time anyway.
fn for_update(tx: &Tx) -> &'static str {
    match tx.backend() {
        Backend::Sqlite => "",
        Backend::Postgres => " FOR UPDATE OF e",
    }
}

/// What waits, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn waiting(db: &impl Db, _: &StaffGranted<EraseData>, limit: u16) -> Result<Vec<Request>, Error> {
    requests(db, "WHERE e.state = 'asked' ORDER BY e.asked_at, e.id LIMIT ?", vec![i64::from(limit).into()]).await
}

/// What became of a request that is held.
///
/// # Errors
/// When the database fails.
pub async fn decide(
    tx: &Tx,
    request: &Request,
    by: MemberId,
    step: ErasureStep,
    answer: Option<&str>,
    now: Instant,
) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE erasure_request SET state = ?, answer = ?, decided_by = ?, decided_at = ? WHERE account_id = ? AND id = ?",
        [
            step.code().into(),
            answer.map(str::to_owned).into(),
            by.0.into(),
            now.millis().into(),
            request.account.0.into(),
            request.id.0.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Requests for themselves by people who are erased by now, in whichever account they asked: they are done.
///
/// # Errors
/// When the database fails.
pub async fn settle_others(tx: &Tx, _: &StaffGranted<EraseData>, by: MemberId, now: Instant) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE erasure_request SET state = ?, decided_by = ?, decided_at = ? WHERE state = 'asked' AND scope = 'member'
             AND member_id IN (SELECT id FROM member WHERE email LIKE ?)",
        [ErasureStep::Done.code().into(), by.0.into(), now.millis().into(), format!("erased-%{NOWHERE}").into()],
    )
    .await?;
    Ok(())
}

/// How many orders and cases of an account are not finished.
///
/// # Errors
/// When the database fails.
pub async fn unfinished(db: &impl Db, _: &StaffGranted<EraseData>, account: AccountId) -> Result<(i64, i64), Error> {
    let orders: Option<i64> = sql::one_value(
        db,
        "SELECT COUNT(*) FROM orders WHERE account_id = ? AND state NOT IN ('delivered', 'cancelled', 'refused')",
        [account.0.into()],
    )
    .await?;
    let cases: Option<i64> =
        sql::one_value(db, "SELECT COUNT(*) FROM cases WHERE account_id = ? AND closed_at IS NULL", [account.0.into()])
            .await?;
    Ok((orders.unwrap_or(0), cases.unwrap_or(0)))
}

/// Whether there is an account that would be left without an owner who can sign in.
///
/// # Errors
/// When the database fails.
pub async fn is_only_owner(db: &impl Db, member: MemberId) -> Result<bool, Error> {
    let found: Option<i32> = sql::one_value(
        db,
        "SELECT 1 FROM membership s WHERE s.member_id = ? AND s.role = 'owner' AND NOT s.disabled AND NOT EXISTS (
             SELECT 1 FROM membership o JOIN member m ON m.id = o.member_id
             WHERE o.account_id = s.account_id AND o.member_id <> s.member_id AND o.role = 'owner'
                 AND NOT o.disabled AND NOT m.disabled) LIMIT 1",
        [member.0.into()],
    )
    .await?;
    Ok(found.is_some())
}
