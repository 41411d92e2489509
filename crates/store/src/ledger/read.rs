//! Reading postings: by number, by day, and what they add up to.

use domain::{
    ids::{AccountId, MemberId, PostingId},
    ledger::{PostingKind, Way},
    money::Currency,
    permissions::{ReadLedgers, StaffGranted},
    time::{Date, Instant},
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::{Posting, Scope, currency};
use crate::{Db, Error, sql};

/// What a posting is read with, from `posting p`: what is open of it and what has taken it back are looked up by its key,
/// whatever a database thinks of how many there are. A join is planned for an account of the common size and then read for
/// the largest.
pub(super) const COLUMNS: &str = "p.id, p.seq, p.kind, p.currency, p.amount, p.balance, p.posted_on, p.dated_on, p.due_on, p.document, p.reference,
     p.text, p.reverses, (SELECT r.id FROM posting r WHERE r.account_id = p.account_id AND r.reverses = p.id) AS reversed_by,
     COALESCE((SELECT o.open FROM open_item o WHERE o.account_id = p.account_id AND o.posting_id = p.id), 0) AS open,
     COALESCE((SELECT o.disputed FROM open_item o WHERE o.account_id = p.account_id AND o.posting_id = p.id), 0) AS disputed,
     p.member_id, p.at";

#[derive(FromQueryResult)]
pub(super) struct Row {
    id: Uuid,
    seq: i64,
    kind: String,
    currency: String,
    amount: i64,
    balance: i64,
    posted_on: i32,
    dated_on: i32,
    due_on: Option<i32>,
    document: Option<String>,
    reference: Option<String>,
    text: String,
    reverses: Option<Uuid>,
    reversed_by: Option<Uuid>,
    open: i64,
    disputed: i64,
    member_id: Option<Uuid>,
    at: i64,
}

impl Row {
    pub(super) fn posting(self) -> Result<Posting, Error> {
        Ok(Posting {
            id: PostingId(self.id),
            seq: self.seq,
            kind: kind(&self.kind)?,
            currency: currency(&self.currency)?,
            amount: self.amount,
            balance: self.balance,
            posted: Date::from_days(self.posted_on),
            dated: Date::from_days(self.dated_on),
            due: self.due_on.map(Date::from_days),
            document: self.document,
            reference: self.reference,
            text: self.text,
            reverses: self.reverses.map(PostingId),
            reversed_by: self.reversed_by.map(PostingId),
            open: self.open,
            disputed: self.disputed,
            by: self.member_id.map(MemberId),
            at: Instant::from_millis(self.at),
        })
    }
}

fn kind(text: &str) -> Result<PostingKind, Error> {
    PostingKind::parse(text).ok_or_else(|| Error::fault("a posting is of an unknown kind"))
}

async fn postings(db: &impl Db, rest: &str, values: Vec<Value>) -> Result<Vec<Posting>, Error> {
    let rows: Vec<Row> = sql::all(db, &format!("SELECT {COLUMNS} FROM posting p {rest}"), values).await?;
    rows.into_iter().map(Row::posting).collect()
}

/// The account with this number, for the vendor's people.
///
/// # Errors
/// When the database fails.
pub async fn find_account(
    db: &impl Db,
    _: &StaffGranted<ReadLedgers>,
    number: &str,
) -> Result<Option<AccountId>, Error> {
    let id: Option<Uuid> = sql::one_value(db, "SELECT id FROM account WHERE number = ?", [number.into()]).await?;
    Ok(id.map(AccountId))
}

/// What the account owes in each currency that it has postings in, in minor units: the balance after the last of them.
///
/// # Errors
/// When the database fails.
pub async fn balances(db: &impl Db, scope: &Scope<'_>) -> Result<Vec<(Currency, i64)>, Error> {
    #[derive(FromQueryResult)]
    struct Balance {
        currency: String,
        balance: i64,
    }
    let account = scope.account().0;
    let rows: Vec<Balance> = sql::all(
        db,
        // From each currency to the next in the index, however many postings lie between them.
        "WITH RECURSIVE c (currency) AS (
             SELECT MIN(f.currency) FROM posting f WHERE f.account_id = ?
             UNION ALL
             SELECT (SELECT MIN(n.currency) FROM posting n WHERE n.account_id = ? AND n.currency > c.currency)
             FROM c WHERE c.currency IS NOT NULL)
         SELECT c.currency, (SELECT p.balance FROM posting p WHERE p.account_id = ? AND p.currency = c.currency
                 ORDER BY p.seq DESC LIMIT 1) AS balance
         FROM c WHERE c.currency IS NOT NULL ORDER BY c.currency",
        [account.into(), account.into(), account.into()],
    )
    .await?;
    rows.into_iter().map(|row| Ok((currency(&row.currency)?, row.balance))).collect()
}

