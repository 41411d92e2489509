//! Cases as they cross the wire.

use domain::{
    cases::{
        About, Attached, Became, CaseCard, CaseList, CasePage, CaseStep, ClockView, Entry, MailReceipt, PromiseView,
        Receipt, Stage,
    },
    demo::OutboxState,
    event::{Event, EventLine},
    permissions::Actor,
    post::Loss,
    promise::{Clock, Given, Standing},
    time::{Instant, WallTime},
};
use store::{cases::Head, outbox::ToCustomer};

use super::{PAGE, clock, open::speaks_of, step::first_name};
use crate::{Context, Error, orders};

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

/// A case with everything about it that both sides may see.
pub(super) async fn page_of(context: &Context, actor: &Actor, head: Head) -> Result<CasePage, Error> {
    let store = context.store();
    let settings = context.settings();
    let wall = |instant| context.wall(instant, &actor.time_zone);
    let now = context.now();
    let events = store::events::of_case(store, &head).await?;
    let clock = clock::of(&settings, head.kind, head.opened, &events, now);
    let entries = store::cases::entries(store, &head).await?;
    let files = store::cases::files(store, &head).await?;
    let tags = store::cases::tags(store, &head).await?;
    let linked = store::cases::linked(store, &head).await?;
    // Other accounts' cases are nothing to a customer.
    let linked = linked.into_iter().filter(|linked| linked.account == head.account);
    let mails = store::outbox::to_customer(store, &head).await?;
    let my_address = (actor.member == head.member).then(|| head.by_email.clone());
    let last_answer = entries.iter().rposition(|entry| entry.by_vendor);
    let article = match &head.article {
        Some(number) => Some((number.clone(), article_name(context, actor, number).await?)),
        None => None,
    };
    Ok(CasePage {
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
        opened: wall(head.opened),
        clock: view(&clock, now, &wall),
        entries: entries
            .into_iter()
            .enumerate()
            .map(|(place, entry)| Entry {
                id: entry.id,
                mine: entry.member == actor.member,
                by: if entry.by_vendor { first_name(&entry.by) } else { entry.by },
                by_vendor: entry.by_vendor,
                text: entry.text,
                language: entry.language,
                at: wall(entry.at),
                receipt: Receipt {
                    opened: entry.opened.map(|(name, at)| (first_name(&name), wall(at))),
                    answered: !entry.by_vendor && last_answer.is_some_and(|answer| answer > place),
                    mails: mails
                        .iter()
                        .filter(|mail| mail.entry == entry.id)
                        .filter_map(|mail| mail_receipt(mail, my_address.as_deref(), &wall))
                        .collect(),
                },
                files: files
                    .iter()
                    .filter(|file| file.entry == entry.id)
                    .map(|file| Attached { id: file.id, name: file.name.clone(), kind: file.kind, size: file.size })
                    .collect(),
                proposal: entry.proposal,
            })
            .collect(),
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
        satisfaction: head.satisfaction,
        merged_into: head.merged_into,
        linked: linked.map(|linked| (linked.number, linked.subject)).collect(),
        now: wall(now),
    })
}

/// What became of a mail; nothing of one that has its first try before it, or that a demo keeps.
fn mail_receipt(
    mail: &ToCustomer,
    my_address: Option<&str>,
    wall: &impl Fn(Instant) -> WallTime,
) -> Option<MailReceipt> {
    let row = &mail.row;
    let done = row.done_at.unwrap_or(row.created_at);
    let (became, at) = match row.state() {
        OutboxState::Sent => (Became::Accepted, Instant::from_millis(done)),
        OutboxState::Waiting if row.attempts > 0 => (Became::Trying, Instant::from_millis(row.created_at)),
        OutboxState::Failed => {
            let loss = Loss::of(row.last_error.as_deref().unwrap_or_default());
            (Became::Lost(loss), mail.came_back.unwrap_or(Instant::from_millis(done)))
        }
        OutboxState::Waiting | OutboxState::Kept => return None,
    };
    let mine = my_address == Some(row.recipient.as_str());
    Some(MailReceipt { to: row.recipient.clone(), mine, became, at: wall(at) })
}

/// Who did it; nobody, where it was the clock.
fn who(stored: &store::events::Stored) -> String {
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
