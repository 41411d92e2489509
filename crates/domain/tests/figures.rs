//! What must hold for all amounts, not only for the examples: sums, shares, rounding, and reading what we wrote.

use domain::format;
use domain::language::Language;
use domain::money::{Currency, Quantity, parse_amount, round_to};
use domain::tax::{PriceMode, TaxClass, TaxLine, TaxProfile, TaxRules, assess};
use proptest::prelude::*;

fn any_currency() -> impl Strategy<Value = Currency> {
    prop::sample::select(vec![Currency::EUR, Currency::HUF, Currency::JPY, Currency::CHF])
}

fn any_language() -> impl Strategy<Value = Language> {
    prop::sample::select(Language::ALL.to_vec())
}

fn any_mode() -> impl Strategy<Value = PriceMode> {
    prop::sample::select(vec![PriceMode::Net, PriceMode::Gross])
}

fn any_profile() -> impl Strategy<Value = TaxProfile> {
    prop::sample::select(vec![TaxProfile::Domestic, TaxProfile::ReverseCharge, TaxProfile::Export])
}

fn any_class() -> impl Strategy<Value = TaxClass> {
    prop::sample::select(vec![TaxClass::Standard, TaxClass::Reduced, TaxClass::Zero, TaxClass::Exempt])
}

fn any_rules() -> impl Strategy<Value = TaxRules> {
    (0_u32..=2_700, 0_u32..=1_200).prop_map(|(standard, reduced)| TaxRules { standard, reduced })
}

fn any_lines() -> impl Strategy<Value = Vec<TaxLine>> {
    let line = (-2_000_000_i64..=2_000_000, any_class()).prop_map(|(amount, class)| TaxLine { amount, class });
    prop::collection::vec(line, 0..40)
}

/// Amounts small enough that most lines are about a rounding step, where sharing out goes wrong first.
fn small_amounts() -> impl Strategy<Value = Vec<i64>> {
    prop::collection::vec(-40_i64..=40, 1..40)
}

fn standard(amounts: &[i64], factor: i64) -> Vec<TaxLine> {
    amounts.iter().map(|amount| TaxLine { amount: amount * factor, class: TaxClass::Standard }).collect()
}

