//! Orders above a buyer's limit: approved or refused by the account's own people.

use std::collections::HashMap;

use domain::{
    event::Event,
    ids::ArticleId,
    input,
    money::Quantity,
    orders::{OrderList, OrderState, Step},
    permissions::{Actor, ApproveOrders, Granted, PlaceOrders, Right, Role},
    refusal::{Code, Refusal},
    settings::Settings,
    shop::ArticleKind,
    stock::{self, Stock},
};
use store::{
    Db,
    catalogue::Article,
    orders::{Change, Head, Line},
};

use crate::{
    Context, Error,
    offers::{self, Schedule},
    orders,
};

/// A page of the orders that wait for an approver, oldest first. `after` is the number of the last one seen.
///
/// # Errors
/// `NotAllowed` for those who may not approve.
pub async fn list(context: &Context, actor: &Actor, after: Option<&str>) -> Result<OrderList, Error> {
    let granted = actor.grant::<ApproveOrders>()?;
    let after = after.and_then(|after| after.parse().ok());
    let heads = store::orders::approvals(context.store(), &granted, after, orders::PAGE + 1).await?;
    Ok(orders::list_of(context, actor, heads, false))
}

/// The limit that holds for a member with this role and limit. Four eyes look at an order above it where there are four:
/// whoever is the only one who could approve has no limit, because the order would wait for ever, for nobody. A company
/// that wants a limit for its only owner makes somebody else an approver.
pub(crate) async fn limit_that_holds(
    db: &impl Db,
    granted: &Granted<PlaceOrders>,
    role: Role,
    limit: Option<i64>,
) -> Result<Option<i64>, Error> {
    if limit.is_none() || !role.has(Right::ApproveOrders) || store::accounts::has_other_approver(db, granted).await? {
        return Ok(limit);
    }
    Ok(None)
}

/// Whether the approver may let this order go. The limit would be none if whom it limits could lift it; but when
/// everybody else who could has left the account since, they may, as if they ordered now.
pub(crate) async fn may_approve(db: &impl Db, granted: &Granted<ApproveOrders>, head: &Head) -> Result<bool, Error> {
    Ok(head.member != granted.member() || !store::accounts::has_other_approver(db, granted).await?)
}

/// Approves: the order is with the vendor from now on, and can be cancelled freely until picking starts.
///
/// # Errors
/// `NotFound`, `State`, `Stale`, `NotAllowed` for one's own order while somebody else may approve.
pub async fn approve(context: &Context, actor: &Actor, number: i64, version: i32) -> Result<(), Error> {
    let granted = actor.grant::<ApproveOrders>()?;
    let now = context.now();
    let tx = context.store().begin().await?;
    let (head, mut lines) = store::orders::lock(&tx, &granted, number).await?.ok_or(Code::NotFound)?;
    let event = Event::OrderApproved { order: number };
    if orders::is_repeated_of(&tx, &head, version, actor.member, |last| *last == event).await? {
        return Ok(());
    }
    head.state.allow(Step::Approve)?;
    if !may_approve(&tx, &granted, &head).await? {
        return Err(Code::NotAllowed.into());
    }
    if head.version != version {
        return Err(Code::Stale.into());
    }
    // The clock starts now: what was promised at submission cannot be kept by an order that waited.
    let settings = context.settings();
    let schedule = Schedule::at(now, &settings);
    promise_anew(&tx, &head, &mut lines, &schedule, &settings).await?;
    store::orders::save_lines(&tx, &head, &lines).await?;
    let change = Change {
        state: OrderState::Submitted,
        promised: lines.iter().filter_map(|line| line.promised).max(),
        reason: None,
        answers_request: false,
        cancel_until: Some(schedule.picking),
    };
    store::orders::save(&tx, &head, &change, now).await?;
    // What is told is how long it can be cancelled from now on.
    let head = Head { cancel_until: schedule.picking, ..head };
    orders::tell(context, &tx, &head, actor.member, &event, now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}

/// Promises each line what can be kept from now on, and nothing sooner than was promised before.
///
/// What was on the shelf is still reserved and comes as soon as anything does. What was to be ordered, or to come with
/// a delivery, is judged anew: that time begins now as well.
async fn promise_anew(
    db: &impl Db,
    head: &Head,
    lines: &mut [Line],
    schedule: &Schedule,
    settings: &Settings,
) -> Result<(), Error> {
    let extra_days = settings.delivery_way(&head.delivery_way).map_or(0, |way| way.extra_days);
    let (ready, was_ready) =
        (schedule.ready(settings, extra_days), Schedule::at(head.submitted, settings).ready(settings, extra_days));
    let ids: Vec<ArticleId> = lines.iter().map(|line| line.article).collect();
    let articles: HashMap<ArticleId, Article> =
        store::catalogue::by_ids(db, &ids).await?.into_iter().map(|article| (article.id, article)).collect();
    let mut wanted: HashMap<ArticleId, i64> = HashMap::new();
    for line in lines.iter() {
        *wanted.entry(line.article).or_default() += line.progress.open();
    }
    for line in lines {
        let Some(before) = line.promised else { continue };
        let article = articles.get(&line.article);
        let first = match (line.kind, article) {
            (ArticleKind::Goods, Some(article)) if before > was_ready => {
                let own = wanted.get(&line.article).copied().unwrap_or_default();
                // As it would be without this order, whose part is reserved already.
                let stock = Stock { free: Quantity::from_millis(article.stock.free.millis() + own), ..article.stock };
                stock::promise(&stock, Quantity::from_millis(own), schedule.today, ready, &settings.calendar).date
            }
            (ArticleKind::Goods, _) => Some(ready),
            (ArticleKind::Service, Some(article)) => Some(offers::earliest(article, schedule, settings)),
            (ArticleKind::Service, None) => Some(schedule.today),
        };
        line.promised = Some(before.max(first.unwrap_or(ready)));
    }
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
    let event = Event::OrderRefused { order: number, reason: reason.clone() };
    if orders::is_repeated_of(&tx, &head, version, actor.member, |last| *last == event).await? {
        return Ok(());
    }
    head.state.allow(Step::Refuse)?;
    if head.version != version {
        return Err(Code::Stale.into());
    }
    orders::cancel_rest(&tx, &head, &mut lines).await?;
    let change = Change {
        state: OrderState::Refused,
        promised: head.promised,
        reason: Some(reason),
        answers_request: true,
        cancel_until: None,
    };
    store::orders::save(&tx, &head, &change, now).await?;
    orders::tell(context, &tx, &head, actor.member, &event, now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}
