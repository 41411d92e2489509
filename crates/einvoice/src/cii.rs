//! The invoice as Cross Industry Invoice of UN/CEFACT (D22B), in the binding of CEN/TS 16931-3-3. It is what Factur-X
//! and ZUGFeRD carry in a PDF, there called the profile EN 16931.
//!
//! The order of the elements is the schema's.

use domain::time::Date;

use crate::{
    DISCOUNT, Invoice, Line, Party, Payment, SPECIFICATION, Tax,
    decimal::{amount, percent, quantity},
    price,
    xml::Xml,
};

const NAMESPACES: [(&str, &str); 4] = [
    ("xmlns:rsm", "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"),
    ("xmlns:ram", "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"),
    ("xmlns:qdt", "urn:un:unece:uncefact:data:standard:QualifiedDataType:100"),
    ("xmlns:udt", "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"),
];

/// A date without separators (UNTDID 2379).
const DATE: (&str, &str) = ("format", "102");

/// The invoice in the syntax of UN/CEFACT.
#[must_use]
pub fn cii(invoice: &Invoice) -> String {
    Xml::document("rsm:CrossIndustryInvoice", &NAMESPACES, |xml| {
        xml.group("rsm:ExchangedDocumentContext", |xml| {
            xml.group("ram:GuidelineSpecifiedDocumentContextParameter", |xml| xml.text("ram:ID", SPECIFICATION));
        });
        xml.group("rsm:ExchangedDocument", |xml| {
            xml.text("ram:ID", &invoice.number);
            xml.text("ram:TypeCode", invoice.kind.code());
            date(xml, "ram:IssueDateTime", "udt:DateTimeString", invoice.issued);
            xml.group("ram:IncludedNote", |xml| xml.maybe("ram:Content", invoice.note.as_deref()));
        });
        xml.group("rsm:SupplyChainTradeTransaction", |xml| {
            for one in &invoice.lines {
                xml.group("ram:IncludedSupplyChainTradeLineItem", |xml| line(xml, one, invoice.exponent()));
            }
            xml.group("ram:ApplicableHeaderTradeAgreement", |xml| agreement(xml, invoice));
            xml.required("ram:ApplicableHeaderTradeDelivery", |xml| delivery(xml, invoice));
            xml.group("ram:ApplicableHeaderTradeSettlement", |xml| settlement(xml, invoice));
        });
    })
}

fn line(xml: &mut Xml, line: &Line, exponent: u8) {
    xml.group("ram:AssociatedDocumentLineDocument", |xml| xml.text("ram:LineID", &line.id));
    xml.group("ram:SpecifiedTradeProduct", |xml| {
        xml.maybe("ram:SellerAssignedID", line.article.as_deref());
        xml.text("ram:Name", &line.name);
    });
    xml.group("ram:SpecifiedLineTradeAgreement", |xml| {
        xml.group("ram:NetPriceProductTradePrice", |xml| {
            let price = price::of(line, exponent);
            xml.text("ram:ChargeAmount", &price.text());
            if let Some(base) = price.base {
                xml.text_with("ram:BasisQuantity", ("unitCode", line.unit), &quantity(base));
            }
        });
    });
    xml.group("ram:SpecifiedLineTradeDelivery", |xml| {
        xml.text_with("ram:BilledQuantity", ("unitCode", line.unit), &quantity(line.quantity));
    });
    xml.group("ram:SpecifiedLineTradeSettlement", |xml| {
        xml.group("ram:ApplicableTradeTax", |xml| {
            xml.text("ram:TypeCode", "VAT");
            xml.text("ram:CategoryCode", line.category.code());
            if line.category.has_rate() {
                xml.text("ram:RateApplicablePercent", &percent(line.rate));
            }
        });
        if line.discount != 0 {
            xml.group("ram:SpecifiedTradeAllowanceCharge", |xml| {
                xml.group("ram:ChargeIndicator", |xml| xml.text("udt:Indicator", "false"));
                xml.text("ram:ActualAmount", &amount(line.discount, exponent));
                xml.text("ram:ReasonCode", DISCOUNT);
            });
        }
        xml.group("ram:SpecifiedTradeSettlementLineMonetarySummation", |xml| {
            xml.text("ram:LineTotalAmount", &amount(line.net, exponent));
        });
    });
}

fn agreement(xml: &mut Xml, invoice: &Invoice) {
    xml.maybe("ram:BuyerReference", invoice.buyer_reference.as_deref());
    xml.group("ram:SellerTradeParty", |xml| party(xml, &invoice.seller));
    xml.group("ram:BuyerTradeParty", |xml| party(xml, &invoice.buyer));
    xml.group("ram:BuyerOrderReferencedDocument", |xml| {
        xml.maybe("ram:IssuerAssignedID", invoice.order_reference.as_deref());
    });
}

