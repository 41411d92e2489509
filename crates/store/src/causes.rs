//! Root causes: written, linked to cases, and told to those affected.

use domain::{
    causes::{NoticeKind, Reach, Words},
    ids::{AccountId, CommandKey, MemberId},
    permissions::{AnswerCases, StaffGranted},
    time::{Date, Instant},
};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{Backend, Db, Error, Job, Tx, cases, sql};

mod links;
mod notices;
mod reach;
mod told;

pub use links::{Linked, link, linked, of_case, unlink};
pub use notices::{NewNotice, Notice, notices, open_notices, put, reached, resume, sent_with, to_send};
pub use reach::{AffectedRow, Counts, Person, Reached, affected, audience, counts, languages, people};
pub use told::{ToldNotice, already_told, mark_told, orders_of, told_of_case, told_to};

/// A cause without its cases and notices.
#[derive(Clone, Debug)]
pub struct Head {
    pub id: Uuid,
    pub number: i64,
    pub version: i32,
    pub title: String,
    pub text: String,
    pub reach: Reach,
    /// The instants of its days.
    pub from: Option<Instant>,
    pub until: Option<Instant>,
    pub by: String,
    pub opened: Instant,
    pub closed: Option<Instant>,
}

/// A cause in a list.
#[derive(Clone, Debug)]
pub struct Card {
    pub number: i64,
    pub title: String,
    pub opened: Instant,
    pub closed: Option<Instant>,
    pub cases: i64,
    pub told: i64,
}

/// What is kept of a cause.
#[derive(Clone, Copy, Debug)]
pub struct NewCause<'a> {
    pub title: &'a str,
    pub text: &'a str,
    pub reach: &'a Reach,
    pub from: Option<Instant>,
    pub until: Option<Instant>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    number: i64,
    version: i32,
    title: String,
    text: String,
    from_day: Option<i32>,
    until_day: Option<i32>,
    from_at: Option<i64>,
    until_at: Option<i64>,
    by_name: String,
    opened_at: i64,
    closed_at: Option<i64>,
}

const SELECT: &str =
    "SELECT c.id, c.number, c.version, c.title, c.text, c.from_day, c.until_day, c.from_at, c.until_at,
     m.name AS by_name, c.opened_at, c.closed_at FROM cause c JOIN member m ON m.id = c.member_id";

async fn head(db: &impl Db, condition: &str, value: sea_orm::Value) -> Result<Option<Head>, Error> {
    #[derive(FromQueryResult)]
    struct Article {
        article_number: String,
    }
    let Some(row): Option<Row> = sql::one(db, &format!("{SELECT} WHERE {condition}"), [value]).await? else {
        return Ok(None);
    };
    let articles: Vec<Article> = sql::all(
        db,
        "SELECT article_number FROM cause_article WHERE cause_id = ? ORDER BY article_number",
        [row.id.into()],
    )
    .await?;
    Ok(Some(Head {
        id: row.id,
        number: row.number,
        version: row.version,
        title: row.title,
        text: row.text,
        reach: Reach {
            articles: articles.into_iter().map(|article| article.article_number).collect(),
            from: row.from_day.map(Date::from_days),
            until: row.until_day.map(Date::from_days),
        },
        from: row.from_at.map(Instant::from_millis),
        until: row.until_at.map(Instant::from_millis),
        by: row.by_name,
        opened: Instant::from_millis(row.opened_at),
        closed: row.closed_at.map(Instant::from_millis),
    }))
}

/// One cause.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Db, _: &StaffGranted<AnswerCases>, number: i64) -> Result<Option<Head>, Error> {
    head(db, "c.number = ?", number.into()).await
}

/// The same by its id, for the portal's own work.
///
/// # Errors
/// When the database fails.
pub async fn find_for(db: &impl Db, _: Job, id: Uuid) -> Result<Option<Head>, Error> {
    head(db, "c.id = ?", id.into()).await
}

/// The number of the cause that this key made.
///
/// # Errors
/// When the database fails.
pub async fn made_by(db: &impl Db, _: &StaffGranted<AnswerCases>, key: CommandKey) -> Result<Option<i64>, Error> {
    sql::one_value(db, "SELECT number FROM cause WHERE made_by = ?", [key.0.into()]).await
}

