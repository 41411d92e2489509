//! The invoices of an order.

use std::collections::HashMap;

use domain::{ids::OrderLineId, ledger::wire::DocumentKind, orders::InvoicedLine};
use store::ledger::Scope;

use crate::{Context, Error};

/// The numbers of the invoices of an order, in the order in which they were issued.
pub(crate) async fn numbers_of(context: &Context, scope: &Scope<'_>, order: i64) -> Result<Vec<String>, Error> {
    let documents = store::invoices::of_order(context.store(), scope, order).await?;
    let invoices = documents.into_iter().filter(|(_, kind, _)| *kind == DocumentKind::Invoice);
    Ok(invoices.map(|(number, ..)| number).collect())
}

/// Whether something of it was shipped and is on no invoice yet.
pub(crate) async fn has_to_invoice(context: &Context, scope: &Scope<'_>, order: i64) -> Result<bool, Error> {
    Ok(store::invoices::has_to_invoice(context.store(), scope, order).await?)
}

/// Where the lines of an order were invoiced, what of that can be disputed, and what is.
pub(crate) async fn lines_of(
    context: &Context,
    scope: &Scope<'_>,
    order: i64,
) -> Result<HashMap<OrderLineId, Vec<InvoicedLine>>, Error> {
    let store = context.store();
    let found = store::invoices::on_lines(store, scope, order).await?;
    let disputes = store::invoices::disputes_of_order(store, scope, order).await?;
    let mut lines: HashMap<OrderLineId, Vec<InvoicedLine>> = HashMap::new();
    for line in found {
        let of_line = disputes.iter().filter(|one| one.number == line.number && one.position == line.position);
        let disputed = of_line.map(|one| (one.amount, one.case)).collect();
        lines.entry(line.order_line).or_default().push(InvoicedLine {
            number: line.number,
            position: line.position,
            disputable: line.disputable,
            disputed,
        });
    }
    Ok(lines)
}
