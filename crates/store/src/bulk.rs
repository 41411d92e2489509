//! Writing much at once: the past of a demo, and large databases for measuring.
//!
//! The everyday paths write one order at a time and keep reservations and event numbers true as they go. Here the same
//! is kept true for thousands of rows in a few statements, and [`check`](crate::check) proves it.

mod cases;
mod ledger;
mod rows;

use std::collections::{BTreeMap, HashSet};

use domain::{
    event::Event,
    ids::{AccountId, ArticleId, MemberId, OrderLineId, ShipmentId},
    money::Quantity,
    orders::Progress,
    permissions::Role,
    shop::ArticleKind,
    time::{Date, Instant},
};
use sea_orm::FromQueryResult;

use crate::{
    Backend, Db, Error, Job, Tx,
    accounts::{Address, NewAccount},
    orders::{NewLine, NewOrder},
    sql::{self, Rows},
};

pub use cases::{HistoricCase, HistoricEntry, write_cases};
pub use ledger::{HistoricAllocation, HistoricInvoice, write_invoices, write_ledger};

/// A vendor-wide series of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Series {
    Orders,
    Cases,
}

/// An order that has already lived.
#[derive(Clone, Debug)]
pub struct HistoricOrder {
    pub account: AccountId,
    pub member: MemberId,
    /// Its state is the one it has now.
    pub order: NewOrder,
    pub lines: Vec<HistoricLine>,
    pub shipments: Vec<HistoricShipment>,
    /// One more than the steps that were made.
    pub version: i32,
    pub reason: Option<String>,
    pub closed: Option<Instant>,
}

/// A line of such an order.
#[derive(Clone, Debug)]
pub struct HistoricLine {
    pub id: OrderLineId,
    pub line: NewLine,
    pub progress: Progress,
    /// The promise as first given; `line.promised` is the one that holds.
    pub first_promised: Option<Date>,
    pub confirmed: bool,
}

/// A load that went.
#[derive(Clone, Debug)]
pub struct HistoricShipment {
    pub id: ShipmentId,
    pub carrier: String,
    pub tracking: Option<String>,
    pub shipped: Instant,
    pub delivered: Option<Instant>,
    pub lines: Vec<(OrderLineId, Quantity)>,
}

/// Something that happened; its number comes when it is written.
#[derive(Clone, Debug)]
pub struct HistoricEvent {
    pub account: AccountId,
    pub by: MemberId,
    pub event: Event,
    pub at: Instant,
}

/// An account with one owner and one address, whose ids are known before it is written.
#[derive(Clone, Debug)]
pub struct OwnedAccount {
    pub id: AccountId,
    pub account: NewAccount,
    pub owner: MemberId,
    pub email: String,
    pub owner_name: String,
    pub time_zone: String,
    pub address: Address,
}

/// Writes orders with their lines and shipments, and reserves what their open lines wait for.
///
/// # Errors
/// When the database fails.
pub async fn write_orders(tx: &Tx, _: Job, orders: &[HistoricOrder]) -> Result<(), Error> {
    let mut heads = Rows::of("orders", rows::ORDERS);
    let mut lines = Rows::of("order_line", rows::ORDER_LINE);
    let mut shipments = Rows::of("shipment", rows::SHIPMENT);
    let mut contents = Rows::of("shipment_line", rows::SHIPMENT_LINE);
    for order in orders {
        heads.add(rows::head(order)?);
        for (position, line) in order.lines.iter().enumerate() {
            lines.add(rows::line(order, position, line)?);
        }
        for shipment in &order.shipments {
            shipments.add([
                order.account.0.into(),
                order.order.id.0.into(),
                shipment.id.0.into(),
                shipment.carrier.as_str().into(),
                shipment.tracking.clone().into(),
                shipment.shipped.millis().into(),
                shipment.delivered.map(Instant::millis).into(),
            ]);
            for (line, quantity) in &shipment.lines {
                contents.add([
                    order.account.0.into(),
                    order.order.id.0.into(),
                    shipment.id.0.into(),
                    line.0.into(),
                    quantity.millis().into(),
                ]);
            }
        }
    }
    heads.write(tx).await?;
    lines.write(tx).await?;
    shipments.write(tx).await?;
    contents.write(tx).await?;
    for (article, open) in waiting(orders) {
        sql::run(tx, "UPDATE stock SET reserved = reserved + ? WHERE article_id = ?", [open.into(), article.0.into()])
            .await?;
    }
    Ok(())
}

/// Puts on the shelf what the open lines of these orders wait for, so that they take nothing away from others.
///
/// # Errors
/// When the database fails.
pub async fn stock_up(tx: &Tx, _: Job, orders: &[HistoricOrder]) -> Result<(), Error> {
    for (article, open) in waiting(orders) {
        sql::run(tx, "UPDATE stock SET on_hand = on_hand + ? WHERE article_id = ?", [open.into(), article.0.into()])
            .await?;
    }
    Ok(())
}

