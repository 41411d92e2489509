//! Reading orders.

use domain::{
    ids::{AccountId, ArticleId, MemberId, OrderId, OrderLineId, ShipmentId},
    language::Texts,
    money::{Currency, Quantity},
    orders::{OrderState, Progress},
    permissions::{Granted, ReadEveryOrder, ReadOrders, StaffGranted},
    shop::ArticleKind,
    split::Amounts,
    tax::{PriceMode, Rate, RateSum},
    time::{Date, Instant},
};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{Db, Error, events, outbox, sql};

/// An order without its lines.
#[derive(Clone, Debug)]
pub struct Head {
    pub account: AccountId,
    pub id: OrderId,
    pub number: i64,
    pub version: i32,
    pub state: OrderState,
    pub member: MemberId,
    pub by: String,
    pub by_email: String,
    pub account_name: String,
    pub account_number: String,
    pub currency: Currency,
    pub mode: PriceMode,
    pub goods_amount: i64,
    pub delivery_way: String,
    pub delivery_amount: i64,
    pub net: i64,
    pub tax: i64,
    pub gross: i64,
    pub by_rate: Vec<RateSum>,
    pub address: Vec<String>,
    pub reference: Option<String>,
    pub note: Option<String>,
    pub line_count: i32,
    /// Not only services.
    pub has_goods: bool,
    pub summary: Texts,
    /// The last promised day.
    pub promised: Option<Date>,
    /// The first promised day of the lines that are not on their way yet; when all are, as `promised`.
    pub next_promise: Option<Date>,
    pub cancel_until: Instant,
    pub cancel_requested: Option<Instant>,
    pub reason: Option<String>,
    pub submitted: Instant,
    /// In lists, the lines of which something was cancelled; empty where the order is read with its lines.
    pub cancelled: Vec<Cancelled>,
}

/// A line of which something was cancelled: how much of how much, and its amounts as a whole.
#[derive(Clone, Copy, Debug)]
pub struct Cancelled {
    pub cancelled: Quantity,
    pub ordered: Quantity,
    pub amounts: Amounts,
    pub rate: Rate,
}

/// A line of an order.
#[derive(Clone, Debug)]
pub struct Line {
    pub id: OrderLineId,
    pub article: ArticleId,
    pub number: String,
    pub names: Texts,
    pub picture: String,
    pub unit: String,
    pub kind: ArticleKind,
    pub progress: Progress,
    pub unit_price: i64,
    pub discount: i64,
    pub amount: i64,
    pub net: i64,
    pub tax: i64,
    pub gross: i64,
    pub rate: Rate,
    pub promised: Option<Date>,
    pub first_promised: Option<Date>,
    pub wished: Option<Date>,
    pub confirmed: bool,
}

/// One load on its way, with line and quantity.
#[derive(Clone, Debug)]
pub struct Shipment {
    pub id: ShipmentId,
    pub carrier: String,
    pub tracking: Option<String>,
    pub shipped: Instant,
    pub delivered: Option<Instant>,
    pub lines: Vec<(OrderLineId, Quantity)>,
}

/// An order with everything about it.
#[derive(Clone, Debug)]
pub struct Whole {
    pub head: Head,
    pub lines: Vec<Line>,
    pub shipments: Vec<Shipment>,
    pub events: Vec<events::Stored>,
    pub mails: Vec<outbox::Row>,
}

#[derive(FromQueryResult)]
pub(super) struct HeadRow {
    account_id: Uuid,
    id: Uuid,
    number: i64,
    version: i32,
    state: String,
    member_id: Uuid,
    by_name: String,
    by_email: String,
    account_name: String,
    account_number: String,
    currency: String,
    price_mode: String,
    goods_amount: i64,
    delivery_way: String,
    delivery_amount: i64,
    net: i64,
    tax: i64,
    gross: i64,
    by_rate: serde_json::Value,
    address: serde_json::Value,
    reference: Option<String>,
    note: Option<String>,
    line_count: i32,
    has_goods: i32,
    summary: serde_json::Value,
    promised_on: Option<i32>,
    next_on: Option<i32>,
    cancel_until: i64,
    cancel_requested_at: Option<i64>,
    reason: Option<String>,
    submitted_at: i64,
}

