//! What became of what was promised: how long answers took, and what was kept.
//!
//! A case is measured by itself ([`Measure`]), from its log; what a page shows are sums of such measures ([`Figures`]),
//! kept by day and by month. Times are working time and are counted in buckets with fixed bounds, so that days can be
//! added up, and the middle of many days be found, without looking at a single case.

mod case;
mod period;
mod wire;

use crate::promise::Promise;

pub use case::{Complaint, Group, Measure, Outcome, Stand, Wait, solved_at, stand, waits};
pub use period::{Grain, Period, Range, ranges};
pub use wire::{
    AnswerTimes, Complained, Line, Overview, PromiseLine, RatedCase, Ratings, Table, Times, Unattached, WaitingCase,
};

/// The longest time that a bucket holds, minutes; one more bucket holds what took longer.
pub const BOUNDS: [u32; 23] = [
    5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 960, 1_440, 1_920, 2_400, 3_600, 4_800, 7_200, 9_600,
    14_400,
];
const BUCKETS: usize = BOUNDS.len() + 1;
/// The buckets, and what has no time: pending, overdue, ended.
const WAITS: usize = BUCKETS + 3;
const FIRST: usize = 1;
const SOLVED: usize = FIRST + WAITS;
const PROMISES: usize = SOLVED + WAITS;
const STANDS: usize = 4;
const RATED: usize = PROMISES + Promise::ALL.len() * STANDS;
const RATED_OF_EXPECTED: usize = RATED + GRADES;
const GRADES: usize = 5;
/// So many numbers are kept of a day.
pub const FIGURES: usize = RATED_OF_EXPECTED + GRADES;

/// A time as it is known from buckets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Time {
    /// At most so many minutes.
    Within(u32),
    /// More than any bucket's bound.
    Beyond(u32),
    /// It is among those who have none.
    Never,
}

/// Of what the time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// To the first answer.
    First,
    /// To the solution that stood.
    Solved,
}

/// Sums over many cases. They can be added and taken away, in any order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures(pub [i64; FIGURES]);

impl Default for Figures {
    fn default() -> Self {
        Self([0; FIGURES])
    }
}

impl Figures {
    /// The figures of one case.
    #[must_use]
    pub fn of(measure: &Measure) -> Self {
        let mut figures = Self::default();
        let all = &mut figures.0;
        all[0] = 1;
        all[FIRST + place(measure.first)] = 1;
        all[SOLVED + place(measure.solved)] = 1;
        for (promise, stand) in measure.stands.iter().enumerate() {
            let at = PROMISES + promise * STANDS;
            for (place, count) in [stand.kept, stand.late, stand.overdue, stand.open].into_iter().enumerate() {
                all[at + place] = i64::from(count);
            }
        }
        if let Some(grade) = measure.rating.map(usize::from).filter(|grade| (1..=GRADES).contains(grade)) {
            all[RATED + grade - 1] = 1;
            all[RATED_OF_EXPECTED + grade - 1] = i64::from(measure.expected);
        }
        figures
    }

    /// Adds others, `times` times: minus one takes them away.
    pub fn add(&mut self, other: &Self, times: i64) {
        for (own, other) in self.0.iter_mut().zip(other.0) {
            *own += other * times;
        }
    }

    /// Whether nothing is counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|count| *count == 0)
    }

    /// How many cases.
    #[must_use]
    pub const fn written(&self) -> i64 {
        self.0[0]
    }

    /// How long they took. Who waits longer than was promised counts as slower than all who have an answer: a measure
    /// that leaves them out flatters. Who may still have it in time, and who needs it no more, is not ranked.
    #[must_use]
    pub fn times(&self, span: Span) -> Times {
        let begin = match span {
            Span::First => FIRST,
            Span::Solved => SOLVED,
        };
        let (buckets, rest) = self.0[begin..begin + WAITS].split_at(BUCKETS);
        let (pending, overdue, ended) = (rest[0], rest[1], rest[2]);
        Times {
            median: time(buckets, overdue, 50),
            most: time(buckets, overdue, 90),
            done: buckets.iter().sum(),
            pending,
            overdue,
            ended,
        }
    }

    /// What became of promises of one sort.
    #[must_use]
    pub fn promises(&self, promise: Promise) -> PromiseLine {
        let place = Promise::ALL.iter().position(|other| *other == promise).unwrap_or_default();
        let at = PROMISES + place * STANDS;
        let [kept, late, overdue, open] = std::array::from_fn(|place| self.0[at + place]);
        PromiseLine { promise, kept, late, overdue, open }
    }

    /// How content customers were: how many gave one, two, … five; of all, and of those who had said what they expected.
    #[must_use]
    pub fn ratings(&self) -> Ratings {
        Ratings {
            all: std::array::from_fn(|place| self.0[RATED + place]),
            expected: std::array::from_fn(|place| self.0[RATED_OF_EXPECTED + place]),
        }
    }
}

/// Where a wait is counted, among [`WAITS`].
fn place(wait: Wait) -> usize {
    match wait {
        Wait::After(minutes) => BOUNDS.partition_point(|bound| i64::from(*bound) < minutes),
        Wait::Pending => BUCKETS,
        Wait::Overdue => BUCKETS + 1,
        Wait::Ended => BUCKETS + 2,
    }
}

/// The time within which so many of a hundred were done, by the nearest rank; nothing when nobody is ranked.
fn time(buckets: &[i64], overdue: i64, percent: i64) -> Option<Time> {
    let count = buckets.iter().sum::<i64>() + overdue;
    let rank = (count * percent).div_euclid(100) + i64::from((count * percent) % 100 > 0);
    (count > 0).then_some(())?;
    let mut so_far = 0;
    for (place, held) in buckets.iter().enumerate() {
        so_far += held;
        if so_far >= rank {
            return Some(match BOUNDS.get(place) {
                Some(bound) => Time::Within(*bound),
                None => Time::Beyond(BOUNDS[BOUNDS.len() - 1]),
            });
        }
    }
    Some(Time::Never)
}

#[cfg(test)]
mod tests;
