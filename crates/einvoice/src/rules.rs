//! The business rules of EN 16931-1 (6.4), by the names that they have there.
//!
//! Some hold for every [`Invoice`], so nothing here looks for them: what the types demand (BR-04, BR-12 to BR-15,
//! BR-24, BR-26, BR-45 to BR-48, BR-CO-04), what the writers always say (BR-01, BR-49), and BR-CO-13, because
//! the sum of the lines and the total without tax are one field. Rules about what the portal does not have, such as
//! tax representatives, payees, and allowances and charges on the whole document, are left out.

mod categories;
mod totals;

use std::fmt;

use domain::{money::Currency, time::Date};

use crate::{Invoice, Line, Party, price, xml::is_blank};

/// A rule that a document breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// What the standard calls it: `BR-CO-15`.
    pub rule: String,
    /// What is wrong, in English, for the log and the staff.
    pub what: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule, self.what)
    }
}

/// The rules that a document breaks; none for one that may be sent.
#[must_use]
pub fn broken(invoice: &Invoice) -> Vec<Broken> {
    let mut findings = Findings::default();
    head(&mut findings, invoice);
    parties(&mut findings, invoice);
    payment(&mut findings, invoice);
    for line in &invoice.lines {
        one_line(&mut findings, line, invoice.exponent());
    }
    totals::check(&mut findings, invoice);
    categories::check(&mut findings, invoice);
    findings.0
}

/// What was found so far.
#[derive(Default)]
struct Findings(Vec<Broken>);

impl Findings {
    /// Notes the rule unless it holds.
    fn demand(&mut self, holds: bool, rule: impl Into<String>, what: impl Into<String>) {
        if !holds {
            self.0.push(Broken { rule: rule.into(), what: what.into() });
        }
    }
}

fn head(findings: &mut Findings, invoice: &Invoice) {
    findings.demand(!is_blank(&invoice.number), "BR-02", "the document has no number");
    findings.demand(is_written(invoice.issued), "BR-03", "the day of issue is not in the years 1 to 9999");
    // The code of ISO 4217 for "no currency".
    let currency = Currency::parse("XXX") != Some(invoice.currency);
    findings.demand(currency, "BR-05", "the document has no currency");
    findings.demand(!invoice.lines.is_empty(), "BR-16", "the document has no lines");
    if let Some((number, _)) = &invoice.preceding {
        findings.demand(!is_blank(number), "BR-55", "the invoice before has no number");
    }
}

fn parties(findings: &mut Findings, invoice: &Invoice) {
    let Invoice { seller, buyer, .. } = invoice;
    findings.demand(!is_blank(&seller.name), "BR-06", "the seller has no name");
    findings.demand(!is_blank(&buyer.name), "BR-07", "the buyer has no name");
    findings.demand(has_address(seller), "BR-08", "the seller has no address");
    findings.demand(!is_blank(&seller.country), "BR-09", "the seller's address has no country");
    findings.demand(has_address(buyer), "BR-10", "the buyer has no address");
    findings.demand(!is_blank(&buyer.country), "BR-11", "the buyer's address has no country");
    let known = is_given(seller.vat_number.as_deref()) || is_given(seller.registration.as_deref());
    findings.demand(known, "BR-CO-26", "the seller has neither a VAT number nor one in a register");
    for (whose, party) in [("seller", seller), ("buyer", buyer)] {
        if let Some(number) = &party.vat_number {
            let what = format!("the {whose}'s VAT number does not begin with two letters: {number}");
            findings.demand(has_prefix(number), "BR-CO-09", what);
        }
    }
    let places = [Some(&seller.country), Some(&buyer.country), invoice.delivered_to.as_ref()];
    for country in places.into_iter().flatten().filter(|country| !is_blank(country)) {
        let what = format!("not a country by two capital letters: {country}");
        findings.demand(is_country(country), "BR-CL-14", what);
    }
}

fn payment(findings: &mut Findings, invoice: &Invoice) {
    if let Some(payment) = &invoice.payment {
        let account = !is_blank(&payment.account());
        findings.demand(account, "BR-50", "there is no account to transfer to");
        findings.demand(account, "BR-61", "a transfer has no account to go to");
    }
    let says_when = invoice.due.is_some() || is_given(invoice.terms.as_deref());
    let what = "something is to be paid, but neither a day nor terms are said";
    findings.demand(invoice.due_amount <= 0 || says_when, "BR-CO-25", what);
}

fn one_line(findings: &mut Findings, line: &Line, exponent: u8) {
    let id = &line.id;
    findings.demand(!is_blank(id), "BR-21", format!("the line of {} has no identifier", line.name));
    let counted = line.quantity.millis() != 0 || line.net == 0;
    findings.demand(counted, "BR-22", format!("line {id} has an amount, but no quantity"));
    findings.demand(!is_blank(line.unit), "BR-23", format!("line {id} has no unit"));
    findings.demand(!is_blank(&line.name), "BR-25", format!("line {id} has no name"));
    let price = price::of(line, exponent);
    findings.demand(!price.is_negative(), "BR-27", format!("line {id} has a negative price: {}", price.text()));
}

/// Whether the day has a form in the documents.
fn is_written(day: Date) -> bool {
    let (year, _, _) = day.ymd();
    (1..=9_999).contains(&year)
}

fn has_address(party: &Party) -> bool {
    let Party { street, additional, city, postcode, country, .. } = party;
    let texts = [street, city, postcode, country];
    texts.into_iter().any(|text| !is_blank(text)) || is_given(additional.as_deref())
}

fn is_given(text: Option<&str>) -> bool {
    text.is_some_and(|text| !is_blank(text))
}

/// Whether the number says which country it is of, and more.
fn has_prefix(number: &str) -> bool {
    number.get(..2).is_some_and(is_country) && number.len() > 2
}

/// The form of ISO 3166-1 alpha-2; which codes are assigned is not looked up.
fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}
