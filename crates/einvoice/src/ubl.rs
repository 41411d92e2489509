//! The invoice in UBL 2.1 (ISO/IEC 19845), as `Invoice` or `CreditNote`, in the binding of CEN/TS 16931-3-2.
//!
//! It claims the standard itself and no network's narrowing of it: Peppol's profile wants electronic addresses of its
//! own schemes, and who is registered there says so to a provider that sends.
//!
//! The order of the elements is the schema's.

use domain::money::Currency;

use crate::{
    Category, DISCOUNT, Invoice, Kind, Line, Party, Payment, SPECIFICATION, Tax,
    decimal::{amount, percent, quantity},
    price,
    xml::Xml,
};

const INVOICE: &str = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2";
const CREDIT_NOTE: &str = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2";
const AGGREGATES: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
const BASICS: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";

/// No means of payment said (UNTDID 4461): what a credit note's due date hangs on when there is no account.
const NO_MEANS: &str = "1";

/// The invoice in the syntax of OASIS.
#[must_use]
pub fn ubl(invoice: &Invoice) -> String {
    let (name, namespace) = match invoice.kind {
        Kind::Invoice => ("Invoice", INVOICE),
        Kind::CreditNote => ("CreditNote", CREDIT_NOTE),
    };
    let attributes = [("xmlns", namespace), ("xmlns:cac", AGGREGATES), ("xmlns:cbc", BASICS)];
    Xml::document(name, &attributes, |xml| {
        head(xml, invoice);
        xml.group("cac:AccountingSupplierParty", |xml| xml.group("cac:Party", |xml| party(xml, &invoice.seller)));
        xml.group("cac:AccountingCustomerParty", |xml| xml.group("cac:Party", |xml| party(xml, &invoice.buyer)));
        xml.group("cac:Delivery", |xml| {
            xml.maybe("cbc:ActualDeliveryDate", invoice.delivered.map(|day| day.iso()).as_deref());
            xml.group("cac:DeliveryLocation", |xml| {
                xml.group("cac:Address", |xml| country(xml, invoice.delivered_to.as_deref().unwrap_or("")));
            });
        });
        xml.group("cac:PaymentMeans", |xml| means(xml, invoice));
        xml.group("cac:PaymentTerms", |xml| xml.maybe("cbc:Note", invoice.terms.as_deref()));
        sums(xml, invoice);
        for one in &invoice.lines {
            line(xml, invoice, one);
        }
    })
}

fn head(xml: &mut Xml, invoice: &Invoice) {
    xml.text("cbc:CustomizationID", SPECIFICATION);
    xml.text("cbc:ID", &invoice.number);
    xml.text("cbc:IssueDate", &invoice.issued.iso());
    match invoice.kind {
        Kind::Invoice => {
            xml.maybe("cbc:DueDate", invoice.due.map(|day| day.iso()).as_deref());
            xml.text("cbc:InvoiceTypeCode", invoice.kind.code());
        }
        Kind::CreditNote => xml.text("cbc:CreditNoteTypeCode", invoice.kind.code()),
    }
    xml.maybe("cbc:Note", invoice.note.as_deref());
    xml.text("cbc:DocumentCurrencyCode", invoice.currency.code());
    xml.maybe("cbc:BuyerReference", invoice.buyer_reference.as_deref());
    xml.group("cac:OrderReference", |xml| xml.maybe("cbc:ID", invoice.order_reference.as_deref()));
    if let Some((number, day)) = &invoice.preceding {
        xml.group("cac:BillingReference", |xml| {
            xml.group("cac:InvoiceDocumentReference", |xml| {
                xml.text("cbc:ID", number);
                xml.text("cbc:IssueDate", &day.iso());
            });
        });
    }
}

fn party(xml: &mut Xml, party: &Party) {
    xml.text_with("cbc:EndpointID", ("schemeID", "EM"), party.email.as_deref().unwrap_or(""));
    xml.group("cac:PostalAddress", |xml| {
        xml.text("cbc:StreetName", &party.street);
        xml.maybe("cbc:AdditionalStreetName", party.additional.as_deref());
        xml.text("cbc:CityName", &party.city);
        xml.text("cbc:PostalZone", &party.postcode);
        country(xml, &party.country);
    });
    if let Some(number) = &party.vat_number {
        xml.group("cac:PartyTaxScheme", |xml| {
            xml.text("cbc:CompanyID", number);
            scheme(xml);
        });
    }
    xml.group("cac:PartyLegalEntity", |xml| {
        xml.text("cbc:RegistrationName", &party.name);
        xml.maybe("cbc:CompanyID", party.registration.as_deref());
    });
    xml.group("cac:Contact", |xml| {
        xml.maybe("cbc:Name", party.contact.as_deref());
        xml.maybe("cbc:Telephone", party.phone.as_deref());
        xml.maybe("cbc:ElectronicMail", party.email.as_deref());
    });
}

