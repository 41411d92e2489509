//! Reading invoices and credit notes.

use domain::{
    ids::{AccountId, InvoiceId, OrderId, OrderLineId, PostingId},
    language::Texts,
    ledger::wire::DocumentKind,
    money::{Currency, Quantity},
    permissions::{ReadLedgers, StaffGranted},
    tax::PriceMode,
    time::{Date, Instant},
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::{Invoice, Line, LineKind};
use crate::{Db, Error, Job, ledger::Scope, sql};

const INVOICE: &str = "SELECT i.account_id, i.id, i.number, i.kind, i.year, i.serial, i.order_number, r.id AS order_id, i.corrects, i.currency,
     i.price_mode, i.issued_on, i.due_on, i.delivered_on, i.net, i.tax, i.gross, i.by_rate, i.seller, i.buyer, i.reference,
     i.buyer_reference, i.note, i.posting_id, COALESCE(o.open, 0) AS open, COALESCE(o.disputed, 0) AS disputed, i.at
     FROM invoice i LEFT JOIN open_item o ON o.account_id = i.account_id AND o.posting_id = i.posting_id
     LEFT JOIN orders r ON r.account_id = i.account_id AND r.number = i.order_number";

#[derive(FromQueryResult)]
struct Row {
    account_id: Uuid,
    id: Uuid,
    number: String,
    kind: String,
    year: Option<i32>,
    serial: Option<i64>,
    order_number: Option<i64>,
    order_id: Option<Uuid>,
    corrects: Option<String>,
    currency: String,
    price_mode: String,
    issued_on: i32,
    due_on: Option<i32>,
    delivered_on: Option<i32>,
    net: i64,
    tax: i64,
    gross: i64,
    by_rate: serde_json::Value,
    seller: serde_json::Value,
    buyer: serde_json::Value,
    reference: String,
    buyer_reference: Option<String>,
    note: Option<String>,
    posting_id: Uuid,
    open: i64,
    disputed: i64,
    at: i64,
}

impl Row {
    fn invoice(self) -> Result<Invoice, Error> {
        Ok(Invoice {
            account: AccountId(self.account_id),
            id: InvoiceId(self.id),
            number: self.number,
            kind: kind(&self.kind)?,
            serial: self.year.zip(self.serial),
            order: self.order_number,
            order_id: self.order_id.map(OrderId),
            corrects: self.corrects,
            currency: Currency::parse(&self.currency)
                .ok_or_else(|| Error::fault("an invoice has an unknown currency"))?,
            mode: if self.price_mode == "gross" { PriceMode::Gross } else { PriceMode::Net },
            issued: Date::from_days(self.issued_on),
            due: self.due_on.map(Date::from_days),
            delivered: self.delivered_on.map(Date::from_days),
            net: self.net,
            tax: self.tax,
            gross: self.gross,
            by_rate: serde_json::from_value(self.by_rate)?,
            seller: serde_json::from_value(self.seller)?,
            buyer: serde_json::from_value(self.buyer)?,
            reference: self.reference,
            buyer_reference: self.buyer_reference,
            note: self.note,
            posting: PostingId(self.posting_id),
            open: self.open,
            disputed: self.disputed,
            at: Instant::from_millis(self.at),
        })
    }
}

fn kind(text: &str) -> Result<DocumentKind, Error> {
    DocumentKind::parse(text).ok_or_else(|| Error::fault("a document is of an unknown kind"))
}

async fn invoices(db: &impl Db, rest: &str, values: Vec<Value>) -> Result<Vec<Invoice>, Error> {
    let rows: Vec<Row> = sql::all(db, &format!("{INVOICE} {rest}"), values).await?;
    rows.into_iter().map(Row::invoice).collect()
}

/// A document of the account, by its number.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Db, scope: &Scope<'_>, number: &str) -> Result<Option<Invoice>, Error> {
    let values = vec![number.into(), scope.account().0.into()];
    Ok(invoices(db, "WHERE i.number = ? AND i.account_id = ?", values).await?.pop())
}

