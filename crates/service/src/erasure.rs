//! Asking that personal data be erased, and what the vendor says to it. Orders, invoices and the ledger stay.

use domain::{
    erasure::{DataPage, DeskErasure, DeskErasures, ErasureLine, ErasureScope, ErasureStep},
    event::Event,
    i18n::I18n,
    ids::{CommandKey, ErasureId},
    language::Language,
    money::Money,
    permissions::{Actor, EraseData, ManageData, ReadAccount, ReadLedgers, Right},
    refusal::{Code, Refusal},
    time::Instant,
};
use store::{
    Job, Tx,
    erasure::{Request, Words},
    keys,
    ledger::Scope,
    outbox::About,
};

use crate::{Context, Error, ledger::reason_of, mails, once};

/// So many requests a page shows.
const SHOWN: u16 = 20;
/// So many wait at the desk on one page; with each of them that is decided another one comes.
const WAITING: u16 = 50;

/// What one may take along, what would be erased, and what was asked for.
///
/// # Errors
/// When the database fails.
pub async fn page(context: &Context, actor: &Actor) -> Result<DataPage, Error> {
    let granted = actor.grant::<ReadAccount>()?;
    let store = context.store();
    let wall = |instant: Instant| context.wall(instant, &actor.time_zone);
    let requests = store::erasure::of_reader(store, &granted, SHOWN).await?;
    Ok(DataPage {
        may_manage: granted.role().has(Right::ManageData),
        may_leave: actor.staff.is_none(),
        is_only_owner: store::erasure::is_only_owner(store, actor.member).await?,
        retention_years: context.settings().billing.retention_years,
        requests: requests
            .into_iter()
            .map(|request| ErasureLine {
                id: request.id,
                scope: request.scope,
                by: request.by,
                asked: wall(request.asked),
                step: request.step,
                answer: request.answer,
                decided: request.decided.map(wall),
            })
            .collect(),
        now: wall(context.now()),
    })
}

