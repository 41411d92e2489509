//! A file of invoices as documents that agree with themselves.

use std::collections::HashMap;

use domain::{
    ledger::wire::DocumentKind,
    money::{Currency, CurrencyRules, Quantity},
    references,
    settings::Settings,
    time::Date,
};
use store::invoices::LineKind;

use super::{Document, DocumentLine};
use crate::{
    carts::number_of,
    import::{
        RefusedLine, articles, decimal,
        table::{self, Cells, Row},
    },
};

const REQUIRED: [&str; 10] =
    ["account", "number", "date", "currency", "text", "quantity", "net", "tax_rate", "tax", "total"];
const OPTIONAL: [&str; 13] = [
    "kind",
    "due",
    "delivered",
    "order",
    "corrects",
    "reference",
    "note",
    "article",
    "unit",
    "line_kind",
    "price",
    "discount",
    "tax_class",
];
/// What is said of a document: on its first line, and the same or nothing on the others.
const OF_DOCUMENT: [&str; 11] =
    ["account", "kind", "date", "due", "delivered", "currency", "order", "corrects", "reference", "note", "total"];

/// One hundred percent.
const WHOLE: i128 = 10_000;

/// The documents of a file in its order, and what is wrong with it.
pub(super) fn read(text: &str, settings: &Settings, today: Date) -> (Vec<Document>, Vec<RefusedLine>) {
    let mut refused = Vec::new();
    let is_known = |column: &str| REQUIRED.contains(&column) || OPTIONAL.contains(&column);
    let table = table::read(text, &REQUIRED, is_known, &mut refused);
    let mut documents: Vec<Document> = Vec::new();
    // By number: the first line, and where its document is, if that could be read.
    let mut heads: HashMap<String, (&Row, Option<usize>)> = HashMap::new();
    for row in &table.rows {
        let mut cells = Cells::of(row);
        if let Some(length) = row.odd_length {
            cells.refuse(format!("the line has {length} cells, which is not what the header has"));
        }
        let number = cells.required("number", 30);
        let place = match heads.get(&number) {
            Some((first, place)) => {
                contradictions(&mut cells, row, first);
                *place
            }
            None => {
                let place = head(&mut cells, row, &number, settings, today).map(|document| {
                    documents.push(document);
                    documents.len() - 1
                });
                heads.insert(number.clone(), (row, place));
                place
            }
        };
        let currency = place.and_then(|place| documents.get(place)).map(|document| document.currency);
        let rules = settings.currency(currency.unwrap_or(Currency::EUR));
        if let Some(line) = line(&mut cells, row, &rules)
            && let Some(document) = place.and_then(|place| documents.get_mut(place))
        {
            document.lines.push(line);
        }
        let reasons = cells.reasons;
        refused.extend(reasons.into_iter().map(|reason| RefusedLine {
            line: row.line,
            number: number.clone(),
            reason,
        }));
    }
    // Sums say nothing where lines are missing.
    if refused.is_empty() {
        for document in &documents {
            let rules = settings.currency(document.currency);
            refused.extend(sums(document, &rules).into_iter().map(|reason| RefusedLine {
                line: document.line,
                number: document.number.clone(),
                reason,
            }));
        }
    }
    (documents, refused)
}

fn contradictions(cells: &mut Cells<'_>, row: &Row, first: &Row) {
    for column in OF_DOCUMENT {
        let (said, before) = (row.cell(column), first.cell(column));
        if !said.is_empty() && said != before {
            cells.refuse(format!("{column} “{said}”: on line {} the document has “{before}”", first.line));
        }
    }
}

