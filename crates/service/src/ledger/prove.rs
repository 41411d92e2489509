//! The daily proof: everything about money is added up anew, and compared with what is shown.

use store::{Job, check::Finding};

use crate::{Context, Error};

const JOB: Job = Job::of("daily proof");
/// Once a day: a little less, so that an hourly round does not wander through the day.
const EVERY_MINUTES: i64 = 24 * 60 - 30;

/// Proves the ledger, the invoices and the bank's movements, unless this or another process has done so today; gives what
/// does not hold, and nothing where it was not due. Where all of it holds, customers read beside their balance when that
/// was.
///
/// # Errors
/// When the database fails.
pub async fn prove(context: &Context) -> Result<Option<Vec<Finding>>, Error> {
    let now = context.now();
    let store = context.store();
    let tx = store.begin().await?;
    if !store::ledger::take_proof(&tx, JOB, now.plus_minutes(-EVERY_MINUTES), now).await? {
        return Ok(None);
    }
    tx.commit().await?;
    let mut broken = store::check::money(store, JOB).await?;
    broken.retain(|finding| finding.broken > 0);
    let tx = store.begin().await?;
    store::ledger::note_proof(&tx, JOB, &broken).await?;
    if broken.is_empty() {
        // What came while it was proved is proved tomorrow.
        store::ledger::note_verified(&tx, JOB, now).await?;
    }
    tx.commit().await?;
    for Finding { invariant, broken } in &broken {
        tracing::error!(invariant, rows = broken, "the books do not hold");
    }
    metrics::gauge!("loket_ledger_broken").set(f64::from(u32::try_from(broken.len()).unwrap_or(u32::MAX)));
    Ok(Some(broken))
}
