//! Cases as they cross the wire.

use std::collections::HashMap;

use domain::{
    cases::{
        About, Attached, Became, CaseCard, CaseList, CasePage, CaseStep, ClockView, Entry, MailReceipt, PromiseView,
        Receipt, Stage,
    },
    demo::OutboxState,
    event::{Event, EventLine},
    ids::EntryId,
    permissions::Actor,
    post::Loss,
    promise::{Clock, Given, Standing},
    refusal::Code,
    time::{Instant, WallTime},
};
use store::{
    cases::{Answer, File, Head},
    events::Stored,
    outbox::{Row, ToCustomer},
    post::ByMail,
};

use super::{PAGE, clock, open::speaks_of, step::first_name};
use crate::{Context, Error, invoices, orders};

/// So many entries of a case stand on one page.
const MOST_ENTRIES: u16 = 200;

/// A case in a list; `vendor_side` names the account.
pub(crate) fn card(context: &Context, actor: &Actor, head: &Head, vendor_side: bool) -> CaseCard {
    let wall = |instant| context.wall(instant, &actor.time_zone);
    CaseCard {
        number: head.number,
        kind: head.kind,
        stage: head.stage,
        subject: head.subject.clone(),
        urgency: head.urgency,
        priority: head.priority,
        opened: wall(head.opened),
        changed: wall(head.changed),
        due: speaks_of(head.stage, head.due).map(|(promise, due)| (promise, wall(due))),
        waits_for_customer: head.waits_for_customer,
        assignee: head.assignee_name.as_deref().map(first_name),
        raised: head.raised,
        by: head.by.clone(),
        account: vendor_side.then(|| head.account_name.clone()),
    }
}

/// One more than a page was asked for: then there is a next one.
pub(super) fn list_of(context: &Context, actor: &Actor, mut heads: Vec<Head>) -> CaseList {
    let more = heads.len() > usize::from(PAGE);
    heads.truncate(usize::from(PAGE));
    CaseList {
        next: heads.last().filter(|_| more).map(|head| head.number.to_string()),
        cases: heads.iter().map(|head| card(context, actor, head, false)).collect(),
        now: context.wall(context.now(), &actor.time_zone),
    }
}

/// A page of what was written in a case.
pub(super) struct Thread {
    entries: Vec<store::cases::Entry>,
    /// There are others before these.
    has_earlier: bool,
    /// When the entry was written before which all of these were.
    until: Option<Instant>,
}

impl Thread {
    /// Whether what happened then belongs beside these entries. Each moment belongs to one page.
    pub(super) fn covers(&self, at: Instant) -> bool {
        let first = self.entries.first().filter(|_| self.has_earlier);
        first.is_none_or(|first| first.at <= at) && self.until.is_none_or(|until| at < until)
    }

    /// What the customer wrote of these that nobody of the vendor's has opened.
    pub(super) fn unopened(&self) -> Vec<EntryId> {
        let unopened = self.entries.iter().filter(|entry| !entry.by_vendor && entry.opened.is_none());
        unopened.map(|entry| entry.id).collect()
    }
}

/// The newest entries of a case, or the newest of those before one.
pub(super) async fn thread_of(context: &Context, head: &Head, before: Option<EntryId>) -> Result<Thread, Error> {
    let store = context.store();
    let place = match before {
        Some(id) => Some((store::cases::written_at(store, head, id).await?.ok_or(Code::NotFound)?, id)),
        None => None,
    };
    // One more than are shown: then there are others before them.
    let mut entries = store::cases::entries_before(store, head, place, MOST_ENTRIES + 1).await?;
    let has_earlier = entries.len() > usize::from(MOST_ENTRIES);
    if has_earlier {
        entries.remove(0);
    }
    Ok(Thread { entries, has_earlier, until: place.map(|(at, _)| at) })
}

