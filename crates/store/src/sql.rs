//! Statements written by hand, where the query builder would hide what the database does.

use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement, TryGetable, Value};

use crate::{Backend, Db, Error, Tx};

/// A statement with `?` for each value, for either database.
///
/// PostgreSQL's texts cannot hold U+0000, and no text of ours needs it: it is left out on both, wherever it came from.
pub(crate) fn statement(backend: Backend, sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    let values = values.into_iter().map(|value| match value {
        Value::String(Some(text)) if text.contains('\0') => Value::from(text.replace('\0', "")),
        other => other,
    });
    match backend {
        Backend::Sqlite => Statement::from_sql_and_values(DbBackend::Sqlite, sql, values),
        Backend::Postgres => Statement::from_sql_and_values(DbBackend::Postgres, numbered(sql), values),
    }
}

/// `?` to `$1`, `$2`, …: our statements have no question mark inside literals.
fn numbered(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len() + 32);
    for (number, part) in sql.split('?').enumerate() {
        if number > 0 {
            out.push('$');
            out.push_str(&number.to_string());
        }
        out.push_str(part);
    }
    out
}

/// `?, ?, ?`
pub(crate) fn marks(count: usize) -> String {
    vec!["?"; count].join(", ")
}

/// Words of our own, none with a quotation mark in it, as a list of literals: `'owner', 'finance'`.
pub(crate) fn literals<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("'{word}'")).collect();
    words.join(", ")
}

pub(crate) async fn all<T: FromQueryResult>(
    db: &impl Db,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<T>, Error> {
    let rows = db.connection().query_all_raw(statement(db.backend(), sql, values)).await?;
    Ok(rows.iter().map(|row| T::from_query_result(row, "")).collect::<Result<_, _>>()?)
}

/// The first rows of what `select` reads, as far as they fulfil a condition.
pub(crate) async fn page<T: FromQueryResult>(
    db: &impl Db,
    (select, condition): (&str, &str),
    mut values: Vec<Value>,
    order: &str,
    limit: u16,
) -> Result<Vec<T>, Error> {
    values.push(i64::from(limit).into());
    all(db, &format!("{select} WHERE {condition} ORDER BY {order} LIMIT ?"), values).await
}

pub(crate) async fn one<T: FromQueryResult>(
    db: &impl Db,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Option<T>, Error> {
    let row = db.connection().query_one_raw(statement(db.backend(), sql, values)).await?;
    Ok(row.map(|row| T::from_query_result(&row, "")).transpose()?)
}

/// The first column of the first row.
pub(crate) async fn one_value<T: TryGetable>(
    db: &impl Db,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Option<T>, Error> {
    let row = db.connection().query_one_raw(statement(db.backend(), sql, values)).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?)
}

/// Runs it and says how many rows it changed.
pub(crate) async fn run(db: &impl Db, sql: &str, values: impl IntoIterator<Item = Value>) -> Result<u64, Error> {
    Ok(db.connection().execute_raw(statement(db.backend(), sql, values)).await?.rows_affected())
}

/// Rows of one table, to be inserted many at a time.
pub(crate) struct Rows {
    table: &'static str,
    columns: &'static [&'static str],
    /// What becomes of a row that is there already.
    conflict: &'static str,
    values: Vec<Value>,
}

/// Well below what the databases take in one statement: 32,766 for SQLite, 65,535 for PostgreSQL. More is not faster.
const MOST_PARAMETERS: usize = 16_000;

impl Rows {
    /// New rows: one that is there already is an error.
    pub(crate) const fn of(table: &'static str, columns: &'static [&'static str]) -> Self {
        Self::merging(table, columns, "")
    }

    /// Rows that may be there already: `conflict` is the clause `ON CONFLICT …`.
    pub(crate) const fn merging(table: &'static str, columns: &'static [&'static str], conflict: &'static str) -> Self {
        Self { table, columns, conflict, values: Vec::new() }
    }

    pub(crate) fn add(&mut self, row: impl IntoIterator<Item = Value>) {
        self.values.extend(row);
    }

    pub(crate) async fn write(self, tx: &Tx) -> Result<(), Error> {
        let width = self.columns.len();
        let row = format!("({})", marks(width));
        let mut left = self.values.len() / width;
        let mut values = self.values.into_iter();
        while left > 0 {
            // Powers of two, so that there are few different statements for the cache of prepared ones.
            let count = 1_usize << left.min(MOST_PARAMETERS / width).ilog2();
            let statement = format!(
                "INSERT INTO {} ({}) VALUES {} {}",
                self.table,
                self.columns.join(", "),
                vec![row.as_str(); count].join(", "),
                self.conflict
            );
            let some: Vec<Value> = values.by_ref().take(count * width).collect();
            run(tx, &statement, some).await?;
            left -= count;
        }
        Ok(())
    }
}
