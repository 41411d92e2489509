//! What goes on between a waiting mail's sender and the vendor's people before it is in a case, and the same mail by other
//! ways.

use std::collections::HashMap;

use domain::{
    ids::{CommandKey, EntryId, MemberId, OutboxId, PostId},
    language::Language,
    permissions::{AnswerCases, StaffGranted},
    time::Instant,
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::read::{Mail, mails};
use crate::{Backend, Db, Error, Job, Tx, cases::Head, outbox, sql};

/// As the index has it.
const IS_WAITING: &str = "state IN ('held', 'unknown', 'unreadable')";
/// So many mails and answers of one thread are looked at.
const MOST: u16 = 200;

/// What somebody of the vendor's people has answered to a waiting mail.
#[derive(Clone, Debug)]
pub struct Answer {
    /// It will be its entry's in the case.
    pub id: EntryId,
    pub post: PostId,
    pub member: MemberId,
    pub by: String,
    pub language: Language,
    pub text: String,
    pub at: Instant,
    pub outbox: OutboxId,
    /// The mail, and when it came back; nothing once that is forgotten.
    pub sent: Option<(outbox::Row, Option<Instant>)>,
}

#[derive(FromQueryResult)]
struct AnswerRow {
    id: Uuid,
    post_id: Uuid,
    member_id: Uuid,
    name: String,
    language: String,
    text: String,
    at: i64,
    outbox_id: Uuid,
    recipient: Option<String>,
    subject: Option<String>,
    state: Option<String>,
    attempts: Option<i32>,
    last_error: Option<String>,
    created_at: Option<i64>,
    done_at: Option<i64>,
    next_try_at: Option<i64>,
    came_back_at: Option<i64>,
}

impl AnswerRow {
    fn answer(self) -> Answer {
        let created_at = self.created_at.unwrap_or(self.at);
        let sent = self.state.map(|state| outbox::Row {
            recipient: self.recipient.unwrap_or_default(),
            subject: self.subject.unwrap_or_default(),
            state,
            attempts: self.attempts.unwrap_or_default(),
            last_error: self.last_error,
            created_at,
            done_at: self.done_at,
            next_try_at: self.next_try_at.unwrap_or(created_at),
        });
        Answer {
            id: EntryId(self.id),
            post: PostId(self.post_id),
            member: MemberId(self.member_id),
            by: self.name,
            language: Language::parse(&self.language).unwrap_or_default(),
            text: self.text,
            at: Instant::from_millis(self.at),
            outbox: OutboxId(self.outbox_id),
            sent: sent.map(|row| (row, self.came_back_at.map(Instant::from_millis))),
        }
    }
}

/// What was answered to these mails, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn answers(db: &impl Db, _: &StaffGranted<AnswerCases>, posts: &[PostId]) -> Result<Vec<Answer>, Error> {
    if posts.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<AnswerRow> = sql::all(
        db,
        &format!(
            "SELECT a.id, a.post_id, a.member_id, m.name, m.language, a.text, a.at, a.outbox_id, o.recipient, o.subject, o.state,
                 o.attempts, o.last_error, o.created_at, o.done_at, o.next_try_at, o.came_back_at
             FROM post_answer a JOIN member m ON m.id = a.member_id LEFT JOIN outbox o ON o.id = a.outbox_id
             WHERE a.post_id IN ({}) ORDER BY a.at, a.id",
            sql::marks(posts.len())
        ),
        posts.iter().map(|post| Value::from(post.0)),
    )
    .await?;
    Ok(rows.into_iter().map(AnswerRow::answer).collect())
}

/// The mails that stand with these, oldest first, as long as they wait.
///
/// # Errors
/// When the database fails.
pub async fn later(db: &impl Db, _: &StaffGranted<AnswerCases>, posts: &[PostId]) -> Result<Vec<Mail>, Error> {
    if posts.is_empty() {
        return Ok(Vec::new());
    }
    let condition = format!("p.thread_id IN ({}) AND p.{IS_WAITING}", sql::marks(posts.len()));
    let values = posts.iter().map(|post| post.0.into()).collect();
    mails(db, &condition, values, "p.received_at, p.id", MOST).await
}

