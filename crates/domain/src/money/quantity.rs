//! How much of something: whole pieces and fractions such as 1.5 hours or 0.25 kg.

use std::{error, fmt};

use serde::{Deserialize, Serialize};

use super::amount::{may_lead_groups, scaled, split_sign, without_groups};
use super::{CurrencyRules, MoneyError, divide_rounded};
use crate::format::marks;
use crate::language::Language;

const THOUSANDTHS: i64 = 1_000;
const LARGEST_THOUSANDTHS: i128 = 1_000_000 * 1_000;

/// A quantity in thousandths of the article's unit, on the wire that number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quantity(i64);

/// Why a text is not a quantity that can be ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuantityError {
    /// Nothing was written.
    Empty,
    /// Something other than digits and one decimal separator.
    NotANumber,
    /// More than three decimals.
    TooManyDecimals,
    /// One separator and three zeros, which is one or a thousand: `1.000`.
    Ambiguous,
    /// Zero or less.
    NotPositive,
    /// More than a million units.
    TooLarge,
}

impl Quantity {
    /// So many whole units; beyond the 9 · 10¹⁵ that fit, the largest quantity.
    #[must_use]
    pub const fn from_units(units: i64) -> Self {
        Self(units.saturating_mul(THOUSANDTHS))
    }

    /// So many thousandths of the unit.
    #[must_use]
    pub const fn from_millis(thousandths: i64) -> Self {
        Self(thousandths)
    }

    /// The quantity in thousandths of the unit.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The number of units, if there is no fraction.
    #[must_use]
    pub const fn whole(self) -> Option<i64> {
        if self.0 % THOUSANDTHS == 0 { Some(self.0 / THOUSANDTHS) } else { None }
    }

    /// Whether this quantity can be had in packs of `step`; never for a step of zero or less.
    #[must_use]
    pub const fn is_multiple_of(self, step: Self) -> bool {
        step.0 > 0 && self.0 % step.0 == 0
    }

    /// The sum.
    ///
    /// # Errors
    ///
    /// [`MoneyError::Overflow`] when it does not fit.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.0.checked_add(other.0).map(Self).ok_or(MoneyError::Overflow)
    }

    /// The difference.
    ///
    /// # Errors
    ///
    /// [`MoneyError::Overflow`] when it does not fit.
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.0.checked_sub(other.0).map(Self).ok_or(MoneyError::Overflow)
    }

    /// The price of this quantity in minor units, rounded once, half away from zero, to the currency's rounding step.
    ///
    /// # Errors
    ///
    /// [`MoneyError::Overflow`] when the price does not fit.
    pub fn times_price(self, unit_price_minor: i64, rules: &CurrencyRules) -> Result<i64, MoneyError> {
        let step = i128::from(rules.rounding_step.max(1));
        let exact = i128::from(self.0) * i128::from(unit_price_minor);
        let steps = divide_rounded(exact, i128::from(THOUSANDTHS) * step);
        i64::try_from(steps * step).map_err(|_| MoneyError::Overflow)
    }

    /// Reads a quantity as people write it, with a decimal comma or point and at most three decimals.
    ///
    /// Of point and comma together the last is the decimal mark; a mark that occurs more than once and spaces of any
    /// width are between groups of three digits. `1.250` is one and a quarter, but `1.000` is refused: to many it is a
    /// thousand, and read as 1 it would pass every check on whole pieces unseen.
    ///
    /// # Errors
    ///
    /// See [`QuantityError`].
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        Self::read(text, None)
    }

    /// The same as readers of `language` write it: for a Dutch one `1.500` is fifteen hundred, for an English one it is
    /// one and a half. A mark that the language has no use for is refused where it could be either.
    ///
    /// # Errors
    ///
    /// See [`QuantityError`].
    pub fn parse_in(text: &str, language: Language) -> Result<Self, QuantityError> {
        Self::read(text, Some(language))
    }

    fn read(text: &str, language: Option<Language>) -> Result<Self, QuantityError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(QuantityError::Empty);
        }
        let (negative, figure) = split_sign(text);
        let (whole, fraction) = match decimal_mark(figure, language)? {
            Some(mark) => figure.rsplit_once(mark).filter(|(_, fraction)| !fraction.is_empty()),
            None => Some((figure, "")).filter(|_| !figure.is_empty()),
        }
        .ok_or(QuantityError::NotANumber)?;
        let whole = without_groups(whole).map_err(|_| QuantityError::NotANumber)?;
        if !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
            return Err(QuantityError::NotANumber);
        }
        if fraction.len() > 3 {
            return Err(QuantityError::TooManyDecimals);
        }
        let thousandths = scaled(&whole, fraction, 3)
            .filter(|thousandths| *thousandths <= LARGEST_THOUSANDTHS)
            .ok_or(QuantityError::TooLarge)?;
        if negative || thousandths == 0 {
            return Err(QuantityError::NotPositive);
        }
        i64::try_from(thousandths).map(Self).map_err(|_| QuantityError::TooLarge)
    }
}

