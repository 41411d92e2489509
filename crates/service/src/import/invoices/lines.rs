//! A line of a document against the order and the account.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
};

use domain::{
    ids::OrderLineId,
    language::{Language, Texts},
    ledger::wire::DocumentKind,
    money::CurrencyRules,
    shop::ArticleKind,
    tax::{Rate, RateReason, TaxClass, TaxProfile},
};
use store::invoices::{LineKind, NewInvoiceLine, Uninvoiced, UninvoicedLine};

use super::{DocumentLine, read::plain};

/// What documents of the file have said of a line of an order so far, besides what is there already.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Said {
    /// Thousandths.
    invoiced: i64,
    credited: i64,
    /// Minor units, without tax.
    invoiced_net: i64,
    credited_net: i64,
}

/// The line of the order that a line is for: one of that article, or called so, at whose price and rate so much is left. A
/// credit note is for what was invoiced of it, and may be for none of the lines; an invoice only for delivery.
pub(super) fn order_line<'o>(
    order: &'o Uninvoiced,
    kind: DocumentKind,
    line: &DocumentLine,
    rules: &CurrencyRules,
    said: &mut HashMap<OrderLineId, Said>,
) -> Result<Option<&'o UninvoicedLine>, String> {
    let is_meant = |of: &&UninvoicedLine| match line.article.as_str() {
        "" => of.names.0.values().any(|name| *name == line.text),
        article => of.article_number == article,
    };
    let may_be_none = kind == DocumentKind::CreditNote || line.kind == Some(LineKind::Delivery);
    if line.article.is_empty() && (may_be_none || !order.lines.iter().any(|of| is_meant(&of))) {
        let reason = format!("article: a line for order {} has one, or it is of line_kind delivery", order.number);
        return if may_be_none { Ok(None) } else { Err(reason) };
    }
    let of_article = order.lines.iter().filter(is_meant);
    let mut candidates: Vec<(&UninvoicedLine, Said)> =
        of_article.map(|of| (of, said.get(&of.id).copied().unwrap_or_default())).collect();
    candidates.sort_by_key(|(of, said)| match kind {
        DocumentKind::Invoice => Reverse(to_invoice(of, *said)),
        DocumentKind::CreditNote => Reverse(to_credit(of, *said)),
    });
    // An article may stand in an order twice, at two prices.
    let mut why_not = None;
    for (of, mut so_far) in candidates {
        let fits = match kind {
            DocumentKind::Invoice => invoice_line(order, of, line, rules, &mut so_far),
            DocumentKind::CreditNote => credit_line(order, of, line, rules, &mut so_far),
        };
        match fits {
            Ok(()) => {
                said.insert(of.id, so_far);
                return Ok(Some(of));
            }
            Err(reason) => why_not = why_not.or(Some(reason)),
        }
    }
    Err(why_not.unwrap_or_else(|| format!("article “{}” is not in order {}", line.article, order.number)))
}

/// Thousandths of what can be invoiced of a line: what was ordered and not cancelled. That something is invoiced ahead of
/// its shipment is the vendor's affair.
const fn to_invoice(of: &UninvoicedLine, said: Said) -> i64 {
    of.ordered.millis() - of.cancelled.millis() - of.invoiced.millis() - said.invoiced
}

/// Thousandths of what can be credited of a line.
const fn to_credit(of: &UninvoicedLine, said: Said) -> i64 {
    of.invoiced.millis() + said.invoiced - of.credited.millis() - said.credited
}

fn invoice_line(
    order: &Uninvoiced,
    of: &UninvoicedLine,
    line: &DocumentLine,
    rules: &CurrencyRules,
    said: &mut Said,
) -> Result<(), String> {
    let (article, order) = (&of.article_number, order.number);
    let left = to_invoice(of, *said);
    if line.quantity.millis() > left {
        let left = thousandths(left);
        return Err(format!("quantity: of article “{article}” order {order} has only {left} left to invoice"));
    }
    rate_fits(order, of, line)?;
    // So much of the line's own net; the other program may have rounded to the other side.
    let (quantity, ordered) = (i128::from(line.quantity.millis()), i128::from(of.ordered.millis().max(1)));
    let should = i128::from(of.amounts.net) * quantity;
    let apart = (i128::from(line.net) * ordered - should).abs();
    if apart > i128::from(rules.rounding_step.max(1)) * ordered {
        let should = i64::try_from(should / ordered).unwrap_or(i64::MAX);
        let [net, should] = [line.net, should].map(|sum| plain(sum, rules));
        return Err(format!("net {net}: so much of article “{article}” comes to {should} in order {order}"));
    }
    said.invoiced += line.quantity.millis();
    said.invoiced_net += line.net;
    Ok(())
}

fn credit_line(
    order: &Uninvoiced,
    of: &UninvoicedLine,
    line: &DocumentLine,
    rules: &CurrencyRules,
    said: &mut Said,
) -> Result<(), String> {
    let (article, order) = (&of.article_number, order.number);
    let left = to_credit(of, *said);
    if line.quantity.millis() > left {
        let left = thousandths(left);
        return Err(format!("quantity: of article “{article}” order {order} has only {left} that can be credited"));
    }
    rate_fits(order, of, line)?;
    let left = of.invoiced_amounts.net + said.invoiced_net - of.credited_net - said.credited_net;
    if line.net > left.saturating_add(rules.rounding_step.max(1)) {
        let [net, left] = [line.net, left.max(0)].map(|sum| plain(sum, rules));
        return Err(format!("net {net}: of article “{article}” order {order} has only {left} that can be credited"));
    }
    said.credited += line.quantity.millis();
    said.credited_net += line.net;
    Ok(())
}

fn rate_fits(order: i64, of: &UninvoicedLine, line: &DocumentLine) -> Result<(), String> {
    if line.rate == of.rate.basis_points {
        return Ok(());
    }
    let [said, ordered] = [line.rate, of.rate.basis_points].map(|rate| format!("{}.{:02}", rate / 100, rate % 100));
    Err(format!("tax_rate {said}: article “{}” has {ordered} in order {order}", of.article_number))
}

fn thousandths(millis: i64) -> String {
    let millis = millis.max(0);
    format!("{}.{:03}", millis / 1_000, millis % 1_000)
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
