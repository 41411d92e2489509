//! A line of a document against the order and the account.

use std::collections::{BTreeMap, HashMap};

use domain::{
    ids::OrderLineId,
    language::{Language, Texts},
    ledger::wire::DocumentKind,
    shop::ArticleKind,
    tax::{Rate, RateReason, TaxClass, TaxProfile},
};
use store::invoices::{LineKind, NewInvoiceLine, Uninvoiced, UninvoicedLine};

use super::DocumentLine;

/// The line of the order that a line is for: one of that article, of which so much is left. A credit note may be for
/// whatever was ordered.
pub(super) fn order_line<'o>(
    order: &'o Uninvoiced,
    kind: DocumentKind,
    line: &DocumentLine,
    taken: &mut HashMap<OrderLineId, i64>,
) -> Result<Option<&'o UninvoicedLine>, String> {
    if line.article.is_empty() {
        return Ok(None);
    }
    let left = |of: &UninvoicedLine| {
        let taken = taken.get(&of.id).copied().unwrap_or(0);
        of.ordered.millis() - of.cancelled.millis() - of.invoiced.millis() - taken
    };
    let best = order.lines.iter().filter(|of| of.article_number == line.article).max_by_key(|of| left(of));
    let Some(best) = best else {
        return Err(format!("article “{}” is not in order {}", line.article, order.number));
    };
    if kind == DocumentKind::CreditNote {
        return Ok(Some(best));
    }
    let left = left(best);
    if line.quantity.millis() > left {
        let left = left.max(0);
        return Err(format!(
            "quantity: of article “{}” order {} has only {}.{:03} left to invoice",
            line.article,
            order.number,
            left / 1_000,
            left % 1_000
        ));
    }
    *taken.entry(best.id).or_insert(0) += line.quantity.millis();
    Ok(Some(best))
}

/// Why the rate is what it is.
pub(super) fn reason_of(profile: TaxProfile, line: &DocumentLine) -> Result<RateReason, String> {
    match (line.rate, line.class, profile) {
        (1.., None | Some(TaxClass::Standard | TaxClass::Reduced), _) => Ok(RateReason::Domestic),
        (1.., Some(_), _) => Err("tax_class zero or exempt has tax_rate 0".to_owned()),
        (0, Some(TaxClass::Exempt), _) => Ok(RateReason::Exempt),
        (0, _, TaxProfile::ReverseCharge) => Ok(RateReason::ReverseCharge),
        (0, _, TaxProfile::Export) => Ok(RateReason::Export),
        (0, Some(TaxClass::Zero), TaxProfile::Domestic) => Ok(RateReason::ZeroRated),
        (0, _, TaxProfile::Domestic) => {
            Err("tax_rate 0: this account pays tax, so tax_class must be zero or exempt".to_owned())
        }
    }
}

/// The line as it is written.
pub(super) fn new_line(
    language: Language,
    line: &DocumentLine,
    of_order: Option<&UninvoicedLine>,
    reason: RateReason,
) -> NewInvoiceLine {
    let kind = of_order.map_or(ArticleKind::Goods, |of| of.kind);
    NewInvoiceLine {
        order_line: of_order.map(|of| of.id),
        article_number: line.article.clone(),
        names: Texts(BTreeMap::from([(language, line.text.clone())])),
        unit: line.unit.clone(),
        kind: line.kind.unwrap_or(LineKind::Article(kind)),
        quantity: line.quantity,
        unit_price: line.unit_price,
        discount: line.discount,
        amount: line.net,
        net: line.net,
        tax: line.tax,
        gross: line.net + line.tax,
        rate: Rate { basis_points: line.rate, reason },
    }
}