/// The newest postings of all currencies.
///
/// # Errors
/// When the database fails.
pub async fn newest(db: &impl Db, scope: &Scope<'_>, limit: u16) -> Result<Vec<Posting>, Error> {
    postings(
        db,
        "WHERE p.account_id = ? ORDER BY p.seq DESC LIMIT ?",
        vec![scope.account().0.into(), i64::from(limit).into()],
    )
    .await
}

/// The numbers of the first and the last posting that were posted from `from` until `until`, both days inclusive.
async fn bounds(
    db: &impl Db,
    account: AccountId,
    currency: Currency,
    from: Option<Date>,
    until: Date,
) -> Result<Option<(i64, i64)>, Error> {
    #[derive(FromQueryResult)]
    struct Bounds {
        first: Option<i64>,
        last: Option<i64>,
    }
    let from = from.map_or(i32::MIN, Date::days);
    let row: Option<Bounds> = sql::one(
        db,
        "SELECT (SELECT p.seq FROM posting p WHERE p.account_id = ? AND p.currency = ? AND p.posted_on >= ?
                 ORDER BY p.posted_on, p.seq LIMIT 1) AS first,
             (SELECT p.seq FROM posting p WHERE p.account_id = ? AND p.currency = ? AND p.posted_on <= ?
                 ORDER BY p.posted_on DESC, p.seq DESC LIMIT 1) AS last",
        [
            account.0.into(),
            currency.code().into(),
            from.into(),
            account.0.into(),
            currency.code().into(),
            until.days().into(),
        ],
    )
    .await?;
    // Days never fall, so that the order of the numbers is that of the days.
    Ok(row.and_then(|row| row.first.zip(row.last)).filter(|(first, last)| first <= last))
}

/// The postings of a currency that were posted from `from` until `until`, both days inclusive, in the order in which they
/// were posted: those after the one with the number `after_seq`.
///
/// # Errors
/// When the database fails.
pub async fn period(
    db: &impl Db,
    scope: &Scope<'_>,
    currency: Currency,
    from: Option<Date>,
    until: Date,
    way: Option<Way>,
    after_seq: Option<i64>,
    limit: u32,
) -> Result<Vec<Posting>, Error> {
    let account = scope.account();
    let Some((first, last)) = bounds(db, account, currency, from, until).await? else { return Ok(Vec::new()) };
    let first = after_seq.map_or(first, |after| first.max(after.saturating_add(1)));
    let of_way = match way {
        None => "",
        Some(Way::Debits) => "AND p.amount > 0 ",
        Some(Way::Credits) => "AND p.amount < 0 ",
    };
    postings(
        db,
        &format!(
            "WHERE p.account_id = ? AND p.currency = ? AND p.seq >= ? AND p.seq <= ? {of_way}ORDER BY p.seq LIMIT ?"
        ),
        vec![account.0.into(), currency.code().into(), first.into(), last.into(), i64::from(limit).into()],
    )
    .await
}

/// What a period begins with, what was added and taken off in it, and what it ends with, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub opening: i64,
    /// Zero or above.
    pub debits: i64,
    /// Zero or below: opening, debits and credits add up to the closing balance.
    pub credits: i64,
    pub closing: i64,
}