/// A case with everything about it that both sides may see.
pub(super) async fn page_of(context: &Context, actor: &Actor, head: Head, thread: Thread) -> Result<CasePage, Error> {
    let store = context.store();
    let settings = context.settings();
    let wall = |instant| context.wall(instant, &actor.time_zone);
    let now = context.now();
    // The clock goes by all that happened, what is shown by the page.
    let events = store::events::of_case(store, &head).await?;
    let (clock, _) = clock::of(&settings, &head, &events, now);
    let tags = store::cases::tags(store, &head).await?;
    let linked = store::cases::linked(store, &head).await?;
    // Other accounts' cases are nothing to a customer.
    let linked = linked.into_iter().filter(|linked| linked.account == head.account);
    let asked = head.waits_for_customer.then(|| asked(&events, &thread.entries)).flatten();
    let events: Vec<Stored> =
        events.into_iter().filter(|stored| thread.covers(stored.at) || raises(&stored.event)).collect();
    let beside = beside(context, actor, &head, &thread.entries).await?;
    let earlier = thread.entries.first().filter(|_| thread.has_earlier).map(|entry| entry.id);
    let is_earlier = thread.until.is_some();
    let article = match &head.article {
        Some(number) => Some((number.clone(), article_name(context, actor, number).await?)),
        None => None,
    };
    let disputes = invoices::disputes_of_case(context, actor, head.account, head.number).await?;
    let order = match head.order {
        Some(number) => orders::card_of(context, actor, number).await?,
        None => None,
    };
    Ok(CasePage {
        order,
        number: head.number,
        version: head.version,
        kind: head.kind,
        stage: head.stage,
        subject: head.subject,
        impact: head.impact,
        needed: head.needed,
        urgency: head.urgency,
        priority: head.priority,
        priority_reason: head.priority_reason.filter(|_| head.priority != head.urgency),
        remedy: head.remedy,
        expected: head.expected,
        tags: tags.iter().map(|tag| tag_name(&settings, actor, tag)).collect(),
        about: About { order: head.order, article },
        by: head.by,
        assignee: head.assignee_name.as_deref().map(first_name),
        waits_for_customer: head.waits_for_customer && head.stage != Stage::Closed,
        asked,
        // A moment that has passed is none to name: a mail that waits for a person's word keeps it open.
        lapses: head.lapses.filter(|at| *at > now).map(wall),
        opened: wall(head.opened),
        clock: view(&clock, now, &wall),
        entries: thread.entries.into_iter().map(|entry| shown(entry, &beside, actor, &wall)).collect(),
        earlier,
        is_earlier,
        events: events
            .into_iter()
            .map(|stored| EventLine {
                seq: stored.seq,
                at: wall(stored.at),
                by: who(&stored),
                mine: stored.member == actor.member,
                event: stored.event,
            })
            .collect(),
        raised: head.raised,
        satisfaction: head.satisfaction,
        merged_into: head.merged_into,
        linked: linked.map(|linked| (linked.number, linked.subject)).collect(),
        disputes,
        now: wall(now),
    })
}

/// What was raised above the one who has the case, and what answers it, stands beside every page: how the case stands is
/// read from it.
const fn raises(event: &Event) -> bool {
    let Event::Case { step, .. } = event else { return false };
    matches!(step, CaseStep::Escalated | CaseStep::Objected | CaseStep::Prioritised | CaseStep::Reopened)
}

/// What belongs to the entries of a page.
struct Beside {
    answers: Vec<Answer>,
    files: Vec<File>,
    mails: Vec<ToCustomer>,
    by_mail: HashMap<EntryId, ByMail>,
    /// The reader's own address, where they wrote the case.
    my_address: Option<String>,
}

async fn beside(
    context: &Context,
    actor: &Actor,
    head: &Head,
    entries: &[store::cases::Entry],
) -> Result<Beside, Error> {
    let store = context.store();
    let ids: Vec<EntryId> = entries.iter().map(|entry| entry.id).collect();
    Ok(Beside {
        answers: store::cases::last_answers(store, head).await?,
        files: store::cases::files_of(store, head, &ids).await?,
        mails: store::outbox::to_customer(store, head, &ids).await?,
        by_mail: store::post::by_mail(store, head, &ids).await?.into_iter().collect(),
        my_address: (actor.member == head.member).then(|| head.by_email.clone()),
    })
}

fn shown(entry: store::cases::Entry, beside: &Beside, actor: &Actor, wall: &impl Fn(Instant) -> WallTime) -> Entry {
    let answered = !entry.by_vendor && beside.answers.iter().any(|answer| answer.answers(&entry));
    let ByMail { left_out, is_elsewhere, via } = beside.by_mail.get(&entry.id).cloned().unwrap_or_default();
    Entry {
        id: entry.id,
        // What came from another address somebody else may have written, whoever's name it stands under.
        mine: entry.member == actor.member && !is_elsewhere,
        via,
        by: if entry.by_vendor { first_name(&entry.by) } else { entry.by },
        by_vendor: entry.by_vendor,
        text: entry.text,
        language: entry.language,
        at: wall(entry.at),
        receipt: Receipt {
            opened: entry.opened.map(|(name, at)| (first_name(&name), wall(at))),
            answered,
            mails: beside
                .mails
                .iter()
                .filter(|mail| mail.entry == entry.id)
                .filter_map(|mail| mail_receipt(mail, beside.my_address.as_deref(), wall))
                .collect(),
        },
        files: beside
            .files
            .iter()
            .filter(|file| file.entry == entry.id)
            .map(|file| Attached { id: file.id, name: file.name.clone(), kind: file.kind, size: file.size })
            .collect(),
        left_out,
        proposal: entry.proposal,
    }
}

