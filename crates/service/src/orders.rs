//! The account's orders: submitted once, followed, cancelled.

mod again;
mod csv;
mod late;
mod pages;
mod repeated;
mod submit;
mod tell;

use std::collections::HashMap;

use domain::{
    event::Event,
    input,
    orders::{OrderFilter, OrderList, OrderPage, OrderState, Paper, Step, WrittenAbout, settle},
    permissions::{Actor, ApproveOrders, PlaceOrders, ReadCases, ReadMoney, ReadOrders, WriteCases},
    refusal::{Code, Refusal},
    time::{Date, Instant},
};
use store::{
    ledger::Scope,
    orders::{Change, Head, Line},
};

use crate::{Context, Error, approvals, clock, invoices};

pub use again::{Wanted, again, take_again};
pub(crate) use pages::{by_line, card, card_of, handover, handover_by, list_of, mail_state, page_of};
pub(crate) use repeated::{is_repeated, is_repeated_of};
pub use submit::{submit, submit_as_typed};
pub(crate) use tell::tell;

pub(crate) const PAGE: u16 = 20;
pub(crate) const LONGEST_REASON: usize = 500;
/// So many of the cases about an order stand on its page.
const CASES: u16 = 10;

/// A page of the account's orders, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(context: &Context, actor: &Actor, filter: &OrderFilter) -> Result<OrderList, Error> {
    let granted = actor.grant::<ReadOrders>()?;
    let heads = store::orders::list(context.store(), &granted, &by_clock(context, filter), PAGE + 1).await?;
    Ok(list_of(context, actor, heads, false))
}

/// All the account's orders that fit the filter, as CSV in the reader's language. They are read in steps; the file is
/// held whole, some hundred bytes to an order.
///
/// # Errors
/// When the database fails.
pub async fn csv(context: &Context, actor: &Actor, filter: &OrderFilter) -> Result<String, Error> {
    const STEP: u16 = 1000;
    let granted = actor.grant::<ReadOrders>()?;
    let mut filter = OrderFilter { after: None, ..by_clock(context, filter) };
    let mut out = csv::head(actor.language);
    loop {
        let heads = store::orders::list(context.store(), &granted, &filter, STEP).await?;
        for head in &heads {
            out.push_str(&csv::line(context, actor, head));
        }
        match heads.last() {
            Some(last) if heads.len() == usize::from(STEP) => filter.after = Some(last.number.to_string()),
            _ => return Ok(out),
        }
    }
}

/// The filter with its days by the clock: they are days of the vendor's calendar.
pub(crate) fn by_clock(context: &Context, filter: &OrderFilter) -> OrderFilter {
    let settings = context.settings();
    let begin = |day: Date| clock::at(day, 0, &settings.vendor.time_zone);
    let from = filter.from.map(begin);
    let before = filter.to.map(|day| begin(day.plus_days(1)));
    let submitted = (from.is_some() || before.is_some())
        .then(|| (from.unwrap_or(Instant::from_millis(i64::MIN)), before.unwrap_or(Instant::from_millis(i64::MAX))));
    OrderFilter { submitted, ..filter.clone() }
}

/// One order of the account.
///
/// # Errors
/// `NotFound`, for foreign ones too.
pub async fn page(context: &Context, actor: &Actor, number: i64) -> Result<OrderPage, Error> {
    let granted = actor.grant::<ReadOrders>()?;
    let whole = store::orders::find(context.store(), &granted, number).await?.ok_or(Code::NotFound)?;
    let may_approve = match actor.grant::<ApproveOrders>() {
        Ok(granted) if whole.head.state == OrderState::AwaitingApproval => {
            approvals::may_approve(context.store(), &granted, &whole.head).await?
        }
        _ => false,
    };
    let account = store::accounts::find(context.store(), &granted).await?;
    let addresses = store::accounts::addresses(context.store(), &granted).await?;
    let vendor = &context.settings().vendor;
    let paper = Paper {
        vendor_address: vendor.address.clone(),
        vendor_vat_number: vendor.vat_number.clone(),
        account_address: addresses.first().map(store::accounts::Address::lines).unwrap_or_default(),
        account_vat_number: account.vat_number,
    };
    let cases = match actor.grant::<ReadCases>() {
        Ok(granted) => store::cases::of_order(context.store(), &granted, number, CASES).await?,
        Err(_) => Vec::new(),
    };
    let invoices = match actor.grant::<ReadMoney>() {
        Ok(granted) => invoices::numbers_of(context, &Scope::Own(&granted), number).await?,
        Err(_) => Vec::new(),
    };
    let mut invoiced = match (actor.grant::<ReadMoney>(), actor.grant::<WriteCases>()) {
        (Ok(granted), Ok(_)) if !invoices.is_empty() => {
            invoices::lines_of(context, &Scope::Own(&granted), number).await?
        }
        _ => HashMap::new(),
    };
    let mut page = OrderPage {
        invoices,
        may_approve,
        paper: Some(paper),
        cases: cases
            .into_iter()
            .map(|head| WrittenAbout {
                number: head.number,
                kind: head.kind,
                subject: head.subject,
                is_closed: head.closed.is_some(),
            })
            .collect(),
        ..page_of(context, actor, whole, false)
    };
    for line in &mut page.lines {
        line.invoiced = invoiced.remove(&line.id).unwrap_or_default();
    }
    late::with_news(context, actor, page).await
}

