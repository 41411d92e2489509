//! Adding postings, and putting them against each other.

use domain::{
    ids::{AccountId, MemberId, PostingId},
    time::{Date, Instant},
};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{Held, NewPosting, Posting};
use crate::{Error, Tx, sql};

/// Adds a posting after the last one of the account: with the next number, the balance after it, and all of it open.
/// `today` is the vendor's day; where the last posting is of a later one, this one is of that day, too.
///
/// # Errors
/// `Taken` where what it reverses has been taken back before. A fault for an amount that its kind cannot have, for a
/// reversal of what is not there or not of the opposite amount, and where a balance does not fit.
pub async fn post(tx: &Tx, held: &Held, new: &NewPosting, today: Date, now: Instant) -> Result<Posting, Error> {
    #[derive(FromQueryResult)]
    struct Last {
        seq: Option<i64>,
        posted_on: Option<i32>,
        balance: Option<i64>,
    }
    check(new)?;
    check_reversal(tx, held.account, new).await?;
    let account = held.account.0;
    let last: Option<Last> = sql::one(
        tx,
        "SELECT (SELECT p.seq FROM posting p WHERE p.account_id = ? ORDER BY p.seq DESC LIMIT 1) AS seq,
             (SELECT p.posted_on FROM posting p WHERE p.account_id = ? ORDER BY p.seq DESC LIMIT 1) AS posted_on,
             (SELECT p.balance FROM posting p WHERE p.account_id = ? AND p.currency = ? ORDER BY p.seq DESC LIMIT 1) AS balance",
        [account.into(), account.into(), account.into(), new.currency.code().into()],
    )
    .await?;
    let last = last.unwrap_or(Last { seq: None, posted_on: None, balance: None });
    let posting = Posting {
        id: PostingId(crate::new_id()),
        seq: last.seq.unwrap_or(0) + 1,
        kind: new.kind,
        currency: new.currency,
        amount: new.amount,
        balance: after(last.balance.unwrap_or(0), new.amount)?,
        posted: last.posted_on.map_or(today, |day| today.max(Date::from_days(day))),
        dated: new.dated,
        due: new.due,
        document: new.document.clone(),
        reference: new.reference.clone(),
        text: new.text.clone(),
        reverses: new.reverses,
        reversed_by: None,
        open: new.amount,
        disputed: 0,
        by: new.by,
        at: now,
    };
    let mut rows = sql::Rows::of("posting", POSTING);
    rows.add(row(held.account, &posting));
    rows.write(tx).await?;
    insert_open(tx, held.account, &posting).await?;
    Ok(posting)
}

/// The number that the next posting of the account has.
///
/// # Errors
/// When the database fails.
pub async fn next_seq(tx: &Tx, held: &Held) -> Result<i64, Error> {
    let last: Option<Option<i64>> =
        sql::one_value(tx, "SELECT MAX(seq) FROM posting WHERE account_id = ?", [held.account.0.into()]).await?;
    Ok(last.flatten().unwrap_or(0) + 1)
}

pub(crate) const POSTING: &[&str] = &[
    "account_id",
    "id",
    "seq",
    "currency",
    "kind",
    "amount",
    "balance",
    "posted_on",
    "dated_on",
    "due_on",
    "document",
    "reference",
    "text",
    "reverses",
    "member_id",
    "at",
];
pub(crate) const OPEN_ITEM: &[&str] = &["account_id", "posting_id", "seq", "currency", "open", "disputed", "due_on"];
pub(crate) const ALLOCATION: &[&str] =
    &["account_id", "id", "seq", "credit_id", "debit_id", "amount", "allocated_on", "member_id", "at"];

/// A posting as a row of [`POSTING`].
pub(crate) fn row(account: AccountId, posting: &Posting) -> [sea_orm::Value; 16] {
    [
        account.0.into(),
        posting.id.0.into(),
        posting.seq.into(),
        posting.currency.code().into(),
        posting.kind.code().into(),
        posting.amount.into(),
        posting.balance.into(),
        posting.posted.days().into(),
        posting.dated.days().into(),
        posting.due.map(Date::days).into(),
        posting.document.clone().into(),
        posting.reference.clone().into(),
        posting.text.as_str().into(),
        posting.reverses.map(|id| id.0).into(),
        posting.by.map(|id| id.0).into(),
        posting.at.millis().into(),
    ]
}

/// What is open of a posting as a row of [`OPEN_ITEM`]; nothing is disputed of it yet.
pub(crate) fn open_row(account: AccountId, posting: &Posting) -> [sea_orm::Value; 7] {
    [
        account.0.into(),
        posting.id.0.into(),
        posting.seq.into(),
        posting.currency.code().into(),
        posting.open.into(),
        0_i64.into(),
        posting.due.map(Date::days).into(),
    ]
}

