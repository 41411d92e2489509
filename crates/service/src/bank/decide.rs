//! What the vendor's people say to movements: yes to what is proposed, whose the others are, and which are no ledger's.

use domain::{
    i18n::I18n,
    ids::{CommandKey, MemberId, MoneyRequestId, MovementId, PostingId},
    ledger::{RequestKind, matching::Why, wire::MovementState},
    money::Money,
    permissions::{Actor, PostMoney, StaffGranted},
    refusal::{Code, Refusal},
    time::Instant,
};
use store::{
    Tx,
    bank::{Change, Movement},
    keys,
    ledger::{
        Held, Posting, Scope,
        requests::{self, NewRequest},
    },
};

use super::{Part, Proposal, post::text_of, sort, unposted};
use crate::{
    Context, Error,
    ledger::{
        Entry, LONGEST_REASON, Payment, check_named, open_invoices, reason_of, receive, receive_unapplied, take_back,
        takes_two,
    },
    once,
};

/// Says yes to what is proposed: it is posted so, or the payment is taken back. What is proposed on a guess, such as by the
/// amount alone or because a customer has announced it, waits for a second person above the vendor's limit. The same key posts
/// once.
///
/// # Errors
/// `NotFound`; `State` when nothing is proposed; `Stale` when what it would pay was paid otherwise meanwhile: then
/// something else is proposed, or nothing; `KeyReused`.
pub async fn accept(context: &Context, actor: &Actor, key: CommandKey, movement: MovementId) -> Result<(), Error> {
    let granted = actor.grant_staff::<PostMoney>()?;
    let now = context.now();
    let tx = context.store().begin().await?;
    let found = store::bank::lock(&tx, &granted, movement).await?.ok_or(Code::NotFound)?;
    let (account, _) = found.account_label.as_ref().ok_or(Code::State)?;
    let held = store::ledger::lock_by_staff(&tx, &granted, account).await?.ok_or(Code::NotFound)?;
    let asked = once::asked("bank/accept", actor.member, &[movement.0.as_bytes()]);
    let claim = keys::claim_posting(&tx, &granted, held.account(), key, &asked, movement.0, now).await?;
    if once::made(claim)?.is_some() {
        return Ok(());
    }
    let proposal = Proposal::of(&found)?;
    if found.state != MovementState::Proposed || waits(&tx, &granted, &proposal).await? {
        return Err(Code::State.into());
    }
    let amount = Money { minor: found.amount, currency: found.currency };
    if proposal.why.is_some_and(Why::is_guess) && takes_two(&context.settings().billing, amount) {
        // What has no number is named by its posting.
        let name =
            |part: &Part| if part.document.is_empty() { part.posting.to_string() } else { part.document.clone() };
        let documents: Vec<String> = proposal.parts.iter().map(name).collect();
        let named = open_invoices(&tx, &held.scope(), "documents", &documents, Some(found.currency)).await;
        return match named {
            Ok(_) => ask(context, tx, &held, &found, proposal, &documents, actor.member, now).await,
            Err(Error::Refused(_)) => overtaken(context, actor, tx, movement).await,
            Err(other) => Err(other),
        };
    }
    let done = match proposal.reverses {
        Some(payment) => return_payment(context, &tx, &held, &found, payment, actor.member, now).await,
        None => {
            let named: Vec<_> = proposal.parts.iter().map(|part| (part.posting, Some(part.amount))).collect();
            receive_movement(context, &tx, &held, &found, &named, actor.member, now).await
        }
    };
    match done {
        Ok(posting) => finish(context, tx, &held, &found, proposal, &posting, actor.member, now).await,
        Err(Error::Refused(_)) => overtaken(context, actor, tx, movement).await,
        Err(other) => Err(other),
    }
}

