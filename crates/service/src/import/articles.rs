//! A line of `catalogue.csv` as an article.

use std::collections::{HashMap, HashSet};

use domain::{
    language::Language,
    money::{Currency, Quantity},
    pricing::PriceBreak,
    settings::Settings,
    shop::ArticleKind,
    tax::TaxClass,
    time::Date,
};
use store::catalogue::NewArticle;

use super::{
    RefusedLine,
    categories::is_slug,
    decimal,
    table::{self, Cells, Row},
};
use crate::{carts::number_of, secret};

const REQUIRED: [&str; 13] = [
    "number",
    "kind",
    "category",
    "unit",
    "tax_class",
    "order_step",
    "lead_days",
    "stock",
    "incoming_quantity",
    "incoming_in_days",
    "picture",
    "variant_of",
    "keywords",
];

/// The currencies whose code a price list's name may end with.
pub(super) const CURRENCIES: [Currency; 11] = [
    Currency::EUR,
    Currency::HUF,
    Currency::GBP,
    Currency::CHF,
    Currency::CZK,
    Currency::DKK,
    Currency::JPY,
    Currency::PLN,
    Currency::RON,
    Currency::SEK,
    Currency::USD,
];

/// A price list of the file: its column, its code, its currency and that currency's decimals.
struct List {
    column: String,
    code: String,
    currency: Currency,
    exponent: u8,
}

/// What a line is checked against.
struct Surroundings<'a> {
    lists: Vec<List>,
    categories: &'a HashSet<String>,
    /// Articles of the file and which of them are variants of which; empty for none.
    heads: HashMap<String, String>,
    known: &'a HashSet<String>,
    today: Date,
}

/// The articles of a file, and what is wrong with it. `known` are the numbers of those that are there already.
pub(super) fn read(
    text: &str,
    categories: &HashSet<String>,
    known: &HashSet<String>,
    settings: &Settings,
    today: Date,
) -> (Vec<NewArticle>, Vec<RefusedLine>) {
    let mut refused = Vec::new();
    let table = table::read(text, &REQUIRED, is_known, &mut refused);
    let mut header = header_reasons(&table.columns);
    let lists = lists(&table.columns, settings, &mut header);
    refused.extend(header.into_iter().map(|reason| RefusedLine { line: 1, number: String::new(), reason }));
    let around = Surroundings {
        lists,
        categories,
        heads: table
            .rows
            .iter()
            .map(|row| (number_of(row.cell("number")), number_of(row.cell("variant_of"))))
            .collect(),
        known,
        today,
    };
    let mut seen: HashMap<String, u64> = HashMap::new();
    let mut articles = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let number = number_of(row.cell("number"));
        let mut reasons = Vec::new();
        match seen.get(&number) {
            Some(line) if !number.is_empty() => {
                reasons.push(format!("the number {number} is there twice, first on line {line}"))
            }
            _ => {
                seen.insert(number.clone(), row.line);
            }
        }
        match article(row, &around) {
            Ok(article) => articles.push(article),
            Err(wrong) => reasons.extend(wrong),
        }
        refused.extend(reasons.into_iter().map(|reason| RefusedLine {
            line: row.line,
            number: number.clone(),
            reason,
        }));
    }
    (articles, refused)
}

/// The language of a column such as `name_en`.
pub(super) fn language_of(column: &str, prefix: &str) -> Option<Language> {
    let code = column.strip_prefix(prefix)?.strip_prefix('_')?;
    Language::ALL.into_iter().find(|language| language.code() == code)
}

fn is_known(column: &str) -> bool {
    REQUIRED.contains(&column)
        || column.starts_with("price:")
        || ["name", "variant", "description"].iter().any(|prefix| language_of(column, prefix).is_some())
}

fn header_reasons(columns: &[String]) -> Vec<String> {
    // Without columns the header has been refused already.
    let has = |prefix: &str| columns.is_empty() || columns.iter().any(|column| column.starts_with(prefix));
    let mut reasons = Vec::new();
    if !has("name_") {
        reasons.push("a column for a name, such as “name_en”, is missing".to_owned());
    }
    if !has("price:") {
        reasons.push("a column for a price list, such as “price:retail-eur”, is missing".to_owned());
    }
    reasons
}

