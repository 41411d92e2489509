//! Numbers as the documents write them: a point, no groups, no exponent (`xs:decimal`).

use domain::money::Quantity;

/// `value` over ten to the power of `decimals`, with `least` decimals or as many more as it takes to be exact.
pub(crate) fn decimal(value: i128, decimals: u32, least: usize) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let unit = 10_u128.pow(decimals);
    let (whole, rest) = (value.unsigned_abs() / unit, value.unsigned_abs() % unit);
    let width = usize::try_from(decimals).unwrap_or(0);
    let mut fraction = if decimals == 0 { String::new() } else { format!("{rest:0width$}") };
    while fraction.len() > least && fraction.ends_with('0') {
        fraction.pop();
    }
    while fraction.len() < least {
        fraction.push('0');
    }
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// An amount in minor units with two decimals, whatever the currency (EN 16931-1, 6.5.2); more only where that would
/// not be the amount, as for thousandths of a dinar, which [`crate::broken`] then says.
pub(crate) fn amount(minor: i64, exponent: u8) -> String {
    decimal(i128::from(minor), u32::from(exponent), 2)
}

/// A quantity with the decimals that it has.
pub(crate) fn quantity(quantity: Quantity) -> String {
    decimal(i128::from(quantity.millis()), 3, 0)
}

/// A rate in hundredths of a percent as percent.
pub(crate) fn percent(rate: u32) -> String {
    decimal(i128::from(rate), 2, 0)
}

/// The quotient rounded to the nearest integer, halves away from zero. The denominator is positive.
pub(crate) fn divided(numerator: i128, denominator: i128) -> i128 {
    let (quotient, rest) = (numerator / denominator, (numerator % denominator).abs());
    if rest >= denominator - rest { quotient + numerator.signum() } else { quotient }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_two_decimals() {
        assert_eq!(amount(123_456, 2), "1234.56");
        assert_eq!(amount(123_400, 2), "1234.00");
        assert_eq!(amount(5, 2), "0.05");
        assert_eq!(amount(-5, 2), "-0.05");
        assert_eq!(amount(0, 2), "0.00");
        assert_eq!(amount(1_234, 0), "1234.00");
        assert_eq!(amount(1_230, 3), "1.23");
        assert_eq!(amount(1_234, 3), "1.234");
        assert_eq!(amount(i64::MIN, 2), "-92233720368547758.08");
    }

    #[test]
    fn quantities_and_rates_have_the_decimals_that_they_need() {
        assert_eq!(quantity(Quantity::from_units(40)), "40");
        assert_eq!(quantity(Quantity::from_millis(1_500)), "1.5");
        assert_eq!(quantity(Quantity::from_millis(-1)), "-0.001");
        assert_eq!(percent(2_100), "21");
        assert_eq!(percent(550), "5.5");
        assert_eq!(percent(0), "0");
    }

    #[test]
    fn halves_go_away_from_zero() {
        assert_eq!([5, 4, -5, -4].map(|value| divided(value, 10)), [1, 0, -1, 0]);
    }
}
