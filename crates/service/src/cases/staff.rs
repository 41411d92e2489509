//! The vendor's side of cases: the queue by what is promised next, the answers, and the steps.

use domain::{
    cases::{CaseStep, DeskCase, LONGEST_ENTRY, Level, Note, Proposal},
    ids::{CommandKey, EntryId, MemberId, PostId},
    input,
    permissions::{Actor, AnswerCases, ReadEveryOrder},
    post::Beside,
    refusal::{Code, Refusal},
};
use store::{
    Job,
    cases::{Head, NewEntry},
    keys,
};

use super::{
    Seen, entry_text, pages, replies, same_version,
    step::{self, Move, first_name},
    why,
};
use crate::{Context, Error, context::note_beside, ledger, once, orders};

/// How many of a customer's other cases and orders stand beside one.
const BESIDE: u16 = 5;
/// How many mails that came in stand beside a case, the newest ones.
const MOST_MAILS: u16 = 100;
const LONGEST_CAUSE: usize = 1_000;
/// Whoever opened a case has it open for so long, unless they open it again.
const PRESENT_MINUTES: i64 = 10;
/// Who looks for the person that a case is given to by a rule.
pub(super) const ROUTING: Job = Job::of("case routing");

/// One case with the customer beside it. What the customer wrote has been opened by this person from now on, and the
/// customer can see that.
///
/// # Errors
/// `NotFound`.
pub async fn desk_page(context: &Context, actor: &Actor, number: i64) -> Result<DeskCase, Error> {
    desk_page_with(context, actor, number, None).await
}

/// The same with what was written before an entry, as [`domain::cases::CasePage::earlier`] names it.
///
/// # Errors
/// `NotFound`, for an entry of another case too.
pub async fn desk_page_before(
    context: &Context,
    actor: &Actor,
    number: i64,
    before: EntryId,
) -> Result<DeskCase, Error> {
    desk_page_with(context, actor, number, Some(before)).await
}

async fn desk_page_with(
    context: &Context,
    actor: &Actor,
    number: i64,
    before: Option<EntryId>,
) -> Result<DeskCase, Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let store = context.store();
    let head = store::cases::find_any(store, &granted, number).await?.ok_or(Code::NotFound)?;
    let thread = pages::thread_of(context, &head, before).await?;
    let unopened = thread.unopened();
    let thread = if unopened.is_empty() {
        thread
    } else {
        note_opened(context, actor, &head, unopened).await?;
        pages::thread_of(context, &head, before).await?
    };
    let notes = store::cases::notes(store, &granted, &head).await?;
    let notes: Vec<store::cases::Note> = notes.into_iter().filter(|note| thread.covers(note.at)).collect();
    let cases = store::cases::any_of_account(store, &granted, &head, BESIDE).await?;
    let orders = match actor.grant_staff::<ReadEveryOrder>() {
        Ok(granted) => store::orders::any_of_account(store, &granted, head.account, BESIDE).await?,
        Err(_) => Vec::new(),
    };
    let people = store::cases::people(store, &granted).await?;
    let others = be_present(context, actor, &head).await?;
    let links = store::cases::linked(store, &head).await?;
    let links = links.into_iter().filter(|linked| linked.account != head.account);
    let links = links.map(|linked| (linked.number, linked.account_name)).collect();
    let replies = replies::filled(context, actor, &head).await?;
    let settings = context.settings();
    let own = store::cases::tags(store, &head).await?;
    let more = settings.cases.tags.iter().map(|rule| rule.code.clone()).filter(|code| !own.contains(code));
    let named = |tag: String| (tag.clone(), pages::tag_name(&settings, actor, &tag));
    let (more_tags, tags) = (more.map(named).collect(), own.iter().cloned().map(named).collect());
    let language = head.language;
    let (account_name, account_number, by_email) =
        (head.account_name.clone(), head.account_number.clone(), head.by_email.clone());
    let assigned = head.assignee;
    let standings = ledger::standings_of(context, actor, head.account).await?;
    let post = store::post::of_case(store, &granted, &head, MOST_MAILS).await?;
    let mut beside = Vec::with_capacity(post.len());
    for mail in post {
        let decide = decided_with(context, actor, &mail).await?;
        beside.push(beside_case(context, actor, mail, decide));
    }
    let mails = store::outbox::of_case(store, &granted, &head).await?;
    Ok(DeskCase {
        case: pages::page_of(context, actor, head, thread).await?,
        account_name,
        account_number,
        by_email,
        notes: notes
            .into_iter()
            .map(|note| Note { by: first_name(&note.by), text: note.text, at: context.wall(note.at, &actor.time_zone) })
            .collect(),
        cases: cases.iter().map(|head| pages::card(context, actor, head, true)).collect(),
        orders: orders.iter().map(|head| orders::card(context, actor, head, true)).collect(),
        people,
        assigned,
        tags,
        more_tags,
        links,
        others,
        replies,
        language,
        standings,
        post: beside,
        mails: mails.iter().map(|row| orders::mail_state(context, actor, row)).collect(),
    })
}

