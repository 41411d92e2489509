//! Public holidays, computed: the days on which a country's merchants do not answer.
//!
//! National ones only; what holds in a part of a country (a German Land, a Spanish region, a Scottish bank holiday) the
//! vendor adds from a calendar file.

use serde::{Deserialize, Serialize};

use crate::time::Date;

/// A country whose holidays are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Country {
    Nl,
    Be,
    De,
    Hu,
    Es,
    Fr,
    /// England and Wales.
    Gb,
}

/// A day of the year: fixed, or so many days from Easter Sunday.
#[derive(Clone, Copy)]
enum Rule {
    On(u8, u8),
    Easter(i32),
}
use Rule::{Easter, On};

impl Country {
    pub const ALL: [Self; 7] = [Self::Nl, Self::Be, Self::De, Self::Hu, Self::Es, Self::Fr, Self::Gb];

    /// ISO 3166-1, lower case.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nl => "nl",
            Self::Be => "be",
            Self::De => "de",
            Self::Hu => "hu",
            Self::Es => "es",
            Self::Fr => "fr",
            Self::Gb => "gb",
        }
    }

    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|country| country.code() == code)
    }

    const fn rules(self) -> &'static [Rule] {
        match self {
            // Algemene termijnenwet, article 3, without those on which merchants work; King's Day is moved below.
            Self::Nl => &[On(1, 1), Easter(1), Easter(39), Easter(50), On(12, 25), On(12, 26)],
            // Act of 4 January 1974 and royal decree of 18 April 1974.
            Self::Be => &[
                On(1, 1),
                Easter(1),
                On(5, 1),
                Easter(39),
                Easter(50),
                On(7, 21),
                On(8, 15),
                On(11, 1),
                On(11, 11),
                On(12, 25),
            ],
            // Those of all Länder.
            Self::De => {
                &[On(1, 1), Easter(-2), Easter(1), On(5, 1), Easter(39), Easter(50), On(10, 3), On(12, 25), On(12, 26)]
            }
            // Labour code (2012. évi I. törvény), § 102.
            Self::Hu => &[
                On(1, 1),
                On(3, 15),
                Easter(-2),
                Easter(1),
                On(5, 1),
                Easter(50),
                On(8, 20),
                On(10, 23),
                On(11, 1),
                On(12, 25),
                On(12, 26),
            ],
            // Real Decreto 2001/1983, article 45: those of all regions.
            Self::Es => &[
                On(1, 1),
                On(1, 6),
                Easter(-2),
                On(5, 1),
                On(8, 15),
                On(10, 12),
                On(11, 1),
                On(12, 6),
                On(12, 8),
                On(12, 25),
            ],
            // Code du travail, article L3133-1.
            Self::Fr => &[
                On(1, 1),
                Easter(1),
                On(5, 1),
                On(5, 8),
                Easter(39),
                Easter(50),
                On(7, 14),
                On(8, 15),
                On(11, 1),
                On(11, 11),
                On(12, 25),
            ],
            // Banking and Financial Dealings Act 1971; the others are Mondays, below.
            Self::Gb => &[On(1, 1), Easter(-2), Easter(1), On(12, 25), On(12, 26)],
        }
    }

    /// The holidays of a year, in order.
    #[must_use]
    pub fn holidays(self, year: i32) -> Vec<Date> {
        let easter = easter(year);
        let of_rule = |rule: &Rule| match *rule {
            On(month, day) => Date::from_ymd(year, month, day),
            Easter(days) => easter.map(|easter| easter.plus_days(days)),
        };
        let mut days: Vec<Date> = self.rules().iter().filter_map(of_rule).collect();
        match self {
            Self::Nl => days.extend(kings_day(year)),
            Self::Gb => {
                days = observed(&days);
                let mondays = [(5, 1), (5, 25), (8, 25)];
                days.extend(mondays.into_iter().filter_map(|(month, from)| monday_from(year, month, from)));
            }
            Self::Be | Self::De | Self::Hu | Self::Es | Self::Fr => {}
        }
        days.sort_unstable();
        days.dedup();
        days
    }
}

/// 27 April, or the day before where that is a Sunday.
fn kings_day(year: i32) -> Option<Date> {
    let day = Date::from_ymd(year, 4, 27)?;
    Some(if day.weekday() == 6 { day.plus_days(-1) } else { day })
}

