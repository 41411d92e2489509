//! Writing orders and what they take from the stock.

use domain::{
    ids::{AccountId, ArticleId, MemberId, OrderId, OrderLineId, ReviewId, ShipmentId},
    language::Texts,
    money::{Currency, Quantity},
    orders::OrderState,
    permissions::{Granted, MoveOrders, PlaceOrders, StaffGranted},
    pricing::LinePrice,
    shop::ArticleKind,
    stock::Stock,
    tax::{Assessment, LineTax, PriceMode},
    time::{Date, Instant},
};
use sea_orm::{EntityTrait, FromQueryResult, Set, Value};
use uuid::Uuid;

use super::read::{self, Head, Line};
use crate::{Backend, Db, Error, Tx, entity, sql};

/// An order to be written.
#[derive(Clone, Debug)]
pub struct NewOrder {
    pub id: OrderId,
    pub number: i64,
    pub state: OrderState,
    pub review: ReviewId,
    pub currency: Currency,
    pub mode: PriceMode,
    pub goods_amount: i64,
    pub delivery_way: String,
    pub delivery_amount: i64,
    pub tax: Assessment,
    pub address: Vec<String>,
    pub reference: Option<String>,
    pub note: Option<String>,
    pub summary: String,
    pub search_text: String,
    pub promised: Option<Date>,
    pub cancel_until: Instant,
    pub submitted: Instant,
}

/// A line to be written.
#[derive(Clone, Debug)]
pub struct NewLine {
    pub article: ArticleId,
    pub number: String,
    pub names: Texts,
    pub picture: String,
    pub unit: String,
    pub kind: ArticleKind,
    pub quantity: Quantity,
    pub price: LinePrice,
    pub tax: LineTax,
    pub promised: Option<Date>,
    pub wished: Option<Date>,
}

/// Writes an order and its lines, in two statements.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &Tx, granted: &Granted<PlaceOrders>, order: &NewOrder, lines: &[NewLine]) -> Result<(), Error> {
    write_rows(tx, granted.account(), granted.member(), order, lines).await
}

