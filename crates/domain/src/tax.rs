//! Value added tax: one function for cart, review, order and invoice.
//!
//! [`assess`] is the only place where tax is computed.
//! Its answer is stored line by line with the order; the invoice copies it and nothing computes it again,
//! so an order and its invoice cannot differ by a cent. Where only a part is invoiced or taken back, [`crate::split::ByRate`]
//! shares that answer.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::money::{CurrencyRules, MoneyError, divide_rounded};

/// One hundred percent.
const WHOLE: i128 = 10_000;

/// Which rate an article is sold at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxClass {
    /// The standard rate (directive 2006/112/EC, article 96).
    Standard,
    /// The reduced rate (article 98).
    Reduced,
    /// Taxed at 0 %.
    Zero,
    /// Not taxed, whoever buys it (articles 132 to 136).
    Exempt,
}

/// How sales to an account are taxed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxProfile {
    /// The vendor charges tax.
    Domestic,
    /// A business in another member state accounts for the tax itself (directive 2006/112/EC, articles 138 and 196).
    ReverseCharge,
    /// The goods leave the Union (article 146).
    Export,
}

impl TaxProfile {
    /// Whether an account that is taxed so must have a VAT number: the vendor leaves the tax to the customer only with
    /// one, and the invoice has to name it (directive 2006/112/EC, articles 138, 1 b, and 226, 4).
    #[must_use]
    pub const fn needs_vat_number(self) -> bool {
        match self {
            Self::ReverseCharge => true,
            Self::Domestic | Self::Export => false,
        }
    }
}

/// Why a rate is what it is; an invoice without tax has to say it (directive 2006/112/EC, article 226, 11 and 11a).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RateReason {
    /// The rate of the vendor's country.
    Domestic,
    /// The customer accounts for the tax.
    ReverseCharge,
    /// The goods leave the Union.
    Export,
    /// The article is taxed at 0 %.
    ZeroRated,
    /// The article is not taxed.
    Exempt,
}

/// A rate and its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Rate {
    /// Hundredths of a percent: 2100 is 21 %.
    pub basis_points: u32,
    /// Why it is this rate.
    pub reason: RateReason,
}

/// The rates of the vendor's country in hundredths of a percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxRules {
    /// The standard rate.
    pub standard: u32,
    /// The reduced rate.
    pub reduced: u32,
}

/// Whether the prices of an account contain tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceMode {
    /// Tax is added.
    Net,
    /// Tax of the vendor's country is contained.
    Gross,
}

/// What is to be taxed of one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxLine {
    /// The line's total in minor units after discounts, net or gross as the [`PriceMode`] says; negative for a credit.
    pub amount: i64,
    /// The class of what is sold.
    pub class: TaxClass,
}

/// One line with its tax, in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineTax {
    /// Without tax.
    pub net: i64,
    /// The line's share of the tax of its rate.
    pub tax: i64,
    /// Net and tax.
    pub gross: i64,
    /// The rate and its reason.
    pub rate: Rate,
}

/// All lines of one rate, in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateSum {
    /// The rate and its reason.
    pub rate: Rate,
    /// Without tax.
    pub net: i64,
    /// The tax.
    pub tax: i64,
    /// Net and tax.
    pub gross: i64,
}

/// A taxed cart, order or invoice, in minor units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// The lines in the order in which they were given.
    pub lines: Vec<LineTax>,
    /// The sums by rate, highest rate first.
    pub by_rate: Vec<RateSum>,
    /// Without tax.
    pub net: i64,
    /// The tax.
    pub tax: i64,
    /// What is to be paid.
    pub gross: i64,
}

impl Default for TaxRules {
    /// Belgium: 21 % and 6 % (article 1 of royal decree no. 20 of 20 July 1970, with its table A).
    fn default() -> Self {
        Self { standard: 2_100, reduced: 600 }
    }
}

impl TaxRules {
    /// The rate for a class of article and a kind of customer.
    ///
    /// Exempt goods stay exempt for every customer, because the reason that the invoice states is the article's.
    #[must_use]
    pub const fn rate(&self, profile: TaxProfile, class: TaxClass) -> Rate {
        let (basis_points, reason) = match (profile, class) {
            (_, TaxClass::Exempt) => (0, RateReason::Exempt),
            (TaxProfile::ReverseCharge, _) => (0, RateReason::ReverseCharge),
            (TaxProfile::Export, _) => (0, RateReason::Export),
            (TaxProfile::Domestic, TaxClass::Zero) => (0, RateReason::ZeroRated),
            (TaxProfile::Domestic, TaxClass::Standard) => (self.standard, RateReason::Domestic),
            (TaxProfile::Domestic, TaxClass::Reduced) => (self.reduced, RateReason::Domestic),
        };
        Rate { basis_points, reason }
    }
}

