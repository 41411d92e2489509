//! What is to be invoiced of an order: what was shipped and is on no invoice yet.

use std::collections::HashMap;

use domain::{
    ids::{AccountId, OrderId, OrderLineId},
    language::Texts,
    money::{Currency, Quantity},
    shop::ArticleKind,
    split::Amounts,
    tax::{PriceMode, Rate, RateSum},
    time::Instant,
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::{Db, Error, Job, Tx, ledger::Held, orders, sql};

/// An order with what was invoiced of it.
#[derive(Clone, Debug)]
pub struct Uninvoiced {
    pub id: OrderId,
    pub number: i64,
    pub currency: Currency,
    pub mode: PriceMode,
    pub address: Vec<String>,
    /// The customer's own reference.
    pub reference: Option<String>,
    /// What delivery costs at the account's prices, in minor units; and its part of the order's sums, by rate: what the
    /// order has beyond its lines.
    pub delivery_amount: i64,
    pub delivery: Vec<RateSum>,
    /// An invoice has it already.
    pub delivery_invoiced: bool,
    /// When something was last shipped.
    pub shipped: Option<Instant>,
    pub lines: Vec<UninvoicedLine>,
}

/// A line of such an order.
#[derive(Clone, Debug)]
pub struct UninvoicedLine {
    pub id: OrderLineId,
    pub article_number: String,
    pub names: Texts,
    pub unit: String,
    pub kind: ArticleKind,
    pub ordered: Quantity,
    pub cancelled: Quantity,
    pub shipped: Quantity,
    /// On invoices. What was credited stays invoiced: otherwise it would be invoiced again by itself.
    pub invoiced: Quantity,
    /// On credit notes.
    pub credited: Quantity,
    /// On credit notes, without tax, minor units.
    pub credited_net: i64,
    pub unit_price: i64,
    /// Of the whole line, as it was ordered.
    pub amounts: Amounts,
    /// Of what is on invoices: the rest follows from it, to the last unit.
    pub invoiced_amounts: Amounts,
    pub rate: Rate,
}

impl UninvoicedLine {
    /// What was shipped and is on no invoice yet.
    #[must_use]
    pub const fn to_invoice(&self) -> Quantity {
        Quantity::from_millis(self.shipped.millis() - self.invoiced.millis())
    }
}

const NOTHING: Amounts = Amounts { discount: 0, amount: 0, net: 0, tax: 0, gross: 0 };

#[derive(FromQueryResult)]
struct Invoiced {
    order_line_id: Uuid,
    quantity: i64,
    credited: i64,
    credited_net: i64,
    discount: i64,
    amount: i64,
    net: i64,
    tax: i64,
    gross: i64,
}

/// An order of the account with its lines and what was invoiced of them; `None` when it has none with this number.
///
/// # Errors
/// When the database fails.
pub async fn uninvoiced(tx: &Tx, held: &Held, number: i64) -> Result<Option<Uninvoiced>, Error> {
    #[derive(FromQueryResult)]
    struct Head {
        id: Uuid,
        currency: String,
        price_mode: String,
        delivery_amount: i64,
        by_rate: serde_json::Value,
        address: serde_json::Value,
        reference: Option<String>,
        shipped_at: Option<i64>,
        delivery_lines: i64,
    }
    let account = held.account();
    let head: Option<Head> = sql::one(
        tx,
        "SELECT o.id, o.currency, o.price_mode, o.delivery_amount, o.by_rate, o.address, o.reference,
             (SELECT MAX(s.shipped_at) FROM shipment s WHERE s.account_id = o.account_id AND s.order_id = o.id) AS shipped_at,
             (SELECT COUNT(*) FROM invoice i JOIN invoice_line l ON l.account_id = i.account_id AND l.invoice_id = i.id
                 WHERE i.account_id = o.account_id AND i.order_number = o.number AND i.kind = 'invoice'
                     AND l.kind = 'delivery') AS delivery_lines
         FROM orders o WHERE o.account_id = ? AND o.number = ?",
        [account.0.into(), number.into()],
    )
    .await?;
    let Some(head) = head else { return Ok(None) };
    let on_documents = invoiced(tx, account, number).await?;
    let order_lines = orders::lines(tx, account, OrderId(head.id)).await?;
    let delivery = beyond(serde_json::from_value(head.by_rate)?, &order_lines);
    let lines = order_lines.into_iter().map(|line| joined(line, &on_documents)).collect();
    Ok(Some(Uninvoiced {
        id: OrderId(head.id),
        number,
        currency: Currency::parse(&head.currency).ok_or_else(|| Error::fault("an order has an unknown currency"))?,
        mode: if head.price_mode == "gross" { PriceMode::Gross } else { PriceMode::Net },
        address: serde_json::from_value(head.address)?,
        reference: head.reference,
        delivery_amount: head.delivery_amount,
        delivery,
        delivery_invoiced: head.delivery_lines > 0,
        shipped: head.shipped_at.map(Instant::from_millis),
        lines,
    }))
}

/// What is on invoices and credit notes, by line of the order.
async fn invoiced(tx: &Tx, account: AccountId, number: i64) -> Result<HashMap<Uuid, Invoiced>, Error> {
    let sum = |column: &str| {
        format!("CAST(SUM(CASE WHEN i.kind = 'invoice' THEN l.{column} ELSE 0 END) AS BIGINT) AS {column}")
    };
    let sums: Vec<String> = ["quantity", "discount", "amount", "net", "tax", "gross"].into_iter().map(sum).collect();
    let query = format!(
        "SELECT l.order_line_id, {},
             CAST(SUM(CASE WHEN i.kind = 'invoice' THEN 0 ELSE l.quantity END) AS BIGINT) AS credited,
             CAST(SUM(CASE WHEN i.kind = 'invoice' THEN 0 ELSE l.net END) AS BIGINT) AS credited_net
         FROM invoice i JOIN invoice_line l ON l.account_id = i.account_id AND l.invoice_id = i.id
         WHERE i.account_id = ? AND i.order_number = ? AND l.order_line_id IS NOT NULL GROUP BY l.order_line_id",
        sums.join(", ")
    );
    let rows: Vec<Invoiced> = sql::all(tx, &query, [account.0.into(), number.into()]).await?;
    Ok(rows.into_iter().map(|row| (row.order_line_id, row)).collect())
}

fn joined(line: orders::Line, on_documents: &HashMap<Uuid, Invoiced>) -> UninvoicedLine {
    let there = on_documents.get(&line.id.0);
    UninvoicedLine {
        id: line.id,
        article_number: line.number,
        names: line.names,
        unit: line.unit,
        kind: line.kind,
        ordered: Quantity::from_millis(line.progress.ordered),
        cancelled: Quantity::from_millis(line.progress.cancelled),
        shipped: Quantity::from_millis(line.progress.shipped),
        invoiced: Quantity::from_millis(there.map_or(0, |row| row.quantity)),
        credited: Quantity::from_millis(there.map_or(0, |row| row.credited)),
        credited_net: there.map_or(0, |row| row.credited_net),
        unit_price: line.unit_price,
        amounts: Amounts {
            discount: line.discount,
            amount: line.amount,
            net: line.net,
            tax: line.tax,
            gross: line.gross,
        },
        invoiced_amounts: there.map_or(NOTHING, |row| Amounts {
            discount: row.discount,
            amount: row.amount,
            net: row.net,
            tax: row.tax,
            gross: row.gross,
        }),
        rate: line.rate,
    }
}

/// What an order's sums have beyond its lines: its delivery.
fn beyond(mut by_rate: Vec<RateSum>, lines: &[orders::Line]) -> Vec<RateSum> {
    for sum in &mut by_rate {
        for line in lines.iter().filter(|line| line.rate == sum.rate) {
            sum.net -= line.net;
            sum.tax -= line.tax;
            sum.gross -= line.gross;
        }
    }
    by_rate.retain(|sum| sum.net != 0 || sum.tax != 0);
    by_rate
}

/// Orders of which something was shipped since then that is on no invoice yet, with their accounts, by number: those after
/// `after`. What was shipped before the portal wrote invoices is left alone by a later `since`.
///
/// # Errors
/// When the database fails.
pub async fn orders_to_invoice(
    db: &impl Db,
    _: Job,
    since: Instant,
    after: Option<i64>,
    limit: u16,
) -> Result<Vec<(AccountId, i64)>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        account_id: Uuid,
        number: i64,
    }
    let values: Vec<Value> = vec![since.millis().into(), after.unwrap_or(0).into(), i64::from(limit).into()];
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT o.account_id, o.number
         FROM (SELECT DISTINCT s.account_id, s.order_id FROM shipment s WHERE s.shipped_at >= ?) s
         JOIN orders o ON o.account_id = s.account_id AND o.id = s.order_id
         WHERE o.number > ? AND EXISTS (SELECT 1 FROM order_line l WHERE l.account_id = o.account_id AND l.order_id = o.id
             AND l.shipped > COALESCE((SELECT SUM(v.quantity) FROM invoice_line v JOIN invoice i ON i.account_id = v.account_id
                 AND i.id = v.invoice_id WHERE v.account_id = l.account_id AND v.order_line_id = l.id AND i.kind = 'invoice'), 0))
         ORDER BY o.number LIMIT ?",
        values,
    )
    .await?;
    Ok(rows.into_iter().map(|row| (AccountId(row.account_id), row.number)).collect())
}
