//! Reminders that waited for the mail server until they were no longer true.

use std::collections::BTreeSet;

use domain::time::Instant;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::Claimed;
use crate::{Error, Job, Tx, sql};

/// With this begins what is kept of a try at which the recipient's own server took no mail.
pub const LATER: &str = "later: ";

/// Gives up, of mails that were claimed just now, the reminders of which a part is no longer asked for as they say, and those
/// that were written before `since`: what they say is no longer so. What nobody was told of then counts as not reminded of,
/// so that it is asked for anew; but where it is the recipient who takes no mail ([`LATER`]) it counts as asked for, and the
/// next reminder is the next one. Gives the others.
///
/// # Errors
/// When the database fails.
pub async fn without_overtaken(
    tx: &Tx,
    _: Job,
    claimed: Vec<Claimed>,
    since: Instant,
    now: Instant,
) -> Result<Vec<Claimed>, Error> {
    #[derive(FromQueryResult)]
    struct Overtaken {
        id: Uuid,
        account_id: Uuid,
        event_seq: i64,
        last_error: String,
    }
    if claimed.is_empty() {
        return Ok(claimed);
    }
    let query = format!(
        "UPDATE outbox SET state = 'failed', done_at = ?, leased_until = NULL,
             last_error = CASE WHEN created_at < ? AND last_error LIKE '{LATER}%' THEN last_error
                 ELSE 'the reminder was overtaken' END
         WHERE id IN ({}) AND EXISTS (SELECT 1 FROM event e
                 WHERE e.account_id = outbox.account_id AND e.seq = outbox.event_seq AND e.kind = 'reminded')
             AND (created_at < ? OR NOT EXISTS (SELECT 1 FROM reminder x
                     WHERE x.account_id = outbox.account_id AND x.event_seq = outbox.event_seq)
                 OR EXISTS (SELECT 1 FROM reminder r
                     LEFT JOIN open_item o ON o.account_id = r.account_id AND o.posting_id = r.posting_id
                     WHERE r.account_id = outbox.account_id AND r.event_seq = outbox.event_seq
                         AND COALESCE(o.open - o.disputed, 0) < r.amount))
         RETURNING id, account_id, event_seq, last_error",
        sql::marks(claimed.len())
    );
    let mut values: Vec<Value> = vec![now.millis().into(), since.millis().into()];
    values.extend(claimed.iter().map(|mail| Value::from(mail.id.0)));
    values.push(since.millis().into());
    let overtaken: Vec<Overtaken> = sql::all(tx, &query, values).await?;
    let of = |is_later: bool| -> BTreeSet<(Uuid, i64)> {
        let some = overtaken.iter().filter(|one| one.last_error.starts_with(LATER) == is_later);
        some.map(|one| (one.account_id, one.event_seq)).collect()
    };
    let later = of(true);
    let told = of(false).into_iter().filter(|one| !later.contains(one));
    for (account, event_seq) in told {
        forget_reminders(tx, account, event_seq).await?;
    }
    Ok(claimed.into_iter().filter(|mail| overtaken.iter().all(|one| one.id != mail.id.0)).collect())
}

/// Forgets what an account was reminded of in one mail, unless one of these mails has gone or still may. A day may have
/// several: each is about an event of its own, which all that it asks for carries.
async fn forget_reminders(tx: &Tx, account: Uuid, event_seq: i64) -> Result<(), Error> {
    sql::run(
        tx,
        "DELETE FROM reminder WHERE account_id = ? AND event_seq = ?
             AND NOT EXISTS (SELECT 1 FROM outbox o
                 WHERE o.account_id = ? AND o.event_seq = ? AND o.state IN ('waiting', 'sent', 'kept'))",
        [account.into(), event_seq.into(), account.into(), event_seq.into()],
    )
    .await?;
    Ok(())
}
