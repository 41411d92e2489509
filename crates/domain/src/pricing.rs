//! The price of an article for an account: a list price with quantity breaks.

use serde::{Deserialize, Serialize};

use crate::money::{CurrencyRules, MoneyError, Quantity};

/// From `from` units on, each costs `unit_price`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceBreak {
    pub from: Quantity,
    /// Minor units of the list's currency.
    pub unit_price: i64,
}

/// What one line costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinePrice {
    /// The price of one, without quantity discount.
    pub list_price: i64,
    /// The price of one at this quantity.
    pub unit_price: i64,
    /// `unit_price` times the quantity, rounded once.
    pub amount: i64,
    /// What the quantity saved against the list price.
    pub discount: i64,
}

/// The price of `quantity` by `breaks`; `None` when the article has no price in this list and is not sold there.
///
/// # Errors
/// When the amount does not fit.
pub fn price_line(
    breaks: &[PriceBreak],
    quantity: Quantity,
    rules: &CurrencyRules,
) -> Result<Option<LinePrice>, MoneyError> {
    let Some(list_price) = breaks.iter().min_by_key(|step| step.from).map(|step| step.unit_price) else {
        return Ok(None);
    };
    let unit_price = breaks
        .iter()
        .filter(|step| step.from <= quantity)
        .max_by_key(|step| step.from)
        .map_or(list_price, |step| step.unit_price);
    let amount = quantity.times_price(unit_price, rules)?;
    let full = quantity.times_price(list_price, rules)?;
    Ok(Some(LinePrice { list_price, unit_price, amount, discount: (full - amount).max(0) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    #[test]
    fn the_highest_break_reached_counts() {
        let rules = Currency::EUR.default_rules();
        let breaks = [
            PriceBreak { from: Quantity::from_units(1), unit_price: 185 },
            PriceBreak { from: Quantity::from_units(100), unit_price: 170 },
        ];
        let line = price_line(&breaks, Quantity::from_units(40), &rules).ok().flatten();
        assert_eq!(line.map(|line| (line.unit_price, line.amount, line.discount)), Some((185, 7400, 0)));
        let line = price_line(&breaks, Quantity::from_units(100), &rules).ok().flatten();
        assert_eq!(line.map(|line| (line.unit_price, line.amount, line.discount)), Some((170, 17_000, 1500)));
        assert_eq!(price_line(&[], Quantity::from_units(1), &rules), Ok(None));
    }
}