/// Taxes the lines of a cart, a review, an order or an invoice. There is no other function that computes tax.
///
/// Tax is computed once per rate, on the sum of its lines, and rounded half away from zero to the currency's rounding
/// step. It is then shared out to the lines by largest remainder, the earlier line first where remainders are equal,
/// so that the lines add up to their rate and the rates to the total, exactly.
/// When the amounts are multiples of the rounding step, so is everything in the answer.
/// Lines with the opposite sign give the answer with the opposite sign: a credit note mirrors its invoice.
///
/// Gross prices contain the tax of the vendor's country. For an account that is not charged this tax (reverse charge,
/// export) it is taken out of the price in the same way, and what remains is both net and gross.
///
/// # Errors
///
/// [`MoneyError::Overflow`] when an amount or a sum does not fit.
pub fn assess(
    mode: PriceMode,
    profile: TaxProfile,
    rules: &TaxRules,
    currency: &CurrencyRules,
    lines: &[TaxLine],
) -> Result<Assessment, MoneyError> {
    let step = i128::from(currency.rounding_step.max(1));
    let mut numbered: Vec<(usize, LineTax)> = Vec::with_capacity(lines.len());
    let mut by_rate: Vec<RateSum> = Vec::new();
    for Group { treatment, members } in groups(mode, profile, rules, lines) {
        let amounts: Vec<i64> = members.iter().map(|(_, amount)| *amount).collect();
        let parts = share_out(&amounts, treatment, step);
        for ((position, amount), part) in members.into_iter().zip(parts) {
            let line = taxed_line(mode, treatment.rate, amount, part)?;
            add_to_rate(&mut by_rate, &line)?;
            numbered.push((position, line));
        }
    }
    numbered.sort_by_key(|(position, _)| *position);
    by_rate.sort_by_key(|sum| (Reverse(sum.rate.basis_points), sum.rate.reason));
    let (mut net, mut tax, mut gross) = (0, 0, 0);
    for sum in &by_rate {
        net = checked_sum(net, sum.net)?;
        tax = checked_sum(tax, sum.tax)?;
        gross = checked_sum(gross, sum.gross)?;
    }
    Ok(Assessment { lines: numbered.into_iter().map(|(_, line)| line).collect(), by_rate, net, tax, gross })
}

/// What is done with an amount: which part of it is the tax, as a fraction, and at which rate it then stands.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Treatment {
    rate: Rate,
    numerator: i128,
    denominator: i128,
}

/// The lines that are treated alike, each with its position.
struct Group {
    treatment: Treatment,
    members: Vec<(usize, i64)>,
}

/// One line's part of a tax, in rounding steps.
struct Part {
    position: usize,
    steps: i128,
    remainder: i128,
}

fn treatment(mode: PriceMode, profile: TaxProfile, rules: &TaxRules, class: TaxClass) -> Treatment {
    let rate = rules.rate(profile, class);
    match mode {
        PriceMode::Net => Treatment { rate, numerator: i128::from(rate.basis_points), denominator: WHOLE },
        PriceMode::Gross => {
            let contained = i128::from(rules.rate(TaxProfile::Domestic, class).basis_points);
            Treatment { rate, numerator: contained, denominator: WHOLE + contained }
        }
    }
}

fn groups(mode: PriceMode, profile: TaxProfile, rules: &TaxRules, lines: &[TaxLine]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (position, line) in lines.iter().enumerate() {
        let treatment = treatment(mode, profile, rules, line.class);
        match groups.iter_mut().find(|group| group.treatment == treatment) {
            Some(group) => group.members.push((position, line.amount)),
            None => groups.push(Group { treatment, members: vec![(position, line.amount)] }),
        }
    }
    groups
}

/// The tax on the sum of the amounts, shared out to them.
fn share_out(amounts: &[i64], treatment: Treatment, step: i128) -> Vec<i128> {
    let sum: i128 = amounts.iter().map(|amount| i128::from(*amount)).sum();
    // Everything is turned so that the sum is positive: remainders are those of a floor, and without this a credit
    // note could give the odd cent to another line than its invoice did.
    let sign = if sum == 0 {
        amounts.iter().map(|amount| i128::from(amount.signum())).find(|sign| *sign != 0).unwrap_or(1)
    } else {
        sum.signum()
    };
    let unit = treatment.denominator * step;
    let mut parts: Vec<Part> = amounts
        .iter()
        .enumerate()
        .map(|(position, amount)| {
            let exact = sign * i128::from(*amount) * treatment.numerator;
            Part { position, steps: exact.div_euclid(unit), remainder: exact.rem_euclid(unit) }
        })
        .collect();
    let total = divide_rounded(sign * sum * treatment.numerator, unit);
    let shared: i128 = parts.iter().map(|part| part.steps).sum();
    // Between none and one step for each line that has a remainder.
    let missing = usize::try_from(total - shared).unwrap_or(0);
    parts.sort_by_key(|part| Reverse(part.remainder));
    for part in parts.iter_mut().take(missing) {
        part.steps += 1;
    }
    parts.sort_by_key(|part| part.position);
    parts.into_iter().map(|part| sign * part.steps * step).collect()
}

fn taxed_line(mode: PriceMode, rate: Rate, amount: i64, part: i128) -> Result<LineTax, MoneyError> {
    let part = i64::try_from(part).map_err(|_| MoneyError::Overflow)?;
    let net = match mode {
        PriceMode::Net => amount,
        PriceMode::Gross => amount.checked_sub(part).ok_or(MoneyError::Overflow)?,
    };
    let tax = if rate.basis_points == 0 { 0 } else { part };
    Ok(LineTax { net, tax, gross: checked_sum(net, tax)?, rate })
}

fn add_to_rate(by_rate: &mut Vec<RateSum>, line: &LineTax) -> Result<(), MoneyError> {
    match by_rate.iter_mut().find(|sum| sum.rate == line.rate) {
        Some(sum) => {
            sum.net = checked_sum(sum.net, line.net)?;
            sum.tax = checked_sum(sum.tax, line.tax)?;
            sum.gross = checked_sum(sum.gross, line.gross)?;
        }
        None => by_rate.push(RateSum { rate: line.rate, net: line.net, tax: line.tax, gross: line.gross }),
    }
    Ok(())
}

fn checked_sum(one: i64, other: i64) -> Result<i64, MoneyError> {
    one.checked_add(other).ok_or(MoneyError::Overflow)
}

#[cfg(test)]
mod tests;
