//! A line of an order in two parts: the amounts are shared, nothing is computed again.

use crate::{
    money::{CurrencyRules, Quantity, divide_rounded},
    tax::{PriceMode, Rate},
};

/// One hundred percent.
const WHOLE: i128 = 10_000;

/// The amounts of a line in minor units, as they are stored with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amounts {
    pub discount: i64,
    /// At the account's prices: for domestic sales it is net or gross, as the [`PriceMode`] says.
    pub amount: i64,
    pub net: i64,
    pub tax: i64,
    pub gross: i64,
}

impl Amounts {
    pub const NOTHING: Self = Self { discount: 0, amount: 0, net: 0, tax: 0, gross: 0 };

    /// What the customer's prices are in: the net, or the gross.
    #[must_use]
    pub const fn priced(&self, mode: PriceMode) -> i64 {
        match mode {
            PriceMode::Net => self.net,
            PriceMode::Gross => self.gross,
        }
    }

    /// The same at its price with another tax.
    #[must_use]
    pub const fn with_tax(self, mode: PriceMode, tax: i64) -> Self {
        match mode {
            PriceMode::Net => Self { tax, gross: self.net + tax, ..self },
            PriceMode::Gross => Self { tax, net: self.gross - tax, ..self },
        }
    }
}

/// What lines of one rate come to, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taxed {
    /// What the customer's prices are in, see [`Amounts::priced`].
    pub priced: i64,
    pub tax: i64,
}

/// How the tax of a rate is shared by documents and by what is cancelled: in which prices, and in which steps.
#[derive(Clone, Copy, Debug)]
pub struct ByRate<'a> {
    pub mode: PriceMode,
    pub rules: &'a CurrencyRules,
    pub rate: Rate,
}

impl ByRate<'_> {
    /// The tax of so much of `whole`: by the rate, rounded once. All of it bears all of the tax.
    ///
    /// Lines that are rounded each for itself are rounded to one side, and many of them make a tax that the rate does not
    /// make of the amount. Where the whole has such a tax already, its part has the same share of it.
    #[must_use]
    pub fn tax_of(&self, whole: Taxed, priced: i64) -> i64 {
        if priced >= whole.priced {
            return whole.tax;
        }
        let step = i128::from(self.step(whole));
        let (numerator, denominator) = self.fraction(whole, step);
        let tax = divide_rounded(i128::from(priced) * numerator, denominator * step) * step;
        i64::try_from(tax).unwrap_or(whole.tax).min(whole.tax).max(0)
    }

    /// The tax of the next part of `whole`, after what was written `before`: what is on documents with it bears what the
    /// rate makes of that, less what was written already. The last one gets the rest, so that all together bear the tax of
    /// the whole.
    ///
    /// What is rounded in prices that contain tax comes back larger when it is compared with the net amount. Where two
    /// roundings would add up to a whole unit of the currency, which no electronic invoice may have (BR-CO-17), this part
    /// is rounded to the other side.
    #[must_use]
    pub fn next_tax(&self, whole: Taxed, before: Taxed, priced: i64) -> i64 {
        let most = whole.tax.saturating_sub(before.tax).max(0);
        let within = |tax: i64| tax.min(most).max(0);
        let until = before.priced.saturating_add(priced);
        let near = within(self.tax_of(whole, until).saturating_sub(before.tax));
        let left = whole.priced.saturating_sub(until);
        if left <= 0 {
            return near;
        }
        let step = self.step(whole);
        let [more, less] = [near.saturating_add(step), near.saturating_sub(step)].map(within);
        let tries = [near, more, less, within(self.tax_of(whole, priced))];
        let fits = |tax: &i64| self.is_tax_of(priced, *tax);
        let leaves_what_fits = |tax: &i64| fits(tax) && self.is_tax_of(left, most - *tax);
        tries.into_iter().find(leaves_what_fits).or_else(|| tries.into_iter().find(fits)).unwrap_or(near)
    }

    /// How far a tax is from what the rate makes of the amount; only the order of such distances says something.
    #[must_use]
    pub fn apart(&self, priced: i64, tax: i64) -> i128 {
        let (numerator, denominator) = self.of_rate();
        i128::from(tax) * denominator - i128::from(priced) * numerator
    }

    /// The step in which the tax is, in minor units.
    #[must_use]
    pub fn step(&self, whole: Taxed) -> i64 {
        let step = self.rules.rounding_step.max(1);
        if whole.priced % step == 0 && whole.tax % step == 0 { step } else { 1 }
    }

    /// Whether it is the tax of the amount, to within a unit of the currency. The standard looks at hundredths of it, so
    /// half of one is left to that rounding.
    fn is_tax_of(&self, priced: i64, tax: i64) -> bool {
        let unit = 10_i128.saturating_pow(u32::from(self.rules.exponent));
        self.apart(priced, tax).saturating_abs().saturating_mul(200) < unit.saturating_mul(199 * WHOLE)
    }

    /// Which part of a price the tax is, by the rate.
    fn of_rate(&self) -> (i128, i128) {
        let rate = i128::from(self.rate.basis_points);
        match self.mode {
            PriceMode::Net => (rate, WHOLE),
            PriceMode::Gross => (rate, WHOLE + rate),
        }
    }

    fn fraction(&self, whole: Taxed, step: i128) -> (i128, i128) {
        let (numerator, denominator) = self.of_rate();
        if 2 * self.apart(whole.priced, whole.tax).abs() <= step * denominator {
            (numerator, denominator)
        } else {
            (i128::from(whole.tax), i128::from(whole.priced.max(1)))
        }
    }
}