impl HeadRow {
    pub(super) fn head(self) -> Result<Head, Error> {
        Ok(Head {
            account: AccountId(self.account_id),
            id: OrderId(self.id),
            state: OrderState::parse(&self.state).ok_or_else(|| Error::fault("an order has an unknown state"))?,
            member: MemberId(self.member_id),
            by: self.by_name,
            by_email: self.by_email,
            currency: Currency::parse(&self.currency)
                .ok_or_else(|| Error::fault("an order has an unknown currency"))?,
            mode: if self.price_mode == "gross" { PriceMode::Gross } else { PriceMode::Net },
            by_rate: serde_json::from_value(self.by_rate)?,
            address: serde_json::from_value(self.address)?,
            promised: self.promised_on.map(Date::from_days),
            next_promise: self.next_on.map(Date::from_days),
            cancel_until: Instant::from_millis(self.cancel_until),
            cancel_requested: self.cancel_requested_at.map(Instant::from_millis),
            submitted: Instant::from_millis(self.submitted_at),
            number: self.number,
            version: self.version,
            account_name: self.account_name,
            account_number: self.account_number,
            goods_amount: self.goods_amount,
            delivery_way: self.delivery_way,
            delivery_amount: self.delivery_amount,
            net: self.net,
            tax: self.tax,
            gross: self.gross,
            reference: self.reference,
            note: self.note,
            line_count: self.line_count,
            has_goods: self.has_goods == 1,
            summary: serde_json::from_value(self.summary)?,
            reason: self.reason,
            cancelled: Vec::new(),
        })
    }
}

/// Adds to the heads of a list which of their lines were cancelled, wholly or in part.
pub(super) async fn with_cancelled(db: &impl Db, mut heads: Vec<Head>) -> Result<Vec<Head>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        order_id: Uuid,
        cancelled: i64,
        quantity: i64,
        discount: i64,
        amount: i64,
        net: i64,
        tax: i64,
        gross: i64,
        rate: serde_json::Value,
    }
    if heads.is_empty() {
        return Ok(heads);
    }
    let places = vec!["(?, ?)"; heads.len()].join(", ");
    let values: Vec<sea_orm::Value> = heads.iter().flat_map(|head| [head.account.0.into(), head.id.0.into()]).collect();
    let rows: Vec<Row> = sql::all(
        db,
        &format!(
            // The places first: nothing else makes SQLite go by the key.
            "WITH head (account_id, order_id) AS (VALUES {places})
             SELECT l.order_id, l.cancelled, l.quantity, l.discount, l.amount, l.net, l.tax, l.gross, l.rate
             FROM head CROSS JOIN order_line l
             WHERE l.account_id = head.account_id AND l.order_id = head.order_id AND l.cancelled > 0
             ORDER BY l.order_id, l.position"
        ),
        values,
    )
    .await?;
    for row in rows {
        let Row { order_id, cancelled, quantity, discount, amount, net, tax, gross, rate } = row;
        if let Some(head) = heads.iter_mut().find(|head| head.id.0 == order_id) {
            head.cancelled.push(Cancelled {
                cancelled: Quantity::from_millis(cancelled),
                ordered: Quantity::from_millis(quantity),
                amounts: Amounts { discount, amount, net, tax, gross },
                rate: serde_json::from_value(rate)?,
            });
        }
    }
    Ok(heads)
}

pub(super) const HEAD: &str = "SELECT o.account_id, o.id, o.number, o.version, o.state, o.member_id, m.name AS by_name, m.email AS by_email, a.name AS account_name,
     a.number AS account_number, o.currency, o.price_mode, o.goods_amount, o.delivery_way, o.delivery_amount, o.net, o.tax, o.gross,
     o.by_rate, o.address, o.reference, o.note, o.line_count, o.summary, o.promised_on, o.cancel_until, o.cancel_requested_at,
     o.reason, o.submitted_at, CASE WHEN EXISTS (SELECT 1 FROM order_line l WHERE l.account_id = o.account_id
         AND l.order_id = o.id AND l.kind = 'goods') THEN 1 ELSE 0 END AS has_goods,
     COALESCE((SELECT MIN(l.promised_on) FROM order_line l WHERE l.account_id = o.account_id AND l.order_id = o.id
         AND l.quantity > l.cancelled + l.shipped), o.promised_on) AS next_on
     FROM orders o JOIN member m ON m.id = o.member_id JOIN account a ON a.id = o.account_id";

pub(super) async fn head(db: &impl Db, number: i64, account: Option<AccountId>) -> Result<Option<Head>, Error> {
    let row: Option<HeadRow> = match account {
        Some(account) => {
            sql::one(db, &format!("{HEAD} WHERE o.account_id = ? AND o.number = ?"), [account.0.into(), number.into()])
                .await?
        }
        None => sql::one(db, &format!("{HEAD} WHERE o.number = ?"), [number.into()]).await?,
    };
    row.map(HeadRow::head).transpose()
}

