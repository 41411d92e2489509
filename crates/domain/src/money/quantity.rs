//! How much of something: whole pieces and fractions such as 1.5 hours or 0.25 kg.

use std::{error, fmt};

use serde::{Deserialize, Serialize};

use super::amount::{scaled, split_sign};
use super::{CurrencyRules, MoneyError, divide_rounded};

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
    /// There are no groups in quantities, so `1.250` is one and a quarter.
    /// `1.000` is refused: to many it is a thousand, and read as 1 it would pass every check on whole pieces unseen.
    ///
    /// # Errors
    ///
    /// See [`QuantityError`].
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(QuantityError::Empty);
        }
        let (negative, figure) = split_sign(text);
        let (whole, fraction) = match figure.split_once(['.', ',']) {
            Some((_, "")) => return Err(QuantityError::NotANumber),
            Some(parts) => parts,
            None if figure.is_empty() => return Err(QuantityError::NotANumber),
            None => (figure, ""),
        };
        if !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
            return Err(QuantityError::NotANumber);
        }
        if fraction.len() > 3 {
            return Err(QuantityError::TooManyDecimals);
        }
        if fraction == "000" && (1..=3).contains(&whole.len()) && !whole.starts_with('0') {
            return Err(QuantityError::Ambiguous);
        }
        let thousandths = scaled(whole, fraction, 3)
            .filter(|thousandths| *thousandths <= LARGEST_THOUSANDTHS)
            .ok_or(QuantityError::TooLarge)?;
        if negative || thousandths == 0 {
            return Err(QuantityError::NotPositive);
        }
        i64::try_from(thousandths).map(Self).map_err(|_| QuantityError::TooLarge)
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
    fn what_cannot_be_ordered_is_refused() {
        let cases = [
            ("", QuantityError::Empty),
            ("x", QuantityError::NotANumber),
            ("1,", QuantityError::NotANumber),
            ("-", QuantityError::NotANumber),
            ("1 000", QuantityError::NotANumber),
            ("1.000,5", QuantityError::NotANumber),
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
