//! What people decide about mail that waits.

use domain::{
    cases::Stage,
    ids::PostId,
    permissions::{Actor, AnswerCases, StaffGranted},
    post::{AtDesk, DeskPost, Held, Incoming, LeftOut, PostState},
    refusal::{Code, Refusal},
};
use store::{Tx, cases::Head, post::Mail};

use super::{JOB, own_addresses, place, thread, waiting};
use crate::{
    Context, Error,
    cases::{Place as QueuePlace, open::Came},
};

const PAGE: u16 = 50;
/// So many accounts are offered to choose from.
const MOST_ACCOUNTS: u16 = 10;
const LONGEST_SEARCH: usize = 100;

/// The mails that wait for a person's word, what is promised next first, then what waits longest; or, with `automatic`,
/// what machines have sent, the newest first. `after` is where the page before ended.
///
/// # Errors
/// `NotFound` for customers.
pub async fn list(context: &Context, actor: &Actor, automatic: bool, after: Option<&str>) -> Result<DeskPost, Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let store = context.store();
    let after = after.and_then(QueuePlace::parse).map(QueuePlace::behind_mails);
    let mut found = if automatic {
        store::post::automatic(store, &granted, after, PAGE + 1).await?
    } else {
        store::post::queue(store, &granted, &[], after, PAGE + 1).await?
    };
    let more = found.len() > usize::from(PAGE);
    found.truncate(usize::from(PAGE));
    let place = |mail: &Mail| {
        if automatic { QueuePlace::Mail(mail.received.millis(), mail.id.0) } else { QueuePlace::of_mail(mail) }
    };
    let next = found.last().filter(|_| more).map(|mail| place(mail).text());
    let senders: Vec<&str> = found.iter().filter(|mail| is_of_nobody(mail)).map(|mail| mail.sender.as_str()).collect();
    let places = store::post::places(store, &granted, &senders).await?;
    let mails = found.into_iter().map(|mail| {
        let known = places.get(&mail.sender).filter(|_| is_of_nobody(&mail)).cloned().unwrap_or_default();
        at_desk(context, actor, mail, known)
    });
    let mut mails: Vec<AtDesk> = mails.collect();
    thread::fill(context, actor, &granted, &mut mails).await?;
    Ok(DeskPost { mails, next, now: context.wall(context.now(), &actor.time_zone), found: None })
}

/// Number and name of the accounts to which a mail can be attached: those with these words in their number, their name or a
/// member's address.
///
/// # Errors
/// `NotFound` for customers.
pub async fn accounts(context: &Context, actor: &Actor, words: &str) -> Result<Vec<(String, String)>, Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let words: String = words.chars().take(LONGEST_SEARCH).collect();
    let found = store::accounts::search(context.store(), &granted, &words, MOST_ACCOUNTS).await?;
    Ok(found.into_iter().map(|account| (account.number, account.name)).collect())
}

/// It waits, and nothing says of which account it is.
fn is_of_nobody(mail: &Mail) -> bool {
    mail.state == PostState::Held && mail.case.is_none()
}

pub(crate) fn at_desk(context: &Context, actor: &Actor, mail: Mail, places: Vec<(String, String)>) -> AtDesk {
    let may_answer = thread::may_answer(&mail, &own_addresses(context));
    AtDesk {
        id: mail.id,
        state: mail.state,
        held: mail.held,
        unreadable: mail.unreadable,
        verdict: mail.verdict,
        sender: mail.sender,
        sender_name: mail.sender_name,
        subject: mail.subject,
        excerpt: mail.excerpt,
        case: mail.case,
        hint: mail.hint,
        at: context.wall(mail.received, &actor.time_zone),
        due: mail.due.map(|due| context.wall(due, &actor.time_zone)),
        places,
        thread: Vec::new(),
        ways: 1,
        may_answer,
    }
}

/// Where a mail is to go, as a form has it: a case's number, an account's number, or neither for where it would
/// have gone by itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place<'a> {
    pub case: &'a str,
    pub account: &'a str,
}

/// Puts a mail that waits where a person says, with what was written since, both ways. From then on its sender belongs to that
/// case. What one of the vendor's own people wrote becomes a note, so that no word of theirs reaches a customer by mistake.
/// Gives the case's number.
///
/// # Errors
/// `NotFound`, `State` when somebody was quicker, `Missing` without a place, `Malformed`; `State` on `account` for what one
/// of the vendor's own people wrote, which can only go to a case.
pub async fn accept(context: &Context, actor: &Actor, id: PostId, to: Place<'_>) -> Result<i64, Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    // What cannot be read is attached without its words.
    let parsed = thread::read(context.store(), &granted, id).await?;
    let later = thread::read_later(context, &granted, id).await?;
    let now = context.now();
    let tx = context.store().begin().await?;
    store::post::hold_waiting(&tx, id).await?;
    let mail = store::post::find(&tx, &granted, id).await?.ok_or(Code::NotFound)?;
    if !matches!(mail.state, PostState::Held | PostState::Unknown | PostState::Unreadable | PostState::Automatic) {
        return Err(Code::State.into());
    }
    let number =
        if to.case.trim().is_empty() && to.account.trim().is_empty() { mail.case } else { number_of(to.case)? };
    let answers = store::post::answers(&tx, &granted, &[id]).await?;
    // What is promised since it was answered, its sender's next mail takes along.
    let first = Mail { due: mail.due.filter(|_| answers.is_empty()), ..mail.clone() };
    let (head, entry, left_out) = match number {
        Some(number) => into_case(context, &tx, &granted, &first, number, parsed).await?,
        None => into_account(context, &tx, &mail, to.account, parsed).await?,
    };
    let place = Some((&head, entry));
    if !store::post::put_away(&tx, actor.member, id, place, &left_out, now).await? {
        return Err(Code::State.into());
    }
    store::post::take_copies_along(&tx, id, place, now).await?;
    if entry.is_some() {
        // A new case knows nothing from before its first mail; one that is there, what it knew; one that was closed, all.
        let since = match (number, head.stage) {
            (None, _) => mail.received,
            (Some(_), Stage::Closed) => now,
            (Some(_), _) => head.changed,
        };
        thread::carry(context, &tx, actor, &mail, answers, later, (head.number, since)).await?;
    }
    tx.commit().await?;
    context.wake_outbox();
    Ok(head.number)
}

