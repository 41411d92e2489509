//! Which part of a line's amounts goes on its next document.

use domain::{
    money::{CurrencyRules, Quantity},
    split::{Amounts, ByRate, Taxed, split},
    tax::{PriceMode, Rate},
};

/// What was written of a line before: so much of its quantity, with these amounts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Before {
    pub quantity: Quantity,
    pub amounts: Amounts,
}

/// A line, and how much of it goes on the document: nothing of those that are only a part of the same order or invoice.
#[derive(Clone, Copy, Debug)]
pub(super) struct Share {
    /// Of the whole line.
    pub amounts: Amounts,
    pub rate: Rate,
    pub whole: Quantity,
    /// What will be on no document.
    pub cancelled: Quantity,
    pub before: Before,
    pub now: Quantity,
    /// Its amounts stay what they are: nobody remembers what was written of it before.
    pub is_fixed: bool,
}

/// What goes on the document of each line; `lines` are all lines of the order or invoice.
///
/// The tax of each rate is rounded once for the document, as it is for an order, and then shared by its lines: rounded
/// line by line it would not be what the rate makes of the document. All documents together bear the tax of the whole.
pub(super) fn shared(lines: &[Share], mode: PriceMode, rules: &CurrencyRules) -> Vec<Amounts> {
    let mut parts: Vec<Amounts> = lines.iter().map(|line| of_line(line, mode, rules)).collect();
    let mut rates: Vec<Rate> = Vec::new();
    for line in lines.iter().filter(|line| line.now.millis() > 0 && line.rate.basis_points > 0) {
        if !rates.contains(&line.rate) {
            rates.push(line.rate);
        }
    }
    for rate in rates {
        let by_rate = ByRate { mode, rules, rate };
        let (mut whole, mut before, mut now) = (Taxed::default(), Taxed::default(), Taxed::default());
        let mut cancelled = 0;
        for (line, part) in lines.iter().zip(&parts).filter(|(line, _)| line.rate == rate) {
            add(&mut whole, &line.amounts, mode);
            add(&mut before, &line.before.amounts, mode);
            add(&mut now, part, mode);
            cancelled += split(&line.amounts, mode, rules, line.cancelled, line.whole).0.priced(mode);
        }
        let kept = whole.priced - cancelled;
        let kept = Taxed { priced: kept, tax: by_rate.tax_of(whole, kept) };
        let missing = by_rate.next_tax(kept, before, now.priced) - now.tax;
        deal(lines, &mut parts, &by_rate, by_rate.step(whole), missing);
    }
    parts
}

fn add(sum: &mut Taxed, amounts: &Amounts, mode: PriceMode) {
    sum.priced += amounts.priced(mode);
    sum.tax += amounts.tax;
}

fn of_line(line: &Share, mode: PriceMode, rules: &CurrencyRules) -> Amounts {
    if line.now.millis() <= 0 {
        return Amounts::NOTHING;
    }
    let part = next(&line.amounts, mode, rules, line.whole, &line.before, line.now);
    // Of earlier documents a line may have got a step of tax more than its own share, or less.
    let most = if mode == PriceMode::Gross { part.gross.max(0) } else { i64::MAX };
    part.with_tax(mode, part.tax.min(most).max(0))
}

/// Gives the missing tax to lines of the rate, or takes what is too much: a step from the line that it suits best, as often
/// as needed.
fn deal(lines: &[Share], parts: &mut [Amounts], by_rate: &ByRate<'_>, step: i64, mut missing: i64) {
    let mode = by_rate.mode;
    while missing != 0 {
        let by = missing.clamp(-step, step);
        let bears = |(_, (line, part)): &(usize, (&Share, &Amounts))| {
            let tax = part.tax + by;
            let may = line.rate == by_rate.rate && !line.is_fixed && line.now.millis() > 0;
            may && tax >= 0 && (mode == PriceMode::Net || tax <= part.gross)
        };
        let suits = |(_, (_, part)): &(usize, (&Share, &Amounts))| {
            by_rate.apart(part.priced(mode), part.tax) * i128::from(by.signum())
        };
        let best = lines.iter().zip(parts.iter()).enumerate().filter(bears).min_by_key(suits).map(|(place, _)| place);
        let Some(part) = best.and_then(|place| parts.get_mut(place)) else { return };
        *part = part.with_tax(mode, part.tax + by);
        missing -= by;
    }
}

