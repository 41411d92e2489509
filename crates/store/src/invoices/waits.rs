//! Whether something of an order is still to be invoiced.

use crate::{Db, Error, ledger::Scope, sql};

/// Whether something of an order of the account was shipped that is on no invoice yet.
///
/// # Errors
/// When the database fails.
pub async fn has_to_invoice(db: &impl Db, scope: &Scope<'_>, order: i64) -> Result<bool, Error> {
    let lines: Option<i64> = sql::one_value(
        db,
        "SELECT COUNT(*) FROM orders o JOIN order_line l ON l.account_id = o.account_id AND l.order_id = o.id
         WHERE o.account_id = ? AND o.number = ?
             AND l.shipped > COALESCE((SELECT SUM(v.quantity) FROM invoice_line v JOIN invoice i ON i.account_id = v.account_id
                 AND i.id = v.invoice_id WHERE v.account_id = l.account_id AND v.order_line_id = l.id AND i.kind = 'invoice'), 0)",
        [scope.account().0.into(), order.into()],
    )
    .await?;
    Ok(lines.unwrap_or_default() > 0)
}
