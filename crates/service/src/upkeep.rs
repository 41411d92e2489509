//! What a portal does by itself now and then: forgetting what is no longer needed.

use std::time::Duration;

use store::Job;
use tokio::sync::watch;

use crate::{Context, Error};

/// Keys of commands live this long, because phones queue.
const KEY_DAYS: i64 = 30;
const CART_DAYS: i64 = 30;
const SESSION_DAYS: i64 = 61;

/// Once an hour until `stop`.
pub async fn work(context: Context, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = pass(&context).await {
            // Logged there; in an hour it is tried again.
            let _ = error.into_refusal();
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(3600)) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Forgets what is too old now.
///
/// # Errors
/// When the database fails.
pub async fn pass(context: &Context) -> Result<(), Error> {
    let job = Job::of("upkeep");
    let now = context.now();
    let tx = context.store().begin().await?;
    store::keys::forget(&tx, job, now.plus_days(-KEY_DAYS)).await?;
    store::carts::forget(&tx, job, now.plus_days(-CART_DAYS)).await?;
    store::sessions::forget(&tx, job, now.plus_days(-SESSION_DAYS)).await?;
    tx.commit().await?;
    Ok(())
}