/// Says whose a movement is, and what it pays: the documents that are named, or what is due first; nothing yet where it is
/// proposed for the account as paid twice. One that the bank took back takes back the account's newest payment of that
/// amount. Money that came in above the vendor's limit waits for a second person, and the movement with it; where they refuse
/// it is free again. The same key posts once.
///
/// # Errors
/// `NotFound` for the account, a document, or the payment that is to be taken back; `State` for what is posted, put aside or
/// waits already, and for what went out; `Malformed` for documents in another currency; `KeyReused`; each with its field.
pub async fn assign(
    context: &Context,
    actor: &Actor,
    key: CommandKey,
    movement: MovementId,
    account: &str,
    documents: &[String],
) -> Result<(), Error> {
    let granted = actor.grant_staff::<PostMoney>()?;
    check_named("documents", documents)?;
    let (now, account) = (context.now(), account.trim());
    let tx = context.store().begin().await?;
    let found = store::bank::lock(&tx, &granted, movement).await?.ok_or(Code::NotFound)?;
    let held = store::ledger::lock_by_staff(&tx, &granted, account)
        .await?
        .ok_or_else(|| Refusal::field(Code::NotFound, "account"))?;
    let mut parts: Vec<&[u8]> = vec![movement.0.as_bytes(), account.as_bytes()];
    parts.extend(documents.iter().map(|number| number.as_bytes()));
    let asked = once::asked("bank/assign", actor.member, &parts);
    let claim = keys::claim_posting(&tx, &granted, held.account(), key, &asked, movement.0, now).await?;
    if once::made(claim)?.is_some() {
        return Ok(());
    }
    let kept = Proposal::of(&found)?;
    let is_free = matches!(found.state, MovementState::Unknown | MovementState::Proposed);
    if !is_free || waits(&tx, &granted, &kept).await? {
        return Err(Code::State.into());
    }
    let (proposal, posting) = if found.amount > 0 {
        let named = open_invoices(&tx, &held.scope(), "documents", documents, Some(found.currency)).await?;
        let amount = Money { minor: found.amount, currency: found.currency };
        if takes_two(&context.settings().billing, amount) {
            return ask(context, tx, &held, &found, kept, documents, actor.member, now).await;
        }
        let named: Vec<_> = named.iter().map(|posting| (posting.id, None)).collect();
        let posting = receive_movement(context, &tx, &held, &found, &named, actor.member, now).await?;
        (Proposal::default(), posting)
    } else if found.returned && found.amount < 0 {
        let amount = found.amount.saturating_neg();
        let payment = store::bank::payment_of(&tx, &held.scope(), found.currency, amount)
            .await?
            .ok_or_else(|| Refusal::field(Code::NotFound, "account"))?;
        let posting = return_payment(context, &tx, &held, &found, payment, actor.member, now).await?;
        (Proposal { reverses: Some(payment), ..Proposal::default() }, posting)
    } else {
        return Err(Code::State.into());
    };
    finish(context, tx, &held, &found, proposal, &posting, actor.member, now).await
}

/// Puts a movement aside: it is for no ledger. Doing so again changes nothing.
///
/// # Errors
/// `NotFound`, `State` for what is posted or waits for a second person, `Reason`, `TooLong`.
pub async fn set_aside(context: &Context, actor: &Actor, movement: MovementId, reason: &str) -> Result<(), Error> {
    let granted = actor.grant_staff::<PostMoney>()?;
    let reason = reason_of(reason)?;
    let tx = context.store().begin().await?;
    let found = store::bank::lock(&tx, &granted, movement).await?.ok_or(Code::NotFound)?;
    match found.state {
        MovementState::Posted => Err(Code::State.into()),
        MovementState::Aside => Ok(()),
        MovementState::Unknown | MovementState::Proposed => {
            if waits(&tx, &granted, &Proposal::of(&found)?).await? {
                return Err(Code::State.into());
            }
            let change = Change { reason: Some(reason), ..unposted(movement, MovementState::Aside) };
            store::bank::set_states(&tx, &[change], Some(actor.member), context.now()).await?;
            tx.commit().await?;
            Ok(())
        }
    }
}

