//! Money: whole minor units of one ISO 4217 currency, never a float, never summed across currencies.
//!
//! Every operation that can leave the range or mix currencies says so.
//! Rounding is half away from zero everywhere, so that a credit note mirrors its invoice.

mod amount;
mod currency;
mod quantity;

use std::{error, fmt};

use serde::{Deserialize, Serialize};

pub use amount::{AmountError, parse_amount, parse_amount_in};
pub use currency::{Currency, CurrencyRules};
pub use quantity::{Quantity, QuantityError};

/// An amount of one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// The amount in minor units: cents for the euro, and hundredths of a forint, see [`CurrencyRules::exponent`].
    pub minor: i64,
    /// The currency that the minor units are of.
    pub currency: Currency,
}

/// Why an amount could not be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoneyError {
    /// The result does not fit.
    Overflow,
    /// Amounts of two currencies met.
    CurrencyMismatch,
}

impl Money {
    /// The sum of amounts that must all be of `currency`; zero when there are none.
    ///
    /// # Errors
    ///
    /// [`MoneyError::CurrencyMismatch`] for an amount of another currency, [`MoneyError::Overflow`] when the sum does
    /// not fit.
    pub fn sum(amounts: impl IntoIterator<Item = Self>, currency: Currency) -> Result<Self, MoneyError> {
        let zero = Self { minor: 0, currency };
        amounts.into_iter().try_fold(zero, Self::checked_add)
    }

    /// The sum.
    ///
    /// # Errors
    ///
    /// [`MoneyError::CurrencyMismatch`] or [`MoneyError::Overflow`].
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        self.with_minor(self.minor.checked_add(other.minor))
    }

    /// The difference.
    ///
    /// # Errors
    ///
    /// [`MoneyError::CurrencyMismatch`] or [`MoneyError::Overflow`].
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        self.with_minor(self.minor.checked_sub(other.minor))
    }

    /// The same amount with the other sign.
    ///
    /// # Errors
    ///
    /// [`MoneyError::Overflow`] for the one amount that has no counterpart.
    pub fn checked_neg(self) -> Result<Self, MoneyError> {
        self.with_minor(self.minor.checked_neg())
    }

    /// The amount so many times.
    ///
    /// # Errors
    ///
    /// [`MoneyError::Overflow`].
    pub fn checked_mul(self, times: i64) -> Result<Self, MoneyError> {
        self.with_minor(self.minor.checked_mul(times))
    }

    /// The amount as it can be paid in cash; the difference belongs on the receipt, not in the invoice.
    ///
    /// # Errors
    ///
    /// [`MoneyError::Overflow`].
    pub fn cash_rounded(self, rules: &CurrencyRules) -> Result<Self, MoneyError> {
        self.with_minor(i64::try_from(round_to(rules.cash_step, i128::from(self.minor))).ok())
    }

    /// Whether there is nothing to pay.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// Whether the amount is below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.minor < 0
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency { Ok(()) } else { Err(MoneyError::CurrencyMismatch) }
    }

    fn with_minor(self, minor: Option<i64>) -> Result<Self, MoneyError> {
        let minor = minor.ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }
}

impl fmt::Display for MoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Overflow => "the result does not fit",
            Self::CurrencyMismatch => "amounts of two currencies",
        })
    }
}

impl error::Error for MoneyError {}

/// The multiple of `step` nearest to `minor`, both in minor units, halves away from zero.
///
/// A step below 1 counts as 1.
#[must_use]
pub fn round_to(step: i64, minor: i128) -> i128 {
    let step = i128::from(step.max(1));
    divide_rounded(minor, step).saturating_mul(step)
}