pub(crate) async fn write_rows(
    tx: &Tx,
    account: AccountId,
    member: MemberId,
    order: &NewOrder,
    lines: &[NewLine],
) -> Result<(), Error> {
    let head = entity::orders::ActiveModel {
        account_id: Set(account.0),
        id: Set(order.id.0),
        number: Set(order.number),
        version: Set(1),
        state: Set(order.state.code().to_owned()),
        member_id: Set(member.0),
        review_id: Set(order.review.0),
        currency: Set(order.currency.code().to_owned()),
        price_mode: Set(if order.mode == PriceMode::Gross { "gross" } else { "net" }.to_owned()),
        goods_amount: Set(order.goods_amount),
        delivery_way: Set(order.delivery_way.clone()),
        delivery_amount: Set(order.delivery_amount),
        net: Set(order.tax.net),
        tax: Set(order.tax.tax),
        gross: Set(order.tax.gross),
        by_rate: Set(serde_json::to_value(&order.tax.by_rate)?),
        address: Set(serde_json::to_value(&order.address)?),
        reference: Set(order.reference.clone()),
        note: Set(order.note.clone()),
        line_count: Set(i32::try_from(lines.len()).unwrap_or(i32::MAX)),
        summary: Set(order.summary.clone()),
        search_text: Set(order.search_text.clone()),
        promised_on: Set(order.promised.map(Date::days)),
        cancel_until: Set(order.cancel_until.millis()),
        cancel_requested_at: Set(None),
        reason: Set(None),
        submitted_at: Set(order.submitted.millis()),
        closed_at: Set(None),
    };
    entity::orders::Entity::insert(head).exec_without_returning(tx.connection()).await?;
    let mut rows = Vec::with_capacity(lines.len());
    for (position, line) in lines.iter().enumerate() {
        rows.push(entity::order_line::ActiveModel {
            account_id: Set(account.0),
            order_id: Set(order.id.0),
            id: Set(crate::new_id()),
            // Room between lines for those that a split makes.
            position: Set(i32::try_from(position + 1).unwrap_or(i32::MAX / 100) * 100),
            article_id: Set(line.article.0),
            article_number: Set(line.number.clone()),
            names: Set(serde_json::to_value(&line.names)?),
            picture: Set(line.picture.clone()),
            unit: Set(line.unit.clone()),
            kind: Set(line.kind.code().to_owned()),
            quantity: Set(line.quantity.millis()),
            cancelled: Set(0),
            shipped: Set(0),
            delivered: Set(0),
            list_price: Set(line.price.list_price),
            unit_price: Set(line.price.unit_price),
            discount: Set(line.price.discount),
            amount: Set(line.price.amount),
            net: Set(line.tax.net),
            tax: Set(line.tax.tax),
            gross: Set(line.tax.gross),
            rate: Set(serde_json::to_value(line.tax.rate)?),
            promised_on: Set(line.promised.map(Date::days)),
            first_promised_on: Set(line.promised.map(Date::days)),
            wished_on: Set(line.wished.map(Date::days)),
            confirmed: Set(false),
        });
    }
    entity::order_line::Entity::insert_many(rows).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// Promises stock to an order that is being submitted, in one statement, and gives the stock **as it was before**.
/// `wanted` has each article once, with the sum of its lines. The rows stay held until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn reserve(tx: &Tx, _: &Granted<PlaceOrders>, wanted: &[(ArticleId, Quantity)]) -> Result<Vec<(ArticleId, Stock)>, Error> {
    #[derive(FromQueryResult)]
    struct After {
        article_id: Uuid,
        on_hand: i64,
        reserved: i64,
        incoming: i64,
        incoming_on: Option<i32>,
        lead_days: Option<i32>,
    }
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    if tx.backend() == Backend::Postgres {
        // In one order for everybody, so that two orders never wait for each other.
        let sql = format!("SELECT article_id FROM stock WHERE article_id IN ({}) ORDER BY article_id FOR UPDATE", sql::marks(wanted.len()));
        sql::run(tx, &sql, wanted.iter().map(|(id, _)| id.0.into())).await?;
    }
    let (cases, mut values) = quantity_cases(tx, wanted);
    values.extend(wanted.iter().map(|(id, _)| Value::from(id.0)));
    let rows: Vec<After> = sql::all(
        tx,
        &format!(
            "UPDATE stock SET reserved = reserved + {cases} WHERE article_id IN ({})
             RETURNING article_id, on_hand, reserved, incoming, incoming_on, lead_days",
            sql::marks(wanted.len())
        ),
        values,
    )
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let taken = wanted.iter().find(|(id, _)| id.0 == row.article_id).map_or(0, |(_, quantity)| quantity.millis());
            let stock = Stock {
                free: Quantity::from_millis(row.on_hand - (row.reserved - taken)),
                incoming: Quantity::from_millis(row.incoming),
                incoming_on: row.incoming_on.map(Date::from_days),
                lead_days: row.lead_days.and_then(|days| u16::try_from(days).ok()),
            };
            (ArticleId(row.article_id), stock)
        })
        .collect())
}

/// `CASE article_id WHEN ? THEN ? … ELSE 0 END` and its values.
fn quantity_cases(tx: &Tx, quantities: &[(ArticleId, Quantity)]) -> (String, Vec<Value>) {
    // PostgreSQL cannot tell the type of a bare parameter in a CASE.
    let branch = match tx.backend() {
        Backend::Sqlite => " WHEN ? THEN ?",
        Backend::Postgres => " WHEN CAST(? AS UUID) THEN CAST(? AS BIGINT)",
    };
    let sql = format!("CASE article_id{} ELSE 0 END", branch.repeat(quantities.len()));
    let values = quantities.iter().flat_map(|(id, quantity)| [Value::from(id.0), Value::from(quantity.millis())]).collect();
    (sql, values)
}

/// Gives back what an order had been promised and will not get.
///
/// # Errors
/// When the database fails.
pub async fn release(tx: &Tx, quantities: &[(ArticleId, Quantity)]) -> Result<(), Error> {
    if quantities.is_empty() {
        return Ok(());
    }
    let (cases, mut values) = quantity_cases(tx, quantities);
    values.extend(quantities.iter().map(|(id, _)| Value::from(id.0)));
    sql::run(tx, &format!("UPDATE stock SET reserved = reserved - {cases} WHERE article_id IN ({})", sql::marks(quantities.len())), values).await?;
    Ok(())
}

