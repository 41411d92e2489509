//! When the portal last proved that all sums of money are right, and what it found.

use domain::{
    permissions::{ReadLedgers, StaffGranted},
    time::Instant,
};

use crate::{Db, Error, Job, Tx, check::Finding, sql};

/// When the portal last proved that all sums are right; `None` before it first did.
///
/// # Errors
/// When the database fails.
pub async fn verified(db: &impl Db) -> Result<Option<Instant>, Error> {
    let at: Option<i64> = sql::one_value(db, "SELECT changed_at FROM setting WHERE key = 'verified'", []).await?;
    Ok(at.map(Instant::from_millis))
}

/// Notes that all sums were proved to be right.
///
/// # Errors
/// When the database fails.
pub async fn note_verified(tx: &Tx, _: Job, now: Instant) -> Result<(), Error> {
    sql::run(
        tx,
        "INSERT INTO setting (key, value, changed_at) VALUES ('verified', ?, ?)
         ON CONFLICT (key) DO UPDATE SET changed_at = excluded.changed_at",
        [serde_json::Value::Bool(true).into(), now.millis().into()],
    )
    .await?;
    Ok(())
}

/// Takes the next proof upon oneself; `false` when somebody has done so since `since`.
///
/// # Errors
/// When the database fails.
pub async fn take_proof(tx: &Tx, _: Job, since: Instant, now: Instant) -> Result<bool, Error> {
    let taken = sql::run(
        tx,
        "INSERT INTO setting (key, value, changed_at) VALUES ('proof', ?, ?)
         ON CONFLICT (key) DO UPDATE SET changed_at = excluded.changed_at WHERE setting.changed_at < ?",
        [serde_json::Value::Array(Vec::new()).into(), now.millis().into(), since.millis().into()],
    )
    .await?;
    Ok(taken == 1)
}

/// Notes what the proof has found. Nothing, where all of it holds.
///
/// # Errors
/// When the database fails.
pub async fn note_proof(tx: &Tx, _: Job, broken: &[Finding]) -> Result<(), Error> {
    let names: Vec<&str> = broken.iter().map(|finding| finding.invariant).collect();
    sql::run(tx, "UPDATE setting SET value = ? WHERE key = 'proof'", [serde_json::to_value(names)?.into()]).await?;
    Ok(())
}

/// What did not hold at the last proof, in the words of [`check`](crate::check).
///
/// # Errors
/// When the database fails.
pub async fn broken(db: &impl Db, _: &StaffGranted<ReadLedgers>) -> Result<Vec<String>, Error> {
    let value: Option<serde_json::Value> =
        sql::one_value(db, "SELECT value FROM setting WHERE key = 'proof'", []).await?;
    Ok(value.map(serde_json::from_value).transpose()?.unwrap_or_default())
}
