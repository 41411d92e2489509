//! Writing invoices. They are never changed: the database refuses it.

use domain::{
    ids::{AccountId, InvoiceId, PostingId},
    tax::PriceMode,
    time::{Date, Instant},
};
use sea_orm::Value;

use super::{NewInvoice, NewInvoiceLine};
use crate::{
    Error, Tx,
    ledger::Held,
    sql::{self, Rows},
};

pub(crate) const INVOICE: &[&str] = &[
    "account_id",
    "id",
    "number",
    "kind",
    "year",
    "serial",
    "order_number",
    "corrects",
    "currency",
    "price_mode",
    "issued_on",
    "due_on",
    "delivered_on",
    "net",
    "tax",
    "gross",
    "by_rate",
    "seller",
    "buyer",
    "reference",
    "buyer_reference",
    "note",
    "posting_id",
    "at",
];
pub(crate) const LINE: &[&str] = &[
    "account_id",
    "invoice_id",
    "position",
    "order_line_id",
    "article_number",
    "names",
    "unit",
    "kind",
    "quantity",
    "unit_price",
    "discount",
    "amount",
    "net",
    "tax",
    "gross",
    "rate",
];

/// The next place in the vendor's own numbers of a year. Whoever takes it keeps others waiting until the transaction ends:
/// what is taken back leaves no gap.
///
/// # Errors
/// When the database fails.
pub async fn next_serial(tx: &Tx, year: i32) -> Result<i64, Error> {
    let serial: Option<i64> = sql::one_value(
        tx,
        "INSERT INTO counter (name, value) VALUES (?, 1)
         ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value",
        [format!("invoice/{year}").into()],
    )
    .await?;
    serial.ok_or_else(|| Error::fault("the counter gave no number"))
}

/// The last place that was taken in the vendor's own numbers of a year; zero when there is none.
///
/// # Errors
/// When the database fails.
pub async fn last_serial(tx: &Tx, year: i32) -> Result<i64, Error> {
    let serial: Option<i64> =
        sql::one_value(tx, "SELECT value FROM counter WHERE name = ?", [format!("invoice/{year}").into()]).await?;
    Ok(serial.unwrap_or(0))
}

/// Writes a document of the account with its lines. `posting` is what it is on the ledger.
///
/// # Errors
/// `Taken` when there is a document with this number.
pub async fn insert(
    tx: &Tx,
    held: &Held,
    new: &NewInvoice,
    posting: PostingId,
    now: Instant,
) -> Result<InvoiceId, Error> {
    let positions: Vec<i32> = (1_i32..).zip(&new.lines).map(|(position, _)| position).collect();
    insert_at(tx, held, new, &positions, posting, now).await
}

/// The same with the places of its lines: a line of a credit note has that of the line which it takes back.
///
/// # Errors
/// `Taken` when there is a document with this number, or a place comes twice.
pub async fn insert_at(
    tx: &Tx,
    held: &Held,
    new: &NewInvoice,
    positions: &[i32],
    posting: PostingId,
    now: Instant,
) -> Result<InvoiceId, Error> {
    let account = held.account();
    let id = InvoiceId(crate::new_id());
    let mut heads = Rows::of("invoice", INVOICE);
    heads.add(head(account, id, new, posting, now)?);
    heads.write(tx).await?;
    let mut lines = Rows::of("invoice_line", LINE);
    for (position, new) in positions.iter().copied().zip(&new.lines) {
        lines.add(line(account, id, position, new)?);
    }
    lines.write(tx).await?;
    Ok(id)
}

/// A document as a row of [`INVOICE`].
pub(crate) fn head(
    account: AccountId,
    id: InvoiceId,
    new: &NewInvoice,
    posting: PostingId,
    now: Instant,
) -> Result<[Value; 24], Error> {
    Ok([
        account.0.into(),
        id.0.into(),
        new.number.as_str().into(),
        new.kind.code().into(),
        new.serial.map(|(year, _)| year).into(),
        new.serial.map(|(_, serial)| serial).into(),
        new.order.into(),
        new.corrects.clone().into(),
        new.currency.code().into(),
        if new.mode == PriceMode::Gross { "gross" } else { "net" }.into(),
        new.issued.days().into(),
        new.due.map(Date::days).into(),
        new.delivered.map(Date::days).into(),
        new.net.into(),
        new.tax.into(),
        new.gross.into(),
        serde_json::to_value(&new.by_rate)?.into(),
        serde_json::to_value(&new.seller)?.into(),
        serde_json::to_value(&new.buyer)?.into(),
        new.reference.as_str().into(),
        new.buyer_reference.clone().into(),
        new.note.clone().into(),
        posting.0.into(),
        now.millis().into(),
    ])
}

/// One of its lines as a row of [`LINE`].
pub(crate) fn line(
    account: AccountId,
    invoice: InvoiceId,
    position: i32,
    line: &NewInvoiceLine,
) -> Result<[Value; 16], Error> {
    Ok([
        account.0.into(),
        invoice.0.into(),
        position.into(),
        line.order_line.map(|id| id.0).into(),
        line.article_number.as_str().into(),
        serde_json::to_value(&line.names)?.into(),
        line.unit.as_str().into(),
        line.kind.code().into(),
        line.quantity.millis().into(),
        line.unit_price.into(),
        line.discount.into(),
        line.amount.into(),
        line.net.into(),
        line.tax.into(),
        line.gross.into(),
        serde_json::to_value(line.rate)?.into(),
    ])
}
