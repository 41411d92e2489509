//! Lists of cases, paged by key: the customer's newest first, the staff's by what is promised next.

use domain::{
    cases::{CaseFilter, Kind, Level},
    ids::{AccountId, MemberId},
    permissions::{AnswerCases, Granted, ReadCases, StaffGranted},
    time::Instant,
};
use sea_orm::Value;

use super::{
    read::{HEAD, Head, HeadRow},
    search::Words,
};
use crate::{Backend, Db, Error, Job, sql};

/// What has no promise comes after everything that has one.
const NEVER: i64 = i64::MAX;
/// So many cases are looked at by themselves before all that have a word are gathered.
const LOOKED_AT: u16 = 1_000;

async fn heads(db: &impl Db, condition: &str, values: Vec<Value>, order: &str, limit: u16) -> Result<Vec<Head>, Error> {
    let rows: Vec<HeadRow> = sql::page(db, (HEAD, condition), values, order, limit).await?;
    rows.into_iter().map(HeadRow::head).collect()
}

/// What a list shows.
struct Conditions {
    sql: String,
    values: Vec<Value>,
    words: Option<Words>,
}

impl Conditions {
    fn and(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
        self.values.extend(values);
    }
}

/// The conditions of a filter that both sides have; none when words are looked for of which nothing is left that could be
/// found.
fn conditions(backend: Backend, filter: &CaseFilter, account: Option<AccountId>) -> Option<Conditions> {
    let mut sql = String::from("1 = 1");
    let mut values: Vec<Value> = Vec::new();
    if let Some(account) = account {
        sql.push_str(" AND c.account_id = ?");
        values.push(account.0.into());
    }
    match filter.queue.as_deref() {
        Some("open" | "mine" | "unassigned") => sql.push_str(" AND c.closed_at IS NULL"),
        Some("waiting") => sql.push_str(" AND c.closed_at IS NULL AND c.waits_for_customer"),
        Some("closed") => sql.push_str(" AND c.closed_at IS NOT NULL"),
        _ => {}
    }
    if let Some(kind) = filter.kind {
        sql.push_str(" AND c.kind = ?");
        values.push(kind.code().into());
    }
    if let Some(tag) = filter.tag.as_deref() {
        sql.push_str(
            " AND EXISTS (SELECT 1 FROM case_tag t WHERE t.tag = ? AND t.account_id = c.account_id AND t.case_id = c.id)",
        );
        values.push(tag.into());
    }
    let words = match filter.search.as_deref().filter(|search| !search.trim().is_empty()) {
        Some(search) => Some(Words::of(backend, search, account)?),
        None => None,
    };
    Some(Conditions { sql, values, words })
}

/// The newest of them, before the case with this number.
async fn newest(db: &impl Db, mut shown: Conditions, mut before: Option<i64>, limit: u16) -> Result<Vec<Head>, Error> {
    const ORDER: &str = "c.number DESC";
    if let Some(before) = before {
        shown.and("c.number < ?", [before.into()]);
    }
    match shown.words.take() {
        Some(words) if db.backend() == Backend::Sqlite => {
            let condition = format!("{} AND c.number IN (SELECT value FROM json_each(?))", shown.sql);
            let mut found = Vec::new();
            loop {
                let (numbers, goes_on) = words.newest(db, before).await?;
                let mut values = shown.values.clone();
                values.push(serde_json::to_string(&numbers)?.into());
                let left = usize::from(limit) - found.len();
                let left = u16::try_from(left).unwrap_or(limit);
                found.extend(heads(db, &condition, values, ORDER, left).await?);
                before = numbers.last().copied().or(before);
                if !goes_on || found.len() >= usize::from(limit) {
                    return Ok(found);
                }
            }
        }
        words => in_order(db, Conditions { words, ..shown }, ORDER, limit).await,
    }
}

/// The first of them in an order that has an index.
async fn in_order(db: &impl Db, mut shown: Conditions, order: &str, limit: u16) -> Result<Vec<Head>, Error> {
    let Some(words) = shown.words.take() else {
        return heads(db, &shown.sql, shown.values, order, limit).await;
    };
    let (each, value) = words.of_each();
    match db.backend() {
        Backend::Sqlite if words.are_common(db).await? => shown.and(&each, [value]),
        Backend::Sqlite => {
            let (all, value) = words.of_all();
            shown.and(&all, [value]);
        }
        Backend::Postgres => {
            // Common words are in the first cases, and gathering all that have them is dear.
            let first = format!(
                "c.number IN (SELECT c.number FROM cases c WHERE {} ORDER BY {order} LIMIT {LOOKED_AT}) AND {each}",
                shown.sql
            );
            let values = shown.values.iter().cloned().chain([value]).collect();
            let found = heads(db, &first, values, order, limit).await?;
            if found.len() >= usize::from(limit) {
                return Ok(found);
            }
            let (all, value) = words.of_all();
            shown.and(&all, [value]);
        }
    }
    heads(db, &shown.sql, shown.values, order, limit).await
}

