//! Where the lines of an order were invoiced, and what of that can be disputed.

use domain::ids::OrderLineId;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{Db, Error, ledger::Scope, sql};

/// A line of an invoice that is for a line of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnInvoice {
    pub order_line: OrderLineId,
    /// The invoice's number, and the place of the line in it.
    pub number: String,
    pub position: i32,
    /// What of it is neither taken back nor disputed, in minor units.
    pub disputable: i64,
}

/// The lines of invoices of the account that are for this order, in the order in which they were issued.
///
/// # Errors
/// When the database fails.
pub async fn on_lines(db: &impl Db, scope: &Scope<'_>, order: i64) -> Result<Vec<OnInvoice>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        order_line_id: Uuid,
        number: String,
        position: i32,
        gross: i64,
        disputed: i64,
        credited: i64,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT l.order_line_id, i.number, l.position, l.gross,
             (SELECT CAST(COALESCE(SUM(d.amount), 0) AS BIGINT) FROM dispute d
                 WHERE d.account_id = l.account_id AND d.invoice_id = l.invoice_id AND d.position = l.position
                     AND d.ended_at IS NULL) AS disputed,
             (SELECT CASE WHEN COALESCE(SUM(c.quantity), 0) >= l.quantity THEN l.gross
                     ELSE CAST(COALESCE(SUM(c.gross), 0) AS BIGINT) END FROM invoice n
                 JOIN invoice_line c ON c.account_id = n.account_id AND c.invoice_id = n.id
                 WHERE n.account_id = i.account_id AND n.corrects = i.number AND c.position = l.position) AS credited
         FROM invoice i JOIN invoice_line l ON l.account_id = i.account_id AND l.invoice_id = i.id
         WHERE i.account_id = ? AND i.order_number = ? AND i.kind = 'invoice' AND l.order_line_id IS NOT NULL
         ORDER BY i.id, l.position",
        [scope.account().0.into(), order.into()],
    )
    .await?;
    let on_invoice = |row: Row| OnInvoice {
        order_line: OrderLineId(row.order_line_id),
        number: row.number,
        position: row.position,
        disputable: (row.gross - row.disputed - row.credited).max(0),
    };
    Ok(rows.into_iter().map(on_invoice).collect())
}
