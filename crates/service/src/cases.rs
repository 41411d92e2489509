//! Cases: written by customers, answered by the vendor's people, and watched so that what was promised is kept.

pub(crate) mod above;
pub(crate) mod clock;
pub(crate) mod difference;
mod files;
mod inbox;
mod join;
pub(crate) mod open;
mod pages;
mod replies;
mod settings;
mod sort;
mod staff;
pub(crate) mod step;
mod tags;
mod views;
mod watch;

use domain::{
    cases::{CaseFilter, CaseList, CasePage, CaseStep, LONGEST_ENTRY, Stage, sounds_like_no},
    event::Event,
    ids::{CommandKey, EntryId},
    input,
    permissions::{Actor, ReadCases, WriteCases},
    refusal::{Code, Refusal},
};
use store::{
    Tx,
    cases::{Head, NewEntry},
    keys,
};

use crate::{Context, Error, once, orders::LONGEST_REASON};
use step::Move;

pub(crate) use clock::{open_hours as hours, within as read_clock};
pub(crate) use files::sorted_out;
pub use files::{Upload, exported, file, send_files};
pub(crate) use inbox::Place;
pub use inbox::desk_list;
pub use join::{Part, link, merge, split};
pub(crate) use open::answer_by;
pub use open::{open, open_with, writing};
pub(crate) use pages::{became, card, who};
pub use replies::{Which, remove_reply, replies, write_reply};
pub use settings::{
    case_settings, set_above, set_assignment, set_days, set_hours, set_kinds, set_mailboxes, set_promises, set_tags,
};
pub use sort::sort;
pub(crate) use staff::give;
pub use staff::{
    Assign, Say, Saying, answer, assign, desk_page, desk_page_before, escalate_up, note, prioritise, take,
};
pub(crate) use step::first_name;
pub use tags::tag_case;
pub use views::{keep_view, remove_view, views};
pub use watch::{pass, work};

pub(crate) const PAGE: u16 = 20;
/// Who has not seen so many of a case's steps looks again, whatever they were.
const MOST_UNSEEN: i32 = 100;

/// A page of the account's cases, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(context: &Context, actor: &Actor, filter: &CaseFilter) -> Result<CaseList, Error> {
    let granted = actor.grant::<ReadCases>()?;
    let heads = store::cases::list(context.store(), &granted, filter, PAGE + 1).await?;
    Ok(pages::list_of(context, actor, heads))
}

/// One case of the account, with what was written in it last.
///
/// # Errors
/// `NotFound`, for foreign ones too.
pub async fn page(context: &Context, actor: &Actor, number: i64) -> Result<CasePage, Error> {
    page_with(context, actor, number, None).await
}

/// The same with what was written before an entry, as [`CasePage::earlier`] names it.
///
/// # Errors
/// `NotFound`, for an entry of another case too.
pub async fn page_before(context: &Context, actor: &Actor, number: i64, before: EntryId) -> Result<CasePage, Error> {
    page_with(context, actor, number, Some(before)).await
}

async fn page_with(context: &Context, actor: &Actor, number: i64, before: Option<EntryId>) -> Result<CasePage, Error> {
    let granted = actor.grant::<ReadCases>()?;
    let head = store::cases::find(context.store(), &granted, number).await?.ok_or(Code::NotFound)?;
    let thread = pages::thread_of(context, &head, before).await?;
    pages::page_of(context, actor, head, thread).await
}

/// The customer writes. The same key writes once.
///
/// # Errors
/// `NotFound`, `Missing`, `TooLong`, `State` when the case is closed, `KeyReused`.
pub async fn reply(context: &Context, actor: &Actor, key: CommandKey, number: i64, text: &str) -> Result<(), Error> {
    let granted = actor.grant::<WriteCases>()?;
    let asked = once::asked("cases/reply", actor.member, &[&number.to_le_bytes(), text.as_bytes()]);
    let text = entry_text(text)?;
    let now = context.now();
    let id = EntryId(store::new_id());
    let tx = context.store().begin().await?;
    if once::made(keys::claim(&tx, &granted, key, &asked, id.0, now).await?)?.is_some() {
        return Ok(());
    }
    let head = store::cases::lock(&tx, &granted, number).await?.ok_or(Code::NotFound)?;
    let entry = NewEntry { id, member: actor.member, by_vendor: false, text, language: actor.language, proposal: None };
    step::make(context, &tx, &head, actor.member, Move { entry: Some(entry), ..Move::of(CaseStep::Replied) }, now)
        .await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}