/// The amounts of the next `now` of a line of `whole`, after what was written `before`, the line taken by itself.
///
/// What is left for later is a [`split()`] of the line, rounded down, and all else is on documents: whatever is shipped
/// in however many parts, the documents add up to the line, to the last unit. And where the rest is cancelled, they add up
/// to what an order says it comes to without it, which is the same split.
fn next(
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

    /// Two lines of three, at 128 and 712 forints, of which one is shipped: line by line it would be 228 forints of tax.
    #[test]
    fn tax_is_not_rounded_line_by_line() {
        let rules = Currency::HUF.default_rules();
        let rate = TaxRules { standard: 2_700, reduced: 500 }.rate(TaxProfile::Domestic, TaxClass::Standard);
        let line = |net: i64, tax: i64, shipped: i64| Share {
            amounts: Amounts { discount: 0, amount: net, net, tax, gross: net + tax },
            rate,
            whole: Quantity::from_units(3),
            cancelled: Quantity::default(),
            before: Before { quantity: Quantity::default(), amounts: NOTHING },
            now: Quantity::from_units(shipped),
            is_fixed: false,
        };
        let of = |shipped: i64| -> Vec<i64> {
            let lines = [line(38_400, 10_300, shipped), line(213_600, 57_700, shipped)];
            shared(&lines, PriceMode::Net, &rules).iter().map(|part| part.tax).collect()
        };
        assert_eq!(of(1).iter().sum::<i64>(), 22_700);
        assert_eq!(of(3), [10_300, 57_700], "all of it is the order, line by line");
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

        /// However many lines go in whatever parts: the tax of each document is what the rate makes of it to within a unit
        /// of the currency, as BR-CO-17 wants it, and all documents together are the order.
        #[test]
        fn the_tax_of_each_document_is_that_of_its_rate(prices in proptest::collection::vec((1i64..9_000, 1i64..20), 1..30),
                                                        rolls in proptest::collection::vec(0i64..1_000, 1..60),
                                                        gross_prices in any::<bool>(), forints in any::<bool>()) {
            let mode = if gross_prices { PriceMode::Gross } else { PriceMode::Net };
            let rules = if forints { Currency::HUF } else { Currency::EUR }.default_rules();
            let hungary = TaxRules { standard: 2_700, reduced: 500 };
            let taxed: Vec<TaxLine> = prices
                .iter()
                .map(|(price, pieces)| TaxLine { amount: price * pieces * rules.rounding_step, class: TaxClass::Standard })
                .collect();
            let order = assess(mode, TaxProfile::Domestic, &hungary, &rules, &taxed)
                .map_err(|error| TestCaseError::fail(error.to_string()))?;
            let none = Before { quantity: Quantity::default(), amounts: NOTHING };
            let mut lines: Vec<Share> = order
                .lines
                .iter()
                .zip(prices.iter().zip(&taxed))
                .map(|(line, ((_, pieces), taxed))| Share {
                    amounts: Amounts { discount: 0, amount: taxed.amount, net: line.net, tax: line.tax, gross: line.gross },
                    rate: line.rate,
                    whole: Quantity::from_units(*pieces),
                    cancelled: Quantity::default(),
                    before: none,
                    now: Quantity::default(),
                    is_fixed: false,
                })
                .collect();
            let mut all = NOTHING;
            for document in 0.. {
                let is_last = document == 4;
                let mut is_all = true;
                for (place, line) in lines.iter_mut().enumerate() {
                    let left = (line.whole.millis() - line.before.quantity.millis()) / 1_000;
                    let roll = rolls[(place + 7 * document) % rolls.len()];
                    let now = if is_last { left } else { roll % (left + 1) };
                    is_all = is_all && now == left;
                    line.now = Quantity::from_millis(now * 1_000);
                }
                let parts = shared(&lines, mode, &rules);
                let sums = parts.iter().fold(NOTHING, |all, part| sum(&all, part));
                prop_assert!(parts.iter().all(|part| part.net >= 0 && part.tax >= 0 && part.net + part.tax == part.gross));
                // The last one gets what rounding has left: where prices contain tax, that may be more now and then.
                if !is_all || !gross_prices {
                    let apart = (sums.tax * 10_000 - sums.net * 2_700).abs();
                    prop_assert!(apart < 100 * 10_000, "{}: {:?}", document, sums);
                }
                for (line, part) in lines.iter_mut().zip(&parts) {
                    let quantity = Quantity::from_millis(line.before.quantity.millis() + line.now.millis());
                    line.before = Before { quantity, amounts: sum(&line.before.amounts, part) };
                }
                all = sum(&all, &sums);
                if is_all {
                    break;
                }
            }
            prop_assert_eq!((all.net, all.tax, all.gross), (order.net, order.tax, order.gross));
        }
    }
}
