//! What goes on about a mail before it is in a case: people answer it, its sender answers them, it comes again by another way.
//! It stands together at the desk, and becomes the story of a case when it is attached.

use std::collections::HashMap;

use domain::{
    cases::{CaseStep, LONGEST_ENTRY, MailReceipt},
    ids::{CommandKey, PostId},
    input,
    permissions::{Actor, AnswerCases, StaffGranted},
    post::{self, AtDesk, Filing, Held, InThread, Incoming, PostState},
    refusal::{Code, Refusal},
    time::Instant,
};
use store::{
    Db, Tx,
    cases::{Head, NewEntry},
    outbox::About,
    post::{Answer, Facts, Mail, NewAnswer},
};

use super::{
    JOB, desk,
    filing::New,
    own_addresses,
    parse::{self, Envelope},
    place, token, waiting,
};
use crate::{
    Context, Error,
    cases::{
        self,
        open::Came,
        step::{self, Move},
    },
    mails,
};

/// Answers a mail that waits. It goes out as a person's mail, and an answer to it comes back to stand with this one. The same
/// key answers once.
///
/// # Errors
/// `Missing`, `TooLong`, `Malformed` on `text`; `NotFound`; `State` when it waits no more; `NobodyReads` for an address of our
/// own or one behind which nobody reads; `KeyReused`.
pub async fn answer(context: &Context, actor: &Actor, key: CommandKey, id: PostId, text: &str) -> Result<(), Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let text = input::paragraph("text", text, LONGEST_ENTRY)?.ok_or_else(|| Refusal::field(Code::Missing, "text"))?;
    let now = context.now();
    let tx = context.store().begin().await?;
    let waits = store::post::hold_waiting(&tx, id).await?;
    if let Some((member, post, said)) = store::post::answered_with(&tx, &granted, key).await? {
        let is_same = member == actor.member && post == id && said == text;
        return if is_same { Ok(()) } else { Err(Code::KeyReused.into()) };
    }
    let mail = store::post::find(&tx, &granted, id).await?.ok_or(Code::NotFound)?;
    if !waits || stands_with_another(&tx, &mail).await? {
        return Err(Code::State.into());
    }
    let own = own_addresses(context);
    if post::may_be_written_to(&mail.sender, &own).is_err() || desk::is_of_vendor(context, &tx, &mail).await? {
        return Err(Code::NobodyReads.into());
    }
    let ids = step::thread(store::post::thread_ids(&tx, id).await?);
    let token = token::of_post(context.signing(), id);
    let letter = mails::post_answered(context, &mail.sender, &mail.subject, &text, (token, ids));
    let outbox = store::outbox::put_one(&tx, About::default(), &letter, now).await?;
    let new = NewAnswer { key, post: id, text, outbox };
    if !store::post::add_answer(&tx, &granted, &new, now).await? {
        return Err(Code::KeyReused.into());
    }
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}

/// Then that one is answered.
async fn stands_with_another(tx: &Tx, mail: &Mail) -> Result<bool, Error> {
    match mail.thread {
        Some(first) => Ok(store::post::hold_waiting(tx, first).await?),
        None => Ok(false),
    }
}

/// Whether somebody reads where it came from, as far as its address says.
pub(super) fn may_answer(mail: &Mail, own: &[String]) -> bool {
    mail.waits() && mail.held != Some(Held::Staff) && post::may_be_written_to(&mail.sender, own).is_ok()
}

/// Puts to the mails at the desk what was written since, and by how many ways they came.
///
/// # Errors
/// When the database fails.
pub(super) async fn fill(
    context: &Context,
    actor: &Actor,
    granted: &StaffGranted<AnswerCases>,
    mails: &mut [AtDesk],
) -> Result<(), Error> {
    let store = context.store();
    let ids: Vec<PostId> = mails.iter().map(|mail| mail.id).collect();
    let answers = store::post::answers(store, granted, &ids).await?;
    let later = store::post::later(store, granted, &ids).await?;
    let copies = store::post::copies(store, granted, &ids).await?;
    for mail in mails {
        let theirs = later.iter().filter(|later| later.thread == Some(mail.id)).map(|later| InThread {
            mail: Some(later.id),
            by: String::new(),
            text: later.excerpt.clone(),
            at: context.wall(later.received, &actor.time_zone),
            receipt: None,
        });
        let ours = answers.iter().filter(|answer| answer.post == mail.id).map(|answer| InThread {
            mail: None,
            by: step::first_name(&answer.by),
            text: answer.text.clone(),
            at: context.wall(answer.at, &actor.time_zone),
            receipt: receipt(context, actor, answer),
        });
        mail.thread = theirs.chain(ours).collect();
        mail.thread.sort_by_key(|part| part.at.instant);
        mail.ways = 1 + copies.get(&mail.id).copied().unwrap_or_default();
    }
    Ok(())
}

