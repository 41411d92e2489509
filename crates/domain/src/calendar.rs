//! The vendor's working days and the daily cut-off.

use serde::{Deserialize, Serialize};

use crate::time::Date;

/// On which days the vendor works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// Monday first.
    pub working_weekdays: [bool; 7],
    /// Days without work, whatever the weekday.
    pub holidays: Vec<Date>,
}

impl Default for Calendar {
    fn default() -> Self {
        Self { working_weekdays: [true, true, true, true, true, false, false], holidays: Vec::new() }
    }
}

/// No calendar of a working vendor closes for longer; a settings mistake must not hang the portal.
const LONGEST_CLOSURE: i32 = 400;

impl Calendar {
    #[must_use]
    pub fn works_on(&self, date: Date) -> bool {
        self.working_weekdays[usize::from(date.weekday())] && !self.holidays.contains(&date)
    }

    /// `date` itself when it is a working day, else the next one.
    #[must_use]
    pub fn on_or_after(&self, date: Date) -> Date {
        (0..LONGEST_CLOSURE).map(|days| date.plus_days(days)).find(|day| self.works_on(*day)).unwrap_or(date)
    }

    /// The date `days` working days after `date`.
    #[must_use]
    pub fn plus_working_days(&self, date: Date, days: u16) -> Date {
        let mut day = date;
        for _ in 0..days {
            day = self.on_or_after(day.plus_days(1));
        }
        self.on_or_after(day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse_iso(text).unwrap_or(Date::from_days(0))
    }

    #[test]
    fn weekends_and_holidays_do_not_count() {
        let calendar = Calendar { holidays: vec![date("2026-12-25")], ..Calendar::default() };
        assert_eq!(calendar.plus_working_days(date("2026-12-23"), 1), date("2026-12-24"));
        assert_eq!(calendar.plus_working_days(date("2026-12-24"), 1), date("2026-12-28"));
        assert_eq!(calendar.plus_working_days(date("2026-12-26"), 0), date("2026-12-28"));
    }

    #[test]
    fn a_calendar_without_working_days_still_answers() {
        let calendar = Calendar { working_weekdays: [false; 7], holidays: vec![] };
        assert_eq!(calendar.plus_working_days(date("2026-12-23"), 0), date("2026-12-23"));
    }
}