async fn insert_open(tx: &Tx, account: AccountId, posting: &Posting) -> Result<(), Error> {
    let mut rows = sql::Rows::of("open_item", OPEN_ITEM);
    rows.add(open_row(account, posting));
    rows.write(tx).await
}

/// Refuses what no caller may ask for.
pub(super) fn check(new: &NewPosting) -> Result<(), Error> {
    if !new.kind.may_be(new.amount) {
        return Err(Error::fault("a posting of this kind cannot have this amount"));
    }
    Ok(())
}

pub(super) fn after(balance: i64, amount: i64) -> Result<i64, Error> {
    balance.checked_add(amount).ok_or_else(|| Error::fault("a balance does not fit"))
}

/// What is taken back is taken back whole.
async fn check_reversal(tx: &Tx, account: AccountId, new: &NewPosting) -> Result<(), Error> {
    #[derive(FromQueryResult)]
    struct Row {
        currency: String,
        amount: i64,
    }
    let Some(reversed) = new.reverses else { return Ok(()) };
    let row: Option<Row> = sql::one(
        tx,
        "SELECT currency, amount FROM posting WHERE account_id = ? AND id = ?",
        [account.0.into(), reversed.0.into()],
    )
    .await?;
    match row {
        Some(row) if row.currency == new.currency.code() && row.amount.checked_neg() == Some(new.amount) => Ok(()),
        _ => Err(Error::fault("a reversal must be the opposite of a posting of the same account")),
    }
}

/// One side of an allocation, with what is open of it.
#[derive(FromQueryResult)]
struct Side {
    id: Uuid,
    seq: i64,
    currency: String,
    amount: i64,
    due_on: Option<i32>,
    open: i64,
    disputed: i64,
    /// The number of the account's last allocation.
    last: i64,
}

/// Puts `amount` of a credit against a debit, or takes it back where it is below zero, and moves what is open of both.
/// `false`, and nothing written, when one of them has not that much open, when not that much was put between them, and
/// when they cannot be put against each other: other currencies, wrong signs, or not of this account.
///
/// # Errors
/// When the database fails.
pub async fn allocate(
    tx: &Tx,
    held: &Held,
    credit: PostingId,
    debit: PostingId,
    amount: i64,
    today: Date,
    by: Option<MemberId>,
    now: Instant,
) -> Result<bool, Error> {
    let account = held.account;
    let sides: Vec<Side> = sql::all(
        tx,
        "SELECT p.id, p.seq, p.currency, p.amount, p.due_on, COALESCE(o.open, 0) AS open, COALESCE(o.disputed, 0) AS disputed,
             (SELECT COALESCE(MAX(a.seq), 0) FROM allocation a WHERE a.account_id = p.account_id) AS last
         FROM posting p LEFT JOIN open_item o ON o.account_id = p.account_id AND o.posting_id = p.id
         WHERE p.account_id = ? AND p.id IN (?, ?)",
        [account.0.into(), credit.0.into(), debit.0.into()],
    )
    .await?;
    let side = |id: PostingId| sides.iter().find(|side| side.id == id.0);
    let (Some(from), Some(to)) = (side(credit), side(debit)) else { return Ok(false) };
    if amount == 0 || from.amount >= 0 || to.amount <= 0 || from.currency != to.currency {
        return Ok(false);
    }
    let (Some(credit_open), Some(debit_open)) = (from.open.checked_add(amount), to.open.checked_sub(amount)) else {
        return Ok(false);
    };
    // Neither changes its sign, and neither comes to more than it was posted with.
    if credit_open > 0 || credit_open < from.amount || debit_open < 0 || debit_open > to.amount {
        return Ok(false);
    }
    if amount < 0 && put_between(tx, account, credit, debit).await?.checked_add(amount).is_none_or(|left| left < 0) {
        return Ok(false);
    }
    let mut rows = sql::Rows::of("allocation", ALLOCATION);
    rows.add([
        account.0.into(),
        crate::new_id().into(),
        (from.last + 1).into(),
        credit.0.into(),
        debit.0.into(),
        amount.into(),
        today.days().into(),
        by.map(|id| id.0).into(),
        now.millis().into(),
    ]);
    rows.write(tx).await?;
    move_open(tx, account, from, credit_open).await?;
    move_open(tx, account, to, debit_open).await?;
    if amount < 0 {
        // What the customer does not agree with is open again.
        settle_disputed(tx, account, debit).await?;
    }
    Ok(true)
}

