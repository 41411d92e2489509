//! The one log of an account.

use std::{collections::BTreeMap, sync::LazyLock};

use domain::{
    event::Event,
    ids::{AccountId, MemberId},
    permissions::{Granted, ReadAccount, Right, Role},
    time::Instant,
};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{Db, Error, Job, Tx, sql};

/// An event as it is stored.
#[derive(Clone, Debug)]
pub struct Stored {
    pub seq: i64,
    pub event: Event,
    pub member: MemberId,
    pub by: String,
    pub by_vendor: bool,
    pub at: Instant,
}

#[derive(FromQueryResult)]
struct Row {
    seq: i64,
    data: serde_json::Value,
    member_id: Uuid,
    name: String,
    staff: bool,
    at: i64,
}

impl Row {
    fn stored(self) -> Result<Stored, Error> {
        Ok(Stored {
            seq: self.seq,
            event: serde_json::from_value(self.data)?,
            member: MemberId(self.member_id),
            by: self.name,
            by_vendor: self.staff,
            at: Instant::from_millis(self.at),
        })
    }
}

/// Appends to the log of `account` and gives the event's number. Takes the account's row lock until the transaction
/// ends, so numbers have no gaps and readers see them in order.
///
/// # Errors
/// When the database fails.
pub async fn append(tx: &Tx, account: AccountId, by: MemberId, event: &Event, now: Instant) -> Result<i64, Error> {
    let seq: i64 =
        sql::one_value(tx, "UPDATE account SET seq = seq + 1 WHERE id = ? RETURNING seq", [account.0.into()])
            .await?
            .ok_or_else(|| Error::fault("no such account"))?;
    sql::run(
        tx,
        "INSERT INTO event (account_id, seq, kind, order_number, case_number, member_id, data, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            account.0.into(),
            seq.into(),
            event.kind().into(),
            event.order().into(),
            event.case().into(),
            by.0.into(),
            serde_json::to_value(event)?.into(),
            now.millis().into(),
        ],
    )
    .await?;
    Ok(seq)
}

const EVENT: &[&str] = &["account_id", "seq", "kind", "order_number", "case_number", "member_id", "data", "at"];

/// Appends to the logs of many accounts at once, to each in the given order, and gives the events' numbers. Takes the
/// accounts' row locks in one order for everybody.
///
/// # Errors
/// When the database fails.
pub async fn append_all(
    tx: &Tx,
    _: Job,
    events: &[(AccountId, MemberId, Event)],
    now: Instant,
) -> Result<Vec<i64>, Error> {
    let mut counts: BTreeMap<AccountId, i64> = BTreeMap::new();
    for (account, ..) in events {
        *counts.entry(*account).or_insert(0) += 1;
    }
    let mut next: BTreeMap<AccountId, i64> = BTreeMap::new();
    for (account, count) in counts {
        let last: i64 = sql::one_value(
            tx,
            "UPDATE account SET seq = seq + ? WHERE id = ? RETURNING seq",
            [count.into(), account.0.into()],
        )
        .await?
        .ok_or_else(|| Error::fault("no such account"))?;
        next.insert(account, last - count + 1);
    }
    let mut rows = sql::Rows::of("event", EVENT);
    let mut numbers = Vec::with_capacity(events.len());
    for (account, by, event) in events {
        let seq = next.get_mut(account).ok_or_else(|| Error::fault("no such account"))?;
        rows.add([
            account.0.into(),
            (*seq).into(),
            event.kind().into(),
            event.order().into(),
            event.case().into(),
            by.0.into(),
            serde_json::to_value(event)?.into(),
            now.millis().into(),
        ]);
        numbers.push(*seq);
        *seq += 1;
    }
    rows.write(tx).await?;
    Ok(numbers)
}

const SELECT: &str = "SELECT e.seq, e.data, e.member_id, m.name, m.staff_role IS NOT NULL AS staff, e.at
     FROM event e JOIN member m ON m.id = e.member_id";

/// The condition on events `e` that none of them says what the account owes or has paid, see [`Event::MONEY`].
static NO_MONEY: LazyLock<String> = LazyLock::new(|| format!("e.kind NOT IN ({})", sql::literals(Event::MONEY)));

/// The roles that read what the account owes and has paid, as a list in a query.
pub(crate) static MONEY_ROLES: LazyLock<String> = LazyLock::new(|| {
    let readers = Role::ALL.into_iter().filter(|role| role.has(Right::ReadMoney));
    sql::literals(readers.map(Role::code))
});
/// The condition on events `e` under which this reader is told of them.
fn told(granted: &Granted<ReadAccount>) -> String {
    if granted.role().has(Right::ReadMoney) { String::new() } else { format!(" AND {}", *NO_MONEY) }
}

/// The account's events before `before`, newest first. Sign-ins are the member's own business and are left out for others.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &impl Db,
    granted: &Granted<ReadAccount>,
    before: Option<i64>,
    limit: u16,
) -> Result<Vec<Stored>, Error> {
    let rows: Vec<Row> = sql::all(
        db,
        &format!(
            "{SELECT} WHERE e.account_id = ? AND e.seq < ? AND (e.kind <> 'signed_in' OR e.member_id = ?){} ORDER BY e.seq DESC LIMIT ?",
            told(granted)
        ),
        [
            granted.account().0.into(),
            before.unwrap_or(i64::MAX).into(),
            granted.member().0.into(),
            i64::from(limit).into(),
        ],
    )
    .await?;
    rows.into_iter().map(Row::stored).collect()
}

