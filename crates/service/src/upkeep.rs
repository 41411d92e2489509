//! What a portal does by itself now and then: forgetting what is no longer needed, keeping queries quick, invoicing what was
//! shipped, reminding of what is to be paid, and proving its books.

use std::time::Duration;

use store::{Job, upkeep::Old};
use tokio::sync::watch;

use crate::{Context, Error, access, invoices, ledger};

/// What is forgotten, and after how many days. The README says the same to the operator.
///
/// Orders, events and the reviews that orders were submitted from are not in it: they are the account's own.
pub const KEPT_DAYS: [(Old, i64); 12] = [
    // Phones queue for so long.
    (Old::Keys, 30),
    (Old::CartKeys, 30),
    (Old::DeviceCarts, 30),
    // The limits count a quarter of an hour, or a day.
    (Old::Attempts, 1),
    // A code counts for minutes; for a day or two the staff may be asked why it did not.
    (Old::Codes, 2),
    // One more than a session can last (`SESSION_ABSOLUTE_DAYS`).
    (Old::Sessions, 61),
    // After they have ended.
    (Old::Invitations, 30),
    (Old::Reviews, 30),
    // As long as somebody may ask whether a mail went.
    (Old::Mails, 90),
    (Old::Presence, 1),
    // A year, and as long as it takes to look back at it.
    (Old::Access, access::KEPT_DAYS),
    (Old::Post, 90),
];
/// Rows at once: few enough that an order waits for milliseconds.
const BATCH: u16 = 500;

/// Once an hour until `stop`.
pub async fn work(context: Context, mut stop: watch::Receiver<bool>) {
    while crate::goes_on(&stop) {
        // Logged there; in an hour it is tried again.
        if let Err(error) = pass(&context).await {
            let _ = error.into_refusal();
        }
        if let Err(error) = invoices::issue_due(&context).await {
            let _ = error.into_refusal();
        }
        if let Err(error) = ledger::remind_due(&context).await {
            let _ = error.into_refusal();
        }
        if let Err(error) = ledger::prove(&context).await {
            let _ = error.into_refusal();
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(3600)) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Forgets what is too old now, and lets the database know how much there is.
///
/// # Errors
/// When the database fails.
pub async fn pass(context: &Context) -> Result<(), Error> {
    for (what, days) in KEPT_DAYS {
        while forget_some(context, what, days).await? >= u64::from(BATCH) {}
    }
    context.store().refresh_statistics().await?;
    Ok(())
}

async fn forget_some(context: &Context, what: Old, days: i64) -> Result<u64, Error> {
    let before = context.now().plus_days(-days);
    let tx = context.store().begin().await?;
    let count = store::upkeep::forget(&tx, Job::of("upkeep"), what, before, BATCH).await?;
    tx.commit().await?;
    Ok(count)
}