/// The amounts of `part` and of the rest of a line over `whole`; together they are the line's, to the last unit.
///
/// What the customer's prices are in and the tax are shared, in the currency's rounding steps, and the third follows
/// from them: in both parts net and tax are gross, and a part's amount is the net or gross that it stands for. The
/// rest keeps what rounding leaves. Tax is not assessed again: two parts assessed apart could bear another sum.
#[must_use]
pub fn split(
    line: &Amounts,
    mode: PriceMode,
    rules: &CurrencyRules,
    part: Quantity,
    whole: Quantity,
) -> (Amounts, Amounts) {
    let step = step_of(line, rules);
    let share = |amount: i64| share(amount, part.millis(), whole.millis(), step);
    let tax = share(line.tax);
    let (net, gross) = match mode {
        PriceMode::Net => (share(line.net), share(line.net) + tax),
        PriceMode::Gross => (share(line.gross) - tax, share(line.gross)),
    };
    let first = Amounts { discount: share(line.discount), amount: share(line.amount), net, tax, gross };
    let rest = Amounts {
        discount: line.discount - first.discount,
        amount: line.amount - first.amount,
        net: line.net - first.net,
        tax: line.tax - first.tax,
        gross: line.gross - first.gross,
    };
    (first, rest)
}

/// The step in which the line's amounts are: the currency's, or one where the vendor has made it larger since.
fn step_of(line: &Amounts, rules: &CurrencyRules) -> i64 {
    let step = rules.rounding_step.max(1);
    let amounts = [line.discount, line.amount, line.net, line.tax, line.gross];
    if amounts.iter().all(|amount| amount % step == 0) { step } else { 1 }
}

