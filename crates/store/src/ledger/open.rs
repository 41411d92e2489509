//! What is open: by how long, in the order in which it is to be paid.

use domain::{
    ids::PostingId,
    ledger::{Ageing, Bucket, OpenItem, Part},
    money::Currency,
    time::Date,
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::{
    Held, Posting, Scope, currency,
    read::{COLUMNS, Row},
};
use crate::{Db, Error, Tx, sql};

/// What has no due date comes after everything that has one; as in the index.
const NEVER: i32 = i32::MAX;

/// What is open in each currency, by how long; nothing for a currency in which nothing is. Each adds up to the balance.
///
/// # Errors
/// When the database fails.
pub async fn ageing(db: &impl Db, scope: &Scope<'_>, today: Date) -> Result<Vec<(Currency, Ageing)>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        currency: String,
        all_open: i64,
        disputed: i64,
        unapplied: i64,
        over_0: i64,
        over_30: i64,
        over_60: i64,
        over_90: i64,
    }
    // What is due before a day. Sums that hold each other, as a database adds up few of them faster than many; the parts
    // are their differences. As in `Bucket::of`: on its due date nothing is overdue yet.
    let before = "CAST(COALESCE(SUM(open - disputed) FILTER (WHERE open > 0 AND due_on < ?), 0) AS BIGINT)";
    let query = format!(
        "SELECT currency, CAST(SUM(open) AS BIGINT) AS all_open, CAST(SUM(disputed) AS BIGINT) AS disputed,
             CAST(COALESCE(SUM(open) FILTER (WHERE open < 0), 0) AS BIGINT) AS unapplied,
             {before} AS over_0, {before} AS over_30, {before} AS over_60, {before} AS over_90
         FROM open_item WHERE account_id = ? GROUP BY currency ORDER BY currency"
    );
    let ago = |days: i32| Value::from(today.plus_days(-days).days());
    let values = [ago(0), ago(30), ago(60), ago(90), scope.account().0.into()];
    let rows: Vec<Row> = sql::all(db, &query, values).await?;
    rows.into_iter()
        .map(|row| {
            let ageing = Ageing {
                not_due: row.all_open - row.unapplied - row.disputed - row.over_0,
                to_30: row.over_0 - row.over_30,
                to_60: row.over_30 - row.over_60,
                to_90: row.over_60 - row.over_90,
                over_90: row.over_90,
                disputed: row.disputed,
                unapplied: row.unapplied,
            };
            Ok((currency(&row.currency)?, ageing))
        })
        .collect()
}

/// The first open items that fulfil a condition, each with its posting. They are chosen by the index before anything is
/// read of their postings.
async fn items(
    db: &impl Db,
    scope: &Scope<'_>,
    currency: Currency,
    (condition, values): (&str, Vec<Value>),
    limit: u16,
) -> Result<Vec<Posting>, Error> {
    let query = format!(
        "SELECT {COLUMNS}
         FROM (SELECT account_id, posting_id, seq, open, disputed, due_on FROM open_item WHERE account_id = ? AND currency = ?
                 AND {condition} ORDER BY COALESCE(due_on, {NEVER}), seq LIMIT ?) o
         JOIN posting p ON p.account_id = o.account_id AND p.id = o.posting_id
         ORDER BY COALESCE(o.due_on, {NEVER}), o.seq"
    );
    let mut all: Vec<Value> = vec![scope.account().0.into(), currency.code().into()];
    all.extend(values);
    all.push(i64::from(limit).into());
    let rows: Vec<Row> = sql::all(db, &query, all).await?;
    rows.into_iter().map(Row::posting).collect()
}

/// What is to be paid of a currency, the earliest due first, what has no due date last.
///
/// # Errors
/// When the database fails.
pub async fn owed(db: &impl Db, scope: &Scope<'_>, currency: Currency, limit: u16) -> Result<Vec<Posting>, Error> {
    items(db, scope, currency, ("open > 0", Vec::new()), limit).await
}

/// The due days of a part of the ageing, both inclusive.
fn days(part: Part, today: Date) -> (i32, i32) {
    let ago = |days: i32| today.plus_days(-days).days();
    match part {
        Part::Overdue => (i32::MIN, ago(1)),
        Part::Bucket(Bucket::NotDue) => (ago(0), NEVER),
        Part::Bucket(Bucket::To30) => (ago(30), ago(1)),
        Part::Bucket(Bucket::To60) => (ago(60), ago(31)),
        Part::Bucket(Bucket::To90) => (ago(90), ago(61)),
        Part::Bucket(Bucket::Over90) => (i32::MIN, ago(91)),
        Part::Bucket(Bucket::Disputed | Bucket::Unapplied) => (i32::MIN, NEVER),
    }
}

/// The open items of one part of the ageing, all that is overdue, or all of a currency, in the order in which they are due:
/// those after the one with this due date and number. Beside them what that comes to as a whole, in minor units, whatever
/// page it is.
///
/// # Errors
/// When the database fails.
pub async fn in_bucket(
    db: &impl Db,
    scope: &Scope<'_>,
    currency: Currency,
    part: Option<Part>,
    today: Date,
    after: Option<(Option<Date>, i64)>,
    limit: u16,
) -> Result<(Vec<Posting>, i64), Error> {
    let mut condition = match part {
        None => "1 = 1",
        Some(Part::Bucket(Bucket::Disputed)) => "open > 0 AND disputed > 0",
        Some(Part::Bucket(Bucket::Unapplied)) => "open < 0",
        Some(_) => "open > disputed",
    }
    .to_owned();
    let mut values: Vec<Value> = Vec::new();
    if let Some(part) = part {
        let (from, until) = days(part, today);
        condition.push_str(&format!(" AND COALESCE(due_on, {NEVER}) >= ? AND COALESCE(due_on, {NEVER}) <= ?"));
        values.extend([from.into(), until.into()]);
    }
    if let Some((due, seq)) = after {
        condition.push_str(&format!(" AND (COALESCE(due_on, {NEVER}), seq) > (?, ?)"));
        values.extend([due.map_or(NEVER, Date::days).into(), seq.into()]);
    }
    let found = items(db, scope, currency, (&condition, values), limit).await?;
    let all = ageing(db, scope, today).await?;
    let ageing = all.into_iter().find(|(of, _)| *of == currency).map(|(_, ageing)| ageing).unwrap_or_default();
    Ok((found, part.map_or_else(|| ageing.total(), |part| part.sum(&ageing))))
}

/// All that is owed of a currency, as [`domain::ledger::allocate`] wants it: the earliest due first.
///
/// # Errors
/// When the database fails.
pub async fn open_items(tx: &Tx, held: &Held, currency: Currency) -> Result<Vec<OpenItem>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        posting_id: Uuid,
        open: i64,
        disputed: i64,
        due_on: Option<i32>,
    }
    let rows: Vec<Row> = sql::all(
        tx,
        &format!(
            "SELECT posting_id, open, disputed, due_on FROM open_item WHERE account_id = ? AND currency = ? AND open > 0
             ORDER BY COALESCE(due_on, {NEVER}), seq"
        ),
        [held.account().0.into(), currency.code().into()],
    )
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| OpenItem {
            posting: PostingId(row.posting_id),
            open: row.open,
            disputed: row.disputed,
            due: row.due_on.map(Date::from_days),
        })
        .collect())
}
