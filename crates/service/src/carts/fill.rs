//! Filling the cart from pasted lines or a file.

use std::collections::HashMap;

use domain::{
    cart::{FillReport, LineOutcome, LineResult, MOST_LINES, split_line},
    ids::{ArticleId, CommandKey},
    language::Language,
    money::Quantity,
    refusal::{Code, Refusal},
};
use store::{
    carts::{self, Line},
    catalogue::Article,
};

use super::{add, check_length, claim, count_stranger, owner, sold, write};
use crate::{Context, Error, entry::Visitor, shop};

const LONGEST_TEXT: usize = 200_000;
/// Several times what a cart holds: an article may stand on several lines. Each line is answered, so their number has an
/// end of its own.
const MOST_TYPED: usize = 10 * MOST_LINES;
/// Words by which lists call the column of article numbers, in our languages, without accents.
const COLUMN_NAMES: &[&str] = &[
    "article",
    "articles",
    "articlenumber",
    "articulo",
    "artikel",
    "artikelcode",
    "artikelnr",
    "artikelnummer",
    "bestelcode",
    "bestell",
    "bestellnr",
    "bestellnummer",
    "bestelnummer",
    "cikk",
    "cikkszam",
    "code",
    "codigo",
    "item",
    "kod",
    "nr",
    "number",
    "numero",
    "nummer",
    "part",
    "product",
    "producto",
    "produit",
    "produkt",
    "ref",
    "reference",
    "referencia",
    "referentie",
    "referenz",
    "sku",
    "termek",
    "termekkod",
];

/// What became of the lines.
#[derive(Debug)]
pub struct Filled {
    pub report: FillReport,
    pub cookie: Option<String>,
}

/// Puts each line's article into the cart and says of every line what became of it: nothing is capped in silence.
///
/// # Errors
/// `Missing` for no text, `TooLong` for far too much of it and `TooMuch` for far too many lines, `KeyReused`, and `TooMany`
/// from a stranger's network.
pub async fn fill(context: &Context, visitor: &Visitor, key: CommandKey, text: &str) -> Result<Filled, Error> {
    if text.trim().is_empty() {
        return Err(Refusal::field(Code::Missing, "text").into());
    }
    if text.len() > LONGEST_TEXT {
        return Err(Refusal::field(Code::TooLong, "text").with(LONGEST_TEXT).into());
    }
    let wanted: Vec<(i32, String, String, String)> = text
        .lines()
        .enumerate()
        .filter_map(|(index, line)| {
            let (number, quantity) = split_line(line)?;
            Some((i32::try_from(index + 1).unwrap_or(i32::MAX), shown(line), number.to_uppercase(), quantity))
        })
        .take(MOST_TYPED + 1)
        .collect();
    if wanted.len() > MOST_TYPED {
        return Err(Refusal::field(Code::TooMuch, "text").with(MOST_TYPED).into());
    }
    let articles = sold(context, visitor, wanted.iter().map(|(_, _, number, _)| number.as_str())).await?;
    let vendor = context.settings().vendor.language;
    // All judging before the transaction: nobody waits for a long file.
    let mut judged = Vec::with_capacity(wanted.len());
    for (index, (line, text, number, typed)) in wanted.iter().enumerate() {
        let article = articles.get(number);
        if index == 0 && article.is_none() && names_columns(number, typed) {
            continue;
        }
        let outcome = match article {
            None => LineOutcome::Refused { refusal: Refusal::of(Code::Article) },
            Some(article) => judge(article, typed, visitor.language, vendor),
        };
        judged.push((LineResult { line: *line, text: text.clone(), outcome }, article));
    }
    round_up(&mut judged);

    let (owner, cookie) = owner(context, visitor)?;
    let now = context.now();
    let tx = context.store().begin().await?;
    count_stranger(context, &tx, visitor, &owner, now).await?;
    let cart = carts::open(&tx, &owner, now).await?;
    let is_new = claim(&tx, cart, key, &[b"cart/fill", text.as_bytes()], now).await?;
    let before = carts::lines(&tx, cart).await?;
    let mut lines = before.clone();
    let mut report = FillReport::default();
    for (mut result, article) in judged {
        if let (LineOutcome::Accepted { quantity, .. } | LineOutcome::Changed { quantity, .. }, Some(article)) =
            (&result.outcome, article)
            && let Err(refusal) = put(&mut lines, article, *quantity)
        {
            result.outcome = LineOutcome::Refused { refusal };
        }
        report.lines.push(result);
    }
    if is_new {
        write(&tx, cart, &before, &lines, now).await?;
    }
    tx.commit().await?;
    Ok(Filled { report, cookie })
}

