//! What some of the demo's customers have written in the past year, all of it settled: so that the vendor's mirror and the
//! answer times that are offered before writing have something to say.

mod words;

use domain::{
    cases::{CaseStep, Kind, Level, Stage},
    event::Event,
    ids::{CaseId, EntryId, MemberId},
    promise::{Policy, Promise, Timetable},
    time::Instant,
};
use store::{
    Tx,
    bulk::{HistoricCase, HistoricEntry, HistoricEvent, Series},
    measures::Sums,
};

use self::words::{WORDS, Words};
use super::{
    JOB,
    dice::Dice,
    missing,
    world::{Customer, World},
};
use crate::{
    Error, cases,
    measures::{Told, measure},
};

/// Any number would do; this one stays.
const SEED: u64 = 20_011_121;
/// The customers who wrote: those whose few new cases are told elsewhere (`cases`).
const WRITERS: [usize; 6] = [5, 8, 9, 10, 11, 12];
/// The oldest was written so many days ago, and the newest is settled by now.
const DAYS: (i64, i64) = (16, 400);
/// The slowest is settled within so many days.
const SLOW_DAYS: i64 = 45;
const HOUR: i64 = 3_600_000;

/// Writes them; gives what happened in them, for the log.
pub(super) async fn write(
    tx: &Tx,
    world: &World,
    customers: &[Customer],
    staff: &[MemberId],
) -> Result<Vec<HistoricEvent>, Error> {
    let mut dice = Dice::new(SEED);
    let hours = cases::hours(&world.settings, world.now.plus_days(-DAYS.1 - 1), world.now);
    let mut begun: Vec<(Instant, &Customer)> = Vec::new();
    for customer in WRITERS.iter().filter_map(|place| customers.get(*place)) {
        let count = if customer.company { dice.between(34, 46) } else { dice.between(4, 7) };
        begun.extend((0..count).map(|_| (some_time(world, &hours, &mut dice), customer)));
    }
    begun.sort_by_key(|(at, _)| *at);
    let first = store::bulk::reserve_numbers(tx, JOB, Series::Cases, u64::try_from(begun.len()).unwrap_or(0)).await?;
    let (mut written, mut events, mut sums) = (Vec::new(), Vec::new(), Sums::default());
    for (number, (opened, customer)) in (first..).zip(begun) {
        let Some(past) = Past::of(world, &hours, staff, &mut dice, (number, opened), customer) else { continue };
        let (case, happened) = past.live(&mut dice);
        if case.changed > world.now {
            return Err(missing("an end of each past case"));
        }
        sums.add(&case.measure, 1);
        written.push(case);
        events.extend(happened);
    }
    store::bulk::write_cases(tx, JOB, &written).await?;
    sums.write(tx, JOB).await?;
    Ok(events)
}

/// Mostly while somebody answers, more in the morning.
fn some_time(world: &World, hours: &Timetable, dice: &mut Dice) -> Instant {
    let day = world.today.plus_days(-i32::try_from(dice.between(DAYS.0, DAYS.1)).unwrap_or(30));
    let minutes = if dice.chance(65) { dice.small(450, 720) } else { dice.small(720, 1_260) };
    let at = world.at(day, minutes);
    // On days without answers few people write.
    match hours.after(at, 1) {
        Some(open) if dice.chance(80) && open.millis() - at.millis() > 20 * HOUR => {
            open.plus_minutes(dice.between(1, 90))
        }
        _ => at,
    }
}

struct Past<'a> {
    world: &'a World,
    hours: &'a Timetable,
    customer: &'a Customer,
    number: i64,
    opened: Instant,
    kind: Kind,
    level: Level,
    policy: Policy,
    agent: MemberId,
    tag: &'static str,
    article: String,
    subject: String,
    words: &'a [&'static str; 4],
    entries: Vec<HistoricEntry>,
    events: Vec<HistoricEvent>,
    at: Instant,
}

impl<'a> Past<'a> {
    fn of(
        world: &'a World,
        hours: &'a Timetable,
        staff: &[MemberId],
        dice: &mut Dice,
        (number, opened): (i64, Instant),
        customer: &'a Customer,
    ) -> Option<Self> {
        let own: Vec<&Words> = WORDS.iter().filter(|(language, ..)| *language == customer.language).collect();
        let (_, kind, tag, words) = dice.pick(&own)?;
        let ware = dice.pick(&world.shelf(&customer.price_list)?.goods)?;
        let name = ware.article.names.pick(customer.language, world.settings.vendor.language).0;
        let level = match dice.between(1, 10) {
            1..=2 => Level::Low,
            3..=8 => Level::Normal,
            _ => Level::High,
        };
        // What has all the time in the world would not be settled by now.
        let is_new = opened > world.now.plus_days(-SLOW_DAYS);
        let level = if is_new { level.max(Level::Normal) } else { level };
        let raised = world.settings.cases.tag(tag).and_then(|rule| rule.priority);
        let level = raised.map_or(level, |least| level.max(least));
        Some(Self {
            world,
            hours,
            customer,
            number,
            opened,
            kind: *kind,
            level,
            policy: world.settings.cases.policy(*kind, level),
            agent: *dice.pick(staff)?,
            tag,
            article: ware.article.number.clone(),
            subject: words[0].replace("{article}", name),
            words,
            entries: Vec::new(),
            events: Vec::new(),
            at: opened,
        })
    }

