//! Documents of a vendor in Ghent.

use domain::{
    money::{Currency, MoneyError, Quantity},
    tax::{LineTax, PriceMode, TaxClass, TaxLine, TaxProfile, TaxRules, assess},
    time::Date,
};
use einvoice::{Broken, Category, Invoice, Kind, Line, Party, Payment, Tax, broken, category, taxes, unit_code};

/// What is sold, before it is taxed.
#[derive(Clone, Debug)]
pub struct Sold {
    pub name: &'static str,
    pub unit: &'static str,
    /// Thousandths.
    pub quantity: i64,
    /// Of the whole line, after the discount, in minor units.
    pub amount: i64,
    pub price: Option<i64>,
    pub discount: i64,
    pub class: TaxClass,
    pub goods: bool,
}

/// To whom, and how it is taxed.
#[derive(Clone, Debug)]
pub struct Sale {
    pub kind: Kind,
    pub currency: Currency,
    pub rules: TaxRules,
    pub mode: PriceMode,
    pub profile: TaxProfile,
    pub seller: Party,
    pub buyer: Party,
}

/// The rules that a document breaks, in a text that a failed test can show; empty for none.
pub fn faults(invoice: &Invoice) -> String {
    let faults: Vec<String> = broken(invoice).iter().map(Broken::to_string).collect();
    faults.join("\n")
}

/// A day of 2026.
pub fn day(month: u8, day: u8) -> Date {
    Date::from_ymd(2026, month, day).unwrap_or(Date::from_days(0))
}

pub fn ghent() -> Party {
    Party {
        name: "Van Dael Verpakkingen BV".to_owned(),
        street: "Dok Noord 4".to_owned(),
        additional: Some("Hal 3".to_owned()),
        city: "Gent".to_owned(),
        postcode: "9000".to_owned(),
        country: "BE".to_owned(),
        vat_number: Some("BE0123456749".to_owned()),
        registration: Some("0123.456.749".to_owned()),
        email: Some("facturatie@vandael.example".to_owned()),
        contact: Some("Facturatie".to_owned()),
        phone: Some("+32 9 000 00 00".to_owned()),
    }
}

pub fn antwerp() -> Party {
    Party {
        name: "Dakwerken Peeters & Zonen".to_owned(),
        street: "Lange Nieuwstraat 12".to_owned(),
        city: "Antwerpen".to_owned(),
        postcode: "2000".to_owned(),
        country: "BE".to_owned(),
        vat_number: Some("BE0987654312".to_owned()),
        email: Some("anna@dakwerken.example".to_owned()),
        ..Party::default()
    }
}

pub fn munich() -> Party {
    Party {
        name: "Bauhof Lindner GmbH".to_owned(),
        street: "Lindwurmstraße 88".to_owned(),
        city: "München".to_owned(),
        postcode: "80337".to_owned(),
        country: "DE".to_owned(),
        vat_number: Some("DE123456788".to_owned()),
        registration: Some("HRB 123456".to_owned()),
        ..Party::default()
    }
}

pub fn budapest(name: &str) -> Party {
    Party {
        name: name.to_owned(),
        street: "Váci út 1.".to_owned(),
        city: "Budapest".to_owned(),
        postcode: "1062".to_owned(),
        country: "HU".to_owned(),
        vat_number: Some("HU12345676".to_owned()),
        ..Party::default()
    }
}

/// A sale within Belgium in euro.
pub fn domestic() -> Sale {
    Sale {
        kind: Kind::Invoice,
        currency: Currency::EUR,
        rules: TaxRules::default(),
        mode: PriceMode::Net,
        profile: TaxProfile::Domestic,
        seller: ghent(),
        buyer: antwerp(),
    }
}

/// The document of a sale, with the tax that the domain gives.
pub fn taxed(sale: &Sale, sold: &[Sold]) -> Result<Invoice, MoneyError> {
    let amounts: Vec<TaxLine> = sold.iter().map(|sold| TaxLine { amount: sold.amount, class: sold.class }).collect();
    let answer = assess(sale.mode, sale.profile, &sale.rules, &sale.currency.default_rules(), &amounts)?;
    let categories: Vec<Category> = sold
        .iter()
        .zip(&answer.lines)
        .map(|(sold, line)| category(sale.profile, line.rate, sold.goods, &sale.seller.country, &sale.buyer.country))
        .collect();
    let lines = sold.iter().zip(&answer.lines).zip(&categories).enumerate();
    let lines = lines.map(|(place, ((sold, tax), category))| line(place, sold, tax, *category)).collect();
    Ok(Invoice {
        kind: sale.kind,
        number: "2026-000117".to_owned(),
        issued: day(11, 26),
        due: Some(day(12, 26)),
        currency: sale.currency,
        seller: sale.seller.clone(),
        buyer: sale.buyer.clone(),
        buyer_reference: Some("Werf 7".to_owned()),
        order_reference: Some("PO-4711".to_owned()),
        preceding: None,
        delivered: Some(day(11, 24)),
        delivered_to: Some(sale.buyer.country.clone()),
        note: None,
        payment: Some(Payment {
            iban: "BE68 5390 0754 7034".to_owned(),
            bic: Some("GKCCBEBB".to_owned()),
            account_name: Some("Van Dael Verpakkingen BV".to_owned()),
            reference: Some("+++090/9337/55493+++".to_owned()),
        }),
        terms: None,
        lines,
        taxes: taxes(categories.iter().copied().zip(answer.lines.iter().copied()))?,
        net: answer.net,
        tax: answer.tax,
        gross: answer.gross,
        paid: 0,
        due_amount: answer.gross,
    })
}

fn line(place: usize, sold: &Sold, tax: &LineTax, category: Category) -> Line {
    Line {
        id: (place + 1).to_string(),
        article: Some(format!("A-{:03}", place + 1)),
        name: sold.name.to_owned(),
        quantity: Quantity::from_millis(sold.quantity),
        unit: unit_code(sold.unit),
        net: tax.net,
        price: sold.price,
        discount: sold.discount,
        category,
        rate: tax.rate.basis_points,
    }
}

/// A document of one line of this category, with the least that it takes.
pub fn of(category: Category) -> Invoice {
    let (rate, tax) = if category == Category::Standard { (2_100, 2_100) } else { (0, 0) };
    let mut seller = Party { email: None, contact: None, phone: None, ..ghent() };
    let mut buyer = Party { email: None, ..antwerp() };
    if category == Category::OutsideScope {
        (seller.vat_number, buyer.vat_number) = (None, None);
    }
    Invoice {
        kind: Kind::Invoice,
        number: "1".to_owned(),
        issued: day(11, 26),
        due: Some(day(12, 26)),
        currency: Currency::EUR,
        seller,
        buyer,
        buyer_reference: None,
        order_reference: None,
        preceding: None,
        delivered: (category == Category::IntraCommunity).then(|| day(11, 24)),
        delivered_to: (category == Category::IntraCommunity).then(|| "DE".to_owned()),
        note: None,
        payment: None,
        terms: None,
        lines: vec![Line {
            id: "1".to_owned(),
            article: None,
            name: "Doos".to_owned(),
            quantity: Quantity::from_units(10),
            unit: unit_code("box"),
            net: 10_000,
            price: Some(1_000),
            discount: 0,
            category,
            rate,
        }],
        taxes: vec![Tax {
            category,
            rate,
            net: 10_000,
            tax,
            reason: category.reason().map(str::to_owned),
            reason_code: category.reason_code().map(str::to_owned),
        }],
        net: 10_000,
        tax,
        gross: 10_000 + tax,
        paid: 0,
        due_amount: 10_000 + tax,
    }
}
