//! Reading an amount as people write it.

use std::{error, fmt, iter};

use super::CurrencyRules;
use crate::format::marks;
use crate::language::Language;

/// Why a text is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountError {
    /// Nothing was written.
    Empty,
    /// Something other than digits and well-placed separators.
    NotANumber,
    /// One separator with three digits behind it, where it could be a thousand or a decimal: `1.234`.
    Ambiguous,
    /// More decimals than the currency has.
    TooManyDecimals,
    /// More than fits an amount.
    TooLarge,
}

/// Reads an amount in minor units from what a person typed or pasted, whatever their country's separators.
///
/// Point, comma and spaces (also non-breaking ones) are understood by their place:
///
/// - Of point and comma together, the last is the decimal separator and the other one groups.
/// - A separator that occurs more than once groups.
/// - A single point or comma is the decimal separator, with one exception: in `1.234`, three digits follow and one to
///   three precede, the first of them not a zero. In a currency that is shown without decimals (forint, yen) this
///   is a thousand. In others it is refused as ambiguous, since guessing wrong is wrong by a factor of thousand.
/// - Groups have three digits, the first one to three, and one kind of separator.
///
/// A leading `-` or U+2212 makes the amount negative. `,50` is half a unit; `12,` is refused.
///
/// # Errors
///
/// See [`AmountError`]; the order of its variants is the order of the checks.
pub fn parse_amount(text: &str, rules: &CurrencyRules) -> Result<i64, AmountError> {
    read(text, rules, None)
}

/// The same as readers of `language` write it: for a Dutch one `1.500` is fifteen hundred.
///
/// # Errors
///
/// See [`AmountError`].
pub fn parse_amount_in(text: &str, rules: &CurrencyRules, language: Language) -> Result<i64, AmountError> {
    read(text, rules, Some(marks(language).0))
}

/// `group` is the mark that the reader puts between groups of digits.
fn read(text: &str, rules: &CurrencyRules, group: Option<char>) -> Result<i64, AmountError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(AmountError::Empty);
    }
    let (negative, figure) = split_sign(text);
    if !figure.chars().all(|c| c.is_ascii_digit() || is_mark(c)) || !figure.contains(|c: char| c.is_ascii_digit()) {
        return Err(AmountError::NotANumber);
    }
    let (whole, fraction) = split_decimals(figure, rules, group)?;
    let whole = without_groups(whole)?;
    if fraction.len() > usize::from(rules.exponent) {
        return Err(AmountError::TooManyDecimals);
    }
    let magnitude = scaled(&whole, fraction, rules.exponent).ok_or(AmountError::TooLarge)?;
    let minor = if negative { -magnitude } else { magnitude };
    i64::try_from(minor).map_err(|_| AmountError::TooLarge)
}

impl fmt::Display for AmountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "no amount",
            Self::NotANumber => "not an amount",
            Self::Ambiguous => "a thousand or a decimal",
            Self::TooManyDecimals => "more decimals than the currency has",
            Self::TooLarge => "amount too large",
        })
    }
}

impl error::Error for AmountError {}

/// Whether a leading minus sign was there, and what follows it.
pub(super) fn split_sign(text: &str) -> (bool, &str) {
    match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    }
}

/// The digits as one number, counted in units of the last of `decimals` decimals; `None` when it does not fit.
///
/// Both texts hold ASCII digits only, and the fraction not more than `decimals` of them.
pub(super) fn scaled(whole: &str, fraction: &str, decimals: u8) -> Option<i128> {
    let padding = usize::from(decimals).saturating_sub(fraction.len());
    whole
        .bytes()
        .chain(fraction.bytes())
        .chain(iter::repeat_n(b'0', padding))
        .try_fold(0_i128, |number, digit| number.checked_mul(10)?.checked_add(i128::from(digit.saturating_sub(b'0'))))
}

fn is_mark(c: char) -> bool {
    matches!(c, '.' | ',' | ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}')
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The part before the decimal separator, groups and all, and the digits behind it.
fn split_decimals<'a>(
    figure: &'a str,
    rules: &CurrencyRules,
    group: Option<char>,
) -> Result<(&'a str, &'a str), AmountError> {
    let points = figure.matches('.').count();
    let commas = figure.matches(',').count();
    let parts = match (points, commas) {
        (1, 0) | (0, 1) => figure.split_once(['.', ',']),
        (0, _) | (_, 0) => None,
        (1, _) if figure.rfind('.') > figure.rfind(',') => figure.split_once('.'),
        (_, 1) if figure.rfind(',') > figure.rfind('.') => figure.split_once(','),
        _ => return Err(AmountError::NotANumber),
    };
    let Some((whole, fraction)) = parts else {
        return Ok((figure, ""));
    };
    if fraction.is_empty() || !is_digits(fraction) {
        return Err(AmountError::NotANumber);
    }
    if points + commas == 1 && fraction.len() == 3 && may_lead_groups(whole) {
        let is_group = group.is_some_and(|group| figure.contains(group));
        return match rules.display_decimals {
            0 => Ok((figure, "")),
            _ if is_group => Ok((figure, "")),
            _ => Err(AmountError::Ambiguous),
        };
    }
    Ok((whole, fraction))
}

pub(super) fn may_lead_groups(digits: &str) -> bool {
    (1..=3).contains(&digits.len()) && is_digits(digits) && !digits.starts_with('0')
}

