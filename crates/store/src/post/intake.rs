//! Taking mail in: the raw bytes first, once per mailbox.

use domain::{ids::PostId, post::PostState, time::Instant};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{Db, Error, Job, Tx, sql};

/// A mail as it came.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The name of an IMAP mailbox, or "lmtp".
    pub mailbox: String,
    pub content_hash: Vec<u8>,
    /// Empty for a bounce, `None` where nobody said.
    pub envelope_from: Option<String>,
    pub envelope_to: Vec<String>,
    pub raw: Vec<u8>,
}

/// What became of a mail that was to be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    New(PostId),
    /// This mailbox has had the same mail before.
    Known(PostId),
}

/// Stores a mail. The same bytes of the same mailbox are stored once, whatever UID they have by now.
///
/// # Errors
/// When the database fails.
pub async fn keep(tx: &Tx, _: Job, arrival: Arrival, now: Instant) -> Result<Kept, Error> {
    let id = crate::new_id();
    let (mailbox, hash) = (arrival.mailbox.clone(), arrival.content_hash.clone());
    let new = sql::run(
        tx,
        "INSERT INTO post (id, mailbox, content_hash, envelope_from, envelope_to, raw, state, left_out, received_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (mailbox, content_hash) DO NOTHING",
        [
            id.into(),
            arrival.mailbox.into(),
            arrival.content_hash.into(),
            arrival.envelope_from.into(),
            serde_json::to_value(&arrival.envelope_to)?.into(),
            arrival.raw.into(),
            PostState::New.code().into(),
            serde_json::json!([]).into(),
            now.millis().into(),
        ],
    )
    .await?;
    if new == 1 {
        return Ok(Kept::New(PostId(id)));
    }
    let known: Option<Uuid> =
        sql::one_value(tx, "SELECT id FROM post WHERE mailbox = ? AND content_hash = ?", [mailbox.into(), hash.into()])
            .await?;
    known.map(|id| Kept::Known(PostId(id))).ok_or_else(|| Error::fault("a stored mail is gone"))
}

/// Notes in the ledger that this UID was taken in.
///
/// # Errors
/// When the database fails.
pub async fn note_uid(tx: &Tx, _: Job, mailbox: &str, validity: u32, uid: u32, post: PostId) -> Result<(), Error> {
    sql::run(
        tx,
        "INSERT INTO post_uid (mailbox, uid_validity, uid, post_id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [mailbox.into(), i64::from(validity).into(), i64::from(uid).into(), post.0.into()],
    )
    .await?;
    Ok(())
}

/// Which of these UIDs were taken in.
///
/// # Errors
/// When the database fails.
pub async fn seen_uids(db: &impl Db, _: Job, mailbox: &str, validity: u32, uids: &[u32]) -> Result<Vec<u32>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        uid: i64,
    }
    let mut seen = Vec::new();
    for some in uids.chunks(500) {
        let values = [mailbox.into(), i64::from(validity).into()];
        let rows: Vec<Row> = sql::all(
            db,
            &format!(
                "SELECT uid FROM post_uid WHERE mailbox = ? AND uid_validity = ? AND uid IN ({})",
                sql::marks(some.len())
            ),
            values.into_iter().chain(some.iter().map(|uid| i64::from(*uid).into())),
        )
        .await?;
        seen.extend(rows.into_iter().filter_map(|row| u32::try_from(row.uid).ok()));
    }
    Ok(seen)
}
