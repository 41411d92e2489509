//! The cart, and the three quick ways to fill it: numbers, pasted lines, a file.

use serde::{Deserialize, Serialize};

use crate::{
    csv,
    ids::{ArticleId, CommandKey},
    money::{Currency, Quantity},
    pricing::LinePrice,
    refusal::Refusal,
    shop::ArticleKind,
    stock::{Availability, Source},
    time::{Date, WallTime},
};

/// The most lines a cart holds; more would not fit one order document.
pub const MOST_LINES: usize = 500;

/// The cart with today's prices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CartView {
    pub lines: Vec<CartLine>,
    pub currency: Currency,
    pub gross_prices: bool,
    pub goods_amount: i64,
    /// Lines that cannot be ordered as they are.
    pub blocked: bool,
    pub signed_in: bool,
    pub may_order: bool,
    pub now: WallTime,
}

/// One line of a cart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CartLine {
    pub article: ArticleId,
    pub number: String,
    pub name: String,
    pub picture: String,
    pub unit: String,
    pub kind: ArticleKind,
    pub step: Quantity,
    pub quantity: Quantity,
    /// `None` when it is no longer sold to this account.
    pub price: Option<LinePrice>,
    pub availability: Availability,
    pub wished: Option<Date>,
    /// The first day possible, for a service.
    pub earliest: Option<Date>,
}

/// Why a line cannot be ordered as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineTrouble {
    /// No longer sold to this account.
    NotSold,
    /// Not to be had in this quantity.
    Gone,
    /// The quantity is between two steps: the step was another one when it was put in.
    Step,
}

impl CartLine {
    /// What stands in the way of ordering the line as it is.
    #[must_use]
    pub fn trouble(&self) -> Option<LineTrouble> {
        if self.price.is_none() {
            Some(LineTrouble::NotSold)
        } else if self.availability.source == Source::Gone {
            Some(LineTrouble::Gone)
        } else if !self.quantity.is_multiple_of(self.step) {
            Some(LineTrouble::Step)
        } else {
            None
        }
    }
}

/// Put something in the cart, or change how much of it is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartChange {
    /// Made on the device, so that a retry after a lost connection adds nothing twice.
    pub key: CommandKey,
    pub number: String,
    pub quantity: Quantity,
    pub mode: ChangeMode,
    #[serde(default)]
    pub wished: Option<Date>,
}

/// Whether what is wanted is added to what is there or takes its place. Zero in its place takes the line away, and no
/// day in its place takes back the one that was wished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeMode {
    Add,
    Set,
}

/// One line of a pasted list or a file: where it stood, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineResult {
    /// 1 for the first line.
    pub line: i32,
    pub text: String,
    pub outcome: LineOutcome,
}

/// What became of one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineOutcome {
    Accepted {
        number: String,
        name: String,
        quantity: Quantity,
    },
    /// Taken, but not as it stood: rounded up to the step.
    Changed {
        number: String,
        name: String,
        asked: Quantity,
        quantity: Quantity,
    },
    Refused {
        refusal: Refusal,
    },
}

/// What became of a whole paste or file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FillReport {
    pub lines: Vec<LineResult>,
}

impl FillReport {
    /// Accepted, changed, refused.
    #[must_use]
    pub fn counts(&self) -> (i64, i64, i64) {
        let mut counts = (0, 0, 0);
        for line in &self.lines {
            match line.outcome {
                LineOutcome::Accepted { .. } => counts.0 += 1,
                LineOutcome::Changed { .. } => counts.1 += 1,
                LineOutcome::Refused { .. } => counts.2 += 1,
            }
        }
        counts
    }
}

/// One line of pasted text or of a CSV file: the number and the quantity; what other columns say is not read.
///
/// Between the two stands a tab, a semicolon, a comma, an `x`, or a space. A quantity may have a decimal comma after a
/// tab or a semicolon, between quotes, and as the last of what commas separate. A line with a number only means one; one
/// that begins with `#` is a remark.
#[must_use]
pub fn split_line(line: &str) -> Option<(String, String)> {
    let line = line.trim().trim_start_matches(csv::MARK);
    if line.is_empty() {
        return None;
    }
    let columns = columns(line).or_else(|| words(line)).unwrap_or((line, ""));
    let (number, quantity) = (csv::text(columns.0), csv::text(columns.1));
    if number.starts_with('#') { None } else { Some((number, quantity)) }
}

/// The first two of a line's columns.
fn columns(line: &str) -> Option<(&str, &str)> {
    let by_comma = csv::cells(line, ',');
    let mut others = ['\t', ';'].into_iter().map(|separator| csv::cells(line, separator));
    match others.find(|cells| cells.len() > 1 && !has_quantity_before(&by_comma, cells)) {
        Some(cells) => Some((*cells.first()?, *cells.get(1)?)),
        None => columns_by_comma(line, &by_comma),
    }
}

