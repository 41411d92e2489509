//! Many payments at once: what a bank file brings is posted in a few statements.

use std::collections::{BTreeMap, HashMap};

use domain::{
    ids::{AccountId, PostingId},
    money::Currency,
    time::{Date, Instant},
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::{
    ALLOCATION, NewPosting, OPEN_ITEM, POSTING, Posting, currency, for_update, open_row, row,
    write::{after, check},
};
use crate::{Backend, Db, Error, Job, Tx, sql};

/// A credit for an account, and the debits that it is to be put against, each with an amount above zero.
#[derive(Clone, Debug)]
pub struct Payment {
    pub account: AccountId,
    pub posting: NewPosting,
    pub parts: Vec<(PostingId, i64)>,
}

/// What became of it.
#[derive(Clone, Debug)]
pub struct Posted {
    pub posting: PostingId,
    /// What was put against which debit: less than was asked for where less was open. What is left stays unapplied.
    pub put: Vec<(PostingId, i64)>,
}

/// So many payments in one go.
const AT_ONCE: usize = 500;

/// What an account stands at while its payments are added up.
struct Book {
    seq: i64,
    posted_on: Option<i32>,
    allocated: i64,
    balances: HashMap<Currency, i64>,
}

/// What is open of a debit meanwhile.
struct Debit {
    currency: Currency,
    open: i64,
    disputed: i64,
    changed: bool,
}

/// Posts credits and puts them against debits, as [`post`](super::post) and [`allocate`](super::allocate) do one by one, in
/// the given order. All their accounts are held until the transaction ends, in one order for everybody.
///
/// # Errors
/// A fault for an account that is not there, for an amount that is not below zero or that its kind cannot have, and for a
/// reversal, which is posted alone.
pub async fn post_all(tx: &Tx, _: Job, payments: &[Payment], today: Date, now: Instant) -> Result<Vec<Posted>, Error> {
    let mut accounts: Vec<AccountId> = payments.iter().map(|payment| payment.account).collect();
    accounts.sort_unstable();
    accounts.dedup();
    for some in accounts.chunks(AT_ONCE) {
        let query =
            format!("SELECT id FROM account WHERE id IN ({}) ORDER BY id{}", sql::marks(some.len()), for_update(tx));
        sql::run(tx, &query, ids(some)).await?;
    }
    let mut posted = Vec::with_capacity(payments.len());
    for some in payments.chunks(AT_ONCE) {
        posted.extend(post_some(tx, some, today, now).await?);
    }
    Ok(posted)
}

async fn post_some(tx: &Tx, payments: &[Payment], today: Date, now: Instant) -> Result<Vec<Posted>, Error> {
    let mut books = books(tx, payments).await?;
    let mut debits = debits(tx, payments).await?;
    let mut postings = sql::Rows::of("posting", POSTING);
    let mut open_items = sql::Rows::of("open_item", OPEN_ITEM);
    let mut allocations = sql::Rows::of("allocation", ALLOCATION);
    let mut all = Vec::with_capacity(payments.len());
    for payment in payments {
        let book = books.get_mut(&payment.account).ok_or_else(|| Error::fault("no such account"))?;
        let mut posting = next(book, &payment.posting, today, now)?;
        let mut put = Vec::new();
        for (id, wished) in &payment.parts {
            let Some(debit) = debits.get_mut(&(payment.account, *id)) else { continue };
            if debit.currency != posting.currency {
                continue;
            }
            let part = (*wished).min(debit.open).min(posting.open.saturating_neg());
            if part <= 0 {
                continue;
            }
            debit.open -= part;
            debit.disputed = debit.disputed.min(debit.open);
            debit.changed = true;
            posting.open += part;
            book.allocated += 1;
            allocations.add([
                payment.account.0.into(),
                crate::new_id().into(),
                book.allocated.into(),
                posting.id.0.into(),
                id.0.into(),
                part.into(),
                today.days().into(),
                posting.by.map(|id| id.0).into(),
                now.millis().into(),
            ]);
            put.push((*id, part));
        }
        postings.add(row(payment.account, &posting));
        if posting.open != 0 {
            open_items.add(open_row(payment.account, &posting));
        }
        all.push(Posted { posting: posting.id, put });
    }
    postings.write(tx).await?;
    open_items.write(tx).await?;
    allocations.write(tx).await?;
    save_debits(tx, &debits).await?;
    Ok(all)
}

fn next(book: &mut Book, new: &NewPosting, today: Date, now: Instant) -> Result<Posting, Error> {
    check(new)?;
    if new.amount >= 0 || new.reverses.is_some() {
        return Err(Error::fault("only payments and credits are posted many at once"));
    }
    let balance = book.balances.entry(new.currency).or_insert(0);
    *balance = after(*balance, new.amount)?;
    let balance = *balance;
    book.seq += 1;
    let posted = book.posted_on.map_or(today, |day| today.max(Date::from_days(day)));
    book.posted_on = Some(posted.days());
    Ok(Posting {
        id: PostingId(crate::new_id()),
        seq: book.seq,
        kind: new.kind,
        currency: new.currency,
        amount: new.amount,
        balance,
        posted,
        dated: new.dated,
        due: new.due,
        document: new.document.clone(),
        reference: new.reference.clone(),
        text: new.text.clone(),
        reverses: None,
        reversed_by: None,
        open: new.amount,
        disputed: 0,
        by: new.by,
        at: now,
    })
}

/// What the accounts stand at.
async fn books(tx: &Tx, payments: &[Payment]) -> Result<BTreeMap<AccountId, Book>, Error> {
    #[derive(FromQueryResult)]
    struct Head {
        id: Uuid,
        seq: Option<i64>,
        posted_on: Option<i32>,
        allocated: Option<i64>,
    }
    #[derive(FromQueryResult)]
    struct Balance {
        id: Uuid,
        balance: Option<i64>,
    }
    let mut in_currency: BTreeMap<Currency, Vec<AccountId>> = BTreeMap::new();
    for payment in payments {
        in_currency.entry(payment.posting.currency).or_default().push(payment.account);
    }
    let mut accounts: Vec<AccountId> = payments.iter().map(|payment| payment.account).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let query = format!(
        "SELECT a.id, (SELECT p.seq FROM posting p WHERE p.account_id = a.id ORDER BY p.seq DESC LIMIT 1) AS seq,
             (SELECT p.posted_on FROM posting p WHERE p.account_id = a.id ORDER BY p.seq DESC LIMIT 1) AS posted_on,
             (SELECT x.seq FROM allocation x WHERE x.account_id = a.id ORDER BY x.seq DESC LIMIT 1) AS allocated
         FROM account a WHERE a.id IN ({})",
        sql::marks(accounts.len())
    );
    let heads: Vec<Head> = sql::all(tx, &query, ids(&accounts)).await?;
    let mut books: BTreeMap<AccountId, Book> = heads
        .into_iter()
        .map(|head| {
            let book = Book {
                seq: head.seq.unwrap_or(0),
                posted_on: head.posted_on,
                allocated: head.allocated.unwrap_or(0),
                balances: HashMap::new(),
            };
            (AccountId(head.id), book)
        })
        .collect();
    for (currency, mut accounts) in in_currency {
        accounts.sort_unstable();
        accounts.dedup();
        let query = format!(
            "SELECT a.id, (SELECT p.balance FROM posting p WHERE p.account_id = a.id AND p.currency = ?
                 ORDER BY p.seq DESC LIMIT 1) AS balance
             FROM account a WHERE a.id IN ({})",
            sql::marks(accounts.len())
        );
        let mut values: Vec<Value> = vec![currency.code().into()];
        values.extend(ids(&accounts));
        let balances: Vec<Balance> = sql::all(tx, &query, values).await?;
        for row in balances {
            if let Some(book) = books.get_mut(&AccountId(row.id)) {
                book.balances.insert(currency, row.balance.unwrap_or(0));
            }
        }
    }
    Ok(books)
}

