//! One step of a case: the rule, the event, what was written, the clock, and the mails, in one transaction.

use domain::{
    cases::{CaseStep, Kind, Level, Raised, Stage},
    event::Event,
    ids::MemberId,
    language::Language,
    notices::Topic,
    post::{LeftOut, STORM, may_auto_answer},
    promise::{Promise, Standing},
    refusal::Code,
    time::Instant,
};
use store::{
    Job, Tx,
    cases::{Change, Head, NewEntry},
    outbox::{About, Mail, Origin},
};

use super::{above, clock, open::Came};
use crate::{
    Context, Error,
    mails::{self, CaseFacts, Recipient},
    post::token,
};

const JOB: Job = Job::of("steps of cases");
/// The longest window in which automatic mails are counted, minutes.
pub(crate) const LONGEST_WINDOW: i64 = STORM[STORM.len() - 1].1;

/// What is done to a case.
#[derive(Clone, Debug)]
pub(crate) struct Move {
    pub step: CaseStep,
    /// What it is about, or why.
    pub text: String,
    pub entry: Option<NewEntry>,
    /// Another priority, and why it is not the urgency.
    pub priority: Option<(Level, Option<String>)>,
    /// What had been promised on another case that has become a part of this one, or that this one was a part of.
    pub carried: Vec<(Promise, i64)>,
    /// How content the customer is, one to five.
    pub mark: Option<i32>,
    /// The customer's last word there has no answer.
    pub is_unanswered: bool,
    /// It is of another kind from now on.
    pub kind: Option<Kind>,
    /// These addresses are told besides, as the vendor's rules say.
    pub notify: Vec<String>,
    /// Nobody is mailed: another step at the same moment tells of it.
    pub is_quiet: bool,
    /// The step was made by a mail.
    pub by_mail: Option<ByMail>,
    /// It happened before: a mail has waited for a person. What was promised then is promised.
    pub came: Option<Came>,
}

/// The mail by which a step was made.
#[derive(Clone, Debug)]
pub(crate) struct ByMail {
    pub id: Option<String>,
    /// Whether it may be answered by itself.
    pub may_answer: bool,
    /// What of it is not in the entry.
    pub left_out: LeftOut,
}

impl Move {
    pub(crate) const fn of(step: CaseStep) -> Self {
        Self {
            step,
            text: String::new(),
            entry: None,
            priority: None,
            carried: Vec::new(),
            mark: None,
            is_unanswered: false,
            kind: None,
            notify: Vec::new(),
            is_quiet: false,
            by_mail: None,
            came: None,
        }
    }
}

