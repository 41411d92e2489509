//! Lines that a customer does not agree with. A complaint opens, and meanwhile nobody asks for the amount; it ends by a
//! credit note, or the amount is asked for again. Both sides read how, and why.

use domain::{
    event::Event,
    i18n::I18n,
    ids::{AccountId, CaseId, CommandKey, DisputeId},
    ledger::{
        pay_by,
        wire::{DisputeDraft, DisputeEnd, DisputeLine, DocumentKind, Entered},
    },
    money::{Money, Quantity},
    permissions::{Actor, PostMoney, ReadLedgers, ReadMoney, StaffGranted, WriteCases},
    refusal::{Code, Refusal},
};
use store::{
    invoices::{Dispute, Ending, Line},
    keys::{self, Claim},
    ledger::Scope,
};

use crate::{
    Context, Error,
    cases::open::{Beginning, assignee, begin, count_today, made_number},
    ledger::{Entry, check_payable, enter, figure_of, reason_of, tell, too_much},
    mails::MoneyNews,
    once,
};

/// "Something is wrong with this": opens a complaint about an amount of a line, which is not asked for until it is settled.
/// The same key opens one, and gives its number again.
///
/// # Errors
/// `NotAllowed`; `NotFound` for the invoice, for foreign ones too, and for the line; `State` for a credit note, and where
/// all of the line is disputed or taken back; `Missing`, `Malformed`… for the amount, `TooMuch` with the most it may be;
/// `Missing`, `TooLong` for the text, `Malformed` for the remedy; `TooMany`, `KeyReused`.
pub async fn dispute(context: &Context, actor: &Actor, draft: &DisputeDraft) -> Result<i64, Error> {
    let reader = actor.grant::<ReadMoney>()?;
    let writer = actor.grant::<WriteCases>()?;
    let (number, place, amount) = (draft.number.trim(), draft.position.to_le_bytes(), draft.amount.trim());
    let parts: [&[u8]; 5] =
        [number.as_bytes(), &place, amount.as_bytes(), draft.text.as_bytes(), draft.remedy.as_bytes()];
    let asked = once::asked("invoices/dispute", actor.member, &parts);
    let (store, scope) = (context.store(), Scope::Own(&reader));
    if let Some(Claim::Done(made)) = keys::find(store, &writer, draft.key, &asked).await? {
        return made_number(store, &writer, CaseId(made)).await;
    }
    let invoice = store::invoices::find(store, &scope, number).await?.ok_or(Code::NotFound)?;
    let lines = store::invoices::lines(store, &scope, invoice.id).await?;
    let line = lines.into_iter().find(|line| line.position == draft.position).ok_or(Code::NotFound)?;
    if invoice.kind != DocumentKind::Invoice {
        return Err(Code::State.into());
    }
    let currency = invoice.currency;
    let amount = figure_of(context, actor, "amount", amount, currency)?;
    let subject = I18n::of(actor.language).invoice_line_subject(&line.position.to_string(), &invoice.number);
    // An order that another program has kept is none of the portal's.
    let order = invoice.order.filter(|_| invoice.order_id.is_some());
    let article = article_of(context, &line).await?;
    let beginning = Beginning::of_dispute(subject, (&draft.text, &draft.remedy), order, article)?;
    let assignee = assignee(context, store, &beginning, actor.language).await?;
    let id = CaseId(store::new_id());
    let now = context.now();
    let tx = store.begin().await?;
    let held = store::ledger::lock_to_dispute(&tx, &reader, &writer).await?;
    if let Some(made) = once::made(keys::claim(&tx, &writer, draft.key, &asked, id.0, now).await?)? {
        return made_number(&tx, &writer, CaseId(made)).await;
    }
    let most = store::invoices::disputable(&tx, &held.scope(), invoice.id, line.position).await?.unwrap_or(0);
    if most == 0 {
        return Err(Code::State.into());
    }
    if amount > most {
        return Err(too_much(context, actor, "amount", Money { minor: most, currency }).into());
    }
    check_payable(context, "amount", amount, currency, &[most])?;
    count_today(context, &tx, actor, now).await?;
    let case = begin(context, &tx, actor, &writer, id, beginning, assignee).await?.number;
    let noted = store::invoices::dispute(&tx, &held, invoice.id, line.position, amount, case, now).await?;
    if noted.is_none() {
        return Err(Code::State.into());
    }
    let name = line.names.pick(actor.language, context.settings().vendor.language).0.to_owned();
    let event = Event::Disputed { document: invoice.number, line: name, amount, currency, case };
    tell(context, &tx, &held, actor.member, &event, None, now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(case)
}

/// The article of a line, where the portal has it: not what other programs have invoiced.
async fn article_of(context: &Context, line: &Line) -> Result<Option<String>, Error> {
    let number = line.article_number.trim();
    if number.is_empty() || store::catalogue::names_of(context.store(), number).await?.is_none() {
        return Ok(None);
    }
    Ok(Some(number.to_owned()))
}

/// Ends a dispute by a credit note for so much of its line, the quantity as it was typed; above the vendor's limit only
/// when a second person has confirmed it. What is disputed beyond that is owed again.
///
/// # Errors
/// `NotFound` for the invoice or the dispute; `State` when it has ended; `Quantity`… and `TooMuch` for what is taken back,
/// on `lines`; `Reason`, `KeyReused`; `Missing` for `seller` while the vendor has not said who they are.
pub async fn credit_disputed(
    context: &Context,
    actor: &Actor,
    key: CommandKey,
    number: &str,
    dispute: DisputeId,
    quantity: &str,
    reason: &str,
) -> Result<Entered, Error> {
    let (account, found) = disputed(context, actor, number, dispute).await?;
    let quantity =
        Quantity::parse_in(quantity.trim(), actor.language).map_err(|error| Refusal::field(error.into(), "lines"))?;
    let entry = Entry::Credit {
        number: found.number,
        lines: vec![(found.position, quantity.millis())],
        reason: reason_of(reason)?,
        dispute: Some(dispute),
    };
    enter(context, actor, "invoices/credit-disputed", key, &account, &entry).await
}

/// Ends a dispute: the amount is asked for again, with a reason that the customer reads. The same key ends it once.
///
/// The ledger's due day stays that of the invoice, because the ageing is proved from the postings. But nobody pays within
/// a night what was disputed until now: what is still open is asked for by a day of its own, see
/// [`domain::ledger::pay_by`].
///
/// # Errors
/// `NotFound` for the invoice or the dispute; `State` when it has ended; `Reason`, `KeyReused`.
pub async fn put_back(
    context: &Context,
    actor: &Actor,
    key: CommandKey,
    number: &str,
    dispute: DisputeId,
    reason: &str,
) -> Result<(), Error> {
    let granted = actor.grant_staff::<PostMoney>()?;
    let (account, found) = disputed(context, actor, number, dispute).await?;
    let reason = reason_of(reason)?;
    let now = context.now();
    let tx = context.store().begin().await?;
    let held = store::ledger::lock_by_staff(&tx, &granted, &account).await?.ok_or(Code::NotFound)?;
    let asked = once::asked("invoices/put-back", actor.member, &[dispute.0.as_bytes(), reason.as_bytes()]);
    let claim = keys::claim_posting(&tx, &granted, held.account(), key, &asked, dispute.0, now).await?;
    if once::made(claim)?.is_some() {
        return Ok(());
    }
    let invoice = store::invoices::find(&tx, &held.scope(), &found.number).await?.ok_or(Code::NotFound)?;
    // What is paid already is not asked for again.
    let pay_by = (invoice.open > 0).then(|| pay_by(invoice.due, context.vendor_today()));
    if !store::invoices::end_dispute(&tx, &held, dispute, Ending::PutBack { pay_by }, &reason, now).await? {
        return Err(Code::State.into());
    }
    // What was taken back of the line meanwhile is not owed again.
    let left = store::invoices::disputable(&tx, &held.scope(), invoice.id, found.position).await?;
    let left = left.filter(|left| *left > 0).unwrap_or(found.amount);
    let amount = Money { minor: found.amount.min(left), currency: found.currency };
    let event = Event::DisputeEnded {
        document: invoice.number.clone(),
        amount: amount.minor,
        currency: amount.currency,
        credited: None,
        reason: reason.clone(),
        pay_by,
    };
    let news = MoneyNews::PutBack { invoice: &invoice.number, amount, reason: &reason, pay_by, case: found.case };
    tell(context, &tx, &held, actor.member, &event, Some(news), now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}

/// A dispute of an invoice of any account, also when it has ended, and the account's number.
async fn disputed(
    context: &Context,
    actor: &Actor,
    number: &str,
    dispute: DisputeId,
) -> Result<(String, Dispute), Error> {
    actor.grant_staff::<PostMoney>()?;
    let reader = actor.grant_staff::<ReadLedgers>()?;
    let (store, number) = (context.store(), number.trim());
    let account = store::invoices::account_of(store, &reader, number).await?.ok_or(Code::NotFound)?;
    let scope = Scope::Staff(&reader, account);
    let invoice = store::invoices::find(store, &scope, number).await?.ok_or(Code::NotFound)?;
    let found = store::invoices::disputes(store, &scope, invoice.id).await?;
    let found = found.into_iter().find(|one| one.id == dispute).ok_or(Code::NotFound)?;
    Ok((store::accounts::in_scope(store, &scope).await?.number, found))
}

/// What a case of an account is about, for those who may read what the account owes; nothing for others.
pub(crate) async fn disputes_of_case(
    context: &Context,
    actor: &Actor,
    account: AccountId,
    case: i64,
) -> Result<Vec<DisputeLine>, Error> {
    let store = context.store();
    let found = if let Ok(granted) = actor.grant::<ReadMoney>() {
        store::invoices::disputes_of_case(store, &Scope::Own(&granted), case).await?
    } else if let Ok(granted) = actor.grant_staff::<ReadLedgers>() {
        store::invoices::disputes_of_case(store, &Scope::Staff(&granted, account), case).await?
    } else {
        Vec::new()
    };
    Ok(found.into_iter().map(|dispute| dispute_line(context, actor, dispute)).collect())
}

/// The open disputes of all accounts, the oldest first, each with number and name of its account.
pub(crate) async fn open_disputes(
    context: &Context,
    actor: &Actor,
    granted: &StaffGranted<ReadLedgers>,
    most: u16,
) -> Result<Vec<((String, String), DisputeLine)>, Error> {
    let found = store::invoices::open_disputes(context.store(), granted, most).await?;
    Ok(found.into_iter().map(|(account, dispute)| (account, dispute_line(context, actor, dispute))).collect())
}

pub(super) fn dispute_line(context: &Context, actor: &Actor, dispute: Dispute) -> DisputeLine {
    let vendor = context.settings().vendor.language;
    let wall = |instant| context.wall(instant, &actor.time_zone);
    DisputeLine {
        id: dispute.id,
        document: dispute.number,
        position: dispute.position,
        name: dispute.names.pick(actor.language, vendor).0.to_owned(),
        amount: Money { minor: dispute.amount, currency: dispute.currency },
        case: dispute.case,
        opened: wall(dispute.opened),
        ended: dispute.ended.map(|(at, _)| DisputeEnd {
            at: wall(at),
            reason: dispute.reason,
            credited: dispute.credited,
            pay_by: dispute.pay_by,
        }),
    }
}
