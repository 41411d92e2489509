//! Looking at the mails that go out.

use domain::{
    demo::OutboxState,
    ids::{AccountId, EntryId, OutboxId},
    permissions::{AnswerCases, Granted, ManageData, ReadOutbox, StaffGranted},
    time::Instant,
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::Mail;
use crate::{
    Db, Error, Job,
    cases::{Head, OF_NUMBERS, of_numbers},
    sql,
};

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

/// The mails about a case and those that go on in it, for the vendor's people.
///
/// # Errors
/// When the database fails.
pub async fn of_case(db: &impl Db, _: &StaffGranted<AnswerCases>, head: &Head) -> Result<Vec<Row>, Error> {
    sql::all(
        db,
        &format!("{SELECT} WHERE {OF_NUMBERS} ORDER BY created_at DESC, id DESC LIMIT 30"),
        of_numbers(head.account, head.number),
    )
    .await
}

/// A mail to the customer that brings or confirms what was written in a case.
#[derive(Clone, Debug)]
pub struct ToCustomer {
    pub entry: EntryId,
    pub row: Row,
    pub came_back: Option<Instant>,
}

/// The mails to the customer about some of what was written in a case, oldest first. Whoever has the head may read them.
///
/// # Errors
/// When the database fails.
pub async fn to_customer(db: &impl Db, head: &Head, entries: &[EntryId]) -> Result<Vec<ToCustomer>, Error> {
    #[derive(FromQueryResult)]
    struct Entry {
        entry_id: Uuid,
        came_back_at: Option<i64>,
        #[sea_orm(nested)]
        row: Row,
    }
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = Vec::from(of_numbers(head.account, head.number));
    values.extend(entries.iter().map(|entry| Value::from(entry.0)));
    let rows: Vec<Entry> = sql::all(
        db,
        &format!(
            "SELECT entry_id, came_back_at, recipient, subject, state, attempts, last_error, created_at, done_at, next_try_at
             FROM outbox WHERE {OF_NUMBERS} AND entry_id IN ({})
             ORDER BY created_at, id LIMIT 2000",
            sql::marks(entries.len())
        ),
        values,
    )
    .await?;
    let mail = |row: Entry| ToCustomer {
        entry: EntryId(row.entry_id),
        row: row.row,
        came_back: row.came_back_at.map(Instant::from_millis),
    };
    Ok(rows.into_iter().map(mail).collect())
}

/// The newest mail about a case, or one that goes on in it, that has gone to this address.
///
/// # Errors
/// When the database fails.
pub async fn newest_sent(db: &impl Db, _: Job, head: &Head, to: &str) -> Result<Option<OutboxId>, Error> {
    let id: Option<Uuid> = sql::one_value(
        db,
        &format!(
            "SELECT id FROM outbox WHERE {OF_NUMBERS} AND recipient = ? AND state = 'sent'
             ORDER BY created_at DESC, id DESC LIMIT 1"
        ),
        of_numbers(head.account, head.number).into_iter().chain([to.into()]),
    )
    .await?;
    Ok(id.map(OutboxId))
}

/// Whether a mail is about the case with this number.
///
/// # Errors
/// When the database fails.
pub async fn is_about(db: &impl Db, _: Job, id: OutboxId, case: i64) -> Result<bool, Error> {
    let found: Option<i32> =
        sql::one_value(db, "SELECT 1 FROM outbox WHERE id = ? AND case_number = ?", [id.0.into(), case.into()]).await?;
    Ok(found.is_some())
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

/// When mails about a case, and those that go on in it, went, or are to go, to these addresses since then, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn recent_to(
    db: &impl Db,
    _: Job,
    account: AccountId,
    case: i64,
    to: &[&str],
    since: Instant,
) -> Result<Vec<(String, Instant)>, Error> {
    #[derive(FromQueryResult)]
    struct At {
        recipient: String,
        created_at: i64,
    }
    if to.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = Vec::from(of_numbers(account, case));
    values.extend(to.iter().map(|address| Value::from(*address)));
    values.push(since.millis().into());
    // More than these to one address are too many in any case.
    values.push((200 * i64::try_from(to.len()).unwrap_or(1)).into());
    let rows: Vec<At> = sql::all(
        db,
        &format!(
            "SELECT recipient, created_at FROM outbox
             WHERE {OF_NUMBERS} AND recipient IN ({}) AND created_at > ?
             ORDER BY created_at DESC LIMIT ?",
            sql::marks(to.len())
        ),
        values,
    )
    .await?;
    Ok(rows.into_iter().map(|row| (row.recipient, Instant::from_millis(row.created_at))).collect())
}

/// A mail about something in an account's log, to one of its members.
#[derive(Clone, Debug)]
pub struct ToMember {
    /// Number of the event, channel and recipient: its place among the others.
    pub place: (i64, String, String),
    pub subject: String,
    pub state: OutboxState,
    pub created: Instant,
}

/// The mails to members of the account about what is in its log, in the order of the log: those after the one in this place.
///
/// # Errors
/// When the database fails.
pub async fn to_members(
    db: &impl Db,
    granted: &Granted<ManageData>,
    after: Option<&(i64, String, String)>,
    limit: u16,
) -> Result<Vec<ToMember>, Error> {
    #[derive(FromQueryResult)]
    struct Mailed {
        event_seq: i64,
        channel: String,
        recipient: String,
        subject: String,
        state: String,
        created_at: i64,
    }
    let account = granted.account().0;
    let (seq, channel, recipient) = match after {
        Some((seq, channel, recipient)) => (*seq, channel.as_str(), recipient.as_str()),
        None => (0, "", ""),
    };
    let rows: Vec<Mailed> = sql::all(
        db,
        // The vendor's people are written to about it as well; that is theirs.
        "SELECT o.event_seq, o.channel, o.recipient, o.subject, o.state, o.created_at FROM outbox o
         WHERE o.account_id = ? AND (o.event_seq, o.channel, o.recipient) > (?, ?, ?) AND o.recipient IN (
             SELECT m.email FROM membership s JOIN member m ON m.id = s.member_id WHERE s.account_id = ?)
         ORDER BY o.event_seq, o.channel, o.recipient LIMIT ?",
        [account.into(), seq.into(), channel.into(), recipient.into(), account.into(), i64::from(limit).into()],
    )
    .await?;
    let mail = |row: Mailed| ToMember {
        state: OutboxState::parse(&row.state).unwrap_or(OutboxState::Failed),
        place: (row.event_seq, row.channel, row.recipient),
        subject: row.subject,
        created: Instant::from_millis(row.created_at),
    };
    Ok(rows.into_iter().map(mail).collect())
}
