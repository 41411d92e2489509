//! Reminders that went out, whom there is to remind, and accounts whose reminders somebody holds.

use domain::{
    ids::{AccountId, MemberId, PostingId},
    ledger::remind::Stage,
    money::Currency,
    permissions::{PostMoney, StaffGranted},
    time::{Date, Instant},
};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{Held, Scope, currency};
use crate::{Db, Error, Job, Tx, sql};

/// An open invoice that may be reminded of.
#[derive(Clone, Debug)]
pub struct Owed {
    pub posting: PostingId,
    pub currency: Currency,
    pub document: String,
    /// What to write on the transfer.
    pub reference: Option<String>,
    pub due: Date,
    /// By when what was disputed of it is asked for, as the customer was told.
    pub pay_by: Option<Date>,
    /// When it came onto the ledger.
    pub posted: Date,
    /// Minor units.
    pub open: i64,
    pub disputed: i64,
    /// The last day on which the customer was told of it.
    pub reminded: Option<Date>,
}

/// A reminder that goes out.
#[derive(Clone, Copy, Debug)]
pub struct Sent {
    pub posting: PostingId,
    pub stage: Stage,
    /// What is asked for, minor units, above zero.
    pub amount: i64,
}

/// Accounts in which something is open, not wholly disputed, and due until a day; those after one, in their order. Held
/// ones are not among them.
///
/// # Errors
/// When the database fails.
pub async fn to_remind(
    db: &impl Db,
    _: Job,
    (due_until, today): (Date, Date),
    after: Option<AccountId>,
    limit: u16,
) -> Result<Vec<AccountId>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        account_id: Uuid,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT DISTINCT o.account_id FROM open_item o
         WHERE o.due_on <= ? AND o.open > o.disputed AND o.account_id > ?
             AND NOT EXISTS (SELECT 1 FROM reminder_hold h WHERE h.account_id = o.account_id AND h.until_on >= ?)
         ORDER BY o.account_id LIMIT ?",
        [
            due_until.days().into(),
            after.map_or(Uuid::nil(), |account| account.0).into(),
            today.days().into(),
            i64::from(limit).into(),
        ],
    )
    .await?;
    Ok(rows.into_iter().map(|row| AccountId(row.account_id)).collect())
}

/// What is open of an account's documents and due until a day, the earliest due first.
///
/// # Errors
/// When the database fails.
pub async fn due(db: &impl Db, scope: &Scope<'_>, due_until: Date, limit: u16) -> Result<Vec<Owed>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        posting_id: Uuid,
        currency: String,
        document: String,
        reference: Option<String>,
        due_on: i32,
        posted_on: i32,
        open: i64,
        disputed: i64,
        reminded_on: Option<i32>,
        pay_by: Option<i32>,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT o.posting_id, o.currency, p.document, p.reference, o.due_on, p.posted_on, o.open, o.disputed,
             (SELECT MAX(r.sent_on) FROM reminder r WHERE r.account_id = o.account_id AND r.posting_id = o.posting_id) AS reminded_on,
             (SELECT MAX(d.pay_by) FROM invoice i JOIN dispute d ON d.account_id = i.account_id AND d.invoice_id = i.id
                 WHERE i.account_id = o.account_id AND i.posting_id = o.posting_id) AS pay_by
         FROM open_item o JOIN posting p ON p.account_id = o.account_id AND p.id = o.posting_id
         WHERE o.account_id = ? AND o.open > 0 AND o.due_on <= ? AND p.kind = 'invoice' AND p.document IS NOT NULL
         ORDER BY o.due_on, o.seq LIMIT ?",
        [scope.account().0.into(), due_until.days().into(), i64::from(limit).into()],
    )
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Owed {
                posting: PostingId(row.posting_id),
                currency: currency(&row.currency)?,
                document: row.document,
                reference: row.reference,
                due: Date::from_days(row.due_on),
                pay_by: row.pay_by.map(Date::from_days),
                posted: Date::from_days(row.posted_on),
                open: row.open,
                disputed: row.disputed,
                reminded: row.reminded_on.map(Date::from_days),
            })
        })
        .collect()
}

