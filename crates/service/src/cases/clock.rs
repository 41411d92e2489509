//! A case's promise clock, of its events and the vendor's hours.

use domain::{
    cases::{CaseRules, Kind, Level},
    event::Event,
    promise::{self, Clock, Given, OpenHours, Timetable},
    settings::Settings,
    time::{Date, Instant},
};
use store::{cases::Head, events::Stored};

use crate::clock;

/// So many days ahead the hours are known, as many as it takes: the longest promise of the vendor with the fewest hours
/// lies within the last.
const HORIZONS: [i32; 3] = [150, 1_000, 10_000];

/// When somebody answers and answered, from the day of `from` on until long after `now`.
pub(crate) fn open_hours(settings: &Settings, from: Instant, now: Instant) -> Timetable {
    known(settings, from, now, HORIZONS[0])
}

/// The instant at which so much working time will have passed.
pub(crate) fn after(settings: &Settings, now: Instant, millis: i64) -> Option<Instant> {
    HORIZONS.into_iter().find_map(|days| known(settings, now, now, days).after(now, millis))
}

fn known(settings: &Settings, from: Instant, now: Instant, days: i32) -> Timetable {
    let zone = &settings.vendor.time_zone;
    let first = clock::wall(from, zone).date().plus_days(-1);
    let last = clock::wall(now, zone).date().plus_days(days);
    let hours = |rules: &CaseRules| hours_of(settings, rules, first, last);
    // What was changed before nobody can have been promised anything by.
    let mut before = settings.hours_before.iter().filter(|(until, _)| *until > from).peekable();
    let Some((_, oldest)) = before.peek() else { return hours(&settings.cases).into() };
    let mut all = Timetable::from(hours(oldest));
    while let Some((until, _)) = before.next() {
        all = all.then(*until, hours(before.peek().map_or(&settings.cases, |(_, next)| next)));
    }
    all
}

/// The hours of some rules between two days.
fn hours_of(settings: &Settings, rules: &CaseRules, first: Date, last: Date) -> OpenHours {
    let zone = &settings.vendor.time_zone;
    let closed = rules.closed_between(first, last);
    let is_closed = |day: &Date| closed.binary_search(day).is_ok() || settings.calendar.holidays.contains(day);
    let days = (first.days()..=last.days()).map(Date::from_days);
    let spans = days.filter(|day| !is_closed(day)).flat_map(|day| {
        let hours = &rules.hours[usize::from(day.weekday())];
        hours.iter().map(move |(begin, end)| (moment(day, *begin, zone), moment(day, *end, zone)))
    });
    OpenHours::of(spans.collect())
}

/// Midnight at the end of a day is the beginning of the next one.
fn moment(day: Date, minutes: u16, zone: &str) -> Instant {
    if minutes >= 1440 { clock::at(day.plus_days(1), 0, zone) } else { clock::at(day, minutes, zone) }
}

/// The clock of a case at `now`, and the hours by which it goes.
pub(crate) fn of(settings: &Settings, head: &Head, events: &[Stored], now: Instant) -> (Clock, Timetable) {
    let usual = settings.cases.policy(head.kind, Level::Normal);
    let (facts, policy) = promise::facts(head.kind, usual, events.iter().map(|stored| (stored.at, &stored.event)));
    let at = |days| {
        let hours = known(settings, head.opened, now, days);
        (promise::clock(&facts, policy, &hours, now), hours)
    };
    let mut seen = at(HORIZONS[0]);
    for days in &HORIZONS[1..] {
        if seen.0.given.iter().any(Given::is_beyond) {
            seen = at(*days);
        }
    }
    seen
}

/// The clock of events alone, with hours that are known already.
pub(crate) fn within(
    settings: &Settings,
    hours: &Timetable,
    kind: Kind,
    events: &[(&Event, Instant)],
    now: Instant,
) -> Clock {
    let usual = settings.cases.policy(kind, Level::Normal);
    let (facts, policy) = promise::facts(kind, usual, events.iter().map(|(event, at)| (*at, *event)));
    promise::clock(&facts, policy, hours, now)
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
    fn a_change_of_hours_holds_from_its_moment_on() {
        let mut settings = demo::settings(day("2026-10-01"));
        let (before, friday) = (settings.cases.clone(), brussels("2026-10-23", 12 * 60));
        settings.hours_before.push((friday, before));
        settings.cases.closed_days.push(day("2026-10-26"));
        let hours = open_hours(&settings, brussels("2026-10-20", 0), brussels("2026-10-20", 0));
        let evening = brussels("2026-10-22", 18 * 60);
        assert_eq!(hours.after(evening, 9 * HOUR), Some(brussels("2026-10-26", 9 * 60)), "as it was then");
        assert_eq!(hours.after(friday, 6 * HOUR), Some(brussels("2026-10-27", 10 * 60)), "as it is now");
        assert_eq!(hours.between(evening, brussels("2026-10-27", 0)), 8 * HOUR, "Monday was free");
        // Whoever begins after the change knows of it alone.
        let hours = open_hours(&settings, friday, friday);
        assert_eq!(hours.after(friday, 6 * HOUR), Some(brussels("2026-10-27", 10 * 60)));
    }

    #[test]
    fn the_longest_promise_has_a_moment() {
        let mut settings = demo::settings(day("2026-10-01"));
        let now = brussels("2026-10-20", 0);
        assert_eq!(open_hours(&settings, now, now).after(now, 1_000 * HOUR), None, "beyond what is looked at first");
        assert!(after(&settings, now, 1_000 * HOUR).is_some());
        settings.cases.hours = std::array::from_fn(|day| if day == 0 { vec![(540, 600)] } else { Vec::new() });
        assert!(after(&settings, now, 1_000 * HOUR).is_some(), "one hour a week, for twenty years");
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
