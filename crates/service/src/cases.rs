//! Cases: written by customers, answered by the vendor's people, and watched so that what was promised is kept.

pub(crate) mod clock;
mod files;
mod inbox;
mod join;
pub(crate) mod open;
mod pages;
mod replies;
mod settings;
mod staff;
pub(crate) mod step;
mod tags;
mod views;
mod watch;

use domain::{
    cases::{CaseFilter, CaseList, CasePage, CaseStep, LONGEST_ENTRY, sounds_like_no},
    ids::{CommandKey, EntryId},
    input,
    permissions::{Actor, ReadCases, WriteCases},
    refusal::{Code, Refusal},
};
use store::{
    cases::{Head, NewEntry},
    keys::{self, Claim},
};

use crate::{Context, Error, orders::LONGEST_REASON, secret};
use step::Move;

pub(crate) use files::sorted_out;
pub use files::{Upload, file, send_files};
pub(crate) use inbox::Place;
pub use inbox::desk_list;
pub use join::{Part, link, merge, split};
pub(crate) use open::answer_by;
pub use open::{open, open_with, writing};
pub(crate) use pages::card;
pub use replies::{remove_reply, replies, write_reply};
pub use settings::{case_settings, set_assignment, set_days, set_hours, set_promises, set_tags};
pub use staff::{Assign, Say, Saying, answer, assign, desk_page, escalate_up, note, prioritise, take};
pub(crate) use step::first_name;
pub use tags::tag_case;
pub use views::{keep_view, remove_view, views};
pub use watch::{pass, work};

pub(crate) const PAGE: u16 = 20;

/// A page of the account's cases, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(context: &Context, actor: &Actor, filter: &CaseFilter) -> Result<CaseList, Error> {
    let granted = actor.grant::<ReadCases>()?;
    let heads = store::cases::list(context.store(), &granted, filter, PAGE + 1).await?;
    Ok(pages::list_of(context, actor, heads))
}

/// One case of the account.
///
/// # Errors
/// `NotFound`, for foreign ones too.
pub async fn page(context: &Context, actor: &Actor, number: i64) -> Result<CasePage, Error> {
    let granted = actor.grant::<ReadCases>()?;
    let head = store::cases::find(context.store(), &granted, number).await?.ok_or(Code::NotFound)?;
    pages::page_of(context, actor, head).await
}

/// The customer writes. The same key writes once.
///
/// # Errors
/// `NotFound`, `Missing`, `TooLong`, `State` when the case is closed, `KeyReused`.
pub async fn reply(context: &Context, actor: &Actor, key: CommandKey, number: i64, text: &str) -> Result<(), Error> {
    let granted = actor.grant::<WriteCases>()?;
    let input_hash = secret::hash(&[b"cases/reply", &number.to_le_bytes(), text.as_bytes()]);
    let text = entry_text(text)?;
    let now = context.now();
    let id = EntryId(store::new_id());
    let tx = context.store().begin().await?;
    match keys::claim(&tx, &granted, key, "cases/reply", &input_hash, id.0, now).await? {
        Claim::New => {}
        Claim::Done(_) => return Ok(()),
        Claim::Reused => return Err(Code::KeyReused.into()),
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
/// `NotFound`, `State`, `Stale`, `Reason` when less than all is accepted without words, `SoundsLikeNo`.
pub async fn decide(
    context: &Context,
    actor: &Actor,
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
    simple(context, actor, seen, Move { text: text.unwrap_or_default(), ..Move::of(step) }).await
}

/// The customer needs it no more.
///
/// # Errors
/// `NotFound`, `State`, `Stale`.
pub async fn withdraw(context: &Context, actor: &Actor, seen: Seen) -> Result<(), Error> {
    simple(context, actor, seen, Move::of(CaseStep::Withdrawn)).await
}

/// The customer opens a closed case again.
///
/// # Errors
/// `NotFound`, `State`, `Stale`, `Reason`.
pub async fn reopen(context: &Context, actor: &Actor, seen: Seen, reason: &str) -> Result<(), Error> {
    simple(context, actor, seen, Move { text: why(reason)?, ..Move::of(CaseStep::Reopened) }).await
}

/// The customer wants somebody above to look at it. Those who are told are named.
///
/// # Errors
/// `NotFound`, `State`, `Stale`, `Reason`.
pub async fn escalate(context: &Context, actor: &Actor, seen: Seen, reason: &str) -> Result<(), Error> {
    simple(context, actor, seen, Move { text: why(reason)?, ..Move::of(CaseStep::Escalated) }).await
}

/// The customer does not agree with the priority.
///
/// # Errors
/// `NotFound`, `State`, `Stale`, `Reason`.
pub async fn object(context: &Context, actor: &Actor, seen: Seen, reason: &str) -> Result<(), Error> {
    simple(context, actor, seen, Move { text: why(reason)?, ..Move::of(CaseStep::Objected) }).await
}

/// How content the customer is with a closed case, one to five.
///
/// # Errors
/// `NotFound`, `State` when it is not closed, `Malformed`.
pub async fn rate(context: &Context, actor: &Actor, number: i64, satisfaction: &str) -> Result<(), Error> {
    let granted = actor.grant::<WriteCases>()?;
    let satisfaction = satisfaction
        .trim()
        .parse::<i32>()
        .ok()
        .filter(|value| (1..=5).contains(value))
        .ok_or_else(|| Refusal::field(Code::Malformed, "satisfaction"))?;
    let tx = context.store().begin().await?;
    let head = store::cases::lock(&tx, &granted, number).await?.ok_or(Code::NotFound)?;
    if head.closed.is_none() {
        return Err(Code::State.into());
    }
    store::cases::rate(&tx, &granted, &head, satisfaction).await?;
    tx.commit().await?;
    Ok(())
}

/// A step of the customer's that is no entry.
async fn simple(context: &Context, actor: &Actor, seen: Seen, step: Move) -> Result<(), Error> {
    let granted = actor.grant::<WriteCases>()?;
    let now = context.now();
    let tx = context.store().begin().await?;
    let head = store::cases::lock(&tx, &granted, seen.number).await?.ok_or(Code::NotFound)?;
    // The state first: who presses twice is told that it is done, not that somebody else did something.
    head.stage.after(head.kind, step.step)?;
    same_version(&head, seen)?;
    // What they say with it stands in the thread as well, where both sides read: not only in the log.
    let entry = Some(step.text.clone()).filter(|text| !text.is_empty()).map(|text| NewEntry {
        id: EntryId(store::new_id()),
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

fn same_version(head: &Head, seen: Seen) -> Result<(), Refusal> {
    if head.version == seen.version { Ok(()) } else { Err(Code::Stale.into()) }
}

fn entry_text(text: &str) -> Result<String, Refusal> {
    input::paragraph("text", text, LONGEST_ENTRY)?.ok_or_else(|| Refusal::field(Code::Missing, "text"))
}

fn why(reason: &str) -> Result<String, Refusal> {
    input::paragraph("reason", reason, LONGEST_REASON)?.ok_or_else(|| Refusal::field(Code::Reason, "reason"))
}
