//! How an account pays.

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
