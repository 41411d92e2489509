//! Instants, dates and wall times.
//!
//! An [`Instant`] is UTC and says when something happened; a [`Date`] is a day in the vendor's zone and says what was
//! promised; a [`WallTime`] is an instant with the offset that the server computed for its reader, because no zone
//! data travels to the browser.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

const MILLIS_PER_MINUTE: i64 = 60_000;
const MILLIS_PER_DAY: i64 = 86_400_000;

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(i64);

impl Instant {
    /// The instant `millis` after the epoch.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds after the epoch.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The instant `minutes` later, or earlier when negative.
    #[must_use]
    pub const fn plus_minutes(self, minutes: i64) -> Self {
        Self(self.0 + minutes * MILLIS_PER_MINUTE)
    }

    /// The instant `days` times 24 hours later.
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        Self(self.0 + days * MILLIS_PER_DAY)
    }
}

/// A day of the Gregorian calendar, as days since 1970-01-01. ISO 8601 on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

impl Date {
    /// The date `days` after 1970-01-01.
    #[must_use]
    pub const fn from_days(days: i32) -> Self {
        Self(days)
    }

    /// Days after 1970-01-01.
    #[must_use]
    pub const fn days(self) -> i32 {
        self.0
    }

    /// A date from its parts; `None` when there is no such day.
    #[must_use]
    pub fn from_ymd(year: i32, month: u8, day: u8) -> Option<Self> {
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || day == 0 {
            return None;
        }
        let date = Self(days_from_civil(year, month, day));
        (date.ymd() == (year, month, day)).then_some(date)
    }

    /// Year, month 1–12, day 1–31.
    #[must_use]
    pub fn ymd(self) -> (i32, u8, u8) {
        civil_from_days(self.0)
    }

    /// 0 for Monday to 6 for Sunday (ISO 8601 order).
    #[must_use]
    pub fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday.
        u8::try_from((self.0 + 3).rem_euclid(7)).unwrap_or(0)
    }

    /// The date `days` later, or earlier when negative.
    #[must_use]
    pub const fn plus_days(self, days: i32) -> Self {
        Self(self.0 + days)
    }

    /// `2026-11-26`.
    #[must_use]
    pub fn iso(self) -> String {
        let (year, month, day) = self.ymd();
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// Reads `2026-11-26`.
    #[must_use]
    pub fn parse_iso(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if year.len() != 4 || month.len() != 2 || day.len() != 2 {
            return None;
        }
        Self::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.iso())
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse_iso(&text).ok_or_else(|| D::Error::custom("not a date like 2026-11-26"))
    }
}

/// An instant and how far its reader's clock is ahead of UTC at that instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WallTime {
    pub instant: Instant,
    /// Minutes east of Greenwich.
    pub offset_minutes: i16,
}

impl WallTime {
    fn local_millis(self) -> i64 {
        self.instant.millis() + i64::from(self.offset_minutes) * MILLIS_PER_MINUTE
    }

    /// The day on the reader's wall calendar.
    #[must_use]
    pub fn date(self) -> Date {
        Date(i32::try_from(self.local_millis().div_euclid(MILLIS_PER_DAY)).unwrap_or(i32::MAX))
    }

    /// Hour 0–23 and minute on the reader's wall clock.
    #[must_use]
    pub fn hour_minute(self) -> (u8, u8) {
        let minutes = self.local_millis().rem_euclid(MILLIS_PER_DAY) / MILLIS_PER_MINUTE;
        (u8::try_from(minutes / 60).unwrap_or(0), u8::try_from(minutes % 60).unwrap_or(0))
    }

    /// RFC 3339 with offset, for `<time datetime>`.
    #[must_use]
    pub fn rfc3339(self) -> String {
        let (hour, minute) = self.hour_minute();
        let second = self.local_millis().rem_euclid(MILLIS_PER_MINUTE) / 1000;
        let sign = if self.offset_minutes < 0 { '-' } else { '+' };
        let offset = self.offset_minutes.unsigned_abs();
        format!("{}T{hour:02}:{minute:02}:{second:02}{sign}{:02}:{:02}", self.date().iso(), offset / 60, offset % 60)
    }
}

/// Days since 1970-01-01 of a proleptic Gregorian date (H. Hinnant, "chrono-compatible low-level date algorithms").
fn days_from_civil(year: i32, month: u8, day: u8) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month = i32::from(month);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i32::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of [`days_from_civil`].
fn civil_from_days(days: i32) -> (i32, u8, u8) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_shifted + 2) / 5 + 1;
    let month = if month_shifted < 10 { month_shifted + 3 } else { month_shifted - 9 };
    let year = year_of_era + era * 400 + i32::from(month <= 2);
    (year, u8::try_from(month).unwrap_or(1), u8::try_from(day).unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use chrono::Datelike;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn dates_agree_with_chrono(days in -700_000_i32..2_900_000) {
            let ours = Date::from_days(days);
            let theirs = chrono::NaiveDate::from_num_days_from_ce_opt(days + 719_163).ok_or(TestCaseError::reject("range"))?;
            let (year, month, day) = ours.ymd();
            prop_assert_eq!((year, u32::from(month), u32::from(day)), (theirs.year(), theirs.month(), theirs.day()));
            prop_assert_eq!(u32::from(ours.weekday()), theirs.weekday().num_days_from_monday());
        }

        #[test]
        fn dates_survive_their_text(days in -700_000_i32..2_900_000) {
            let date = Date::from_days(days);
            prop_assert_eq!(Date::parse_iso(&date.iso()), Some(date));
        }
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for text in ["2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "20261101", "", "2026-11-31"] {
            assert_eq!(Date::parse_iso(text), None, "{text}");
        }
    }

    #[test]
    fn wall_time_carries_its_offset() {
        let wall = WallTime { instant: Instant::from_millis(1_795_000_000_000), offset_minutes: 60 };
        assert_eq!(wall.rfc3339(), "2026-11-18T12:06:40+01:00");
    }
}
