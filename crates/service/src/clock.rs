//! The time, told to the rules: they never ask for it themselves.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use chrono::{Offset, TimeZone};
use chrono_tz::Tz;
use domain::time::{Date, Instant, WallTime};

/// Where the time comes from.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    /// Stands still until it is moved: for tests.
    Set(Arc<AtomicI64>),
}

impl Clock {
    #[must_use]
    pub fn now(&self) -> Instant {
        match self {
            Self::System => Instant::from_millis(chrono::Utc::now().timestamp_millis()),
            Self::Set(millis) => Instant::from_millis(millis.load(Ordering::SeqCst)),
        }
    }
}

/// An instant on the wall of a zone; an unknown zone is UTC.
#[must_use]
pub fn wall(instant: Instant, zone: &str) -> WallTime {
    let zone: Tz = zone.parse().unwrap_or(Tz::UTC);
    let seconds =
        zone.timestamp_millis_opt(instant.millis()).single().map_or(0, |local| local.offset().fix().local_minus_utc());
    WallTime { instant, offset_minutes: i16::try_from(seconds / 60).unwrap_or(0) }
}

/// The instant at which a zone's wall says `date` and `minutes` after midnight. A time that the change to summer time
/// skips is taken an hour later; one that comes twice is its first.
#[must_use]
pub fn at(date: Date, minutes: u16, zone: &str) -> Instant {
    let zone: Tz = zone.parse().unwrap_or(Tz::UTC);
    let (year, month, day) = date.ymd();
    let local = |hours_later: u32| {
        let minutes = u32::from(minutes) + 60 * hours_later;
        chrono::NaiveDate::from_ymd_opt(year, month.into(), day.into())
            .and_then(|date| date.and_hms_opt((minutes / 60) % 24, minutes % 60, 0))
            .and_then(|naive| zone.from_local_datetime(&naive).earliest())
            .map(|local| Instant::from_millis(local.timestamp_millis()))
    };
    local(0).or_else(|| local(1)).unwrap_or(Instant::from_millis(i64::from(date.days()) * 86_400_000))
}

/// Whether there is such a zone.
#[must_use]
pub fn is_zone(name: &str) -> bool {
    name.parse::<Tz>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summer_time_begins_and_ends() {
        let date = |text| Date::parse_iso(text).unwrap_or(Date::from_days(0));
        // 29 March 2026, 02:30 does not exist in Brussels: it is 03:30, 01:30 UTC.
        assert_eq!(at(date("2026-03-29"), 150, "Europe/Brussels"), at(date("2026-03-29"), 90, "UTC"));
        let wall_in = |text, minutes| wall(at(date(text), minutes, "Europe/Brussels"), "Europe/Brussels");
        assert_eq!(wall_in("2026-07-01", 360).offset_minutes, 120);
        assert_eq!(wall_in("2026-12-01", 360).hour_minute(), (6, 0));
        assert_eq!(wall(Instant::from_millis(0), "Nowhere/Land").offset_minutes, 0);
    }
}
