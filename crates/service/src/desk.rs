//! The staff's side of orders: the steps; looking at them, and at the mails, is beside it.

mod mails;
mod moving;
mod reading;

use domain::{
    event::Event,
    format,
    ids::{ArticleId, CommandKey, OrderLineId, ShipmentId},
    input,
    money::Quantity,
    orders::{Handover, OrderState, Step},
    permissions::Actor,
    refusal::{Code, Refusal},
    shop::ArticleKind,
    split::{self, Amounts},
    time::Date,
};
use store::orders::Line;

use self::moving::{begin, begin_once, hold, last_open_promise, last_promise};
use crate::{
    Context, Error,
    orders::{self, cancel_rest, tell},
};

pub use mails::{mails, resend};
pub use reading::{board, order, orders};

/// A step that is made once however often it is sent, of an order as it was seen.
#[derive(Clone, Copy, Debug)]
pub struct Once {
    pub key: CommandKey,
    pub number: i64,
    pub version: i32,
}

/// How goods are begun with, or sent, while the customer may still cancel at no cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    /// Not before the hour that was promised.
    AsPromised,
    /// Now: the customer has agreed, and what was promised ends with that.
    AsAgreed,
}

/// Confirms, with a day for each line that the form names; the others keep their promise.
///
/// # Errors
/// `State`, `Stale`, `NotFound` for a line of another order, `Malformed` for a day that is none, `PastDay`; the last two
/// name the field `lines[<place>][value]`.
pub async fn confirm(
    context: &Context,
    actor: &Actor,
    number: i64,
    version: i32,
    days: &[(OrderLineId, String)],
) -> Result<(), Error> {
    let is_it = |last: &Event, lines: &[Line]| {
        let stands = |(id, day): &(OrderLineId, String)| {
            let day = day.trim();
            day.is_empty() || lines.iter().any(|line| line.id == *id && line.promised == Date::parse_iso(day))
        };
        matches!(last, Event::OrderConfirmed { .. }) && days.iter().all(stands)
    };
    let Some(mut step) = begin(context, actor, number, version, Step::Confirm, is_it).await? else { return Ok(()) };
    let today = context.vendor_today();
    let mut agreed = Vec::with_capacity(days.len());
    for (place, (id, day)) in days.iter().enumerate() {
        if step.lines.iter().all(|line| line.id != *id) {
            return Err(Code::NotFound.into());
        }
        if !day.trim().is_empty() {
            agreed.push((*id, day_from(today, day, &format!("lines[{place}][value]"))?));
        }
    }
    for line in &mut step.lines {
        line.promised = agreed.iter().find(|(id, _)| *id == line.id).map(|(_, day)| *day).or(line.promised);
        line.confirmed = true;
    }
    store::orders::save_lines(&step.tx, &step.head, &step.lines).await?;
    let promised = last_promise(&step.lines);
    step.finish(context, actor, OrderState::Confirmed, None, &Event::OrderConfirmed { order: number, promised }).await
}

/// Picking has started: free cancellation is over.
///
/// # Errors
/// `State`, `Stale`, `Promised` while the customer may cancel at no cost and has not agreed.
pub async fn pick(context: &Context, actor: &Actor, number: i64, version: i32, how: Begin) -> Result<(), Error> {
    let is_it = |last: &Event, _: &[Line]| matches!(last, Event::OrderPicking { .. });
    let Some(mut step) = begin(context, actor, number, version, Step::Pick, is_it).await? else { return Ok(()) };
    step.end_freedom(context, actor, how)?;
    let event = Event::OrderPicking { order: number, agreed: step.ends_freedom };
    step.finish(context, actor, OrderState::Picking, None, &event).await
}