/// What is put of a credit against a debit now.
async fn put_between(tx: &Tx, account: AccountId, credit: PostingId, debit: PostingId) -> Result<i64, Error> {
    let put = sql::one_value(
        tx,
        "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM allocation WHERE account_id = ? AND credit_id = ? AND debit_id = ?",
        [account.0.into(), credit.0.into(), debit.0.into()],
    )
    .await?;
    Ok(put.unwrap_or(0))
}

async fn move_open(tx: &Tx, account: AccountId, side: &Side, open: i64) -> Result<(), Error> {
    let key = || -> [sea_orm::Value; 2] { [account.0.into(), side.id.into()] };
    if open == 0 {
        sql::run(tx, "DELETE FROM open_item WHERE account_id = ? AND posting_id = ?", key()).await?;
        return Ok(());
    }
    if side.open == 0 {
        let mut rows = sql::Rows::of("open_item", OPEN_ITEM);
        rows.add([
            account.0.into(),
            side.id.into(),
            side.seq.into(),
            side.currency.as_str().into(),
            open.into(),
            0_i64.into(),
            side.due_on.into(),
        ]);
        return rows.write(tx).await;
    }
    // No more is disputed than is open.
    let disputed = side.disputed.min(open.max(0));
    let [account, id] = key();
    sql::run(
        tx,
        "UPDATE open_item SET open = ?, disputed = ? WHERE account_id = ? AND posting_id = ?",
        [open.into(), disputed.into(), account, id],
    )
    .await?;
    Ok(())
}

/// Says with what is open of an invoice's posting how much of it is in open disputes.
///
/// # Errors
/// When the database fails.
pub(crate) async fn settle_disputed(tx: &Tx, account: AccountId, posting: PostingId) -> Result<(), Error> {
    let disputed: i64 = sql::one_value(
        tx,
        // What was taken back of a line is not disputed any more.
        "SELECT CAST(COALESCE(SUM(CASE WHEN x.amount <= x.owed THEN x.amount WHEN x.owed > 0 THEN x.owed ELSE 0 END), 0) AS BIGINT)
         FROM (SELECT i.account_id, i.posting_id, SUM(d.amount) AS amount, l.gross - COALESCE((SELECT SUM(c.gross)
                 FROM invoice n JOIN invoice_line c ON c.account_id = n.account_id AND c.invoice_id = n.id
                 WHERE n.account_id = i.account_id AND n.corrects = i.number AND c.position = l.position), 0) AS owed
             FROM dispute d JOIN invoice i ON i.account_id = d.account_id AND i.id = d.invoice_id
             JOIN invoice_line l ON l.account_id = d.account_id AND l.invoice_id = d.invoice_id AND l.position = d.position
             WHERE i.account_id = ? AND i.posting_id = ? AND d.ended_at IS NULL
             GROUP BY i.account_id, i.number, i.posting_id, l.position, l.gross) x",
        [account.0.into(), posting.0.into()],
    )
    .await?
    .unwrap_or(0);
    sql::run(
        tx,
        "UPDATE open_item SET disputed = CASE WHEN open <= ? THEN open ELSE ? END
         WHERE account_id = ? AND posting_id = ? AND open > 0",
        [disputed.into(), disputed.into(), account.0.into(), posting.0.into()],
    )
    .await?;
    Ok(())
}

/// Takes back all that was put of this posting or against it, so that all of it is open again.
///
/// # Errors
/// When the database fails.
pub async fn unallocate(
    tx: &Tx,
    held: &Held,
    posting: PostingId,
    today: Date,
    by: Option<MemberId>,
    now: Instant,
) -> Result<(), Error> {
    #[derive(FromQueryResult)]
    struct Pair {
        credit_id: Uuid,
        debit_id: Uuid,
        amount: i64,
    }
    let account = held.account.0;
    let pairs: Vec<Pair> = sql::all(
        tx,
        "SELECT x.credit_id, x.debit_id, CAST(SUM(x.amount) AS BIGINT) AS amount
         FROM (SELECT credit_id, debit_id, amount FROM allocation WHERE account_id = ? AND credit_id = ?
             UNION ALL SELECT credit_id, debit_id, amount FROM allocation WHERE account_id = ? AND debit_id = ?) x
         GROUP BY x.credit_id, x.debit_id HAVING SUM(x.amount) <> 0 ORDER BY x.credit_id, x.debit_id",
        [account.into(), posting.0.into(), account.into(), posting.0.into()],
    )
    .await?;
    for Pair { credit_id, debit_id, amount } in pairs {
        if !allocate(tx, held, PostingId(credit_id), PostingId(debit_id), -amount, today, by, now).await? {
            return Err(Error::fault("what was put cannot be taken back"));
        }
    }
    Ok(())
}