/// By how many other ways these mails came, too.
///
/// # Errors
/// When the database fails.
pub async fn copies(
    db: &impl Db,
    _: &StaffGranted<AnswerCases>,
    posts: &[PostId],
) -> Result<HashMap<PostId, i64>, Error> {
    #[derive(FromQueryResult)]
    struct Count {
        same_as: Uuid,
        count: i64,
    }
    if posts.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<Count> = sql::all(
        db,
        &format!(
            "SELECT same_as, COUNT(*) AS count FROM post WHERE same_as IN ({}) GROUP BY same_as",
            sql::marks(posts.len())
        ),
        posts.iter().map(|post| Value::from(post.0)),
    )
    .await?;
    Ok(rows.into_iter().map(|row| (PostId(row.same_as), row.count)).collect())
}

/// Holds a mail that waits until the transaction ends; `false` when it waits no more. Whoever answers it, puts it somewhere or
/// has something to add to it does so one after the other.
///
/// # Errors
/// When the database fails.
pub async fn hold_waiting(tx: &Tx, id: PostId) -> Result<bool, Error> {
    let lock = match tx.backend() {
        Backend::Sqlite => "",
        Backend::Postgres => "FOR UPDATE",
    };
    let query = format!("SELECT id FROM post WHERE id = ? AND {IS_WAITING} {lock}");
    let found: Option<Uuid> = sql::one_value(tx, &query, [id.0.into()]).await?;
    Ok(found.is_some())
}

/// One of the mails that a new one names as what it answers.
///
/// # Errors
/// When the database fails.
pub async fn named(db: &impl Db, _: Job, id: PostId) -> Result<Option<Mail>, Error> {
    Ok(mails(db, "p.id = ?", vec![id.0.into()], "p.id", 1).await?.into_iter().next())
}

/// The ids of the mails of a thread, oldest first, for those of our answers.
///
/// # Errors
/// When the database fails.
pub async fn thread_ids(tx: &Tx, id: PostId) -> Result<Vec<String>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        message_id: String,
    }
    let rows: Vec<Row> = sql::all(
        tx,
        "SELECT message_id FROM post WHERE (id = ? OR thread_id = ?) AND message_id IS NOT NULL ORDER BY received_at, id LIMIT 200",
        [id.0.into(), id.0.into()],
    )
    .await?;
    Ok(rows.into_iter().map(|row| row.message_id).collect())
}

/// An answer to be written.
#[derive(Clone, Debug)]
pub struct NewAnswer {
    pub key: CommandKey,
    pub post: PostId,
    pub text: String,
    pub outbox: OutboxId,
}

/// Whose the answer with this key is, to which mail, and what it says.
///
/// # Errors
/// When the database fails.
pub async fn answered_with(
    tx: &Tx,
    _: &StaffGranted<AnswerCases>,
    key: CommandKey,
) -> Result<Option<(MemberId, PostId, String)>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        member_id: Uuid,
        post_id: Uuid,
        text: String,
    }
    let row: Option<Row> =
        sql::one(tx, "SELECT member_id, post_id, text FROM post_answer WHERE key = ?", [key.0.into()]).await?;
    Ok(row.map(|row| (MemberId(row.member_id), PostId(row.post_id), row.text)))
}

/// Writes an answer to a waiting mail that is held: its sender has heard, and is promised nothing until they write again.
/// `false` when the key is another answer's.
///
/// # Errors
/// When the database fails.
pub async fn add_answer(
    tx: &Tx,
    granted: &StaffGranted<AnswerCases>,
    answer: &NewAnswer,
    now: Instant,
) -> Result<bool, Error> {
    let new = sql::run(
        tx,
        "INSERT INTO post_answer (id, post_id, key, member_id, text, at, outbox_id) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (key) DO NOTHING",
        [
            crate::new_id().into(),
            answer.post.0.into(),
            answer.key.0.into(),
            granted.member().0.into(),
            answer.text.as_str().into(),
            now.millis().into(),
            answer.outbox.0.into(),
        ],
    )
    .await?;
    if new == 0 {
        return Ok(false);
    }
    sql::run(tx, "UPDATE post SET due_at = NULL WHERE id = ?", [answer.post.0.into()]).await?;
    Ok(true)
}