fn lists(columns: &[String], settings: &Settings, reasons: &mut Vec<String>) -> Vec<List> {
    let mut lists = Vec::new();
    for column in columns {
        let Some(code) = column.strip_prefix("price:") else { continue };
        let ending = code.rsplit_once('-').map_or("", |(_, ending)| ending);
        match CURRENCIES.into_iter().find(|currency| currency.code().to_lowercase() == ending) {
            Some(_) if !is_slug(code) || code.len() > 40 => {
                reasons.push(format!("price list “{code}”: at most 40 small letters, digits and hyphens"));
            }
            Some(currency) => lists.push(List {
                column: column.clone(),
                code: code.to_owned(),
                currency,
                exponent: settings.currency(currency).exponent,
            }),
            None => reasons.push(format!(
                "price list “{code}” has an unknown currency: its name must end with -eur, -huf, -gbp or the like"
            )),
        }
    }
    lists
}

fn article(row: &Row, around: &Surroundings<'_>) -> Result<NewArticle, Vec<String>> {
    let mut cells = Cells::of(row);
    if let Some(length) = row.odd_length {
        cells.refuse(format!("the line has {length} cells, which is not what the header has"));
    }
    let number = number_of(&cells.required("number", 40));
    let kind = choice(&mut cells, "kind", "goods or service", ArticleKind::parse);
    let category = cells.required("category", 40);
    if !category.is_empty() && !around.categories.contains(&category) {
        cells.refuse(format!("category “{category}” is not known"));
    }
    let unit = cells.required("unit", 20);
    let tax_class = choice(&mut cells, "tax_class", "standard, reduced, zero or exempt", tax_class);
    let step = quantity(&mut cells, "order_step");
    let lead_days = cells.number("lead_days", 365);
    let on_hand = on_hand(&mut cells, kind);
    let (incoming, incoming_on) = incoming(&mut cells, around.today);
    let picture = cells.line("picture", 60);
    if !is_slug(&picture) {
        cells.refuse(format!("picture “{picture}” may have small letters, digits and hyphens only"));
    }
    let variant_of = variant_of(&mut cells, &number, around);
    let variant = cells.texts("variant", 80);
    let names = cells.names(160);
    let descriptions = cells.texts("description", 2000);
    let keywords = cells.line("keywords", 500);
    let prices = prices(&mut cells, &around.lists, step);
    match (kind, tax_class, step) {
        (Some(kind), Some(tax_class), Some(step)) if cells.reasons.is_empty() => Ok(NewArticle {
            number,
            kind,
            category,
            unit,
            tax_class,
            step,
            picture,
            variant_of,
            variant,
            names,
            descriptions,
            keywords,
            on_hand,
            incoming,
            incoming_on,
            lead_days,
            prices,
            content_hash: content_hash(row, incoming_on),
            stock_hash: row.hash_of(&["stock", "incoming_quantity", "incoming_in_days", "lead_days"]),
        }),
        _ => Err(cells.reasons),
    }
}

/// What a line says: the same words on another day are another arrival.
fn content_hash(row: &Row, incoming_on: Option<Date>) -> Vec<u8> {
    match incoming_on {
        Some(date) => secret::hash(&[&row.hash(), date.iso().as_bytes()]),
        None => row.hash(),
    }
}

/// One of a few words.
pub(super) fn choice<T>(cells: &mut Cells<'_>, column: &str, words: &str, parse: fn(&str) -> Option<T>) -> Option<T> {
    let text = cells.raw(column);
    let found = parse(text);
    if found.is_none() {
        cells.refuse(format!("{column} “{text}” is not {words}"));
    }
    found
}

pub(super) fn tax_class(text: &str) -> Option<TaxClass> {
    match text {
        "standard" => Some(TaxClass::Standard),
        "reduced" => Some(TaxClass::Reduced),
        "zero" => Some(TaxClass::Zero),
        "exempt" => Some(TaxClass::Exempt),
        _ => None,
    }
}