/// The document that a posting is of.
///
/// # Errors
/// When the database fails.
pub async fn of_posting(db: &impl Db, scope: &Scope<'_>, posting: PostingId) -> Result<Option<Invoice>, Error> {
    let values = vec![scope.account().0.into(), posting.0.into()];
    Ok(invoices(db, "WHERE i.account_id = ? AND i.posting_id = ?", values).await?.pop())
}

/// The account's documents, the newest first: those before the one with this day and identifier.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &impl Db,
    scope: &Scope<'_>,
    after: Option<(Date, InvoiceId)>,
    limit: u16,
) -> Result<Vec<Invoice>, Error> {
    let mut values: Vec<Value> = vec![scope.account().0.into()];
    let mut before = "";
    if let Some((day, id)) = after {
        before = "AND (i.issued_on, i.id) < (?, ?)";
        values.extend([day.days().into(), id.0.into()]);
    }
    values.push(i64::from(limit).into());
    let rest = format!("WHERE i.account_id = ? {before} ORDER BY i.issued_on DESC, i.id DESC LIMIT ?");
    invoices(db, &rest, values).await
}

/// The lines of a document of the account, in their order.
///
/// # Errors
/// When the database fails.
pub async fn lines(db: &impl Db, scope: &Scope<'_>, invoice: InvoiceId) -> Result<Vec<Line>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        position: i32,
        order_line_id: Option<Uuid>,
        article_number: String,
        names: serde_json::Value,
        unit: String,
        kind: String,
        quantity: i64,
        unit_price: i64,
        discount: i64,
        amount: i64,
        net: i64,
        tax: i64,
        gross: i64,
        rate: serde_json::Value,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT l.position, l.order_line_id, l.article_number, l.names, l.unit, l.kind, l.quantity, l.unit_price, l.discount,
             l.amount, l.net, l.tax, l.gross, l.rate
         FROM invoice_line l WHERE l.account_id = ? AND l.invoice_id = ? ORDER BY l.position",
        [scope.account().0.into(), invoice.0.into()],
    )
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Line {
                position: row.position,
                order_line: row.order_line_id.map(OrderLineId),
                article_number: row.article_number,
                names: serde_json::from_value::<Texts>(row.names)?,
                unit: row.unit,
                kind: LineKind::parse(&row.kind)
                    .ok_or_else(|| Error::fault("a line of an invoice is of an unknown kind"))?,
                quantity: Quantity::from_millis(row.quantity),
                unit_price: row.unit_price,
                discount: row.discount,
                amount: row.amount,
                net: row.net,
                tax: row.tax,
                gross: row.gross,
                rate: serde_json::from_value(row.rate)?,
            })
        })
        .collect()
}

/// Whose a document is, for the vendor's people.
///
/// # Errors
/// When the database fails.
pub async fn account_of(db: &impl Db, _: &StaffGranted<ReadLedgers>, number: &str) -> Result<Option<AccountId>, Error> {
    let id: Option<Uuid> =
        sql::one_value(db, "SELECT account_id FROM invoice WHERE number = ?", [number.into()]).await?;
    Ok(id.map(AccountId))
}

/// Whose a document is, for the portal itself.
///
/// # Errors
/// When the database fails.
pub async fn owner_of(db: &impl Db, _: Job, number: &str) -> Result<Option<AccountId>, Error> {
    let id: Option<Uuid> =
        sql::one_value(db, "SELECT account_id FROM invoice WHERE number = ?", [number.into()]).await?;
    Ok(id.map(AccountId))
}

/// The documents of an order, with their totals in minor units, in the order in which they were issued.
///
/// # Errors
/// When the database fails.
pub async fn of_order(db: &impl Db, scope: &Scope<'_>, order: i64) -> Result<Vec<(String, DocumentKind, i64)>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        number: String,
        kind: String,
        gross: i64,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT number, kind, gross FROM invoice WHERE account_id = ? AND order_number = ? ORDER BY id",
        [scope.account().0.into(), order.into()],
    )
    .await?;
    rows.into_iter().map(|row| Ok((row.number, kind(&row.kind)?, row.gross))).collect()
}