/// The first Monday on or after a day.
fn monday_from(year: i32, month: u8, from: u8) -> Option<Date> {
    let day = Date::from_ymd(year, month, from)?;
    Some(day.plus_days(i32::from((7 - day.weekday()) % 7)))
}

/// What falls on a weekend is kept on the next working day that is none already.
fn observed(days: &[Date]) -> Vec<Date> {
    let mut kept: Vec<Date> = Vec::with_capacity(days.len());
    let (weekend, working): (Vec<Date>, Vec<Date>) = days.iter().partition(|day| day.weekday() >= 5);
    kept.extend(&working);
    for day in weekend {
        let mut moved = day;
        while moved.weekday() >= 5 || kept.contains(&moved) {
            moved = moved.plus_days(1);
        }
        kept.push(moved);
    }
    kept
}

/// Easter Sunday of the Gregorian calendar ("anonymous" algorithm, Meeus, Astronomical Algorithms, chapter 8).
fn easter(year: i32) -> Option<Date> {
    let (golden, century, rest) = (year % 19, year / 100, year % 100);
    let correction = (century + 8) / 25;
    let epact = (19 * golden + century - century / 4 - (century - correction + 1) / 3 + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let sum = epact + weekday - 7 * late + 114;
    Date::from_ymd(year, u8::try_from(sum / 31).ok()?, u8::try_from(sum % 31 + 1).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(country: Country, year: i32) -> Vec<String> {
        country.holidays(year).into_iter().map(|day| day.iso()).collect()
    }

    #[test]
    fn easter_is_where_the_almanacs_have_it() {
        let sundays = [
            (2024, "2024-03-31"),
            (2025, "2025-04-20"),
            (2026, "2026-04-05"),
            (2027, "2027-03-28"),
            (2038, "2038-04-25"),
        ];
        for (year, day) in sundays {
            assert_eq!(easter(year).map(|day| day.iso()).as_deref(), Some(day));
        }
    }

    #[test]
    fn kings_day_is_not_on_a_sunday() {
        assert!(days(Country::Nl, 2025).contains(&"2025-04-26".to_owned()));
        assert!(days(Country::Nl, 2026).contains(&"2026-04-27".to_owned()));
        assert!(
            !days(Country::Nl, 2026).contains(&"2026-05-05".to_owned()),
            "a holiday of the state, not of merchants"
        );
    }

    #[test]
    fn british_holidays_move_to_a_working_day() {
        // gov.uk/bank-holidays, England and Wales.
        let expected = [
            "2026-01-01",
            "2026-04-03",
            "2026-04-06",
            "2026-05-04",
            "2026-05-25",
            "2026-08-31",
            "2026-12-25",
            "2026-12-28",
        ];
        assert_eq!(days(Country::Gb, 2026), expected);
        let christmas: Vec<String> =
            days(Country::Gb, 2022).into_iter().filter(|day| day.starts_with("2022-12")).collect();
        assert_eq!(christmas, ["2022-12-26", "2022-12-27"], "the 25th was a Sunday");
        assert!(days(Country::Gb, 2022).contains(&"2022-01-03".to_owned()));
    }

    #[test]
    fn the_others_have_theirs() {
        assert!(days(Country::Hu, 2026).contains(&"2026-10-23".to_owned()));
        assert!(days(Country::Hu, 2026).contains(&"2026-04-03".to_owned()), "Good Friday since 2017");
        assert!(days(Country::Es, 2026).contains(&"2026-12-08".to_owned()));
        assert!(days(Country::Fr, 2026).contains(&"2026-05-08".to_owned()));
        assert!(days(Country::De, 2026).contains(&"2026-05-25".to_owned()), "Whit Monday");
        assert_eq!(
            days(Country::Be, 2026),
            [
                "2026-01-01",
                "2026-04-06",
                "2026-05-01",
                "2026-05-14",
                "2026-05-25",
                "2026-07-21",
                "2026-08-15",
                "2026-11-01",
                "2026-11-11",
                "2026-12-25",
            ]
        );
        for country in Country::ALL {
            assert_eq!(Country::parse(country.code()), Some(country));
        }
    }
}