/// Whether a comma comes before any of the other separators, and a quantity after it: the other one is part of a name.
fn has_quantity_before(by_comma: &[&str], by_other: &[&str]) -> bool {
    match (by_comma, by_other) {
        ([number, quantity, ..], [other, ..]) => {
            number.len() < other.len() && Quantity::parse(&csv::text(quantity)).is_ok()
        }
        _ => false,
    }
}

fn columns_by_comma<'a>(line: &'a str, cells: &[&'a str]) -> Option<(&'a str, &'a str)> {
    let [number, quantity, others @ ..] = cells else { return None };
    let is_digit = |c: char| c.is_ascii_digit();
    let is_decimal = others.first().is_some_and(|next| next.starts_with(is_digit))
        && (quantity.is_empty() || quantity.ends_with(is_digit));
    // Three digits may be a group as well: with the comma before it, it is no quantity, and somebody is asked.
    let is_group = is_decimal && others.iter().any(|other| other.split('.').next().is_some_and(|part| part.len() == 3));
    let from = number.len() + usize::from(!is_group);
    // Decimals or a third column, nobody knows: all of it is read as the quantity, or as none.
    Some((*number, if is_decimal { &line[from..] } else { *quantity }))
}

/// The last word is the quantity.
fn words(line: &str) -> Option<(&str, &str)> {
    // A space that does not break is within a number.
    let breaks = |c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{2009}' | '\u{202f}');
    let (number, quantity) = line.rsplit_once(breaks)?;
    let number = number.trim_end_matches(|c: char| c.is_whitespace() || c == 'x' || c == '×' || c == ':');
    Some((number, quantity.trim_start_matches(['x', '×'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_paste_lists_in_many_shapes() {
        let cases = [
            ("RT-1042;40", ("RT-1042", "40")),
            ("RT-1042\t2,5\tred", ("RT-1042", "2,5")),
            ("\"RT-1042\",\"40\"", ("RT-1042", "40")),
            ("RT-1042 x 40", ("RT-1042", "40")),
            ("RT-1042 x40", ("RT-1042", "40")),
            ("RT-1042 40", ("RT-1042", "40")),
            ("RT-1042 1\u{202f}500", ("RT-1042", "1\u{202f}500")),
            ("RT-1042;1 500", ("RT-1042", "1 500")),
            ("RT-1042", ("RT-1042", "")),
            ("\u{feff}RT-1042;40", ("RT-1042", "40")),
            ("RT-1042;\"2,5\";\"Roof tile; red\"", ("RT-1042", "2,5")),
            ("\"'-1042\";40", ("-1042", "40")),
            ("RT,1042;40", ("RT,1042", "40")),
        ];
        for (line, (number, quantity)) in cases {
            assert_eq!(split_line(line), Some((number.to_owned(), quantity.to_owned())), "{line}");
        }
        for nothing in ["   ", "\u{feff}", "# a remark", "# number;quantity", "\"# number\",\"quantity\""] {
            assert_eq!(split_line(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn more_columns_are_left_alone() {
        let cases = [
            ("RT-1042,40,Roof tile", ("RT-1042", "40")),
            ("RT-1042, 40, 12.50", ("RT-1042", "40")),
            ("RT-1042,40,Roof tile, red,5", ("RT-1042", "40")),
            ("RT-1042,40,Roof tile; red", ("RT-1042", "40")),
            ("\"RT-1042\",\"40\",\"5\"", ("RT-1042", "40")),
            ("RT-1042,\"2,5\",Roof tile", ("RT-1042", "2,5")),
            ("RT-1042,,Roof tile", ("RT-1042", "")),
            ("\"RT,1042\",40,Roof tile", ("RT,1042", "40")),
            // Two and a half, as it was written.
            ("RT-1042,2,5", ("RT-1042", "2,5")),
            ("RT-1042, 2,5", ("RT-1042", "2,5")),
        ];
        for (line, (number, quantity)) in cases {
            assert_eq!(split_line(line), Some((number.to_owned(), quantity.to_owned())), "{line}");
        }
        // Two, two and a half, or two thousand five hundred: no quantity, so that somebody is asked.
        for line in ["RT-1042,2,5,Roof tile", "RT-1042,2,500.00", "RT-1042,2,500", "RT-1042,2,75 m²"] {
            let (number, quantity) = split_line(line).unwrap_or_default();
            assert_eq!(number, "RT-1042", "{line}");
            assert!(Quantity::parse(&quantity).is_err(), "{line}: {quantity}");
        }
    }
}
