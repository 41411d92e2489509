//! Notices: written once, and sent account by account.

use domain::{
    causes::{NoticeKind, Words},
    ids::{AccountId, CommandKey, MemberId},
    permissions::{AnswerCases, StaffGranted, TellCustomers},
    time::Instant,
};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::Head;
use crate::{Backend, Db, Error, Job, Tx, sql};

/// A notice to be sent.
#[derive(Clone, Copy, Debug)]
pub struct NewNotice<'a> {
    pub key: CommandKey,
    pub input_hash: &'a [u8],
    pub kind: NoticeKind,
    pub words: &'a Words,
}

/// A notice, and how far it has come.
#[derive(Clone, Debug)]
pub struct Notice {
    pub cause: Uuid,
    pub seq: i32,
    pub kind: NoticeKind,
    pub words: Words,
    pub by: MemberId,
    pub by_name: String,
    pub at: Instant,
    /// All accounts up to this one have it.
    pub reached: Option<AccountId>,
    pub done: Option<Instant>,
    pub told: i64,
}

#[derive(FromQueryResult)]
struct Row {
    cause_id: Uuid,
    seq: i32,
    kind: String,
    words: serde_json::Value,
    member_id: Uuid,
    name: String,
    at: i64,
    reached: Option<Uuid>,
    done_at: Option<i64>,
    told: i64,
}

impl Row {
    fn notice(self) -> Result<Notice, Error> {
        Ok(Notice {
            cause: self.cause_id,
            seq: self.seq,
            kind: super::notice_kind(&self.kind)?,
            words: super::words(self.words)?,
            by: super::member(self.member_id),
            by_name: self.name,
            at: Instant::from_millis(self.at),
            reached: self.reached.map(super::account),
            done: self.done_at.map(Instant::from_millis),
            told: self.told,
        })
    }
}

const SELECT: &str = "SELECT n.cause_id, n.seq, n.kind, n.words, n.member_id, m.name, n.at, n.reached, n.done_at,
     (SELECT COUNT(*) FROM cause_told t WHERE t.cause_id = n.cause_id AND t.seq = n.seq) AS told
     FROM cause_notice n JOIN member m ON m.id = n.member_id";

/// The notices of a cause, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn notices(db: &impl Db, _: &StaffGranted<AnswerCases>, head: &Head) -> Result<Vec<Notice>, Error> {
    let rows: Vec<Row> =
        sql::all(db, &format!("{SELECT} WHERE n.cause_id = ? ORDER BY n.seq"), [head.id.into()]).await?;
    rows.into_iter().map(Row::notice).collect()
}

/// What was sent with this key: the cause's number and the hash of the input.
///
/// # Errors
/// When the database fails.
pub async fn sent_with(
    db: &impl Db,
    _: &StaffGranted<TellCustomers>,
    key: CommandKey,
) -> Result<Option<(i64, Vec<u8>)>, Error> {
    #[derive(FromQueryResult)]
    struct Sent {
        number: i64,
        input_hash: Vec<u8>,
    }
    let sent: Option<Sent> = sql::one(
        db,
        "SELECT c.number, n.input_hash FROM cause_notice n JOIN cause c ON c.id = n.cause_id WHERE n.key = ?",
        [key.0.into()],
    )
    .await?;
    Ok(sent.map(|sent| (sent.number, sent.input_hash)))
}

/// Writes a notice of a cause that is held; it is sent by the portal's own work. A closing one closes the cause.
///
/// # Errors
/// `Taken` when the key has sent one meanwhile; when the database fails.
pub async fn put(
    tx: &Tx,
    granted: &StaffGranted<TellCustomers>,
    head: &Head,
    new: NewNotice<'_>,
    now: Instant,
) -> Result<(), Error> {
    sql::run(
        tx,
        "INSERT INTO cause_notice (cause_id, seq, kind, words, key, input_hash, member_id, at)
         SELECT ?, COALESCE(MAX(seq), 0) + 1, ?, ?, ?, ?, ?, ? FROM cause_notice WHERE cause_id = ?",
        [
            head.id.into(),
            new.kind.code().into(),
            serde_json::to_value(new.words)?.into(),
            new.key.0.into(),
            new.input_hash.to_vec().into(),
            granted.member().0.into(),
            now.millis().into(),
            head.id.into(),
        ],
    )
    .await?;
    super::touch(tx, head, (new.kind == NoticeKind::Closed).then_some(now)).await
}

/// The newest notice of a cause is sent once more from the beginning: to those who have become affected since. Whoever has
/// it does not get it again. `false` when there is none, or the cause is closed.
///
/// # Errors
/// When the database fails.
pub async fn resume(tx: &Tx, _: &StaffGranted<AnswerCases>, head: &Head) -> Result<bool, Error> {
    let resumed = sql::run(
        tx,
        "UPDATE cause_notice SET reached = NULL, done_at = NULL WHERE cause_id = ? AND kind <> 'closed'
             AND seq = (SELECT MAX(n.seq) FROM cause_notice n WHERE n.cause_id = cause_notice.cause_id)",
        [head.id.into()],
    )
    .await?;
    Ok(resumed == 1)
}

/// The notices that have not come to all yet, oldest first. Of one cause only the first of them: who hears that it is settled
/// has heard before what it is.
///
/// # Errors
/// When the database fails.
pub async fn open_notices(db: &impl Db, _: Job) -> Result<Vec<(Uuid, i32)>, Error> {
    #[derive(FromQueryResult)]
    struct Open {
        cause_id: Uuid,
        seq: i32,
    }
    let rows: Vec<Open> =
        sql::all(
            db,
            "SELECT n.cause_id, n.seq FROM cause_notice n WHERE n.done_at IS NULL AND NOT EXISTS (SELECT 1 FROM cause_notice e
                 WHERE e.cause_id = n.cause_id AND e.seq < n.seq AND e.done_at IS NULL) ORDER BY n.at LIMIT 20",
            [],
        )
        .await?;
    Ok(rows.into_iter().map(|row| (row.cause_id, row.seq)).collect())
}

/// Holds a notice that has not come to all yet; nothing when another process holds it, or it is done.
///
/// # Errors
/// When the database fails.
pub async fn to_send(tx: &Tx, _: Job, cause: Uuid, seq: i32) -> Result<Option<Notice>, Error> {
    if tx.backend() == Backend::Postgres {
        let held: Option<i32> = sql::one_value(
            tx,
            "SELECT seq FROM cause_notice WHERE cause_id = ? AND seq = ? AND done_at IS NULL FOR UPDATE SKIP LOCKED",
            [cause.into(), seq.into()],
        )
        .await?;
        if held.is_none() {
            return Ok(None);
        }
    }
    let row: Option<Row> = sql::one(
        tx,
        &format!("{SELECT} WHERE n.cause_id = ? AND n.seq = ? AND n.done_at IS NULL"),
        [cause.into(), seq.into()],
    )
    .await?;
    row.map(Row::notice).transpose()
}

/// A notice that is held has come to all accounts up to this one; `done` when there are no more.
///
/// # Errors
/// When the database fails.
pub async fn reached(
    tx: &Tx,
    _: Job,
    notice: &Notice,
    reached: Option<AccountId>,
    done: Option<Instant>,
) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE cause_notice SET reached = COALESCE(?, reached), done_at = ? WHERE cause_id = ? AND seq = ?",
        [
            reached.map(|account| account.0).into(),
            done.map(Instant::millis).into(),
            notice.cause.into(),
            notice.seq.into(),
        ],
    )
    .await?;
    Ok(())
}
