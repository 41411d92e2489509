//! Amounts of a table: one way of writing them, which the table itself must tell.

use domain::money::Currency;

use crate::amount::{decimal, is_digits};
use crate::error::{BankError, Reason};

/// How the amounts of one table are written.
#[derive(Debug, Default)]
pub(super) struct Figures {
    /// The decimal mark, point or comma, once an amount has told it.
    mark: Option<char>,
}

impl Figures {
    /// Looks at one amount; an error when it has another decimal mark than those before.
    pub(super) fn learn(&mut self, text: &str, line: usize) -> Result<(), BankError> {
        let told = told(without_sign(text).1);
        if told.is_some() && self.mark.is_some() && told != self.mark {
            return Err(BankError::new(line, Reason::Amount, text));
        }
        self.mark = self.mark.or(told);
        Ok(())
    }

    /// How many decimals an amount is written with.
    pub(super) fn decimals(&self, text: &str) -> usize {
        let figure = without_sign(text).1;
        self.mark.and_then(|mark| figure.split_once(mark)).map_or(0, |(_, fraction)| fraction.len())
    }

    /// Whether an amount ends with its sign.
    pub(super) fn has_sign_behind(text: &str) -> bool {
        text.trim().ends_with(['-', '\u{2212}', '+'])
    }

    /// An amount in minor units, with a sign before or behind it; `None` when it is none.
    ///
    /// Where no amount of the table tells the mark, `1.234` is a thousand only in a currency that nobody writes with
    /// decimals; in others it would be a guess.
    pub(super) fn read(&self, text: &str, currency: Currency) -> Option<i64> {
        let (is_negative, figure) = without_sign(text);
        let is_whole = currency.default_rules().display_decimals == 0;
        let (whole, fraction) = match (self.mark, figure.rfind(['.', ','])) {
            (Some(mark), _) => figure.split_once(mark).unwrap_or((figure, "")),
            (None, Some(_)) if !is_whole => return None,
            (None, _) => (figure, ""),
        };
        // Three decimals where there should be fewer are a thousand with the wrong mark, even when they are zeros.
        if fraction.len() == 3 && currency.default_rules().exponent < 3 {
            return None;
        }
        let minor = decimal(&format!("{},{fraction}", without_groups(whole)?), ',', currency)?;
        Some(if is_negative { -minor } else { minor })
    }
}

/// Whether it is negative, and the rest. Some banks write the sign behind the amount.
fn without_sign(text: &str) -> (bool, &str) {
    let text = text.trim();
    let minus = ['-', '\u{2212}'];
    if let Some(rest) = text.strip_prefix(minus).or_else(|| text.strip_suffix(minus)) {
        return (true, rest.trim());
    }
    let rest = text.strip_prefix('+').or_else(|| text.strip_suffix('+')).unwrap_or(text);
    (false, rest.trim())
}

/// The decimal mark, if this amount leaves no doubt of it.
fn told(figure: &str) -> Option<char> {
    let last = figure.rfind(['.', ','])?;
    let (before, after) = figure.split_at_checked(last)?;
    let (mark, other) = if after.starts_with('.') { ('.', ',') } else { (',', '.') };
    if before.contains(other) {
        return Some(mark);
    }
    // A mark that comes twice parts thousands.
    if before.contains(mark) {
        return Some(other);
    }
    let is_thousand = after.len() == 4 && (1..=3).contains(&before.len()) && !before.starts_with('0');
    (!is_thousand).then_some(mark)
}

/// The digits of a whole number, whose groups of three may be parted by one kind of mark.
fn without_groups(whole: &str) -> Option<String> {
    let Some(mark) = whole.chars().find(|c| is_group_mark(*c)) else { return Some(whole.to_owned()) };
    let mut groups = whole.split(mark);
    let first = groups.next()?;
    let is_grouped = (1..=3).contains(&first.len()) && is_digits(first) && groups.all(|g| g.len() == 3 && is_digits(g));
    is_grouped.then(|| whole.chars().filter(char::is_ascii_digit).collect())
}

fn is_group_mark(c: char) -> bool {
    matches!(c, '.' | ',' | ' ' | '\'' | '\u{2019}' | '\u{a0}' | '\u{2009}' | '\u{202f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(texts: &[&str], currency: Currency) -> Vec<Option<i64>> {
        let mut figures = Figures::default();
        let learnt: Result<Vec<()>, BankError> = texts.iter().map(|text| figures.learn(text, 1)).collect();
        assert!(learnt.is_ok(), "{texts:?}");
        texts.iter().map(|text| figures.read(text, currency)).collect()
    }

    #[test]
    fn the_table_tells_its_mark() {
        assert_eq!(read(&["1.234", "0,50"], Currency::EUR), [Some(123_400), Some(50)]);
        assert_eq!(read(&["1,234", "0.50", "12"], Currency::EUR), [Some(123_400), Some(50), Some(1_200)]);
        assert_eq!(read(&["1.234.567", "12,5-"], Currency::EUR), [Some(123_456_700), Some(-1_250)]);
        assert_eq!(read(&["+1 234,50", "-1'000,00"], Currency::EUR), [Some(123_450), Some(-100_000)]);
    }

    #[test]
    fn what_nobody_tells_is_not_guessed() {
        assert_eq!(read(&["1.234"], Currency::EUR), [None]);
        assert_eq!(read(&["1.234", "500"], Currency::HUF), [Some(123_400), Some(50_000)]);
        assert_eq!(read(&["-12 500"], Currency::HUF), [Some(-1_250_000)]);
    }

    #[test]
    fn two_marks_are_refused() {
        let mut figures = Figures::default();
        assert_eq!(figures.learn("12,50", 2), Ok(()));
        let refused = figures.learn("12.50", 3).err().map(|error| (error.line, error.reason));
        assert_eq!(refused, Some((3, Reason::Amount)));
    }

    #[test]
    fn what_is_no_amount_is_none() {
        for text in ["0,123", "10,000", "1 2,50", "--1,00", "1,00 EUR", "€1,00", "x", "-", ",50"] {
            assert_eq!(read(&["0,50", text], Currency::EUR).last(), Some(&None), "{text}");
        }
    }
}
