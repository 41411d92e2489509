//! The account's orders.

use domain::orders::{OrderFilter, OrderList, OrderPage};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::wire::Refused;
#[cfg(feature = "ssr")]
use crate::wire::server::{answer, go_to, signed_in};

/// A page of the account's orders, newest first.
#[server(prefix = "/fn", endpoint = "/orders/list", input = Json)]
pub async fn list(filter: OrderFilter) -> Result<OrderList, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::orders::list(&context, &actor, &filter).await)
}

/// One order.
#[server(prefix = "/fn", endpoint = "/orders/page", input = Json)]
pub async fn page(number: i64) -> Result<OrderPage, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::orders::page(&context, &actor, number).await)
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

/// Orders of the account that wait for an approver.
#[server(prefix = "/fn", endpoint = "/approvals/list", input = Json)]
pub async fn approvals() -> Result<OrderList, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::approvals::list(&context, &actor).await)
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
