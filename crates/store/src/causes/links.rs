//! Which case has which cause.

use domain::{
    permissions::{AnswerCases, StaffGranted},
    time::Instant,
};
use sea_orm::FromQueryResult;

use super::Head;
use crate::{Db, Error, Tx, cases, measures, sql};

/// A cause by number and title.
pub type Linked = (i64, String);

#[derive(FromQueryResult)]
struct Row {
    number: i64,
    title: String,
}

/// Links a case to a cause, in the place of another one.
///
/// # Errors
/// When the database fails.
pub async fn link(
    tx: &Tx,
    granted: &StaffGranted<AnswerCases>,
    case: &cases::Head,
    cause: &Head,
    now: Instant,
) -> Result<(), Error> {
    sql::run(
        tx,
        "INSERT INTO cause_case (account_id, case_id, cause_id, member_id, linked_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (account_id, case_id) DO UPDATE SET cause_id = excluded.cause_id, member_id = excluded.member_id,
             linked_at = excluded.linked_at WHERE cause_case.cause_id <> excluded.cause_id",
        [case.account.0.into(), case.id.0.into(), cause.id.into(), granted.member().0.into(), now.millis().into()],
    )
    .await?;
    measures::uncount(tx, case).await
}

/// The case has another cause, or none that is known.
///
/// # Errors
/// When the database fails.
pub async fn unlink(tx: &Tx, _: &StaffGranted<AnswerCases>, case: &cases::Head) -> Result<(), Error> {
    sql::run(
        tx,
        "DELETE FROM cause_case WHERE account_id = ? AND case_id = ?",
        [case.account.0.into(), case.id.0.into()],
    )
    .await?;
    measures::uncount(tx, case).await
}

/// The cause of a case.
///
/// # Errors
/// When the database fails.
pub async fn of_case(db: &impl Db, _: &StaffGranted<AnswerCases>, case: &cases::Head) -> Result<Option<Linked>, Error> {
    let row: Option<Row> = sql::one(
        db,
        "SELECT c.number, c.title FROM cause_case l JOIN cause c ON c.id = l.cause_id WHERE l.account_id = ? AND l.case_id = ?",
        [case.account.0.into(), case.id.0.into()],
    )
    .await?;
    Ok(row.map(|row| (row.number, row.title)))
}

/// The newest open causes, to link a case to.
///
/// # Errors
/// When the database fails.
pub async fn linked(db: &impl Db, _: &StaffGranted<AnswerCases>, limit: u16) -> Result<Vec<Linked>, Error> {
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT number, title FROM cause WHERE closed_at IS NULL ORDER BY number DESC LIMIT ?",
        [i64::from(limit).into()],
    )
    .await?;
    Ok(rows.into_iter().map(|row| (row.number, row.title)).collect())
}
