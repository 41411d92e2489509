//! The price of one, so that the quantity at this price is the amount of the line.

use domain::money::Quantity;

use crate::{
    Line,
    decimal::{self, divided},
};

/// Decimals of a price before it is said for the whole quantity instead.
const MOST_DECIMALS: u32 = 4;

/// What a line says of its price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Price {
    value: i128,
    decimals: u32,
    /// BT-149, how many units the price is for, if not for one.
    pub base: Option<Quantity>,
}

impl Price {
    /// BT-146, in units of the currency.
    pub(crate) fn text(self) -> String {
        decimal::decimal(self.value, self.decimals, 2)
    }

    pub(crate) const fn is_negative(self) -> bool {
        self.value < 0
    }
}

/// The price of a line in a currency of this exponent.
///
/// The line's own if it explains the amount; otherwise the shortest of up to four decimals that does; otherwise the
/// amount itself, for the whole quantity.
pub(crate) fn of(line: &Line, exponent: u8) -> Price {
    // Amounts are compared as they are written: with two decimals, or those of the currency.
    let exponent = u32::from(exponent);
    let places = exponent.max(2);
    let up = 10_i128.pow(places - exponent);
    let millis = i128::from(line.quantity.millis());
    let total = (i128::from(line.net) + i128::from(line.discount)) * up;
    if let Some(price) = line.price {
        let price = i128::from(price) * up;
        if divided(price * millis, 1_000) == total {
            return Price { value: price, decimals: places, base: None };
        }
    }
    let whole = total * millis.signum();
    let quantity = millis.abs();
    if quantity == 0 {
        return Price { value: total, decimals: places, base: None };
    }
    for decimals in 2..=MOST_DECIMALS {
        let finer = 10_i128.pow(decimals);
        let coarser = 10_i128.pow(places);
        let value = divided(whole * 1_000 * finer, quantity * coarser);
        if divided(value * quantity * coarser, 1_000 * finer) == whole {
            return Price { value, decimals, base: None };
        }
    }
    let base = Quantity::from_millis(line.quantity.millis().saturating_abs());
    Price { value: whole, decimals: places, base: Some(base) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Category;

    fn line(millis: i64, net: i64, price: Option<i64>) -> Line {
        Line {
            id: "1".to_owned(),
            article: None,
            name: "Box".to_owned(),
            quantity: Quantity::from_millis(millis),
            unit: "C62",
            net,
            price,
            discount: 0,
            category: Category::Standard,
            rate: 2_100,
        }
    }

    fn said(line: &Line, exponent: u8) -> (String, Option<i64>) {
        let price = of(line, exponent);
        (price.text(), price.base.map(Quantity::millis))
    }

    fn one(text: &str) -> (String, Option<i64>) {
        (text.to_owned(), None)
    }

    #[test]
    fn a_price_that_explains_the_amount_stays() {
        assert_eq!(said(&line(40_000, 7_400, Some(185)), 2), one("1.85"));
        assert_eq!(said(&line(1_500, 500, Some(333)), 2), one("3.33"));
        assert_eq!(said(&line(2_000, 2_468, Some(1_234)), 0), one("1234.00"));
    }

    #[test]
    fn another_price_is_taken_from_the_amount() {
        assert_eq!(said(&line(3_000, 10_000, None), 2), one("33.333"));
        assert_eq!(said(&line(4_000, 10_000, Some(9)), 2), one("25.00"));
        assert_eq!(said(&line(8_000, 1_000, None), 2), one("1.25"));
        assert_eq!(said(&line(16_000, 1_000, None), 2), one("0.625"));
        // 1.5 times 333 forints, rounded to whole ones.
        assert_eq!(said(&line(1_500, 50_000, Some(33_300)), 2), one("333.33"));
    }

    #[test]
    fn what_four_decimals_do_not_say_is_said_for_the_whole_quantity() {
        assert_eq!(said(&line(700_000_000, 10_000, None), 2), ("100.00".to_owned(), Some(700_000_000)));
    }

    #[test]
    fn a_discount_is_taken_off_afterwards() {
        let line = Line { discount: 600, ..line(4_000, 3_400, None) };
        assert_eq!(said(&line, 2), one("10.00"));
    }

    #[test]
    fn what_is_taken_back_has_a_negative_quantity_and_no_negative_price() {
        assert_eq!(said(&line(-2_000, -500, None), 2), one("2.50"));
        assert!(!of(&line(-2_000, -500, None), 2).is_negative());
        assert!(of(&line(2_000, -500, None), 2).is_negative());
        assert_eq!(said(&line(0, 500, None), 2), one("5.00"));
    }
}