/// What the customer says to a proposed solution or an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Accept,
    /// But for what the words say.
    AcceptPartly,
    Decline,
}

impl Decision {
    /// As a form has it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "accept" => Some(Self::Accept),
            "partly" => Some(Self::AcceptPartly),
            "decline" => Some(Self::Decline),
            _ => None,
        }
    }
}

/// A case as it was seen.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    pub number: i64,
    pub version: i32,
}

/// The customer decides. A consent whose words say no is asked once more; `is_sure` says that it was.
///
/// # Errors
/// `NotFound`, `State`, `Stale`, `Reason` when less than all is accepted without words, `SoundsLikeNo`; `Disputed` where it
/// would be closed while an amount is disputed that it is about.
pub async fn decide(
    context: &Context,
    actor: &Actor,
    key: CommandKey,
    seen: Seen,
    decision: Decision,
    text: &str,
    is_sure: bool,
) -> Result<(), Error> {
    let text = input::paragraph("text", text, LONGEST_ENTRY)?;
    let step = match decision {
        Decision::Accept => CaseStep::Accepted,
        Decision::AcceptPartly => CaseStep::PartlyAccepted,
        Decision::Decline => CaseStep::Declined,
    };
    if step != CaseStep::Accepted && text.is_none() {
        return Err(Refusal::field(Code::Reason, "text").into());
    }
    if step == CaseStep::Accepted && !is_sure && text.as_deref().is_some_and(sounds_like_no) {
        return Err(Refusal::field(Code::SoundsLikeNo, "text").into());
    }
    let step = Move { text: text.unwrap_or_default(), ..Move::of(step) };
    step_of_customer(context, actor, key, seen, step).await
}

/// The customer needs it no more.
///
/// # Errors
/// `NotFound`, `State`, `Stale`, `Disputed`.
pub async fn withdraw(context: &Context, actor: &Actor, key: CommandKey, seen: Seen) -> Result<(), Error> {
    step_of_customer(context, actor, key, seen, Move::of(CaseStep::Withdrawn)).await
}

/// The customer opens a closed case again.
///
/// # Errors
/// `NotFound`, `State`, `Stale`, `Reason`.
pub async fn reopen(context: &Context, actor: &Actor, key: CommandKey, seen: Seen, reason: &str) -> Result<(), Error> {
    step_of_customer(context, actor, key, seen, Move { text: why(reason)?, ..Move::of(CaseStep::Reopened) }).await
}

/// The customer wants somebody above to look at it. Those who are told are named.
///
/// # Errors
/// `NotFound`, `State`, `Stale`, `Reason`.
pub async fn escalate(
    context: &Context,
    actor: &Actor,
    key: CommandKey,
    seen: Seen,
    reason: &str,
) -> Result<(), Error> {
    step_of_customer(context, actor, key, seen, Move { text: why(reason)?, ..Move::of(CaseStep::Escalated) }).await
}

/// The customer does not agree with the priority.
///
/// # Errors
/// `NotFound`, `State`, `Stale`, `Reason`.
pub async fn object(context: &Context, actor: &Actor, key: CommandKey, seen: Seen, reason: &str) -> Result<(), Error> {
    step_of_customer(context, actor, key, seen, Move { text: why(reason)?, ..Move::of(CaseStep::Objected) }).await
}

/// The customer says that it is not their turn: they have answered, or it is nothing that they could answer. Time runs again.
///
/// # Errors
/// `NotFound`, `State` when it is not their turn, `Stale`, `Reason`.
pub async fn contest(context: &Context, actor: &Actor, key: CommandKey, seen: Seen, reason: &str) -> Result<(), Error> {
    step_of_customer(context, actor, key, seen, Move { text: why(reason)?, ..Move::of(CaseStep::Contested) }).await
}

