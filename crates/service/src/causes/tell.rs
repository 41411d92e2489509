//! Telling all that a cause affects, once each, also those who did not complain.
//!
//! A notice is written in one transaction and sent in many: so many accounts at a time, each time with how far it has come.
//! Whoever dies in the middle leaves the rest to the next round, and nobody gets it twice.

use std::{collections::HashMap, time::Duration};

use domain::{
    causes::{NoticeKind, Wording, Words},
    event::Event,
    ids::{AccountId, CommandKey},
    language::Texts,
    permissions::{Actor, AnswerCases, TellCustomers},
    refusal::{Code, Refusal},
};
use store::{
    Job,
    causes::{Head, NewNotice, Notice, Person, Reached},
    outbox::About,
};
use tokio::sync::watch;

use crate::{
    Context, Error,
    mails::{self, Recipient},
    secret,
};

const JOB: Job = Job::of("telling of causes");
/// So many accounts are told in one transaction: an order of one of them waits for milliseconds.
const BATCH: u16 = 50;
/// After so long a new notice begins to go out.
const ROUND: Duration = Duration::from_secs(3);

/// A notice as a form has it.
#[derive(Clone, Copy, Debug)]
pub struct Tell<'a> {
    pub key: CommandKey,
    pub number: i64,
    pub version: i32,
    /// It is the last one: the cause is settled.
    pub closes: bool,
    pub words: &'a [Wording],
}

