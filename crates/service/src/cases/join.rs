//! Cases that have to do with each other: merged into one, split into two, linked.

use domain::{
    cases::{CaseStep, Kind, LONGEST_SUBJECT},
    ids::{CaseId, CommandKey, EntryId},
    input,
    permissions::{Actor, AnswerCases, StaffGranted},
    promise::Promise,
    refusal::{Code, Refusal},
    time::Instant,
};
use store::{
    Tx,
    cases::{Head, NewCase, NewEntry},
    keys,
};

use super::{
    Seen, clock, same_version,
    step::{self, Move},
};
use crate::{Context, Error, once};

/// The case goes on in another one of the same account: what was written is read there, and of two promises the earlier
/// one holds.
///
/// # Errors
/// `NotFound`, `OtherAccount`, `OtherKind` for a complaint that would go on in a question, `Malformed` for itself, each on
/// `other`; `State` when either is closed; `Stale`.
pub async fn merge(context: &Context, actor: &Actor, seen: Seen, other: &str) -> Result<i64, Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let into = other_number(seen.number, other)?;
    let tx = context.store().begin().await?;
    let head = store::cases::lock_any(&tx, &granted, seen.number).await?.ok_or(Code::NotFound)?;
    let found = store::cases::find_any(&tx, &granted, into).await?;
    let found = found.ok_or_else(|| Refusal::field(Code::NotFound, "other"))?;
    // Before it is held: a case of another account is none of this transaction's.
    if found.account != head.account {
        return Err(Refusal::field(Code::OtherAccount, "other").into());
    }
    let into = store::cases::lock_any(&tx, &granted, into).await?.ok_or(Code::NotFound)?;
    head.stage.after(head.kind, CaseStep::Merged)?;
    into.stage.after(into.kind, CaseStep::Absorbed)?;
    same_version(&head, seen)?;
    // Silence closes a question, and a complaint never.
    if head.kind.is_investigated() && !into.kind.is_investigated() {
        return Err(Refusal::field(Code::OtherKind, "other").into());
    }
    let now = context.now();
    let carried = left(context, &tx, &head, now).await?;
    let (from_number, into_number) = (head.number.to_string(), into.number.to_string());
    store::cases::merge(&tx, &granted, &head, &into).await?;
    let merged = Move { text: into_number, ..Move::of(CaseStep::Merged) };
    step::make(context, &tx, &head, actor.member, merged, now).await?;
    let absorbed = Move {
        text: from_number,
        carried,
        is_unanswered: !head.waits_for_customer,
        is_quiet: true,
        ..Move::of(CaseStep::Absorbed)
    };
    step::make(context, &tx, &into, actor.member, absorbed, now).await?;
    go_on_as(context, &tx, actor, &head, into.number, now).await?;
    let tags = store::cases::tags(&tx, &head).await?;
    store::cases::add_tags(&tx, &into, &tags).await?;
    if into.assignee.is_none() {
        store::cases::assign(&tx, &granted, &into, head.assignee).await?;
    }
    tx.commit().await?;
    context.wake_outbox();
    Ok(into.number)
}

/// What is promised on a case and not yet kept, with the working time that is left for it.
async fn left(context: &Context, tx: &Tx, head: &Head, now: Instant) -> Result<Vec<(Promise, i64)>, Error> {
    let settings = context.settings();
    let events = store::events::of_case(tx, head).await?;
    let (clock, hours) = clock::of(&settings, head, &events, now);
    Ok(clock.left(hours.at(now), now))
}

/// The case that goes on is as urgent as the more urgent of the two, and asks for what either asked for.
async fn go_on_as(
    context: &Context,
    tx: &Tx,
    actor: &Actor,
    from: &Head,
    into: i64,
    now: Instant,
) -> Result<(), Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let head = store::cases::lock_any(tx, &granted, into).await?.ok_or(Code::NotFound)?;
    store::cases::take_over_wishes(tx, &granted, from, &head).await?;
    if from.priority <= head.priority {
        return Ok(());
    }
    // Why, in words that need no language: the case from which it comes, where nobody gave a reason there.
    let reason = from.priority_reason.clone().unwrap_or_else(|| format!("{} · {}", from.number, from.subject));
    let done = Move {
        text: reason.clone(),
        priority: Some((from.priority, Some(reason))),
        is_quiet: true,
        ..Move::of(CaseStep::Prioritised)
    };
    step::make(context, tx, &head, actor.member, done, now).await
}

/// A part of a case, as a form has it.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    pub key: CommandKey,
    pub seen: Seen,
    /// What the customer wrote that is a matter of its own.
    pub entry: EntryId,
    pub subject: &'a str,
    pub kind: &'a str,
}