/// How content the customer is with a closed case, one to five, and why; the last word counts. The same key says it once.
///
/// # Errors
/// `NotFound`, `State` when it is not closed or goes on elsewhere, `Malformed`, `TooLong`, `KeyReused`.
pub async fn rate(
    context: &Context,
    actor: &Actor,
    key: CommandKey,
    number: i64,
    satisfaction: &str,
    words: &str,
) -> Result<(), Error> {
    let granted = actor.grant::<WriteCases>()?;
    let mark = satisfaction
        .trim()
        .parse::<i32>()
        .ok()
        .filter(|value| (1..=5).contains(value))
        .ok_or_else(|| Refusal::field(Code::Malformed, "satisfaction"))?;
    let text = input::paragraph("words", words, LONGEST_REASON)?.unwrap_or_default();
    let now = context.now();
    let parts: [&[u8]; 3] = [&number.to_le_bytes(), &mark.to_le_bytes(), text.as_bytes()];
    let asked = once::asked("cases/rate", actor.member, &parts);
    let tx = context.store().begin().await?;
    if once::made(keys::claim(&tx, &granted, key, &asked, store::new_id(), now).await?)?.is_some() {
        return Ok(());
    }
    let head = store::cases::lock(&tx, &granted, number).await?.ok_or(Code::NotFound)?;
    if head.merged_into.is_some() {
        return Err(Code::State.into());
    }
    let step = Move { text, mark: Some(mark), ..Move::of(CaseStep::Rated) };
    step::make(context, &tx, &head, actor.member, step, now).await?;
    store::cases::rate(&tx, &granted, &head, mark).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}

/// A step of the customer's. The same key makes it once. What they say with it stands in the thread as well, where both
/// sides read: not only in the log.
async fn step_of_customer(
    context: &Context,
    actor: &Actor,
    key: CommandKey,
    seen: Seen,
    step: Move,
) -> Result<(), Error> {
    let granted = actor.grant::<WriteCases>()?;
    let now = context.now();
    let id = EntryId(store::new_id());
    let parts: [&[u8]; 3] = [&seen.number.to_le_bytes(), step.step.code().as_bytes(), step.text.as_bytes()];
    let asked = once::asked("cases/step", actor.member, &parts);
    let tx = context.store().begin().await?;
    if once::made(keys::claim(&tx, &granted, key, &asked, id.0, now).await?)?.is_some() {
        return Ok(());
    }
    let head = store::cases::lock(&tx, &granted, seen.number).await?.ok_or(Code::NotFound)?;
    // The state first: who has done it in another tab is told that it is done, not that somebody else did something.
    let stage = head.stage.after(head.kind, step.step)?;
    nothing_new(&tx, &head, seen).await?;
    if stage == Stage::Closed && store::invoices::is_disputed(&tx, &head).await? {
        return Err(Refusal::field(Code::Disputed, "case").into());
    }
    let entry = Some(step.text.clone()).filter(|text| !text.is_empty()).map(|text| NewEntry {
        id,
        member: actor.member,
        by_vendor: false,
        text,
        language: actor.language,
        proposal: None,
    });
    step::make(context, &tx, &head, actor.member, Move { entry, ..step }, now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}

/// What the customer decides on is what they saw: nothing was said or proposed since, and it has not gone on. What the
/// vendor's people have put in order meanwhile takes no word from them.
async fn nothing_new(tx: &Tx, head: &Head, seen: Seen) -> Result<(), Error> {
    // Each step raises the version by one.
    let unseen = head.version.saturating_sub(seen.version);
    if unseen == 0 {
        return Ok(());
    }
    if !(1..=MOST_UNSEEN).contains(&unseen) {
        return Err(Code::Stale.into());
    }
    let steps = store::events::last_of_case(tx, head, unseen).await?;
    let is_order = |event: &Event| matches!(event, Event::Case { step, .. } if !step.changes_the_matter());
    let is_whole = i32::try_from(steps.len()).is_ok_and(|count| count == unseen);
    if is_whole && steps.iter().all(is_order) { Ok(()) } else { Err(Code::Stale.into()) }
}

fn same_version(head: &Head, seen: Seen) -> Result<(), Refusal> {
    if head.version == seen.version { Ok(()) } else { Err(Code::Stale.into()) }
}

fn entry_text(text: &str) -> Result<String, Refusal> {
    input::paragraph("text", text, LONGEST_ENTRY)?.ok_or_else(|| Refusal::field(Code::Missing, "text"))
}

fn why(reason: &str) -> Result<String, Refusal> {
    input::paragraph("reason", reason, LONGEST_REASON)?.ok_or_else(|| Refusal::field(Code::Reason, "reason"))
}