/// Hands over some of the lines: goods go with a carrier or are ready to be collected, services have been carried out
/// and need neither a carrier nor another step. The same key ships once.
///
/// # Errors
/// `State`, `Stale`, `TooMuch`, `Quantity`, `Missing` when nothing is to be shipped or goods are sent without a carrier,
/// `Promised` for goods while the customer may cancel at no cost and has not agreed, `KeyReused`.
pub async fn ship(
    context: &Context,
    actor: &Actor,
    once: Once,
    how: Begin,
    carrier: &str,
    tracking: &str,
    quantities: &[(OrderLineId, String)],
) -> Result<(), Error> {
    let mut asked: Vec<&[u8]> = vec![carrier.as_bytes(), tracking.as_bytes()];
    for (id, typed) in quantities {
        asked.extend([id.0.as_bytes().as_slice(), typed.as_bytes()]);
    }
    if how == Begin::AsAgreed {
        asked.push(b"agreed");
    }
    let carrier = input::line("carrier", carrier, 80)?.unwrap_or_default();
    let tracking = input::line("tracking", tracking, 80)?;
    let asked = ("desk/ship", asked.as_slice());
    let Some(mut step) = begin_once(context, actor, once, Step::Ship, asked).await? else { return Ok(()) };
    let brought = orders::handover(&context.settings(), &step.head);
    let mut goods: Vec<(OrderLineId, Quantity)> = Vec::new();
    let mut services: Vec<(OrderLineId, Quantity)> = Vec::new();
    let mut from_shelf: Vec<(ArticleId, Quantity)> = Vec::new();
    for (id, typed) in quantities {
        let typed = typed.trim();
        if typed.is_empty() || typed == "0" {
            continue;
        }
        let quantity = Quantity::parse(typed).map_err(|error| Refusal::field(error.into(), "lines"))?;
        if goods.iter().chain(&services).any(|(other, _)| other == id) {
            return Err(Refusal::field(Code::Malformed, "lines").into());
        }
        let line = step.lines.iter_mut().find(|line| line.id == *id).ok_or(Code::NotFound)?;
        if quantity.millis() > line.progress.open() {
            return Err(Refusal::field(Code::TooMuch, "lines").into());
        }
        line.progress.shipped += quantity.millis();
        match line.kind {
            ArticleKind::Goods => {
                goods.push((*id, quantity));
                match from_shelf.iter_mut().find(|(article, _)| *article == line.article) {
                    Some((_, sum)) => *sum = sum.checked_add(quantity)?,
                    None => from_shelf.push((line.article, quantity)),
                }
            }
            ArticleKind::Service => {
                line.progress.delivered += quantity.millis();
                services.push((*id, quantity));
            }
        }
    }
    if goods.is_empty() && services.is_empty() {
        return Err(Refusal::field(Code::Missing, "lines").into());
    }
    // What is collected has no carrier, whatever an old page sends.
    let (carrier, tracking) = if brought == Handover::Delivery { (carrier, tracking) } else { (String::new(), None) };
    if carrier.is_empty() && !goods.is_empty() && brought == Handover::Delivery {
        return Err(Refusal::field(Code::Missing, "carrier").into());
    }
    if !goods.is_empty() {
        step.end_freedom(context, actor, how)?;
    }
    let moved = |line: &&Line| goods.iter().chain(&services).any(|(id, _)| *id == line.id);
    store::orders::save_lines(&step.tx, &step.head, step.lines.iter().filter(moved)).await?;
    if !services.is_empty() {
        let (tx, head) = (&step.tx, &step.head);
        let done = store::orders::add_shipment(tx, &step.granted, head, "", None, &services, step.now).await?;
        store::orders::deliver(tx, &step.granted, head, done, step.now).await?;
    }
    let state = step.settled();
    let number = once.number;
    let carried_out = Event::OrderShipped {
        order: number,
        carrier: String::new(),
        partly: state != OrderState::Delivered,
        handover: Handover::Service,
    };
    if goods.is_empty() {
        return step.finish(context, actor, state, None, &carried_out).await;
    }
    if !services.is_empty() {
        tell(context, &step.tx, &step.head, actor.member, &carried_out, step.now).await?;
    }
    store::orders::add_shipment(&step.tx, &step.granted, &step.head, &carrier, tracking.as_deref(), &goods, step.now)
        .await?;
    store::orders::take_from_shelf(&step.tx, &step.granted, &from_shelf).await?;
    let partly = state == OrderState::PartlyShipped;
    let event = Event::OrderShipped { order: number, carrier, partly, handover: brought };
    step.finish(context, actor, state, None, &event).await
}

/// A shipment has arrived, or was collected.
///
/// # Errors
/// `State`, `Stale`, `NotFound` for a shipment of another order.
pub async fn deliver(
    context: &Context,
    actor: &Actor,
    number: i64,
    version: i32,
    shipment: ShipmentId,
) -> Result<(), Error> {
    let step = hold(context, actor, number).await?;
    let is_last = |last: &Event| matches!(last, Event::OrderDelivered { .. });
    if orders::is_repeated_of(&step.tx, &step.head, version, actor.member, is_last).await?
        && store::orders::is_delivered(&step.tx, &step.granted, &step.head, shipment).await?
    {
        return Ok(());
    }
    let mut step = step.checked(version, Step::Deliver)?;
    let content =
        store::orders::deliver(&step.tx, &step.granted, &step.head, shipment, step.now).await?.ok_or(Code::NotFound)?;
    let mut kinds = Vec::with_capacity(content.len());
    for (id, quantity) in &content {
        if let Some(line) = step.lines.iter_mut().find(|line| line.id == *id) {
            line.progress.delivered += quantity.millis();
            kinds.push(line.kind);
        }
    }
    let arrived = |line: &&Line| content.iter().any(|(id, _)| *id == line.id);
    store::orders::save_lines(&step.tx, &step.head, step.lines.iter().filter(arrived)).await?;
    let handover = orders::handover_by(&context.settings(), &step.head.delivery_way, kinds.into_iter());
    let state = step.settled();
    let event = Event::OrderDelivered { order: number, partly: state != OrderState::Delivered, handover };
    step.finish(context, actor, state, None, &event).await
}