proptest! {
    #[test]
    fn lines_add_up_to_rates_and_rates_to_totals(
        mode in any_mode(),
        profile in any_profile(),
        rules in any_rules(),
        currency in any_currency(),
        lines in any_lines(),
    ) {
        let answer = assess(mode, profile, &rules, &currency.default_rules(), &lines)?;
        prop_assert_eq!(answer.lines.len(), lines.len());
        for (line, given) in answer.lines.iter().zip(&lines) {
            prop_assert_eq!(line.net + line.tax, line.gross);
            prop_assert_eq!(line.rate, rules.rate(profile, given.class));
            match (mode, profile) {
                (PriceMode::Net, _) => prop_assert_eq!(line.net, given.amount),
                (PriceMode::Gross, TaxProfile::Domestic) => prop_assert_eq!(line.gross, given.amount),
                (PriceMode::Gross, _) => prop_assert_eq!(line.tax, 0),
            }
        }
        for sum in &answer.by_rate {
            let of_rate: Vec<_> = answer.lines.iter().filter(|line| line.rate == sum.rate).collect();
            prop_assert_eq!(of_rate.iter().map(|line| line.net).sum::<i64>(), sum.net);
            prop_assert_eq!(of_rate.iter().map(|line| line.tax).sum::<i64>(), sum.tax);
            prop_assert_eq!(of_rate.iter().map(|line| line.gross).sum::<i64>(), sum.gross);
        }
        prop_assert_eq!(answer.lines.iter().map(|line| line.net).sum::<i64>(), answer.net);
        prop_assert_eq!(answer.lines.iter().map(|line| line.tax).sum::<i64>(), answer.tax);
        prop_assert_eq!(answer.lines.iter().map(|line| line.gross).sum::<i64>(), answer.gross);
        prop_assert_eq!(answer.by_rate.iter().map(|sum| sum.gross).sum::<i64>(), answer.gross);
        prop_assert_eq!(answer.net + answer.tax, answer.gross);
    }

    #[test]
    fn rounded_amounts_stay_rounded(
        mode in any_mode(),
        profile in any_profile(),
        currency in any_currency(),
        lines in any_lines(),
    ) {
        let currency_rules = currency.default_rules();
        let step = currency_rules.rounding_step;
        let lines: Vec<TaxLine> =
            lines.into_iter().map(|line| TaxLine { amount: line.amount * step, ..line }).collect();
        let answer = assess(mode, profile, &TaxRules::default(), &currency_rules, &lines)?;
        for line in &answer.lines {
            prop_assert_eq!((line.net % step, line.tax % step, line.gross % step), (0, 0, 0));
        }
    }

    #[test]
    fn a_share_is_less_than_a_step_off(
        mode in any_mode(),
        basis_points in 0_u32..=2_700,
        currency in any_currency(),
        amounts in small_amounts(),
    ) {
        let currency_rules = currency.default_rules();
        let step = currency_rules.rounding_step;
        let rules = TaxRules { standard: basis_points, reduced: 0 };
        let lines = standard(&amounts, step);
        let answer = assess(mode, TaxProfile::Domestic, &rules, &currency_rules, &lines)?;
        let numerator = i64::from(basis_points);
        let denominator = match mode {
            PriceMode::Net => 10_000,
            PriceMode::Gross => 10_000 + numerator,
        };
        for (line, given) in answer.lines.iter().zip(&lines) {
            prop_assert!((line.tax * denominator - given.amount * numerator).abs() < step * denominator);
        }
        let sum: i64 = lines.iter().map(|line| line.amount).sum();
        prop_assert!(2 * (answer.tax * denominator - sum * numerator).abs() <= step * denominator);
    }

    #[test]
    fn a_credit_note_mirrors_its_invoice(
        mode in any_mode(),
        basis_points in 0_u32..=2_700,
        currency in any_currency(),
        amounts in small_amounts(),
    ) {
        let currency_rules = currency.default_rules();
        let rules = TaxRules { standard: basis_points, reduced: 0 };
        let invoice = assess(mode, TaxProfile::Domestic, &rules, &currency_rules, &standard(&amounts, 1))?;
        let credit = assess(mode, TaxProfile::Domestic, &rules, &currency_rules, &standard(&amounts, -1))?;
        for (line, mirrored) in invoice.lines.iter().zip(&credit.lines) {
            prop_assert_eq!((line.net, line.tax, line.gross), (-mirrored.net, -mirrored.tax, -mirrored.gross));
        }
    }

    #[test]
    fn the_order_of_lines_does_not_change_the_sums(
        mode in any_mode(),
        profile in any_profile(),
        rules in any_rules(),
        lines in any_lines(),
    ) {
        let currency_rules = Currency::EUR.default_rules();
        let reversed: Vec<TaxLine> = lines.iter().rev().copied().collect();
        let one = assess(mode, profile, &rules, &currency_rules, &lines)?;
        let other = assess(mode, profile, &rules, &currency_rules, &reversed)?;
        prop_assert_eq!(one.by_rate, other.by_rate);
        prop_assert_eq!((one.net, one.tax, one.gross), (other.net, other.tax, other.gross));
    }

    #[test]
    fn what_we_write_we_can_read(language in any_language(), currency in any_currency(), minor in any::<i64>()) {
        let rules = currency.default_rules();
        let text = format::number(language, minor, rules.exponent);
        prop_assert_eq!(parse_amount(&text, &rules), Ok(minor), "{}", text);
    }

    #[test]
    fn small_amounts_too(
        language in any_language(),
        currency in any_currency(),
        minor in -2_000_000_i64..=2_000_000,
    ) {
        let rules = currency.default_rules();
        let text = format::number(language, minor, rules.exponent);
        prop_assert_eq!(parse_amount(&text, &rules), Ok(minor), "{}", text);
    }

    #[test]
    fn whole_forints_can_be_read(language in any_language(), forints in -20_000_000_i64..=20_000_000) {
        let text = format::number(language, forints, 0);
        prop_assert_eq!(parse_amount(&text, &Currency::HUF.default_rules()), Ok(forints * 100), "{}", text);
    }

    #[test]
    fn reading_never_panics(
        text in "[-0-9., \u{a0}\u{2212}]{0,24}",
        other in any::<String>(),
        currency in any_currency(),
    ) {
        let rules = currency.default_rules();
        for text in [text, other] {
            // Whatever is accepted can be written and read again.
            if let Ok(minor) = parse_amount(&text, &rules) {
                let written = format::number(Language::En, minor, rules.exponent);
                prop_assert_eq!(parse_amount(&written, &rules), Ok(minor));
            }
            if let Ok(quantity) = Quantity::parse(&text) {
                prop_assert!((1..=1_000_000_000).contains(&quantity.millis()));
            }
        }
    }

    #[test]
    fn rounding_is_symmetric_and_nearest(step in 1_i64..=1_000, minor in any::<i64>()) {
        let (wide, wide_step) = (i128::from(minor), i128::from(step));
        let rounded = round_to(step, wide);
        prop_assert_eq!(rounded, -round_to(step, -wide));
        prop_assert_eq!(rounded % wide_step, 0);
        prop_assert!(2 * (rounded - wide).abs() <= wide_step);
        // A half goes away from zero.
        prop_assert!(2 * (rounded - wide).abs() < wide_step || rounded.abs() > wide.abs());
    }

    #[test]
    fn a_price_is_the_nearest_step(
        thousandths in 1_i64..=1_000_000_000,
        price in 0_i64..=1_000_000,
        currency in any_currency(),
    ) {
        let rules = currency.default_rules();
        let quantity = Quantity::from_millis(thousandths);
        let total = quantity.times_price(price, &rules)?;
        prop_assert_eq!(total % rules.rounding_step, 0);
        prop_assert!(2 * (total * 1_000 - thousandths * price).abs() <= 1_000 * rules.rounding_step);
        prop_assert_eq!(quantity.times_price(-price, &rules)?, -total);
    }
}