/// Notes that this person has the case open, and says who else has. It is written anew when half of its time has passed:
/// reading a case again and again writes nothing.
async fn be_present(context: &Context, actor: &Actor, head: &Head) -> Result<Vec<String>, Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let now = context.now();
    let (others, own) = store::cases::present(context.store(), &granted, head, now).await?;
    if own.is_none_or(|ends| ends < now.plus_minutes(PRESENT_MINUTES / 2)) {
        let (context, head) = (context.clone(), head.clone());
        note_beside(async move {
            let tx = context.store().begin().await?;
            store::cases::be_present(&tx, &granted, &head, now.plus_minutes(PRESENT_MINUTES)).await?;
            Ok(tx.commit().await?)
        })
        .await;
    }
    Ok(others.iter().map(|name| first_name(name)).collect())
}

/// The mail at the desk at which a person decides on one that waits: itself, or the one with which it stands.
async fn decided_with(context: &Context, actor: &Actor, mail: &store::post::Mail) -> Result<Option<PostId>, Error> {
    let Some(first) = mail.thread.filter(|_| mail.waits()) else { return Ok(mail.waits().then_some(mail.id)) };
    let granted = actor.grant_staff::<AnswerCases>()?;
    let first = store::post::find(context.store(), &granted, first).await?;
    Ok(Some(first.filter(store::post::Mail::waits).map_or(mail.id, |first| first.id)))
}

fn beside_case(context: &Context, actor: &Actor, mail: store::post::Mail, decide: Option<PostId>) -> Beside {
    Beside {
        id: mail.id,
        decide,
        state: mail.state,
        entry: mail.entry,
        sender: mail.sender,
        subject: mail.subject,
        text: mail.excerpt,
        failed: mail.failed,
        verdict: mail.verdict,
        left_out: mail.left_out,
        at: context.wall(mail.received, &actor.time_zone),
    }
}

/// Notes who has opened what stands on the page. What is written while this waits for its turn nobody has opened.
async fn note_opened(context: &Context, actor: &Actor, head: &Head, entries: Vec<EntryId>) -> Result<(), Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let (context, head) = (context.clone(), head.clone());
    note_beside(async move {
        let tx = context.store().begin().await?;
        store::cases::mark_opened(&tx, &granted, &head, &entries, context.now()).await?;
        Ok(tx.commit().await?)
    })
    .await;
    Ok(())
}

/// What kind of word it is that goes to the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saying {
    /// An answer to a question, news of a complaint.
    Answer,
    /// The customer is asked something: what was promised stands still until they answer.
    Ask,
    /// A solution: the customer decides.
    Propose,
}

impl Saying {
    /// As a form has it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "answer" => Some(Self::Answer),
            "ask" => Some(Self::Ask),
            "propose" => Some(Self::Propose),
            _ => None,
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Ask => "ask",
            Self::Propose => "propose",
        }
    }
}

/// A word to the customer, as a form has it.
#[derive(Clone, Copy, Debug)]
pub struct Say<'a> {
    pub key: CommandKey,
    pub number: i64,
    /// The version of the case that was seen: what came meanwhile is read before it is answered.
    pub seen: Option<i32>,
    pub saying: Saying,
    pub text: &'a str,
    pub cause: &'a str,
    pub prevention: &'a str,
}

