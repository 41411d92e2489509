//! What the vendor's people do to an account's ledger.

use domain::{
    ids::{CommandKey, MoneyRequestId, PostingId},
    ledger::wire::Entered,
    money::Currency,
    permissions::{Actor, PostMoney, ReadLedgers},
    refusal::{Code, Refusal},
};
use store::{
    keys,
    ledger::{
        Scope,
        requests::{self, Decision},
    },
};

use super::{Entry, LONGEST_REASON, amount_of, check_named, enter, figure_of, past_day, reason_of, signed_amount_of};
use crate::{Context, Error, once};

/// The longest time that an account is given to pay, days.
const MOST_DAYS: u16 = 365;

/// Posts a payment that came by another way than a file of the bank. It is put against the invoices that are named, or
/// against what is due first.
///
/// # Errors
/// `NotFound` for the account or a document, `Missing`, `Malformed`, `NumberAmbiguous`… for the amount, `FutureDay`,
/// `Reason`, `KeyReused`; each with its field.
pub async fn post_payment(
    context: &Context,
    actor: &Actor,
    key: CommandKey,
    account: &str,
    currency: Currency,
    amount: &str,
    day: &str,
    documents: &[String],
    reason: &str,
) -> Result<Entered, Error> {
    actor.grant_staff::<PostMoney>()?;
    check_named("documents", documents)?;
    let entry = Entry::Payment {
        currency,
        amount: amount_of(context, actor, "amount", amount, currency)?,
        dated: past_day(context.vendor_today(), "day", day)?,
        documents: named(documents),
        reason: reason_of(reason)?,
    };
    enter(context, actor, "money/payment", key, account, &entry).await
}

fn named(documents: &[String]) -> Vec<String> {
    documents.iter().map(|number| number.trim().to_owned()).filter(|number| !number.is_empty()).collect()
}

/// Puts an amount on the account (above zero) or takes one off (below), with a reason that the customer reads.
///
/// # Errors
/// `NotFound`, `Missing`, `Malformed`, `NumberDecimals`… for the amount, `Reason`, `KeyReused`.
pub async fn adjust(
    context: &Context,
    actor: &Actor,
    key: CommandKey,
    account: &str,
    currency: Currency,
    amount: &str,
    reason: &str,
) -> Result<Entered, Error> {
    actor.grant_staff::<PostMoney>()?;
    let entry = Entry::Adjustment {
        currency,
        amount: signed_amount_of(context, actor, "amount", amount, currency)?,
        reason: reason_of(reason)?,
        back: false,
    };
    enter(context, actor, "money/adjust", key, account, &entry).await
}

/// Notes that an amount which stood in the account's favour was paid back: it is put against that, and nothing is owed.
///
/// # Errors
/// As [`adjust()`], and `TooMuch` with the most that stands in its favour.
pub async fn pay_back(
    context: &Context,
    actor: &Actor,
    key: CommandKey,
    account: &str,
    currency: Currency,
    amount: &str,
    reason: &str,
) -> Result<Entered, Error> {
    actor.grant_staff::<PostMoney>()?;
    let entry = Entry::Adjustment {
        currency,
        amount: figure_of(context, actor, "amount", amount, currency)?,
        reason: reason_of(reason)?,
        back: true,
    };
    enter(context, actor, "money/pay-back", key, account, &entry).await
}

/// Takes a payment or an adjustment back: what it had paid is open again.
///
/// # Errors
/// `NotFound`, `State` for what was taken back before and for documents, which a credit note corrects, `Reason`,
/// `KeyReused`.
pub async fn reverse(
    context: &Context,
    actor: &Actor,
    key: CommandKey,
    account: &str,
    posting: PostingId,
    reason: &str,
) -> Result<Entered, Error> {
    actor.grant_staff::<PostMoney>()?;
    let entry = Entry::Reversal { posting, reason: reason_of(reason)? };
    enter(context, actor, "money/reverse", key, account, &entry).await
}

/// Puts unapplied money or credit against an open invoice or charge: all that fits, or the amount that was typed.
///
/// # Errors
/// `NotFound`, `State` when nothing is open of one of both, or they are of two currencies, `TooMuch` with the most that
/// fits, `Missing`, `Malformed`… for the amount, `KeyReused`.
pub async fn allocate(
    context: &Context,
    actor: &Actor,
    key: CommandKey,
    account: &str,
    credit: PostingId,
    document: &str,
    amount: &str,
) -> Result<Entered, Error> {
    actor.grant_staff::<PostMoney>()?;
    let reader = actor.grant_staff::<ReadLedgers>()?;
    let store = context.store();
    let id = store::ledger::find_account(store, &reader, account).await?.ok_or(Code::NotFound)?;
    // A posting keeps its currency: what was typed means the same however often it is sent.
    let currency = store::ledger::one(store, &Scope::Staff(&reader, id), credit).await?.ok_or(Code::NotFound)?.currency;
    let amount = match amount.trim() {
        "" => None,
        typed => Some(amount_of(context, actor, "amount", typed, currency)?),
    };
    let entry = Entry::Allocation { credit, document: document.trim().to_owned(), amount };
    enter(context, actor, "money/allocate", key, account, &entry).await
}

