//! How often something may be done in a window of time, whoever asks for it.

use domain::{
    format,
    language::Language,
    refusal::{Code, Refusal},
    time::Instant,
};
use store::{Job, Tx};

use crate::{Context, Error};

/// The windows, in milliseconds. A day ends at midnight UTC.
pub(crate) const QUARTER: i64 = 15 * 60 * 1000;
pub(crate) const DAY: i64 = 24 * 60 * 60 * 1000;

/// When the current window of this length began.
pub(crate) fn begin(window: i64, now: Instant) -> Instant {
    Instant::from_millis(now.millis() - now.millis().rem_euclid(window))
}

/// Counts one more in the current window of this length and gives the new count.
pub(crate) async fn count(tx: &Tx, bucket: &str, window: i64, now: Instant) -> Result<i32, Error> {
    Ok(store::sessions::count_attempt(tx, Job::of("limits"), bucket, begin(window, now)).await?)
}

/// Above a limit: says until when, to a reader in this language and zone.
pub(crate) fn too_many(context: &Context, language: Language, zone: &str, window: i64, now: Instant) -> Error {
    let end = Instant::from_millis(begin(window, now).millis() + window);
    let until = format::until(language, context.wall(now, zone), context.wall(end, zone));
    Refusal::of(Code::TooMany).with(until).into()
}
