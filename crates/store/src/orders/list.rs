//! Lists of orders, paged by key.

use domain::{
    ids::AccountId,
    orders::{COUNTED, OrderFilter, OrderState},
    permissions::{ApproveOrders, Granted, ReadEveryOrder, ReadOrders, StaffGranted},
};
use sea_orm::Value;

use super::read::{HEAD, Head, HeadRow, with_cancelled};
use crate::{Backend, Db, Error, sql, text};

/// Whose orders are listed.
#[derive(Clone, Copy)]
enum Of {
    Account(AccountId),
    Everybody,
}

/// The orders of a filter, newest first; `filter.after` is the last number seen, so the cost does not grow with depth.
async fn filtered(db: &impl Db, of: Of, filter: &OrderFilter, limit: u16) -> Result<Vec<Head>, Error> {
    let mut sql = String::from("1 = 1");
    let mut values: Vec<Value> = Vec::new();
    if let Of::Account(account) = of {
        sql.push_str(" AND o.account_id = ?");
        values.push(account.0.into());
    }
    if let Some(state) = filter.state {
        sql.push_str(" AND o.state = ?");
        values.push(state.code().into());
    }
    if let Some((from, before)) = filter.submitted {
        sql.push_str(" AND o.submitted_at >= ? AND o.submitted_at < ?");
        values.extend([from.millis().into(), before.millis().into()]);
    }
    let after = filter.after.as_deref().and_then(|after| after.parse::<i64>().ok());
    if let Some(after) = after {
        sql.push_str(" AND o.number < ?");
        values.push(after.into());
    }
    let Some(search) = filter.search.as_deref().filter(|search| !search.trim().is_empty()) else {
        return newest(db, &sql, values, limit).await;
    };
    let words = text::words(search);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    // Whoever types a whole number wants that order first of all; then those that have it in another place, as their
    // own reference. Pages go on by number, so that order is on the first of them only.
    let mut exact = Vec::new();
    if let [word] = words.as_slice()
        && let Ok(number) = word.parse::<i64>()
    {
        if filter.after.is_none() {
            let all = values.iter().cloned().chain(std::iter::once(number.into())).collect();
            exact = newest(db, &format!("{sql} AND o.number = ?"), all, 1).await?;
        }
        sql.push_str(" AND o.number <> ?");
        values.push(number.into());
    }
    let left = limit - u16::try_from(exact.len()).unwrap_or(limit);
    if left > 0 {
        exact.extend(having_words(db, of, &words, after, (sql, values), left).await?);
    }
    Ok(exact)
}

/// The newest orders of a condition whose texts have all the words.
async fn having_words(
    db: &impl Db,
    of: Of,
    words: &[String],
    after: Option<i64>,
    (mut sql, mut values): (String, Vec<Value>),
    limit: u16,
) -> Result<Vec<Head>, Error> {
    match db.backend() {
        Backend::Sqlite => {
            // The full-text index gives its rows in the order of numbers; the join must not turn that around.
            let found = format!(
                "o.number IN (SELECT t.rowid FROM order_text t CROSS JOIN orders o ON o.number = t.rowid
                 WHERE order_text MATCH ? AND {sql} ORDER BY t.rowid DESC LIMIT ?)"
            );
            values.insert(0, matching(of, words).into());
            values.push(i64::from(limit).into());
            heads(db, &found, values, "o.number DESC", limit).await
        }
        Backend::Postgres => {
            sql.push_str(" AND o.words @@ to_tsquery('simple', ?)");
            let prefixes = words.iter().map(|word| format!("{word}:*"));
            match of {
                // The account's own orders first: a prefix alone may begin words of everybody's.
                Of::Account(account) => {
                    let own = format!("zzaccount{}", account.0.simple());
                    values.push(prefixes.chain([own]).collect::<Vec<_>>().join(" & ").into());
                    newest(db, &sql, values, limit).await
                }
                Of::Everybody => {
                    values.push(prefixes.collect::<Vec<_>>().join(" & ").into());
                    found_by_anybody(db, &sql, values, after, limit).await
                }
            }
        }
    }
}

/// The newest orders that fulfil a condition on orders alone. Their numbers come first: what else a head needs is read for
/// one page only, and no database begins with the accounts, of which it knows that there are few.
async fn newest(db: &impl Db, condition: &str, mut values: Vec<Value>, limit: u16) -> Result<Vec<Head>, Error> {
    values.push(i64::from(limit).into());
    let found = format!("o.number IN (SELECT o.number FROM orders o WHERE {condition} ORDER BY o.number DESC LIMIT ?)");
    heads(db, &found, values, "o.number DESC", limit).await
}

/// What staff find among everybody's orders on PostgreSQL, which cannot know how many orders have a word that it has no
/// statistics of: it would walk through all of them, newest first, for a word that none has. So the newest few are looked
/// through, which is enough for a word that many have; then the index says which have it, and those are not many.
async fn found_by_anybody(
    db: &impl Db,
    condition: &str,
    values: Vec<Value>,
    after: Option<i64>,
    limit: u16,
) -> Result<Vec<Head>, Error> {
    const LOOKED_THROUGH: i64 = 4_000;
    let last = match after {
        Some(after) => Some(after),
        None => sql::one_value(db, "SELECT MAX(number) FROM orders", []).await?,
    };
    let first = last.unwrap_or(0).saturating_sub(LOOKED_THROUGH);
    let recent = values.iter().cloned().chain([first.into()]).collect();
    let found = newest(db, &format!("{condition} AND o.number > ?"), recent, limit).await?;
    if found.len() == usize::from(limit) {
        return Ok(found);
    }
    let mut all = values;
    all.push(i64::from(limit).into());
    let found = format!(
        "o.number IN (WITH found AS MATERIALIZED (SELECT o.number FROM orders o WHERE {condition})
         SELECT number FROM found ORDER BY number DESC LIMIT ?)"
    );
    heads(db, &found, all, "o.number DESC", limit).await
}

