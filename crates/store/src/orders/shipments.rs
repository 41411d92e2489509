//! Shipments of an order: written, and delivered.

use domain::{
    ids::{OrderLineId, ShipmentId},
    money::Quantity,
    permissions::{MoveOrders, StaffGranted},
    time::Instant,
};
use sea_orm::{EntityTrait, FromQueryResult, Set};
use uuid::Uuid;

use super::read::Head;
use crate::{Db, Error, Tx, entity, sql};

/// Writes a shipment.
///
/// # Errors
/// When the database fails.
pub async fn add_shipment(
    tx: &Tx,
    _: &StaffGranted<MoveOrders>,
    head: &Head,
    carrier: &str,
    tracking: Option<&str>,
    lines: &[(OrderLineId, Quantity)],
    now: Instant,
) -> Result<ShipmentId, Error> {
    let id = crate::new_id();
    let row = entity::shipment::ActiveModel {
        account_id: Set(head.account.0),
        order_id: Set(head.id.0),
        id: Set(id),
        carrier: Set(carrier.to_owned()),
        tracking: Set(tracking.map(str::to_owned)),
        shipped_at: Set(now.millis()),
        delivered_at: Set(None),
    };
    entity::shipment::Entity::insert(row).exec_without_returning(tx.connection()).await?;
    let rows = lines.iter().map(|(line, quantity)| entity::shipment_line::ActiveModel {
        account_id: Set(head.account.0),
        order_id: Set(head.id.0),
        shipment_id: Set(id),
        line_id: Set(line.0),
        quantity: Set(quantity.millis()),
    });
    entity::shipment_line::Entity::insert_many(rows).exec_without_returning(tx.connection()).await?;
    Ok(ShipmentId(id))
}

/// Whether this shipment of the order has been delivered.
///
/// # Errors
/// When the database fails.
pub async fn is_delivered(
    tx: &Tx,
    _: &StaffGranted<MoveOrders>,
    head: &Head,
    shipment: ShipmentId,
) -> Result<bool, Error> {
    let found: Option<i64> = sql::one_value(
        tx,
        "SELECT delivered_at FROM shipment WHERE account_id = ? AND order_id = ? AND id = ? AND delivered_at IS NOT NULL",
        [head.account.0.into(), head.id.0.into(), shipment.0.into()],
    )
    .await?;
    Ok(found.is_some())
}

/// Marks a shipment as delivered and gives what was in it; `None` when it has been, or is not this order's.
///
/// # Errors
/// When the database fails.
pub async fn deliver(
    tx: &Tx,
    _: &StaffGranted<MoveOrders>,
    head: &Head,
    shipment: ShipmentId,
    now: Instant,
) -> Result<Option<Vec<(OrderLineId, Quantity)>>, Error> {
    #[derive(FromQueryResult)]
    struct Content {
        line_id: Uuid,
        quantity: i64,
    }
    let marked = sql::run(
        tx,
        "UPDATE shipment SET delivered_at = ? WHERE account_id = ? AND order_id = ? AND id = ? AND delivered_at IS NULL",
        [now.millis().into(), head.account.0.into(), head.id.0.into(), shipment.0.into()],
    )
    .await?;
    if marked == 0 {
        return Ok(None);
    }
    let rows: Vec<Content> = sql::all(
        tx,
        "SELECT line_id, quantity FROM shipment_line WHERE account_id = ? AND order_id = ? AND shipment_id = ?",
        [head.account.0.into(), head.id.0.into(), shipment.0.into()],
    )
    .await?;
    Ok(Some(rows.into_iter().map(|row| (OrderLineId(row.line_id), Quantity::from_millis(row.quantity))).collect()))
}
