//! What crosses the wire of the figures.

use serde::{Deserialize, Serialize};

use super::{Period, Time};
use crate::{
    promise::Promise,
    time::{Date, WallTime},
};

/// How long something took, and how many still wait for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// Half of them.
    pub median: Option<Time>,
    /// Nine of ten.
    pub most: Option<Time>,
    /// So many have it.
    pub done: i64,
    /// So many wait, and it is not promised by now.
    pub pending: i64,
    /// So many wait longer than was promised, or gave it up after that.
    pub overdue: i64,
    /// So many needed it no more.
    pub ended: i64,
}

impl Times {
    /// So many have none.
    #[must_use]
    pub const fn without(&self) -> i64 {
        self.pending + self.overdue
    }
}

/// Cases of one kind, with one tag, or of one hour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The kind's or the tag's code, or the hour.
    pub code: String,
    /// What a tag is called; empty where the code says it.
    pub name: String,
    pub written: i64,
    pub first: Times,
    pub solved: Times,
}

/// What became of the promises of one sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseLine {
    pub promise: Promise,
    pub kept: i64,
    /// Done late, or given up after it was due.
    pub late: i64,
    /// Over, and still not done.
    pub overdue: i64,
    /// Still to be kept.
    pub open: i64,
}

impl PromiseLine {
    #[must_use]
    pub const fn made(&self) -> i64 {
        self.kept + self.missed() + self.open
    }

    #[must_use]
    pub const fn missed(&self) -> i64 {
        self.late + self.overdue
    }

    /// Of those whose time is over, so many hundredths of a percent were kept.
    #[must_use]
    pub fn share_kept(&self) -> Option<u32> {
        share(self.kept, self.kept + self.missed())
    }
}

/// How content customers were: how many gave one, two, … five.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ratings {
    pub all: [i64; 5],
    /// Of those who had said what they expect.
    pub expected: [i64; 5],
}

impl Ratings {
    /// The mean in tenths, of all and of those who had said what they expect; nothing where nobody gave any.
    #[must_use]
    pub fn means(&self) -> (Option<i64>, Option<i64>) {
        (mean(&self.all), mean(&self.expected))
    }
}

fn mean(grades: &[i64; 5]) -> Option<i64> {
    let count: i64 = grades.iter().sum();
    let sum: i64 = grades.iter().zip(1..).map(|(count, grade)| count * grade).sum();
    (count > 0).then(|| (sum * 20 + count).div_euclid(count * 2))
}

/// A part of a whole in hundredths of a percent, rounded; nothing of nothing.
fn share(part: i64, whole: i64) -> Option<u32> {
    (whole > 0).then(|| u32::try_from((part * 20_000 + whole).div_euclid(whole * 2)).unwrap_or_default())
}

/// What was complained of, and how often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complained {
    /// The number of the article or of the cause.
    pub number: String,
    /// What it is called.
    pub name: String,
    pub count: i64,
}

/// Mails of which nobody has said where they belong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unattached {
    /// So many may be answered in time.
    pub pending: i64,
    /// So many were not answered when that was promised.
    pub overdue: i64,
}

/// A case that waits for its first answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingCase {
    pub number: i64,
    pub subject: String,
    pub account: String,
    pub opened: WallTime,
}

/// A case whose customer has said what they expected, and then how content they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatedCase {
    pub number: i64,
    pub expected: String,
    pub grade: i64,
}

/// The vendor's mirror.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    pub times: AnswerTimes,
    /// In the order of [`Promise::ALL`].
    pub promises: Vec<PromiseLine>,
    /// The articles and the causes with the most complaints.
    pub articles: Vec<Complained>,
    pub causes: Vec<Complained>,
    pub ratings: Ratings,
    /// The last ratings of who had said what they expect.
    pub rated: Vec<RatedCase>,
    /// Those who have waited longest for a first answer.
    pub waiting: Vec<WaitingCase>,
    /// The mails that nobody has attached or answered: to so many senders an answer is promised, and so many were to have it by
    /// now.
    pub unattached: Unattached,
    /// So many cases have changed since they were counted.
    pub uncounted: i64,
}

/// How long answers took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerTimes {
    pub period: Period,
    pub from: Date,
    pub now: WallTime,
    /// All together.
    pub all: Line,
    /// One for each kind, in their order.
    pub kinds: Vec<Line>,
    /// One for each of the vendor's tags.
    pub tags: Vec<Line>,
    /// Those hours of the day at which somebody wrote.
    pub hours: Vec<Line>,
}

/// One of the page's tables, as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    Promises,
    Kinds,
    Tags,
    Hours,
    Articles,
    Causes,
    Ratings,
}

impl Table {
    pub const ALL: [Self; 7] =
        [Self::Promises, Self::Kinds, Self::Tags, Self::Hours, Self::Articles, Self::Causes, Self::Ratings];

    /// As an address has it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Promises => "promises",
            Self::Kinds => "kinds",
            Self::Tags => "tags",
            Self::Hours => "hours",
            Self::Articles => "articles",
            Self::Causes => "causes",
            Self::Ratings => "ratings",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.code() == text)
    }
}