/// Makes one step of a case that is held.
///
/// # Errors
/// `State` when it does not fit; `Disputed` where it would be closed while an amount is disputed that it is about.
pub(crate) async fn make(
    context: &Context,
    tx: &Tx,
    head: &Head,
    by: MemberId,
    done: Move,
    now: Instant,
) -> Result<(), Error> {
    let is_said = done.is_unanswered || done.entry.as_ref().is_some_and(|entry| !entry.by_vendor);
    let speaks = done.step.may_speak() && is_said;
    let kind = done.kind.unwrap_or(head.kind);
    let stage = head.stage.after_words(head.kind, done.step, speaks)?.sorted(head.kind, kind);
    if done.step == CaseStep::Reopened && head.merged_into.is_some() {
        // It is open already, under another number.
        return Err(Code::State.into());
    }
    // What was merged goes on elsewhere, with what it is about.
    let closes = stage == Stage::Closed && head.stage != Stage::Closed && done.step != CaseStep::Merged;
    if closes && store::invoices::is_disputed(tx, head).await? {
        // Nobody looks for an amount in what is closed: what becomes of it is said first.
        return Err(Code::Disputed.into());
    }
    if done.step == CaseStep::Contested && !head.waits_for_customer {
        return Err(Code::State.into());
    }
    // Whoever waited for their turn may have looked at the clock before what they waited for happened.
    let now = now.max(head.changed);
    let at = done.came.map_or(now, |came| came.at);
    let settings = context.settings();
    let (priority, priority_reason) =
        done.priority.clone().unwrap_or_else(|| (head.priority, head.priority_reason.clone()));
    let policy = match done.step {
        CaseStep::Opened | CaseStep::Prioritised | CaseStep::Sorted => {
            Some(done.came.map_or_else(|| settings.cases.policy(kind, priority), |came| came.policy))
        }
        _ => None,
    };
    let above = match done.step {
        CaseStep::Escalated | CaseStep::Missed => above::people(context, tx).await?,
        _ => Vec::new(),
    };
    let event = Event::Case {
        case: head.number,
        step: done.step,
        text: done.text.clone(),
        level: policy.map(|_| priority),
        policy,
        told: above.iter().map(|above| above.called.clone()).collect(),
        carried: done.carried.clone(),
        mark: done.mark,
        speaks,
        sorted: done.kind.map(|kind| (head.kind, kind)),
    };
    let seq = store::events::append(tx, head.account, by, &event, at).await?;
    if let Some(entry) = &done.entry {
        let is_answer = matches!(done.step, CaseStep::Answered | CaseStep::Proposed);
        store::cases::add_entry(tx, head, entry, is_answer, at).await?;
    }
    let events = store::events::of_case(tx, head).await?;
    let (clock, hours) = clock::of(&settings, head, &events, now);
    // Closing a case is no answer.
    let is_answer = matches!(done.step, CaseStep::Answered | CaseStep::Asked | CaseStep::Proposed);
    let answered = clock.given.iter().filter(|_| is_answer).find_map(|given| match (given.promise, given.standing) {
        (Promise::FirstAnswer, Standing::Kept { at } | Standing::Broken { at, .. }) => Some(at),
        _ => None,
    });
    let waits_for_customer = stage != Stage::Closed && clock.waits_for_customer;
    let may_be_silence = stage == Stage::Proposed && waits_for_customer && !kind.is_investigated();
    let is_silent = may_be_silence && !was_investigated(tx, head).await?;
    // A word of the vendor's begins the time anew; what was said otherwise stays.
    let is_word = done.entry.as_ref().is_some_and(|entry| entry.by_vendor);
    let anew = || now.plus_days(i64::from(settings.cases.lapse_days));
    let change = Change {
        kind,
        stage,
        waits_for_customer,
        due: clock.next(),
        lapses: is_silent.then(|| head.lapses.filter(|_| !is_word).unwrap_or_else(anew)),
        priority,
        priority_reason,
        raised: Raised::after(head.raised, done.step, stage),
        answered_after: answered.map(|at| hours.between(head.opened, at) / 60_000),
    };
    store::cases::save(tx, head, &change, now).await?;
    if done.is_quiet {
        return Ok(());
    }
    let token = token::of_case(context.signing(), head.number);
    let mut ids = store::post::case_ids(tx, head).await?;
    // The mail that makes this step is not filed yet.
    ids.extend(done.by_mail.as_ref().and_then(|mail| mail.id.clone()));
    let refers_to = thread(ids);
    let facts = CaseFacts {
        number: head.number,
        kind,
        subject: &head.subject,
        step: done.step,
        text: done.entry.as_ref().map_or(done.text.as_str(), |entry| entry.text.as_str()),
        proposal: done.entry.as_ref().and_then(|entry| entry.proposal.as_ref()),
        // What is over is no promise.
        due: change.due.filter(|(_, due)| *due > now),
        lapses: change.lapses.filter(|at| *at > now),
        customer: &head.account_name,
        token: &token,
        refers_to: &refers_to,
        answers_mail: done.by_mail.is_some(),
        left_out: done.by_mail.as_ref().map(|mail| &mail.left_out),
    };
    let mut letters = Vec::new();
    if done.by_mail.as_ref().is_none_or(|mail| mail.may_answer) {
        letters.extend(to_customer(context, tx, head, by, facts).await?);
    }
    letters.extend(to_vendor(context, facts));
    letters.extend(to_assignee(context, tx, head, by, facts).await?);
    let told = above.iter().filter(|above| above.member != Some(by));
    letters.extend(told.map(|above| mails::case_to_staff(context, above.recipient(), facts)));
    let vendor = &settings.vendor;
    letters.extend(done.notify.iter().map(|email| {
        let recipient = Recipient { email, language: vendor.language, time_zone: &vendor.time_zone };
        mails::case_to_staff(context, recipient, facts)
    }));
    let about =
        About { account: Some(head.account), event_seq: Some(seq), case: Some(head.number), ..About::default() };
    // Who is told twice of one fact, as a person above and at the vendor's address, is told once.
    letters.sort_by(|one, other| one.to.cmp(&other.to));
    letters.dedup_by(|one, other| one.to == other.to);
    let letters = without_storms(tx, head, letters, now).await?;
    // What the customer gets of an entry is a receipt for both sides.
    let (to_customer, to_us): (Vec<Mail>, Vec<Mail>) = letters.into_iter().partition(|letter| letter.comes_back);
    let entry = done.entry.as_ref().map(|entry| entry.id);
    store::outbox::put(tx, About { entry, ..about }, to_customer, now).await?;
    store::outbox::put(tx, about, to_us, now).await?;
    Ok(())
}