/// Takes a movement up again that was put aside. It is looked at anew, and nothing is posted by itself.
///
/// # Errors
/// `NotFound`, `State` for what is posted.
pub async fn take_up(context: &Context, actor: &Actor, movement: MovementId) -> Result<(), Error> {
    let granted = actor.grant_staff::<PostMoney>()?;
    let tx = context.store().begin().await?;
    let found = store::bank::lock(&tx, &granted, movement).await?.ok_or(Code::NotFound)?;
    match found.state {
        MovementState::Posted => Err(Code::State.into()),
        MovementState::Unknown | MovementState::Proposed => Ok(()),
        MovementState::Aside => {
            propose(&tx, found, actor.member, context.now()).await?;
            tx.commit().await?;
            Ok(())
        }
    }
}

/// Posts a movement that somebody has assigned and a second person has confirmed.
///
/// # Errors
/// `State` where it is posted or put aside; `NotFound` and `Malformed` for the documents.
pub(crate) async fn post_assigned(
    context: &Context,
    tx: &Tx,
    held: &Held,
    movement: MovementId,
    documents: &[String],
    by: MemberId,
    now: Instant,
) -> Result<PostingId, Error> {
    let found = store::bank::assigned(tx, held, movement).await?.ok_or(Code::NotFound)?;
    if !matches!(found.state, MovementState::Unknown | MovementState::Proposed) {
        return Err(Code::State.into());
    }
    let named = open_invoices(tx, &held.scope(), "documents", documents, Some(found.currency)).await?;
    let named: Vec<_> = named.iter().map(|posting| (posting.id, None)).collect();
    let posting = receive_movement(context, tx, held, &found, &named, by, now).await?;
    write_down(tx, held, &found, Proposal::default(), &posting, by, now).await?;
    Ok(posting.id)
}

/// Whether what somebody has said of a movement waits for a second person.
async fn waits(tx: &Tx, granted: &StaffGranted<PostMoney>, kept: &Proposal) -> Result<bool, Error> {
    let Some(request) = kept.waits else { return Ok(false) };
    Ok(requests::find(tx, granted, request).await?.is_some_and(|request| request.confirmed.is_none()))
}