/// A quantity above zero.
pub(super) fn quantity(cells: &mut Cells<'_>, column: &str) -> Option<Quantity> {
    let text = cells.raw(column);
    Quantity::parse(text).map_err(|error| cells.refuse(format!("{column} “{text}”: {error}"))).ok()
}

/// What is on the shelf: nothing said counts as none, and a service has none.
fn on_hand(cells: &mut Cells<'_>, kind: Option<ArticleKind>) -> Option<Quantity> {
    match cells.raw("stock") {
        "" => None,
        _ if kind == Some(ArticleKind::Service) => {
            cells.refuse("stock must be empty: a service has none");
            None
        }
        "0" => Some(Quantity::from_units(0)),
        _ => quantity(cells, "stock"),
    }
}

/// What is on its way to the vendor and when it arrives: both or neither.
fn incoming(cells: &mut Cells<'_>, today: Date) -> (Quantity, Option<Date>) {
    let nothing = (Quantity::from_units(0), None);
    match (cells.raw("incoming_quantity"), cells.raw("incoming_in_days")) {
        ("", "") => nothing,
        ("", _) | (_, "") => {
            cells.refuse("incoming_quantity and incoming_in_days go together: fill in both or neither");
            nothing
        }
        _ => {
            let expected = quantity(cells, "incoming_quantity");
            let days = cells.number("incoming_in_days", 3650);
            match (expected, days) {
                (Some(expected), Some(days)) => (expected, Some(today.plus_days(i32::from(days)))),
                _ => nothing,
            }
        }
    }
}

/// The head of the article's family.
fn variant_of(cells: &mut Cells<'_>, number: &str, around: &Surroundings<'_>) -> Option<String> {
    let head = number_of(&cells.line("variant_of", 40));
    if head.is_empty() {
        return None;
    }
    match around.heads.get(&head) {
        _ if head == number => cells.refuse("variant_of names the article itself; the first of a family has it empty"),
        Some(of) if of.is_empty() => {}
        Some(_) => cells.refuse(format!("variant_of “{head}” is itself a variant of another")),
        None if around.known.contains(&head) => {}
        None => cells.refuse(format!("variant_of “{head}” is not an article")),
    }
    Some(head)
}

fn prices(cells: &mut Cells<'_>, lists: &[List], step: Option<Quantity>) -> Vec<(String, Currency, Vec<PriceBreak>)> {
    let mut prices = Vec::new();
    for list in lists {
        let text = cells.raw(&list.column);
        if text.is_empty() {
            continue;
        }
        match breaks(text, list.exponent, step.unwrap_or(Quantity::from_units(1))) {
            Ok(breaks) => prices.push((list.code.clone(), list.currency, breaks)),
            Err(reason) => cells.refuse(format!("{}: {reason}", list.column)),
        }
    }
    prices
}

/// Reads `1.85; 100=1.70; 1000=1.55`. The first price holds from the smallest quantity that can be ordered.
fn breaks(text: &str, exponent: u8, step: Quantity) -> Result<Vec<PriceBreak>, String> {
    let mut breaks: Vec<PriceBreak> = Vec::new();
    for part in text.split(';').map(str::trim) {
        let Some(before) = breaks.last() else {
            breaks.push(PriceBreak { from: step, unit_price: decimal(part, exponent)? });
            continue;
        };
        let (from, price) =
            part.split_once('=').ok_or_else(|| format!("“{part}” is not a quantity, “=” and a price"))?;
        let from_text = from.trim();
        let from = Quantity::parse(from_text).map_err(|error| format!("quantity “{from_text}”: {error}"))?;
        if from <= before.from {
            return Err(format!("the quantities do not rise at “{part}”"));
        }
        if !from.is_multiple_of(step) {
            return Err(format!("the quantity of “{part}” cannot be ordered: it is not a multiple of order_step"));
        }
        breaks.push(PriceBreak { from, unit_price: decimal(price.trim(), exponent)? });
    }
    Ok(breaks)
}

#[cfg(test)]
mod tests;
