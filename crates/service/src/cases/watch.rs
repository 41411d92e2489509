//! The watch over what was promised: what was missed is written down, told to the customer with a new moment, and to
//! those above; an answer that nobody contests closes a question.

use std::time::Duration;

use domain::{
    cases::CaseStep,
    promise::{Clock, Given, Promise},
    time::Instant,
};
use store::{Job, cases::Head};
use tokio::sync::watch;

use super::{
    above, clock,
    step::{self, Move},
};
use crate::{Context, Error, post};

const JOB: Job = Job::of("watch over promises");
/// A promise is known to be missed within this.
const ROUND: Duration = Duration::from_secs(30);
const BATCH: u16 = 100;

/// Looks again and again until `stop`.
pub async fn work(context: Context, mut stop: watch::Receiver<bool>) {
    while crate::goes_on(&stop) {
        // Another node may have changed the rules.
        let round = async {
            context.reload_settings().await?;
            pass(&context).await
        };
        if let Err(error) = round.await {
            // Logged there; the next round tries again.
            let _ = error.into_refusal();
        }
        tokio::select! {
            () = tokio::time::sleep(ROUND) => {}
            _ = stop.changed() => {}
        }
    }
}

/// What the watch looks for.
#[derive(Clone, Copy, Debug)]
enum Found {
    Overdue,
    Lapsed,
}

/// One round over all that is overdue, and over all that lapses.
///
/// # Errors
/// When the database fails.
pub async fn pass(context: &Context) -> Result<(), Error> {
    go_over(context, Found::Overdue).await?;
    post::note_missed(context).await?;
    go_over(context, Found::Lapsed).await
}

async fn go_over(context: &Context, what: Found) -> Result<(), Error> {
    let (store, now) = (context.store(), context.now());
    let mut after = (Instant::from_millis(i64::MIN), 0);
    loop {
        let batch = match what {
            Found::Overdue => store::cases::overdue(store, JOB, now, after, BATCH).await?,
            Found::Lapsed => store::cases::lapsing(store, JOB, now, after, BATCH).await?,
        };
        for (_, number) in &batch {
            let done = match what {
                Found::Overdue => note_missed(context, *number).await,
                Found::Lapsed => lapse(context, *number).await,
            };
            // One case that cannot be written must not keep the others waiting.
            if let Err(error) = done {
                tracing::warn!(case_number = number, ?what, "it could not be written down");
                let _ = error.into_refusal();
            }
        }
        match batch.last() {
            Some(last) if batch.len() == usize::from(BATCH) => after = *last,
            _ => return Ok(()),
        }
    }
}

async fn note_missed(context: &Context, number: i64) -> Result<(), Error> {
    let tx = context.store().begin().await?;
    let now = context.now();
    // Meanwhile somebody may have answered, or another process may have written it down.
    let Some(head) = store::cases::lock_for(&tx, JOB, number).await? else { return Ok(()) };
    let (missed, clock) = missed(context, &tx, &head, now).await?;
    if missed.is_empty() {
        store::cases::set_clock(&tx, JOB, &head, clock.next(), clock.waits_for_customer).await?;
    }
    for (place, promise) in missed.iter().enumerate() {
        // What was missed at the same time is told in one mail, the last one.
        let is_quiet = place + 1 < missed.len();
        let done = Move { text: promise.code().to_owned(), is_quiet, ..Move::of(CaseStep::Missed) };
        step::make(context, &tx, &head, vendors(context, &tx, &head).await?, done, now).await?;
    }
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}

/// Whose event it is: the customer is to see it as news, so it is not theirs. Who has the case, or somebody above.
async fn vendors(context: &Context, tx: &store::Tx, head: &Head) -> Result<domain::ids::MemberId, Error> {
    if let Some(assignee) = head.assignee {
        return Ok(assignee);
    }
    let above = above::people(context, tx).await?;
    Ok(above.iter().find_map(|above| above.member).unwrap_or(head.member))
}

/// The promises that are missed and not yet told of. The one that is given anew comes last, so that the mail has the new one.
/// And the clock, which nobody waits by where the case is closed.
async fn missed(context: &Context, tx: &store::Tx, head: &Head, now: Instant) -> Result<(Vec<Promise>, Clock), Error> {
    if head.closed.is_some() {
        return Ok((Vec::new(), Clock::default()));
    }
    let events = store::events::of_case(tx, head).await?;
    let (clock, _) = clock::of(&context.settings(), head, &events, now);
    let is_new = |given: &&Given| given.is_open() && given.is_missed(now) && !given.is_told;
    let mut missed: Vec<Promise> = clock.given.iter().filter(is_new).map(|given| given.promise).collect();
    missed.sort_by_key(|promise| *promise == Promise::NextUpdate);
    Ok((missed, clock))
}

async fn lapse(context: &Context, number: i64) -> Result<(), Error> {
    let tx = context.store().begin().await?;
    let now = context.now();
    let Some(head) = store::cases::lock_for(&tx, JOB, number).await? else { return Ok(()) };
    if head.lapses.is_none_or(|at| at > now) || head.stage.after(head.kind, CaseStep::Lapsed).is_err() {
        return Ok(());
    }
    if step::was_investigated(&tx, &head).await? {
        // It was a complaint when it began: nothing lapses here, whatever was written down before that was known.
        store::cases::never_lapses(&tx, JOB, &head).await?;
        return Ok(tx.commit().await?);
    }
    // Somebody may have answered from an address that is not known, or in a way that nobody here can read.
    if store::post::waits_of_case(&tx, JOB, &head).await? {
        return Ok(());
    }
    // An amount that nobody has settled keeps it open.
    if store::invoices::is_disputed(&tx, &head).await? {
        return Ok(());
    }
    let by = vendors(context, &tx, &head).await?;
    step::make(context, &tx, &head, by, Move::of(CaseStep::Lapsed), now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}