/// `amount` times `part / whole`, toward zero to a multiple of `step`. More than the whole is the whole.
fn share(amount: i64, part: i64, whole: i64, step: i64) -> i64 {
    let whole = whole.max(1);
    let exact = i128::from(amount) * i128::from(part.clamp(0, whole)) / i128::from(whole);
    // Nearer to zero than `amount`, so it fits.
    i64::try_from(exact).unwrap_or(amount) / step * step
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        money::Currency,
        tax::{TaxClass, TaxLine, TaxProfile, TaxRules, assess},
    };

    fn half(line: &Amounts, mode: PriceMode, currency: Currency) -> (Amounts, Amounts) {
        split(line, mode, &currency.default_rules(), Quantity::from_units(1), Quantity::from_units(2))
    }

    #[test]
    fn where_prices_contain_tax_the_amount_is_the_gross() {
        let line = Amounts { discount: 0, amount: 122, net: 101, tax: 21, gross: 122 };
        let (part, rest) = half(&line, PriceMode::Gross, Currency::EUR);
        assert_eq!(part, Amounts { discount: 0, amount: 61, net: 51, tax: 10, gross: 61 });
        assert_eq!(rest, Amounts { discount: 0, amount: 61, net: 50, tax: 11, gross: 61 });
    }

    #[test]
    fn forints_stay_whole() {
        let line = Amounts { discount: 300, amount: 84_100, net: 84_100, tax: 22_700, gross: 106_800 };
        let (part, rest) = half(&line, PriceMode::Net, Currency::HUF);
        assert_eq!(part, Amounts { discount: 100, amount: 42_000, net: 42_000, tax: 11_300, gross: 53_300 });
        assert_eq!(rest, Amounts { discount: 200, amount: 42_100, net: 42_100, tax: 11_400, gross: 53_500 });
    }

    #[test]
    fn what_was_not_rounded_to_the_step_is_shared_in_units() {
        let line = Amounts { discount: 0, amount: 190, net: 90, tax: 100, gross: 190 };
        let (part, rest) = split(
            &line,
            PriceMode::Gross,
            &Currency::HUF.default_rules(),
            Quantity::from_units(9),
            Quantity::from_units(10),
        );
        assert_eq!((part.gross, part.tax, part.net), (171, 90, 81));
        assert_eq!((rest.gross, rest.tax, rest.net), (19, 10, 9));
    }

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
        /// Whatever is split, and split again: the parts sum to the line, each adds up, forints are whole and nothing
        /// is below zero.
        #[test]
        fn parts_sum_to_the_line(steps in 0i64..10_000_000, others in 0i64..10_000, discount in 0i64..1_000,
                                 gross_prices in any::<bool>(), forints in any::<bool>(), profile in 0usize..3,
                                 whole in 2i64..50_000, cuts in proptest::collection::vec(1i64..50_000, 1..4)) {
            let mode = if gross_prices { PriceMode::Gross } else { PriceMode::Net };
            let rules = if forints { Currency::HUF } else { Currency::EUR }.default_rules();
            let step = rules.rounding_step;
            let profile = [TaxProfile::Domestic, TaxProfile::ReverseCharge, TaxProfile::Export][profile];
            let lines = [steps, others].map(|steps| TaxLine { amount: steps * step, class: TaxClass::Standard });
            let assessed = assess(mode, profile, &TaxRules::default(), &rules, &lines)
                .map_err(|error| TestCaseError::fail(error.to_string()))?;
            let tax = assessed.lines[0];
            let line = Amounts { discount: discount * step, amount: lines[0].amount, net: tax.net, tax: tax.tax, gross: tax.gross };
            let (mut left, mut over) = (line, whole);
            for cut in cuts.into_iter().filter(|cut| *cut < whole) {
                if cut >= over {
                    break;
                }
                let (part, rest) = split(&left, mode, &rules, Quantity::from_millis(cut), Quantity::from_millis(over));
                prop_assert_eq!(sum(&part, &rest), left);
                for amounts in [&part, &rest] {
                    prop_assert_eq!(amounts.net + amounts.tax, amounts.gross);
                    let all = [amounts.discount, amounts.amount, amounts.net, amounts.tax, amounts.gross];
                    prop_assert!(all.iter().all(|amount| *amount >= 0 && amount % step == 0), "{:?}", amounts);
                    if profile == TaxProfile::Domestic {
                        prop_assert_eq!(amounts.amount, if gross_prices { amounts.gross } else { amounts.net });
                    }
                }
                (left, over) = (rest, over - cut);
            }
        }

        /// Whatever is stored with a line, be it none that [`assess`] would make today.
        #[test]
        fn no_part_is_below_zero(discount in 0i64..1_000_000, amount in 0i64..1_000_000_000, net in 0i64..1_000_000_000,
                                 tax in 0i64..300_000_000, gross_prices in any::<bool>(), forints in any::<bool>(),
                                 whole in 1i64..5_000_000, part in 0i64..6_000_000) {
            let line = Amounts { discount, amount, net, tax, gross: net + tax };
            let (first, rest) = split_of(&line, gross_prices, forints, part, whole);
            prop_assert_eq!(sum(&first, &rest), line);
            for amounts in [&first, &rest] {
                prop_assert_eq!(amounts.net + amounts.tax, amounts.gross);
                let all = [amounts.discount, amounts.amount, amounts.net, amounts.tax, amounts.gross];
                prop_assert!(all.iter().all(|amount| *amount >= 0), "{:?}", amounts);
            }
        }

        /// A credit is shared as what it takes back.
        #[test]
        fn a_credit_mirrors_what_it_takes_back(discount in 0i64..1_000_000, amount in 0i64..1_000_000_000,
                                               net in 0i64..1_000_000_000, tax in 0i64..300_000_000,
                                               gross_prices in any::<bool>(), forints in any::<bool>(),
                                               whole in 1i64..5_000_000, part in 0i64..6_000_000) {
            let line = Amounts { discount, amount, net, tax, gross: net + tax };
            let (first, rest) = split_of(&line, gross_prices, forints, part, whole);
            let credited = split_of(&turned(&line), gross_prices, forints, part, whole);
            prop_assert_eq!(credited, (turned(&first), turned(&rest)));
        }

        /// Half of two is half of two thousand: how a quantity is counted changes no amount.
        #[test]
        fn only_the_proportion_counts(amount in 0i64..1_000_000_000, tax in 0i64..300_000_000,
                                      gross_prices in any::<bool>(), forints in any::<bool>(),
                                      whole in 1i64..50_000, part in 0i64..60_000, times in 1i64..1_000) {
            let line = Amounts { discount: amount / 10, amount, net: amount, tax, gross: amount + tax };
            prop_assert_eq!(
                split_of(&line, gross_prices, forints, part, whole),
                split_of(&line, gross_prices, forints, part * times, whole * times)
            );
        }

        /// Nothing of a line costs nothing, all of it and more costs what it costs, and more never costs less.
        #[test]
        fn more_never_costs_less(amount in 0i64..1_000_000_000, tax in 0i64..300_000_000,
                                 gross_prices in any::<bool>(), forints in any::<bool>(),
                                 whole in 1i64..50_000, part in 0i64..50_000, more in 0i64..50_000) {
            let line = Amounts { discount: amount / 10, amount, net: amount, tax, gross: amount + tax };
            let of = |part| split_of(&line, gross_prices, forints, part, whole).0;
            prop_assert_eq!(of(0), Amounts { discount: 0, amount: 0, net: 0, tax: 0, gross: 0 });
            prop_assert_eq!(of(whole + more), line);
            let (less, all) = (of(part), of(part + more));
            prop_assert!(less.discount <= all.discount && less.amount <= all.amount, "{:?} {:?}", less, all);
            prop_assert!(less.tax <= all.tax && less.gross <= all.gross, "{:?} {:?}", less, all);
        }
    }

    fn split_of(line: &Amounts, gross_prices: bool, forints: bool, part: i64, whole: i64) -> (Amounts, Amounts) {
        let mode = if gross_prices { PriceMode::Gross } else { PriceMode::Net };
        let rules = if forints { Currency::HUF } else { Currency::EUR }.default_rules();
        split(line, mode, &rules, Quantity::from_millis(part), Quantity::from_millis(whole))
    }

    fn turned(line: &Amounts) -> Amounts {
        Amounts { discount: -line.discount, amount: -line.amount, net: -line.net, tax: -line.tax, gross: -line.gross }
    }
}
