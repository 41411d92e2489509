//! What the vendor's people do to an account's ledger.

use domain::{
    ids::{CommandKey, MoneyRequestId, PostingId},
    ledger::wire::Entered,
    money::{Currency, Money},
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

use super::{
    Entry, LONGEST_REASON, amount_of, check_named, enter, past_day, put_against, reason_of, signed_amount_of, too_much,
};
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
/// `NotFound`, `Missing`, `Malformed`… for the amount, `Reason`, `KeyReused`.
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
    };
    enter(context, actor, "money/adjust", key, account, &entry).await
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

/// Puts unapplied money or credit against an open document: all that fits, or the amount that was typed.
///
/// # Errors
/// `NotFound`, `State` when nothing is open of one of both, or they are of two currencies, `TooMuch` with the most that
/// fits, `KeyReused`.
pub async fn allocate(
    context: &Context,
    actor: &Actor,
    key: CommandKey,
    account: &str,
    credit: PostingId,
    document: &str,
    amount: &str,
) -> Result<(), Error> {
    let granted = actor.grant_staff::<PostMoney>()?;
    let document = document.trim();
    let now = context.now();
    let tx = context.store().begin().await?;
    let held = store::ledger::lock_by_staff(&tx, &granted, account).await?.ok_or(Code::NotFound)?;
    let parts: [&[u8]; 4] = [account.as_bytes(), credit.0.as_bytes(), document.as_bytes(), amount.trim().as_bytes()];
    let asked = once::asked("money/allocate", actor.member, &parts);
    let claim = keys::claim_posting(&tx, &granted, held.account(), key, &asked, credit.0, now).await?;
    if once::made(claim)?.is_some() {
        return Ok(());
    }
    let scope = held.scope();
    let credit = store::ledger::one(&tx, &scope, credit).await?.ok_or(Code::NotFound)?;
    let debit = store::ledger::by_document(&tx, &scope, document)
        .await?
        .ok_or_else(|| Refusal::field(Code::NotFound, "document"))?;
    let currency = credit.currency;
    if credit.open >= 0 || debit.open <= 0 || debit.currency != currency {
        return Err(Code::State.into());
    }
    let most = debit.open.min(credit.open.saturating_neg());
    let part = if amount.trim().is_empty() { most } else { amount_of(context, actor, "amount", amount, currency)? };
    if part > most {
        return Err(too_much(context, actor, "amount", Money { minor: most, currency }).into());
    }
    put_against(context, &tx, &held, (credit.id, debit.id), part, Some(actor.member), now).await?;
    let documents: Vec<String> = debit.document.into_iter().collect();
    store::ledger::end_announced(&tx, &held, currency, part, &documents, credit.id, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Sets the days to pay and the credit limit of an account; what is left empty is the vendor's, or no limit. More than one
/// person alone may allow waits for a second one, with all that was set.
///
/// # Errors
/// `NotFound`, `Malformed` for days, or a limit below zero, `TooLong` for the reason, `KeyReused`.
pub async fn set_terms(
    context: &Context,
    actor: &Actor,
    key: CommandKey,
    account: &str,
    payment_days: &str,
    credit_limit: &str,
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
    // The customer does not read it: it is for whoever confirms.
    let reason = domain::input::line("reason", reason, LONGEST_REASON)?.unwrap_or_default();
    let entry = Entry::Terms { payment_days: days, credit_limit: limit, reason };
    enter(context, actor, "money/terms", key, account, &entry).await
}

/// Says yes or no to what somebody else has entered above the vendor's limit. A yes carries it out as it was entered; who
/// has entered it may take it back, never confirm it.
///
/// # Errors
/// `NotFound`, `FourEyes` for one's own, `State` when it was decided before, `Reason` for a no without one, `KeyReused`,
/// and what stands in the way of carrying it out by now.
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
    let decision = Decision { by: actor.member, confirmed: confirm, answer: answer.as_deref(), posting };
    if !requests::decide(&tx, &held, request, &decision, now).await? {
        return Err(Code::State.into());
    }
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}
