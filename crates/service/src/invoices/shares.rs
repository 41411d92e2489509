//! Which part of a line's amounts goes on its next document.

use domain::{
    money::{CurrencyRules, Quantity},
    split::{Amounts, split},
    tax::PriceMode,
};

/// What was written of a line before: so much of its quantity, with these amounts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Before {
    pub quantity: Quantity,
    pub amounts: Amounts,
}

/// The amounts of the next `now` of a line of `whole`, after what was written `before`.
///
/// What is left for later is a [`split()`] of the line, rounded down, and all else is on documents: whatever is shipped
/// in however many parts, the documents add up to the line, to the last unit. And where the rest is cancelled, they add up
/// to what an order says it comes to without it, which is the same split.
pub(super) fn next(
    line: &Amounts,
    mode: PriceMode,
    rules: &CurrencyRules,
    whole: Quantity,
    before: &Before,
    now: Quantity,
) -> Amounts {
    let left = whole.millis().saturating_sub(before.quantity.millis()).saturating_sub(now.millis());
    let (_, until) = split(line, mode, rules, Quantity::from_millis(left.max(0)), whole);
    let already = &before.amounts;
    Amounts {
        discount: until.discount - already.discount,
        amount: until.amount - already.amount,
        net: until.net - already.net,
        tax: until.tax - already.tax,
        gross: until.gross - already.gross,
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        money::Currency,
        tax::{TaxClass, TaxLine, TaxProfile, TaxRules, assess},
    };
    use proptest::prelude::*;

    use super::*;

    const NOTHING: Amounts = Amounts { discount: 0, amount: 0, net: 0, tax: 0, gross: 0 };

    fn sum(one: &Amounts, other: &Amounts) -> Amounts {
        Amounts {
            discount: one.discount + other.discount,
            amount: one.amount + other.amount,
            net: one.net + other.net,
            tax: one.tax + other.tax,
            gross: one.gross + other.gross,
        }
    }

    proptest! {
        /// Whatever is shipped in whatever parts, and wherever the rest is cancelled: each document adds up, nothing is
        /// below zero, and all together are the line without what was cancelled.
        #[test]
        fn documents_add_up_to_the_line(steps in 0i64..10_000_000, discount in 0i64..1_000, whole in 1i64..50_000,
                                        cuts in proptest::collection::vec(1i64..20_000, 1..6), cancels in any::<bool>(),
                                        gross_prices in any::<bool>(), forints in any::<bool>(), profile in 0usize..3) {
            let mode = if gross_prices { PriceMode::Gross } else { PriceMode::Net };
            let rules = if forints { Currency::HUF } else { Currency::EUR }.default_rules();
            let profile = [TaxProfile::Domestic, TaxProfile::ReverseCharge, TaxProfile::Export][profile];
            let amount = steps * rules.rounding_step;
            let taxed = [TaxLine { amount, class: TaxClass::Standard }];
            let assessed = assess(mode, profile, &TaxRules::default(), &rules, &taxed)
                .map_err(|error| TestCaseError::fail(error.to_string()))?;
            let tax = assessed.lines[0];
            let discount = discount * rules.rounding_step;
            let line = Amounts { discount, amount, net: tax.net, tax: tax.tax, gross: tax.gross };
            let (mut before, mut shipped) = (Before { quantity: Quantity::default(), amounts: NOTHING }, 0);
            let mut parts = cuts;
            if !cancels {
                parts.push(i64::MAX);
            }
            for part in parts {
                let now = part.min(whole - shipped);
                if now == 0 {
                    break;
                }
                let of = Quantity::from_millis(whole);
                let next = next(&line, mode, &rules, of, &before, Quantity::from_millis(now));
                prop_assert_eq!(next.net + next.tax, next.gross);
                let all = [next.discount, next.amount, next.net, next.tax, next.gross];
                prop_assert!(all.iter().all(|amount| *amount >= 0), "{:?}", next);
                shipped += now;
                before = Before { quantity: Quantity::from_millis(shipped), amounts: sum(&before.amounts, &next) };
            }
            let (_, expected) =
                split(&line, mode, &rules, Quantity::from_millis(whole - shipped), Quantity::from_millis(whole));
            prop_assert_eq!(before.amounts, expected);
            if shipped == whole {
                prop_assert_eq!(before.amounts, line);
            }
        }
    }
}