    /// From the first word to the end.
    fn live(mut self, dice: &mut Dice) -> (HistoricCase, Vec<HistoricEvent>) {
        let member = self.customer.buyers.first().map_or(MemberId::NIL, |buyer| buyer.member);
        let subject = self.subject.clone();
        self.step(member, CaseStep::Opened, &subject);
        self.say(dice, member, self.words[1]);
        let is_late = dice.chance(13);
        let first = i64::from(self.policy.first_answer);
        let agent = self.agent;
        if is_late {
            self.pass(first * 60_000 + 60_000);
            self.step(agent, CaseStep::Missed, Promise::FirstAnswer.code());
            self.pass(dice.between(20, 100) * first * 600);
        } else {
            self.pass(dice.between(3, 80) * first * 600);
        }
        let answered_after = Some(self.hours.between(self.opened, self.at) / 60_000);
        if self.kind.is_investigated() {
            self.step(agent, CaseStep::Taken, "");
            self.step(agent, CaseStep::Investigating, "");
            self.step(agent, CaseStep::Answered, "");
            self.solve(dice, member);
        } else {
            self.say(dice, agent, self.words[2]);
            self.step(agent, CaseStep::Answered, "");
            if dice.chance(60) {
                self.pass(dice.between(30, 900) * 60_000);
                self.step(member, CaseStep::Accepted, "");
            } else {
                self.at = self.at.plus_days(i64::from(self.world.settings.cases.lapse_days));
                self.step(agent, CaseStep::Lapsed, "");
            }
        }
        let satisfaction = dice.chance(55).then(|| if is_late { dice.between(1, 4) } else { dice.between(3, 5) });
        self.close(dice, member, answered_after, satisfaction)
    }

    /// A solution in time, mostly, and mostly accepted.
    fn solve(&mut self, dice: &mut Dice, member: MemberId) {
        let (agent, next) = (self.agent, i64::from(self.policy.next_update));
        if dice.chance(9) {
            self.pass(next * 60_000 + 60_000);
            self.step(agent, CaseStep::Missed, Promise::NextUpdate.code());
        }
        self.pass(dice.between(10, 90) * next * 600);
        self.say(dice, agent, self.words[2]);
        self.step(agent, CaseStep::Proposed, "");
        self.pass(dice.between(30, 900) * 60_000);
        if dice.chance(10) {
            self.step(member, CaseStep::Declined, "");
            self.pass(dice.between(10, 80) * next * 600);
            self.say(dice, agent, self.words[2]);
            self.step(agent, CaseStep::Proposed, "");
            self.pass(dice.between(30, 400) * 60_000);
        }
        self.step(member, CaseStep::Accepted, "");
    }

    fn close(
        self,
        dice: &mut Dice,
        member: MemberId,
        answered_after: Option<i64>,
        satisfaction: Option<i64>,
    ) -> (HistoricCase, Vec<HistoricEvent>) {
        let expected = Some(self.words[3]).filter(|words| !words.is_empty() && dice.chance(70)).map(str::to_owned);
        let rating = satisfaction.and_then(|grade| i32::try_from(grade).ok());
        let told = Told {
            kind: self.kind,
            opened: self.opened,
            changed: self.at,
            is_closed: true,
            is_merged: false,
            answered_after,
            rating,
            has_expected: expected.is_some(),
            tags: &[self.tag.to_owned()],
            article: Some(&self.article),
            cause: None,
        };
        let seen: Vec<(&Event, Instant)> = self.events.iter().map(|told| (&told.event, told.at)).collect();
        let measure = measure(&self.world.settings, self.hours, &told, &seen);
        let case = HistoricCase {
            account: self.customer.id,
            id: CaseId(dice.id(self.opened)),
            number: self.number,
            version: i32::try_from(self.events.len()).unwrap_or(i32::MAX) + 1,
            kind: self.kind,
            stage: Stage::Closed,
            subject: self.subject,
            priority: self.level,
            member,
            assignee: Some(self.agent),
            due: None,
            article: Some(self.article),
            expected,
            satisfaction: rating,
            answered_after,
            opened: self.opened,
            changed: self.at,
            closed: Some(self.at),
            tag: self.tag,
            entries: self.entries,
            measure,
        };
        (case, self.events)
    }

    /// So much working time passes.
    fn pass(&mut self, millis: i64) {
        self.at = self.hours.after(self.at, millis).unwrap_or(self.at);
    }

    fn say(&mut self, dice: &mut Dice, by: MemberId, text: &str) {
        let by_vendor = by == self.agent;
        self.entries.push(HistoricEntry {
            id: EntryId(dice.id(self.at)),
            member: by,
            by_vendor,
            text: text.to_owned(),
            language: self.customer.language,
            at: self.at,
            opened: (!by_vendor).then(|| (self.agent, self.at.plus_minutes(2))),
        });
    }

    fn step(&mut self, by: MemberId, step: CaseStep, text: &str) {
        let is_first = step == CaseStep::Opened;
        self.events.push(HistoricEvent {
            account: self.customer.id,
            by,
            event: Event::Case {
                case: self.number,
                step,
                text: text.to_owned(),
                level: is_first.then_some(self.level),
                policy: is_first.then_some(self.policy),
                told: Vec::new(),
                carried: Vec::new(),
                mark: None,
                speaks: false,
                sorted: None,
            },
            at: self.at,
        });
    }
}