/// The totals of a period, both days inclusive. Opening and closing are balances as they were posted, debits and credits
/// are summed: a reader can prove the one by the other.
///
/// # Errors
/// When the database fails.
pub async fn totals(
    db: &impl Db,
    scope: &Scope<'_>,
    currency: Currency,
    from: Option<Date>,
    until: Date,
) -> Result<Totals, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        opening: i64,
        closing: i64,
        debits: i64,
        credits: i64,
    }
    let account = scope.account().0;
    let from = from.map_or(i32::MIN, Date::days);
    let until = until.days();
    if until < from {
        return Ok(Totals::default());
    }
    let of = || -> [Value; 2] { [account.into(), currency.code().into()] };
    let mut values: Vec<Value> = Vec::with_capacity(10);
    values.extend(of());
    values.push(from.into());
    values.extend(of());
    values.push(until.into());
    values.extend(of());
    values.extend([from.into(), until.into()]);
    let row: Option<Row> = sql::one(
        db,
        "SELECT COALESCE((SELECT b.balance FROM posting b WHERE b.account_id = ? AND b.currency = ? AND b.posted_on < ?
                 ORDER BY b.posted_on DESC, b.seq DESC LIMIT 1), 0) AS opening,
             COALESCE((SELECT b.balance FROM posting b WHERE b.account_id = ? AND b.currency = ? AND b.posted_on <= ?
                 ORDER BY b.posted_on DESC, b.seq DESC LIMIT 1), 0) AS closing,
             CAST(COALESCE(SUM(CASE WHEN p.amount > 0 THEN p.amount ELSE 0 END), 0) AS BIGINT) AS debits,
             CAST(COALESCE(SUM(CASE WHEN p.amount < 0 THEN p.amount ELSE 0 END), 0) AS BIGINT) AS credits
         FROM posting p WHERE p.account_id = ? AND p.currency = ? AND p.posted_on >= ? AND p.posted_on <= ?",
        values,
    )
    .await?;
    Ok(row.map_or_else(Totals::default, |row| Totals {
        opening: row.opening,
        debits: row.debits,
        credits: row.credits,
        closing: row.closing,
    }))
}

/// The day of the first posting of a currency.
///
/// # Errors
/// When the database fails.
pub async fn first_day(db: &impl Db, scope: &Scope<'_>, currency: Currency) -> Result<Option<Date>, Error> {
    let day: Option<Option<i32>> = sql::one_value(
        db,
        "SELECT MIN(posted_on) FROM posting WHERE account_id = ? AND currency = ?",
        [scope.account().0.into(), currency.code().into()],
    )
    .await?;
    Ok(day.flatten().map(Date::from_days))
}

/// One posting of the account.
///
/// # Errors
/// When the database fails.
pub async fn one(db: &impl Db, scope: &Scope<'_>, id: PostingId) -> Result<Option<Posting>, Error> {
    let values = vec![scope.account().0.into(), id.0.into()];
    Ok(postings(db, "WHERE p.account_id = ? AND p.id = ?", values).await?.pop())
}

/// The posting of a document of the account, by its number: the invoice or credit note itself before what only names it.
///
/// # Errors
/// When the database fails.
pub async fn by_document(db: &impl Db, scope: &Scope<'_>, document: &str) -> Result<Option<Posting>, Error> {
    let found = postings(
        db,
        "WHERE p.account_id = ? AND p.document = ?
         ORDER BY CASE WHEN p.kind IN ('invoice', 'credit_note') THEN 0 ELSE 1 END, p.seq LIMIT 1",
        vec![scope.account().0.into(), document.into()],
    )
    .await?;
    Ok(found.into_iter().next())
}

/// What was put against a posting, or taken back from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allocated {
    pub other: PostingId,
    /// Of the other posting, as its document and text.
    pub kind: PostingKind,
    pub document: Option<String>,
    pub text: String,
    pub on: Date,
    /// Minor units, below zero where it was taken back.
    pub amount: i64,
}

/// All that was put against a posting and taken back, in the order in which that happened.
///
/// # Errors
/// When the database fails.
pub async fn allocations(db: &impl Db, scope: &Scope<'_>, id: PostingId) -> Result<Vec<Allocated>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        other: Uuid,
        kind: String,
        document: Option<String>,
        text: String,
        allocated_on: i32,
        amount: i64,
    }
    let account = scope.account().0;
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT x.other, p.kind, p.document, p.text, x.allocated_on, x.amount
         FROM (SELECT a.account_id, a.seq, a.debit_id AS other, a.allocated_on, a.amount FROM allocation a
                 WHERE a.account_id = ? AND a.credit_id = ?
             UNION ALL SELECT a.account_id, a.seq, a.credit_id AS other, a.allocated_on, a.amount FROM allocation a
                 WHERE a.account_id = ? AND a.debit_id = ?) x
         JOIN posting p ON p.account_id = x.account_id AND p.id = x.other ORDER BY x.seq",
        [account.into(), id.0.into(), account.into(), id.0.into()],
    )
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Allocated {
                other: PostingId(row.other),
                kind: kind(&row.kind)?,
                document: row.document,
                text: row.text,
                on: Date::from_days(row.allocated_on),
                amount: row.amount,
            })
        })
        .collect()
}

/// The name of whoever posted something in this ledger.
///
/// # Errors
/// When the database fails.
pub async fn name_of(db: &impl Db, _: &Scope<'_>, member: MemberId) -> Result<Option<String>, Error> {
    sql::one_value(db, "SELECT name FROM member WHERE id = ?", [member.0.into()]).await
}
