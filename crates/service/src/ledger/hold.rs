//! Holding an account's reminders: somebody of the vendor's has agreed on something with the customer.

use domain::{
    ledger::wire::{HeldReminders, Reminding},
    permissions::{Actor, PostMoney},
    refusal::{Code, Refusal},
    time::Date,
};
use store::{
    Db,
    ledger::{Scope, reminders},
};

use super::reason_of;
use crate::{Context, Error};

/// Nobody holds reminders for longer than this, days.
const LONGEST: i32 = 366;

/// Holds the account's reminders until a day, that day included; with no day they go out again.
///
/// # Errors
/// `NotFound`; `Malformed` or `PastDay` for the day, `Reason` where reminders are held without one.
pub async fn hold_reminders(
    context: &Context,
    actor: &Actor,
    account: &str,
    until: &str,
    reason: &str,
) -> Result<(), Error> {
    let granted = actor.grant_staff::<PostMoney>()?;
    let wanted = match until.trim() {
        "" => None,
        typed => Some((day_of(typed, context.vendor_today())?, reason_of(reason)?)),
    };
    let tx = context.store().begin().await?;
    let held = store::ledger::lock_by_staff(&tx, &granted, account).await?.ok_or(Code::NotFound)?;
    match &wanted {
        Some((day, reason)) => reminders::hold(&tx, &granted, &held, (*day, reason.as_str()), context.now()).await?,
        None => reminders::go_on(&tx, &granted, &held).await?,
    }
    tx.commit().await?;
    Ok(())
}

fn day_of(typed: &str, today: Date) -> Result<Date, Refusal> {
    let latest = today.plus_days(LONGEST);
    let day = Date::parse_iso(typed).filter(|day| *day <= latest);
    let day = day.ok_or_else(|| Refusal::field(Code::Malformed, "until"))?;
    if day < today { Err(Refusal::field(Code::PastDay, "until")) } else { Ok(day) }
}

/// How the account is reminded; nothing where the vendor sends no reminders.
pub(super) async fn reminding(
    context: &Context,
    actor: &Actor,
    db: &impl Db,
    scope: &Scope<'_>,
) -> Result<Option<Reminding>, Error> {
    if !context.settings().billing.reminders.are_sent() {
        return Ok(None);
    }
    let hold = reminders::held_on(db, scope, context.vendor_today()).await?;
    let held = hold.map(|hold| HeldReminders {
        until: hold.until,
        reason: hold.reason,
        by: hold.by_name,
        at: context.wall(hold.at, &actor.time_zone),
    });
    Ok(Some(Reminding { held }))
}
