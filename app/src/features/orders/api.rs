//! The account's orders.

use domain::{
    ids::CommandKey,
    orders::{Again, OrderFilter, OrderList, OrderPage},
    spending::{Spending, SpendingFilter},
};
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

use crate::wire::Refused;
#[cfg(feature = "ssr")]
use crate::wire::server::{answer, go_to, signed_in};

/// A page of the account's orders, newest first.
#[server(prefix = "/fn", endpoint = "/orders/list", input = Json)]
pub async fn list(filter: OrderFilter) -> Result<OrderList, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::orders::list(&context, &actor, &filter).await)
}

/// What the account has ordered in a period, in figures.
#[server(name = ReadSpending, prefix = "/fn", endpoint = "/orders/spending", input = Json)]
pub async fn spending(filter: SpendingFilter) -> Result<Spending, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::spending::page(&context, &actor, &filter).await)
}

/// One order.
#[server(prefix = "/fn", endpoint = "/orders/page", input = Json)]
pub async fn page(number: i64) -> Result<OrderPage, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::orders::page(&context, &actor, number).await)
}

/// A line of an old order as the form has it: `lines[0][number]`, `lines[0][take]`, `lines[0][quantity]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgainTyped {
    pub number: String,
    /// Anything when it is ticked.
    #[serde(default)]
    pub take: String,
    #[serde(default)]
    pub quantity: String,
}

/// What an old order would be today, line by line.
#[server(name = ReadAgain, prefix = "/fn", endpoint = "/orders/again", input = Json)]
pub async fn again(order: i64) -> Result<Again, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::orders::again(&context, &actor, order).await)
}

/// Put the ticked lines of an old order into the cart, at today's prices.
#[server(prefix = "/fn", endpoint = "/orders/take-again")]
pub async fn take_again(key: CommandKey, order: i64, #[server(default)] lines: Vec<AgainTyped>) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    let lines: Vec<_> = lines
        .into_iter()
        .map(|line| service::orders::Wanted {
            number: line.number,
            take: !line.take.is_empty(),
            quantity: line.quantity,
        })
        .collect();
    answer(service::orders::take_again(&context, &actor, key, order, &lines).await)?;
    go_to("/cart");
    Ok(())
}

/// Cancel, before picking starts.
#[server(prefix = "/fn", endpoint = "/orders/cancel")]
pub async fn cancel(number: i64, #[server(default)] reason: String) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::orders::cancel(&context, &actor, number, &reason).await)?;
    go_to(&format!("/orders/{number}"));
    Ok(())
}

/// Ask for a cancellation after picking has started.
#[server(prefix = "/fn", endpoint = "/orders/request-cancellation")]
pub async fn request_cancellation(number: i64, #[server(default)] reason: String) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::orders::request_cancellation(&context, &actor, number, &reason).await)?;
    go_to(&format!("/orders/{number}"));
    Ok(())
}

/// A page of the account's orders that wait for an approver, oldest first; `after` is the last one seen.
#[server(prefix = "/fn", endpoint = "/approvals/list", input = Json)]
pub async fn approvals(after: Option<String>) -> Result<OrderList, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::approvals::list(&context, &actor, after.as_deref()).await)
}

/// Approve a waiting order.
#[server(prefix = "/fn", endpoint = "/approvals/approve")]
pub async fn approve(number: i64, version: i32) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::approvals::approve(&context, &actor, number, version).await)?;
    go_to(&format!("/orders/{number}"));
    Ok(())
}

/// Refuse a waiting order, with a reason.
#[server(prefix = "/fn", endpoint = "/approvals/refuse")]
pub async fn refuse(number: i64, version: i32, #[server(default)] reason: String) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::approvals::refuse(&context, &actor, number, version, &reason).await)?;
    go_to(&format!("/orders/{number}"));
    Ok(())
}
