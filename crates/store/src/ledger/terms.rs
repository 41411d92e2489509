//! How an account pays, and how that was changed.

use domain::{ids::MemberId, time::Instant};
use sea_orm::FromQueryResult;

use super::{Held, Scope};
use crate::{Db, Error, Tx, sql};

/// The days in which the account pays, none for the vendor's; and the most that it may owe, in minor units of its own
/// currency, none where nothing is said.
///
/// # Errors
/// When the database fails.
pub async fn terms(db: &impl Db, scope: &Scope<'_>) -> Result<(Option<u16>, Option<i64>), Error> {
    #[derive(FromQueryResult)]
    struct Row {
        payment_days: Option<i32>,
        credit_limit: Option<i64>,
    }
    let row: Option<Row> = sql::one(
        db,
        "SELECT payment_days, credit_limit FROM account_terms WHERE account_id = ?",
        [scope.account().0.into()],
    )
    .await?;
    Ok(row.map_or((None, None), |row| (row.payment_days.and_then(|days| u16::try_from(days).ok()), row.credit_limit)))
}

/// Says how an account pays, see [`terms`].
///
/// # Errors
/// When the database fails.
pub async fn set_terms(
    tx: &Tx,
    held: &Held,
    payment_days: Option<u16>,
    credit_limit: Option<i64>,
) -> Result<(), Error> {
    sql::run(
        tx,
        "INSERT INTO account_terms (account_id, payment_days, credit_limit) VALUES (?, ?, ?)
         ON CONFLICT (account_id) DO UPDATE SET payment_days = excluded.payment_days, credit_limit = excluded.credit_limit",
        [held.account().0.into(), payment_days.map(i32::from).into(), credit_limit.into()],
    )
    .await?;
    Ok(())
}

/// The days to pay and the most that may be owed, see [`terms`].
pub type Terms = (Option<u16>, Option<i64>);

/// A change of an account's terms.
#[derive(Clone, Debug)]
pub struct TermsChanged {
    pub before: Terms,
    pub after: Terms,
    pub reason: String,
    pub by_name: String,
    pub at: Instant,
}

/// How often the terms were changed since their changes are noted.
///
/// # Errors
/// When the database fails.
pub async fn terms_version(db: &impl Db, scope: &Scope<'_>) -> Result<i64, Error> {
    let version: Option<Option<i64>> =
        sql::one_value(db, "SELECT MAX(version) FROM terms_change WHERE account_id = ?", [scope.account().0.into()])
            .await?;
    Ok(version.flatten().unwrap_or(0))
}

/// Notes how a member has changed the terms, and why. Only whoever holds the account changes them, so that its number is the
/// next one.
///
/// # Errors
/// When the database fails.
pub async fn note_terms(
    tx: &Tx,
    held: &Held,
    (before, after): (Terms, Terms),
    reason: &str,
    by: MemberId,
    now: Instant,
) -> Result<(), Error> {
    let version = terms_version(tx, &held.scope()).await? + 1;
    sql::run(
        tx,
        "INSERT INTO terms_change (account_id, version, days_before, limit_before, days_after, limit_after, reason, member_id, at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            held.account().0.into(),
            version.into(),
            before.0.map(i32::from).into(),
            before.1.into(),
            after.0.map(i32::from).into(),
            after.1.into(),
            reason.into(),
            by.0.into(),
            now.millis().into(),
        ],
    )
    .await?;
    Ok(())
}

/// How the terms were changed, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn terms_changes(db: &impl Db, scope: &Scope<'_>, limit: u16) -> Result<Vec<TermsChanged>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        days_before: Option<i32>,
        limit_before: Option<i64>,
        days_after: Option<i32>,
        limit_after: Option<i64>,
        reason: String,
        by_name: String,
        at: i64,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT c.days_before, c.limit_before, c.days_after, c.limit_after, c.reason, m.name AS by_name, c.at
         FROM terms_change c JOIN member m ON m.id = c.member_id WHERE c.account_id = ? ORDER BY c.version DESC LIMIT ?",
        [scope.account().0.into(), i64::from(limit).into()],
    )
    .await?;
    let days = |days: Option<i32>| days.and_then(|days| u16::try_from(days).ok());
    let change = |row: Row| TermsChanged {
        before: (days(row.days_before), row.limit_before),
        after: (days(row.days_after), row.limit_after),
        reason: row.reason,
        by_name: row.by_name,
        at: Instant::from_millis(row.at),
    };
    Ok(rows.into_iter().map(change).collect())
}