/// Asks for it: a member for themselves, an owner for the account as well. The vendor and who asks have a mail of it.
///
/// # Errors
/// `NotAllowed` for an account by who does not own it and for people of the vendor, `LastOwner` for the only owner's own data, `State` where it waits
/// already, `KeyReused`.
pub async fn ask(context: &Context, actor: &Actor, key: CommandKey, scope: ErasureScope) -> Result<(), Error> {
    const COMMAND: &str = "account/ask-erasure";
    let granted = actor.grant::<ReadAccount>()?;
    if scope == ErasureScope::Account {
        actor.grant::<ManageData>()?;
    } else if actor.staff.is_some() {
        // Who works for the vendor stays known to those whom they answered.
        return Err(Code::NotAllowed.into());
    }
    let now = context.now();
    let tx = context.store().begin().await?;
    let asked = once::asked(COMMAND, actor.member, &[scope.code().as_bytes()]);
    let id = ErasureId(store::new_id());
    if once::made(keys::claim(&tx, &granted, key, &asked, id.0, now).await?)?.is_some() {
        return Ok(());
    }
    if scope == ErasureScope::Member && store::erasure::is_only_owner(&tx, actor.member).await? {
        return Err(Code::LastOwner.into());
    }
    match store::erasure::ask(&tx, &granted, id, scope, now).await {
        Err(store::Error::Taken) => return Err(Code::State.into()),
        other => other?,
    }
    let request = store::erasure::lock(&tx, &granted, id).await?.ok_or(Code::NotFound)?;
    let seq = tell(&tx, actor, &request, ErasureStep::Asked, "", now).await?;
    let mut mails = mail_to_asker(context, &request, ErasureStep::Asked, "");
    if !context.settings().vendor.email.is_empty() {
        let account = (request.account_number.as_str(), request.account_name.as_str());
        mails.push(mails::erasure_asked(context, &request.by, account, scope));
    }
    let about = About { account: Some(request.account), event_seq: Some(seq), ..About::default() };
    store::outbox::put(&tx, about, mails, now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}

/// Takes a request back that nobody has decided.
///
/// # Errors
/// `NotFound`, `State` when it was decided.
pub async fn withdraw(context: &Context, actor: &Actor, id: ErasureId) -> Result<(), Error> {
    let granted = actor.grant::<ReadAccount>()?;
    let now = context.now();
    let tx = context.store().begin().await?;
    let request = store::erasure::lock(&tx, &granted, id).await?.ok_or(Code::NotFound)?;
    match request.step {
        ErasureStep::Asked => {}
        // The second press.
        ErasureStep::Withdrawn => return Ok(()),
        ErasureStep::Refused | ErasureStep::Done => return Err(Code::State.into()),
    }
    store::erasure::decide(&tx, &request, actor.member, ErasureStep::Withdrawn, None, now).await?;
    let seq = tell(&tx, actor, &request, ErasureStep::Withdrawn, "", now).await?;
    let about = About { account: Some(request.account), event_seq: Some(seq), ..About::default() };
    let mails = mail_to_asker(context, &request, ErasureStep::Withdrawn, "");
    store::outbox::put(&tx, about, mails, now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}

/// What waits at the desk, with what the account owes and what is under way.
///
/// # Errors
/// `NotFound` for customers, `NotAllowed`.
pub async fn desk(context: &Context, actor: &Actor) -> Result<DeskErasures, Error> {
    let granted = actor.grant_staff::<EraseData>()?;
    let ledgers = actor.grant_staff::<ReadLedgers>()?;
    let store = context.store();
    let mut requests = Vec::new();
    for request in store::erasure::waiting(store, &granted, WAITING).await? {
        let (open_orders, open_cases) = store::erasure::unfinished(store, &granted, request.account).await?;
        let scope = Scope::Staff(&ledgers, request.account);
        let open_requests = store::ledger::requests::open(store, &scope).await?.len();
        let balances = store::ledger::balances(store, &scope).await?;
        let balances = balances.into_iter().filter(|(_, minor)| *minor != 0);
        requests.push(DeskErasure {
            id: request.id,
            is_only_owner: request.scope == ErasureScope::Member
                && store::erasure::is_only_owner(store, request.member).await?,
            account_number: request.account_number,
            account_name: request.account_name,
            scope: request.scope,
            by: request.by,
            asked: context.wall(request.asked, &actor.time_zone),
            balances: balances.map(|(currency, minor)| Money { minor, currency }).collect(),
            open_orders,
            open_cases,
            open_requests: i64::try_from(open_requests).unwrap_or(i64::MAX),
        });
    }
    Ok(DeskErasures {
        requests,
        retention_years: context.settings().billing.retention_years,
        now: context.wall(context.now(), &actor.time_zone),
    })
}

/// Erases what was asked for. It cannot be taken back.
///
/// # Errors
/// `NotAllowed`, `NotFound`, `Missing` where nobody has said that they are sure, `State` when it was decided otherwise,
/// `Unfinished` while orders or cases of the account are under way or something of its ledger waits for a second person,
/// `LastOwner`.
pub async fn carry_out(context: &Context, actor: &Actor, id: ErasureId, is_sure: bool) -> Result<(), Error> {
    let granted = actor.grant_staff::<EraseData>()?;
    if !is_sure {
        return Err(Refusal::field(Code::Missing, "sure").into());
    }
    let now = context.now();
    let tx = context.store().begin().await?;
    let request = store::erasure::lock_any(&tx, &granted, id).await?.ok_or(Code::NotFound)?;
    if is_decided(&request, actor, ErasureStep::Done)? {
        return Ok(());
    }
    // Whoever else wants to change the account waits from here on.
    tell(&tx, actor, &request, ErasureStep::Done, "", now).await?;
    let is_account = request.scope == ErasureScope::Account;
    if is_account && store::erasure::unfinished(&tx, &granted, request.account).await? != (0, 0) {
        return Err(Code::Unfinished.into());
    }
    // What is confirmed later would bring words about the customer back.
    let scope = Scope::Job(Job::of("erasure"), request.account);
    if is_account && !store::ledger::requests::open(&tx, &scope).await?.is_empty() {
        return Err(Code::Unfinished.into());
    }
    if !is_account && store::erasure::is_only_owner(&tx, request.member).await? {
        return Err(Code::LastOwner.into());
    }
    let mails = farewell(context, &tx, &request).await?;
    let i18n = I18n::of(request.account_language);
    let words =
        Words { person: i18n.erasure_person(), customer: i18n.erasure_customer(), removed: i18n.erasure_removed() };
    match request.scope {
        ErasureScope::Account => {
            let settings = context.settings();
            let kept: Vec<&str> = settings.cases.tags.iter().map(|tag| tag.code.as_str()).collect();
            store::erasure::forget_account(&tx, &granted, request.account, &kept, words).await?;
        }
        ErasureScope::Member => store::erasure::forget_member(&tx, &granted, request.member, words).await?,
    }
    store::erasure::decide(&tx, &request, actor.member, ErasureStep::Done, None, now).await?;
    store::erasure::settle_others(&tx, &granted, actor.member, now).await?;
    // Of no account: the mails of this one were erased, and these are forgotten in their time.
    store::outbox::put(&tx, About::default(), mails, now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}

/// Says why it is not done.
///
/// # Errors
/// `NotAllowed`, `NotFound`, `Reason`, `TooLong`, `State` when it was decided otherwise.
pub async fn refuse(context: &Context, actor: &Actor, id: ErasureId, reason: &str) -> Result<(), Error> {
    let granted = actor.grant_staff::<EraseData>()?;
    let reason = reason_of(reason)?;
    let now = context.now();
    let tx = context.store().begin().await?;
    let request = store::erasure::lock_any(&tx, &granted, id).await?.ok_or(Code::NotFound)?;
    if is_decided(&request, actor, ErasureStep::Refused)? {
        return Ok(());
    }
    store::erasure::decide(&tx, &request, actor.member, ErasureStep::Refused, Some(&reason), now).await?;
    // A member's own request is theirs: the reason is on their page and in their mail.
    let told = if request.scope == ErasureScope::Account { reason.as_str() } else { "" };
    let seq = tell(&tx, actor, &request, ErasureStep::Refused, told, now).await?;
    let about = About { account: Some(request.account), event_seq: Some(seq), ..About::default() };
    let mails = mail_to_asker(context, &request, ErasureStep::Refused, &reason);
    store::outbox::put(&tx, about, mails, now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}

/// Whether this very person has decided so before: the second press of a button.
fn is_decided(request: &Request, actor: &Actor, step: ErasureStep) -> Result<bool, Error> {
    match request.step {
        ErasureStep::Asked => Ok(false),
        decided if decided == step && request.decided_by == Some(actor.member) => Ok(true),
        _ => Err(Code::State.into()),
    }
}

async fn tell(
    tx: &Tx,
    actor: &Actor,
    request: &Request,
    step: ErasureStep,
    reason: &str,
    now: Instant,
) -> Result<i64, Error> {
    let event = Event::Erasure { step, scope: request.scope, reason: reason.to_owned() };
    Ok(store::events::append(tx, request.account, actor.member, &event, now).await?)
}

/// None where who asked was erased meanwhile.
fn mail_to_asker(context: &Context, request: &Request, step: ErasureStep, reason: &str) -> Vec<store::outbox::Mail> {
    if store::erasure::is_nowhere(&request.by_email) {
        return Vec::new();
    }
    vec![mails::erasure(context, (request.by_email.as_str(), request.language), request.scope, step, reason)]
}

/// The last mails, to whom it is about, in their languages: written while their addresses are known.
async fn farewell(context: &Context, tx: &Tx, request: &Request) -> Result<Vec<store::outbox::Mail>, Error> {
    if request.scope == ErasureScope::Member {
        return Ok(mail_to_asker(context, request, ErasureStep::Done, ""));
    }
    let scope = Scope::Job(Job::of("erasure"), request.account);
    let members = store::accounts::members_in(tx, &scope).await?;
    let mail = |member: store::accounts::MemberRow| {
        let language = Language::parse(&member.language).unwrap_or_default();
        mails::erasure(context, (member.email.as_str(), language), request.scope, ErasureStep::Done, "")
    };
    Ok(members.into_iter().map(mail).collect())
}
