//! Which orders there are.

use domain::{
    ids::{OrderId, ReviewId},
    orders::OrderState,
    permissions::{Granted, PlaceOrders, ReadOrders},
    time::Instant,
};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{Db, Error, sql};

/// Number and state of an order that a command made.
///
/// # Errors
/// When the database fails.
pub async fn number_of<R>(db: &impl Db, granted: &Granted<R>, id: OrderId) -> Result<Option<(i64, OrderState)>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        number: i64,
        state: String,
    }
    let row: Option<Row> = sql::one(
        db,
        "SELECT number, state FROM orders WHERE account_id = ? AND id = ?",
        [granted.account().0.into(), id.0.into()],
    )
    .await?;
    Ok(row.and_then(|row| OrderState::parse(&row.state).map(|state| (row.number, state))))
}

/// Whether the account has an order with this number.
///
/// # Errors
/// When the database fails.
pub async fn exists(db: &impl Db, granted: &Granted<ReadOrders>, number: i64) -> Result<bool, Error> {
    let found: Option<i64> = sql::one_value(
        db,
        "SELECT number FROM orders WHERE account_id = ? AND number = ?",
        [granted.account().0.into(), number.into()],
    )
    .await?;
    Ok(found.is_some())
}

/// The number of the newest order that this member has submitted since then.
///
/// # Errors
/// When the database fails.
pub async fn newest_since(db: &impl Db, granted: &Granted<PlaceOrders>, since: Instant) -> Result<Option<i64>, Error> {
    // Only the account's newest orders are looked at, however many it has.
    sql::one_value(
        db,
        "SELECT number FROM (SELECT number, member_id, submitted_at FROM orders WHERE account_id = ? ORDER BY number DESC LIMIT 20) o
         WHERE o.member_id = ? AND o.submitted_at >= ? ORDER BY o.number DESC LIMIT 1",
        [granted.account().0.into(), granted.member().0.into(), since.millis().into()],
    )
    .await
}

/// The order that a review of this member's became.
///
/// # Errors
/// When the database fails.
pub async fn of_review<R>(db: &impl Db, granted: &Granted<R>, review: ReviewId) -> Result<Option<OrderId>, Error> {
    let id: Option<Uuid> = sql::one_value(
        db,
        "SELECT id FROM orders WHERE account_id = ? AND review_id = ? AND member_id = ?",
        [granted.account().0.into(), review.0.into(), granted.member().0.into()],
    )
    .await?;
    Ok(id.map(OrderId))
}