/// Which of the figure's marks stands before its decimals, if any does.
fn decimal_mark(figure: &str, language: Option<Language>) -> Result<Option<char>, QuantityError> {
    let (points, commas) = (figure.matches('.').count(), figure.matches(',').count());
    let mark = match (points, commas) {
        (1, 0) => '.',
        (0, 1) => ',',
        (0, _) | (_, 0) => return Ok(None),
        (1, _) if figure.rfind('.') > figure.rfind(',') => return Ok(Some('.')),
        (_, 1) if figure.rfind(',') > figure.rfind('.') => return Ok(Some(',')),
        _ => return Err(QuantityError::NotANumber),
    };
    let (whole, fraction) = figure.split_once(mark).unwrap_or((figure, ""));
    let is_either = fraction.len() == 3 && may_lead_groups(whole);
    match language.map(marks) {
        _ if !is_either => Ok(Some(mark)),
        Some((group, _)) if group == mark => Ok(None),
        // Nobody gives three zeros as decimals of what is sold by the piece.
        Some((_, decimal)) if decimal == mark && fraction != "000" => Ok(Some(mark)),
        None if fraction != "000" => Ok(Some(mark)),
        _ => Err(QuantityError::Ambiguous),
    }
}

impl fmt::Display for QuantityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "no quantity",
            Self::NotANumber => "not a quantity",
            Self::TooManyDecimals => "more than three decimals",
            Self::Ambiguous => "one or a thousand",
            Self::NotPositive => "not more than zero",
            Self::TooLarge => "quantity too large",
        })
    }
}

impl error::Error for QuantityError {}

#[cfg(test)]
mod tests {
    use super::super::Currency;
    use super::*;

    #[test]
    fn comma_and_point_are_decimals() {
        let read = |text: &str| Quantity::parse(text).map(Quantity::millis);
        assert_eq!(read("3"), Ok(3_000));
        assert_eq!(read(" 1,5 "), Ok(1_500));
        assert_eq!(read("1.25"), Ok(1_250));
        assert_eq!(read("1.250"), Ok(1_250));
        assert_eq!(read("0,001"), Ok(1));
        assert_eq!(read(".5"), Ok(500));
        assert_eq!(read("1000000"), Ok(1_000_000_000));
    }

    #[test]
    fn thousands_are_read_as_they_are_written() {
        for space in [' ', '\u{a0}', '\u{2009}', '\u{202f}'] {
            assert_eq!(Quantity::parse(&format!("1{space}500")), Ok(Quantity::from_units(1_500)), "{space:?}");
            assert_eq!(Quantity::parse(&format!("1{space}500,5")), Ok(Quantity::from_millis(1_500_500)), "{space:?}");
        }
        assert_eq!(Quantity::parse("1.000,5"), Ok(Quantity::from_millis(1_000_500)));
        assert_eq!(Quantity::parse("1,000.5"), Ok(Quantity::from_millis(1_000_500)));
        assert_eq!(Quantity::parse("1.000.000"), Ok(Quantity::from_units(1_000_000)));
        for language in Language::ALL {
            for thousandths in [1, 250, 1_125, 12_500, 1_500_000, 1_234_567, 12_000_000, 1_000_000_000] {
                let quantity = Quantity::from_millis(thousandths);
                let written = crate::format::quantity(language, quantity);
                assert_eq!(Quantity::parse_in(&written, language), Ok(quantity), "{language:?}: {written}");
            }
        }
    }