/// What is open of the debits that are named.
async fn debits(tx: &Tx, payments: &[Payment]) -> Result<BTreeMap<(AccountId, PostingId), Debit>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        account_id: Uuid,
        posting_id: Uuid,
        currency: String,
        open: i64,
        disputed: i64,
    }
    let mut wanted: Vec<(AccountId, PostingId)> = payments
        .iter()
        .flat_map(|payment| payment.parts.iter().map(|(posting, _)| (payment.account, *posting)))
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut found = BTreeMap::new();
    for some in wanted.chunks(AT_ONCE) {
        let query = format!(
            // The places first: nothing else makes SQLite go by the key.
            "WITH wanted (account_id, posting_id) AS (VALUES {})
             SELECT o.account_id, o.posting_id, o.currency, o.open, o.disputed FROM wanted w CROSS JOIN open_item o
             WHERE o.account_id = w.account_id AND o.posting_id = w.posting_id AND o.open > 0",
            places(tx, some.len())
        );
        let rows: Vec<Row> = sql::all(tx, &query, keys(some)).await?;
        for row in rows {
            let debit =
                Debit { currency: currency(&row.currency)?, open: row.open, disputed: row.disputed, changed: false };
            found.insert((AccountId(row.account_id), PostingId(row.posting_id)), debit);
        }
    }
    Ok(found)
}

/// A list of `count` keys. PostgreSQL cannot tell the type of a bare parameter in a list of values.
fn places(tx: &Tx, count: usize) -> String {
    let place = match tx.backend() {
        Backend::Sqlite => "(?, ?)",
        Backend::Postgres => "(CAST(? AS UUID), CAST(? AS UUID))",
    };
    vec![place; count].join(", ")
}

fn ids(accounts: &[AccountId]) -> Vec<Value> {
    accounts.iter().map(|account| account.0.into()).collect()
}

fn keys(of: &[(AccountId, PostingId)]) -> Vec<Value> {
    of.iter().flat_map(|(account, posting)| [Value::from(account.0), Value::from(posting.0)]).collect()
}

/// Writes what is open of the debits now: most of them were paid whole.
async fn save_debits(tx: &Tx, debits: &BTreeMap<(AccountId, PostingId), Debit>) -> Result<(), Error> {
    let mut paid = Vec::new();
    for (key, debit) in debits.iter().filter(|(_, debit)| debit.changed) {
        if debit.open == 0 {
            paid.push(*key);
            continue;
        }
        sql::run(
            tx,
            "UPDATE open_item SET open = ?, disputed = ? WHERE account_id = ? AND posting_id = ?",
            [debit.open.into(), debit.disputed.into(), key.0.0.into(), key.1.0.into()],
        )
        .await?;
    }
    for some in paid.chunks(AT_ONCE) {
        let query =
            format!("DELETE FROM open_item WHERE (account_id, posting_id) IN (VALUES {})", places(tx, some.len()));
        sql::run(tx, &query, keys(some)).await?;
    }
    Ok(())
}
