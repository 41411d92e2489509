//! Counting cases that have changed, a moment after they have: what a step writes is not held up by the sums, which all
//! cases of a day share.

use std::time::Duration;

use domain::{
    cases::{CaseStep, Kind},
    event::Event,
    measures::{Measure, Outcome, solved_at, stand, waits},
    promise::{Promise, Timetable},
    settings::Settings,
    time::Instant,
};
use store::{
    Job,
    measures::{Counted, Uncounted},
};
use tokio::sync::watch;

use crate::{
    Context, Error,
    cases::{hours, read_clock},
    clock,
};

const JOB: Job = Job::of("counting cases");
/// A page shows what happened within this.
const ROUND: Duration = Duration::from_secs(10);
/// While many are to be counted, others have their turn in between.
const BREATH: Duration = Duration::from_millis(50);
/// Few enough that a step of somebody's waits for milliseconds.
const BATCH: u16 = 50;

/// Counts again and again until `stop`.
pub async fn work(context: Context, mut stop: watch::Receiver<bool>) {
    while crate::goes_on(&stop) {
        let pause = match some(&context).await {
            Ok(count) if count >= usize::from(BATCH) => BREATH,
            Ok(_) => ROUND,
            Err(error) => {
                // Logged there; the next round tries again.
                let _ = error.into_refusal();
                ROUND
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Counts all that are not counted as they are.
///
/// # Errors
/// When the database fails.
pub async fn pass(context: &Context) -> Result<(), Error> {
    while some(context).await? >= usize::from(BATCH) {}
    Ok(())
}

async fn some(context: &Context) -> Result<usize, Error> {
    if !store::measures::has_uncounted(context.store(), JOB).await? {
        return Ok(0);
    }
    let settings = context.settings();
    let tx = context.store().begin().await?;
    let cases = store::measures::uncounted(&tx, JOB, BATCH).await?;
    let (from, until) =
        (cases.iter().map(|case| case.head.opened).min(), cases.iter().map(|case| case.head.changed).max());
    let Some((from, until)) = from.zip(until) else { return Ok(0) };
    let hours = hours(&settings, from, until);
    let mut counted = Vec::with_capacity(cases.len());
    for case in cases {
        let events = store::events::of_case(&tx, &case.head).await?;
        let events: Vec<(&Event, Instant)> = events.iter().map(|stored| (&stored.event, stored.at)).collect();
        let measure = measure(&settings, &hours, &Told::from(&case), &events);
        counted.push(Counted { account: case.head.account, case: case.head.id, measure });
    }
    store::measures::count(&tx, JOB, &counted).await?;
    tx.commit().await?;
    Ok(counted.len())
}

/// What a case's rows say of it beside its log.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told<'a> {
    pub kind: Kind,
    pub opened: Instant,
    /// When something last happened: a case is measured as it was then, so that it is measured alike whenever that is.
    pub changed: Instant,
    pub is_closed: bool,
    pub is_merged: bool,
    pub answered_after: Option<i64>,
    pub rating: Option<i32>,
    pub has_expected: bool,
    pub tags: &'a [String],
    pub article: Option<&'a str>,
    pub cause: Option<i64>,
}

impl<'a> From<&'a Uncounted> for Told<'a> {
    fn from(case: &'a Uncounted) -> Self {
        let head = &case.head;
        Self {
            kind: head.kind,
            opened: head.opened,
            changed: head.changed,
            is_closed: head.closed.is_some(),
            is_merged: head.merged_into.is_some(),
            answered_after: case.answered_after,
            rating: head.satisfaction,
            has_expected: head.expected.is_some(),
            tags: &case.tags,
            article: head.article.as_deref(),
            cause: case.cause,
        }
    }
}

/// What a case adds to the figures.
pub(crate) fn measure(
    settings: &Settings,
    hours: &Timetable,
    told: &Told<'_>,
    events: &[(&Event, Instant)],
) -> Measure {
    let clock = read_clock(settings, hours, told.kind, events, told.changed);
    let steps: Vec<_> = events
        .iter()
        .filter_map(|(event, at)| match event {
            // Who escalates an answer has said that it is none.
            Event::Case { step, speaks: true, .. } if step.may_speak() => Some((CaseStep::Replied, *at)),
            Event::Case { step, .. } => Some((*step, *at)),
            _ => None,
        })
        .collect();
    let (solved, again) = solved_at(told.kind, &steps);
    let outcome = Outcome {
        answered: told.answered_after,
        solved: solved.map(|at| hours.between(told.opened, at) / 60_000),
        again,
        is_closed: told.is_closed,
        is_merged: told.is_merged,
    };
    let (first, solved) = waits(&clock, outcome);
    let wall = clock::wall(told.opened, &settings.vendor.time_zone);
    Measure {
        day: wall.date(),
        hour: wall.hour_minute().0,
        kind: told.kind,
        // Own words of customers are as many as they please: only the vendor's are counted.
        tags: told.tags.iter().filter(|tag| settings.cases.tag(tag).is_some()).cloned().collect(),
        article: told.article.map(str::to_owned),
        cause: told.cause,
        first,
        solved,
        stands: Promise::ALL.map(|promise| stand(&clock, promise)),
        rating: told.rating.and_then(|grade| u8::try_from(grade).ok()),
        expected: told.has_expected,
    }
}
