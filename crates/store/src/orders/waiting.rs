//! What was to be told of an order that waits for approval.

use domain::time::Instant;

use super::read::Head;
use crate::{Error, Tx, sql};

/// Takes back the mails that ask for an approval which is no longer wanted, unless they have gone: an order that waits
/// has been told of by nothing but its submission. What a worker holds at this moment goes out.
///
/// # Errors
/// When the database fails.
pub async fn withdraw_approval_mails(tx: &Tx, head: &Head, now: Instant) -> Result<(), Error> {
    sql::run(
        tx,
        "DELETE FROM outbox WHERE account_id = ? AND order_number = ? AND state = 'waiting'
             AND (leased_until IS NULL OR leased_until < ?)
             AND event_seq = (SELECT seq FROM event WHERE account_id = ? AND order_number = ? AND kind = 'order_submitted')",
        [
            head.account.0.into(),
            head.number.into(),
            now.millis().into(),
            head.account.0.into(),
            head.number.into(),
        ],
    )
    .await?;
    Ok(())
}
