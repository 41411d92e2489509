//! The staff's side of orders: the board, the list, and one order.

use domain::{
    orders::{Board, OrderFilter, OrderList, OrderPage, OrderState},
    permissions::{Actor, ReadEveryOrder, ReadLedgers},
    refusal::Code,
};
use store::ledger::Scope;

use crate::{
    Context, Error, invoices,
    orders::{self, PAGE},
};

const COLUMN: u16 = 20;

/// The board: the vendor's open orders by state, oldest first.
///
/// # Errors
/// `NotFound` for customers.
pub async fn board(context: &Context, actor: &Actor) -> Result<Board, Error> {
    let granted = actor.grant_staff::<ReadEveryOrder>()?;
    let mut columns = Vec::new();
    for state in [
        OrderState::Submitted,
        OrderState::Confirmed,
        OrderState::Picking,
        OrderState::PartlyShipped,
        OrderState::Shipped,
    ] {
        let (heads, count) = store::orders::board(context.store(), &granted, state, COLUMN).await?;
        let cards = heads.iter().map(|head| orders::card(context, actor, head, true)).collect();
        columns.push((state, cards, i32::try_from(count).unwrap_or(i32::MAX)));
    }
    Ok(Board { columns, now: context.wall(context.now(), &actor.time_zone) })
}

/// All orders, newest first.
///
/// # Errors
/// `NotFound` for customers.
pub async fn orders(context: &Context, actor: &Actor, filter: &OrderFilter) -> Result<OrderList, Error> {
    let granted = actor.grant_staff::<ReadEveryOrder>()?;
    let filter = orders::by_clock(context, filter);
    let heads = store::orders::list_any(context.store(), &granted, &filter, PAGE + 1).await?;
    Ok(orders::list_of(context, actor, heads, true))
}

/// One order of any account.
///
/// # Errors
/// `NotFound`.
pub async fn order(context: &Context, actor: &Actor, number: i64) -> Result<OrderPage, Error> {
    let granted = actor.grant_staff::<ReadEveryOrder>()?;
    let whole = store::orders::find_any(context.store(), &granted, number).await?.ok_or(Code::NotFound)?;
    let account = whole.head.account;
    let page = orders::page_of(context, actor, whole, true);
    let Ok(granted) = actor.grant_staff::<ReadLedgers>() else { return Ok(page) };
    let scope = Scope::Staff(&granted, account);
    Ok(OrderPage {
        invoices: invoices::numbers_of(context, &scope, number).await?,
        to_invoice: invoices::has_to_invoice(context, &scope, number).await?,
        ..page
    })
}