/// What is said of the whole document.
fn head(cells: &mut Cells<'_>, row: &Row, number: &str, settings: &Settings, today: Date) -> Option<Document> {
    let before = cells.reasons.len();
    if !number.is_empty() && references::creditor_reference(number).is_empty() {
        cells.refuse(format!("number “{number}” has no letter and no digit"));
    }
    let account = cells.required("account", 40);
    let kind = match cells.raw("kind") {
        "" => Some(DocumentKind::Invoice),
        text => {
            let kind = DocumentKind::parse(text);
            if kind.is_none() {
                cells.refuse(format!("kind “{text}” is not invoice or credit_note"));
            }
            kind
        }
    };
    let issued = required_day(cells, "date");
    if issued.is_some_and(|issued| issued > today) {
        cells.refuse(format!("date “{}” has not come yet", cells.raw("date")));
    }
    let (due, delivered) = (day(cells, "due"), day(cells, "delivered"));
    if let (Some(issued), Some(due)) = (issued, due)
        && due < issued
    {
        cells.refuse(format!("due “{}” is before date “{}”", due.iso(), issued.iso()));
    }
    let currency = currency(cells, settings);
    let order = order(cells);
    let corrects = cells.line("corrects", 30);
    if !corrects.is_empty() && kind == Some(DocumentKind::Invoice) {
        cells.refuse("corrects is for credit notes");
    }
    let buyer_reference = cells.line("reference", 80);
    let note = cells.line("note", 500);
    let total = amount(cells, "total", currency.map_or(2, |currency| settings.currency(currency).exponent));
    if total == Some(0) {
        cells.refuse("total must be more than nothing");
    }
    let some = |text: String| (!text.is_empty()).then_some(text);
    let (kind, issued, currency, total) = (kind?, issued?, currency?, total?);
    (cells.reasons.len() == before).then(|| Document {
        line: row.line,
        account,
        number: number.to_owned(),
        kind,
        issued,
        due,
        delivered,
        currency,
        order,
        corrects: some(corrects),
        buyer_reference: some(buyer_reference),
        note: some(note),
        total,
        lines: Vec::new(),
    })
}

fn required_day(cells: &mut Cells<'_>, column: &str) -> Option<Date> {
    if cells.raw(column).is_empty() {
        cells.refuse(format!("{column} must be filled in"));
        return None;
    }
    day(cells, column)
}

fn day(cells: &mut Cells<'_>, column: &str) -> Option<Date> {
    let text = cells.raw(column);
    if text.is_empty() {
        return None;
    }
    let day = Date::parse_iso(text);
    if day.is_none() {
        cells.refuse(format!("{column} “{text}” is not a day such as 2026-11-26"));
    }
    day
}

fn currency(cells: &mut Cells<'_>, settings: &Settings) -> Option<Currency> {
    let text = cells.raw("currency");
    let is_used = |currency: &Currency| {
        articles::CURRENCIES.contains(currency) || settings.currencies.iter().any(|(used, _)| used == currency)
    };
    let currency = Currency::parse(text).filter(is_used);
    if currency.is_none() {
        cells.refuse(format!("currency “{text}” is not known: it is three capital letters such as EUR"));
    }
    currency
}

fn order(cells: &mut Cells<'_>) -> Option<i64> {
    let text = cells.raw("order");
    if text.is_empty() {
        return None;
    }
    let number = text.parse::<i64>().ok().filter(|number| *number > 0);
    if number.is_none() {
        cells.refuse(format!("order “{text}” is not the number of an order"));
    }
    number
}

/// An amount in minor units; `None` when it is missing or wrong.
fn amount(cells: &mut Cells<'_>, column: &str, exponent: u8) -> Option<i64> {
    match decimal(cells.raw(column), exponent) {
        Ok(amount) => Some(amount),
        Err(reason) => {
            cells.refuse(format!("{column}: {reason}"));
            None
        }
    }
}

fn optional_amount(cells: &mut Cells<'_>, column: &str, exponent: u8) -> Option<i64> {
    if cells.raw(column).is_empty() { None } else { amount(cells, column, exponent) }
}

