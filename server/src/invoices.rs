//! Invoices and credit notes as files: on paper with the data of EN 16931 inside, and that data alone. The same number
//! and the same amounts as on their page.

mod paper;

use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{
    access::Kind,
    i18n::I18n,
    ledger::wire::{DocumentKind, InvoicePage},
    refusal::{Code, Refusal},
};
use service::{Context, entry::Visitor};

use crate::{pages, router::Portal};

/// The document on paper: PDF/A-3 with the same as Factur-X inside, where the data is complete.
pub(crate) async fn pdf(
    State(portal): State<Portal>,
    Extension(visitor): Extension<Visitor>,
    Path(number): Path<String>,
    headers: HeaderMap,
) -> Response {
    let (page, i18n) = match of(&portal, &visitor, &number, Kind::InvoicePdf).await {
        Ok(found) => found,
        Err(refusal) => return pages::refusal(&headers, &refusal),
    };
    match on_paper(&portal.context, i18n, &page) {
        Ok(bytes) => file("application/pdf", &page, "pdf", bytes),
        Err(why) => {
            tracing::error!(document = page.number, why, "an invoice could not be put on paper");
            pages::refusal(&headers, &Refusal::of(Code::Fault))
        }
    }
}

/// The document as UBL 2.1, for the customer's own programs.
pub(crate) async fn xml(
    State(portal): State<Portal>,
    Extension(visitor): Extension<Visitor>,
    Path(number): Path<String>,
    headers: HeaderMap,
) -> Response {
    let (page, i18n) = match of(&portal, &visitor, &number, Kind::InvoiceXml).await {
        Ok(found) => found,
        Err(refusal) => return pages::refusal(&headers, &refusal),
    };
    match as_data(i18n, &page) {
        Some(bytes) => file("application/xml; charset=utf-8", &page, "xml", bytes),
        // A file that breaks the standard would be refused by whoever reads it.
        None => pages::refusal(&headers, &Refusal::of(Code::NotFound)),
    }
}

/// The document on paper, for who keeps it.
///
/// # Errors
/// With the reason, when the program is broken.
pub(crate) fn on_paper(context: &Context, i18n: I18n, page: &InvoicePage) -> Result<Vec<u8>, &'static str> {
    paper::bytes(context, i18n, page)
}

/// The document as data; nothing where it breaks a rule of the standard.
pub(crate) fn as_data(i18n: I18n, page: &InvoicePage) -> Option<Vec<u8>> {
    service::invoices::complete(i18n, page).map(|invoice| einvoice::ubl(&invoice).into_bytes())
}

/// The document, for a member whose account it is of, or for a person of the vendor; and the texts of who asks.
async fn of(portal: &Portal, visitor: &Visitor, number: &str, kind: Kind) -> Result<(InvoicePage, I18n), Refusal> {
    let actor = visitor.actor.as_ref().ok_or(Refusal::of(Code::SignIn))?;
    let page = service::invoices::file(&portal.context, actor, number, kind).await;
    Ok((page.map_err(service::Error::into_refusal)?, I18n::of(actor.language)))
}

fn file(mime: &'static str, page: &InvoicePage, end: &str, bytes: Vec<u8>) -> Response {
    let kind = match page.kind {
        DocumentKind::Invoice => "invoice",
        DocumentKind::CreditNote => "credit-note",
    };
    let disposition = format!("attachment; filename=\"{kind}-{}.{end}\"", in_a_name(&page.number));
    (
        [
            (header::CONTENT_TYPE, HeaderValue::from_static(mime)),
            (
                header::CONTENT_DISPOSITION,
                HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment")),
            ),
        ],
        bytes,
    )
        .into_response()
}

/// A number as a part of a file's name: it may have a slash in it.
pub(crate) fn in_a_name(number: &str) -> String {
    number.chars().map(|letter| if letter.is_ascii_alphanumeric() || letter == '.' { letter } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_does_not_leave_its_file_name() {
        assert_eq!(in_a_name("2026-00017"), "2026-00017");
        assert_eq!(in_a_name("INV/2026\"\r\n1"), "INV-2026---1");
    }
}
