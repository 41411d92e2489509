//! The days of a calendar file (RFC 5545), as offices publish their holidays: events of whole days, yearly ones repeated.

use crate::time::Date;

/// More days than these are no holidays.
pub const MOST_DAYS: usize = 1_000;
/// An event of more days than these in a row closes nobody's window.
const LONGEST: i32 = 60;
/// How many years a yearly event is repeated when the file does not say until when.
const YEARS: i32 = 5;

/// The days on which the file has events, in order; `None` when it is no calendar. Cancelled events and those with a time
/// of the day are left out.
#[must_use]
pub fn days(file: &str) -> Option<Vec<Date>> {
    let lines = unfolded(file);
    if !lines.iter().any(|line| line.eq_ignore_ascii_case("BEGIN:VCALENDAR")) {
        return None;
    }
    let mut days: Vec<Date> = Vec::new();
    let mut event: Option<Event> = None;
    for line in &lines {
        let Some((head, value)) = line.split_once(':') else { continue };
        let name = head.split(';').next().unwrap_or_default().to_ascii_uppercase();
        match (name.as_str(), &mut event) {
            ("BEGIN", _) if value.eq_ignore_ascii_case("VEVENT") => event = Some(Event::default()),
            ("END", Some(_)) if value.eq_ignore_ascii_case("VEVENT") => {
                days.extend(event.take().map(|event| event.days()).unwrap_or_default());
                if days.len() > MOST_DAYS {
                    return None;
                }
            }
            ("DTSTART", Some(event)) => event.start = day(value),
            ("DTEND", Some(event)) => event.end = day(value),
            ("STATUS", Some(event)) => event.is_cancelled = value.eq_ignore_ascii_case("CANCELLED"),
            ("RRULE", Some(event)) => event.rule = value.to_ascii_uppercase(),
            _ => {}
        }
    }
    days.sort_unstable();
    days.dedup();
    Some(days)
}

#[derive(Default)]
struct Event {
    start: Option<Date>,
    /// The day after the last one.
    end: Option<Date>,
    is_cancelled: bool,
    rule: String,
}

impl Event {
    fn days(&self) -> Vec<Date> {
        let Some(start) = self.start.filter(|_| !self.is_cancelled) else { return Vec::new() };
        let length = self.end.map_or(1, |end| end.days() - start.days()).clamp(1, LONGEST);
        let one = move |from: Date| (0..length).map(move |day| from.plus_days(day));
        self.starts(start).into_iter().flat_map(one).collect()
    }

    /// The first day of each repetition.
    fn starts(&self, start: Date) -> Vec<Date> {
        let part = |name: &str| self.rule.split(';').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
        if part("FREQ") != Some("YEARLY") || part("INTERVAL").is_some_and(|every| every != "1") {
            return vec![start];
        }
        let (year, month, day_of_month) = start.ymd();
        let until = part("UNTIL").and_then(day);
        let count = part("COUNT").and_then(|count| count.parse::<i32>().ok());
        let years = count.unwrap_or(if until.is_some() { 50 } else { YEARS }).clamp(1, 50);
        (year..year + years)
            .filter_map(|year| Date::from_ymd(year, month, day_of_month))
            .filter(|day| until.is_none_or(|until| *day <= until))
            .collect()
    }
}

/// `20261225`; a moment of a day is no whole day.
fn day(value: &str) -> Option<Date> {
    let value = value.trim();
    let is_day = value.len() == 8 && value.bytes().all(|sign| sign.is_ascii_digit());
    if !is_day {
        return None;
    }
    Date::from_ymd(value[..4].parse().ok()?, value[4..6].parse().ok()?, value[6..].parse().ok()?)
}

/// Lines that were broken for length are made whole (RFC 5545, section 3.1).
fn unfolded(file: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in file.trim_start_matches('\u{feff}').lines() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(last)) => last.push_str(rest),
            _ => lines.push(line.trim_end().to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(events: &str) -> Option<Vec<String>> {
        let file = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n");
        days(&file).map(|days| days.into_iter().map(Date::iso).collect())
    }

    #[test]
    fn whole_days_are_read_and_the_end_is_not_one_of_them() {
        let events = "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261227\r\nSUMMARY:Closed over\r\n  Christmas\r\nEND:VEVENT\r\n\
             BEGIN:VEVENT\r\nDTSTART;VALUE=DA\r\n TE:20260101\r\nEND:VEVENT\r\n";
        let expected = ["2026-01-01", "2026-12-24", "2026-12-25", "2026-12-26"].map(str::to_owned).to_vec();
        assert_eq!(of(events), Some(expected));
    }

    #[test]
    fn yearly_days_come_again_and_what_is_no_day_is_left_out() {
        let yearly = "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260315\nRRULE:FREQ=YEARLY;COUNT=3\nEND:VEVENT\n";
        let expected = ["2026-03-15", "2027-03-15", "2028-03-15"].map(str::to_owned).to_vec();
        assert_eq!(of(yearly), Some(expected));
        let until = "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260315\nRRULE:FREQ=YEARLY;UNTIL=20270401\nEND:VEVENT\n";
        assert_eq!(of(until).map(|days| days.len()), Some(2));
        let moment = "BEGIN:VEVENT\nDTSTART:20260315T090000Z\nEND:VEVENT\n";
        let cancelled = "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260315\nSTATUS:CANCELLED\nEND:VEVENT\n";
        for none in [moment, cancelled, "DTSTART;VALUE=DATE:20260315\n"] {
            assert_eq!(of(none), Some(Vec::new()), "{none}");
        }
        assert_eq!(days("<html>"), None);
    }

    #[test]
    fn a_file_cannot_close_the_window_for_good() {
        let long = "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:99990101\nEND:VEVENT\n";
        assert_eq!(of(long).map(|days| days.len()), Some(60));
        assert_eq!(of(&long.replace("END:VEVENT", "RRULE:FREQ=YEARLY;COUNT=50\nEND:VEVENT")), None);
    }

    proptest! {
        /// Whatever the file is, it is read or refused.
        #[test]
        fn no_file_hurts(file in "(BEGIN:VCALENDAR\n)?(BEGIN:VEVENT\n)?(DTSTART[;:0-9A-Z=é]{0,20}\n){0,3}(END:VEVENT)?\\PC*") {
            let _ = days(&file);
        }
    }
}
