//! Forgetting what is old, a little at a time, so that nobody waits long for their turn to write.

use domain::time::Instant;

use crate::{Error, Job, Tx, sql};

/// What is forgotten when it is old enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Old {
    /// Keys of commands, by when they were first used.
    Keys,
    /// The keys of changes to carts, likewise.
    CartKeys,
    /// Carts of devices, by their last change.
    DeviceCarts,
    /// Counts of tries, by the window in which they were counted.
    Attempts,
    /// Codes for signing in, by when they were asked for.
    Codes,
    /// Sessions, ended or not, by their last use.
    Sessions,
    /// Invitations, accepted or not, by their end.
    Invitations,
    /// Reviews that no order was submitted from, by when they were frozen.
    Reviews,
    /// Mails that have gone, were kept or were given up, by when that was. What waits is not forgotten.
    Mails,
    /// Who had a case open, by when that ended.
    Presence,
    /// Who opened which document, by when that was.
    Access,
    /// Mails that came in from machines, or that somebody has put away, by when they were filed. What became an entry, or
    /// waits, is not forgotten.
    Post,
}

impl Old {
    /// Table, key, and the rows that may go, by an index on the column that is their age.
    const fn parts(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            Self::Keys => ("command_key", "account_id, key", "TRUE", "created_at"),
            Self::CartKeys => ("cart_change", "cart_id, key", "TRUE", "created_at"),
            Self::DeviceCarts => ("cart", "id", "device_hash IS NOT NULL", "changed_at"),
            Self::Attempts => ("attempt", "bucket, window_start", "TRUE", "window_start"),
            Self::Codes => ("sign_in_code", "id", "TRUE", "created_at"),
            Self::Sessions => ("session", "id", "TRUE", "seen_at"),
            Self::Invitations => ("invitation", "account_id, id", "TRUE", "expires_at"),
            Self::Reviews => ("review", "account_id, id", "NOT ordered", "created_at"),
            Self::Presence => ("case_presence", "account_id, case_id, member_id", "TRUE", "ends_at"),
            Self::Access => ("access", "account_id, id", "TRUE", "at"),
            Self::Post => ("post", "id", "state IN ('automatic', 'own', 'discarded', 'copy')", "filed_at"),
            Self::Mails => ("outbox", "id", "done_at IS NOT NULL", "done_at"),
        }
    }
}

/// Deals with up to `most` rows that are older than `before` and says with how many: fewer than `most` were all that
/// there are. All are forgotten, but for reviews that an order names: those are marked, and never looked at again.
///
/// # Errors
/// When the database fails.
pub async fn forget(tx: &Tx, _: Job, what: Old, before: Instant, most: u16) -> Result<u64, Error> {
    let (table, key, rows, age) = what.parts();
    let kept = if what == Old::Reviews { mark_ordered_reviews(tx, before, most).await? } else { 0 };
    // Of the reviews that were looked at these are the rest: the marked ones stand before them no more.
    let rest = u64::from(most).saturating_sub(kept);
    let forgotten = sql::run(
        tx,
        &format!(
            "DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE {rows} AND {age} < ? ORDER BY {age} LIMIT ?)"
        ),
        [before.millis().into(), i64::try_from(rest).unwrap_or(0).into()],
    )
    .await?;
    Ok(kept + forgotten)
}

/// Marks those of the oldest reviews that an order names.
async fn mark_ordered_reviews(tx: &Tx, before: Instant, most: u16) -> Result<u64, Error> {
    sql::run(
        tx,
        "UPDATE review SET ordered = TRUE WHERE (account_id, id) IN (
             SELECT account_id, id FROM review WHERE NOT ordered AND created_at < ? ORDER BY created_at LIMIT ?)
             AND EXISTS (SELECT 1 FROM orders o WHERE o.account_id = review.account_id AND o.review_id = review.id)",
        [before.millis().into(), i64::from(most).into()],
    )
    .await
}