/// The sender of a waiting mail that is held has written again: it is found by these words, too, and where nothing was
/// promised, they hear by `due`.
///
/// # Errors
/// When the database fails.
pub async fn goes_on(tx: &Tx, _: Job, id: PostId, words: &str, due: Option<Instant>) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE post SET words = COALESCE(words, '') || ?, missed_at = CASE WHEN due_at IS NULL THEN NULL ELSE missed_at END,
             due_at = COALESCE(due_at, ?) WHERE id = ?",
        [words.into(), due.map(Instant::millis).into(), id.0.into()],
    )
    .await?;
    Ok(())
}

/// The newest answer to a mail, by the mail that brings it.
///
/// # Errors
/// When the database fails.
pub async fn newest_answer(tx: &Tx, _: Job, id: PostId) -> Result<Option<OutboxId>, Error> {
    let newest: Option<Uuid> = sql::one_value(
        tx,
        "SELECT outbox_id FROM post_answer WHERE post_id = ? ORDER BY at DESC, id DESC LIMIT 1",
        [id.0.into()],
    )
    .await?;
    Ok(newest.map(OutboxId))
}

/// Whether a mail brings an answer to this one.
///
/// # Errors
/// When the database fails.
pub async fn is_answer_to(tx: &Tx, _: Job, mail: OutboxId, answered: PostId) -> Result<bool, Error> {
    let found: Option<i32> = sql::one_value(
        tx,
        "SELECT 1 FROM post_answer WHERE post_id = ? AND outbox_id = ? LIMIT 1",
        [answered.0.into(), mail.0.into()],
    )
    .await?;
    Ok(found.is_some())
}

/// The mail of an answer is about this case from now on, and brings the answer's entry.
///
/// # Errors
/// When the database fails.
pub async fn bring(tx: &Tx, _: &StaffGranted<AnswerCases>, answer: &Answer, head: &Head) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE outbox SET account_id = ?, case_number = ?, entry_id = ? WHERE id = ?",
        [head.account.0.into(), head.number.into(), answer.id.0.into(), answer.outbox.0.into()],
    )
    .await?;
    Ok(())
}

/// The mail that waits and is the same as this one by another way, held until the transaction ends: with this id, from this
/// sender and with these words. An id alone proves nothing.
///
/// # Errors
/// When the database fails.
pub async fn same_waiting(
    tx: &Tx,
    _: Job,
    sender: &str,
    message_id: &str,
    text_hash: &[u8],
) -> Result<Option<PostId>, Error> {
    let lock = match tx.backend() {
        Backend::Sqlite => "",
        Backend::Postgres => {
            // Two that are filed at the same time: the second finds what the first has become.
            sql::run(tx, "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", [message_id.into()]).await?;
            // Whoever attaches it holds it first and then the account, which may be held here already: nobody waits for them.
            "FOR UPDATE SKIP LOCKED"
        }
    };
    let same: Option<Uuid> = sql::one_value(
        tx,
        &format!(
            "SELECT id FROM post WHERE message_id = ? AND {IS_WAITING} AND COALESCE(sender, '') = ? AND text_hash = ?
             ORDER BY received_at, id LIMIT 1 {lock}"
        ),
        [message_id.into(), sender.into(), text_hash.to_vec().into()],
    )
    .await?;
    Ok(same.map(PostId))
}

/// What became of a mail becomes of its copies: they are beside its entry, or put away with it.
///
/// # Errors
/// When the database fails.
pub async fn take_copies_along(
    tx: &Tx,
    id: PostId,
    place: Option<(&Head, Option<EntryId>)>,
    now: Instant,
) -> Result<(), Error> {
    let state = if place.is_some() { "copy" } else { "discarded" };
    sql::run(
        tx,
        "UPDATE post SET state = ?, account_id = ?, case_number = ?, entry_id = ?, filed_at = ? WHERE same_as = ? AND state = 'copy'",
        [
            state.into(),
            place.map(|(head, _)| head.account.0).into(),
            place.map(|(head, _)| head.number).into(),
            place.and_then(|(_, entry)| entry).map(|entry| entry.0).into(),
            now.millis().into(),
            id.0.into(),
        ],
    )
    .await?;
    Ok(())
}