pub(super) fn without_groups(whole: &str) -> Result<String, AmountError> {
    let Some(mark) = whole.chars().find(|c| is_mark(*c)) else {
        return Ok(whole.to_owned());
    };
    let mut groups = whole.split(mark);
    // A second kind of mark is left inside a group, which then is not three digits.
    if groups.next().is_some_and(may_lead_groups) && groups.all(|group| group.len() == 3 && is_digits(group)) {
        Ok(whole.chars().filter(char::is_ascii_digit).collect())
    } else {
        Err(AmountError::NotANumber)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Currency;
    use super::*;

    fn euro(text: &str) -> Result<i64, AmountError> {
        parse_amount(text, &Currency::EUR.default_rules())
    }

    fn forint(text: &str) -> Result<i64, AmountError> {
        parse_amount(text, &Currency::HUF.default_rules())
    }

    #[test]
    fn every_country_writes_it_differently() {
        for text in [
            "1.234,50",
            "1,234.50",
            "1 234,50",
            "1\u{a0}234,50",
            "1\u{202f}234,50",
            "1\u{2009}234.50",
            "1234.5",
            "1234,5",
            "  1234,50 ",
        ] {
            assert_eq!(euro(text), Ok(123_450), "{text:?}");
        }
        assert_eq!(euro("1.234.567"), Ok(123_456_700));
        assert_eq!(euro("1,234,567.89"), Ok(123_456_789));
        assert_eq!(euro("12"), Ok(1_200));
        assert_eq!(euro(",50"), Ok(50));
        assert_eq!(euro("0.05"), Ok(5));
        assert_eq!(euro("007,5"), Ok(750));
    }

    #[test]
    fn a_readers_own_thousands_are_thousands() {
        let euro = Currency::EUR.default_rules();
        assert_eq!(parse_amount_in("1.500", &euro, Language::Nl), Ok(150_000));
        assert_eq!(parse_amount_in("1,500", &euro, Language::En), Ok(150_000));
        assert_eq!(parse_amount_in("1\u{202f}500", &euro, Language::Fr), Ok(150_000));
        assert_eq!(parse_amount_in("1.500", &euro, Language::Fr), Err(AmountError::Ambiguous));
        assert_eq!(parse_amount_in("1,500", &euro, Language::De), Err(AmountError::Ambiguous));
    }

    #[test]
    fn both_minus_signs_are_read() {
        assert_eq!(euro("-12,00"), Ok(-1_200));
        assert_eq!(euro("\u{2212}12,00"), Ok(-1_200));
        assert_eq!(euro("- 12"), Ok(-1_200));
        assert_eq!(euro("-0,00"), Ok(0));
        assert_eq!(euro("--12"), Err(AmountError::NotANumber));
        assert_eq!(euro("12-"), Err(AmountError::NotANumber));
    }

    #[test]
    fn three_digits_behind_one_separator_are_not_guessed() {
        assert_eq!(euro("1.234"), Err(AmountError::Ambiguous));
        assert_eq!(euro("1,234"), Err(AmountError::Ambiguous));
        assert_eq!(euro("-123,456"), Err(AmountError::Ambiguous));
        assert_eq!(euro("1 234"), Ok(123_400));
        assert_eq!(forint("1.234"), Ok(123_400));
        assert_eq!(forint("12,500"), Ok(1_250_000));
        assert_eq!(euro("0.234"), Err(AmountError::TooManyDecimals));
        assert_eq!(euro(".234"), Err(AmountError::TooManyDecimals));
        assert_eq!(euro("1234.567"), Err(AmountError::TooManyDecimals));
    }

    #[test]
    fn what_is_not_an_amount_is_refused() {
        assert_eq!(euro(""), Err(AmountError::Empty));
        assert_eq!(euro(" \u{a0}"), Err(AmountError::Empty));
        for text in [
            "-",
            ".",
            ",",
            "12,",
            "12.",
            "abc",
            "€12",
            "12 EUR",
            "1e3",
            "+5",
            "1 2",
            "1234 567",
            "1.23.456",
            "1.234,567,890.12",
            "1,5.000,2",
            "1 234.567,50",
            "0.234.567",
            "12,3 4",
            "１２",
        ] {
            assert_eq!(euro(text), Err(AmountError::NotANumber), "{text:?}");
        }
    }

    #[test]
    fn decimals_end_where_the_currency_ends() {
        assert_eq!(euro("1,005"), Err(AmountError::Ambiguous));
        assert_eq!(euro("12,3456"), Err(AmountError::TooManyDecimals));
        assert_eq!(euro("1.234,567"), Err(AmountError::TooManyDecimals));
        let yen = Currency::JPY.default_rules();
        assert_eq!(parse_amount("1,5", &yen), Err(AmountError::TooManyDecimals));
        assert_eq!(parse_amount("1,500", &yen), Ok(1_500));
    }

    #[test]
    fn the_largest_amounts_fit_and_nothing_more() {
        assert_eq!(euro("92233720368547758.07"), Ok(i64::MAX));
        assert_eq!(euro("-92233720368547758.08"), Ok(i64::MIN));
        assert_eq!(euro("92233720368547758.08"), Err(AmountError::TooLarge));
        assert_eq!(euro(&"9".repeat(200)), Err(AmountError::TooLarge));
    }
}
