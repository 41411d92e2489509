//! The invoices of an order.

use domain::ledger::wire::DocumentKind;
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