fn number_of(typed: &str) -> Result<Option<i64>, Refusal> {
    match typed.trim().trim_matches(['[', ']', '#']) {
        "" => Ok(None),
        digits => digits.parse().map(Some).map_err(|_| Refusal::field(Code::Malformed, "case")),
    }
}

type Placed = (Head, Option<domain::ids::EntryId>, LeftOut);

async fn into_case(
    context: &Context,
    tx: &Tx,
    granted: &StaffGranted<AnswerCases>,
    mail: &Mail,
    number: i64,
    parsed: Incoming,
) -> Result<Placed, Error> {
    let missing = || Refusal::field(Code::NotFound, "case");
    let found = store::cases::lock_any(tx, granted, number).await?;
    let head = place::going_on(tx, found).await?.ok_or_else(missing)?;
    if is_of_vendor(context, tx, mail).await? {
        let words = format!("{} <{}>\n\n{}", mail.sender_name, mail.sender, parsed.text);
        let words: String = words.trim().chars().take(domain::cases::LONGEST_ENTRY).collect();
        store::cases::add_note(tx, granted, &head, &words, context.now()).await?;
        return Ok((head, None, LeftOut::default()));
    }
    let by = match store::post::is_on_case(tx, &head, &mail.sender).await? {
        Some(member) => member,
        None => {
            belongs(tx, &head, mail).await?;
            head.member
        }
    };
    let parsed = readable(parsed);
    // It is an answer of its own time, but never from before what the case knows already.
    let came = waiting::came(mail).filter(|_| head.stage != Stage::Closed);
    let came = came.map(|came| Came { at: came.at.max(head.changed), ..came });
    let carried = waiting::left(context, mail, came.map_or_else(|| context.now(), |came| came.at));
    let waited = (carried, came);
    let (entry, left_out) = place::write_entry(context, tx, head.clone(), by, parsed, false, waited).await?;
    Ok((head, Some(entry), left_out))
}

/// Whoever of the vendor's people wrote it, whatever it was held for.
pub(super) async fn is_of_vendor(context: &Context, tx: &Tx, mail: &Mail) -> Result<bool, Error> {
    let member = store::accounts::member_by_email(tx, JOB, &mail.sender).await?;
    Ok(mail.held == Some(Held::Staff) || place::is_of_vendor(&own_addresses(context), &mail.sender, member.as_ref()))
}

/// Only an address that a mail can go to belongs to a case.
async fn belongs(tx: &Tx, head: &Head, mail: &Mail) -> Result<(), Error> {
    if mail.sender.is_empty() || mail.state == PostState::Automatic {
        return Ok(());
    }
    Ok(store::post::add_contact(tx, head, &mail.sender).await?)
}

/// What stands in the entry of a mail of which nothing could be read.
pub(super) fn readable(parsed: Incoming) -> Incoming {
    let is_empty = parsed.text.trim().is_empty() && parsed.subject.trim().is_empty();
    if is_empty { Incoming { subject: "…".to_owned(), ..parsed } } else { parsed }
}

/// A new case of an account, which began when the mail came: of its member with the sender's address, or else of the one who answers for the account.
async fn into_account(
    context: &Context,
    tx: &Tx,
    mail: &Mail,
    account: &str,
    parsed: Incoming,
) -> Result<Placed, Error> {
    let account = account.trim();
    if account.is_empty() {
        return Err(Refusal::field(Code::Missing, "case").into());
    }
    if is_of_vendor(context, tx, mail).await? {
        // A case would be the customer's own words: a note on one of theirs is what it can be.
        return Err(Refusal::field(Code::State, "account").into());
    }
    let missing = || Refusal::field(Code::NotFound, "account");
    let who = store::post::writer_for(tx, JOB, account, &mail.sender).await?.ok_or_else(missing)?;
    let (member, membership) = who;
    let is_stranger = member.email != mail.sender;
    let parsed = readable(parsed);
    let (head, entry, left_out) =
        place::open_case(context, tx, &member, &membership, parsed, false, waiting::came(mail)).await?;
    if is_stranger {
        belongs(tx, &head, mail).await?;
    }
    Ok((head, Some(entry), left_out))
}

/// Puts a mail away that needs nothing, with those that stand with it. Twice is once.
///
/// # Errors
/// `NotFound`.
pub async fn discard(context: &Context, actor: &Actor, id: PostId) -> Result<(), Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let now = context.now();
    let tx = context.store().begin().await?;
    store::post::hold_waiting(&tx, id).await?;
    store::post::find(&tx, &granted, id).await?.ok_or(Code::NotFound)?;
    if store::post::put_away(&tx, actor.member, id, None, &LeftOut::default(), now).await? {
        thread::discard(&tx, actor, &granted, id, now).await?;
    }
    Ok(tx.commit().await?)
}