/// The account's newest events, newest first, without sign-ins: those are no news, and many of them must not hide any.
///
/// # Errors
/// When the database fails.
pub async fn news(db: &impl Db, granted: &Granted<ReadAccount>, limit: u16) -> Result<Vec<Stored>, Error> {
    let rows: Vec<Row> = sql::all(
        db,
        &format!(
            "{SELECT} WHERE e.account_id = ? AND e.kind <> 'signed_in'{} ORDER BY e.seq DESC LIMIT ?",
            told(granted)
        ),
        [granted.account().0.into(), i64::from(limit).into()],
    )
    .await?;
    rows.into_iter().map(Row::stored).collect()
}

/// The events of one order, oldest first. The caller has shown that the order may be seen.
pub(crate) async fn of_order(db: &impl Db, account: Uuid, number: i64) -> Result<Vec<Stored>, Error> {
    let rows: Vec<Row> = sql::all(
        db,
        &format!("{SELECT} WHERE e.account_id = ? AND e.order_number = ? ORDER BY e.seq"),
        [account.into(), number.into()],
    )
    .await?;
    rows.into_iter().map(Row::stored).collect()
}

/// The last step of an order, and whose it was: an invoice for it is none. Whoever holds its head may read it.
///
/// # Errors
/// When the database fails.
pub async fn last_of_order(tx: &Tx, head: &crate::orders::Head) -> Result<Option<(MemberId, Event)>, Error> {
    #[derive(FromQueryResult)]
    struct Last {
        member_id: Uuid,
        data: serde_json::Value,
    }
    let last: Option<Last> = sql::one(
        tx,
        "SELECT member_id, data FROM event WHERE account_id = ? AND order_number = ? AND kind <> 'issued'
         ORDER BY seq DESC LIMIT 1",
        [head.account.0.into(), head.number.into()],
    )
    .await?;
    last.map(|last| Ok((MemberId(last.member_id), serde_json::from_value(last.data)?))).transpose()
}

/// The events of one case, oldest first. Whoever has its head may read them.
///
/// # Errors
/// When the database fails.
pub async fn of_case(db: &impl Db, head: &crate::cases::Head) -> Result<Vec<Stored>, Error> {
    let rows: Vec<Row> = sql::all(
        db,
        &format!("{SELECT} WHERE e.account_id = ? AND e.case_number = ? ORDER BY e.seq"),
        [head.account.0.into(), head.number.into()],
    )
    .await?;
    rows.into_iter().map(Row::stored).collect()
}

/// The same with those of the cases that go on in it.
///
/// # Errors
/// When the database fails.
pub async fn with_merged(db: &impl Db, head: &crate::cases::Head) -> Result<Vec<Stored>, Error> {
    let rows: Vec<Row> = sql::all(
        db,
        &format!("{SELECT} WHERE e.{} ORDER BY e.seq", crate::cases::OF_NUMBERS),
        crate::cases::of_numbers(head.account, head.number),
    )
    .await?;
    rows.into_iter().map(Row::stored).collect()
}

/// The last steps of a case, as many as `most`, the newest first. Whoever has its head may read them.
///
/// # Errors
/// When the database fails.
pub async fn last_of_case(tx: &Tx, head: &crate::cases::Head, most: i32) -> Result<Vec<Event>, Error> {
    #[derive(FromQueryResult)]
    struct Last {
        data: serde_json::Value,
    }
    let last: Vec<Last> = sql::all(
        tx,
        "SELECT data FROM event WHERE account_id = ? AND case_number = ? ORDER BY seq DESC LIMIT ?",
        [head.account.0.into(), head.number.into(), i64::from(most).into()],
    )
    .await?;
    last.into_iter().map(|last| Ok(serde_json::from_value(last.data)?)).collect()
}

/// How many events of others the membership `s` has not seen; those about money count for whoever may read that. More than
/// a hundred is many: nobody reads the number, and it is counted for every page.
pub(crate) static UNSEEN: LazyLock<String> = LazyLock::new(|| {
    format!(
        "(SELECT COUNT(*) FROM (SELECT 1 FROM event e WHERE e.account_id = s.account_id
    AND e.seq > s.seen_seq AND e.member_id <> s.member_id AND e.kind <> 'signed_in'
    AND (s.role IN ({}) OR {}) LIMIT 100) x)",
        *MONEY_ROLES, *NO_MONEY
    )
});

/// Up to which event the member has seen the account's log, and how many others have come since.
///
/// # Errors
/// When the database fails.
pub async fn seen(db: &impl Db, granted: &Granted<ReadAccount>) -> Result<(i64, i64), Error> {
    #[derive(FromQueryResult)]
    struct Seen {
        seen_seq: i64,
        unseen: i64,
    }
    let row: Option<Seen> = sql::one(
        db,
        &format!(
            "SELECT s.seen_seq, {} AS unseen FROM membership s WHERE s.account_id = ? AND s.member_id = ?",
            *UNSEEN
        ),
        [granted.account().0.into(), granted.member().0.into()],
    )
    .await?;
    Ok(row.map_or((0, 0), |row| (row.seen_seq, row.unseen)))
}

/// The member has seen the log up to `seq`; it never goes back.
///
/// # Errors
/// When the database fails.
pub async fn mark_seen(tx: &Tx, granted: &Granted<ReadAccount>, seq: i64) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE membership SET seen_seq = ? WHERE account_id = ? AND member_id = ? AND seen_seq < ?
             AND EXISTS (SELECT 1 FROM account WHERE id = membership.account_id AND seq >= ?)",
        [seq.into(), granted.account().0.into(), granted.member().0.into(), seq.into(), seq.into()],
    )
    .await?;
    Ok(())
}
