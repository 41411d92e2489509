//! What orders take from the stock: promised, given back, shipped.

use domain::{
    ids::ArticleId,
    money::Quantity,
    permissions::{Granted, MoveOrders, PlaceOrders, StaffGranted},
    stock::Stock,
    time::Date,
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::{Backend, Db, Error, Tx, sql};

/// Promises stock to an order that is being submitted, in one statement, and gives the stock **as it was before**.
/// `wanted` has each article once, with the sum of its lines. The rows stay held until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn reserve(
    tx: &Tx,
    _: &Granted<PlaceOrders>,
    wanted: &[(ArticleId, Quantity)],
) -> Result<Vec<(ArticleId, Stock)>, Error> {
    #[derive(FromQueryResult)]
    struct After {
        article_id: Uuid,
        on_hand: i64,
        reserved: i64,
        incoming: i64,
        incoming_on: Option<i32>,
        lead_days: Option<i32>,
    }
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    hold(tx, wanted).await?;
    let (cases, mut values) = quantity_cases(tx, wanted);
    values.extend(wanted.iter().map(|(id, _)| Value::from(id.0)));
    let rows: Vec<After> = sql::all(
        tx,
        &format!(
            "UPDATE stock SET reserved = reserved + {cases} WHERE article_id IN ({})
             RETURNING article_id, on_hand, reserved, incoming, incoming_on, lead_days",
            sql::marks(wanted.len())
        ),
        values,
    )
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let taken =
                wanted.iter().find(|(id, _)| id.0 == row.article_id).map_or(0, |(_, quantity)| quantity.millis());
            let stock = Stock {
                free: Quantity::from_millis(row.on_hand - (row.reserved - taken)),
                incoming: Quantity::from_millis(row.incoming),
                incoming_on: row.incoming_on.map(Date::from_days),
                lead_days: row.lead_days.and_then(|days| u16::try_from(days).ok()),
            };
            (ArticleId(row.article_id), stock)
        })
        .collect())
}

/// Gives back what an order had been promised and will not get.
///
/// # Errors
/// When the database fails.
pub async fn release(tx: &Tx, quantities: &[(ArticleId, Quantity)]) -> Result<(), Error> {
    if quantities.is_empty() {
        return Ok(());
    }
    hold(tx, quantities).await?;
    let (cases, mut values) = quantity_cases(tx, quantities);
    values.extend(quantities.iter().map(|(id, _)| Value::from(id.0)));
    sql::run(
        tx,
        &format!(
            "UPDATE stock SET reserved = reserved - {cases} WHERE article_id IN ({})",
            sql::marks(quantities.len())
        ),
        values,
    )
    .await?;
    Ok(())
}

/// What is shipped leaves the shelf and the promise.
///
/// # Errors
/// When the database fails.
pub async fn take_from_shelf(
    tx: &Tx,
    _: &StaffGranted<MoveOrders>,
    quantities: &[(ArticleId, Quantity)],
) -> Result<(), Error> {
    if quantities.is_empty() {
        return Ok(());
    }
    hold(tx, quantities).await?;
    let (cases, mut values) = quantity_cases(tx, quantities);
    let (again, more) = quantity_cases(tx, quantities);
    values.extend(more);
    values.extend(quantities.iter().map(|(id, _)| Value::from(id.0)));
    sql::run(
        tx,
        &format!(
            "UPDATE stock SET reserved = reserved - {cases}, on_hand = on_hand - {again} WHERE article_id IN ({})",
            sql::marks(quantities.len())
        ),
        values,
    )
    .await?;
    Ok(())
}

/// Holds the rows, in one order for everybody, so that two orders never wait for each other. SQLite has one writer.
async fn hold(tx: &Tx, quantities: &[(ArticleId, Quantity)]) -> Result<(), Error> {
    if tx.backend() == Backend::Postgres {
        let marks = sql::marks(quantities.len());
        let statement =
            format!("SELECT article_id FROM stock WHERE article_id IN ({marks}) ORDER BY article_id FOR UPDATE");
        sql::run(tx, &statement, quantities.iter().map(|(id, _)| id.0.into())).await?;
    }
    Ok(())
}

/// `CASE article_id WHEN ? THEN ? … ELSE 0 END` and its values.
fn quantity_cases(tx: &Tx, quantities: &[(ArticleId, Quantity)]) -> (String, Vec<Value>) {
    // PostgreSQL cannot tell the type of a bare parameter in a CASE.
    let branch = match tx.backend() {
        Backend::Sqlite => " WHEN ? THEN ?",
        Backend::Postgres => " WHEN CAST(? AS UUID) THEN CAST(? AS BIGINT)",
    };
    let sql = format!("CASE article_id{} ELSE 0 END", branch.repeat(quantities.len()));
    let values =
        quantities.iter().flat_map(|(id, quantity)| [Value::from(id.0), Value::from(quantity.millis())]).collect();
    (sql, values)
}
