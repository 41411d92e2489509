//! Looking at the mails that go out.

use domain::{
    demo::OutboxState,
    ids::AccountId,
    permissions::{AnswerCases, ReadOutbox, StaffGranted},
    time::Instant,
};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::Mail;
use crate::{Db, Error, Job, cases::Head, sql};

/// A row of the outbox, for people.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Row {
    pub recipient: String,
    pub subject: String,
    pub state: String,
    pub attempts: i32,
    pub last_error: Option<String>,
    pub created_at: i64,
    pub done_at: Option<i64>,
    pub next_try_at: i64,
}

impl Row {
    #[must_use]
    pub fn state(&self) -> OutboxState {
        OutboxState::parse(&self.state).unwrap_or(OutboxState::Failed)
    }
}

/// A mail of the outbox with its contents.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Whole {
    pub recipient: String,
    pub created_at: i64,
    payload: serde_json::Value,
}

impl Whole {
    /// The mail itself, unless it held a code and has gone.
    #[must_use]
    pub fn mail(&self) -> Option<Mail> {
        serde_json::from_value(self.payload.clone()).ok()
    }
}

const SELECT: &str =
    "SELECT recipient, subject, state, attempts, last_error, created_at, done_at, next_try_at FROM outbox";

/// The newest mails, of one state or all.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &impl Db, _: &StaffGranted<ReadOutbox>, state: Option<OutboxState>) -> Result<Vec<Row>, Error> {
    match state {
        Some(state) => {
            sql::all(
                db,
                &format!("{SELECT} WHERE state = ? ORDER BY created_at DESC, id DESC LIMIT 200"),
                [state.code().into()],
            )
            .await
        }
        None => sql::all(db, &format!("{SELECT} ORDER BY created_at DESC, id DESC LIMIT 200"), []).await,
    }
}

/// The mails about an order.
pub(crate) async fn of_order(db: &impl Db, account: Uuid, number: i64) -> Result<Vec<Row>, Error> {
    sql::all(
        db,
        &format!("{SELECT} WHERE account_id = ? AND order_number = ? ORDER BY created_at, id"),
        [account.into(), number.into()],
    )
    .await
}

/// The mails about a case, for the vendor's people.
///
/// # Errors
/// When the database fails.
pub async fn of_case(db: &impl Db, _: &StaffGranted<AnswerCases>, head: &Head) -> Result<Vec<Row>, Error> {
    sql::all(
        db,
        &format!("{SELECT} WHERE account_id = ? AND case_number = ? ORDER BY created_at DESC, id DESC LIMIT 30"),
        [head.account.0.into(), head.number.into()],
    )
    .await
}

/// The newest mails in this state, with their contents, which people's lists do without.
///
/// # Errors
/// When the database fails.
pub async fn whole(db: &impl Db, _: Job, state: OutboxState) -> Result<Vec<Whole>, Error> {
    sql::all(
        db,
        "SELECT recipient, created_at, payload FROM outbox WHERE state = ? ORDER BY created_at DESC, id DESC LIMIT 300",
        [state.code().into()],
    )
    .await
}

/// How many mails wait, and since when the oldest does: for the metrics.
///
/// # Errors
/// When the database fails.
pub async fn waiting(db: &impl Db, _: Job) -> Result<(i64, Option<i64>), Error> {
    #[derive(FromQueryResult)]
    struct Waiting {
        count: i64,
        oldest: Option<i64>,
    }
    let row: Option<Waiting> =
        sql::one(db, "SELECT COUNT(*) AS count, MIN(created_at) AS oldest FROM outbox WHERE state = 'waiting'", [])
            .await?;
    Ok(row.map_or((0, None), |row| (row.count, row.oldest)))
}

/// When mails about a case went, or are to go, to this address since then.
///
/// # Errors
/// When the database fails.
pub async fn recent_to(
    db: &impl Db,
    _: Job,
    account: AccountId,
    case: i64,
    to: &str,
    since: Instant,
) -> Result<Vec<Instant>, Error> {
    #[derive(FromQueryResult)]
    struct At {
        created_at: i64,
    }
    let rows: Vec<At> = sql::all(
        db,
        "SELECT created_at FROM outbox WHERE account_id = ? AND case_number = ? AND recipient = ? AND created_at > ?
         LIMIT 200",
        [account.0.into(), case.into(), to.into(), since.millis().into()],
    )
    .await?;
    Ok(rows.into_iter().map(|row| Instant::from_millis(row.created_at)).collect())
}