/// The account's cases, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &impl Db,
    granted: &Granted<ReadCases>,
    filter: &CaseFilter,
    limit: u16,
) -> Result<Vec<Head>, Error> {
    let Some(shown) = conditions(db.backend(), filter, Some(granted.account())) else { return Ok(Vec::new()) };
    let before = filter.after.as_deref().and_then(|after| after.parse::<i64>().ok());
    newest(db, shown, before, limit).await
}

/// The cases of all accounts, what is promised next first. `filter.after` is moment and number of the last one seen,
/// joined by a hyphen. `me` is whose the queue `mine` is.
///
/// # Errors
/// When the database fails.
pub async fn list_any(
    db: &impl Db,
    granted: &StaffGranted<AnswerCases>,
    filter: &CaseFilter,
    limit: u16,
) -> Result<Vec<Head>, Error> {
    let Some(mut shown) = conditions(db.backend(), filter, None) else { return Ok(Vec::new()) };
    match filter.queue.as_deref() {
        Some("mine") => shown.and("c.assignee_id = ?", [granted.member().0.into()]),
        Some("unassigned") => shown.and("c.assignee_id IS NULL", []),
        _ => {}
    }
    let is_open = matches!(filter.queue.as_deref(), Some("open" | "mine" | "unassigned" | "waiting"));
    let after = filter.after.as_deref().and_then(|after| after.split_once('-'));
    let after = after.and_then(|(due, number)| Some((due.parse::<i64>().ok()?, number.parse::<i64>().ok()?)));
    if !is_open {
        return newest(db, shown, after.map(|(_, number)| number), limit).await;
    }
    if let Some((due, number)) = after {
        shown.and(&format!("(COALESCE(c.due_at, {NEVER}), c.number) > (?, ?)"), [due.into(), number.into()]);
    }
    in_order(db, shown, &format!("COALESCE(c.due_at, {NEVER}), c.number"), limit).await
}

/// The account's newest cases, open ones first, for its first page.
///
/// # Errors
/// When the database fails.
pub async fn of_account(db: &impl Db, granted: &Granted<ReadCases>, limit: u16) -> Result<Vec<Head>, Error> {
    heads(db, "c.account_id = ? AND c.closed_at IS NULL", vec![granted.account().0.into()], "c.number DESC", limit)
        .await
}

/// The account's cases about one of its orders, newest first.
///
/// # Errors
/// When the database fails.
pub async fn of_order(db: &impl Db, granted: &Granted<ReadCases>, order: i64, limit: u16) -> Result<Vec<Head>, Error> {
    let values = vec![granted.account().0.into(), order.into()];
    heads(db, "c.account_id = ? AND c.order_number = ?", values, "c.number DESC", limit).await
}

/// The newest cases of a customer beside one of theirs, for the vendor's people.
///
/// # Errors
/// When the database fails.
pub async fn any_of_account(
    db: &impl Db,
    _: &StaffGranted<AnswerCases>,
    head: &Head,
    limit: u16,
) -> Result<Vec<Head>, Error> {
    heads(
        db,
        "c.account_id = ? AND c.number <> ?",
        vec![head.account.0.into(), head.number.into()],
        "c.number DESC",
        limit,
    )
    .await
}

/// The newest cases of a customer, for the vendor's people.
///
/// # Errors
/// When the database fails.
pub async fn newest_of(
    db: &impl Db,
    _: &StaffGranted<AnswerCases>,
    account: AccountId,
    limit: u16,
) -> Result<Vec<Head>, Error> {
    heads(db, "c.account_id = ?", vec![account.0.into()], "c.number DESC", limit).await
}

/// Open cases whose next promise was due before `now`, by when it was due and their numbers, the longest overdue first:
/// those after `after`.
///
/// # Errors
/// When the database fails.
pub async fn overdue(
    db: &impl Db,
    _: Job,
    now: Instant,
    after: (Instant, i64),
    most: u16,
) -> Result<Vec<(Instant, i64)>, Error> {
    turns(
        db,
        &format!(
            "SELECT COALESCE(due_at, {NEVER}) AS at, number FROM cases
             WHERE closed_at IS NULL AND COALESCE(due_at, {NEVER}) < ? AND (COALESCE(due_at, {NEVER}), number) > (?, ?)
             ORDER BY COALESCE(due_at, {NEVER}), number LIMIT ?"
        ),
        [now.millis().into(), after.0.millis().into(), after.1.into(), i64::from(most).into()],
    )
    .await
}

