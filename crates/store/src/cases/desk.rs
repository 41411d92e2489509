//! What the vendor's people keep for their work: replies, views of the inbox, and who has a case open.

use domain::{
    cases::{CaseFilter, Reply, SavedView},
    ids::{MemberId, ReplyId, ViewId},
    language::Texts,
    permissions::{AnswerCases, StaffGranted, WriteReplies},
    time::Instant,
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::read::Head;
use crate::{Backend, Db, Error, Job, Tx, sql};

/// More replies than these nobody finds one among.
pub const MOST_REPLIES: i64 = 100;
/// So many views somebody can keep.
pub const MOST_VIEWS: i64 = 30;
/// More open cases than these are as many as can be: counting goes no further.
const MANY: i64 = 1_000;

/// The canned replies, by name.
///
/// # Errors
/// When the database fails.
pub async fn replies(db: &impl Db, _: &StaffGranted<AnswerCases>) -> Result<Vec<Reply>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        version: i32,
        name: String,
        texts: serde_json::Value,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT id, version, name, texts FROM canned_reply ORDER BY name, id LIMIT ?",
        [MOST_REPLIES.into()],
    )
    .await?;
    let reply = |row: Row| {
        Ok(Reply {
            id: ReplyId(row.id),
            version: row.version,
            name: row.name,
            texts: serde_json::from_value(row.texts)?,
        })
    };
    rows.into_iter().map(reply).collect()
}

/// How many there are.
///
/// # Errors
/// When the database fails.
pub async fn count_replies(db: &impl Db, _: &StaffGranted<WriteReplies>) -> Result<i64, Error> {
    Ok(sql::one_value(db, "SELECT COUNT(*) FROM canned_reply", []).await?.unwrap_or_default())
}

/// One reply, held until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock_reply(tx: &Tx, _: &StaffGranted<WriteReplies>, id: ReplyId) -> Result<Option<Reply>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        version: i32,
        name: String,
        texts: serde_json::Value,
    }
    let held = match tx.backend() {
        Backend::Sqlite => "",
        Backend::Postgres => " FOR UPDATE",
    };
    let query = format!("SELECT version, name, texts FROM canned_reply WHERE id = ?{held}");
    let row: Option<Row> = sql::one(tx, &query, [id.0.into()]).await?;
    row.map(|row| Ok(Reply { id, version: row.version, name: row.name, texts: serde_json::from_value(row.texts)? }))
        .transpose()
}

/// Writes a reply for the first time; says whether it was not there.
///
/// # Errors
/// When the database fails.
pub async fn add_reply(
    tx: &Tx,
    granted: &StaffGranted<WriteReplies>,
    id: ReplyId,
    (name, texts): (&str, &Texts),
    now: Instant,
) -> Result<bool, Error> {
    let new = sql::run(
        tx,
        "INSERT INTO canned_reply (id, name, texts, changed_by, changed_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (id) DO NOTHING",
        [id.0.into(), name.into(), serde_json::to_value(texts)?.into(), granted.member().0.into(), now.millis().into()],
    )
    .await?;
    Ok(new > 0)
}

/// Writes a reply anew, which is held.
///
/// # Errors
/// When the database fails.
pub async fn change_reply(
    tx: &Tx,
    granted: &StaffGranted<WriteReplies>,
    id: ReplyId,
    (name, texts): (&str, &Texts),
    now: Instant,
) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE canned_reply SET version = version + 1, name = ?, texts = ?, changed_by = ?, changed_at = ? WHERE id = ?",
        [name.into(), serde_json::to_value(texts)?.into(), granted.member().0.into(), now.millis().into(), id.0.into()],
    )
    .await?;
    Ok(())
}

/// Removes a reply, which is held.
///
/// # Errors
/// When the database fails.
pub async fn remove_reply(tx: &Tx, _: &StaffGranted<WriteReplies>, id: ReplyId) -> Result<(), Error> {
    sql::run(tx, "DELETE FROM canned_reply WHERE id = ?", [id.0.into()]).await?;
    Ok(())
}

/// Own views and those that all share, by name.
///
/// # Errors
/// When the database fails.
pub async fn views(db: &impl Db, granted: &StaffGranted<AnswerCases>) -> Result<Vec<SavedView>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        member_id: Uuid,
        name: String,
        filter: serde_json::Value,
        is_shared: bool,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT id, member_id, name, filter, is_shared FROM case_view WHERE member_id = ? OR is_shared
         ORDER BY name, id LIMIT 100",
        [granted.member().0.into()],
    )
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(SavedView {
                id: ViewId(row.id),
                name: row.name,
                filter: serde_json::from_value(row.filter)?,
                is_shared: row.is_shared,
                is_mine: MemberId(row.member_id) == granted.member(),
            })
        })
        .collect()
}