const REMINDER: &[&str] = &["account_id", "posting_id", "stage", "sent_on", "amount", "event_seq"];

/// Notes what went out today, and in which event of the account's log. The database takes one reminder of an invoice a day.
///
/// # Errors
/// `Taken` when one of these invoices was reminded of today.
pub async fn note_sent(tx: &Tx, held: &Held, sent: &[Sent], today: Date, event_seq: i64) -> Result<(), Error> {
    let mut rows = sql::Rows::of("reminder", REMINDER);
    for one in sent {
        rows.add([
            held.account().0.into(),
            one.posting.0.into(),
            one.stage.number().into(),
            today.days().into(),
            one.amount.into(),
            event_seq.into(),
        ]);
    }
    rows.write(tx).await
}

/// When the customer was told that something is to be paid, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn of_posting(db: &impl Db, scope: &Scope<'_>, posting: PostingId) -> Result<Vec<(Stage, Date)>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        stage: i32,
        sent_on: i32,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT stage, sent_on FROM reminder WHERE account_id = ? AND posting_id = ? ORDER BY sent_on",
        [scope.account().0.into(), posting.0.into()],
    )
    .await?;
    Ok(rows.into_iter().map(|row| (Stage::of(row.stage), Date::from_days(row.sent_on))).collect())
}

/// The last day on which the customer was told of each of what is open.
///
/// # Errors
/// When the database fails.
pub async fn last_of_open(db: &impl Db, scope: &Scope<'_>) -> Result<Vec<(PostingId, Date)>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        posting_id: Uuid,
        sent_on: i32,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT r.posting_id, MAX(r.sent_on) AS sent_on FROM reminder r
         JOIN open_item o ON o.account_id = r.account_id AND o.posting_id = r.posting_id
         WHERE r.account_id = ? GROUP BY r.posting_id",
        [scope.account().0.into()],
    )
    .await?;
    Ok(rows.into_iter().map(|row| (PostingId(row.posting_id), Date::from_days(row.sent_on))).collect())
}

/// Nobody reminds the account until a day.
#[derive(Clone, Debug)]
pub struct Hold {
    /// The last day on which none goes out.
    pub until: Date,
    pub reason: String,
    pub by_name: String,
    pub at: Instant,
}

/// Whether the account's reminders are held on a day.
///
/// # Errors
/// When the database fails.
pub async fn held_on(db: &impl Db, scope: &Scope<'_>, today: Date) -> Result<Option<Hold>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        until_on: i32,
        reason: String,
        by_name: String,
        at: i64,
    }
    let row: Option<Row> = sql::one(
        db,
        "SELECT h.until_on, h.reason, m.name AS by_name, h.at FROM reminder_hold h JOIN member m ON m.id = h.member_id
         WHERE h.account_id = ? AND h.until_on >= ?",
        [scope.account().0.into(), today.days().into()],
    )
    .await?;
    Ok(row.map(|row| Hold {
        until: Date::from_days(row.until_on),
        reason: row.reason,
        by_name: row.by_name,
        at: Instant::from_millis(row.at),
    }))
}

/// Holds the account's reminders until a day, that day included, instead of what was said before.
///
/// # Errors
/// When the database fails.
pub async fn hold(
    tx: &Tx,
    granted: &StaffGranted<PostMoney>,
    held: &Held,
    (until, reason): (Date, &str),
    now: Instant,
) -> Result<(), Error> {
    let by: MemberId = granted.member();
    sql::run(
        tx,
        "INSERT INTO reminder_hold (account_id, until_on, reason, member_id, at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (account_id) DO UPDATE SET until_on = excluded.until_on, reason = excluded.reason,
             member_id = excluded.member_id, at = excluded.at",
        [held.account().0.into(), until.days().into(), reason.into(), by.0.into(), now.millis().into()],
    )
    .await?;
    Ok(())
}

/// Reminders go out again.
///
/// # Errors
/// When the database fails.
pub async fn go_on(tx: &Tx, _: &StaffGranted<PostMoney>, held: &Held) -> Result<(), Error> {
    sql::run(tx, "DELETE FROM reminder_hold WHERE account_id = ?", [held.account().0.into()]).await?;
    Ok(())
}