/// Gives a part of a line a later day of its own. The amounts are shared by quantity; the parts sum to the line. The same
/// key splits once.
///
/// # Errors
/// `State`, `Stale`, `NotFound`, `Quantity`, `TooMuch` when nothing would be left, `Malformed` for a day that is none,
/// `PastDay`, `TooEarly` for a part before the line's own day, `KeyReused`.
pub async fn split(
    context: &Context,
    actor: &Actor,
    once: Once,
    line: OrderLineId,
    quantity: &str,
    date: &str,
) -> Result<(), Error> {
    let asked: [&[u8]; 3] = [line.0.as_bytes(), quantity.as_bytes(), date.as_bytes()];
    let quantity = Quantity::parse(quantity).map_err(|error| Refusal::field(error.into(), "quantity"))?;
    let Some(mut step) = begin_once(context, actor, once, Step::Split, ("desk/split", &asked)).await? else {
        return Ok(());
    };
    // After the key: what was split yesterday is not judged by today.
    let date = day_from(context.vendor_today(), date, "date")?;
    let number = once.number;
    let line = step.lines.iter_mut().find(|found| found.id == line).ok_or(Code::NotFound)?;
    let open = line.progress.open();
    // Something must be left on the first line, shipped or open.
    if quantity.millis() > open || quantity.millis() >= line.progress.ordered - line.progress.cancelled {
        return Err(Refusal::field(Code::TooMuch, "quantity").into());
    }
    // What all of it is waiting for may come sooner; a part of it is given a later day.
    let is_part = quantity.millis() < open;
    if let Some(promised) = line.promised.filter(|promised| is_part && date < *promised) {
        let day = format::date_long(actor.language, promised);
        return Err(Refusal::field(Code::TooEarly, "date").with(day).into());
    }
    let whole =
        Amounts { discount: line.discount, amount: line.amount, net: line.net, tax: line.tax, gross: line.gross };
    let rules = context.settings().currency(step.head.currency);
    let ordered = Quantity::from_millis(line.progress.ordered);
    let (part, rest) = split::split(&whole, step.head.mode, &rules, quantity, ordered);
    store::orders::split_line(&step.tx, &step.granted, &step.head, line, quantity, date, &part, &rest).await?;
    let event = Event::OrderSplit { order: number, number: line.number.clone(), date };
    line.progress.ordered -= quantity.millis();
    let promised = last_open_promise(&step.lines).max(Some(date));
    let state = step.head.state;
    step.finish_with(context, actor, state, promised, None, &event).await
}

/// Cancels what has not been shipped, with a reason. This also grants a requested cancellation.
///
/// # Errors
/// `State`, `Stale`, `Reason`.
pub async fn cancel(context: &Context, actor: &Actor, number: i64, version: i32, reason: &str) -> Result<(), Error> {
    let reason = reason_of(reason)?;
    let event = Event::OrderCancelled { order: number, reason: Some(reason.clone()), by_vendor: true };
    let is_it = |last: &Event, _: &[Line]| *last == event;
    let Some(mut step) = begin(context, actor, number, version, Step::CancelRest, is_it).await? else { return Ok(()) };
    let state = cancel_rest(&step.tx, &step.head, &mut step.lines).await?;
    step.finish(context, actor, state, Some(reason), &event).await
}

/// Says no to a requested cancellation, with a reason.
///
/// # Errors
/// `State` when none was requested, `Stale`, `Reason`.
pub async fn decline_cancellation(
    context: &Context,
    actor: &Actor,
    number: i64,
    version: i32,
    reason: &str,
) -> Result<(), Error> {
    let reason = reason_of(reason)?;
    let event = Event::CancellationDeclined { order: number, reason: reason.clone() };
    let is_it = |last: &Event, _: &[Line]| *last == event;
    let Some(step) = begin(context, actor, number, version, Step::Decline, is_it).await? else { return Ok(()) };
    if step.head.cancel_requested.is_none() {
        return Err(Code::State.into());
    }
    let state = step.head.state;
    step.finish(context, actor, state, Some(reason), &event).await
}

fn reason_of(text: &str) -> Result<String, Error> {
    Ok(input::line("reason", text, orders::LONGEST_REASON)?.ok_or_else(|| Refusal::field(Code::Reason, "reason"))?)
}

/// The day that was typed into `field`: today or later.
fn day_from(today: Date, typed: &str, field: &str) -> Result<Date, Refusal> {
    let day = Date::parse_iso(typed.trim()).ok_or_else(|| Refusal::field(Code::Malformed, field))?;
    if day < today { Err(Refusal::field(Code::PastDay, field)) } else { Ok(day) }
}