/// What is shipped leaves the shelf and the promise.
///
/// # Errors
/// When the database fails.
pub async fn take_from_shelf(tx: &Tx, _: &StaffGranted<MoveOrders>, quantities: &[(ArticleId, Quantity)]) -> Result<(), Error> {
    if quantities.is_empty() {
        return Ok(());
    }
    let (cases, mut values) = quantity_cases(tx, quantities);
    let (again, more) = quantity_cases(tx, quantities);
    values.extend(more);
    values.extend(quantities.iter().map(|(id, _)| Value::from(id.0)));
    sql::run(
        tx,
        &format!(
            "UPDATE stock SET reserved = reserved - {cases}, on_hand = on_hand - {again} WHERE article_id IN ({})",
            sql::marks(quantities.len())
        ),
        values,
    )
    .await?;
    Ok(())
}

/// The order with its lines, held until the transaction ends; `None` when the account has none with this number.
///
/// # Errors
/// When the database fails.
pub async fn lock<R>(tx: &Tx, granted: &Granted<R>, number: i64) -> Result<Option<(Head, Vec<Line>)>, Error> {
    hold(tx, number, Some(granted.account())).await
}

/// The same for the vendor's people, whose orders are all.
///
/// # Errors
/// When the database fails.
pub async fn lock_any(tx: &Tx, _: &StaffGranted<MoveOrders>, number: i64) -> Result<Option<(Head, Vec<Line>)>, Error> {
    hold(tx, number, None).await
}

async fn hold(tx: &Tx, number: i64, account: Option<AccountId>) -> Result<Option<(Head, Vec<Line>)>, Error> {
    if tx.backend() == Backend::Postgres {
        sql::run(tx, "SELECT id FROM orders WHERE number = ? FOR UPDATE", [number.into()]).await?;
    }
    let Some(head) = read::head(tx, number, account).await? else { return Ok(None) };
    let lines = read::lines(tx, head.account, head.id).await?;
    Ok(Some((head, lines)))
}

/// What changes in an order's head when a step has been made.
#[derive(Clone, Debug)]
pub struct Change {
    pub state: OrderState,
    pub promised: Option<Date>,
    pub reason: Option<String>,
    /// A requested cancellation has been answered.
    pub answers_request: bool,
}