/// Asks a second person whether a movement is this account's. What was proposed of it stays, should they refuse.
async fn ask(
    context: &Context,
    tx: Tx,
    held: &Held,
    movement: &Movement,
    kept: Proposal,
    documents: &[String],
    by: MemberId,
    now: Instant,
) -> Result<(), Error> {
    let id = MoneyRequestId(store::new_id());
    let reason = text_of(movement);
    let entry = Entry::Movement {
        movement: movement.id,
        currency: movement.currency,
        amount: movement.amount,
        dated: movement.booked,
        documents: documents.to_vec(),
        reason: reason.clone(),
    };
    let new = NewRequest {
        id,
        kind: RequestKind::Payment,
        currency: movement.currency,
        amount: movement.amount.saturating_neg(),
        data: serde_json::to_value(entry)?,
        reason,
        by,
    };
    requests::insert(&tx, held, &new, now).await?;
    let change = Change {
        account: movement.account,
        proposal: Some(serde_json::to_value(Proposal { waits: Some(id), ..kept })?),
        ..unposted(movement.id, movement.state)
    };
    store::bank::set_states(&tx, &[change], Some(by), now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}

/// What was proposed cannot be done any more: something else is proposed, or nothing.
async fn overtaken(context: &Context, actor: &Actor, tx: Tx, movement: MovementId) -> Result<(), Error> {
    drop(tx);
    look_again(context, actor, movement).await?;
    Err(Code::Stale.into())
}

/// Proposes anew, unless somebody else has said meanwhile whose it is.
async fn look_again(context: &Context, actor: &Actor, movement: MovementId) -> Result<(), Error> {
    let granted = actor.grant_staff::<PostMoney>()?;
    let tx = context.store().begin().await?;
    let Some(found) = store::bank::lock(&tx, &granted, movement).await? else { return Ok(()) };
    if found.state == MovementState::Proposed && !waits(&tx, &granted, &Proposal::of(&found)?).await? {
        propose(&tx, found, actor.member, context.now()).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Looks at a movement, and asks whatever is found.
async fn propose(tx: &Tx, movement: Movement, by: MemberId, now: Instant) -> Result<(), Error> {
    let id = movement.id;
    let verdicts = sort::judge(tx, &[movement]).await?;
    for verdict in verdicts {
        if let Some(change) = verdict.asking().change(id)? {
            store::bank::set_states(tx, &[change], Some(by), now).await?;
        }
    }
    Ok(())
}

/// Posts a movement that came in.
async fn receive_movement(
    context: &Context,
    tx: &Tx,
    held: &Held,
    movement: &Movement,
    named: &[(PostingId, Option<i64>)],
    by: MemberId,
    now: Instant,
) -> Result<Posting, Error> {
    let payment = Payment {
        currency: movement.currency,
        amount: movement.amount,
        dated: movement.booked,
        reference: movement.reference.clone(),
        text: text_of(movement),
        named,
        by: Some(by),
    };
    // What was named is paid: unless somebody says what else it pays, it stays in the customer's favour.
    let is_paid = movement.account == Some(held.account()) && Proposal::of(movement)?.why == Some(Why::Paid);
    let posting = if is_paid && named.is_empty() {
        receive_unapplied(context, tx, held, payment, now).await?
    } else {
        receive(context, tx, held, payment, now).await?
    };
    store::bank::learn_payer(tx, held, &movement.payer_account, now).await?;
    Ok(posting)
}

/// Takes back the payment that the bank has taken back.
async fn return_payment(
    context: &Context,
    tx: &Tx,
    held: &Held,
    movement: &Movement,
    payment: PostingId,
    by: MemberId,
    now: Instant,
) -> Result<Posting, Error> {
    let scope: Scope<'_> = held.scope();
    let payment = store::ledger::one(tx, &scope, payment).await?.ok_or(Code::State)?;
    if payment.amount != movement.amount || payment.currency != movement.currency {
        return Err(Code::State.into());
    }
    let language = store::accounts::in_scope(tx, &scope).await?.language;
    let said: String = movement.text.chars().take(LONGEST_REASON).collect();
    let reason = if said.is_empty() { I18n::of(language).bank_returned_by_bank().to_owned() } else { said };
    take_back(context, tx, held, &payment, (&reason, movement.booked), Some(by), now).await
}

/// Writes down that a movement is posted, and what it has paid.
async fn finish(
    context: &Context,
    tx: Tx,
    held: &Held,
    movement: &Movement,
    proposal: Proposal,
    posting: &Posting,
    by: MemberId,
    now: Instant,
) -> Result<(), Error> {
    write_down(&tx, held, movement, proposal, posting, by, now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}

async fn write_down(
    tx: &Tx,
    held: &Held,
    movement: &Movement,
    proposal: Proposal,
    posting: &Posting,
    by: MemberId,
    now: Instant,
) -> Result<(), Error> {
    let parts = if proposal.reverses.is_some() {
        Vec::new()
    } else {
        let put = store::ledger::allocations(tx, &held.scope(), posting.id).await?;
        put.into_iter()
            .map(|put| Part { posting: put.other, document: put.document.unwrap_or_default(), amount: put.amount })
            .collect()
    };
    let change = Change {
        account: Some(held.account()),
        posting: Some(posting.id),
        proposal: Some(serde_json::to_value(Proposal { parts, waits: None, ..proposal })?),
        ..unposted(movement.id, MovementState::Posted)
    };
    store::bank::set_states(tx, &[change], Some(by), now).await?;
    Ok(())
}
