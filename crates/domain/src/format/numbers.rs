//! Numbers, amounts, percentages and quantities.

use crate::language::Language;
use crate::money::{Currency, CurrencyRules, Money, Quantity};

const MINUS: char = '\u{2212}';
const NO_BREAK_SPACE: char = '\u{a0}';
const NARROW_NO_BREAK_SPACE: char = '\u{202f}';

/// A number of which the last `decimals` digits are decimals: 123450 with 2 is `1,234.50` in English.
#[must_use]
pub fn number(language: Language, value: i64, decimals: u8) -> String {
    let figure = magnitude(language, value.unsigned_abs(), decimals);
    if value < 0 { format!("{MINUS}{figure}") } else { figure }
}

/// An amount with its currency, as in `−€1,284.50`.
///
/// It has the currency's display decimals, or all decimals when some of it would be hidden otherwise.
/// A symbol is used where it can mean only one currency to this reader, else the ISO 4217 code: an Australian dollar
/// is never a bare `$`.
#[must_use]
pub fn money(language: Language, money: Money, rules: &CurrencyRules) -> String {
    let (value, decimals) = shown_digits(money.minor.unsigned_abs(), rules);
    let figure = magnitude(language, value, decimals);
    let symbol = symbol(language, &money.currency);
    let minus = if money.is_negative() { "\u{2212}" } else { "" };
    match language {
        // CLDR's currency spacing: a code needs a space before the digits, a sign does not.
        Language::En if symbol.ends_with(char::is_alphabetic) => format!("{minus}{symbol}{NO_BREAK_SPACE}{figure}"),
        Language::En => format!("{minus}{symbol}{figure}"),
        Language::Nl => format!("{minus}{symbol}{NO_BREAK_SPACE}{figure}"),
        Language::Hu | Language::De | Language::Es | Language::Fr => format!("{minus}{figure}{NO_BREAK_SPACE}{symbol}"),
    }
}

/// A rate in hundredths of a percent, without needless decimals: 2100 is `21%`, or `21 %` with a non-breaking space.
#[must_use]
pub fn percent(language: Language, basis_points: u32) -> String {
    let figure = without_trailing_zeros(language, u64::from(basis_points), 2);
    match language {
        Language::En | Language::Nl | Language::Hu => format!("{figure}%"),
        Language::De | Language::Es | Language::Fr => format!("{figure}{NO_BREAK_SPACE}%"),
    }
}

/// A quantity without its unit and without needless decimals.
#[must_use]
pub fn quantity(language: Language, quantity: Quantity) -> String {
    let figure = without_trailing_zeros(language, quantity.millis().unsigned_abs(), 3);
    if quantity.millis() < 0 { format!("{MINUS}{figure}") } else { figure }
}

/// The size of a file in bytes, decimal units: `340 kB`, `1.2 MB`; in French octets.
#[must_use]
pub fn file_size(language: Language, bytes: i64) -> String {
    let unit = if language == Language::Fr { 'o' } else { 'B' };
    let kilo = bytes.max(0).unsigned_abs().div_ceil(1_000);
    if kilo < 1_000 {
        format!("{}{NO_BREAK_SPACE}k{unit}", magnitude(language, kilo, 0))
    } else {
        format!("{}{NO_BREAK_SPACE}M{unit}", magnitude(language, kilo.div_ceil(100), 1))
    }
}

/// The mark between groups of three digits, and the one before decimals.
#[must_use]
pub const fn marks(language: Language) -> (char, char) {
    let Separators { group, decimal, .. } = separators(language);
    (group, decimal)
}

struct Separators {
    group: char,
    decimal: char,
    /// Digits before the first separator that it takes to have one: with 2, `1234` but `12.345`.
    minimum_grouping: usize,
}

/// CLDR: symbols and `minimumGroupingDigits` of each locale.
const fn separators(language: Language) -> Separators {
    let (group, decimal, minimum_grouping) = match language {
        Language::En => (',', '.', 1),
        Language::Nl | Language::De => ('.', ',', 1),
        Language::Hu => (NO_BREAK_SPACE, ',', 2),
        Language::Es => ('.', ',', 2),
        Language::Fr => (NARROW_NO_BREAK_SPACE, ',', 1),
    };
    Separators { group, decimal, minimum_grouping }
}

