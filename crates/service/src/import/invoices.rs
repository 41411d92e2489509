//! Taking in invoices and credit notes that another program has issued: all of a file or nothing.
//!
//! What a file says has to agree with itself, with the ledger, and with the orders that it names. A document that is there
//! already exactly so is left alone, so that the same export can be taken in again.

mod lines;
mod place;
mod read;
#[cfg(test)]
mod spoilt;
#[cfg(test)]
mod tests;
mod write;

use domain::{
    ledger::wire::DocumentKind,
    money::{Currency, Quantity},
    tax::TaxClass,
    time::Date,
};
use store::{Job, invoices::LineKind};

use super::Report;
use crate::{Context, Error};

const JOB: Job = Job::of("invoice import");

/// A document of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Document {
    /// Where it begins.
    line: u64,
    account: String,
    number: String,
    kind: DocumentKind,
    issued: Date,
    due: Option<Date>,
    delivered: Option<Date>,
    currency: Currency,
    order: Option<i64>,
    corrects: Option<String>,
    buyer_reference: Option<String>,
    note: Option<String>,
    /// With tax, minor units.
    total: i64,
    lines: Vec<DocumentLine>,
}

/// One of its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
struct DocumentLine {
    line: u64,
    /// Empty for what is no article.
    article: String,
    text: String,
    unit: String,
    /// None where the file does not say.
    kind: Option<LineKind>,
    quantity: Quantity,
    unit_price: i64,
    discount: i64,
    net: i64,
    tax: i64,
    /// Hundredths of a percent.
    rate: u32,
    /// None where the file does not say.
    class: Option<TaxClass>,
}

/// Takes in a file of invoices and credit notes (`demo/README.md` has its columns). Each is on its account's ledger then;
/// those of the last days are told to its people. The report counts documents.
///
/// # Errors
/// When the database fails; what is wrong with the file is in the report.
pub async fn invoices(context: &Context, csv: &str) -> Result<Report, Error> {
    let (documents, refused) = read::read(csv, &context.settings(), context.vendor_today());
    if !refused.is_empty() {
        return Ok(Report::refusing(refused));
    }
    let tx = context.store().begin().await?;
    let report = place::place(context, &tx, documents).await?;
    if report.refused.is_empty() {
        tx.commit().await?;
        context.wake_outbox();
    }
    Ok(report)
}
