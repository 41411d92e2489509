//! Rules about sums: that they agree, and that they have two decimals.

use crate::{
    Invoice, Tax,
    decimal::{amount, divided},
};

use super::Findings;

/// One hundred percent, in hundredths of a percent.
const WHOLE: i128 = 10_000;

pub(super) fn check(findings: &mut Findings, invoice: &Invoice) {
    let exponent = invoice.exponent();
    // Every amount fits, but a sum of two need not.
    let [net, tax, gross, paid, due] =
        [invoice.net, invoice.tax, invoice.gross, invoice.paid, invoice.due_amount].map(i128::from);
    let lines: i128 = invoice.lines.iter().map(|line| i128::from(line.net)).sum();
    findings.demand(lines == net, "BR-CO-10", "the lines do not add up to the total without tax");
    let taxes: i128 = invoice.taxes.iter().map(|tax| i128::from(tax.tax)).sum();
    findings.demand(taxes == tax, "BR-CO-14", "the taxes of the rates do not add up to the tax");
    findings.demand(net + tax == gross, "BR-CO-15", "the total is not what it is without tax, and the tax");
    findings.demand(gross - paid == due, "BR-CO-16", "what is to be paid is not the total less what was paid");
    findings.demand(!invoice.taxes.is_empty(), "BR-CO-18", "there is no sum by rate of tax");
    for tax in &invoice.taxes {
        let (category, net, sum) = (tax.category.code(), amount(tax.net, exponent), amount(tax.tax, exponent));
        let what = format!("{sum} is not the tax of {category} on {net}");
        findings.demand(is_tax_of_net(tax, exponent), "BR-CO-17", what);
    }
    decimals(findings, invoice);
}

/// Whether the tax is what the rate makes of the net amount, to within one unit of the currency.
///
/// The standard says "rounded to two decimals"; its own validation rules leave one unit, because tax may have been
/// summed from lines, or rounded to what a currency has: forints are invoiced whole.
pub(super) fn is_tax_of_net(tax: &Tax, exponent: u8) -> bool {
    if tax.rate == 0 {
        return tax.tax == 0;
    }
    let exponent = u32::from(exponent);
    let places = exponent.max(2);
    let (up, down) = (10_i128.pow(places - exponent), 10_i128.pow(places - 2));
    // In hundredths of the currency, as the documents say it.
    let expected = divided(i128::from(tax.net) * up * i128::from(tax.rate), WHOLE * down);
    (i128::from(tax.tax) * up - expected * down).abs() < 100 * down
}

fn decimals(findings: &mut Findings, invoice: &Invoice) {
    let exponent = invoice.exponent();
    let mut two = |rule: &str, name: &str, minor: i64| {
        let what = format!("{name} has more than two decimals: {}", amount(minor, exponent));
        findings.demand(has_two_decimals(minor, exponent), rule, what);
    };
    two("BR-DEC-09", "the sum of the lines", invoice.net);
    two("BR-DEC-12", "the total without tax", invoice.net);
    two("BR-DEC-13", "the tax", invoice.tax);
    two("BR-DEC-14", "the total", invoice.gross);
    two("BR-DEC-16", "what was paid", invoice.paid);
    two("BR-DEC-18", "what is to be paid", invoice.due_amount);
    for tax in &invoice.taxes {
        two("BR-DEC-19", "the amount at a rate", tax.net);
        two("BR-DEC-20", "the tax of a rate", tax.tax);
    }
    for line in &invoice.lines {
        two("BR-DEC-23", "the amount of a line", line.net);
        two("BR-DEC-24", "the discount of a line", line.discount);
    }
}

fn has_two_decimals(minor: i64, exponent: u8) -> bool {
    minor % 10_i64.pow(u32::from(exponent.saturating_sub(2))) == 0
}