/// The due date of a credit note stands here: its schema has no other place for it.
fn means(xml: &mut Xml, invoice: &Invoice) {
    let due = match invoice.kind {
        Kind::Invoice => None,
        Kind::CreditNote => invoice.due,
    };
    match &invoice.payment {
        Some(_) => xml.text("cbc:PaymentMeansCode", Payment::means(invoice.currency)),
        None if due.is_some() => xml.text("cbc:PaymentMeansCode", NO_MEANS),
        None => {}
    }
    xml.maybe("cbc:PaymentDueDate", due.map(|day| day.iso()).as_deref());
    let Some(payment) = &invoice.payment else { return };
    xml.maybe("cbc:PaymentID", payment.reference.as_deref());
    xml.group("cac:PayeeFinancialAccount", |xml| {
        xml.text("cbc:ID", &payment.account());
        xml.maybe("cbc:Name", payment.account_name.as_deref());
        xml.group("cac:FinancialInstitutionBranch", |xml| xml.maybe("cbc:ID", payment.bic.as_deref()));
    });
}

fn sums(xml: &mut Xml, invoice: &Invoice) {
    let currency = invoice.currency;
    xml.group("cac:TaxTotal", |xml| {
        money(xml, "cbc:TaxAmount", invoice.tax, currency);
        for tax in &invoice.taxes {
            xml.group("cac:TaxSubtotal", |xml| subtotal(xml, tax, currency));
        }
    });
    xml.group("cac:LegalMonetaryTotal", |xml| {
        money(xml, "cbc:LineExtensionAmount", invoice.net, currency);
        money(xml, "cbc:TaxExclusiveAmount", invoice.net, currency);
        money(xml, "cbc:TaxInclusiveAmount", invoice.gross, currency);
        if invoice.paid != 0 {
            money(xml, "cbc:PrepaidAmount", invoice.paid, currency);
        }
        money(xml, "cbc:PayableAmount", invoice.due_amount, currency);
    });
}

fn subtotal(xml: &mut Xml, tax: &Tax, currency: Currency) {
    money(xml, "cbc:TaxableAmount", tax.net, currency);
    money(xml, "cbc:TaxAmount", tax.tax, currency);
    xml.group("cac:TaxCategory", |xml| {
        rate(xml, tax.category, tax.rate);
        xml.maybe("cbc:TaxExemptionReasonCode", tax.reason_code.as_deref());
        xml.maybe("cbc:TaxExemptionReason", tax.reason.as_deref());
        scheme(xml);
    });
}

fn line(xml: &mut Xml, invoice: &Invoice, line: &Line) {
    let currency = invoice.currency;
    let (name, count) = match invoice.kind {
        Kind::Invoice => ("cac:InvoiceLine", "cbc:InvoicedQuantity"),
        Kind::CreditNote => ("cac:CreditNoteLine", "cbc:CreditedQuantity"),
    };
    xml.group(name, |xml| {
        xml.text("cbc:ID", &line.id);
        xml.text_with(count, ("unitCode", line.unit), &quantity(line.quantity));
        money(xml, "cbc:LineExtensionAmount", line.net, currency);
        if line.discount != 0 {
            xml.group("cac:AllowanceCharge", |xml| {
                xml.text("cbc:ChargeIndicator", "false");
                xml.text("cbc:AllowanceChargeReasonCode", DISCOUNT);
                money(xml, "cbc:Amount", line.discount, currency);
            });
        }
        xml.group("cac:Item", |xml| {
            xml.text("cbc:Name", &line.name);
            xml.group("cac:SellersItemIdentification", |xml| xml.maybe("cbc:ID", line.article.as_deref()));
            xml.group("cac:ClassifiedTaxCategory", |xml| {
                rate(xml, line.category, line.rate);
                scheme(xml);
            });
        });
        xml.group("cac:Price", |xml| {
            let price = price::of(line, invoice.exponent());
            xml.text_with("cbc:PriceAmount", ("currencyID", currency.code()), &price.text());
            if let Some(base) = price.base {
                xml.text_with("cbc:BaseQuantity", ("unitCode", line.unit), &quantity(base));
            }
        });
    });
}

fn money(xml: &mut Xml, name: &str, minor: i64, currency: Currency) {
    let exponent = currency.default_rules().exponent;
    xml.text_with(name, ("currencyID", currency.code()), &amount(minor, exponent));
}

fn country(xml: &mut Xml, code: &str) {
    xml.group("cac:Country", |xml| xml.text("cbc:IdentificationCode", code));
}

fn rate(xml: &mut Xml, category: Category, rate: u32) {
    xml.text("cbc:ID", category.code());
    if category.has_rate() {
        xml.text("cbc:Percent", &percent(rate));
    }
}

fn scheme(xml: &mut Xml) {
    xml.group("cac:TaxScheme", |xml| xml.text("cbc:ID", "VAT"));
}
