//! What must hold for all figures: whatever is sold, the document breaks no rule.

use domain::{
    money::Currency,
    tax::{PriceMode, TaxClass, TaxProfile, TaxRules},
};
use einvoice::{Kind, cii, ubl};
use proptest::prelude::*;

use crate::{
    samples::{Sale, Sold, domestic, faults, munich, taxed},
    well_formed::fault,
};

fn any_sale() -> impl Strategy<Value = Sale> {
    (
        prop::sample::select(vec![Kind::Invoice, Kind::CreditNote]),
        prop::sample::select(vec![Currency::EUR, Currency::HUF, Currency::JPY, Currency::CHF]),
        (0_u32..=2_700, 0_u32..=1_200),
        prop::sample::select(vec![PriceMode::Net, PriceMode::Gross]),
        prop::sample::select(vec![TaxProfile::Domestic, TaxProfile::ReverseCharge, TaxProfile::Export]),
    )
        .prop_map(|(kind, currency, (standard, reduced), mode, profile)| {
            let rules = TaxRules { standard, reduced };
            Sale { kind, currency, rules, mode, profile, buyer: munich(), ..domestic() }
        })
}

fn any_sold() -> impl Strategy<Value = Sold> {
    (
        1_i64..=2_000_000,
        0_i64..=2_000_000,
        prop::option::of(0_i64..=200_000),
        0_i64..=500,
        prop::sample::select(vec![TaxClass::Standard, TaxClass::Reduced, TaxClass::Zero, TaxClass::Exempt]),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(quantity, amount, price, discount, class, goods, back)| {
            // What is taken back has a negative quantity and a negative amount.
            let sign = if back { -1 } else { 1 };
            let (quantity, amount, discount) = (sign * quantity, sign * amount, sign * discount);
            Sold { name: "Doos", unit: "box", quantity, amount, price, discount, class, goods }
        })
}

/// Amounts in the steps of the currency, as orders have them.
fn in_steps(sale: &Sale, sold: Vec<Sold>) -> Vec<Sold> {
    let step = sale.currency.default_rules().rounding_step;
    sold.into_iter().map(|sold| Sold { amount: sold.amount / step * step, ..sold }).collect()
}

proptest! {
    #[test]
    fn what_the_domain_taxes_breaks_no_rule(
        sale in any_sale(),
        sold in prop::collection::vec(any_sold(), 1..20),
    ) {
        let invoice = taxed(&sale, &in_steps(&sale, sold))?;
        prop_assert_eq!(faults(&invoice), "");
        prop_assert_eq!(fault(&cii(&invoice)), None);
        prop_assert_eq!(fault(&ubl(&invoice)), None);
    }

    /// A reader who multiplies gets the amount of the line, to the cent.
    #[test]
    fn the_price_explains_the_amount(quantity in 1_i64..=2_000_000, amount in 0_i64..=20_000_000) {
        let (class, goods) = (TaxClass::Standard, true);
        let sold = [Sold { name: "Doos", unit: "box", quantity, amount, price: None, discount: 0, class, goods }];
        let text = cii(&taxed(&domestic(), &sold)?);
        let price = number(&text, "ram:ChargeAmount").unwrap_or(f64::NAN);
        let base = number(&text, "ram:BasisQuantity").unwrap_or(1.0);
        let count = number(&text, "ram:BilledQuantity").unwrap_or(f64::NAN);
        let net = number(&text, "ram:LineTotalAmount").unwrap_or(f64::NAN);
        prop_assert!((price / base * count - net).abs() < 0.005_001, "{price} / {base} * {count} is not {net}");
    }

    #[test]
    fn the_same_invoice_makes_the_same_bytes(sale in any_sale(), sold in prop::collection::vec(any_sold(), 1..4)) {
        let invoice = taxed(&sale, &sold)?;
        prop_assert_eq!(cii(&invoice), cii(&invoice.clone()));
        prop_assert_eq!(ubl(&invoice), ubl(&invoice.clone()));
    }
}

/// What stands in the first element of this name.
fn number(text: &str, name: &str) -> Option<f64> {
    let (_, after) = text.split_once(&format!("<{name}"))?;
    let (_, after) = after.split_once('>')?;
    after.split_once('<')?.0.parse().ok()
}
