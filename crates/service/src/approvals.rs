//! Orders above a buyer's limit: approved or refused by the account's own people.

use domain::{
    event::Event,
    input,
    orders::{OrderList, OrderState, Step},
    permissions::{Actor, ApproveOrders},
    refusal::{Code, Refusal},
};
use store::orders::Change;

use crate::{Context, Error, offers::Schedule, orders};

const MOST: u16 = 100;

/// Orders that wait for an approver, oldest first.
///
/// # Errors
/// `NotAllowed` for those who may not approve.
pub async fn list(context: &Context, actor: &Actor) -> Result<OrderList, Error> {
    let granted = actor.grant::<ApproveOrders>()?;
    let heads = store::orders::approvals(context.store(), &granted, MOST).await?;
    Ok(OrderList {
        orders: heads.iter().map(|head| orders::card(context, actor, head, false)).collect(),
        next: None,
        now: context.wall(context.now(), &actor.time_zone),
    })
}

/// Approves: the order is with the vendor from now on, and can be cancelled freely until picking starts.
///
/// # Errors
/// `NotFound`, `State`, `Stale`.
pub async fn approve(context: &Context, actor: &Actor, number: i64, version: i32) -> Result<(), Error> {
    let granted = actor.grant::<ApproveOrders>()?;
    let now = context.now();
    let tx = context.store().begin().await?;
    let (head, mut lines) = store::orders::lock(&tx, &granted, number).await?.ok_or(Code::NotFound)?;
    head.state.allow(Step::Approve)?;
    // The limit would be none if whom it limits could lift it.
    if head.member == actor.member {
        return Err(Code::NotAllowed.into());
    }
    if head.version != version {
        return Err(Code::Stale.into());
    }
    // The clock starts now: what was promised at submission cannot be kept by an order that waited.
    let settings = context.settings();
    let schedule = Schedule::at(now, &settings);
    let extra_days = settings.delivery_way(&head.delivery_way).map_or(0, |way| way.extra_days);
    let ready = schedule.ready(&settings, extra_days);
    for line in &mut lines {
        line.promised = line.promised.map(|date| date.max(ready));
        store::orders::save_line(&tx, &head, line).await?;
    }
    let change = Change {
        state: OrderState::Submitted,
        promised: lines.iter().filter_map(|line| line.promised).max(),
        reason: None,
        answers_request: false,
        cancel_until: Some(schedule.picking),
    };
    store::orders::save(&tx, &head, &change, now).await?;
    orders::tell(context, &tx, &head, actor.member, &Event::OrderApproved { order: number }, now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}

/// Refuses with a reason: what was reserved is free again.
///
/// # Errors
/// `NotFound`, `State`, `Stale`, `Reason`.
pub async fn refuse(context: &Context, actor: &Actor, number: i64, version: i32, reason: &str) -> Result<(), Error> {
    let granted = actor.grant::<ApproveOrders>()?;
    let reason =
        input::line("reason", reason, orders::LONGEST_REASON)?.ok_or_else(|| Refusal::field(Code::Reason, "reason"))?;
    let now = context.now();
    let tx = context.store().begin().await?;
    let (head, mut lines) = store::orders::lock(&tx, &granted, number).await?.ok_or(Code::NotFound)?;
    head.state.allow(Step::Refuse)?;
    if head.version != version {
        return Err(Code::Stale.into());
    }
    orders::cancel_rest(&tx, &head, &mut lines).await?;
    let change = Change {
        state: OrderState::Refused,
        promised: head.promised,
        reason: Some(reason.clone()),
        answers_request: false,
        cancel_until: None,
    };
    store::orders::save(&tx, &head, &change, now).await?;
    orders::tell(context, &tx, &head, actor.member, &Event::OrderRefused { order: number, reason }, now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}
