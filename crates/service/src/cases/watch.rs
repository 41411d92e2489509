//! The watch over what was promised: what was missed is written down, told to the customer with a new moment, and to
//! those above; an answer that nobody contests closes a question.

use std::time::Duration;

use domain::{
    cases::CaseStep,
    promise::{Given, Promise},
    time::Instant,
};
use store::{Job, cases::Head};
use tokio::sync::watch;

use super::{
    clock,
    step::{self, Move},
};
use crate::{Context, Error};

const JOB: Job = Job::of("watch over promises");
/// A promise is known to be missed within this.
const ROUND: Duration = Duration::from_secs(30);
const BATCH: u16 = 100;

/// Looks again and again until `stop`.
pub async fn work(context: Context, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = pass(&context).await {
            // Logged there; the next round tries again.
            let _ = error.into_refusal();
        }
        tokio::select! {
            () = tokio::time::sleep(ROUND) => {}
            _ = stop.changed() => {}
        }
    }
}

/// One round over what is overdue, and over what lapses.
///
/// # Errors
/// When the database fails.
pub async fn pass(context: &Context) -> Result<(), Error> {
    for number in store::cases::overdue(context.store(), JOB, context.now(), BATCH).await? {
        note_missed(context, number).await?;
    }
    let days = i64::from(context.settings().cases.lapse_days);
    let since = context.now().plus_days(-days);
    for number in store::cases::lapsing(context.store(), JOB, since, BATCH).await? {
        lapse(context, number, since).await?;
    }
    Ok(())
}

async fn note_missed(context: &Context, number: i64) -> Result<(), Error> {
    let now = context.now();
    let tx = context.store().begin().await?;
    // Meanwhile somebody may have answered, or another process may have written it down.
    let Some(head) = store::cases::lock_for(&tx, JOB, number).await? else { return Ok(()) };
    let Some(promise) = missed(context, &tx, &head, now).await? else { return Ok(()) };
    let done = Move { text: promise.code().to_owned(), ..Move::of(CaseStep::Missed) };
    step::make(context, &tx, &head, head.member, done, now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}

/// The promise that is missed and not yet told of.
async fn missed(context: &Context, tx: &store::Tx, head: &Head, now: Instant) -> Result<Option<Promise>, Error> {
    if head.closed.is_some() {
        return Ok(None);
    }
    let events = store::events::of_case(tx, head).await?;
    let clock = clock::of(&context.settings(), head.kind, head.opened, &events, now);
    let is_new = |given: &&Given| given.is_open() && given.is_missed(now) && !given.is_told;
    Ok(clock.given.iter().find(is_new).map(|given| given.promise))
}

async fn lapse(context: &Context, number: i64, since: Instant) -> Result<(), Error> {
    let tx = context.store().begin().await?;
    let Some(head) = store::cases::lock_for(&tx, JOB, number).await? else { return Ok(()) };
    if head.changed >= since || head.stage.after(head.kind, CaseStep::Lapsed).is_err() {
        return Ok(());
    }
    step::make(context, &tx, &head, head.member, Move::of(CaseStep::Lapsed), context.now()).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}
