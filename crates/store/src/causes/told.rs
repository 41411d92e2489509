//! Who was told of what. What a customer reads is asked for by their own account, and says nothing of others.

use std::collections::HashSet;

use domain::{
    causes::{NoticeKind, Words},
    ids::AccountId,
    permissions::{Granted, ReadCases},
    time::Instant,
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::notices::Notice;
use crate::{Db, Error, Job, Tx, cases, sql};

/// A notice that an account has.
#[derive(Clone, Debug)]
pub struct ToldNotice {
    pub cause: i64,
    pub kind: NoticeKind,
    pub words: Words,
    pub by: String,
    pub at: Instant,
}

#[derive(FromQueryResult)]
struct Row {
    number: i64,
    kind: String,
    words: serde_json::Value,
    name: String,
    at: i64,
}

impl Row {
    fn notice(self) -> Result<ToldNotice, Error> {
        Ok(ToldNotice {
            cause: self.number,
            kind: super::notice_kind(&self.kind)?,
            words: super::words(self.words)?,
            by: self.name,
            at: Instant::from_millis(self.at),
        })
    }
}

const SELECT: &str = "SELECT c.number, n.kind, n.words, m.name, t.at FROM cause_told t
     JOIN cause_notice n ON n.cause_id = t.cause_id AND n.seq = t.seq JOIN cause c ON c.id = t.cause_id
     JOIN member m ON m.id = n.member_id";

/// What the account was told of a cause, newest first.
///
/// # Errors
/// When the database fails.
pub async fn told_to(db: &impl Db, granted: &Granted<ReadCases>, number: i64) -> Result<Vec<ToldNotice>, Error> {
    let rows: Vec<Row> = sql::all(
        db,
        &format!("{SELECT} WHERE t.account_id = ? AND c.number = ? ORDER BY t.seq DESC"),
        [granted.account().0.into(), number.into()],
    )
    .await?;
    rows.into_iter().map(Row::notice).collect()
}

/// What the account was told of the cause of one of its cases, newest first.
///
/// # Errors
/// When the database fails.
pub async fn told_of_case(db: &impl Db, granted: &Granted<ReadCases>, case: i64) -> Result<Vec<ToldNotice>, Error> {
    let rows: Vec<Row> = sql::all(
        db,
        &format!(
            "{SELECT} JOIN cause_case l ON l.cause_id = t.cause_id AND l.account_id = t.account_id
             JOIN cases k ON k.account_id = l.account_id AND k.id = l.case_id
             WHERE t.account_id = ? AND k.number = ? ORDER BY t.seq DESC"
        ),
        [granted.account().0.into(), case.into()],
    )
    .await?;
    rows.into_iter().map(Row::notice).collect()
}

/// The account's own orders that a cause of which it was told reaches, newest first; and its cases that are linked.
///
/// # Errors
/// When the database fails.
pub async fn orders_of(
    db: &impl Db,
    granted: &Granted<ReadCases>,
    number: i64,
    limit: u16,
) -> Result<(Vec<i64>, Vec<cases::Head>), Error> {
    #[derive(FromQueryResult)]
    struct Order {
        number: i64,
    }
    let Some(head) = super::head(db, "c.number = ?", number.into()).await? else { return Ok(Default::default()) };
    let linked = cases::own_of_cause(db, granted, head.id, limit).await?;
    if head.reach.is_none() {
        return Ok((Vec::new(), linked));
    }
    let account = vec![Value::from(granted.account().0)];
    let (touched, mut values) = super::reach::touched(&head, Some(("= ?", account)));
    values.push(i64::from(limit).into());
    let query =
        format!("SELECT DISTINCT number FROM ({touched}) r WHERE number IS NOT NULL ORDER BY number DESC LIMIT ?");
    let orders: Vec<Order> = sql::all(db, &query, values).await?;
    Ok((orders.into_iter().map(|order| order.number).collect(), linked))
}

/// Those of these accounts that have this notice already.
///
/// # Errors
/// When the database fails.
pub async fn already_told(
    db: &impl Db,
    _: Job,
    notice: &Notice,
    accounts: &[AccountId],
) -> Result<HashSet<AccountId>, Error> {
    #[derive(FromQueryResult)]
    struct Told {
        account_id: Uuid,
    }
    if accounts.is_empty() {
        return Ok(HashSet::new());
    }
    let mut values: Vec<Value> = vec![notice.cause.into(), notice.seq.into()];
    values.extend(accounts.iter().map(|account| Value::from(account.0)));
    let rows: Vec<Told> = sql::all(
        db,
        &format!(
            "SELECT account_id FROM cause_told WHERE cause_id = ? AND seq = ? AND account_id IN ({})",
            sql::marks(accounts.len())
        ),
        values,
    )
    .await?;
    Ok(rows.into_iter().map(|row| super::account(row.account_id)).collect())
}

/// The account has this notice, as this event of its log.
///
/// # Errors
/// `Taken` when it had it already; when the database fails.
pub async fn mark_told(
    tx: &Tx,
    _: Job,
    notice: &Notice,
    account: AccountId,
    event_seq: i64,
    now: Instant,
) -> Result<(), Error> {
    sql::run(
        tx,
        "INSERT INTO cause_told (account_id, cause_id, seq, event_seq, at) VALUES (?, ?, ?, ?, ?)",
        [account.0.into(), notice.cause.into(), notice.seq.into(), event_seq.into(), now.millis().into()],
    )
    .await?;
    Ok(())
}
