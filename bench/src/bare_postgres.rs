//! Databases on a PostgreSQL for measuring, and the limit there: connections that commit the rows of the very orders
//! that the portal made, to a copy of the database as it was before, one statement for each row and nothing else.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use sqlx::{AssertSqlSafe, Connection, PgConnection, Postgres, Row, postgres::PgRow};
use tokio::task::JoinSet;

use crate::{
    Failure, Result,
    bare_sqlite::{LAST, OWED, Owed, POSTINGS, ROWS, place},
    load,
};

/// The address of another database of the same server.
pub fn with_database(url: &str, name: &str) -> Result<String> {
    let (scheme, rest) = url.split_once("://").ok_or("the address of PostgreSQL begins with postgres://")?;
    let (place, query) =
        rest.split_once('?').map_or((rest, String::new()), |(place, query)| (place, format!("?{query}")));
    let host = place.split_once('/').map_or(place, |(host, _)| host);
    Ok(format!("{scheme}://{host}/{name}{query}"))
}

/// Makes a database, empty or as a copy of `template`, and gives its name.
pub async fn create(server: &str, template: Option<&str>) -> Result<String> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("loket_bench_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let from = template.map(|template| format!(" TEMPLATE {template}")).unwrap_or_default();
    let mut db = PgConnection::connect(server).await?;
    run(&mut db, format!("CREATE DATABASE {name}{from}")).await?;
    db.close().await?;
    Ok(name)
}

