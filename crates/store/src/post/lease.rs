//! Work that one process does at a time.

use domain::time::Instant;
use uuid::Uuid;

use crate::{Error, Job, Tx, sql};

/// Takes the lease on `name`, or makes one's own longer, until `until`; `false` while somebody else holds it.
///
/// # Errors
/// When the database fails.
pub async fn renew(tx: &Tx, _: Job, name: &str, holder: Uuid, now: Instant, until: Instant) -> Result<bool, Error> {
    let taken = sql::run(
        tx,
        "INSERT INTO lease (name, holder, ends_at) VALUES (?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, ends_at = excluded.ends_at
         WHERE lease.holder = excluded.holder OR lease.ends_at < ?",
        [name.into(), holder.into(), until.millis().into(), now.millis().into()],
    )
    .await?;
    Ok(taken == 1)
}

/// Gives one's own lease back, so that another process need not wait for its end.
///
/// # Errors
/// When the database fails.
pub async fn release(tx: &Tx, _: Job, name: &str, holder: Uuid) -> Result<(), Error> {
    sql::run(tx, "DELETE FROM lease WHERE name = ? AND holder = ?", [name.into(), holder.into()]).await?;
    Ok(())
}