fn party(xml: &mut Xml, party: &Party) {
    xml.text("ram:Name", &party.name);
    xml.group("ram:SpecifiedLegalOrganization", |xml| xml.maybe("ram:ID", party.registration.as_deref()));
    xml.group("ram:DefinedTradeContact", |xml| {
        xml.maybe("ram:PersonName", party.contact.as_deref());
        xml.group("ram:TelephoneUniversalCommunication", |xml| {
            xml.maybe("ram:CompleteNumber", party.phone.as_deref());
        });
        xml.group("ram:EmailURIUniversalCommunication", |xml| xml.maybe("ram:URIID", party.email.as_deref()));
    });
    xml.group("ram:PostalTradeAddress", |xml| {
        xml.text("ram:PostcodeCode", &party.postcode);
        xml.text("ram:LineOne", &party.street);
        xml.maybe("ram:LineTwo", party.additional.as_deref());
        xml.text("ram:CityName", &party.city);
        xml.text("ram:CountryID", &party.country);
    });
    xml.group("ram:URIUniversalCommunication", |xml| {
        xml.text_with("ram:URIID", ("schemeID", "EM"), party.email.as_deref().unwrap_or(""));
    });
    xml.group("ram:SpecifiedTaxRegistration", |xml| {
        xml.text_with("ram:ID", ("schemeID", "VA"), party.vat_number.as_deref().unwrap_or(""));
    });
}

fn delivery(xml: &mut Xml, invoice: &Invoice) {
    xml.group("ram:ShipToTradeParty", |xml| {
        xml.group("ram:PostalTradeAddress", |xml| xml.maybe("ram:CountryID", invoice.delivered_to.as_deref()));
    });
    if let Some(day) = invoice.delivered {
        xml.group("ram:ActualDeliverySupplyChainEvent", |xml| {
            date(xml, "ram:OccurrenceDateTime", "udt:DateTimeString", day);
        });
    }
}

fn settlement(xml: &mut Xml, invoice: &Invoice) {
    let exponent = invoice.exponent();
    let currency = invoice.currency.code();
    xml.maybe("ram:PaymentReference", invoice.payment.as_ref().and_then(|payment| payment.reference.as_deref()));
    xml.text("ram:InvoiceCurrencyCode", currency);
    if let Some(payment) = &invoice.payment {
        xml.group("ram:SpecifiedTradeSettlementPaymentMeans", |xml| means(xml, invoice, payment));
    }
    for one in &invoice.taxes {
        xml.group("ram:ApplicableTradeTax", |xml| tax(xml, one, exponent));
    }
    xml.group("ram:SpecifiedTradePaymentTerms", |xml| {
        xml.maybe("ram:Description", invoice.terms.as_deref());
        if let Some(day) = invoice.due {
            date(xml, "ram:DueDateDateTime", "udt:DateTimeString", day);
        }
    });
    xml.group("ram:SpecifiedTradeSettlementHeaderMonetarySummation", |xml| {
        xml.text("ram:LineTotalAmount", &amount(invoice.net, exponent));
        xml.text("ram:TaxBasisTotalAmount", &amount(invoice.net, exponent));
        xml.text_with("ram:TaxTotalAmount", ("currencyID", currency), &amount(invoice.tax, exponent));
        xml.text("ram:GrandTotalAmount", &amount(invoice.gross, exponent));
        if invoice.paid != 0 {
            xml.text("ram:TotalPrepaidAmount", &amount(invoice.paid, exponent));
        }
        xml.text("ram:DuePayableAmount", &amount(invoice.due_amount, exponent));
    });
    if let Some((number, day)) = &invoice.preceding {
        xml.group("ram:InvoiceReferencedDocument", |xml| {
            xml.text("ram:IssuerAssignedID", number);
            date(xml, "ram:FormattedIssueDateTime", "qdt:DateTimeString", *day);
        });
    }
}

fn means(xml: &mut Xml, invoice: &Invoice, payment: &Payment) {
    xml.text("ram:TypeCode", Payment::means(invoice.currency));
    xml.group("ram:PayeePartyCreditorFinancialAccount", |xml| {
        xml.text("ram:IBANID", &payment.account());
        xml.maybe("ram:AccountName", payment.account_name.as_deref());
    });
    xml.group("ram:PayeeSpecifiedCreditorFinancialInstitution", |xml| xml.maybe("ram:BICID", payment.bic.as_deref()));
}

fn tax(xml: &mut Xml, tax: &Tax, exponent: u8) {
    xml.text("ram:CalculatedAmount", &amount(tax.tax, exponent));
    xml.text("ram:TypeCode", "VAT");
    xml.maybe("ram:ExemptionReason", tax.reason.as_deref());
    xml.text("ram:BasisAmount", &amount(tax.net, exponent));
    xml.text("ram:CategoryCode", tax.category.code());
    xml.maybe("ram:ExemptionReasonCode", tax.reason_code.as_deref());
    if tax.category.has_rate() {
        xml.text("ram:RateApplicablePercent", &percent(tax.rate));
    }
}

fn date(xml: &mut Xml, name: &str, text: &str, day: Date) {
    xml.group(name, |xml| xml.text_with(text, DATE, &day.iso().replace('-', "")));
}
