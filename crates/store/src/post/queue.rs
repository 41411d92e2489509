//! The mails that wait for a person's word.

use domain::{
    permissions::{AnswerCases, StaffGranted},
    time::Instant,
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::read::{Mail, mails};
use crate::{Db, Error, Job, sql};

/// What machines have sent, newest first: nobody waits for an answer to it. `after` is moment and id of the last one seen.
///
/// # Errors
/// When the database fails.
pub async fn automatic(
    db: &impl Db,
    _: &StaffGranted<AnswerCases>,
    after: Option<(i64, Uuid)>,
    most: u16,
) -> Result<Vec<Mail>, Error> {
    let mut condition = "p.state IN ('automatic', 'bounce')".to_owned();
    let mut values: Vec<Value> = Vec::new();
    if let Some((received, id)) = after {
        condition.push_str(" AND (p.received_at, p.id) < (?, ?)");
        values.extend([received.into(), id.into()]);
    }
    mails(db, &condition, values, "p.received_at DESC, p.id DESC", most).await
}

/// What has no promise comes after everything that has one.
const NEVER: i64 = i64::MAX;
/// As the index has it.
const IS_WAITING: &str = "p.state IN ('held', 'unknown', 'unreadable')";
/// It stands with no other one that waits.
const IS_FIRST: &str = "(p.thread_id IS NULL OR NOT EXISTS (SELECT 1 FROM post r WHERE r.id = p.thread_id
     AND r.state IN ('held', 'unknown', 'unreadable')))";

/// The mails that wait for a person, what is promised next first, each with all of these words, which are folded. Mails that
/// stand with another one are not among them. `after` is moment and id of the last one seen.
///
/// # Errors
/// When the database fails.
pub async fn queue(
    db: &impl Db,
    _: &StaffGranted<AnswerCases>,
    words: &[String],
    after: Option<(i64, Uuid)>,
    most: u16,
) -> Result<Vec<Mail>, Error> {
    let mut condition = format!("{IS_WAITING} AND {IS_FIRST}");
    let mut values: Vec<Value> = Vec::new();
    for word in words {
        // A folded word has letters and digits alone.
        condition.push_str(" AND p.words LIKE ?");
        values.push(format!("% {word}%").into());
    }
    if let Some((due, id)) = after {
        condition.push_str(&format!(" AND (COALESCE(p.due_at, {NEVER}), p.id) > (?, ?)"));
        values.extend([due.into(), id.into()]);
    }
    mails(db, &condition, values, &format!("COALESCE(p.due_at, {NEVER}), p.id"), most).await
}

/// The mails that wait for a person although their sender was to have heard by now, and of which nobody was told.
///
/// # Errors
/// When the database fails.
pub async fn overdue(db: &impl Db, _: Job, now: Instant, most: u16) -> Result<Vec<Mail>, Error> {
    let condition = format!("{IS_WAITING} AND COALESCE(p.due_at, {NEVER}) < ? AND p.missed_at IS NULL");
    mails(db, &condition, vec![now.millis().into()], &format!("COALESCE(p.due_at, {NEVER}), p.id"), most).await
}

/// How many mails wait for a person, each with those that stand with it.
///
/// # Errors
/// When the database fails.
pub async fn waiting_count(db: &impl Db, _: &StaffGranted<AnswerCases>) -> Result<i64, Error> {
    let query = format!("SELECT COUNT(*) FROM post p WHERE {IS_WAITING} AND {IS_FIRST}");
    Ok(sql::one_value(db, &query, []).await?.unwrap_or(0))
}

/// How many senders of waiting mails are promised to hear, and how many of them were to have heard by now.
///
/// # Errors
/// When the database fails.
pub async fn promised_count(db: &impl Db, _: &StaffGranted<AnswerCases>, now: Instant) -> Result<(i64, i64), Error> {
    #[derive(FromQueryResult)]
    struct Counts {
        promised: i64,
        overdue: i64,
    }
    let counts: Option<Counts> = sql::one(
        db,
        &format!(
            "SELECT COUNT(*) AS promised, CAST(COALESCE(SUM(CASE WHEN p.due_at < ? THEN 1 ELSE 0 END), 0) AS BIGINT) AS overdue
             FROM post p WHERE {IS_WAITING} AND COALESCE(p.due_at, {NEVER}) < {NEVER}"
        ),
        [now.millis().into()],
    )
    .await?;
    Ok(counts.map_or((0, 0), |counts| (counts.promised, counts.overdue)))
}