/// All words, each as far as it was typed, in the words of FTS5.
fn matching(of: Of, words: &[String]) -> String {
    let mut query: Vec<String> = words.iter().map(|word| format!("\"{word}\"*")).collect();
    if let Of::Account(account) = of {
        query.push(format!("zzaccount{}", account.0.simple()));
    }
    query.join(" AND ")
}

async fn heads(db: &impl Db, condition: &str, values: Vec<Value>, order: &str, limit: u16) -> Result<Vec<Head>, Error> {
    let rows: Vec<HeadRow> = sql::page(db, (HEAD, condition), values, order, limit).await?;
    let heads: Vec<Head> = rows.into_iter().map(HeadRow::head).collect::<Result<_, _>>()?;
    with_cancelled(db, heads).await
}

/// The account's orders, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &impl Db,
    granted: &Granted<ReadOrders>,
    filter: &OrderFilter,
    limit: u16,
) -> Result<Vec<Head>, Error> {
    filtered(db, Of::Account(granted.account()), filter, limit).await
}

/// All orders, newest first, for the vendor's people; found by the customer, too.
///
/// # Errors
/// When the database fails.
pub async fn list_any(
    db: &impl Db,
    _: &StaffGranted<ReadEveryOrder>,
    filter: &OrderFilter,
    limit: u16,
) -> Result<Vec<Head>, Error> {
    filtered(db, Of::Everybody, filter, limit).await
}

/// The newest orders of a customer, for the vendor's people.
///
/// # Errors
/// When the database fails.
pub async fn any_of_account(
    db: &impl Db,
    _: &StaffGranted<ReadEveryOrder>,
    account: AccountId,
    limit: u16,
) -> Result<Vec<Head>, Error> {
    heads(db, "o.account_id = ?", vec![account.0.into()], "o.number DESC", limit).await
}

/// The account's orders that are not finished, late ones and the next promise first.
///
/// # Errors
/// When the database fails.
pub async fn open(db: &impl Db, granted: &Granted<ReadOrders>, limit: u16) -> Result<Vec<Head>, Error> {
    heads(
        db,
        "o.account_id = ? AND o.state IN ('submitted', 'confirmed', 'picking', 'partly_shipped', 'shipped')",
        vec![granted.account().0.into()],
        // What has no day comes last, on either database.
        "next_on NULLS LAST, o.number DESC",
        limit,
    )
    .await
}

/// The orders that this member has submitted and that wait for an approver, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn awaiting_of(db: &impl Db, granted: &Granted<ReadOrders>, limit: u16) -> Result<Vec<Head>, Error> {
    heads(
        db,
        "o.account_id = ? AND o.state = 'awaiting_approval' AND o.member_id = ?",
        vec![granted.account().0.into(), granted.member().0.into()],
        "o.number",
        limit,
    )
    .await
}

/// The account's orders that wait for an approver, oldest first; `after` is the last number seen.
///
/// # Errors
/// When the database fails.
pub async fn approvals(
    db: &impl Db,
    granted: &Granted<ApproveOrders>,
    after: Option<i64>,
    limit: u16,
) -> Result<Vec<Head>, Error> {
    heads(
        db,
        "o.account_id = ? AND o.state = 'awaiting_approval' AND o.number > ?",
        // All numbers are above zero.
        vec![granted.account().0.into(), after.unwrap_or(0).into()],
        "o.number",
        limit,
    )
    .await
}

/// The same of others' orders only: one's own is for them to approve.
///
/// # Errors
/// When the database fails.
pub async fn approvals_of_others(
    db: &impl Db,
    granted: &Granted<ApproveOrders>,
    limit: u16,
) -> Result<Vec<Head>, Error> {
    heads(
        db,
        "o.account_id = ? AND o.state = 'awaiting_approval' AND o.member_id <> ?",
        vec![granted.account().0.into(), granted.member().0.into()],
        "o.number",
        limit,
    )
    .await
}

/// The oldest orders of a state, and how many there are, as far as they are counted: [`COUNTED`] and one more are more
/// than that many.
///
/// # Errors
/// When the database fails.
pub async fn board(
    db: &impl Db,
    _: &StaffGranted<ReadEveryOrder>,
    state: OrderState,
    limit: u16,
) -> Result<(Vec<Head>, i64), Error> {
    // A board says "1,000 and more", it does not read a million rows.
    let count: Option<i64> = sql::one_value(
        db,
        "SELECT COUNT(*) FROM (SELECT 1 FROM orders WHERE state = ? LIMIT ?) x",
        [state.code().into(), i64::from(COUNTED + 1).into()],
    )
    .await?;
    Ok((heads(db, "o.state = ?", vec![state.code().into()], "o.number", limit).await?, count.unwrap_or(0)))
}
