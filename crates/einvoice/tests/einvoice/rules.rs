//! Each rule, by a document that breaks it.

use domain::{
    money::{Currency, Quantity},
    time::Date,
};
use einvoice::{Category, Invoice, Line, Party, Payment, Tax, broken};

use crate::samples::{day, faults, of};

/// A rule and what breaks it.
type Case = (&'static str, fn(&mut Invoice));

const MANDATORY: &[Case] = &[
    ("BR-02", |invoice| invoice.number.clear()),
    ("BR-02", |invoice| invoice.number = " \u{1}".to_owned()),
    ("BR-03", |invoice| invoice.issued = Date::from_days(-800_000)),
    ("BR-05", |invoice| invoice.currency = Currency::parse("XXX").unwrap_or(Currency::EUR)),
    ("BR-06", |invoice| invoice.seller.name.clear()),
    ("BR-07", |invoice| invoice.buyer.name.clear()),
    ("BR-08", |invoice| invoice.seller = without_address(&invoice.seller)),
    ("BR-09", |invoice| invoice.seller.country.clear()),
    ("BR-10", |invoice| invoice.buyer = without_address(&invoice.buyer)),
    ("BR-11", |invoice| invoice.buyer.country.clear()),
    ("BR-16", |invoice| invoice.lines.clear()),
    ("BR-21", |invoice| line(invoice, |line| line.id.clear())),
    ("BR-22", |invoice| line(invoice, |line| line.quantity = Quantity::from_units(0))),
    ("BR-23", |invoice| line(invoice, |line| line.unit = "")),
    ("BR-25", |invoice| line(invoice, |line| line.name.clear())),
    ("BR-27", |invoice| line(invoice, |line| line.quantity = Quantity::from_units(-10))),
    ("BR-50", |invoice| invoice.payment = Some(Payment::default())),
    ("BR-61", |invoice| invoice.payment = Some(Payment::default())),
    ("BR-55", |invoice| invoice.preceding = Some((String::new(), day(11, 26)))),
    ("BR-CL-14", |invoice| invoice.buyer.country = "België".to_owned()),
    ("BR-CL-14", |invoice| invoice.delivered_to = Some("be".to_owned())),
    ("BR-CL-22", |invoice| tax(invoice, |tax| tax.reason_code = Some("AE".to_owned()))),
];

const CONDITIONS: &[Case] = &[
    ("BR-CO-09", |invoice| invoice.seller.vat_number = Some("0123456749".to_owned())),
    ("BR-CO-09", |invoice| invoice.buyer.vat_number = Some("BE".to_owned())),
    ("BR-CO-10", |invoice| line(invoice, |line| line.net += 1)),
    ("BR-CO-10", |invoice| invoice.net += 1),
    ("BR-CO-14", |invoice| invoice.tax += 1),
    ("BR-CO-14", |invoice| tax(invoice, |tax| tax.tax += 1)),
    ("BR-CO-15", |invoice| invoice.gross += 1),
    ("BR-CO-16", |invoice| invoice.due_amount += 1),
    ("BR-CO-16", |invoice| invoice.paid += 1),
    // One unit more than 21 % of 100 euro.
    ("BR-CO-17", |invoice| tax(invoice, |tax| tax.tax = 2_200)),
    ("BR-CO-17", |invoice| tax(invoice, |tax| tax.tax = 2_000)),
    ("BR-CO-17", |invoice| tax(invoice, |tax| tax.rate = 0)),
    ("BR-CO-18", |invoice| invoice.taxes.clear()),
    ("BR-CO-25", |invoice| invoice.due = None),
    ("BR-CO-26", |invoice| (invoice.seller.vat_number, invoice.seller.registration) = (None, None)),
];

/// In a currency of three decimals.
const DECIMALS: &[Case] = &[
    ("BR-DEC-09", |invoice| invoice.net = 1_001),
    ("BR-DEC-12", |invoice| invoice.net = 1_001),
    ("BR-DEC-13", |invoice| invoice.tax = 1_001),
    ("BR-DEC-14", |invoice| invoice.gross = 1_001),
    ("BR-DEC-16", |invoice| invoice.paid = 1_001),
    ("BR-DEC-18", |invoice| invoice.due_amount = 1_001),
    ("BR-DEC-19", |invoice| tax(invoice, |tax| tax.net = 1_001)),
    ("BR-DEC-20", |invoice| tax(invoice, |tax| tax.tax = 1_001)),
    ("BR-DEC-23", |invoice| line(invoice, |line| line.net = 1_001)),
    ("BR-DEC-24", |invoice| line(invoice, |line| line.discount = 1_001)),
];

#[test]
fn the_samples_break_no_rule() {
    for category in Category::ALL {
        assert_eq!(faults(&of(category)), "", "{category:?}");
    }
    assert_eq!(faults(&dinars()), "");
}

#[test]
fn what_must_be_there() {
    each_breaks(&|| of(Category::Standard), MANDATORY);
}

#[test]
fn what_depends_on_another() {
    each_breaks(&|| of(Category::Standard), CONDITIONS);
}

#[test]
fn thousandths_cannot_be_said() {
    each_breaks(&dinars, DECIMALS);
}

#[test]
fn tax_may_be_off_by_less_than_a_unit() {
    let off = |cents: i64| {
        let mut invoice = of(Category::Standard);
        tax(&mut invoice, |tax| tax.tax += cents);
        breaks(&invoice, "BR-CO-17")
    };
    assert_eq!([-100, -99, 0, 99, 100].map(off), [true, false, false, false, true]);
}

#[test]
fn terms_do_for_a_day() {
    let mut invoice = of(Category::Standard);
    invoice.due = None;
    invoice.terms = Some("30 dagen".to_owned());
    assert_eq!(faults(&invoice), "");
    invoice.terms = Some(" ".to_owned());
    assert!(breaks(&invoice, "BR-CO-25"));
    (invoice.paid, invoice.due_amount) = (invoice.gross, 0);
    assert_eq!(faults(&invoice), "");
}

#[test]
fn each_category_has_its_rules() {
    for category in Category::ALL {
        let prefix = prefix(category);
        let breaks_rule = |number: &str, change: &dyn Fn(&mut Invoice)| {
            let mut invoice = of(category);
            change(&mut invoice);
            let rule = format!("{prefix}-{number}");
            assert!(breaks(&invoice, &rule), "{rule}: {}", faults(&invoice));
        };
        breaks_rule("01", &|invoice| invoice.taxes.clear());
        breaks_rule("02", &|invoice| match category {
            Category::OutsideScope => invoice.seller.vat_number = Some("BE0123456749".to_owned()),
            _ => invoice.seller.vat_number = None,
        });
        breaks_rule("05", &|invoice| line(invoice, |line| line.rate = if line.rate == 0 { 600 } else { 0 }));
        breaks_rule("08", &|invoice| tax(invoice, |tax| tax.net += 1));
        breaks_rule("09", &|invoice| tax(invoice, |tax| tax.tax += 100));
        breaks_rule("10", &|invoice| {
            tax(invoice, |tax| {
                tax.reason = if category.needs_reason() { None } else { Some("Zomaar".to_owned()) };
                tax.reason_code = None;
            })
        });
    }
}

#[test]
fn a_category_without_tax_has_one_sum() {
    for category in Category::ALL {
        let mut invoice = of(category);
        invoice.taxes.extend(of(category).taxes);
        let rule = format!("{}-01", prefix(category));
        assert_eq!(breaks(&invoice, &rule), category != Category::Standard, "{category:?}");
    }
}

#[test]
fn a_rate_of_a_line_has_its_sum() {
    let mut invoice = of(Category::Standard);
    line(&mut invoice, |line| line.rate = 600);
    assert!(breaks(&invoice, "BR-S-08"));
}

#[test]
fn the_buyer_of_a_reverse_charge_is_known() {
    let mut invoice = of(Category::ReverseCharge);
    invoice.buyer.vat_number = None;
    assert!(breaks(&invoice, "BR-AE-02"));
    invoice.buyer.registration = Some("HRB 123456".to_owned());
    assert_eq!(faults(&invoice), "");
    let mut invoice = of(Category::IntraCommunity);
    (invoice.buyer.vat_number, invoice.buyer.registration) = (None, Some("HRB 123456".to_owned()));
    assert!(breaks(&invoice, "BR-IC-02"));
}

#[test]
fn an_intra_community_supply_says_when_and_where() {
    let mut invoice = of(Category::IntraCommunity);
    (invoice.delivered, invoice.delivered_to) = (None, Some(String::new()));
    assert!(breaks(&invoice, "BR-IC-11"));
    assert!(breaks(&invoice, "BR-IC-12"));
}

#[test]
fn what_is_outside_the_scope_stands_alone() {
    let mut invoice = of(Category::OutsideScope);
    let other = of(Category::Zero);
    invoice.lines.extend(other.lines);
    invoice.taxes.extend(other.taxes);
    assert!(breaks(&invoice, "BR-O-11"));
    assert!(breaks(&invoice, "BR-O-12"));
}

#[test]
fn sums_that_do_not_fit_are_no_panic() {
    let mut invoice = of(Category::Standard);
    (invoice.net, invoice.tax, invoice.paid) = (i64::MAX, i64::MAX, i64::MIN);
    line(&mut invoice, |line| (line.net, line.discount, line.price) = (i64::MIN, i64::MIN, Some(i64::MAX)));
    tax(&mut invoice, |tax| (tax.net, tax.tax, tax.rate) = (i64::MIN, i64::MAX, u32::MAX));
    assert!(breaks(&invoice, "BR-CO-15"));
    assert!(!einvoice::cii(&invoice).is_empty());
}

fn each_breaks(base: &dyn Fn() -> Invoice, cases: &[Case]) {
    for (place, (rule, change)) in cases.iter().enumerate() {
        let mut invoice = base();
        change(&mut invoice);
        assert!(breaks(&invoice, rule), "{rule}, case {place}: {}", faults(&invoice));
    }
}

fn breaks(invoice: &Invoice, rule: &str) -> bool {
    broken(invoice).iter().any(|broken| broken.rule == rule)
}

/// The same figures in dinars of Kuwait: 10 of them instead of 100.
fn dinars() -> Invoice {
    Invoice { currency: Currency::parse("KWD").unwrap_or(Currency::EUR), ..of(Category::Standard) }
}

fn prefix(category: Category) -> String {
    let code = if category == Category::IntraCommunity { "IC" } else { category.code() };
    format!("BR-{code}")
}

fn without_address(party: &Party) -> Party {
    Party { name: party.name.clone(), vat_number: party.vat_number.clone(), ..Party::default() }
}

fn line(invoice: &mut Invoice, change: impl Fn(&mut Line)) {
    invoice.lines.iter_mut().for_each(change);
}

fn tax(invoice: &mut Invoice, change: impl Fn(&mut Tax)) {
    invoice.taxes.iter_mut().for_each(change);
}
