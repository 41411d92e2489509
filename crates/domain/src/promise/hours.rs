//! When the vendor works.

use crate::time::Instant;

/// The hours at which the vendor works, as spans of instants: lunch, weekends, holidays and the change of the clocks are
/// in them already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenHours(Vec<(Instant, Instant)>);

impl OpenHours {
    /// Of spans in any order; what overlaps becomes one, and what is empty goes.
    #[must_use]
    pub fn of(mut spans: Vec<(Instant, Instant)>) -> Self {
        spans.retain(|(begin, end)| begin < end);
        spans.sort_unstable();
        let mut merged: Vec<(Instant, Instant)> = Vec::with_capacity(spans.len());
        for (begin, end) in spans {
            match merged.last_mut() {
                Some(last) if begin <= last.1 => last.1 = last.1.max(end),
                _ => merged.push((begin, end)),
            }
        }
        Self(merged)
    }

    /// The working time between two instants.
    #[must_use]
    pub fn between(&self, from: Instant, to: Instant) -> i64 {
        let first = self.0.partition_point(|(_, end)| *end <= from);
        self.0[first..]
            .iter()
            .take_while(|(begin, _)| *begin < to)
            .map(|(begin, end)| ((*end).min(to).millis() - (*begin).max(from).millis()).max(0))
            .sum()
    }

    /// The instant at which `millis` of working time after `from` have passed; `None` when the hours do not reach so far.
    ///
    /// What ends with the last minute of a day is due then, not with the first minute of the next one.
    #[must_use]
    pub fn after(&self, from: Instant, millis: i64) -> Option<Instant> {
        if millis <= 0 {
            return Some(from);
        }
        let mut left = millis;
        let first = self.0.partition_point(|(_, end)| *end <= from);
        for (begin, end) in &self.0[first..] {
            let begin = (*begin).max(from);
            let span = end.millis() - begin.millis();
            if left <= span {
                return Some(Instant::from_millis(begin.millis() + left));
            }
            left -= span;
        }
        None
    }
}

/// The vendor's hours as they were and as they are: the first ones held since ever, the others each from a moment on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timetable {
    first: OpenHours,
    later: Vec<(Instant, OpenHours)>,
}

impl From<OpenHours> for Timetable {
    fn from(first: OpenHours) -> Self {
        Self { first, later: Vec::new() }
    }
}

impl Timetable {
    /// From this moment on other hours hold. Changes are given in the order in which they were made.
    #[must_use]
    pub fn then(mut self, from: Instant, hours: OpenHours) -> Self {
        self.later.push((from, hours));
        self
    }

    /// The hours that held, or hold, at a moment.
    #[must_use]
    pub fn at(&self, at: Instant) -> &OpenHours {
        self.later.iter().rfind(|(from, _)| *from <= at).map_or(&self.first, |(_, hours)| hours)
    }

    /// The working time between two instants, each moment by the hours that held then.
    #[must_use]
    pub fn between(&self, from: Instant, to: Instant) -> i64 {
        let begins = std::iter::once(Instant::from_millis(i64::MIN)).chain(self.later.iter().map(|(from, _)| *from));
        let ends = self.later.iter().map(|(from, _)| *from).chain(std::iter::once(Instant::from_millis(i64::MAX)));
        let all = std::iter::once(&self.first).chain(self.later.iter().map(|(_, hours)| hours));
        all.zip(begins.zip(ends)).map(|(hours, (begin, end))| hours.between(from.max(begin), to.min(end))).sum()
    }

    /// The instant at which `millis` of working time after `from` have passed, by the hours that hold then.
    #[must_use]
    pub fn after(&self, from: Instant, millis: i64) -> Option<Instant> {
        self.at(from).after(from, millis)
    }
}
