//! Codes, sessions, and how often something was tried.

use domain::{
    ids::{AccountId, MemberId, SessionId},
    time::Instant,
};
use sea_orm::{EntityTrait, FromQueryResult, Set};
use uuid::Uuid;

use crate::{Db, Error, Job, Tx, entity, sql};

/// A code that was asked for.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Code {
    pub id: Uuid,
    pub email: String,
    pub code_hash: Vec<u8>,
    pub tries: i32,
    pub expires_at: i64,
    pub used_at: Option<i64>,
}

/// A session with what every request needs to know of it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Session {
    pub id: Uuid,
    pub member_id: Uuid,
    pub account_id: Option<Uuid>,
    pub created_at: i64,
    pub seen_at: i64,
    pub language: String,
    pub time_zone: String,
    pub staff_role: Option<String>,
    pub role: Option<String>,
    pub order_limit: Option<i64>,
}

/// A session, for its member.
#[derive(Clone, Debug, FromQueryResult)]
pub struct SessionRow {
    pub id: Uuid,
    pub user_agent: String,
    pub address: String,
    pub created_at: i64,
    pub seen_at: i64,
}

/// Keeps a code that was asked for.
///
/// # Errors
/// When the database fails.
pub async fn keep_code(
    tx: &Tx,
    _: Job,
    id: Uuid,
    email: &str,
    browser_hash: &[u8],
    code_hash: &[u8],
    now: Instant,
    expires: Instant,
) -> Result<(), Error> {
    let row = entity::sign_in_code::ActiveModel {
        id: Set(id),
        email: Set(email.to_owned()),
        browser_hash: Set(browser_hash.to_vec()),
        code_hash: Set(code_hash.to_vec()),
        tries: Set(0),
        created_at: Set(now.millis()),
        expires_at: Set(expires.millis()),
        used_at: Set(None),
    };
    entity::sign_in_code::Entity::insert(row).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// Counts one try of the code that this browser asked for, and gives the code as it was before. Counting comes first:
/// tries in parallel cannot share one.
///
/// # Errors
/// When the database fails.
pub async fn try_code(tx: &Tx, _: Job, browser_hash: &[u8]) -> Result<Option<Code>, Error> {
    sql::one(
        tx,
        "UPDATE sign_in_code SET tries = tries + 1 WHERE browser_hash = ?
         RETURNING id, email, code_hash, tries, expires_at, used_at",
        [browser_hash.to_vec().into()],
    )
    .await
}

/// Uses a code up, and says when that was; `None` when it was used before `since`.
///
/// # Errors
/// When the database fails.
pub async fn use_code(tx: &Tx, _: Job, id: Uuid, since: Instant, now: Instant) -> Result<Option<Instant>, Error> {
    let used: Option<i64> = sql::one_value(
        tx,
        "UPDATE sign_in_code SET used_at = COALESCE(used_at, ?) WHERE id = ? AND (used_at IS NULL OR used_at >= ?)
         RETURNING used_at",
        [now.millis().into(), id.into(), since.millis().into()],
    )
    .await?;
    Ok(used.map(Instant::from_millis))
}

/// Opens a session.
///
/// # Errors
/// When the database fails.
pub async fn open(
    tx: &Tx,
    _: Job,
    token_hash: &[u8],
    member: MemberId,
    account: Option<AccountId>,
    user_agent: &str,
    address: &str,
    now: Instant,
) -> Result<SessionId, Error> {
    let id = crate::new_id();
    let row = entity::session::ActiveModel {
        id: Set(id),
        token_hash: Set(token_hash.to_vec()),
        member_id: Set(member.0),
        account_id: Set(account.map(|id| id.0)),
        user_agent: Set(kept_agent(user_agent)),
        address: Set(address.to_owned()),
        created_at: Set(now.millis()),
        seen_at: Set(now.millis()),
        ended_at: Set(None),
    };
    entity::session::Entity::insert(row).exec_without_returning(tx.connection()).await?;
    Ok(SessionId(id))
}

/// The open session with this token, of a member who may sign in, with their role in the session's account.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Db, token_hash: &[u8]) -> Result<Option<Session>, Error> {
    sql::one(
        db,
        "SELECT s.id, s.member_id, s.account_id, s.created_at, s.seen_at, m.language, m.time_zone, m.staff_role, p.role, p.order_limit
         FROM session s JOIN member m ON m.id = s.member_id
         LEFT JOIN membership p ON p.account_id = s.account_id AND p.member_id = s.member_id AND NOT p.disabled
         WHERE s.token_hash = ? AND s.ended_at IS NULL AND NOT m.disabled",
        [token_hash.to_vec().into()],
    )
    .await
}

