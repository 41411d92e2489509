//! Four documents in both syntaxes, compared byte by byte with those in `tests/files`.
//!
//! After a wanted change: `LOKET_UPDATE=1 cargo test -p einvoice`, and then `tests/official.py`.

use std::{env, error::Error, fs, io, path::PathBuf};

use domain::{
    money::{Currency, MoneyError},
    tax::{TaxClass, TaxProfile, TaxRules},
};
use einvoice::{Category, Invoice, Kind, Payment, cii, ubl};

use crate::{
    samples::{Sale, Sold, budapest, day, domestic, faults, munich, of, taxed},
    well_formed::fault,
};

const BOXES: Sold = Sold {
    name: "Doos, dubbele golf, 400 × 300 × 250 mm",
    unit: "box",
    quantity: 40_000,
    amount: 7_400,
    price: Some(185),
    discount: 0,
    class: TaxClass::Standard,
    goods: true,
};

#[test]
fn an_invoice_at_several_rates() -> Result<(), Box<dyn Error>> {
    let sold = [
        BOXES,
        // With a discount.
        Sold {
            name: "Noppenfolie \"Eco\" <1 m",
            unit: "roll",
            quantity: 12_000,
            price: Some(1_500),
            amount: 17_000,
            discount: 1_000,
            ..BOXES
        },
        // At a price that has no end.
        Sold {
            name: "Houten pallet",
            unit: "pallet",
            quantity: 3_000,
            price: None,
            amount: 10_000,
            class: TaxClass::Reduced,
            ..BOXES
        },
        Sold {
            name: "Advies ter plaatse",
            unit: "hour",
            quantity: 1_500,
            price: Some(8_000),
            amount: 12_000,
            goods: false,
            ..BOXES
        },
        Sold {
            name: "Dagblad",
            unit: "piece",
            quantity: 1_000,
            price: Some(250),
            amount: 250,
            class: TaxClass::Zero,
            ..BOXES
        },
        Sold {
            name: "Opleiding",
            unit: "day",
            quantity: 1_000,
            price: Some(45_000),
            amount: 45_000,
            class: TaxClass::Exempt,
            goods: false,
            ..BOXES
        },
    ];
    let invoice = taxed(&domestic(), &sold)?;
    let invoice = Invoice {
        note: Some("Met dank voor uw bestelling.\nVragen? facturatie@vandael.example".to_owned()),
        terms: Some("Te betalen binnen 30 dagen.".to_owned()),
        paid: 5_000,
        due_amount: invoice.due_amount - 5_000,
        ..invoice
    };
    are_as_in_the_files("domestic", &invoice)
}

#[test]
fn an_invoice_whose_tax_the_buyer_accounts_for() -> Result<(), Box<dyn Error>> {
    let sale = Sale { profile: TaxProfile::ReverseCharge, buyer: munich(), ..domestic() };
    let sold = [
        BOXES,
        Sold {
            name: "Advies ter plaatse",
            unit: "visit",
            quantity: 2_000,
            price: Some(12_500),
            amount: 25_000,
            goods: false,
            ..BOXES
        },
    ];
    are_as_in_the_files("reverse-charge", &taxed(&sale, &sold)?)
}

#[test]
fn a_credit_note() -> Result<(), Box<dyn Error>> {
    let sale = Sale { kind: Kind::CreditNote, ..domestic() };
    let sold = [
        Sold { quantity: 11_000, amount: 2_035, ..BOXES },
        Sold {
            name: "Houten pallet",
            unit: "pallet",
            quantity: 1_000,
            price: None,
            amount: 3_333,
            class: TaxClass::Reduced,
            ..BOXES
        },
    ];
    let note = taxed(&sale, &sold)?;
    let note = Invoice {
        number: "2026-C00009".to_owned(),
        preceding: Some(("2026-000117".to_owned(), day(11, 26))),
        payment: None,
        ..note
    };
    are_as_in_the_files("credit-note", &note)
}