/// Writes to the customer. The same key writes once. Who answers a case that nobody has, has it from then on.
///
/// # Errors
/// `NotFound`, `State` when it is closed, `Missing`, `TooLong`, `KeyReused`; `Disputed` for a solution while an amount is
/// disputed that the case is about: the customer's consent closes it.
pub async fn answer(context: &Context, actor: &Actor, say: Say<'_>) -> Result<(), Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let parts: [&[u8]; 5] = [
        &say.number.to_le_bytes(),
        say.saying.code().as_bytes(),
        say.text.as_bytes(),
        say.cause.as_bytes(),
        say.prevention.as_bytes(),
    ];
    let asked = once::asked("cases/answer", actor.member, &parts);
    let text = entry_text(say.text)?;
    let proposal = match say.saying {
        Saying::Propose => Some(Proposal {
            cause: input::paragraph("cause", say.cause, LONGEST_CAUSE)?.unwrap_or_default(),
            prevention: input::paragraph("prevention", say.prevention, LONGEST_CAUSE)?.unwrap_or_default(),
        }),
        Saying::Answer | Saying::Ask if !say.cause.trim().is_empty() || !say.prevention.trim().is_empty() => {
            return Err(Refusal::field(Code::CauseUnsent, "cause").into());
        }
        Saying::Answer | Saying::Ask => None,
    };
    let now = context.now();
    let id = EntryId(store::new_id());
    let tx = context.store().begin().await?;
    let head = store::cases::lock_any(&tx, &granted, say.number).await?.ok_or(Code::NotFound)?;
    if once::made(keys::claim_answer(&tx, &granted, head.account, say.key, &asked, id.0, now).await?)?.is_some() {
        return Ok(());
    }
    if say.seen.is_some_and(|seen| seen != head.version) {
        return Err(Code::Stale.into());
    }
    if proposal.as_ref().is_some_and(|proposal| head.kind.is_investigated() && proposal.cause.is_empty()) {
        return Err(Refusal::field(Code::Missing, "cause").into());
    }
    // An answer to a question is decided on as a solution is.
    let is_decided = match say.saying {
        Saying::Propose => true,
        Saying::Answer => !head.kind.is_investigated(),
        Saying::Ask => false,
    };
    if is_decided && store::invoices::is_disputed(&tx, &head).await? {
        return Err(Code::Disputed.into());
    }
    let head = taken_by(context, &tx, actor, head).await?;
    let step = match say.saying {
        Saying::Answer => CaseStep::Answered,
        Saying::Ask => CaseStep::Asked,
        Saying::Propose => CaseStep::Proposed,
    };
    let entry = NewEntry { id, member: actor.member, by_vendor: true, text, language: actor.language, proposal };
    step::make(context, &tx, &head, actor.member, Move { entry: Some(entry), ..Move::of(step) }, now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}

/// Who does something with a case that nobody has, has it.
async fn taken_by(context: &Context, tx: &store::Tx, actor: &Actor, head: Head) -> Result<Head, Error> {
    if head.assignee.is_some() {
        return Ok(head);
    }
    give(context, tx, actor, head, actor.member).await
}

/// Gives a case to one of the vendor's people.
///
/// # Errors
/// `NotFound` for who is none of them.
pub(crate) async fn give(
    context: &Context,
    tx: &store::Tx,
    actor: &Actor,
    head: Head,
    to: MemberId,
) -> Result<Head, Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let people = store::cases::people(tx, &granted).await?;
    let (_, name) =
        people.into_iter().find(|(person, _)| *person == to).ok_or_else(|| Refusal::field(Code::NotFound, "member"))?;
    store::cases::assign(tx, &granted, &head, Some(to)).await?;
    let taken = Move { text: first_name(&name), ..Move::of(CaseStep::Taken) };
    step::make(context, tx, &head, actor.member, taken, context.now()).await?;
    Ok(store::cases::lock_any(tx, &granted, head.number).await?.ok_or(Code::NotFound)?)
}