/// The session was used.
///
/// # Errors
/// When the database fails.
pub async fn touch(tx: &Tx, session: SessionId, now: Instant) -> Result<(), Error> {
    sql::run(tx, "UPDATE session SET seen_at = ? WHERE id = ?", [now.millis().into(), session.0.into()]).await?;
    Ok(())
}

/// The session acts for this account from now on. The caller has checked the membership.
///
/// # Errors
/// When the database fails.
pub async fn choose_account(tx: &Tx, session: SessionId, account: AccountId) -> Result<(), Error> {
    sql::run(tx, "UPDATE session SET account_id = ? WHERE id = ?", [account.0.into(), session.0.into()]).await?;
    Ok(())
}

/// Ends a session of this member; `false` when it is not theirs or has ended.
///
/// # Errors
/// When the database fails.
pub async fn end(tx: &Tx, member: MemberId, session: SessionId, now: Instant) -> Result<bool, Error> {
    Ok(sql::run(
        tx,
        "UPDATE session SET ended_at = ? WHERE id = ? AND member_id = ? AND ended_at IS NULL",
        [now.millis().into(), session.0.into(), member.0.into()],
    )
    .await?
        == 1)
}

/// Ends what this member's browser has opened since `since`, and says whether there was something.
///
/// # Errors
/// When the database fails.
pub async fn end_since(
    tx: &Tx,
    _: Job,
    member: MemberId,
    user_agent: &str,
    address: &str,
    since: Instant,
    now: Instant,
) -> Result<bool, Error> {
    let ended = sql::run(
        tx,
        "UPDATE session SET ended_at = ?
         WHERE member_id = ? AND user_agent = ? AND address = ? AND created_at >= ? AND ended_at IS NULL",
        [now.millis().into(), member.0.into(), kept_agent(user_agent).into(), address.into(), since.millis().into()],
    )
    .await?;
    Ok(ended > 0)
}

/// What is kept of what a browser says of itself.
fn kept_agent(user_agent: &str) -> String {
    user_agent.chars().take(300).collect()
}

/// The member's open sessions, used since `since`.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &impl Db, member: MemberId, since: Instant) -> Result<Vec<SessionRow>, Error> {
    sql::all(
        db,
        "SELECT id, user_agent, address, created_at, seen_at FROM session
         WHERE member_id = ? AND ended_at IS NULL AND seen_at > ? ORDER BY seen_at DESC LIMIT 50",
        [member.0.into(), since.millis().into()],
    )
    .await
}

/// Counts one more try in `bucket` in the window that began at `window` and gives the new count.
///
/// # Errors
/// When the database fails.
pub async fn count_attempt(tx: &Tx, _: Job, bucket: &str, window: Instant) -> Result<i32, Error> {
    Ok(sql::one_value(
        tx,
        "INSERT INTO attempt (bucket, window_start, count) VALUES (?, ?, 1)
         ON CONFLICT (bucket, window_start) DO UPDATE SET count = attempt.count + 1 RETURNING count",
        [bucket.into(), window.millis().into()],
    )
    .await?
    .unwrap_or(i32::MAX))
}

/// How often it was tried in `bucket` in the window that began at `window`.
///
/// # Errors
/// When the database fails.
pub async fn attempts(db: &impl Db, _: Job, bucket: &str, window: Instant) -> Result<i32, Error> {
    Ok(sql::one_value(
        db,
        "SELECT count FROM attempt WHERE bucket = ? AND window_start = ?",
        [bucket.into(), window.millis().into()],
    )
    .await?
    .unwrap_or(0))
}

/// A try that was counted was a right one, and is taken back.
///
/// # Errors
/// When the database fails.
pub async fn give_back_attempt(tx: &Tx, _: Job, bucket: &str, window: Instant) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE attempt SET count = count - 1 WHERE bucket = ? AND window_start = ? AND count > 0",
        [bucket.into(), window.millis().into()],
    )
    .await?;
    Ok(())
}
