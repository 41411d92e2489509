//! The payments on an account's ledger, with what was said of them before and what became of them.

use domain::{ids::PostingId, money::Currency, time::Date};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{Scope, currency};
use crate::{Db, Error, sql};

/// A payment that was posted.
#[derive(Clone, Debug)]
pub struct Paid {
    pub posting: PostingId,
    pub currency: Currency,
    /// Minor units, above zero.
    pub amount: i64,
    /// The bank's day, or that on which it came another way.
    pub dated: Date,
    pub posted: Date,
    /// When it was paid, as the customer had said before.
    pub announced: Option<Date>,
    /// When it was taken back.
    pub returned: Option<Date>,
}

/// The newest payments of all currencies.
///
/// # Errors
/// When the database fails.
pub async fn payments(db: &impl Db, scope: &Scope<'_>, limit: u16) -> Result<Vec<Paid>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        currency: String,
        amount: i64,
        dated_on: i32,
        posted_on: i32,
        announced_on: Option<i32>,
        returned_on: Option<i32>,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT p.id, p.currency, p.amount, p.dated_on, p.posted_on, r.posted_on AS returned_on,
             (SELECT MIN(a.paid_on) FROM announced a WHERE a.account_id = p.account_id AND a.posting_id = p.id) AS announced_on
         FROM posting p LEFT JOIN posting r ON r.account_id = p.account_id AND r.reverses = p.id
         WHERE p.account_id = ? AND p.kind = 'payment' ORDER BY p.seq DESC LIMIT ?",
        [scope.account().0.into(), i64::from(limit).into()],
    )
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Paid {
                posting: PostingId(row.id),
                currency: currency(&row.currency)?,
                amount: row.amount.saturating_neg(),
                dated: Date::from_days(row.dated_on),
                posted: Date::from_days(row.posted_on),
                announced: row.announced_on.map(Date::from_days),
                returned: row.returned_on.map(Date::from_days),
            })
        })
        .collect()
}