/// Writes a notice to all that the cause affects; it closes when all of them were told. The same key tells once. A cause
/// that affects nobody is closed without a word.
///
/// # Errors
/// `NotFound`, `State` for a closed one, `Stale`, `Untold` for an end of which somebody has not heard the beginning,
/// `KeyReused`; `Missing`, `TooLong`, `Malformed` words on their fields.
pub async fn tell(context: &Context, actor: &Actor, tell: Tell<'_>) -> Result<(), Error> {
    let granted = actor.grant_staff::<TellCustomers>()?;
    let reading = actor.grant_staff::<AnswerCases>()?;
    let input = serde_json::to_vec(&tell.words).unwrap_or_default();
    let input_hash = secret::hash(&[b"causes/tell", &tell.number.to_le_bytes(), &[u8::from(tell.closes)], &input]);
    let now = context.now();
    let tx = context.store().begin().await?;
    let head = store::causes::lock(&tx, &reading, tell.number).await?.ok_or(Code::NotFound)?;
    if let Some((number, hash)) = store::causes::sent_with(&tx, &granted, tell.key).await? {
        let is_same = number == tell.number && secret::same(&hash, &input_hash);
        return if is_same { Ok(()) } else { Err(Code::KeyReused.into()) };
    }
    let notices = store::causes::notices(&tx, &reading, &head).await?;
    // Whom one is still on its way to hears of it in any case.
    let is_going_out = notices.iter().any(|notice| notice.done.is_none());
    let before: Vec<NoticeKind> = notices.into_iter().map(|notice| notice.kind).collect();
    let kind = NoticeKind::next(&before, head.closed.is_some(), tell.closes)?;
    if head.version != tell.version {
        return Err(Code::Stale.into());
    }
    // Who is affected hears of it before they hear that it is settled: the last notice goes to all of them.
    let counts = store::causes::counts(&tx, &reading, &head).await?;
    if kind == NoticeKind::Closed && counts.untold > 0 && !is_going_out {
        return Err(Refusal::of(Code::Untold).with(counts.untold).into());
    }
    if kind == NoticeKind::Closed && before.is_empty() {
        store::causes::close(&tx, &granted, &head, now).await?;
        tx.commit().await?;
        return Ok(());
    }
    let words = Words::parse(tell.words)?;
    if kind != NoticeKind::Closed && counts.accounts == 0 {
        // Nobody would hear it, and who pressed would think that all had.
        return Err(Refusal::field(Code::Missing, "articles").into());
    }
    let new = NewNotice { key: tell.key, input_hash: &input_hash, kind, words: &words };
    store::causes::put(&tx, &granted, &head, new, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Tells those who have become affected since the last notice went out.
///
/// # Errors
/// `NotFound`, `State` for a closed cause, and for one of which nobody was told.
pub async fn tell_rest(context: &Context, actor: &Actor, number: i64) -> Result<(), Error> {
    actor.grant_staff::<TellCustomers>()?;
    let reading = actor.grant_staff::<AnswerCases>()?;
    let tx = context.store().begin().await?;
    let head = store::causes::lock(&tx, &reading, number).await?.ok_or(Code::NotFound)?;
    if head.closed.is_some() || !store::causes::resume(&tx, &reading, &head).await? {
        return Err(Code::State.into());
    }
    tx.commit().await?;
    Ok(())
}

/// Sends what is to be sent, again and again until `stop`.
pub async fn work(context: Context, mut stop: watch::Receiver<bool>) {
    while crate::goes_on(&stop) {
        if let Err(error) = pass(&context).await {
            // Logged there; the next round goes on where this one stopped.
            let _ = error.into_refusal();
        }
        tokio::select! {
            () = tokio::time::sleep(ROUND) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Sends everything that is to be sent.
///
/// # Errors
/// When the database fails: what was sent stays sent.
pub async fn pass(context: &Context) -> Result<(), Error> {
    while batch(context).await? {}
    Ok(())
}

/// Sends one batch of each open notice; `false` when there was nothing left to send.
///
/// # Errors
/// When the database fails.
pub async fn batch(context: &Context) -> Result<bool, Error> {
    let mut is_any = false;
    for (cause, seq) in store::causes::open_notices(context.store(), JOB).await? {
        is_any |= send_some(context, cause, seq).await?;
    }
    if is_any {
        context.wake_outbox();
    }
    Ok(is_any)
}

/// `false` when somebody else has it at this moment, or it is done.
async fn send_some(context: &Context, cause: uuid::Uuid, seq: i32) -> Result<bool, Error> {
    let now = context.now();
    let tx = context.store().begin().await?;
    let Some(notice) = store::causes::to_send(&tx, JOB, cause, seq).await? else { return Ok(false) };
    let Some(head) = store::causes::find_for(&tx, JOB, cause).await? else { return Ok(false) };
    let told_only = notice.kind == NoticeKind::Closed;
    let reached = store::causes::audience(&tx, JOB, &head, told_only, notice.reached, BATCH).await?;
    let accounts: Vec<AccountId> = reached.iter().map(|reached| reached.account).collect();
    let told = store::causes::already_told(&tx, JOB, &notice, &accounts).await?;
    let new: Vec<Reached> = reached.into_iter().filter(|reached| !told.contains(&reached.account)).collect();
    let mut people: HashMap<AccountId, Vec<Person>> = HashMap::new();
    for person in store::causes::people(&tx, JOB, &new).await? {
        people.entry(person.account).or_default().push(person);
    }
    for reached in &new {
        let people = people.remove(&reached.account).unwrap_or_default();
        tell_one(context, &tx, &head, &notice, reached, &people, now).await?;
    }
    let is_last = accounts.len() < usize::from(BATCH);
    store::causes::reached(&tx, JOB, &notice, accounts.last().copied(), is_last.then_some(now)).await?;
    tx.commit().await?;
    Ok(true)
}

/// The event in the account's log, the mails, and that it was told.
async fn tell_one(
    context: &Context,
    tx: &store::Tx,
    head: &Head,
    notice: &Notice,
    reached: &Reached,
    people: &[Person],
    now: domain::time::Instant,
) -> Result<(), Error> {
    let vendor = context.settings().vendor.language;
    let event = Event::Notice {
        cause: head.number,
        closes: notice.kind == NoticeKind::Closed,
        subject: Texts::listed(std::iter::once(&notice.words.subject), vendor),
    };
    let seq = store::events::append(tx, reached.account, notice.by, &event, now).await?;
    store::causes::mark_told(tx, JOB, notice, reached.account, seq, now).await?;
    let letters = people
        .iter()
        .map(|person| {
            let recipient = Recipient { email: &person.email, language: person.language, time_zone: &person.time_zone };
            mails::notice(context, recipient, head.number, &notice.words, &reached.orders)
        })
        .collect();
    let about = About { account: Some(reached.account), event_seq: Some(seq), ..About::default() };
    store::outbox::put(tx, about, letters, now).await?;
    Ok(())
}
