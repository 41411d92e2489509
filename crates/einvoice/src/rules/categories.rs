//! Rules about each category of tax: `BR-S`, `BR-Z`, `BR-E`, `BR-AE`, `BR-IC`, `BR-G` and `BR-O`, numbered alike.

use crate::{Category, Invoice, Line, Tax};

use super::{Findings, is_given, totals::is_tax_of_net};

pub(super) fn check(findings: &mut Findings, invoice: &Invoice) {
    for category in Category::ALL {
        let lines: Vec<&Line> = invoice.lines.iter().filter(|line| line.category == category).collect();
        let taxes: Vec<&Tax> = invoice.taxes.iter().filter(|tax| tax.category == category).collect();
        if lines.is_empty() && taxes.is_empty() {
            continue;
        }
        breakdown(findings, category, &lines, &taxes);
        if !lines.is_empty() {
            numbers(findings, category, invoice);
        }
        for line in lines {
            let holds = (category == Category::Standard) == (line.rate > 0);
            findings.demand(holds, rule(category, "05"), format!("line {} is at another rate", line.id));
        }
        for tax in taxes {
            sum(findings, tax, invoice.exponent());
        }
        match category {
            Category::IntraCommunity => supply(findings, invoice),
            Category::OutsideScope => alone(findings, invoice),
            _ => {}
        }
    }
    let codes = invoice.taxes.iter().filter_map(|tax| tax.reason_code.as_deref());
    for code in codes {
        findings.demand(code.starts_with("VATEX-"), "BR-CL-22", format!("not a code of the list VATEX: {code}"));
    }
}

/// 01: the lines have their sum. 08: it is their sum.
fn breakdown(findings: &mut Findings, category: Category, lines: &[&Line], taxes: &[&Tax]) {
    let code = category.code();
    if category == Category::Standard {
        let both = lines.is_empty() == taxes.is_empty();
        findings.demand(both, rule(category, "01"), "there are lines without a sum, or a sum without lines");
        for line in lines.iter().filter(|line| !taxes.iter().any(|tax| tax.rate == line.rate)) {
            findings.demand(false, rule(category, "08"), format!("there is no sum for the rate of line {}", line.id));
        }
    } else {
        let what = format!("there are {} sums of {code}", taxes.len());
        findings.demand(taxes.len() == 1, rule(category, "01"), what);
    }
    for tax in taxes {
        let of_rate = lines.iter().filter(|line| category != Category::Standard || line.rate == tax.rate);
        let net: i128 = of_rate.map(|line| i128::from(line.net)).sum();
        let what = format!("the lines of {code} do not add up to their sum");
        findings.demand(net == i128::from(tax.net), rule(category, "08"), what);
    }
}

/// 02: the numbers by which seller and buyer are known to the tax office.
fn numbers(findings: &mut Findings, category: Category, invoice: &Invoice) {
    let seller = is_given(invoice.seller.vat_number.as_deref());
    let buyer = is_given(invoice.buyer.vat_number.as_deref());
    let registered = is_given(invoice.buyer.registration.as_deref());
    let (holds, what) = match category {
        Category::Standard | Category::Zero | Category::Exempt | Category::Export => {
            (seller, "the seller has no VAT number")
        }
        Category::ReverseCharge => {
            (seller && (buyer || registered), "the seller or the buyer has no number for the reverse charge")
        }
        Category::IntraCommunity => (seller && buyer, "the seller or the buyer has no VAT number"),
        Category::OutsideScope => (!seller && !buyer, "what is outside the scope of the tax names a VAT number"),
    };
    findings.demand(holds, rule(category, "02"), what);
}

/// 09: the tax of a sum. 10: why there is none.
fn sum(findings: &mut Findings, tax: &Tax, exponent: u8) {
    let category = tax.category;
    if category == Category::Standard {
        let what = "the tax is not what the rate makes of the amount";
        findings.demand(is_tax_of_net(tax, exponent), rule(category, "09"), what);
    } else {
        findings.demand(tax.tax == 0 && tax.rate == 0, rule(category, "09"), "there is tax where there is none");
    }
    let reason = is_given(tax.reason.as_deref()) || is_given(tax.reason_code.as_deref());
    let what =
        if category.needs_reason() { "it is not said why there is no tax" } else { "it is said why there is none" };
    findings.demand(reason == category.needs_reason(), rule(category, "10"), what);
}

/// BR-IC-11 and -12: when and where the goods went.
fn supply(findings: &mut Findings, invoice: &Invoice) {
    findings.demand(invoice.delivered.is_some(), "BR-IC-11", "it is not said when the goods were delivered");
    let place = is_given(invoice.delivered_to.as_deref());
    findings.demand(place, "BR-IC-12", "it is not said to which country the goods went");
}

/// BR-O-11 and -12: what is outside the scope of the tax stands in a document of its own.
fn alone(findings: &mut Findings, invoice: &Invoice) {
    if !invoice.taxes.iter().any(|tax| tax.category == Category::OutsideScope) {
        return;
    }
    let sums = invoice.taxes.iter().all(|tax| tax.category == Category::OutsideScope);
    findings.demand(sums, "BR-O-11", "there are sums of other categories too");
    let lines = invoice.lines.iter().all(|line| line.category == Category::OutsideScope);
    findings.demand(lines, "BR-O-12", "there are lines of other categories too");
}

fn rule(category: Category, number: &str) -> String {
    format!("{}-{number}", category.rules())
}
