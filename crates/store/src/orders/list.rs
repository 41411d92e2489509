//! Lists of orders, paged by key.

use domain::{
    orders::{OrderFilter, OrderState},
    permissions::{ApproveOrders, Granted, ReadEveryOrder, ReadOrders, StaffGranted},
};
use sea_orm::Value;

use super::read::{HEAD, Head, HeadRow};
use crate::{Db, Error, sql, text};

/// The filter's conditions on `o`, and their values.
fn conditions(filter: &OrderFilter) -> (String, Vec<Value>) {
    let mut sql = String::new();
    let mut values: Vec<Value> = Vec::new();
    if let Some(state) = filter.state {
        sql.push_str(" AND o.state = ?");
        values.push(state.code().into());
    }
    if let Some(search) = filter.search.as_deref().map(str::trim).filter(|search| !search.is_empty()) {
        match search.trim_start_matches('#').parse::<i64>() {
            Ok(number) => {
                sql.push_str(" AND (o.number = ? OR o.search_text LIKE ? ESCAPE '\\')");
                values.extend([number.into(), text::contains(search).into()]);
            }
            Err(_) => {
                sql.push_str(" AND o.search_text LIKE ? ESCAPE '\\'");
                values.push(text::contains(search).into());
            }
        }
    }
    if let Some(after) = filter.after.as_deref().and_then(|after| after.parse::<i64>().ok()) {
        sql.push_str(" AND o.number < ?");
        values.push(after.into());
    }
    (sql, values)
}

async fn heads(
    db: &impl Db,
    condition: &str,
    mut values: Vec<Value>,
    order: &str,
    limit: u16,
) -> Result<Vec<Head>, Error> {
    values.push(i64::from(limit).into());
    let rows: Vec<HeadRow> =
        sql::all(db, &format!("{HEAD} WHERE {condition} ORDER BY {order} LIMIT ?"), values).await?;
    rows.into_iter().map(HeadRow::head).collect()
}

/// The account's orders, newest first; `filter.after` is the last number seen, so the cost does not grow with depth.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &impl Db,
    granted: &Granted<ReadOrders>,
    filter: &OrderFilter,
    limit: u16,
) -> Result<Vec<Head>, Error> {
    let (condition, mut values) = conditions(filter);
    values.insert(0, granted.account().0.into());
    heads(db, &format!("o.account_id = ?{condition}"), values, "o.number DESC", limit).await
}

/// All orders, newest first, for the vendor's people.
///
/// # Errors
/// When the database fails.
pub async fn list_any(
    db: &impl Db,
    _: &StaffGranted<ReadEveryOrder>,
    filter: &OrderFilter,
    limit: u16,
) -> Result<Vec<Head>, Error> {
    let (condition, values) = conditions(filter);
    heads(db, &format!("1 = 1{condition}"), values, "o.number DESC", limit).await
}

/// The account's orders that are not finished, the next promise first.
///
/// # Errors
/// When the database fails.
pub async fn open(db: &impl Db, granted: &Granted<ReadOrders>, limit: u16) -> Result<Vec<Head>, Error> {
    heads(
        db,
        "o.account_id = ? AND o.state IN ('submitted', 'confirmed', 'picking', 'partly_shipped', 'shipped')",
        vec![granted.account().0.into()],
        "o.promised_on, o.number DESC",
        limit,
    )
    .await
}

/// The account's orders that wait for an approver, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn approvals(db: &impl Db, granted: &Granted<ApproveOrders>, limit: u16) -> Result<Vec<Head>, Error> {
    heads(db, "o.account_id = ? AND o.state = 'awaiting_approval'", vec![granted.account().0.into()], "o.number", limit)
        .await
}

/// The oldest orders of a state, and how many there are.
///
/// # Errors
/// When the database fails.
pub async fn board(
    db: &impl Db,
    _: &StaffGranted<ReadEveryOrder>,
    state: OrderState,
    limit: u16,
) -> Result<(Vec<Head>, i64), Error> {
    // Counting is capped: a board says "1000 and more", it does not read a million rows.
    let count: Option<i64> = sql::one_value(
        db,
        "SELECT COUNT(*) FROM (SELECT 1 FROM orders WHERE state = ? LIMIT 1000) x",
        [state.code().into()],
    )
    .await?;
    Ok((heads(db, "o.state = ?", vec![state.code().into()], "o.number", limit).await?, count.unwrap_or(0)))
}