fn receipt(context: &Context, actor: &Actor, answer: &Answer) -> Option<MailReceipt> {
    let (row, came_back) = answer.sent.as_ref()?;
    let (became, at) = cases::became(row, *came_back)?;
    Some(MailReceipt { to: row.recipient.clone(), mine: false, became, at: context.wall(at, &actor.time_zone) })
}

/// The mails with tokens of ours in a new one: what people have answered comes back. One that waits is held, before any account
/// is, as whoever attaches it does.
///
/// # Errors
/// When the database fails.
pub(super) async fn named(context: &Context, tx: &Tx, mail: &Incoming) -> Result<Vec<Mail>, Error> {
    let mut ids: Vec<PostId> =
        post::tokens(mail).into_iter().filter_map(|token| token::verify_post(context.signing(), token)).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut found = Vec::new();
    for id in ids {
        store::post::hold_waiting(tx, id).await?;
        found.extend(store::post::named(tx, JOB, id).await?);
    }
    Ok(found)
}

/// The case in which the mail is that a token names.
pub(super) fn case_of(named: &[Mail], secret: &str, token: &str) -> Option<i64> {
    let id = token::verify_post(secret, token)?;
    named.iter().find(|mail| mail.id == id && mail.state == PostState::Filed)?.case
}

/// What becomes of a mail that a person would have to decide on by itself, where it is the same as one that waits, or its sender
/// has answered what was answered to one that waits: it stands with that.
///
/// # Errors
/// When the database fails.
pub(super) async fn joined(
    context: &Context,
    tx: &Tx,
    new: &New,
    mail: &Incoming,
    filing: Filing,
    named: &[Mail],
    base: &Facts,
) -> Result<Option<Facts>, Error> {
    if let (Filing::Unknown | Filing::Held(..), Some(id), Some(hash)) = (filing, &mail.message_id, &base.text_hash)
        && let Some(same) = store::post::same_waiting(tx, JOB, &base.sender, id, hash).await?
    {
        return Ok(Some(Facts { state: Some(PostState::Copy), same_as: Some(same), ..base.clone() }));
    }
    let held = match filing {
        Filing::Unknown | Filing::NewCase => None,
        Filing::Held(None, why) if why != Held::Staff => Some(why),
        _ => return Ok(None),
    };
    let Some(first) = named.iter().find(|named| named.waits() && named.sender == base.sender) else { return Ok(None) };
    let is_storm = held == Some(Held::Storm);
    let policy = first.policy.unwrap_or_else(|| waiting::promised(context, new.received, &new.to).0);
    let due = waiting::again(context, policy, new.received).filter(|_| !is_storm);
    store::post::goes_on(tx, JOB, first.id, &base.words, due).await?;
    let held = held.or(first.held);
    let state = if held.is_some() { PostState::Held } else { PostState::Unknown };
    Ok(Some(Facts {
        state: Some(state),
        reason: held.map(Held::code),
        case: first.case,
        thread: Some(first.id),
        ..base.clone()
    }))
}

/// A mail as it was written; nothing of one that cannot be read.
///
/// # Errors
/// `NotFound`; when the database fails.
pub(super) async fn read(db: &impl Db, granted: &StaffGranted<AnswerCases>, id: PostId) -> Result<Incoming, Error> {
    let raw = store::post::raw(db, granted, id).await?.ok_or(Code::NotFound)?;
    let envelope = Envelope { from: raw.envelope_from, to: raw.envelope_to };
    Ok(parse::read(raw.raw, envelope).await.map(|parsed| parsed.mail).unwrap_or_default())
}

/// The mails that stand with one, read before anybody's turn to write.
///
/// # Errors
/// When the database fails.
pub(super) async fn read_later(
    context: &Context,
    granted: &StaffGranted<AnswerCases>,
    id: PostId,
) -> Result<HashMap<PostId, Incoming>, Error> {
    let mut all = HashMap::new();
    for later in store::post::later(context.store(), granted, &[id]).await? {
        all.insert(later.id, read(context.store(), granted, later.id).await?);
    }
    Ok(all)
}