/// Appends events to the logs of their accounts. The events of one account stand together, in the order of time.
///
/// # Errors
/// When the database fails.
pub async fn write_events(tx: &Tx, _: Job, events: &[HistoricEvent]) -> Result<(), Error> {
    let mut rows = Rows::of("event", rows::EVENT);
    for of_account in events.chunk_by(|one, next| one.account == next.account) {
        let Some(first) = of_account.first() else { continue };
        let count = i64::try_from(of_account.len()).unwrap_or(i64::MAX);
        let last: i64 = sql::one_value(
            tx,
            "UPDATE account SET seq = seq + ? WHERE id = ? RETURNING seq",
            [count.into(), first.account.0.into()],
        )
        .await?
        .ok_or_else(|| Error::fault("no such account"))?;
        for (seq, event) in (last - count + 1..).zip(of_account) {
            rows.add([
                event.account.0.into(),
                seq.into(),
                event.event.kind().into(),
                event.event.order().into(),
                event.event.case().into(),
                event.by.0.into(),
                serde_json::to_value(&event.event)?.into(),
                event.at.millis().into(),
            ]);
        }
    }
    rows.write(tx).await
}

/// Writes accounts with their owners.
///
/// # Errors
/// `Taken` when a number or an e-mail address is; when one accounts for the tax itself and has no VAT number.
pub async fn write_accounts(tx: &Tx, _: Job, new: &[OwnedAccount], now: Instant) -> Result<(), Error> {
    let mut accounts = Rows::of("account", rows::ACCOUNT);
    let mut members = Rows::of("member", rows::MEMBER);
    let mut places = Rows::of("membership", rows::MEMBERSHIP);
    let mut addresses = Rows::of("address", rows::ADDRESS);
    for one in new {
        one.account.check()?;
        accounts.add(rows::account(one, now));
        members.add([
            one.owner.0.into(),
            one.email.as_str().into(),
            one.owner_name.as_str().into(),
            one.account.language.code().into(),
            one.time_zone.as_str().into(),
            false.into(),
            now.millis().into(),
        ]);
        places.add([
            one.id.0.into(),
            one.owner.0.into(),
            Role::Owner.code().into(),
            false.into(),
            0_i64.into(),
            now.millis().into(),
        ]);
        let address = &one.address;
        addresses.add([
            one.id.0.into(),
            address.id.into(),
            address.label.as_str().into(),
            address.name.as_str().into(),
            address.line1.as_str().into(),
            address.postcode.as_str().into(),
            address.city.as_str().into(),
            address.country.as_str().into(),
            1_i32.into(),
        ]);
    }
    accounts.write(tx).await?;
    members.write(tx).await?;
    places.write(tx).await?;
    addresses.write(tx).await
}

/// Takes `count` numbers of a vendor-wide series at once and gives the first.
///
/// # Errors
/// When the database fails.
pub async fn reserve_numbers(tx: &Tx, _: Job, series: Series, count: u64) -> Result<i64, Error> {
    let (name, sequence) = match series {
        Series::Orders => ("order", "order_number"),
        Series::Cases => ("case", "case_number"),
    };
    let count = i64::try_from(count).map_err(|_| Error::fault("more numbers than there are"))?;
    let last: Option<i64> = match tx.backend() {
        // As in `Tx::next_order_number`, the series begins at 1001.
        Backend::Sqlite => {
            sql::one_value(
                tx,
                "INSERT INTO counter (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = counter.value + ? RETURNING value",
                [name.into(), (1000 + count).into(), count.into()],
            )
            .await?
        }
        Backend::Postgres => {
            let taken = format!("SELECT setval('{sequence}', nextval('{sequence}') + ? - 1)");
            sql::one_value(tx, &taken, [count.into()]).await?
        }
    };
    last.map(|last| last - count + 1).ok_or_else(|| Error::fault("the counter gave no number"))
}

/// The members of accounts whose number begins like this have seen what happened until `until`: they were there.
///
/// # Errors
/// When the database fails.
pub async fn mark_seen(tx: &Tx, _: Job, prefix: &str, until: Instant) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE membership SET seen_seq = COALESCE((SELECT e.seq FROM event e WHERE e.account_id = membership.account_id AND e.at <= ?
             ORDER BY e.seq DESC LIMIT 1), seen_seq)
         WHERE account_id IN (SELECT a.id FROM account a WHERE a.number LIKE ?)",
        [until.millis().into(), format!("{prefix}%").into()],
    )
    .await?;
    Ok(())
}

/// How many accounts have a number that begins like this.
///
/// # Errors
/// When the database fails.
pub async fn count_accounts(db: &impl Db, _: Job, prefix: &str) -> Result<i64, Error> {
    let pattern = format!("{prefix}%");
    Ok(sql::one_value(db, "SELECT COUNT(*) FROM account WHERE number LIKE ?", [pattern.into()]).await?.unwrap_or(0))
}

/// The numbers of all articles.
///
/// # Errors
/// When the database fails.
pub async fn article_numbers(db: &impl Db, _: Job) -> Result<HashSet<String>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        number: String,
    }
    let rows: Vec<Row> = sql::all(db, "SELECT number FROM article", []).await?;
    Ok(rows.into_iter().map(|row| row.number).collect())
}

/// What the open lines wait for, by article, in one order for everybody, so that two writers never wait for each other.
/// Services are done by appointment: nothing is reserved for them.
fn waiting(orders: &[HistoricOrder]) -> BTreeMap<ArticleId, i64> {
    let mut waiting = BTreeMap::new();
    for line in orders.iter().flat_map(|order| &order.lines) {
        let open = line.progress.open();
        if open > 0 && line.line.kind == ArticleKind::Goods {
            *waiting.entry(line.line.article).or_insert(0) += open;
        }
    }
    waiting
}