/// How many views somebody has.
///
/// # Errors
/// When the database fails.
pub async fn count_views(db: &impl Db, granted: &StaffGranted<AnswerCases>) -> Result<i64, Error> {
    let count = sql::one_value(db, "SELECT COUNT(*) FROM case_view WHERE member_id = ?", [granted.member().0.into()]);
    Ok(count.await?.unwrap_or_default())
}

/// Keeps a view.
///
/// # Errors
/// When the database fails.
pub async fn add_view(
    tx: &Tx,
    granted: &StaffGranted<AnswerCases>,
    id: ViewId,
    (name, filter, is_shared): (&str, &CaseFilter, bool),
    now: Instant,
) -> Result<(), Error> {
    sql::run(
        tx,
        "INSERT INTO case_view (id, member_id, name, filter, is_shared, made_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO NOTHING",
        [
            id.0.into(),
            granted.member().0.into(),
            name.into(),
            serde_json::to_value(filter)?.into(),
            is_shared.into(),
            now.millis().into(),
        ],
    )
    .await?;
    Ok(())
}

/// Removes an own view; says whether there was one.
///
/// # Errors
/// When the database fails.
pub async fn remove_view(tx: &Tx, granted: &StaffGranted<AnswerCases>, id: ViewId) -> Result<bool, Error> {
    let removed =
        sql::run(tx, "DELETE FROM case_view WHERE id = ? AND member_id = ?", [id.0.into(), granted.member().0.into()]);
    Ok(removed.await? > 0)
}

/// Who else has a case open, by name; and until when this person has.
///
/// # Errors
/// When the database fails.
pub async fn present(
    db: &impl Db,
    granted: &StaffGranted<AnswerCases>,
    head: &Head,
    now: Instant,
) -> Result<(Vec<String>, Option<Instant>), Error> {
    #[derive(FromQueryResult)]
    struct Row {
        member_id: Uuid,
        name: String,
        ends_at: i64,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT p.member_id, m.name, p.ends_at FROM case_presence p JOIN member m ON m.id = p.member_id
         WHERE p.account_id = ? AND p.case_id = ? AND p.ends_at > ? ORDER BY m.name",
        [head.account.0.into(), head.id.0.into(), now.millis().into()],
    )
    .await?;
    let (own, others): (Vec<Row>, Vec<Row>) =
        rows.into_iter().partition(|row| MemberId(row.member_id) == granted.member());
    let own = own.first().map(|row| Instant::from_millis(row.ends_at));
    Ok((others.into_iter().map(|row| row.name).collect(), own))
}

/// This person has the case open until then.
///
/// # Errors
/// When the database fails.
pub async fn be_present(tx: &Tx, granted: &StaffGranted<AnswerCases>, head: &Head, ends: Instant) -> Result<(), Error> {
    sql::run(
        tx,
        "INSERT INTO case_presence (account_id, case_id, member_id, ends_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (account_id, case_id, member_id) DO UPDATE SET ends_at = excluded.ends_at",
        [head.account.0.into(), head.id.0.into(), granted.member().0.into(), ends.millis().into()],
    )
    .await?;
    Ok(())
}

/// Of the vendor's people with these addresses, the one with the fewest open cases, and their name.
///
/// # Errors
/// When the database fails.
pub async fn least_loaded(db: &impl Db, _: Job, emails: &[String]) -> Result<Option<(MemberId, String)>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        name: String,
    }
    if emails.is_empty() {
        return Ok(None);
    }
    let mut values: Vec<Value> = vec![MANY.into()];
    values.extend(emails.iter().map(|email| email.as_str().into()));
    let row: Option<Row> = sql::one(
        db,
        &format!(
            "SELECT l.id, l.name FROM (
                 SELECT m.id, m.name, (SELECT COUNT(*) FROM (SELECT 1 FROM cases c
                     WHERE c.assignee_id = m.id AND c.closed_at IS NULL LIMIT ?) o) AS load
                 FROM member m WHERE m.email IN ({}) AND m.staff_role IS NOT NULL AND NOT m.disabled) l
             ORDER BY l.load, l.name, l.id LIMIT 1",
            sql::marks(emails.len())
        ),
        values,
    )
    .await?;
    Ok(row.map(|row| (MemberId(row.id), row.name)))
}