/// Open or closed causes, newest first, before the number `before`.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &impl Db,
    _: &StaffGranted<AnswerCases>,
    is_closed: bool,
    before: Option<i64>,
    limit: u16,
) -> Result<Vec<Card>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        number: i64,
        title: String,
        opened_at: i64,
        closed_at: Option<i64>,
        cases: i64,
        told: i64,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT c.number, c.title, c.opened_at, c.closed_at,
             (SELECT COUNT(*) FROM cause_case l WHERE l.cause_id = c.id) AS cases,
             (SELECT COUNT(DISTINCT t.account_id) FROM cause_told t WHERE t.cause_id = c.id) AS told
         FROM cause c WHERE (c.closed_at IS NOT NULL) = ? AND c.number < ? ORDER BY c.number DESC LIMIT ?",
        [is_closed.into(), before.unwrap_or(i64::MAX).into(), i64::from(limit).into()],
    )
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Card {
            number: row.number,
            title: row.title,
            opened: Instant::from_millis(row.opened_at),
            closed: row.closed_at.map(Instant::from_millis),
            cases: row.cases,
            told: row.told,
        })
        .collect())
}

/// Writes a cause and gives its number.
///
/// # Errors
/// `Taken` when the key has made one meanwhile; when the database fails.
pub async fn insert(
    tx: &Tx,
    granted: &StaffGranted<AnswerCases>,
    key: CommandKey,
    new: NewCause<'_>,
    now: Instant,
) -> Result<i64, Error> {
    let id = crate::new_id();
    // Few are made, so one row counts them on both databases.
    let number: i64 = sql::one_value(
        tx,
        "INSERT INTO counter (name, value) VALUES ('cause', 1)
         ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value",
        [],
    )
    .await?
    .ok_or_else(|| Error::fault("the counter gave no number"))?;
    sql::run(
        tx,
        "INSERT INTO cause (id, number, version, title, text, made_by, member_id, opened_at) VALUES (?, ?, 0, ?, ?, ?, ?, ?)",
        [
            id.into(),
            number.into(),
            new.title.into(),
            new.text.into(),
            key.0.into(),
            granted.member().0.into(),
            now.millis().into(),
        ],
    )
    .await?;
    write(tx, id, new).await?;
    Ok(number)
}

/// Holds a cause until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock(tx: &Tx, granted: &StaffGranted<AnswerCases>, number: i64) -> Result<Option<Head>, Error> {
    if tx.backend() == Backend::Postgres {
        sql::run(tx, "SELECT id FROM cause WHERE number = ? FOR UPDATE", [number.into()]).await?;
    }
    find(tx, granted, number).await
}

/// Changes a cause that is held.
///
/// # Errors
/// When the database fails.
pub async fn change(tx: &Tx, _: &StaffGranted<AnswerCases>, head: &Head, new: NewCause<'_>) -> Result<(), Error> {
    write(tx, head.id, new).await
}

async fn write(tx: &Tx, id: Uuid, new: NewCause<'_>) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE cause SET version = version + 1, title = ?, text = ?, from_day = ?, until_day = ?, from_at = ?, until_at = ?
         WHERE id = ?",
        [
            new.title.into(),
            new.text.into(),
            new.reach.from.map(Date::days).into(),
            new.reach.until.map(Date::days).into(),
            new.from.map(Instant::millis).into(),
            new.until.map(Instant::millis).into(),
            id.into(),
        ],
    )
    .await?;
    sql::run(tx, "DELETE FROM cause_article WHERE cause_id = ?", [id.into()]).await?;
    let mut rows = sql::Rows::of("cause_article", &["cause_id", "article_number"]);
    for article in &new.reach.articles {
        rows.add([id.into(), article.as_str().into()]);
    }
    rows.write(tx).await
}

/// The cause has told something, or is closed.
async fn touch(tx: &Tx, head: &Head, closed: Option<Instant>) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE cause SET version = version + 1, closed_at = COALESCE(closed_at, ?) WHERE id = ?",
        [closed.map(Instant::millis).into(), head.id.into()],
    )
    .await?;
    Ok(())
}

/// Closes a cause of which nobody was told.
///
/// # Errors
/// When the database fails.
pub async fn close(
    tx: &Tx,
    _: &StaffGranted<domain::permissions::TellCustomers>,
    head: &Head,
    now: Instant,
) -> Result<(), Error> {
    touch(tx, head, Some(now)).await
}

/// The cases that are linked to a cause, newest first.
///
/// # Errors
/// When the database fails.
pub async fn cases_of(
    db: &impl Db,
    granted: &StaffGranted<AnswerCases>,
    head: &Head,
    limit: u16,
) -> Result<Vec<cases::Head>, Error> {
    cases::of_cause(db, granted, head.id, limit).await
}

fn notice_kind(code: &str) -> Result<NoticeKind, Error> {
    NoticeKind::parse(code).ok_or_else(|| Error::fault("a notice of no known kind"))
}

fn words(json: serde_json::Value) -> Result<Words, Error> {
    Ok(serde_json::from_value(json)?)
}

/// Ids as the queries here give them.
const fn account(id: Uuid) -> AccountId {
    AccountId(id)
}

const fn member(id: Uuid) -> MemberId {
    MemberId(id)
}
