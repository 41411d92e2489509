//! The days that a page speaks of, as the fewest rows that have them.

use serde::{Deserialize, Serialize};

use crate::time::Date;

/// How far back a page looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    #[default]
    Month,
    Quarter,
    Year,
}

impl Period {
    pub const ALL: [Self; 3] = [Self::Month, Self::Quarter, Self::Year];

    /// As an address has it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// What an address says; whatever is none is the shortest.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self::ALL.into_iter().find(|period| period.code() == text).unwrap_or_default()
    }

    /// So many days, today among them.
    #[must_use]
    pub const fn days(self) -> i32 {
        match self {
            Self::Month => 30,
            Self::Quarter => 91,
            Self::Year => 365,
        }
    }
}

/// What a row counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grain {
    Day,
    /// A month, by its first day.
    Month,
}

impl Grain {
    pub const ALL: [Self; 2] = [Self::Day, Self::Month];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
        }
    }

    /// Under which day a day is counted.
    #[must_use]
    pub fn of(self, day: Date) -> Date {
        match self {
            Self::Day => day,
            Self::Month => month_of(day),
        }
    }
}

/// Rows that follow each other, the last one among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    pub grain: Grain,
    pub from: Date,
    pub last: Date,
}

/// The first day of its month.
fn month_of(day: Date) -> Date {
    let (_, _, of_month) = day.ymd();
    day.plus_days(1 - i32::from(of_month))
}

/// The days from one to another, the last one among them: whole months where there are any, and the days before and after
/// them.
#[must_use]
pub fn ranges(from: Date, last: Date) -> Vec<Range> {
    if from > last {
        return Vec::new();
    }
    let begin = if month_of(from) == from { from } else { month_of(month_of(from).plus_days(31)) };
    let end = month_of(last.plus_days(1));
    let days = |from, last| Range { grain: Grain::Day, from, last };
    if begin >= end {
        return vec![days(from, last)];
    }
    let months = Range { grain: Grain::Month, from: begin, last: month_of(end.plus_days(-1)) };
    [days(from, begin.plus_days(-1)), months, days(end, last)]
        .into_iter()
        .filter(|range| range.from <= range.last)
        .collect()
}
