//! From the page of a document to its data by EN 16931: what was issued, and never what was paid since.

use domain::{
    i18n::I18n,
    ledger::wire::{DocumentKind, InvoiceLine, InvoicePage, Party},
    money::MoneyError,
    tax::{LineTax, PriceMode, RateReason, TaxProfile},
};
use einvoice::{Category, Invoice, Kind, Line, Payment};

/// The data of a document that may be sent; nothing where it breaks a rule of the standard, which the log names.
#[must_use]
pub fn complete(i18n: I18n, page: &InvoicePage) -> Option<Invoice> {
    let invoice = match of(i18n, page) {
        Ok(invoice) => invoice,
        Err(error) => {
            tracing::error!(document = page.number, %error, "the sums of a document do not fit");
            return None;
        }
    };
    let broken: Vec<String> = einvoice::broken(&invoice).iter().map(ToString::to_string).collect();
    if broken.is_empty() {
        return Some(invoice);
    }
    tracing::warn!(document = page.number, broken = broken.join("; "), "a document is no electronic invoice");
    None
}

/// Whether there is such data: its page offers nothing that is not there.
pub(super) fn is_complete(i18n: I18n, page: &InvoicePage) -> bool {
    of(i18n, page).is_ok_and(|invoice| einvoice::broken(&invoice).is_empty())
}

/// The document by the semantic model of the standard. As there, the amounts of a credit note are above zero.
fn of(i18n: I18n, page: &InvoicePage) -> Result<Invoice, MoneyError> {
    let categories: Vec<Category> = page.lines.iter().map(|line| category(page, line)).collect();
    let taxed =
        page.lines.iter().map(|line| LineTax { net: line.net, tax: line.tax, gross: line.gross, rate: line.rate });
    let is_credit = page.kind == DocumentKind::CreditNote;
    Ok(Invoice {
        kind: if is_credit { Kind::CreditNote } else { Kind::Invoice },
        number: page.number.clone(),
        issued: page.issued,
        due: page.due,
        currency: page.currency,
        seller: party(&page.seller),
        buyer: party(&page.buyer),
        buyer_reference: page.buyer_reference.clone(),
        order_reference: page.order.map(|number| number.to_string()),
        preceding: page.corrects.clone().zip(page.corrects_issued),
        delivered: page.delivered,
        // Only where it must be said: a document knows where it goes to, and not where the goods went.
        delivered_to: categories.contains(&Category::IntraCommunity).then(|| page.buyer.country.clone()),
        note: page.note.clone(),
        payment: (!is_credit).then(|| payment(page)).flatten(),
        terms: terms(i18n, page).map(str::to_owned),
        taxes: einvoice::taxes(categories.iter().copied().zip(taxed))?,
        lines: page.lines.iter().zip(&categories).map(|(one, category)| line(page, one, *category)).collect(),
        net: page.net,
        tax: page.tax,
        gross: page.gross,
        paid: 0,
        due_amount: page.gross,
    })
}

/// What is said in the place of a day: something is to be settled, and the standard wants to know when (BR-CO-25).
fn terms(i18n: I18n, page: &InvoicePage) -> Option<&'static str> {
    match (page.kind, page.due) {
        (DocumentKind::Invoice, Some(_)) => None,
        (DocumentKind::Invoice, None) => Some(i18n.paper_terms_at_once()),
        (DocumentKind::CreditNote, _) => Some(i18n.paper_terms_credit()),
    }
}

fn payment(page: &InvoicePage) -> Option<Payment> {
    let iban = page.seller.iban.clone().filter(|iban| !iban.is_empty())?;
    Some(Payment {
        iban,
        bic: page.seller.bic.clone().filter(|bic| !bic.is_empty()),
        account_name: Some(page.seller.name.clone()),
        reference: Some(page.reference.clone()).filter(|reference| !reference.is_empty()),
    })
}

fn party(party: &Party) -> einvoice::Party {
    let mut lines = party.lines.iter();
    let street = lines.next().cloned().unwrap_or_default();
    let rest: Vec<&str> = lines.map(String::as_str).collect();
    einvoice::Party {
        name: party.name.clone(),
        street,
        additional: (!rest.is_empty()).then(|| rest.join(", ")),
        city: party.city.clone(),
        postcode: party.postcode.clone(),
        country: party.country.clone(),
        vat_number: party.vat_number.clone().filter(|number| !number.is_empty()),
        email: party.email.clone().filter(|email| !email.is_empty()),
        phone: party.phone.clone().filter(|phone| !phone.is_empty()),
        ..einvoice::Party::default()
    }
}

/// How a line is taxed; the rate remembers what the account was when it was issued.
fn category(page: &InvoicePage, line: &InvoiceLine) -> Category {
    let profile = match line.rate.reason {
        RateReason::ReverseCharge => TaxProfile::ReverseCharge,
        RateReason::Export => TaxProfile::Export,
        RateReason::Domestic | RateReason::ZeroRated | RateReason::Exempt => TaxProfile::Domestic,
    };
    einvoice::category(profile, line.rate, line.goods, &page.seller.country, &page.buyer.country)
}

fn line(page: &InvoicePage, line: &InvoiceLine, category: Category) -> Line {
    // Prices and discounts that contain tax are none of the standard's: it goes by amounts without.
    let (price, discount) = match page.mode {
        PriceMode::Net => (Some(line.unit_price), line.discount),
        PriceMode::Gross => (None, 0),
    };
    Line {
        id: line.position.to_string(),
        article: Some(line.article_number.clone()).filter(|number| !number.is_empty()),
        name: line.name.clone(),
        quantity: line.quantity,
        unit: einvoice::unit_code(&line.unit),
        net: line.net,
        price,
        discount,
        category,
        rate: line.rate.basis_points,
    }
}