/// Whether a file's first line names its columns: a word for a number, where an article's would be, and something that
/// is no quantity. Any other line that is no article is a mistake, and its sender hears of it.
fn names_columns(number: &str, quantity: &str) -> bool {
    !quantity.is_empty()
        && Quantity::parse(quantity).is_err()
        && store::text::words(number).iter().any(|word| COLUMN_NAMES.contains(&word.as_str()))
}

/// The line as it can be shown again.
fn shown(line: &str) -> String {
    line.chars().filter(|c| !c.is_control() || *c == '\t').take(120).collect()
}

fn judge(article: &Article, typed: &str, reader: Language, vendor: Language) -> LineOutcome {
    let name = shop::full_name(article, reader, vendor);
    match shop::quantity(typed, article.step, reader) {
        Ok(quantity) => LineOutcome::Accepted { number: article.number.clone(), name, quantity },
        Err(refusal) => LineOutcome::Refused { refusal },
    }
}

/// Rounds each article up to its step, all its lines together: two halves of a pack are one pack. What is missing goes
/// to its last line.
fn round_up(judged: &mut [(LineResult, Option<&Article>)]) {
    let mut sums: HashMap<ArticleId, i64> = HashMap::new();
    for (result, article) in judged.iter() {
        if let (LineOutcome::Accepted { quantity, .. }, Some(article)) = (&result.outcome, article) {
            *sums.entry(article.id).or_default() += quantity.millis();
        }
    }
    for (result, article) in judged.iter_mut().rev() {
        let (LineOutcome::Accepted { number, name, quantity }, Some(article)) = (&result.outcome, article) else {
            continue;
        };
        let Some(sum) = sums.remove(&article.id) else { continue };
        let step = article.step.millis();
        let missing = (step - sum % step) % step;
        if missing > 0 {
            let (number, name, asked) = (number.clone(), name.clone(), *quantity);
            let quantity = Quantity::from_millis(asked.millis() + missing);
            result.outcome = LineOutcome::Changed { number, name, asked, quantity };
        }
    }
}

/// Adds to what is there, line by line, so that each line that does not fit is known.
fn put(lines: &mut Vec<Line>, article: &Article, quantity: Quantity) -> Result<(), Refusal> {
    if lines.iter().all(|line| line.article != article.id) {
        check_length(lines.len() + 1)?;
    }
    add(lines, article.id, quantity).map_err(|_| Refusal::of(Code::TooMuch))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_names_columns_is_known_in_our_languages() {
        for (number, quantity) in [
            ("number", "quantity"),
            ("Article number", "Qty"),
            ("Art. nr.", "Aantal"),
            ("ARTIKELNUMMER", "Omschrijving"),
            ("Cikkszám", "Mennyiség"),
            ("Bestell-Nr.", "Menge"),
            ("Número de artículo", "Cantidad"),
            ("N° d’article", "Quantité"),
            ("Référence", "Quantité"),
            ("SKU", "pcs"),
        ] {
            assert!(names_columns(number, quantity), "{number};{quantity}");
        }
        for (number, quantity) in
            [("NOPE", "two"), ("ARTEX", "two"), ("RT-1042", "many"), ("number", "2"), ("number", ""), ("", "quantity")]
        {
            assert!(!names_columns(number, quantity), "{number};{quantity}");
        }
    }
}