/// Sets the days to pay and the credit limit of an account; what is left empty is the vendor's, or no limit. More than one
/// person alone may allow waits for a second one, with all that was set. `version` is how often they had been changed when
/// they were shown.
///
/// # Errors
/// `NotFound`, `Malformed` for days, or a limit below zero, `TooLong` for the reason, `Stale` where somebody has changed them
/// meanwhile, `KeyReused`.
pub async fn set_terms(
    context: &Context,
    actor: &Actor,
    key: CommandKey,
    account: &str,
    payment_days: &str,
    credit_limit: &str,
    version: i64,
    reason: &str,
) -> Result<Entered, Error> {
    actor.grant_staff::<PostMoney>()?;
    let reader = actor.grant_staff::<ReadLedgers>()?;
    let id = store::ledger::find_account(context.store(), &reader, account).await?.ok_or(Code::NotFound)?;
    let currency = store::accounts::in_scope(context.store(), &Scope::Staff(&reader, id)).await?.currency;
    let days = match payment_days.trim() {
        "" => None,
        typed => {
            let days = typed.parse().ok().filter(|days| *days <= MOST_DAYS);
            Some(days.ok_or_else(|| Refusal::field(Code::Malformed, "payment_days"))?)
        }
    };
    let rules = context.settings().currency(currency);
    let limit = match credit_limit.trim() {
        "" => None,
        typed => match domain::money::parse_amount_in(typed, &rules, actor.language) {
            Ok(limit) if limit >= 0 => Some(limit),
            Ok(_) => return Err(Refusal::field(Code::Malformed, "credit_limit").into()),
            Err(error) => return Err(Refusal::field(error.into(), "credit_limit").into()),
        },
    };
    // The customer does not read it: it is for whoever confirms, and stands beside the change.
    let reason = domain::input::line("reason", reason, LONGEST_REASON)?.unwrap_or_default();
    let entry = Entry::Terms { payment_days: days, credit_limit: limit, reason, version: Some(version) };
    enter(context, actor, "money/terms", key, account, &entry).await
}

/// Says yes or no to what somebody else has entered above the vendor's limit. A yes carries it out as it was entered; who
/// has entered it may take it back, never confirm it.
///
/// # Errors
/// `NotFound`, `FourEyes` for one's own, `State` when it was decided before, `Stale` for terms that were changed meanwhile,
/// `Reason` for a no without one, `KeyReused`, and what stands in the way of carrying it out by now.
pub async fn decide(
    context: &Context,
    actor: &Actor,
    key: CommandKey,
    request: MoneyRequestId,
    confirm: bool,
    reason: &str,
) -> Result<(), Error> {
    let granted = actor.grant_staff::<PostMoney>()?;
    let answer =
        if confirm { domain::input::line("reason", reason, LONGEST_REASON)? } else { Some(reason_of(reason)?) };
    let now = context.now();
    let found = requests::find(context.store(), &granted, request).await?.ok_or(Code::NotFound)?;
    let entry: Entry = serde_json::from_value(found.data)?;
    let tx = context.store().begin().await?;
    if let Some(movement) = entry.movement() {
        store::bank::lock(&tx, &granted, movement).await?.ok_or(Code::NotFound)?;
    }
    if let Entry::Reversal { posting, .. } = &entry {
        store::bank::lock_of_posting(&tx, &granted, &found.account_number, *posting).await?;
    }
    let held = store::ledger::lock_by_staff(&tx, &granted, &found.account_number).await?.ok_or(Code::NotFound)?;
    let said = [u8::from(confirm)];
    let parts: [&[u8]; 3] = [request.0.as_bytes(), &said, answer.as_deref().unwrap_or_default().as_bytes()];
    let asked = once::asked("money/decide", actor.member, &parts);
    let claim = keys::claim_posting(&tx, &granted, held.account(), key, &asked, request.0, now).await?;
    if once::made(claim)?.is_some() {
        return Ok(());
    }
    // Meanwhile somebody else may have decided.
    let found = requests::find(&tx, &granted, request).await?.ok_or(Code::NotFound)?;
    if found.confirmed.is_some() {
        return Err(Code::State.into());
    }
    if confirm && found.by == actor.member {
        return Err(Code::FourEyes.into());
    }
    let posting = if confirm { entry.carry_out(context, &tx, &held, found.by, now).await? } else { None };
    // What was taken back meanwhile moves what rounding leaves: nobody confirms another amount than they have read.
    if let Some(id) = posting {
        let made = store::ledger::one(&tx, &held.scope(), id).await?;
        if made.is_none_or(|made| made.amount != found.amount) {
            return Err(Code::State.into());
        }
    }
    let decision = Decision { by: actor.member, confirmed: confirm, answer: answer.as_deref(), posting };
    if !requests::decide(&tx, &held, request, &decision, now).await? {
        return Err(Code::State.into());
    }
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}
