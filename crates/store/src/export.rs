//! What of an account is read nowhere else as a whole, for its owner to take along.

use std::collections::HashMap;

use domain::{
    ids::{MemberId, PostingId},
    money::{Currency, Money},
    notices::Choices,
    permissions::{Granted, ManageData},
    time::{Date, Instant},
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::{Db, Error, sql};

/// What each member wants mails about.
///
/// # Errors
/// When the database fails.
pub async fn choices(db: &impl Db, granted: &Granted<ManageData>) -> Result<Vec<(MemberId, Choices)>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        member_id: Uuid,
        mail_orders: bool,
        mail_money: bool,
        mail_cases: bool,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT member_id, mail_orders, mail_money, mail_cases FROM membership WHERE account_id = ?",
        [granted.account().0.into()],
    )
    .await?;
    let choices = |row: &Row| Choices { orders: row.mail_orders, money: row.mail_money, cases: row.mail_cases };
    Ok(rows.into_iter().map(|row| (MemberId(row.member_id), choices(&row))).collect())
}

/// A payment through the payment provider, whatever became of it.
#[derive(Clone, Debug)]
pub struct OnlinePayment {
    pub id: Uuid,
    pub by_name: String,
    /// What was asked for.
    pub asked: Money,
    pub documents: Vec<String>,
    pub state: String,
    /// What came, minor units.
    pub paid: Option<i64>,
    /// What was paid back of it, minor units.
    pub returned: i64,
    pub at: Instant,
}

/// The account's payments through the provider after the one with this id, in their order.
///
/// # Errors
/// When the database fails.
pub async fn online_payments(
    db: &impl Db,
    granted: &Granted<ManageData>,
    after: Option<Uuid>,
    limit: u16,
) -> Result<Vec<OnlinePayment>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        by_name: String,
        currency: String,
        amount: i64,
        documents: serde_json::Value,
        state: String,
        paid: Option<i64>,
        returned: i64,
        at: i64,
    }
    let select = "SELECT o.id, m.name AS by_name, o.currency, o.amount, o.documents, o.state, o.paid, o.returned, o.at
         FROM online_payment o JOIN member m ON m.id = o.member_id";
    let (condition, values) = behind(granted, "o", after);
    let rows: Vec<Row> = sql::page(db, (select, condition.as_str()), values, "o.id", limit).await?;
    rows.into_iter()
        .map(|row| {
            Ok(OnlinePayment {
                id: row.id,
                by_name: row.by_name,
                asked: Money { minor: row.amount, currency: currency(&row.currency)? },
                documents: serde_json::from_value(row.documents)?,
                state: row.state,
                paid: row.paid,
                returned: row.returned,
                at: Instant::from_millis(row.at),
            })
        })
        .collect()
}

/// "I have paid", whether the money has come or not.
#[derive(Clone, Debug)]
pub struct Announcement {
    pub id: Uuid,
    pub by_name: String,
    pub amount: Money,
    pub paid: Date,
    pub documents: Vec<String>,
    pub at: Instant,
    /// When nobody waited for it any more.
    pub ended: Option<Instant>,
}

/// What was announced after the one with this id, in its order.
///
/// # Errors
/// When the database fails.
pub async fn announced(
    db: &impl Db,
    granted: &Granted<ManageData>,
    after: Option<Uuid>,
    limit: u16,
) -> Result<Vec<Announcement>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        by_name: String,
        currency: String,
        amount: i64,
        paid_on: i32,
        documents: serde_json::Value,
        at: i64,
        ended_at: Option<i64>,
    }
    let select = "SELECT a.id, m.name AS by_name, a.currency, a.amount, a.paid_on, a.documents, a.at, a.ended_at
         FROM announced a JOIN member m ON m.id = a.member_id";
    let (condition, values) = behind(granted, "a", after);
    let rows: Vec<Row> = sql::page(db, (select, condition.as_str()), values, "a.id", limit).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Announcement {
                id: row.id,
                by_name: row.by_name,
                amount: Money { minor: row.amount, currency: currency(&row.currency)? },
                paid: Date::from_days(row.paid_on),
                documents: serde_json::from_value(row.documents)?,
                at: Instant::from_millis(row.at),
                ended: row.ended_at.map(Instant::from_millis),
            })
        })
        .collect()
}

/// A reminder of one posting.
#[derive(Clone, Debug)]
pub struct Reminder {
    /// The event that told of it, and the posting.
    pub place: (i64, Uuid),
    pub stage: i32,
    pub sent: Date,
    pub document: Option<String>,
    pub amount: Money,
}

/// The reminders after the one in this place, in their order.
///
/// # Errors
/// When the database fails.
pub async fn reminders(
    db: &impl Db,
    granted: &Granted<ManageData>,
    after: Option<(i64, Uuid)>,
    limit: u16,
) -> Result<Vec<Reminder>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        event_seq: i64,
        posting_id: Uuid,
        stage: i32,
        sent_on: i32,
        amount: i64,
        document: Option<String>,
        currency: String,
    }
    let (seq, posting) = after.unwrap_or((0, Uuid::nil()));
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT r.event_seq, r.posting_id, r.stage, r.sent_on, r.amount, p.document, p.currency
         FROM reminder r JOIN posting p ON p.account_id = r.account_id AND p.id = r.posting_id
         WHERE r.account_id = ? AND (r.event_seq, r.posting_id) > (?, ?) ORDER BY r.event_seq, r.posting_id LIMIT ?",
        [granted.account().0.into(), seq.into(), posting.into(), i64::from(limit).into()],
    )
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Reminder {
                place: (row.event_seq, row.posting_id),
                stage: row.stage,
                sent: Date::from_days(row.sent_on),
                document: row.document,
                amount: Money { minor: row.amount, currency: currency(&row.currency)? },
            })
        })
        .collect()
}

