//! Tax, case by case.

use super::*;
use crate::money::Currency;

const BELGIUM: TaxRules = TaxRules { standard: 2_100, reduced: 600 };
const HUNGARY: TaxRules = TaxRules { standard: 2_700, reduced: 500 };

fn standard(amounts: &[i64]) -> Vec<TaxLine> {
    amounts.iter().map(|amount| TaxLine { amount: *amount, class: TaxClass::Standard }).collect()
}

fn euro(mode: PriceMode, profile: TaxProfile, lines: &[TaxLine]) -> Result<Assessment, MoneyError> {
    assess(mode, profile, &BELGIUM, &Currency::EUR.default_rules(), lines)
}

fn taxes(assessment: &Assessment) -> Vec<i64> {
    assessment.lines.iter().map(|line| line.tax).collect()
}

#[test]
fn belgium_is_the_default() {
    assert_eq!(TaxRules::default(), BELGIUM);
}

#[test]
fn order_and_invoice_do_not_differ_by_a_cent() -> Result<(), MoneyError> {
    // Rounded line by line, three lines of 3 cents would bear 1 cent each; on their sum it is 2 cents (odoo#13687).
    let answer = euro(PriceMode::Net, TaxProfile::Domestic, &standard(&[3, 3, 3]))?;
    assert_eq!(taxes(&answer), [1, 1, 0]);
    assert_eq!((answer.net, answer.tax, answer.gross), (9, 2, 11));
    // The other way: each line alone rounds to nothing, together they bear a cent.
    let answer = euro(PriceMode::Net, TaxProfile::Domestic, &standard(&[2, 2, 2]))?;
    assert_eq!(taxes(&answer), [1, 0, 0]);
    Ok(())
}

#[test]
fn the_largest_remainder_gets_the_odd_cent() -> Result<(), MoneyError> {
    // 21 % of 101, 104 and 100 cents is 21.21, 21.84 and 21; the sum is 64.05.
    let answer = euro(PriceMode::Net, TaxProfile::Domestic, &standard(&[101, 104, 100]))?;
    assert_eq!(taxes(&answer), [21, 22, 21]);
    Ok(())
}

#[test]
fn a_credit_note_mirrors_its_invoice() -> Result<(), MoneyError> {
    for amounts in [vec![3, 3, 3], vec![250, 250], vec![101, -40, 7], vec![50, -50], vec![0, 0]] {
        let mirrored: Vec<i64> = amounts.iter().map(|amount| -amount).collect();
        for mode in [PriceMode::Net, PriceMode::Gross] {
            let invoice = euro(mode, TaxProfile::Domestic, &standard(&amounts))?;
            let credit = euro(mode, TaxProfile::Domestic, &standard(&mirrored))?;
            let turned: Vec<i64> = taxes(&credit).iter().map(|tax| -tax).collect();
            assert_eq!(taxes(&invoice), turned, "{amounts:?}");
            assert_eq!(invoice.gross, -credit.gross);
        }
    }
    Ok(())
}

#[test]
fn gross_prices_contain_the_tax() -> Result<(), MoneyError> {
    let answer = euro(PriceMode::Gross, TaxProfile::Domestic, &standard(&[10_000]))?;
    assert_eq!((answer.net, answer.tax, answer.gross), (8_264, 1_736, 10_000));
    Ok(())
}

#[test]
fn forint_invoices_are_in_whole_forints() -> Result<(), MoneyError> {
    // 27 % of 1 234 Ft is 333.18 Ft.
    let rules = Currency::HUF.default_rules();
    let lines = standard(&[123_400]);
    let answer = assess(PriceMode::Net, TaxProfile::Domestic, &HUNGARY, &rules, &lines)?;
    assert_eq!((answer.net, answer.tax, answer.gross), (123_400, 33_300, 156_700));
    let lines = standard(&[100, 100, 100]);
    let answer = assess(PriceMode::Net, TaxProfile::Domestic, &HUNGARY, &rules, &lines)?;
    assert_eq!(taxes(&answer), [100, 0, 0]);
    Ok(())
}

#[test]
fn every_rate_is_summed_apart() -> Result<(), MoneyError> {
    let lines = [
        TaxLine { amount: 1_000, class: TaxClass::Reduced },
        TaxLine { amount: 500, class: TaxClass::Exempt },
        TaxLine { amount: 10_000, class: TaxClass::Standard },
        TaxLine { amount: 300, class: TaxClass::Zero },
        TaxLine { amount: 2_000, class: TaxClass::Reduced },
    ];
    let answer = euro(PriceMode::Net, TaxProfile::Domestic, &lines)?;
    let sums: Vec<_> =
        answer.by_rate.iter().map(|sum| (sum.rate.basis_points, sum.rate.reason, sum.net, sum.tax)).collect();
    assert_eq!(
        sums,
        [
            (2_100, RateReason::Domestic, 10_000, 2_100),
            (600, RateReason::Domestic, 3_000, 180),
            (0, RateReason::ZeroRated, 300, 0),
            (0, RateReason::Exempt, 500, 0),
        ]
    );
    assert_eq!(taxes(&answer), [60, 0, 2_100, 0, 120]);
    assert_eq!((answer.net, answer.tax, answer.gross), (13_800, 2_280, 16_080));
    Ok(())
}

#[test]
fn tax_is_taken_out_of_gross_prices_where_it_is_not_charged() -> Result<(), MoneyError> {
    let lines = [
        TaxLine { amount: 12_100, class: TaxClass::Standard },
        TaxLine { amount: 10_600, class: TaxClass::Reduced },
        TaxLine { amount: 500, class: TaxClass::Exempt },
    ];
    for (profile, reason) in
        [(TaxProfile::ReverseCharge, RateReason::ReverseCharge), (TaxProfile::Export, RateReason::Export)]
    {
        let answer = euro(PriceMode::Gross, profile, &lines)?;
        assert_eq!((answer.net, answer.tax, answer.gross), (20_500, 0, 20_500));
        let reasons: Vec<_> = answer.by_rate.iter().map(|sum| (sum.rate.reason, sum.net)).collect();
        assert_eq!(reasons, [(reason, 20_000), (RateReason::Exempt, 500)]);
        let net = euro(PriceMode::Net, profile, &lines)?;
        assert_eq!((net.net, net.tax, net.gross), (23_200, 0, 23_200));
    }
    Ok(())
}

#[test]
fn an_empty_cart_costs_nothing() -> Result<(), MoneyError> {
    let answer = euro(PriceMode::Net, TaxProfile::Domestic, &[])?;
    assert_eq!(answer, Assessment { lines: vec![], by_rate: vec![], net: 0, tax: 0, gross: 0 });
    Ok(())
}

#[test]
fn what_does_not_fit_is_refused() {
    let too_much = euro(PriceMode::Net, TaxProfile::Domestic, &standard(&[i64::MAX]));
    assert_eq!(too_much, Err(MoneyError::Overflow));
    let too_many = euro(PriceMode::Gross, TaxProfile::Domestic, &standard(&[i64::MAX, i64::MAX]));
    assert_eq!(too_many, Err(MoneyError::Overflow));
}

#[test]
fn the_wire_speaks_plain_words() -> serde_json::Result<()> {
    let rate = BELGIUM.rate(TaxProfile::ReverseCharge, TaxClass::Standard);
    assert_eq!(serde_json::to_string(&rate)?, r#"{"basis_points":0,"reason":"reverse_charge"}"#);
    assert_eq!(serde_json::to_string(&TaxProfile::ReverseCharge)?, r#""reverse_charge""#);
    Ok(())
}