/// Answered questions and suggestions that nobody has contested for the time that was said, by when it was over and their
/// numbers: those after `after`. As long as a mail that names one waits for a person's word, it is none of them.
///
/// # Errors
/// When the database fails.
pub async fn lapsing(
    db: &impl Db,
    _: Job,
    now: Instant,
    after: (Instant, i64),
    most: u16,
) -> Result<Vec<(Instant, i64)>, Error> {
    turns(
        db,
        "SELECT lapses_at AS at, number FROM cases WHERE lapses_at <= ? AND (lapses_at, number) > (?, ?)
             AND NOT EXISTS (SELECT 1 FROM post p WHERE p.state IN ('held', 'unreadable') AND p.case_number = cases.number)
         ORDER BY lapses_at, number LIMIT ?",
        [now.millis().into(), after.0.millis().into(), after.1.into(), i64::from(most).into()],
    )
    .await
}

/// Moments and the numbers of the cases whose they are, from a statement that calls them `at` and `number`.
async fn turns(db: &impl Db, statement: &str, values: [Value; 4]) -> Result<Vec<(Instant, i64)>, Error> {
    #[derive(sea_orm::FromQueryResult)]
    struct Row {
        at: i64,
        number: i64,
    }
    let rows: Vec<Row> = sql::all(db, statement, values).await?;
    Ok(rows.into_iter().map(|row| (Instant::from_millis(row.at), row.number)).collect())
}

/// How long the first answer to a case took.
#[derive(Clone, Copy, Debug)]
pub struct Answered {
    pub opened: Instant,
    pub level: Level,
    /// Minutes of working time; nothing while nobody has answered.
    pub took: Option<i64>,
}

/// The first answers to cases of a kind since then, and the cases that wait for theirs: measures that leave them out
/// flatter themselves. At most the newest 500.
///
/// # Errors
/// When the database fails.
pub async fn answers(db: &impl Db, kind: Kind, since: Instant) -> Result<Vec<Answered>, Error> {
    #[derive(sea_orm::FromQueryResult)]
    struct Row {
        answered_after: Option<i64>,
        opened_at: i64,
        priority: String,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT answered_after, opened_at, priority FROM cases WHERE kind = ? AND opened_at >= ?
             AND (answered_after IS NOT NULL OR closed_at IS NULL) ORDER BY opened_at DESC LIMIT 500",
        [kind.code().into(), since.millis().into()],
    )
    .await?;
    let answered = |row: Row| Answered {
        opened: Instant::from_millis(row.opened_at),
        level: Level::parse(&row.priority).unwrap_or(Level::Normal),
        took: row.answered_after,
    };
    Ok(rows.into_iter().map(answered).collect())
}

/// Addresses and names of the vendor's people who can have a case.
///
/// # Errors
/// When the database fails.
pub async fn addresses(db: &impl Db, _: &StaffGranted<AnswerCases>) -> Result<Vec<(String, String)>, Error> {
    #[derive(sea_orm::FromQueryResult)]
    struct Row {
        email: String,
        name: String,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT email, name FROM member WHERE staff_role IS NOT NULL AND NOT disabled ORDER BY name LIMIT 200",
        [],
    )
    .await?;
    Ok(rows.into_iter().map(|row| (row.email, row.name)).collect())
}

/// Who of the vendor's people can have a case.
///
/// # Errors
/// When the database fails.
pub async fn people(db: &impl Db, _: &StaffGranted<AnswerCases>) -> Result<Vec<(MemberId, String)>, Error> {
    #[derive(sea_orm::FromQueryResult)]
    struct Row {
        id: uuid::Uuid,
        name: String,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT id, name FROM member WHERE staff_role IS NOT NULL AND NOT disabled ORDER BY name LIMIT 200",
        [],
    )
    .await?;
    Ok(rows.into_iter().map(|row| (MemberId(row.id), row.name)).collect())
}

const OF_CAUSE: &str =
    "EXISTS (SELECT 1 FROM cause_case l WHERE l.account_id = c.account_id AND l.case_id = c.id AND l.cause_id = ?)";

/// The cases that are linked to a cause, newest first.
pub(crate) async fn of_cause(
    db: &impl Db,
    _: &StaffGranted<AnswerCases>,
    cause: uuid::Uuid,
    limit: u16,
) -> Result<Vec<Head>, Error> {
    heads(db, OF_CAUSE, vec![cause.into()], "c.number DESC", limit).await
}

/// The account's own among them.
pub(crate) async fn own_of_cause(
    db: &impl Db,
    granted: &Granted<ReadCases>,
    cause: uuid::Uuid,
    limit: u16,
) -> Result<Vec<Head>, Error> {
    let values = vec![granted.account().0.into(), cause.into()];
    heads(db, &format!("c.account_id = ? AND {OF_CAUSE}"), values, "c.number DESC", limit).await
}
