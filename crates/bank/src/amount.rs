//! Amounts as the standards write them.

use domain::money::Currency;

/// Digits, and behind `mark` the decimals, in minor units of the currency; no sign, no groups.
///
/// More decimals than the currency has are accepted when they are zeros: CAMT.053 allows five for every currency.
/// `None` for anything else, and for what does not fit.
pub(crate) fn decimal(text: &str, mark: char, currency: Currency) -> Option<i64> {
    let (whole, fraction) = text.split_once(mark).unwrap_or((text, ""));
    if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let exponent = usize::from(currency.default_rules().exponent);
    let fraction = if fraction.len() > exponent { fraction.trim_end_matches('0') } else { fraction };
    let padding = exponent.checked_sub(fraction.len())?;
    whole
        .bytes()
        .chain(fraction.bytes())
        .chain(std::iter::repeat_n(b'0', padding))
        .try_fold(0_i64, |number, digit| number.checked_mul(10)?.checked_add(i64::from(digit.saturating_sub(b'0'))))
}

/// Whether there is nothing but digits; so also when there is nothing.
pub(crate) fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_of_the_standards() {
        assert_eq!(decimal("1234.5", '.', Currency::EUR), Some(123_450));
        assert_eq!(decimal("12,", ',', Currency::EUR), Some(1_200));
        assert_eq!(decimal("12", '.', Currency::EUR), Some(1_200));
        assert_eq!(decimal("12500.00", '.', Currency::HUF), Some(1_250_000));
        assert_eq!(decimal("500.00", '.', Currency::JPY), Some(500));
        assert_eq!(decimal("10.50000", '.', Currency::EUR), Some(1_050));
        assert_eq!(decimal("92233720368547758.07", '.', Currency::EUR), Some(i64::MAX));
    }

    #[test]
    fn everything_else_is_none() {
        for text in ["", ".", ".5", "-5", "+5", "1,5", "1 000", "1.005", "1.2.3", "1e3", "x", "92233720368547758.08"] {
            assert_eq!(decimal(text, '.', Currency::EUR), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(minor in 0..=i64::MAX) {
            let text = format!("{},{:02}", minor / 100, minor % 100);
            prop_assert_eq!(decimal(&text, ',', Currency::EUR), Some(minor));
        }
    }
}