/// Whether the customer may still cancel at no cost an order that the vendor has.
pub(crate) fn is_free(head: &Head, now: Instant) -> bool {
    head.state != OrderState::AwaitingApproval
        && head.state.allow(Step::CancelFreely).is_ok()
        && now < head.cancel_until
}

/// Cancels at no cost, until the hour that was promised.
///
/// # Errors
/// `NotFound`, `State`, `TooLate`.
pub async fn cancel(context: &Context, actor: &Actor, number: i64, reason: &str) -> Result<(), Error> {
    let granted = actor.grant::<PlaceOrders>()?;
    let reason = input::line("reason", reason, LONGEST_REASON)?;
    let now = context.now();
    let tx = context.store().begin().await?;
    let (head, mut lines) = store::orders::lock(&tx, &granted, number).await?.ok_or(Code::NotFound)?;
    let event = Event::OrderCancelled { order: number, reason: reason.clone(), by_vendor: false };
    if head.state == OrderState::Cancelled && is_repeated(&tx, &head, actor.member, |last| *last == event).await? {
        return Ok(());
    }
    head.state.allow(Step::CancelFreely)?;
    // What the vendor does not have yet can be taken back at any time.
    if head.state != OrderState::AwaitingApproval && now >= head.cancel_until {
        return Err(Code::TooLate.into());
    }
    let state = cancel_rest(&tx, &head, &mut lines).await?;
    let change = Change { state, promised: head.promised, reason, answers_request: true, cancel_until: None };
    store::orders::save(&tx, &head, &change, now).await?;
    tell(context, &tx, &head, actor.member, &event, now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}

/// Asks the vendor for a cancellation, after the free time.
///
/// # Errors
/// `NotFound`, `State`, `Reason`.
pub async fn request_cancellation(context: &Context, actor: &Actor, number: i64, reason: &str) -> Result<(), Error> {
    let granted = actor.grant::<PlaceOrders>()?;
    let reason =
        input::line("reason", reason, LONGEST_REASON)?.ok_or_else(|| Refusal::field(Code::Reason, "reason"))?;
    let now = context.now();
    let tx = context.store().begin().await?;
    let (head, _) = store::orders::lock(&tx, &granted, number).await?.ok_or(Code::NotFound)?;
    let event = Event::CancellationRequested { order: number, reason: reason.clone() };
    if head.cancel_requested.is_some() && is_repeated(&tx, &head, actor.member, |last| *last == event).await? {
        return Ok(());
    }
    head.state.allow(Step::CancelRest)?;
    if head.cancel_requested.is_some() {
        return Err(Code::State.into());
    }
    store::orders::request_cancellation(&tx, &granted, &head, &reason, now).await?;
    tell(context, &tx, &head, actor.member, &event, now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}

/// Cancels what has not been shipped: the lines say so and the stock is free again. Gives the state that is left.
pub(crate) async fn cancel_rest(tx: &store::Tx, head: &Head, lines: &mut [Line]) -> Result<OrderState, Error> {
    use domain::{money::Quantity, shop::ArticleKind};
    let mut freed: Vec<(domain::ids::ArticleId, Quantity)> = Vec::new();
    let mut changed = Vec::new();
    for line in lines.iter_mut() {
        let open = line.progress.open();
        if open == 0 {
            continue;
        }
        line.progress.cancelled += open;
        if line.kind == ArticleKind::Goods {
            match freed.iter_mut().find(|(article, _)| *article == line.article) {
                Some((_, quantity)) => *quantity = quantity.checked_add(Quantity::from_millis(open))?,
                None => freed.push((line.article, Quantity::from_millis(open))),
            }
        }
        changed.push(&*line);
    }
    store::orders::save_lines(tx, head, changed).await?;
    store::orders::release(tx, &freed).await?;
    let progress: Vec<_> = lines.iter().map(|line| line.progress).collect();
    Ok(settle(head.state, &progress))
}