    #[test]
    fn a_mark_means_what_the_language_means_by_it() {
        let read = |text: &str, language| Quantity::parse_in(text, language).map(Quantity::millis);
        assert_eq!(read("1.500", Language::De), Ok(1_500_000));
        assert_eq!(read("1.000", Language::Nl), Ok(1_000_000));
        assert_eq!(read("1.500", Language::En), Ok(1_500));
        assert_eq!(read("1,500", Language::En), Ok(1_500_000));
        assert_eq!(read("1,500", Language::Hu), Ok(1_500));
        assert_eq!(read("1,000", Language::Hu), Err(QuantityError::Ambiguous));
        assert_eq!(read("1.500", Language::Fr), Err(QuantityError::Ambiguous));
        assert_eq!(read("1.5", Language::Fr), Ok(1_500));
    }

    #[test]
    fn what_cannot_be_ordered_is_refused() {
        let cases = [
            ("", QuantityError::Empty),
            ("x", QuantityError::NotANumber),
            ("1,", QuantityError::NotANumber),
            ("-", QuantityError::NotANumber),
            ("1 00", QuantityError::NotANumber),
            ("1 0000", QuantityError::NotANumber),
            ("0 500", QuantityError::NotANumber),
            ("1 500 ,5", QuantityError::NotANumber),
            ("1,5.000,5", QuantityError::NotANumber),
            ("1,2345", QuantityError::TooManyDecimals),
            ("1.000", QuantityError::Ambiguous),
            ("250,000", QuantityError::Ambiguous),
            ("0", QuantityError::NotPositive),
            ("0.000", QuantityError::NotPositive),
            ("-2", QuantityError::NotPositive),
            ("1000000,001", QuantityError::TooLarge),
            ("99999999999999999999999999999999999999999", QuantityError::TooLarge),
        ];
        for (text, error) in cases {
            assert_eq!(Quantity::parse(text), Err(error), "{text:?}");
        }
    }

    #[test]
    fn a_price_is_rounded_once_and_away_from_zero() {
        let euro = Currency::EUR.default_rules();
        let half = Quantity::from_millis(500);
        assert_eq!(half.times_price(1_999, &euro), Ok(1_000));
        assert_eq!(half.times_price(-1_999, &euro), Ok(-1_000));
        assert_eq!(Quantity::from_units(3).times_price(1_999, &euro), Ok(5_997));
        assert_eq!(Quantity::from_millis(333).times_price(10_000, &euro), Ok(3_330));
        // 0.333 × 148.64 Ft is 49.497 Ft; rounded to hundredths first it would be 49.50 Ft and then 50 Ft.
        let forint = Currency::HUF.default_rules();
        assert_eq!(half.times_price(9_990, &forint), Ok(5_000));
        assert_eq!(Quantity::from_millis(333).times_price(14_864, &forint), Ok(4_900));
        assert_eq!(Quantity::from_units(i64::MAX).times_price(i64::MAX, &euro), Err(MoneyError::Overflow));
    }

    #[test]
    fn packs_and_pieces() {
        let dozen = Quantity::from_units(12);
        assert!(Quantity::from_units(24).is_multiple_of(dozen));
        assert!(!Quantity::from_units(25).is_multiple_of(dozen));
        assert!(!dozen.is_multiple_of(Quantity::default()));
        assert_eq!(dozen.whole(), Some(12));
        assert_eq!(Quantity::from_millis(12_500).whole(), None);
        assert_eq!(dozen.checked_sub(Quantity::from_units(2)), Ok(Quantity::from_units(10)));
        assert_eq!(Quantity::from_millis(i64::MAX).checked_add(dozen), Err(MoneyError::Overflow));
    }
}
