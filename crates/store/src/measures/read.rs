//! The sums of some days, and the few cases that are shown beside them.

use std::collections::HashMap;

use domain::{
    measures::{Complaint, Figures, Group, Range},
    permissions::{AnswerCases, StaffGranted},
    time::Instant,
};
use sea_orm::{DbErr, FromQueryResult, QueryResult};

use super::write::figures;
use crate::{Db, Error, Job, sql};

/// More cases than these are as many as can be: counting goes no further.
const MANY: i64 = 1_000;

struct Row {
    group: String,
    name: String,
    figures: Figures,
}

impl FromQueryResult for Row {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let mut sums = Figures::default();
        for (sum, column) in sums.0.iter_mut().zip(figures()) {
            *sum = row.try_get(prefix, column)?;
        }
        Ok(Self { group: row.try_get(prefix, "grouped_by")?, name: row.try_get(prefix, "name")?, figures: sums })
    }
}

/// The figures of the cases that were written in these days, by what they are put together. They are nobody's in
/// particular: whoever may see them, the caller knows.
///
/// # Errors
/// When the database fails.
pub async fn sums(db: &impl Db, ranges: &[Range]) -> Result<HashMap<(Group, String), Figures>, Error> {
    // PostgreSQL's sum of large integers is no integer.
    let columns: Vec<String> = figures().iter().map(|name| format!("CAST(SUM({name}) AS BIGINT) AS {name}")).collect();
    let query = format!(
        "SELECT grouped_by, name, {} FROM case_count WHERE grain = ? AND day BETWEEN ? AND ? GROUP BY grouped_by, name",
        columns.join(", ")
    );
    let mut all: HashMap<(Group, String), Figures> = HashMap::new();
    for range in ranges {
        let rows: Vec<Row> =
            sql::all(db, &query, [range.grain.code().into(), range.from.days().into(), range.last.days().into()])
                .await?;
        for row in rows {
            let group =
                Group::parse(&row.group).ok_or_else(|| Error::fault("cases are counted by an unknown group"))?;
            all.entry((group, row.name)).or_default().add(&row.figures, 1);
        }
    }
    Ok(all)
}

/// What was complained of most in these days: number, name and count. An article is called by its number where it is sold
/// no more.
///
/// # Errors
/// When the database fails.
pub async fn complaints(
    db: &impl Db,
    _: &StaffGranted<AnswerCases>,
    about: Complaint,
    ranges: &[Range],
    most: u16,
) -> Result<Vec<(String, i64)>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        name: String,
        count: i64,
    }
    if ranges.is_empty() {
        return Ok(Vec::new());
    }
    let parts = vec![
        "SELECT name, count FROM complaint_count WHERE grain = ? AND about = ? AND day BETWEEN ? AND ?";
        ranges.len()
    ];
    let mut values = Vec::with_capacity(ranges.len() * 4 + 1);
    for range in ranges {
        values.extend([
            range.grain.code().into(),
            about.code().into(),
            range.from.days().into(),
            range.last.days().into(),
        ]);
    }
    values.push(i64::from(most).into());
    let rows: Vec<Row> = sql::all(
        db,
        &format!(
            "SELECT name, CAST(SUM(count) AS BIGINT) AS count FROM ({}) c GROUP BY name HAVING SUM(count) > 0
             ORDER BY SUM(count) DESC, name LIMIT ?",
            parts.join(" UNION ALL ")
        ),
        values,
    )
    .await?;
    Ok(rows.into_iter().map(|row| (row.name, row.count)).collect())
}

/// A case that nobody has answered yet.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub number: i64,
    pub subject: String,
    pub account: String,
    pub opened: Instant,
}

/// The cases since then that wait for their first answer, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn waiting(
    db: &impl Db,
    _: &StaffGranted<AnswerCases>,
    since: Instant,
    most: u16,
) -> Result<Vec<Waiting>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        number: i64,
        subject: String,
        account: String,
        opened_at: i64,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT c.number, c.subject, a.name AS account, c.opened_at FROM cases c JOIN account a ON a.id = c.account_id
         WHERE c.answered_after IS NULL AND c.closed_at IS NULL AND c.opened_at >= ? ORDER BY c.opened_at LIMIT ?",
        [since.millis().into(), i64::from(most).into()],
    )
    .await?;
    let waiting = |row: Row| Waiting {
        number: row.number,
        subject: row.subject,
        account: row.account,
        opened: Instant::from_millis(row.opened_at),
    };
    Ok(rows.into_iter().map(waiting).collect())
}

/// A case of which the customer has said what they expect, and how content they are.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Rated {
    pub number: i64,
    pub expected: String,
    pub satisfaction: i32,
}

/// Those since then, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn rated(
    db: &impl Db,
    _: &StaffGranted<AnswerCases>,
    since: Instant,
    most: u16,
) -> Result<Vec<Rated>, Error> {
    sql::all(
        db,
        "SELECT number, expected, satisfaction FROM cases
         WHERE satisfaction IS NOT NULL AND expected IS NOT NULL AND opened_at >= ? ORDER BY opened_at DESC LIMIT ?",
        [since.millis().into(), i64::from(most).into()],
    )
    .await
}

/// Whether there is anything to count: asked often, so that nobody waits for their turn to write meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn has_uncounted(db: &impl Db, _: Job) -> Result<bool, Error> {
    let number: Option<i64> = sql::one_value(db, "SELECT number FROM cases WHERE NOT counted LIMIT 1", []).await?;
    Ok(number.is_some())
}

/// How many cases have changed since they were counted, up to a thousand.
///
/// # Errors
/// When the database fails.
pub async fn uncounted_count(db: &impl Db, _: &StaffGranted<AnswerCases>) -> Result<i64, Error> {
    let count =
        sql::one_value(db, "SELECT COUNT(*) FROM (SELECT 1 FROM cases WHERE NOT counted LIMIT ?) c", [MANY.into()]);
    Ok(count.await?.unwrap_or_default())
}