/// Takes a case, and says how far it is: `assessed`, `investigating`, or nothing more than that somebody has it.
///
/// # Errors
/// `NotFound`, `State`, `Stale`, `Malformed`.
pub async fn take(context: &Context, actor: &Actor, seen: Seen, stage: &str) -> Result<(), Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let step = match stage {
        "" => None,
        "assessed" => Some(CaseStep::Assessed),
        "investigating" => Some(CaseStep::Investigating),
        _ => return Err(Refusal::field(Code::Malformed, "stage").into()),
    };
    let now = context.now();
    let tx = context.store().begin().await?;
    let head = store::cases::lock_any(&tx, &granted, seen.number).await?.ok_or(Code::NotFound)?;
    head.stage.after(head.kind, step.unwrap_or(CaseStep::Taken))?;
    same_version(&head, seen)?;
    let head = match step {
        None => {
            give(context, &tx, actor, head, actor.member).await?;
            tx.commit().await?;
            context.wake_outbox();
            return Ok(());
        }
        Some(_) => taken_by(context, &tx, actor, head).await?,
    };
    if let Some(step) = step {
        step::make(context, &tx, &head, actor.member, Move::of(step), now).await?;
    }
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}

/// To whom a case is given.
#[derive(Clone, Copy, Debug)]
pub struct Assign {
    pub seen: Seen,
    pub to: MemberId,
}

/// Gives a case to a person of the vendor.
///
/// # Errors
/// `NotFound`, also for who is none of the vendor's people, `State`, `Stale`.
pub async fn assign(context: &Context, actor: &Actor, assign: Assign) -> Result<(), Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let tx = context.store().begin().await?;
    let head = store::cases::lock_any(&tx, &granted, assign.seen.number).await?.ok_or(Code::NotFound)?;
    same_version(&head, assign.seen)?;
    give(context, &tx, actor, head, assign.to).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}

/// Gives another priority, with a reason that the customer reads.
///
/// # Errors
/// `NotFound`, `State`, `Stale`, `Reason`, `Malformed`.
pub async fn prioritise(
    context: &Context,
    actor: &Actor,
    seen: Seen,
    priority: &str,
    reason: &str,
) -> Result<(), Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let priority = Level::parse(priority).ok_or_else(|| Refusal::field(Code::Malformed, "priority"))?;
    let reason = why(reason)?;
    let now = context.now();
    let tx = context.store().begin().await?;
    let head = store::cases::lock_any(&tx, &granted, seen.number).await?.ok_or(Code::NotFound)?;
    head.stage.after(head.kind, CaseStep::Prioritised)?;
    same_version(&head, seen)?;
    let done =
        Move { text: reason.clone(), priority: Some((priority, Some(reason))), ..Move::of(CaseStep::Prioritised) };
    step::make(context, &tx, &head, actor.member, done, now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}

/// Tells those above, with a reason that the customer reads.
///
/// # Errors
/// `NotFound`, `State`, `Stale`, `Reason`.
pub async fn escalate_up(context: &Context, actor: &Actor, seen: Seen, reason: &str) -> Result<(), Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let reason = why(reason)?;
    let tx = context.store().begin().await?;
    let head = store::cases::lock_any(&tx, &granted, seen.number).await?.ok_or(Code::NotFound)?;
    head.stage.after(head.kind, CaseStep::Escalated)?;
    same_version(&head, seen)?;
    let done = Move { text: reason, ..Move::of(CaseStep::Escalated) };
    step::make(context, &tx, &head, actor.member, done, context.now()).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}

/// Writes a note for the vendor's own people. It raises no version: it changes nothing that others see.
///
/// # Errors
/// `NotFound`, `Missing`, `TooLong`, `KeyReused`.
pub async fn note(context: &Context, actor: &Actor, key: CommandKey, number: i64, text: &str) -> Result<(), Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let asked = once::asked("cases/note", actor.member, &[&number.to_le_bytes(), text.as_bytes()]);
    let text = input::paragraph("note", text, LONGEST_ENTRY)?.ok_or_else(|| Refusal::field(Code::Missing, "note"))?;
    let now = context.now();
    let tx = context.store().begin().await?;
    let head = store::cases::lock_any(&tx, &granted, number).await?.ok_or(Code::NotFound)?;
    let claim = keys::claim_answer(&tx, &granted, head.account, key, &asked, store::new_id(), now).await?;
    if once::made(claim)?.is_some() {
        return Ok(());
    }
    store::cases::add_note(&tx, &granted, &head, &text, now).await?;
    Ok(tx.commit().await?)
}
