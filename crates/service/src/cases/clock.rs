//! A case's promise clock, of its events and the vendor's hours.

use domain::{
    cases::{CaseStep, Kind},
    event::Event,
    promise::{self, Clock, Fact, OpenHours, Policy, Promise, What},
    settings::Settings,
    time::{Date, Instant},
};
use store::events::Stored;

use crate::clock;

/// So many days ahead the hours are known: more than any promise takes.
const HORIZON_DAYS: i32 = 150;

/// When somebody answers, from the day of `from` on until long after `now`.
pub(crate) fn open_hours(settings: &Settings, from: Instant, now: Instant) -> OpenHours {
    let zone = &settings.vendor.time_zone;
    let first = clock::wall(from, zone).date().plus_days(-1);
    let last = clock::wall(now, zone).date().plus_days(HORIZON_DAYS);
    let closed = settings.cases.closed_between(first, last);
    let is_closed = |day: &Date| closed.binary_search(day).is_ok() || settings.calendar.holidays.contains(day);
    let days = (first.days()..=last.days()).map(Date::from_days);
    let spans = days.filter(|day| !is_closed(day)).flat_map(|day| {
        let hours = &settings.cases.hours[usize::from(day.weekday())];
        hours.iter().map(move |(begin, end)| (moment(day, *begin, zone), moment(day, *end, zone)))
    });
    OpenHours::of(spans.collect())
}

/// Midnight at the end of a day is the beginning of the next one.
fn moment(day: Date, minutes: u16, zone: &str) -> Instant {
    if minutes >= 1440 { clock::at(day.plus_days(1), 0, zone) } else { clock::at(day, minutes, zone) }
}

/// The clock of a case at `now`.
pub(crate) fn of(settings: &Settings, kind: Kind, opened: Instant, events: &[Stored], now: Instant) -> Clock {
    let (facts, policy) = facts(settings, kind, events);
    promise::clock(&facts, policy, &open_hours(settings, opened, now), now)
}

/// What the clock has to know, and the policy with which the case began.
fn facts(settings: &Settings, kind: Kind, events: &[Stored]) -> (Vec<Fact>, Policy) {
    let mut begin = None;
    let mut facts = Vec::with_capacity(events.len());
    for stored in events {
        let Event::Case { step, text, policy, carried, .. } = &stored.event else { continue };
        let carried = carried
            .iter()
            .map(|(promise, left)| Fact { at: stored.at, what: What::Carried { promise: *promise, left: *left } });
        let what = match step {
            CaseStep::Opened => {
                begin = *policy;
                facts.push(Fact { at: stored.at, what: What::Opened });
                facts.extend(carried);
                continue;
            }
            CaseStep::Absorbed => {
                facts.extend(carried);
                continue;
            }
            // An answer to a question is what was asked for.
            CaseStep::Answered if !kind.is_investigated() => What::Proposed,
            CaseStep::Answered => What::Answered,
            CaseStep::Asked => What::Asked,
            // What was promised to its sender before it was known to belong here is promised here.
            CaseStep::Replied => {
                facts.push(Fact { at: stored.at, what: What::Replied });
                facts.extend(carried);
                continue;
            }
            CaseStep::Proposed => What::Proposed,
            CaseStep::Declined | CaseStep::PartlyAccepted => What::Declined,
            CaseStep::Accepted | CaseStep::Withdrawn | CaseStep::Lapsed | CaseStep::Merged => What::Closed,
            CaseStep::Reopened => What::Reopened,
            CaseStep::Prioritised => match policy {
                Some(policy) => What::Policy(*policy),
                None => continue,
            },
            CaseStep::Missed => match Promise::parse(text) {
                Some(promise) => What::Missed(promise),
                None => continue,
            },
            CaseStep::Taken
            | CaseStep::Assessed
            | CaseStep::Investigating
            | CaseStep::Attached
            | CaseStep::Split
            | CaseStep::Linked
            | CaseStep::Tagged
            | CaseStep::Escalated
            | CaseStep::Objected => continue,
        };
        facts.push(Fact { at: stored.at, what });
    }
    let usual = settings.cases.policy(kind, domain::cases::Level::Normal);
    (facts, begin.unwrap_or(usual))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo;

    const HOUR: i64 = 3_600_000;

    fn day(text: &str) -> Date {
        Date::parse_iso(text).unwrap_or(Date::from_days(0))
    }

    fn brussels(date: &str, minutes: u16) -> Instant {
        clock::at(day(date), minutes, "Europe/Brussels")
    }

    #[test]
    fn a_working_day_has_eight_hours_when_the_clocks_change_too() {
        let settings = demo::settings(day("2026-10-01"));
        // Saturday 24 to Tuesday 27 October 2026: the clocks go back on Sunday.
        let hours = open_hours(&settings, brussels("2026-10-20", 0), brussels("2026-10-20", 0));
        assert_eq!(hours.between(brussels("2026-10-24", 0), brussels("2026-10-26", 0)), 0);
        assert_eq!(hours.between(brussels("2026-10-26", 0), brussels("2026-10-27", 0)), 8 * HOUR);
        let friday_evening = brussels("2026-10-23", 18 * 60);
        assert_eq!(hours.after(friday_evening, HOUR), Some(brussels("2026-10-26", 9 * 60)));
    }

    #[test]
    fn on_a_holiday_nobody_answers() {
        let settings = demo::settings(day("2026-10-01"));
        let hours = open_hours(&settings, brussels("2026-11-10", 0), brussels("2026-11-10", 0));
        // 11 November, a Wednesday.
        assert_eq!(hours.after(brussels("2026-11-10", 17 * 60), HOUR), Some(brussels("2026-11-12", 9 * 60)));
    }

    #[test]
    fn until_midnight_is_until_midnight() {
        let mut settings = demo::settings(day("2026-10-01"));
        settings.cases.hours = std::array::from_fn(|_| vec![(0, 1440)]);
        let hours = open_hours(&settings, brussels("2026-12-01", 0), brussels("2026-12-01", 0));
        assert_eq!(hours.between(brussels("2026-12-01", 0), brussels("2026-12-03", 0)), 48 * HOUR);
        // The day on which the clocks go forward has 23 hours.
        let hours = open_hours(&settings, brussels("2027-03-20", 0), brussels("2027-03-20", 0));
        assert_eq!(hours.between(brussels("2027-03-28", 0), brussels("2027-03-29", 0)), 23 * HOUR);
    }
}