fn line(cells: &mut Cells<'_>, row: &Row, rules: &CurrencyRules) -> Option<DocumentLine> {
    let article = number_of(&cells.line("article", 40));
    let text = cells.required("text", 300);
    let unit = cells.line("unit", 20);
    let kind = match cells.raw("line_kind") {
        "" => None,
        said => {
            let kind = LineKind::parse(said);
            if kind.is_none() {
                cells.refuse(format!("line_kind “{said}” is not goods, service or delivery"));
            }
            kind
        }
    };
    let quantity = articles::quantity(cells, "quantity");
    let net = amount(cells, "net", rules.exponent);
    let tax = amount(cells, "tax", rules.exponent);
    let rate = rate(cells);
    let class = match cells.raw("tax_class") {
        "" => None,
        _ => articles::choice(cells, "tax_class", "standard, reduced, zero or exempt", articles::tax_class),
    };
    let discount = optional_amount(cells, "discount", rules.exponent).unwrap_or(0);
    let price = optional_amount(cells, "price", rules.exponent);
    let (quantity, net, tax, rate) = (quantity?, net?, tax?, rate?);
    let before = net + discount;
    let unit_price = match price {
        Some(price) => {
            let comes_to = quantity.times_price(price, rules).unwrap_or(i64::MAX);
            if comes_to != before {
                let [comes_to, net] = [comes_to.saturating_sub(discount), net].map(|sum| plain(sum, rules));
                cells.refuse(format!("price times quantity less discount is {comes_to}, and net says {net}"));
            }
            price
        }
        None => price_of(before, quantity),
    };
    let unit = if unit.is_empty() { "piece".to_owned() } else { unit };
    Some(DocumentLine {
        line: row.line,
        article,
        text,
        unit,
        kind,
        quantity,
        unit_price,
        discount,
        net,
        tax,
        rate,
        class,
    })
}

/// Percent with at most two decimals, as hundredths of a percent.
fn rate(cells: &mut Cells<'_>) -> Option<u32> {
    let rate = amount(cells, "tax_rate", 2)?;
    let found = u32::try_from(rate).ok().filter(|rate| i128::from(*rate) <= WHOLE);
    if found.is_none() {
        cells.refuse(format!("tax_rate “{}” is more than 100 percent", cells.raw("tax_rate")));
    }
    found
}

/// The price of one, to the nearest minor unit.
fn price_of(amount: i64, quantity: Quantity) -> i64 {
    let millis = i128::from(quantity.millis().max(1));
    i64::try_from((i128::from(amount) * 1_000 + millis / 2) / millis).unwrap_or(i64::MAX)
}

/// What does not add up.
fn sums(document: &Document, rules: &CurrencyRules) -> Vec<String> {
    let mut reasons = Vec::new();
    let sum = |of: fn(&DocumentLine) -> i64| document.lines.iter().map(of).map(i128::from).sum::<i128>();
    let comes_to = sum(|line| line.net) + sum(|line| line.tax);
    if comes_to != i128::from(document.total) {
        let comes_to = plain(i64::try_from(comes_to).unwrap_or(i64::MAX), rules);
        reasons.push(format!("total says {}, and its lines come to {comes_to}", plain(document.total, rules)));
    }
    let mut rates: Vec<u32> = document.lines.iter().map(|line| line.rate).collect();
    rates.sort_unstable();
    rates.dedup();
    for rate in rates {
        let lines = || document.lines.iter().filter(|line| line.rate == rate);
        let net: i128 = lines().map(|line| i128::from(line.net)).sum();
        let tax: i128 = lines().map(|line| i128::from(line.tax)).sum();
        // Some programs round each line, some the sum; at most half a step a line, and half a one for the sum.
        let step = i128::from(rules.rounding_step.max(1));
        let count = i128::try_from(lines().count()).unwrap_or(1);
        let apart = (net * i128::from(rate) - tax * WHOLE).abs();
        let allowed = if rate == 0 { 0 } else { (count + 1) * step * WHOLE / 2 };
        if apart > allowed {
            let [net, tax] = [net, tax].map(|sum| plain(i64::try_from(sum).unwrap_or(i64::MAX), rules));
            let percent = plain(i64::from(rate), &CurrencyRules { exponent: 2, ..*rules });
            reasons.push(format!("tax {tax} is not {percent} percent of net {net}"));
        }
    }
    reasons
}

/// An amount as the file would have it.
pub(super) fn plain(minor: i64, rules: &CurrencyRules) -> String {
    let exponent = usize::from(rules.exponent);
    if exponent == 0 {
        return minor.to_string();
    }
    let unit = 10_u64.saturating_pow(u32::from(rules.exponent));
    let (sign, size) = (if minor < 0 { "-" } else { "" }, minor.unsigned_abs());
    format!("{sign}{}.{:0exponent$}", size / unit, size % unit)
}