/// The lines of an order that was found or is held.
///
/// # Errors
/// When the database fails.
pub async fn lines(db: &impl Db, account: AccountId, order: OrderId) -> Result<Vec<Line>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        article_id: Uuid,
        article_number: String,
        names: serde_json::Value,
        picture: String,
        unit: String,
        kind: String,
        quantity: i64,
        cancelled: i64,
        shipped: i64,
        delivered: i64,
        unit_price: i64,
        discount: i64,
        amount: i64,
        net: i64,
        tax: i64,
        gross: i64,
        rate: serde_json::Value,
        promised_on: Option<i32>,
        first_promised_on: Option<i32>,
        wished_on: Option<i32>,
        confirmed: bool,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT id, article_id, article_number, names, picture, unit, kind, quantity, cancelled, shipped, delivered, unit_price, discount,
             amount, net, tax, gross, rate, promised_on, first_promised_on, wished_on, confirmed
         FROM order_line WHERE account_id = ? AND order_id = ? ORDER BY position",
        [account.0.into(), order.0.into()],
    )
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Line {
                id: OrderLineId(row.id),
                article: ArticleId(row.article_id),
                number: row.article_number,
                names: serde_json::from_value::<Texts>(row.names)?,
                picture: row.picture,
                unit: row.unit,
                kind: ArticleKind::parse(&row.kind).unwrap_or(ArticleKind::Goods),
                progress: Progress {
                    ordered: row.quantity,
                    cancelled: row.cancelled,
                    shipped: row.shipped,
                    delivered: row.delivered,
                },
                unit_price: row.unit_price,
                discount: row.discount,
                amount: row.amount,
                net: row.net,
                tax: row.tax,
                gross: row.gross,
                rate: serde_json::from_value(row.rate)?,
                promised: row.promised_on.map(Date::from_days),
                first_promised: row.first_promised_on.map(Date::from_days),
                wished: row.wished_on.map(Date::from_days),
                confirmed: row.confirmed,
            })
        })
        .collect()
}

async fn shipments(db: &impl Db, account: AccountId, order: OrderId) -> Result<Vec<Shipment>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        carrier: String,
        tracking: Option<String>,
        shipped_at: i64,
        delivered_at: Option<i64>,
        line_id: Uuid,
        quantity: i64,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT s.id, s.carrier, s.tracking, s.shipped_at, s.delivered_at, l.line_id, l.quantity
         FROM shipment s JOIN shipment_line l ON l.account_id = s.account_id AND l.order_id = s.order_id AND l.shipment_id = s.id
         WHERE s.account_id = ? AND s.order_id = ? ORDER BY s.shipped_at, s.id, l.line_id",
        [account.0.into(), order.0.into()],
    )
    .await?;
    let mut found: Vec<Shipment> = Vec::new();
    for row in rows {
        let content = (OrderLineId(row.line_id), Quantity::from_millis(row.quantity));
        match found.last_mut() {
            Some(last) if last.id.0 == row.id => last.lines.push(content),
            _ => found.push(Shipment {
                id: ShipmentId(row.id),
                carrier: row.carrier,
                tracking: row.tracking,
                shipped: Instant::from_millis(row.shipped_at),
                delivered: row.delivered_at.map(Instant::from_millis),
                lines: vec![content],
            }),
        }
    }
    Ok(found)
}

async fn whole(db: &impl Db, head: Head) -> Result<Whole, Error> {
    Ok(Whole {
        lines: lines(db, head.account, head.id).await?,
        shipments: shipments(db, head.account, head.id).await?,
        events: events::of_order(db, head.account.0, head.number).await?,
        mails: outbox::of_order(db, head.account.0, head.number).await?,
        head,
    })
}

/// The head of an order of the account.
///
/// # Errors
/// When the database fails.
pub async fn head_of(db: &impl Db, granted: &Granted<ReadOrders>, number: i64) -> Result<Option<Head>, Error> {
    head(db, number, Some(granted.account())).await
}

/// The same of any account, for the vendor's people.
///
/// # Errors
/// When the database fails.
pub async fn head_of_any(db: &impl Db, _: &StaffGranted<ReadEveryOrder>, number: i64) -> Result<Option<Head>, Error> {
    head(db, number, None).await
}

/// An order of the account.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Db, granted: &Granted<ReadOrders>, number: i64) -> Result<Option<Whole>, Error> {
    match head(db, number, Some(granted.account())).await? {
        Some(head) => Ok(Some(whole(db, head).await?)),
        None => Ok(None),
    }
}

/// An order of any account, for the vendor's people.
///
/// # Errors
/// When the database fails.
pub async fn find_any(db: &impl Db, _: &StaffGranted<ReadEveryOrder>, number: i64) -> Result<Option<Whole>, Error> {
    match head(db, number, None).await? {
        Some(head) => Ok(Some(whole(db, head).await?)),
        None => Ok(None),
    }
}
