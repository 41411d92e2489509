//! What one case adds to the figures.

use serde::{Deserialize, Serialize};

use crate::{
    cases::{CaseStep, Kind},
    promise::{Clock, Promise, Standing},
    time::{Date, Instant},
};

/// What somebody waits for, as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wait {
    /// It came, after so many minutes of working time.
    After(i64),
    /// It has not come, and is not promised by now.
    Pending,
    /// It was promised by now and has not come; or somebody gave it up after that.
    Overdue,
    /// The customer needed it no more in time, or the case goes on in another one.
    Ended,
}

/// How many promises of one sort stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stand {
    pub kept: u16,
    /// Done late, or given up after it was due.
    pub late: u16,
    /// Over, and still not done.
    pub overdue: u16,
    /// Still to be kept.
    pub open: u16,
}

/// What a case adds to the figures of the day on which it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// The day and the hour on the vendor's wall.
    pub day: Date,
    pub hour: u8,
    pub kind: Kind,
    /// Those of the vendor's tags that it has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<i64>,
    pub first: Wait,
    pub solved: Wait,
    /// In the order of [`Promise::ALL`].
    pub stands: [Stand; 3],
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<u8>,
    /// The customer said at the beginning what they expected.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub expected: bool,
}

/// By what cases are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    Kind,
    Tag,
    /// The hour of the day at which it was written.
    Hour,
}

impl Group {
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Tag => "tag",
            Self::Hour => "hour",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Kind, Self::Tag, Self::Hour].into_iter().find(|group| group.code() == text)
    }
}

/// What a complaint is counted under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Complaint {
    /// The article's number.
    Article,
    /// The cause's number.
    Cause,
}

impl Complaint {
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Cause => "cause",
        }
    }
}

impl Measure {
    /// The groups that it belongs to, each with the name of its line.
    #[must_use]
    pub fn groups(&self) -> Vec<(Group, String)> {
        let tags = self.tags.iter().map(|tag| (Group::Tag, tag.clone()));
        [(Group::Kind, self.kind.code().to_owned()), (Group::Hour, self.hour.to_string())]
            .into_iter()
            .chain(tags)
            .collect()
    }

    /// What a complaint is counted under.
    #[must_use]
    pub fn complaints(&self) -> Vec<(Complaint, String)> {
        if self.kind != Kind::Complaint {
            return Vec::new();
        }
        let article = self.article.clone().map(|number| (Complaint::Article, number));
        article.into_iter().chain(self.cause.map(|number| (Complaint::Cause, number.to_string()))).collect()
    }
}

/// When the solution was proposed that stands, or the answer to a question given: what the customer did not accept, or
/// answered with more to ask, was none. And when they last said so.
#[must_use]
pub fn solved_at(kind: Kind, steps: &[(CaseStep, Instant)]) -> (Option<Instant>, Option<Instant>) {
    steps.iter().fold((None, None), |(solved, again), (step, at)| match step {
        CaseStep::Proposed => (solved.or(Some(*at)), again),
        CaseStep::Answered if !kind.is_investigated() => (solved.or(Some(*at)), again),
        CaseStep::Replied if !kind.is_investigated() && solved.is_some() => (None, Some(*at)),
        CaseStep::Declined | CaseStep::PartlyAccepted | CaseStep::Reopened => (None, Some(*at)),
        _ => (solved, again),
    })
}

/// What has become of a case, beside its clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Minutes of working time to the first answer, and to the solution that stands.
    pub answered: Option<i64>,
    pub solved: Option<i64>,
    /// When the customer last said that what there was is no solution.
    pub again: Option<Instant>,
    pub is_closed: bool,
    /// It goes on in another case, which is measured there.
    pub is_merged: bool,
}

/// How the first answer and the solution stand.
#[must_use]
pub fn waits(clock: &Clock, outcome: Outcome) -> (Wait, Wait) {
    let wait = |took: Option<i64>, is_late: bool| match took {
        Some(minutes) => Wait::After(minutes.max(0)),
        None if outcome.is_merged => Wait::Ended,
        None if is_late => Wait::Overdue,
        None if outcome.is_closed => Wait::Ended,
        None => Wait::Pending,
    };
    let missed = |promise, since: Option<Instant>| {
        let mut given = clock.given.iter().filter(move |given| given.promise == promise);
        given.any(|given| since.is_none_or(|since| given.since >= since) && is_unkept(given.standing, given.is_told))
    };
    // A question that was asked again has no new promise of a solution, but one to hear more.
    let has_new = |again| clock.given.iter().any(|given| given.promise == Promise::Resolution && given.since >= again);
    let solved_late = match outcome.again {
        Some(again) if !has_new(again) => missed(Promise::NextUpdate, Some(again)),
        again => missed(Promise::Resolution, again),
    };
    (wait(outcome.answered, missed(Promise::FirstAnswer, None)), wait(outcome.solved, solved_late))
}

/// How the promises of one sort stand.
#[must_use]
pub fn stand(clock: &Clock, promise: Promise) -> Stand {
    let mut stand = Stand::default();
    for given in clock.given.iter().filter(|given| given.promise == promise) {
        let place = match given.standing {
            Standing::Kept { .. } => &mut stand.kept,
            Standing::Broken { .. } => &mut stand.late,
            standing if is_unkept(standing, given.is_told) => &mut stand.overdue,
            Standing::Running { .. } | Standing::Paused { .. } => &mut stand.open,
        };
        *place = place.saturating_add(1);
    }
    stand
}

/// Whether a promise is over and was not kept, as the log says: it is written there as soon as it is.
fn is_unkept(standing: Standing, is_told: bool) -> bool {
    match standing {
        Standing::Running { .. } => is_told,
        Standing::Paused { left } => is_told || left < 0,
        Standing::Kept { .. } => false,
        Standing::Broken { .. } => true,
    }
}
