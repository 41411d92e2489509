//! The staff's side: the order board and the steps of an order; what goes out by mail.

use domain::{
    demo::{MailState, OutboxState},
    ids::{CommandKey, OrderLineId, ShipmentId},
    orders::{Board, OrderFilter, OrderList, OrderPage},
};
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};
#[cfg(feature = "ssr")]
use service::desk::Once;

use crate::wire::Refused;
#[cfg(feature = "ssr")]
use crate::wire::server::{answer, go_to, signed_in};

/// A line and a value as a form has them: `lines[0][line]`, `lines[0][value]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineValue {
    pub line: OrderLineId,
    #[serde(default)]
    pub value: String,
}

/// The board: open orders by state.
#[server(name = ReadBoard, prefix = "/fn", endpoint = "/desk/board", input = Json)]
pub async fn board() -> Result<Board, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::desk::board(&context, &actor).await)
}

/// All orders of one state, or found by words.
#[server(prefix = "/fn", endpoint = "/desk/orders", input = Json)]
pub async fn orders(filter: OrderFilter) -> Result<OrderList, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::desk::orders(&context, &actor, &filter).await)
}

/// One order.
#[server(prefix = "/fn", endpoint = "/desk/order", input = Json)]
pub async fn order(number: i64) -> Result<OrderPage, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::desk::order(&context, &actor, number).await)
}

/// Confirm with a day for each line.
#[server(prefix = "/fn", endpoint = "/desk/confirm")]
pub async fn confirm(number: i64, version: i32, #[server(default)] lines: Vec<LineValue>) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    let lines: Vec<_> = lines.into_iter().map(|line| (line.line, line.value)).collect();
    answer(service::desk::confirm(&context, &actor, number, version, &lines).await)?;
    go_to(&format!("/desk/orders/{number}"));
    Ok(())
}

/// Picking has started.
#[server(prefix = "/fn", endpoint = "/desk/pick")]
pub async fn pick(number: i64, version: i32) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::desk::pick(&context, &actor, number, version).await)?;
    go_to(&format!("/desk/orders/{number}"));
    Ok(())
}

/// Hand over some of each line: ship it with a tracking number, lay it ready, or say that it was carried out.
#[server(prefix = "/fn", endpoint = "/desk/ship")]
pub async fn ship(
    key: CommandKey,
    number: i64,
    version: i32,
    #[server(default)] carrier: String,
    #[server(default)] tracking: String,
    #[server(default)] lines: Vec<LineValue>,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    let lines: Vec<_> = lines.into_iter().map(|line| (line.line, line.value)).collect();
    answer(service::desk::ship(&context, &actor, Once { key, number, version }, &carrier, &tracking, &lines).await)?;
    go_to(&format!("/desk/orders/{number}"));
    Ok(())
}

/// A shipment has arrived.
#[server(prefix = "/fn", endpoint = "/desk/deliver")]
pub async fn deliver(number: i64, version: i32, shipment: ShipmentId) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::desk::deliver(&context, &actor, number, version, shipment).await)?;
    go_to(&format!("/desk/orders/{number}"));
    Ok(())
}

/// Give a part of a line a later day of its own.
#[server(prefix = "/fn", endpoint = "/desk/split")]
pub async fn split(
    key: CommandKey,
    number: i64,
    version: i32,
    line: OrderLineId,
    #[server(default)] quantity: String,
    #[server(default)] date: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::desk::split(&context, &actor, Once { key, number, version }, line, &quantity, &date).await)?;
    go_to(&format!("/desk/orders/{number}"));
    Ok(())
}

/// Cancel what has not been shipped, with a reason.
#[server(prefix = "/fn", endpoint = "/desk/cancel")]
pub async fn cancel(number: i64, version: i32, #[server(default)] reason: String) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::desk::cancel(&context, &actor, number, version, &reason).await)?;
    go_to(&format!("/desk/orders/{number}"));
    Ok(())
}

/// Say no to a requested cancellation, with a reason.
#[server(prefix = "/fn", endpoint = "/desk/decline-cancellation")]
pub async fn decline_cancellation(number: i64, version: i32, #[server(default)] reason: String) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::desk::decline_cancellation(&context, &actor, number, version, &reason).await)?;
    go_to(&format!("/desk/orders/{number}"));
    Ok(())
}

/// What goes out by mail, and how it fares.
#[server(prefix = "/fn", endpoint = "/desk/mails", input = Json)]
pub async fn mails(state: Option<OutboxState>) -> Result<Vec<MailState>, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::desk::mails(&context, &actor, state).await)
}

/// Try the mails again that were given up.
#[server(prefix = "/fn", endpoint = "/desk/resend")]
pub async fn resend() -> Result<i64, Refused> {
    let (context, actor) = signed_in()?;
    let count = answer(service::desk::resend(&context, &actor).await)?;
    go_to("/desk/mail");
    Ok(count)
}