enum Part {
    Ours(Answer),
    Theirs(Mail),
}

impl Part {
    fn at(&self) -> Instant {
        match self {
            Self::Ours(answer) => answer.at,
            Self::Theirs(mail) => mail.received,
        }
    }
}

/// What went on about a mail that is in a case now: answers and mails become its entries, each of its own time, but none from
/// before `since`. Who has answered has the case, where nobody else has.
///
/// # Errors
/// When the database fails.
pub(super) async fn carry(
    context: &Context,
    tx: &Tx,
    actor: &Actor,
    mail: &Mail,
    answers: Vec<Answer>,
    mut texts: HashMap<PostId, Incoming>,
    (number, since): (i64, Instant),
) -> Result<(), Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let policy = mail.policy.unwrap_or_else(|| waiting::promised(context, mail.received, &[]).0);
    let later = store::post::later(tx, &granted, &[mail.id]).await?;
    let (answerer, last) = (answers.last().map(|answer| answer.member), later.last().map(|later| later.id));
    let ours = answers.into_iter().map(Part::Ours);
    let mut parts: Vec<Part> = ours.chain(later.into_iter().map(Part::Theirs)).collect();
    parts.sort_by_key(Part::at);
    for part in parts {
        let head = store::cases::lock_any(tx, &granted, number).await?.ok_or(Code::NotFound)?;
        let came = Came { at: part.at().max(since), policy };
        match part {
            Part::Ours(answer) => write_answer(context, tx, &granted, &head, answer, came).await?,
            Part::Theirs(later) => {
                let words = match texts.remove(&later.id) {
                    Some(words) => words,
                    None => read(tx, &granted, later.id).await?,
                };
                // What is promised since they wrote again is promised in the case.
                let is_promised = answerer.is_some() && last == Some(later.id);
                let carried = if is_promised { waiting::left(context, mail, came.at) } else { Vec::new() };
                let by = store::post::is_on_case(tx, &head, &later.sender).await?.unwrap_or(head.member);
                let (words, waited) = (desk::readable(words), (carried, Some(came)));
                let (entry, left_out) = place::write_entry(context, tx, head.clone(), by, words, false, waited).await?;
                let (place, now) = (Some((&head, Some(entry))), context.now());
                if !store::post::put_away(tx, actor.member, later.id, place, &left_out, now).await? {
                    return Err(Code::State.into());
                }
                store::post::take_copies_along(tx, later.id, place, now).await?;
            }
        }
    }
    let head = store::cases::lock_any(tx, &granted, number).await?.ok_or(Code::NotFound)?;
    if let (None, Some(answerer)) = (head.assignee, answerer) {
        let people = store::cases::people(tx, &granted).await?;
        if people.iter().any(|(person, _)| *person == answerer) {
            cases::give(context, tx, actor, head, answerer).await?;
        }
    }
    Ok(())
}

/// It has gone out already: nobody is mailed, and its mail is the entry's receipt.
async fn write_answer(
    context: &Context,
    tx: &Tx,
    granted: &StaffGranted<AnswerCases>,
    head: &Head,
    answer: Answer,
    came: Came,
) -> Result<(), Error> {
    let entry = NewEntry {
        id: answer.id,
        member: answer.member,
        by_vendor: true,
        text: answer.text.clone(),
        language: answer.language,
        proposal: None,
    };
    let answered = Move { entry: Some(entry), came: Some(came), is_quiet: true, ..Move::of(CaseStep::Answered) };
    step::make(context, tx, head, answer.member, answered, context.now()).await?;
    Ok(store::post::bring(tx, granted, &answer, head).await?)
}

/// Puts the mails away that stand with one, and the copies of all of them.
///
/// # Errors
/// When the database fails.
pub(super) async fn discard(
    tx: &Tx,
    actor: &Actor,
    granted: &StaffGranted<AnswerCases>,
    id: PostId,
    now: Instant,
) -> Result<(), Error> {
    let nothing = post::LeftOut::default();
    for later in store::post::later(tx, granted, &[id]).await? {
        store::post::put_away(tx, actor.member, later.id, None, &nothing, now).await?;
        store::post::take_copies_along(tx, later.id, None, now).await?;
    }
    Ok(store::post::take_copies_along(tx, id, None, now).await?)
}
