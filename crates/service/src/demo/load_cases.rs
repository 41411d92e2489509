//! Cases for measuring: what customers write about, answered and closed, but for the newest, which wait.

use domain::{
    cases::{CaseStep, Kind, Level, Stage},
    event::Event,
    ids::{CaseId, EntryId, MemberId},
    promise::{Promise, Timetable},
    settings::Settings,
    time::Instant,
};
use store::bulk::{HistoricCase, HistoricEntry, HistoricEvent};

use super::{dice::Dice, world::Customer};
use crate::measures::{Told, measure};

/// What is written of, so that searches find some and not all.
const WORDS: [&str; 24] = [
    "delivery",
    "pallet",
    "ridge",
    "tile",
    "cracked",
    "invoice",
    "lorry",
    "gutter",
    "slate",
    "colour",
    "batch",
    "crane",
    "morning",
    "site",
    "missing",
    "screws",
    "timber",
    "insulation",
    "mortar",
    "return",
    "label",
    "quantity",
    "roof",
    "date",
];
const TAGS: [&str; 4] = ["delivery", "quality", "invoice", "safety"];
/// Of so many cases one is still open: the newest ones.
const ONE_OPEN_OF: u64 = 50;
const EXCHANGES: i64 = 5;

/// What all cases of a load are made with.
pub(super) struct Desk<'a> {
    pub settings: &'a Settings,
    /// When somebody answers, in all the time of the load.
    pub hours: &'a Timetable,
    pub staff: &'a [MemberId],
    /// Of which some complain.
    pub articles: &'a [String],
}

/// One case, and what happened in it in the order of time.
pub(super) fn tell(
    Desk { settings, hours, staff, articles }: &Desk<'_>,
    dice: &mut Dice,
    customer: &Customer,
    (opened, now): (Instant, Instant),
    (number, slot, count): (i64, u64, u64),
) -> (HistoricCase, Vec<HistoricEvent>) {
    let is_open = slot >= count - count / ONE_OPEN_OF;
    let kind = dice.pick(Kind::ALL).copied().unwrap_or(Kind::Question);
    let priority = dice.pick(Level::ALL).copied().unwrap_or(Level::Normal);
    let member = customer.buyers.first().map_or(MemberId::NIL, |buyer| buyer.member);
    let agent = dice.pick(staff).copied();
    let subject = words(dice, 4);
    let mut entries = Vec::new();
    let mut at = opened;
    let exchanges = if is_open { 1 } else { dice.between(1, 2 * EXCHANGES - 1) };
    for turn in 0..exchanges * 2 - i64::from(is_open) {
        let by_vendor = turn % 2 == 1;
        entries.push(HistoricEntry {
            id: EntryId(dice.id(at)),
            member: agent.filter(|_| by_vendor).unwrap_or(member),
            by_vendor,
            text: format!("{}.", words(dice, 18)),
            language: customer.language,
            at,
            opened: agent.filter(|_| !by_vendor && !is_open).map(|agent| (agent, at)),
        });
        at = at.plus_minutes(dice.between(5, 90)).min(now);
    }
    let policy = settings.cases.policy(kind, priority);
    let event = |by: MemberId, step, text: &str, level, policy, at| HistoricEvent {
        account: customer.id,
        by,
        event: Event::Case {
            case: number,
            step,
            text: text.to_owned(),
            level,
            policy,
            told: Vec::new(),
            carried: Vec::new(),
            mark: None,
            speaks: false,
            sorted: None,
        },
        at,
    };
    let mut events = vec![event(member, CaseStep::Opened, &subject, Some(priority), Some(policy), opened)];
    let answered = entries.iter().rfind(|entry| entry.by_vendor).map(|entry| entry.at);
    if let (Some(agent), Some(answered)) = (agent, answered) {
        events.push(event(agent, CaseStep::Proposed, "", None, None, answered));
        events.push(event(member, CaseStep::Accepted, "", None, None, at));
    }
    let id = CaseId(dice.id(opened));
    let tag = dice.pick(&TAGS).copied().unwrap_or("delivery");
    let article = dice.pick(articles).filter(|_| kind == Kind::Complaint).cloned();
    let satisfaction = i32::try_from(dice.between(1, 10)).ok().filter(|grade| !is_open && *grade <= 5);
    let expected = (dice.chance(30)).then(|| words(dice, 3));
    let changed = if is_open { opened } else { at };
    let answered_after = answered.map(|at| hours.between(opened, at) / 60_000);
    let told = Told {
        kind,
        opened,
        changed,
        is_closed: !is_open,
        is_merged: false,
        answered_after,
        rating: satisfaction,
        has_expected: expected.is_some(),
        tags: &[tag.to_owned()],
        article: article.as_deref(),
        cause: None,
    };
    let seen: Vec<(&Event, Instant)> = events.iter().map(|told| (&told.event, told.at)).collect();
    let measure = measure(settings, hours, &told, &seen);
    let case = HistoricCase {
        account: customer.id,
        id,
        number,
        version: i32::try_from(events.len()).unwrap_or(i32::MAX) + 1,
        kind,
        stage: if is_open { Stage::Received } else { Stage::Closed },
        subject,
        priority,
        member,
        // Some of what is open nobody has taken.
        assignee: agent.filter(|_| !is_open || number % 3 > 0),
        due: is_open.then(|| (Promise::FirstAnswer, now.plus_minutes(dice.between(1, 4_000)))),
        article,
        expected,
        satisfaction,
        answered_after,
        opened,
        changed,
        closed: (!is_open).then_some(at),
        tag,
        entries,
        measure,
    };
    (case, events)
}

fn words(dice: &mut Dice, count: usize) -> String {
    (0..count).filter_map(|_| dice.pick(&WORDS).copied()).collect::<Vec<_>>().join(" ")
}