/// What the customer wrote in one entry becomes a case of its own, which is promised nothing later than it was. The same
/// key makes one. Gives its number.
///
/// # Errors
/// `NotFound`, also for an entry that is not the customer's; `State`, `Stale`, `Missing`, `TooLong`, `Malformed`,
/// `KeyReused`.
pub async fn split(context: &Context, actor: &Actor, part: Part<'_>) -> Result<i64, Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let (number, entry) = (part.seen.number.to_le_bytes(), part.entry.0);
    let parts: [&[u8]; 4] = [&number, entry.as_bytes(), part.subject.as_bytes(), part.kind.as_bytes()];
    let asked = once::asked("cases/split", actor.member, &parts);
    let subject = input::required("subject", part.subject, LONGEST_SUBJECT)?;
    let kind = Kind::parse(part.kind).ok_or_else(|| Refusal::field(Code::Malformed, "kind"))?;
    let id = CaseId(store::new_id());
    let tx = context.store().begin().await?;
    let head = store::cases::lock_any(&tx, &granted, part.seen.number).await?.ok_or(Code::NotFound)?;
    let now = context.now();
    let claim = keys::claim_answer(&tx, &granted, head.account, part.key, &asked, id.0, now).await?;
    if let Some(made) = once::made(claim)? {
        let number = store::cases::number_made(&tx, &granted, &head, CaseId(made)).await?;
        return Ok(number.ok_or(Code::NotFound)?);
    }
    head.stage.after(head.kind, CaseStep::Split)?;
    same_version(&head, part.seen)?;
    let number = write_part(context, &tx, &granted, &head, (id, part.entry), (kind, subject), now).await?;
    let done = Move { text: number.to_string(), ..Move::of(CaseStep::Split) };
    step::make(context, &tx, &head, actor.member, done, now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(number)
}

/// Writes the new case with the entry and its files, and links the two.
async fn write_part(
    context: &Context,
    tx: &Tx,
    granted: &StaffGranted<AnswerCases>,
    head: &Head,
    (id, entry): (CaseId, EntryId),
    (kind, subject): (Kind, String),
    now: Instant,
) -> Result<i64, Error> {
    let said = store::cases::entry(tx, head, entry).await?.filter(|said| !said.by_vendor);
    let said = said.ok_or_else(|| Refusal::field(Code::NotFound, "entry"))?;
    let carried = left(context, tx, head, now).await?;
    let number = tx.next_case_number().await?;
    let case = NewCase {
        id,
        number,
        kind,
        subject: subject.clone(),
        impact: head.impact,
        needed: head.needed,
        urgency: head.urgency,
        priority: head.priority,
        priority_reason: head.priority_reason.clone(),
        remedy: None,
        expected: None,
        order: head.order,
        article: head.article.clone(),
        assignee: head.assignee,
    };
    store::cases::insert_from(tx, granted, head, said.member, &case, now).await?;
    let made = store::cases::lock_any(tx, granted, number).await?.ok_or(Code::NotFound)?;
    let new = NewEntry {
        id: EntryId(store::new_id()),
        member: said.member,
        by_vendor: false,
        text: said.text.clone(),
        language: said.language,
        proposal: None,
    };
    let copied = new.id;
    // The customer hears of it by the mail of the case that it was a part of.
    let opened = Move { text: subject, entry: Some(new), carried, is_quiet: true, ..Move::of(CaseStep::Opened) };
    step::make(context, tx, &made, said.member, opened, now).await?;
    store::cases::copy_files(tx, &said, &made, copied).await?;
    store::cases::note_copied(tx, &said, &made, copied).await?;
    // Whoever wrote it from an address of their own hears how that goes on.
    let by_mail = store::post::by_mail(tx, head, &[entry]).await?;
    if let Some(via) = by_mail.into_iter().find_map(|(_, by_mail)| by_mail.via)
        && store::post::contacts(tx, head).await?.contains(&via)
    {
        store::post::add_contact(tx, &made, &via).await?;
    }
    store::cases::link(tx, granted, head, &made).await?;
    Ok(number)
}

/// Notes that two cases belong together. Of the same account both sides see it; of two accounts only the vendor's people
/// do, by a note in each.
///
/// # Errors
/// `NotFound` and `Malformed` on `other`.
pub async fn link(context: &Context, actor: &Actor, number: i64, other: &str) -> Result<(), Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let other = other_number(number, other)?;
    let tx = context.store().begin().await?;
    // The lower number first, so that two who link the same cases do not wait for each other.
    let (first, second) = (number.min(other), number.max(other));
    let missing = |at: i64| if at == number { Code::NotFound.into() } else { Refusal::field(Code::NotFound, "other") };
    let one = store::cases::find_any(&tx, &granted, first).await?.ok_or_else(|| missing(first))?;
    let two = store::cases::find_any(&tx, &granted, second).await?.ok_or_else(|| missing(second))?;
    let now = context.now();
    let is_own = one.account == two.account;
    let (one, two) = if is_own {
        let one = store::cases::lock_any(&tx, &granted, first).await?.ok_or_else(|| missing(first))?;
        (one, store::cases::lock_any(&tx, &granted, second).await?.ok_or_else(|| missing(second))?)
    } else {
        (one, two)
    };
    if !store::cases::link(&tx, &granted, &one, &two).await? {
        return Ok(());
    }
    for (here, there) in [(&one, &two), (&two, &one)] {
        if is_own {
            let linked = Move { text: there.number.to_string(), is_quiet: true, ..Move::of(CaseStep::Linked) };
            step::make(context, &tx, here, actor.member, linked, now).await?;
        } else {
            // An event would be the customer's to read.
            let text = format!("↔ {} · {}", there.number, there.account_name);
            store::cases::add_note(&tx, &granted, here, &text, now).await?;
        }
    }
    Ok(tx.commit().await?)
}

/// The number that was typed; a case has nothing to do with itself.
fn other_number(number: i64, typed: &str) -> Result<i64, Refusal> {
    let other = typed.trim().trim_start_matches('#').parse::<i64>();
    other.ok().filter(|other| *other != number).ok_or_else(|| Refusal::field(Code::Malformed, "other"))
}