/// Who asked the customer what they have not answered yet, and with which entry; nobody where they decide on an answer.
fn asked(events: &[Stored], entries: &[store::cases::Entry]) -> Option<(String, Option<EntryId>)> {
    let last = events.iter().rev().find_map(|stored| match &stored.event {
        Event::Case { step: step @ (CaseStep::Asked | CaseStep::Answered | CaseStep::Proposed), .. } => {
            Some((stored, *step))
        }
        _ => None,
    });
    let (stored, _) = last.filter(|(_, step)| *step == CaseStep::Asked)?;
    let entry = entries.iter().rfind(|entry| entry.by_vendor && entry.at == stored.at);
    Some((first_name(&stored.by), entry.map(|entry| entry.id)))
}

fn mail_receipt(
    mail: &ToCustomer,
    my_address: Option<&str>,
    wall: &impl Fn(Instant) -> WallTime,
) -> Option<MailReceipt> {
    let row = &mail.row;
    let (became, at) = became(row, mail.came_back)?;
    let mine = my_address == Some(row.recipient.as_str());
    Some(MailReceipt { to: row.recipient.clone(), mine, became, at: wall(at) })
}

/// What became of a mail, and when; nothing of one that has its first try before it, or that a demo keeps.
pub(crate) fn became(row: &Row, came_back: Option<Instant>) -> Option<(Became, Instant)> {
    let done = row.done_at.unwrap_or(row.created_at);
    Some(match row.state() {
        OutboxState::Sent => (Became::Accepted, Instant::from_millis(done)),
        OutboxState::Waiting if row.attempts > 0 => (Became::Trying, Instant::from_millis(row.created_at)),
        OutboxState::Failed => {
            let loss = Loss::of(row.last_error.as_deref().unwrap_or_default());
            (Became::Lost(loss), came_back.unwrap_or(Instant::from_millis(done)))
        }
        OutboxState::Waiting | OutboxState::Kept => return None,
    })
}

/// Who did it; nobody, where it was the clock.
pub(crate) fn who(stored: &Stored) -> String {
    match stored.event {
        Event::Case { step: CaseStep::Missed | CaseStep::Lapsed, .. } => String::new(),
        _ => orders::by_line(stored),
    }
}

async fn article_name(context: &Context, actor: &Actor, number: &str) -> Result<String, Error> {
    let texts = store::catalogue::names_of(context.store(), number).await?;
    let vendor = context.settings().vendor.language;
    Ok(texts.map_or_else(|| number.to_owned(), |texts| texts.pick(actor.language, vendor).0.to_owned()))
}

/// The vendor's tags by their names, the customer's own as they are.
pub(super) fn tag_name(settings: &domain::settings::Settings, actor: &Actor, tag: &str) -> String {
    settings
        .cases
        .tag(tag)
        .map_or_else(|| tag.to_owned(), |rule| rule.names.pick(actor.language, settings.vendor.language).0.to_owned())
}

/// The clock on the reader's wall.
pub(super) fn view(clock: &Clock, now: Instant, wall: &impl Fn(Instant) -> WallTime) -> ClockView {
    let promise = |given: &Given| {
        let (due, done, left) = match given.standing {
            Standing::Running { due } => (due, None, None),
            Standing::Paused { left } => (None, None, Some(left / 60_000)),
            Standing::Kept { at } => (None, Some(at), None),
            Standing::Broken { due, at } => (due, Some(at), None),
        };
        PromiseView {
            promise: given.promise,
            since: wall(given.since),
            due: due.map(wall),
            done: done.map(wall),
            left,
            missed: given.is_missed(now),
        }
    };
    ClockView {
        promises: clock.given.iter().map(promise).collect(),
        with_us: clock.with_us / 60_000,
        with_you: clock.with_you / 60_000,
        outside: clock.outside / 60_000,
    }
}
