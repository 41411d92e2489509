//! Writing orders and their steps.

use domain::{
    ids::{AccountId, ArticleId, OrderId, ReviewId},
    language::Texts,
    money::{Currency, Quantity},
    orders::OrderState,
    permissions::{Granted, MoveOrders, PlaceOrders, StaffGranted},
    pricing::LinePrice,
    shop::ArticleKind,
    split::Amounts,
    tax::{Assessment, LineTax, PriceMode},
    time::{Date, Instant},
};
use sea_orm::{EntityTrait, Set, Value};

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
    pub summary: Texts,
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

/// So many lines in one statement: 26 values each are well below the 32,766 that SQLite takes.
const LINES_AT_ONCE: usize = 500;

/// Writes an order and its lines, in as few statements as the database takes.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &Tx, granted: &Granted<PlaceOrders>, order: &NewOrder, lines: &[NewLine]) -> Result<(), Error> {
    let account = granted.account();
    let head = entity::orders::ActiveModel {
        account_id: Set(account.0),
        id: Set(order.id.0),
        number: Set(order.number),
        version: Set(1),
        state: Set(order.state.code().to_owned()),
        member_id: Set(granted.member().0),
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
        summary: Set(serde_json::to_value(&order.summary)?),
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
        rows.push(line_row(account, order.id, position, line)?);
    }
    while !rows.is_empty() {
        let some: Vec<_> = rows.drain(..rows.len().min(LINES_AT_ONCE)).collect();
        entity::order_line::Entity::insert_many(some).exec_without_returning(tx.connection()).await?;
    }
    Ok(())
}

fn line_row(
    account: AccountId,
    order: OrderId,
    position: usize,
    line: &NewLine,
) -> Result<entity::order_line::ActiveModel, Error> {
    Ok(entity::order_line::ActiveModel {
        account_id: Set(account.0),
        order_id: Set(order.0),
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
    })
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
        // What is another account's is not held: nobody keeps others waiting by guessing numbers.
        let (own, values) = match account {
            Some(account) => ("number = ? AND account_id = ?", vec![number.into(), account.0.into()]),
            None => ("number = ?", vec![number.into()]),
        };
        // The account first, as a submission does: two steps never wait for each other. Its log is written anyway.
        let lock_account =
            format!("SELECT id FROM account WHERE id = (SELECT account_id FROM orders WHERE {own}) FOR UPDATE");
        sql::run(tx, &lock_account, values.clone()).await?;
        sql::run(tx, &format!("SELECT id FROM orders WHERE {own} FOR UPDATE"), values).await?;
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
    /// A new end of free cancellation.
    pub cancel_until: Option<Instant>,
}

/// Writes a step to an order's head and raises its version.
///
/// # Errors
/// When the database fails.
pub async fn save(tx: &Tx, head: &Head, change: &Change, now: Instant) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE orders SET state = ?, version = version + 1, promised_on = ?, reason = COALESCE(?, reason),
             cancel_requested_at = CASE WHEN ? THEN NULL ELSE cancel_requested_at END, closed_at = ?,
             cancel_until = COALESCE(?, cancel_until)
         WHERE account_id = ? AND id = ?",
        [
            change.state.code().into(),
            change.promised.map(Date::days).into(),
            change.reason.clone().into(),
            change.answers_request.into(),
            change.state.is_final().then(|| now.millis()).into(),
            change.cancel_until.map(Instant::millis).into(),
            head.account.0.into(),
            head.id.0.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Writes progress and promises of these lines, in as few statements as the database takes: the account is held
/// meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn save_lines<'a>(tx: &Tx, head: &Head, lines: impl IntoIterator<Item = &'a Line>) -> Result<(), Error> {
    // PostgreSQL cannot tell the type of a bare parameter in a list of values.
    let row = match tx.backend() {
        Backend::Sqlite => "(?, ?, ?, ?, ?, ?, ?)",
        Backend::Postgres => {
            "(CAST(? AS UUID), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT),
             CAST(? AS INTEGER), CAST(? AS BOOLEAN))"
        }
    };
    let lines: Vec<&Line> = lines.into_iter().collect();
    for some in lines.chunks(LINES_AT_ONCE) {
        let rows = vec![row; some.len()].join(", ");
        let mut values: Vec<Value> = Vec::with_capacity(some.len() * 7 + 2);
        for line in some {
            values.extend([
                line.id.0.into(),
                line.progress.ordered.into(),
                line.progress.cancelled.into(),
                line.progress.shipped.into(),
                line.progress.delivered.into(),
                line.promised.map(Date::days).into(),
                line.confirmed.into(),
            ]);
        }
        values.extend([head.account.0.into(), head.id.0.into()]);
        let update = format!(
            "UPDATE order_line SET quantity = t.column2, cancelled = t.column3, shipped = t.column4,
                 delivered = t.column5, promised_on = t.column6, confirmed = t.column7
             FROM (VALUES {rows}) AS t
             WHERE order_line.account_id = ? AND order_line.order_id = ? AND order_line.id = t.column1"
        );
        sql::run(tx, &update, values).await?;
    }
    Ok(())
}

/// Makes a second line of a part of `line`, with a day of its own and its share of the amounts.
///
/// # Errors
/// When the database fails.
pub async fn split_line(
    tx: &Tx,
    _: &StaffGranted<MoveOrders>,
    head: &Head,
    line: &Line,
    quantity: Quantity,
    date: Date,
    share: &Amounts,
    rest: &Amounts,
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

/// The customer asks for a cancellation after the free time.
///
/// # Errors
/// When the database fails.
pub async fn request_cancellation(
    tx: &Tx,
    _: &Granted<PlaceOrders>,
    head: &Head,
    reason: &str,
    now: Instant,
) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE orders SET cancel_requested_at = ?, reason = ?, version = version + 1 WHERE account_id = ? AND id = ?",
        [now.millis().into(), reason.into(), head.account.0.into(), head.id.0.into()],
    )
    .await?;
    Ok(())
}