/// Drops a database that [`create`] made, whoever is still connected to it.
pub async fn drop(server: &str, name: &str) -> Result<()> {
    let mut db = PgConnection::connect(server).await?;
    run(&mut db, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
    Ok(db.close().await?)
}

/// The server's version.
pub async fn version(server: &str) -> Result<String> {
    let mut db = PgConnection::connect(server).await?;
    let version = setting(&mut db, "server_version").await?;
    db.close().await?;
    Ok(version)
}

/// Refuses a server whose commits are not on the disk when it says so: their rate would mean nothing.
pub async fn must_be_durable(server: &str) -> Result<()> {
    let mut db = PgConnection::connect(server).await?;
    for name in ["fsync", "synchronous_commit", "full_page_writes"] {
        let value = setting(&mut db, name).await?;
        if value != "on" {
            return Err(format!("{name} is {value} on this PostgreSQL: start it with LOKET_DURABLE=1").into());
        }
    }
    Ok(db.close().await?)
}

/// Writes out what was changed until now, so that the making of data is not still going on while it is read.
pub async fn settle(server: &str) -> Result<()> {
    let mut db = PgConnection::connect(server).await?;
    run(&mut db, "CHECKPOINT".to_owned()).await?;
    Ok(db.close().await?)
}

async fn setting(db: &mut PgConnection, name: &str) -> Result<String> {
    let row = sqlx::query::<Postgres>("SELECT current_setting($1)").bind(name.to_owned()).fetch_one(db).await?;
    Ok(row.try_get(0)?)
}

async fn run(db: &mut PgConnection, statement: String) -> Result<()> {
    sqlx::query::<Postgres>(AssertSqlSafe(statement)).execute(db).await?;
    Ok(())
}

/// Open invoices, as on SQLite.
pub async fn owed(database: &str, most: i64) -> Result<Vec<Owed>> {
    let mut db = PgConnection::connect(database).await?;
    let rows = sqlx::query::<Postgres>(OWED).bind(most).fetch_all(&mut db).await?;
    db.close().await?;
    let owed = |row: &PgRow| -> sqlx::Result<Owed> {
        Ok(Owed { number: row.try_get(0)?, reference: row.try_get(1)?, amount: row.try_get(2)? })
    };
    Ok(rows.iter().map(owed).collect::<sqlx::Result<Vec<_>>>()?)
}

/// Reads a page of an account's postings so many times, as on SQLite.
pub async fn postings(database: &str, account: &str, times: usize) -> Result<Vec<Duration>> {
    let mut db = PgConnection::connect(database).await?;
    let row = sqlx::query::<Postgres>(LAST).bind(account.to_owned()).fetch_one(&mut db).await?;
    let last: i64 = row.try_get(0)?;
    let mut took = Vec::with_capacity(times);
    for turn in 0..times {
        let from = place(turn, last)?;
        let begin = Instant::now();
        let page = sqlx::query::<Postgres>(POSTINGS).bind(account.to_owned()).bind(from);
        page.fetch_all(&mut db).await?;
        took.push(begin.elapsed());
    }
    db.close().await?;
    Ok(took)
}

#[derive(Clone, Debug, Default)]
struct Order {
    /// The index of the table in [`ROWS`], and the row as text.
    rows: Vec<(usize, Vec<Option<String>>)>,
    account: String,
    /// Article and quantity.
    stock: Vec<(String, i64)>,
}

/// Commits what is in `made` and not in `copy` to `copy`, an order each: the first half over one connection, the rest
/// over `connections` at once. Gives the commits per second of both.
pub async fn commits(made: &str, copy: &str, connections: usize) -> Result<(f64, f64)> {
    let mut db = PgConnection::connect(copy).await?;
    let row = sqlx::query::<Postgres>("SELECT COALESCE(MAX(number), 0)::bigint FROM orders").fetch_one(&mut db).await?;
    let last: i64 = row.try_get(0)?;
    db.close().await?;
    let (orders, inserts) = read(made, last).await?;
    let (first, rest) = orders.split_at(orders.len() / 2);
    let one = replay(copy, first, &inserts, 1).await?;
    let many = replay(copy, rest, &inserts, connections).await?;
    Ok((one, many))
}

/// The orders after number `last`, and a statement for a row of each table.
async fn read(made: &str, last: i64) -> Result<(Vec<Order>, Vec<String>)> {
    let mut db = PgConnection::connect(made).await?;
    let rows = sqlx::query::<Postgres>("SELECT number FROM orders WHERE number > $1 ORDER BY number")
        .bind(last)
        .fetch_all(&mut db)
        .await?;
    let numbers = rows.iter().map(|row| row.try_get(0)).collect::<sqlx::Result<Vec<i64>>>()?;
    let mut orders: Vec<Order> = numbers.iter().map(|_| Order::default()).collect();
    let mut inserts = Vec::with_capacity(ROWS.len());
    for (table, (name, belongs)) in ROWS.iter().enumerate() {
        let rows = sqlx::query::<Postgres>(
            "SELECT column_name::text, udt_name::text FROM information_schema.columns
             WHERE table_name = $1 AND table_schema = current_schema() ORDER BY ordinal_position",
        )
        .bind((*name).to_owned())
        .fetch_all(&mut db)
        .await?;
        let columns = rows
            .iter()
            .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
            .collect::<sqlx::Result<Vec<(String, String)>>>()?;
        let shown: Vec<String> = columns.iter().map(|(column, _)| format!("t.\"{column}\"::text")).collect();
        let marks: Vec<String> =
            columns.iter().enumerate().map(|(at, (_, kind))| format!("${}::text::{kind}", at + 1)).collect();
        inserts.push(format!("INSERT INTO {name} VALUES ({})", marks.join(", ")));
        let select =
            format!("SELECT {} FROM orders o JOIN {name} t ON {belongs} WHERE o.number = $1", shown.join(", "));
        for (order, number) in orders.iter_mut().zip(&numbers) {
            let rows = sqlx::query::<Postgres>(AssertSqlSafe(select.clone())).bind(*number).fetch_all(&mut db).await?;
            for row in &rows {
                order.rows.push((table, texts(row, columns.len())?));
            }
        }
    }
    for (order, number) in orders.iter_mut().zip(&numbers) {
        // In one order for everybody, so that two of them never wait for each other.
        let rows = sqlx::query::<Postgres>(
            "SELECT l.account_id::text, l.article_id::text, l.quantity FROM orders o
             JOIN order_line l ON l.account_id = o.account_id AND l.order_id = o.id WHERE o.number = $1 ORDER BY l.article_id",
        )
        .bind(*number)
        .fetch_all(&mut db)
        .await?;
        for row in &rows {
            order.account = row.try_get(0)?;
            order.stock.push((row.try_get(1)?, row.try_get(2)?));
        }
    }
    db.close().await?;
    Ok((orders, inserts))
}

fn texts(row: &PgRow, width: usize) -> Result<Vec<Option<String>>> {
    Ok((0..width).map(|column| row.try_get(column)).collect::<sqlx::Result<_>>()?)
}

/// Commits these orders over so many connections and gives the commits per second.
async fn replay(copy: &str, orders: &[Order], inserts: &[String], connections: usize) -> Result<f64> {
    let mut open = Vec::with_capacity(connections);
    for _ in 0..connections {
        open.push(PgConnection::connect(copy).await?);
    }
    let start = Instant::now();
    let mut clients = JoinSet::new();
    for (place, mut db) in open.into_iter().enumerate() {
        let mine: Vec<Order> = orders.iter().skip(place).step_by(connections).cloned().collect();
        let inserts = inserts.to_vec();
        clients.spawn(async move {
            for order in &mine {
                write(&mut db, order, &inserts).await?;
            }
            db.close().await?;
            Ok::<_, Failure>(vec![mine.len()])
        });
    }
    let counts = load::gather(clients).await?;
    Ok(counts.iter().sum::<usize>() as f64 / start.elapsed().as_secs_f64())
}

async fn write(db: &mut PgConnection, order: &Order, inserts: &[String]) -> Result<()> {
    sqlx::query::<Postgres>("BEGIN").execute(&mut *db).await?;
    for (table, row) in &order.rows {
        let Some(insert) = inserts.get(*table) else { continue };
        let mut statement = sqlx::query::<Postgres>(AssertSqlSafe(insert.clone()));
        for value in row {
            statement = statement.bind(value.clone());
        }
        statement.execute(&mut *db).await?;
    }
    for (article, quantity) in &order.stock {
        sqlx::query::<Postgres>("UPDATE stock SET reserved = reserved + $1 WHERE article_id = $2::text::uuid")
            .bind(*quantity)
            .bind(article.clone())
            .execute(&mut *db)
            .await?;
    }
    sqlx::query::<Postgres>("UPDATE account SET seq = seq + 1 WHERE id = $1::text::uuid")
        .bind(order.account.clone())
        .execute(&mut *db)
        .await?;
    sqlx::query::<Postgres>("COMMIT").execute(&mut *db).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_database_of_the_same_server() -> Result<()> {
        assert_eq!(with_database("postgres://a:b@127.0.0.1:5/postgres", "x")?, "postgres://a:b@127.0.0.1:5/x");
        assert_eq!(with_database("postgres://a@h?sslmode=disable", "x")?, "postgres://a@h/x?sslmode=disable");
        assert!(with_database("127.0.0.1", "x").is_err());
        Ok(())
    }
}
