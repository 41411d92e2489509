//! What of the vendor's money wants to be looked at: what waits for a second person, in whichever account, online payments
//! that do not fit, and what did not hold when the portal last added everything up.

use domain::{
    ledger::wire::{MoneyWaiting, RequestLine, WaitingRequest},
    money::Money,
    permissions::{Actor, ReadLedgers},
};
use store::ledger::requests::{self, Request};

use super::{PAGE, entries::Entry};
use crate::{Context, Error, invoices, online};

/// The oldest of what waits in all accounts.
///
/// # Errors
/// `NotFound` for customers.
pub async fn waiting(context: &Context, actor: &Actor) -> Result<MoneyWaiting, Error> {
    let granted = actor.grant_staff::<ReadLedgers>()?;
    let store = context.store();
    let mut found = requests::everywhere(store, &granted, PAGE + 1).await?;
    let more = found.len() > usize::from(PAGE);
    found.truncate(usize::from(PAGE));
    let line = |request: Request| {
        let account = (request.account_number.clone(), request.account_name.clone());
        Ok::<_, Error>(WaitingRequest { account, request: request_line(context, actor, request)? })
    };
    Ok(MoneyWaiting {
        requests: found.into_iter().map(line).collect::<Result<_, _>>()?,
        more,
        online: online::to_see(context, actor, &granted).await?,
        disputes: invoices::open_disputes(context, actor, &granted, PAGE).await?,
        broken: store::ledger::broken(store, &granted).await?,
        now: context.wall(context.now(), &actor.time_zone),
    })
}

/// How many wait, for a person of the vendor who may read it; nothing for others.
pub(crate) async fn waiting_count(context: &Context, actor: &Actor) -> Result<i32, Error> {
    let Ok(granted) = actor.grant_staff::<ReadLedgers>() else { return Ok(0) };
    let store = context.store();
    let count = requests::count(store, &granted).await? + store::online::to_see_count(store, &granted).await?;
    Ok(i32::try_from(count).unwrap_or(i32::MAX))
}

pub(super) fn request_line(context: &Context, actor: &Actor, request: Request) -> Result<RequestLine, Error> {
    let entry: Entry = serde_json::from_value(request.data)?;
    Ok(RequestLine {
        id: request.id,
        kind: request.kind,
        amount: Money { minor: request.amount, currency: request.currency },
        about: entry.about(),
        days: entry.days(),
        reason: request.reason,
        by: request.by_name,
        at: context.wall(request.at, &actor.time_zone),
        mine: request.by == actor.member,
    })
}
