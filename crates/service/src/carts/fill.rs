//! Filling the cart from pasted lines or a file.

use std::collections::HashMap;

use domain::{
    cart::{FillReport, LineOutcome, LineResult, MOST_LINES, split_line},
    ids::CommandKey,
    money::Quantity,
    refusal::{Code, Refusal},
    shop::ShopFilter,
};
use store::{
    carts::{self, Line},
    catalogue::{self, Article},
};

use super::owner;
use crate::{
    Context, Error,
    entry::Visitor,
    shop::{self, Prices},
};

const LONGEST_TEXT: usize = 200_000;

/// What became of the lines.
#[derive(Debug)]
pub struct Filled {
    pub report: FillReport,
    pub cookie: Option<String>,
}

/// Puts each line's article into the cart and says of every line what became of it: nothing is capped in silence.
///
/// # Errors
/// `Missing` for no text, `TooLong` for far too much.
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
        .collect();
    let prices = Prices::of(context, visitor).await?;
    let numbers: Vec<String> = wanted.iter().map(|(_, _, number, _)| number.clone()).collect();
    let mut articles = Vec::new();
    for some in numbers.chunks(500) {
        articles.extend(catalogue::by_numbers(context.store(), some, &ShopFilter::default(), prices.audience()).await?);
    }
    let by_number: HashMap<&str, &Article> =
        articles.iter().map(|article| (article.number.as_str(), article)).collect();
    let vendor = context.settings().vendor.language;
    // All judging before the transaction: nobody waits for a long file.
    let mut judged = Vec::with_capacity(wanted.len());
    for (index, (line, text, number, typed)) in wanted.iter().enumerate() {
        let article = by_number.get(number.as_str()).copied();
        // The first line of a file may name its columns: words, where a number and a quantity would be.
        if index == 0 && article.is_none() && !typed.is_empty() && Quantity::parse(typed).is_err() {
            continue;
        }
        let outcome = match article {
            None => LineOutcome::Refused { refusal: Refusal::of(Code::Article) },
            Some(article) => judge(article, typed, &shop::full_name(article, visitor.language, vendor)),
        };
        judged.push((LineResult { line: *line, text: text.clone(), outcome }, article));
    }

    let (owner, cookie) = owner(context, visitor)?;
    let now = context.now();
    let tx = context.store().begin().await?;
    let cart = carts::open(&tx, &owner, now).await?;
    let fresh = carts::claim_change(&tx, cart, key, now).await?;
    let mut lines = carts::lines(&tx, cart).await?;
    let mut report = FillReport::default();
    for (mut result, article) in judged {
        if let (LineOutcome::Accepted { quantity, .. } | LineOutcome::Changed { quantity, .. }, Some(article)) =
            (&result.outcome, article)
            && !put(&mut lines, article, *quantity)
        {
            result.outcome = LineOutcome::Refused { refusal: Refusal::of(Code::TooMuch) };
        }
        report.lines.push(result);
    }
    if fresh {
        for line in lines {
            carts::set_line(&tx, cart, line, now).await?;
        }
    }
    tx.commit().await?;
    Ok(Filled { report, cookie })
}

/// The line as it can be shown again.
fn shown(line: &str) -> String {
    line.chars().filter(|c| !c.is_control() || *c == '\t').take(120).collect()
}

fn judge(article: &Article, typed: &str, name: &str) -> LineOutcome {
    let Ok(asked) = shop::quantity(typed, article.step) else {
        return LineOutcome::Refused { refusal: Refusal::of(Code::Quantity) };
    };
    let (number, name) = (article.number.clone(), name.to_owned());
    if asked.is_multiple_of(article.step) {
        return LineOutcome::Accepted { number, name, quantity: asked };
    }
    let step = article.step.millis();
    let quantity = Quantity::from_millis((asked.millis() + step - 1) / step * step);
    LineOutcome::Changed { number, name, asked, quantity }
}

/// Adds to what is there; `false` when the cart is full.
fn put(lines: &mut Vec<Line>, article: &Article, quantity: Quantity) -> bool {
    if let Some(line) = lines.iter_mut().find(|line| line.article == article.id) {
        return line.quantity.checked_add(quantity).map(|sum| line.quantity = sum).is_ok();
    }
    if lines.len() >= MOST_LINES {
        return false;
    }
    lines.push(Line { article: article.id, quantity, wished: None });
    true
}