/// The numbers of these postings of the account.
///
/// # Errors
/// When the database fails.
pub async fn numbers(
    db: &impl Db,
    granted: &Granted<ManageData>,
    ids: &[PostingId],
) -> Result<HashMap<PostingId, i64>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        seq: i64,
    }
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let query = format!("SELECT id, seq FROM posting WHERE account_id = ? AND id IN ({})", sql::marks(ids.len()));
    let mut values: Vec<Value> = vec![granted.account().0.into()];
    values.extend(ids.iter().map(|id| Value::from(id.0)));
    let rows: Vec<Row> = sql::all(db, &query, values).await?;
    Ok(rows.into_iter().map(|row| (PostingId(row.id), row.seq)).collect())
}

/// Money or credit put against what is owed, or taken back from it.
#[derive(Clone, Debug)]
pub struct Allocation {
    pub seq: i64,
    pub on: Date,
    /// The numbers of both postings.
    pub credit: i64,
    pub debit: i64,
    pub amount: Money,
}

/// The allocations after the one with this number, in their order.
///
/// # Errors
/// When the database fails.
pub async fn allocations(
    db: &impl Db,
    granted: &Granted<ManageData>,
    after: Option<i64>,
    limit: u16,
) -> Result<Vec<Allocation>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        seq: i64,
        allocated_on: i32,
        credit: i64,
        debit: i64,
        currency: String,
        amount: i64,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT a.seq, a.allocated_on, c.seq AS credit, d.seq AS debit, c.currency, a.amount FROM allocation a
             JOIN posting c ON c.account_id = a.account_id AND c.id = a.credit_id
             JOIN posting d ON d.account_id = a.account_id AND d.id = a.debit_id
         WHERE a.account_id = ? AND a.seq > ? ORDER BY a.seq LIMIT ?",
        [granted.account().0.into(), after.unwrap_or(0).into(), i64::from(limit).into()],
    )
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Allocation {
                seq: row.seq,
                on: Date::from_days(row.allocated_on),
                credit: row.credit,
                debit: row.debit,
                amount: Money { minor: row.amount, currency: currency(&row.currency)? },
            })
        })
        .collect()
}

/// A line of an invoice that the account did not agree with.
#[derive(Clone, Debug)]
pub struct Dispute {
    pub id: Uuid,
    pub invoice: String,
    pub position: i32,
    pub amount: Money,
    pub case: i64,
    pub opened: Instant,
    pub ended: Option<Instant>,
    pub outcome: Option<String>,
    pub reason: Option<String>,
    pub credit_note: Option<String>,
    /// What of the amount was taken back with it, minor units.
    pub credited: Option<i64>,
    pub pay_by: Option<Date>,
}

/// The disputes after the one with this id, in their order.
///
/// # Errors
/// When the database fails.
pub async fn disputes(
    db: &impl Db,
    granted: &Granted<ManageData>,
    after: Option<Uuid>,
    limit: u16,
) -> Result<Vec<Dispute>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        number: String,
        currency: String,
        position: i32,
        amount: i64,
        case_number: i64,
        opened_at: i64,
        ended_at: Option<i64>,
        outcome: Option<String>,
        reason: Option<String>,
        credit_note: Option<String>,
        credited: Option<i64>,
        pay_by: Option<i32>,
    }
    let select = "SELECT d.id, i.number, i.currency, d.position, d.amount, d.case_number, d.opened_at, d.ended_at,
             d.outcome, d.reason, d.credit_note, d.credited, d.pay_by
         FROM dispute d JOIN invoice i ON i.account_id = d.account_id AND i.id = d.invoice_id";
    let (condition, values) = behind(granted, "d", after);
    let rows: Vec<Row> = sql::page(db, (select, condition.as_str()), values, "d.id", limit).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Dispute {
                id: row.id,
                invoice: row.number,
                position: row.position,
                amount: Money { minor: row.amount, currency: currency(&row.currency)? },
                case: row.case_number,
                opened: Instant::from_millis(row.opened_at),
                ended: row.ended_at.map(Instant::from_millis),
                outcome: row.outcome,
                reason: row.reason,
                credit_note: row.credit_note,
                credited: row.credited,
                pay_by: row.pay_by.map(Date::from_days),
            })
        })
        .collect()
}

/// The condition on rows of the account behind an id, by its table's name in the query.
fn behind(granted: &Granted<ManageData>, table: &str, after: Option<Uuid>) -> (String, Vec<Value>) {
    let mut condition = format!("{table}.account_id = ?");
    let mut values: Vec<Value> = vec![granted.account().0.into()];
    if let Some(after) = after {
        condition.push_str(&format!(" AND {table}.id > ?"));
        values.push(after.into());
    }
    (condition, values)
}

fn currency(code: &str) -> Result<Currency, Error> {
    Currency::parse(code).ok_or_else(|| Error::fault("something that is owed has an unknown currency"))
}