/// The quotient rounded to the nearest integer, halves away from zero. The denominator is positive.
pub(crate) fn divide_rounded(numerator: i128, denominator: i128) -> i128 {
    let quotient = numerator / denominator;
    let remainder = (numerator % denominator).abs();
    // Not `2 * remainder >= denominator`, which could overflow.
    if remainder >= denominator - remainder { quotient + numerator.signum() } else { quotient }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn euro(minor: i64) -> Money {
        Money { minor, currency: Currency::EUR }
    }

    fn forint(minor: i64) -> Money {
        Money { minor, currency: Currency::HUF }
    }

    #[test]
    fn two_currencies_are_never_summed() {
        assert_eq!(euro(1).checked_add(forint(1)), Err(MoneyError::CurrencyMismatch));
        assert_eq!(euro(1).checked_sub(forint(1)), Err(MoneyError::CurrencyMismatch));
        assert_eq!(Money::sum([euro(1), forint(1)], Currency::EUR), Err(MoneyError::CurrencyMismatch));
        assert_eq!(Money::sum([euro(1), euro(2)], Currency::HUF), Err(MoneyError::CurrencyMismatch));
    }

    #[test]
    fn sums_and_differences() {
        assert_eq!(Money::sum([euro(150), euro(-50)], Currency::EUR), Ok(euro(100)));
        assert_eq!(Money::sum([], Currency::HUF), Ok(forint(0)));
        assert_eq!(euro(5).checked_sub(euro(7)), Ok(euro(-2)));
        assert_eq!(euro(5).checked_mul(-3), Ok(euro(-15)));
        assert_eq!(euro(5).checked_neg(), Ok(euro(-5)));
        assert!(euro(0).is_zero() && !euro(0).is_negative());
        assert!(euro(-1).is_negative());
    }

    #[test]
    fn nothing_wraps_around() {
        assert_eq!(euro(i64::MAX).checked_add(euro(1)), Err(MoneyError::Overflow));
        assert_eq!(euro(i64::MIN).checked_sub(euro(1)), Err(MoneyError::Overflow));
        assert_eq!(euro(i64::MIN).checked_neg(), Err(MoneyError::Overflow));
        assert_eq!(euro(i64::MAX).checked_mul(2), Err(MoneyError::Overflow));
        assert_eq!(forint(i64::MAX).cash_rounded(&Currency::HUF.default_rules()), Err(MoneyError::Overflow));
    }

    #[test]
    fn halves_go_away_from_zero() {
        assert_eq!(round_to(100, 150), 200);
        assert_eq!(round_to(100, -150), -200);
        assert_eq!(round_to(100, 149), 100);
        assert_eq!(round_to(100, -149), -100);
        assert_eq!(round_to(5, 12), 10);
        assert_eq!(round_to(5, 13), 15);
        assert_eq!(round_to(1, 7), 7);
        assert_eq!(round_to(0, 7), 7);
        assert_eq!(round_to(1, i128::MIN), i128::MIN);
    }

    #[test]
    fn cash_is_paid_in_coins_that_exist() {
        let rules = Currency::HUF.default_rules();
        assert_eq!(forint(123_200).cash_rounded(&rules), Ok(forint(123_000)));
        assert_eq!(forint(123_300).cash_rounded(&rules), Ok(forint(123_500)));
        let franc = Money { minor: 1_003, currency: Currency::CHF };
        let paid = franc.cash_rounded(&Currency::CHF.default_rules());
        assert_eq!(paid.map(|money| money.minor), Ok(1_005));
        assert_eq!(euro(1_003).cash_rounded(&Currency::EUR.default_rules()), Ok(euro(1_003)));
    }

    #[test]
    fn the_wire_carries_minor_units_and_code() -> serde_json::Result<()> {
        let json = serde_json::to_string(&euro(123_450))?;
        assert_eq!(json, r#"{"minor":123450,"currency":"EUR"}"#);
        assert_eq!(serde_json::from_str::<Money>(&json)?, euro(123_450));
        assert!(serde_json::from_str::<Money>(r#"{"minor":1.5,"currency":"EUR"}"#).is_err());
        Ok(())
    }
}