/// Writes a step to an order's head and raises its version.
///
/// # Errors
/// When the database fails.
pub async fn save(tx: &Tx, head: &Head, change: &Change, now: Instant) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE orders SET state = ?, version = version + 1, promised_on = ?, reason = COALESCE(?, reason),
             cancel_requested_at = CASE WHEN ? THEN NULL ELSE cancel_requested_at END, closed_at = ?
         WHERE account_id = ? AND id = ?",
        [
            change.state.code().into(),
            change.promised.map(Date::days).into(),
            change.reason.clone().into(),
            change.answers_request.into(),
            change.state.is_final().then(|| now.millis()).into(),
            head.account.0.into(),
            head.id.0.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Writes a line's progress and promise.
///
/// # Errors
/// When the database fails.
pub async fn save_line(tx: &Tx, head: &Head, line: &Line) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE order_line SET quantity = ?, cancelled = ?, shipped = ?, delivered = ?, promised_on = ?, confirmed = ?
         WHERE account_id = ? AND order_id = ? AND id = ?",
        [
            line.progress.ordered.into(),
            line.progress.cancelled.into(),
            line.progress.shipped.into(),
            line.progress.delivered.into(),
            line.promised.map(Date::days).into(),
            line.confirmed.into(),
            head.account.0.into(),
            head.id.0.into(),
            line.id.0.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Makes a second line of a part of `line`, with a day of its own and its share of the amounts.
///
/// # Errors
/// When the database fails.
#[expect(clippy::too_many_arguments, reason = "the parts of one row")]
pub async fn split_line(
    tx: &Tx,
    _: &StaffGranted<MoveOrders>,
    head: &Head,
    line: &Line,
    quantity: Quantity,
    date: Date,
    share: &Share,
    rest: &Share,
) -> Result<(), Error> {
    sql::run(
        tx,
        "INSERT INTO order_line (account_id, order_id, id, position, article_id, article_number, names, picture, unit, kind, quantity,
             cancelled, shipped, delivered, list_price, unit_price, discount, amount, net, tax, gross, rate, promised_on,
             first_promised_on, wished_on, confirmed)
         SELECT account_id, order_id, ?, (SELECT MAX(o.position) + 1 FROM order_line o WHERE o.account_id = order_line.account_id
                 AND o.order_id = order_line.order_id AND o.position < order_line.position - order_line.position % 100 + 100),
             article_id, article_number, names, picture, unit, kind, ?, 0, 0, 0, list_price, unit_price, ?, ?, ?, ?, ?, rate, ?,
             first_promised_on, wished_on, confirmed
         FROM order_line WHERE account_id = ? AND order_id = ? AND id = ?",
        [
            crate::new_id().into(),
            quantity.millis().into(),
            share.discount.into(),
            share.amount.into(),
            share.net.into(),
            share.tax.into(),
            share.gross.into(),
            date.days().into(),
            head.account.0.into(),
            head.id.0.into(),
            line.id.0.into(),
        ],
    )
    .await?;
    sql::run(
        tx,
        "UPDATE order_line SET quantity = quantity - ?, discount = ?, amount = ?, net = ?, tax = ?, gross = ?
         WHERE account_id = ? AND order_id = ? AND id = ?",
        [
            quantity.millis().into(),
            rest.discount.into(),
            rest.amount.into(),
            rest.net.into(),
            rest.tax.into(),
            rest.gross.into(),
            head.account.0.into(),
            head.id.0.into(),
            line.id.0.into(),
        ],
    )
    .await?;
    sql::run(
        tx,
        "UPDATE orders SET line_count = line_count + 1 WHERE account_id = ? AND id = ?",
        [head.account.0.into(), head.id.0.into()],
    )
    .await?;
    Ok(())
}

/// The amounts of a part of a line. The parts of a line sum to the line: nothing is computed again.
#[derive(Clone, Copy, Debug)]
pub struct Share {
    pub discount: i64,
    pub amount: i64,
    pub net: i64,
    pub tax: i64,
    pub gross: i64,
}

/// Writes a shipment.
///
/// # Errors
/// When the database fails.
pub async fn add_shipment(
    tx: &Tx,
    _: &StaffGranted<MoveOrders>,
    head: &Head,
    carrier: &str,
    tracking: Option<&str>,
    lines: &[(OrderLineId, Quantity)],
    now: Instant,
) -> Result<ShipmentId, Error> {
    let id = crate::new_id();
    let row = entity::shipment::ActiveModel {
        account_id: Set(head.account.0),
        order_id: Set(head.id.0),
        id: Set(id),
        carrier: Set(carrier.to_owned()),
        tracking: Set(tracking.map(str::to_owned)),
        shipped_at: Set(now.millis()),
        delivered_at: Set(None),
    };
    entity::shipment::Entity::insert(row).exec_without_returning(tx.connection()).await?;
    let rows = lines.iter().map(|(line, quantity)| entity::shipment_line::ActiveModel {
        account_id: Set(head.account.0),
        order_id: Set(head.id.0),
        shipment_id: Set(id),
        line_id: Set(line.0),
        quantity: Set(quantity.millis()),
    });
    entity::shipment_line::Entity::insert_many(rows).exec_without_returning(tx.connection()).await?;
    Ok(ShipmentId(id))
}

/// Marks a shipment as delivered and gives what was in it; `None` when it has been, or is not this order's.
///
/// # Errors
/// When the database fails.
pub async fn deliver(
    tx: &Tx,
    _: &StaffGranted<MoveOrders>,
    head: &Head,
    shipment: ShipmentId,
    now: Instant,
) -> Result<Option<Vec<(OrderLineId, Quantity)>>, Error> {
    #[derive(FromQueryResult)]
    struct Content {
        line_id: Uuid,
        quantity: i64,
    }
    let marked = sql::run(
        tx,
        "UPDATE shipment SET delivered_at = ? WHERE account_id = ? AND order_id = ? AND id = ? AND delivered_at IS NULL",
        [now.millis().into(), head.account.0.into(), head.id.0.into(), shipment.0.into()],
    )
    .await?;
    if marked == 0 {
        return Ok(None);
    }
    let rows: Vec<Content> = sql::all(
        tx,
        "SELECT line_id, quantity FROM shipment_line WHERE account_id = ? AND order_id = ? AND shipment_id = ?",
        [head.account.0.into(), head.id.0.into(), shipment.0.into()],
    )
    .await?;
    Ok(Some(rows.into_iter().map(|row| (OrderLineId(row.line_id), Quantity::from_millis(row.quantity))).collect()))
}

/// The customer asks for a cancellation after the free time.
///
/// # Errors
/// When the database fails.
pub async fn request_cancellation(tx: &Tx, _: &Granted<PlaceOrders>, head: &Head, reason: &str, now: Instant) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE orders SET cancel_requested_at = ?, reason = ?, version = version + 1 WHERE account_id = ? AND id = ?",
        [now.millis().into(), reason.into(), head.account.0.into(), head.id.0.into()],
    )
    .await?;
    Ok(())
}