#[test]
fn an_invoice_in_whole_forints() -> Result<(), Box<dyn Error>> {
    let invoice = forints()?;
    are_as_in_the_files("forints", &invoice)
}

#[test]
fn forints_have_two_decimals_too() -> Result<(), Box<dyn Error>> {
    let text = cii(&forints()?);
    assert!(text.contains("<ram:LineTotalAmount>500.00</ram:LineTotalAmount>"), "{text}");
    // 27 % of 1734 forints is 468.18.
    assert!(text.contains("<ram:CalculatedAmount>468.00</ram:CalculatedAmount>"), "{text}");
    Ok(())
}

#[test]
fn what_people_write_does_not_break_the_document() {
    let mut invoice = of(Category::Standard);
    invoice.number = "<1> & \"2\"".to_owned();
    invoice.note = Some("]]> &amp; </cbc:Note>\r\n\u{0}\u{b}".to_owned());
    invoice.buyer.name = "\u{fffe}O'Neill\t<!--".to_owned();
    for text in [cii(&invoice), ubl(&invoice)] {
        assert_eq!(fault(&text), None);
        assert!(text.contains("&lt;1&gt; &amp; &quot;2&quot;"), "{text}");
        assert!(text.contains("]]&gt; &amp;amp; &lt;/cbc:Note&gt;<"), "{text}");
    }
}

#[test]
fn a_document_of_any_category_is_well_formed() {
    for category in Category::ALL {
        let invoice = of(category);
        assert_eq!(faults(&invoice), "", "{category:?}");
        assert_eq!((fault(&cii(&invoice)), fault(&ubl(&invoice))), (None, None), "{category:?}");
    }
}

fn forints() -> Result<Invoice, MoneyError> {
    let sale = Sale {
        currency: Currency::HUF,
        rules: TaxRules { standard: 2_700, reduced: 500 },
        seller: budapest("Van Dael Csomagolás Kft."),
        buyer: budapest("Tetőfedő Kft."),
        ..domestic()
    };
    let sold = [
        Sold { name: "Hullámkarton doboz", quantity: 1_000, price: Some(123_400), amount: 123_400, ..BOXES },
        // 1.5 times 333 forints, rounded to whole ones.
        Sold { name: "Ragasztószalag", unit: "m", quantity: 1_500, price: Some(33_300), amount: 50_000, ..BOXES },
        Sold {
            name: "Könyv",
            unit: "piece",
            quantity: 7_000,
            price: None,
            amount: 1_000_000,
            class: TaxClass::Reduced,
            ..BOXES
        },
    ];
    let payment = Payment { iban: "HU42 1177 3016 1111 1018 0000 0000".to_owned(), ..Payment::default() };
    Ok(Invoice { payment: Some(payment), ..taxed(&sale, &sold)? })
}

fn are_as_in_the_files(name: &str, invoice: &Invoice) -> Result<(), Box<dyn Error>> {
    assert_eq!(faults(invoice), "");
    for (syntax, text) in [("cii", cii(invoice)), ("ubl", ubl(invoice))] {
        assert_eq!(fault(&text), None, "{name} {syntax}");
        is_as_in_the_file(&format!("{name}.{syntax}.xml"), &text)?;
    }
    Ok(())
}

fn is_as_in_the_file(name: &str, text: &str) -> io::Result<()> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/files");
    let file = folder.join(name);
    if env::var("LOKET_UPDATE").is_ok_and(|value| value == "1") {
        fs::create_dir_all(&folder)?;
        return fs::write(&file, text);
    }
    let there = fs::read_to_string(&file).unwrap_or_default();
    let differs = text.lines().zip(there.lines()).find(|(now, then)| now != then);
    assert!(text == there, "{name} is not what is written; LOKET_UPDATE=1 writes it anew: {differs:?}");
    Ok(())
}