/// Whether it, or a case that goes on in it, has been of a kind that only consent closes. Whatever it is called from then on,
/// silence does not close it.
pub(super) async fn was_investigated(tx: &Tx, head: &Head) -> Result<bool, Error> {
    let is_from =
        |event: &Event| matches!(event, Event::Case { sorted: Some((from, _)), .. } if from.is_investigated());
    if store::events::with_merged(tx, head).await?.iter().any(|stored| is_from(&stored.event)) {
        return Ok(true);
    }
    // Or a part of it stood in such a case before it was split off.
    for number in store::cases::origins(tx, head).await? {
        let Some(origin) = store::cases::lock_for(tx, JOB, number).await? else { continue };
        let events = store::events::with_merged(tx, &origin).await?;
        if origin.kind.is_investigated() || events.iter().any(|stored| is_from(&stored.event)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// As much of a conversation's ids as its mails carry: where it began, and what was said last.
pub(crate) fn thread(mut ids: Vec<String>) -> Vec<String> {
    const MOST: usize = 10;
    let mut seen = std::collections::HashSet::new();
    ids.retain(|id| seen.insert(id.clone()));
    if ids.len() > MOST {
        ids.drain(1..=ids.len() - MOST);
    }
    ids
}

/// Without automatic mails to whom there were too many about this case already. What a person writes always goes.
async fn without_storms(tx: &Tx, head: &Head, mut letters: Vec<Mail>, now: Instant) -> Result<Vec<Mail>, Error> {
    let since = now.plus_minutes(-LONGEST_WINDOW);
    let automatic = letters.iter().filter(|letter| letter.origin != Origin::Person);
    let to: Vec<&str> = automatic.map(|letter| letter.to.as_str()).collect();
    let recent = store::outbox::recent_to(tx, JOB, head.account, head.number, &to, since).await?;
    letters.retain(|letter| {
        let to_them = recent.iter().filter(|(to, _)| *to == letter.to);
        let to_them: Vec<Instant> = to_them.map(|(_, at)| *at).collect();
        let goes = letter.origin == Origin::Person || may_auto_answer(None, &letter.to, &[], &to_them, now).is_ok();
        if !goes {
            tracing::warn!(case_number = head.number, "too many automatic mails about a case: one was left out");
        }
        goes
    });
    Ok(letters)
}

/// The mails to who wrote the case, of what somebody else did, and the receipt at the beginning; also to the addresses
/// that belong to it.
async fn to_customer(
    context: &Context,
    tx: &Tx,
    head: &Head,
    by: MemberId,
    facts: CaseFacts<'_>,
) -> Result<Vec<Mail>, Error> {
    let is_own = by == head.member && !matches!(facts.step, CaseStep::Missed | CaseStep::Lapsed);
    if is_own && facts.step != CaseStep::Opened {
        return Ok(Vec::new());
    }
    let mut readers = store::accounts::readers(tx, head.account, head.member, false).await?;
    if readers.is_empty() {
        // Who wrote it has left the account; those who answer for the account are told.
        readers = store::accounts::readers(tx, head.account, head.member, true).await?;
    }
    let Some(reader) = readers.first() else { return Ok(Vec::new()) };
    let topic = Topic::of_step(facts.step);
    let silent = match topic {
        Some(topic) => store::accounts::without_mails(tx, head.account, topic).await?,
        None => Vec::new(),
    };
    let contacts = store::post::contacts(tx, head).await?;
    let own = (!silent.contains(&reader.id)).then_some(reader.email.as_str());
    let addresses = own.into_iter().chain(contacts.iter().map(String::as_str));
    Ok(addresses
        .filter_map(|email| {
            let recipient = Recipient {
                email,
                language: Language::parse(&reader.language).unwrap_or_default(),
                time_zone: &reader.time_zone,
            };
            let mail = mails::case_to_customer(context, recipient, facts)?;
            // Who is no member has nothing to choose.
            let may_choose = topic.is_some() && own == Some(email);
            Some(if may_choose { mails::with_choices(context, recipient.language, mail) } else { mail })
        })
        .collect())
}

/// The mail to the vendor's own address when the customer has said something: it arrives at a person.
fn to_vendor(context: &Context, facts: CaseFacts<'_>) -> Option<Mail> {
    let is_the_customers = matches!(
        facts.step,
        CaseStep::Opened
            | CaseStep::Replied
            | CaseStep::PartlyAccepted
            | CaseStep::Declined
            | CaseStep::Reopened
            | CaseStep::Escalated
            | CaseStep::Objected
            | CaseStep::Contested
    );
    if !is_the_customers {
        return None;
    }
    let settings = context.settings();
    let vendor = &settings.vendor;
    let recipient = Recipient { email: &vendor.email, language: vendor.language, time_zone: &vendor.time_zone };
    Some(mails::case_to_staff(context, recipient, facts))
}

/// The mail to who has the case: of what the customer said, of a missed promise, and that they have it now.
async fn to_assignee(
    context: &Context,
    tx: &Tx,
    head: &Head,
    by: MemberId,
    facts: CaseFacts<'_>,
) -> Result<Option<Mail>, Error> {
    let concerns = facts.step == CaseStep::Missed
        || facts.step == CaseStep::Taken
        || (facts.step == CaseStep::Rated && !facts.text.is_empty())
        || to_vendor(context, facts).is_some_and(|_| facts.step != CaseStep::Opened);
    // Held again: giving the case to somebody is written before this step.
    let assignee = store::cases::assignee(tx, head).await?;
    let Some(person) = assignee.filter(|person| concerns && person.id != by.0) else { return Ok(None) };
    let recipient = Recipient {
        email: &person.email,
        language: Language::parse(&person.language).unwrap_or_default(),
        time_zone: &person.time_zone,
    };
    Ok(Some(mails::case_to_staff(context, recipient, facts)))
}

/// The vendor's people are known by their first name.
pub(crate) fn first_name(name: &str) -> String {
    name.split(' ').next().unwrap_or("").to_owned()
}