fn magnitude(language: Language, value: u64, decimals: u8) -> String {
    let Separators { group, decimal, minimum_grouping } = separators(language);
    let decimals = usize::from(decimals);
    let digits = format!("{value:0width$}", width = decimals + 1);
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    let grouped = whole.len() >= 3 + minimum_grouping;
    let mut text = String::with_capacity(digits.len() + 8);
    for (position, digit) in whole.chars().enumerate() {
        if grouped && position > 0 && (whole.len() - position).is_multiple_of(3) {
            text.push(group);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(decimal);
        text.push_str(fraction);
    }
    text
}

fn without_trailing_zeros(language: Language, mut value: u64, mut decimals: u8) -> String {
    while decimals > 0 && value.is_multiple_of(10) {
        value /= 10;
        decimals -= 1;
    }
    magnitude(language, value, decimals)
}

/// The digits to show of an amount in minor units, and how many of them are decimals.
fn shown_digits(minor: u64, rules: &CurrencyRules) -> (u64, u8) {
    let hidden = rules.exponent.saturating_sub(rules.display_decimals);
    match 10_u64.checked_pow(u32::from(hidden)) {
        Some(divisor) if minor.is_multiple_of(divisor) => (minor / divisor, rules.exponent - hidden),
        _ => (minor, rules.exponent),
    }
}

/// CLDR: the symbol of each locale, or the code where CLDR has none.
fn symbol(language: Language, currency: &Currency) -> &str {
    match (*currency, language) {
        (Currency::EUR, _) => "€",
        (Currency::HUF, Language::Hu) => "Ft",
        (Currency::GBP, Language::En | Language::Nl | Language::De) => "£",
        (Currency::GBP, Language::Fr) => "£GB",
        (Currency::USD, Language::De) => "$",
        (Currency::USD, Language::En | Language::Nl | Language::Es) => "US$",
        (Currency::USD, Language::Fr) => "$US",
        (Currency::JPY, Language::Hu | Language::De) => "¥",
        (Currency::JPY, Language::En | Language::Nl) => "JP¥",
        _ => currency.code(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(language: Language, minor: i64, currency: Currency) -> String {
        money(language, Money { minor, currency }, &currency.default_rules())
    }

    #[test]
    fn files_have_a_size_that_one_can_read() {
        assert_eq!(file_size(Language::En, 339_001), "340\u{a0}kB");
        assert_eq!(file_size(Language::Fr, 1_150_000), "1,2\u{a0}Mo");
        assert_eq!(file_size(Language::De, 0), "0\u{a0}kB");
    }

    #[test]
    fn digits_are_grouped_as_each_language_does() {
        let cases = [
            (Language::En, "1,234", "12,345", "\u{2212}1,234,567.89"),
            (Language::Nl, "1.234", "12.345", "\u{2212}1.234.567,89"),
            (Language::Hu, "1234", "12\u{a0}345", "\u{2212}1\u{a0}234\u{a0}567,89"),
            (Language::De, "1.234", "12.345", "\u{2212}1.234.567,89"),
            (Language::Es, "1234", "12.345", "\u{2212}1.234.567,89"),
            (Language::Fr, "1\u{202f}234", "12\u{202f}345", "\u{2212}1\u{202f}234\u{202f}567,89"),
        ];
        for (language, four, five, negative) in cases {
            assert_eq!(number(language, 1_234, 0), four);
            assert_eq!(number(language, 12_345, 0), five);
            assert_eq!(number(language, -123_456_789, 2), negative);
        }
        assert_eq!(number(Language::En, 0, 0), "0");
        assert_eq!(number(Language::En, 5, 2), "0.05");
        assert_eq!(number(Language::En, i64::MIN, 0), "\u{2212}9,223,372,036,854,775,808");
    }

    #[test]
    fn money_in_each_language() {
        let cases = [
            (Language::En, "€1,284.50", "\u{2212}€12,345.50", "HUF\u{a0}12,500"),
            (Language::Nl, "€\u{a0}1.284,50", "\u{2212}€\u{a0}12.345,50", "HUF\u{a0}12.500"),
            (Language::Hu, "1284,50\u{a0}€", "\u{2212}12\u{a0}345,50\u{a0}€", "12\u{a0}500\u{a0}Ft"),
            (Language::De, "1.284,50\u{a0}€", "\u{2212}12.345,50\u{a0}€", "12.500\u{a0}HUF"),
            (Language::Es, "1284,50\u{a0}€", "\u{2212}12.345,50\u{a0}€", "12.500\u{a0}HUF"),
            (Language::Fr, "1\u{202f}284,50\u{a0}€", "\u{2212}12\u{202f}345,50\u{a0}€", "12\u{202f}500\u{a0}HUF"),
        ];
        for (language, euro, negative, forint) in cases {
            assert_eq!(shown(language, 128_450, Currency::EUR), euro);
            assert_eq!(shown(language, -1_234_550, Currency::EUR), negative);
            assert_eq!(shown(language, 1_250_000, Currency::HUF), forint);
        }
    }

    #[test]
    fn a_fraction_is_never_hidden() {
        assert_eq!(shown(Language::Hu, 1_250_050, Currency::HUF), "12\u{a0}500,50\u{a0}Ft");
        assert_eq!(shown(Language::Hu, 0, Currency::HUF), "0\u{a0}Ft");
        assert_eq!(shown(Language::De, 1_285, Currency::JPY), "1.285\u{a0}¥");
    }

    #[test]
    fn an_australian_dollar_is_never_a_bare_dollar() {
        let texts: Vec<String> = Currency::parse("AUD")
            .into_iter()
            .flat_map(|australian| Language::ALL.map(|language| shown(language, 2_500, australian)))
            .collect();
        assert_eq!(texts.len(), Language::ALL.len());
        assert!(texts.iter().all(|text| text.contains("AUD") && !text.contains('$')), "{texts:?}");
        assert_eq!(shown(Language::En, 2_500, Currency::USD), "US$25.00");
        assert_eq!(shown(Language::En, 2_500, Currency::CHF), "CHF\u{a0}25.00");
    }

    #[test]
    fn percent_in_each_language() {
        assert_eq!(percent(Language::En, 2_100), "21%");
        assert_eq!(percent(Language::Nl, 550), "5,5%");
        assert_eq!(percent(Language::Hu, 2_700), "27%");
        assert_eq!(percent(Language::De, 1_900), "19\u{a0}%");
        assert_eq!(percent(Language::Es, 525), "5,25\u{a0}%");
        assert_eq!(percent(Language::Fr, 0), "0\u{a0}%");
        assert_eq!(percent(Language::En, 10_000), "100%");
    }

    #[test]
    fn quantities_have_no_needless_decimals() {
        assert_eq!(quantity(Language::En, Quantity::from_units(1_200)), "1,200");
        assert_eq!(quantity(Language::Nl, Quantity::from_millis(1_500)), "1,5");
        assert_eq!(quantity(Language::De, Quantity::from_millis(125)), "0,125");
        assert_eq!(quantity(Language::Fr, Quantity::from_millis(-2_000)), "\u{2212}2");
        assert_eq!(quantity(Language::Hu, Quantity::default()), "0");
    }
}
