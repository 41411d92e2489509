//! The limit on SQLite: one thread that commits the rows of the very orders that the portal made, to a copy of the
//! database as it was before, with the portal's own settings and nothing else.

use std::time::{Duration, Instant};

use rusqlite::{Connection, params, params_from_iter, types::Value};

use crate::Result;

/// The rows that an order is: the table, and what makes a row `t` of it belong to order `o`.
pub const ROWS: [(&str, &str); 5] = [
    ("command_key", "t.account_id = o.account_id AND t.made = o.id"),
    ("orders", "t.account_id = o.account_id AND t.id = o.id"),
    ("order_line", "t.account_id = o.account_id AND t.order_id = o.id"),
    ("event", "t.account_id = o.account_id AND t.order_number = o.number"),
    ("outbox", "t.account_id = o.account_id AND t.order_number = o.number"),
];

/// What the portal sets, see `store::database`.
const SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
     PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32000; PRAGMA mmap_size = 268435456;";

/// An open invoice of those that were made for measuring, of all accounts, in the order of numbers.
pub const OWED: &str = "SELECT i.number, i.reference, o.open FROM invoice i
     JOIN open_item o ON o.account_id = i.account_id AND o.posting_id = i.posting_id
     JOIN account a ON a.id = i.account_id WHERE a.number LIKE 'L-%' ORDER BY i.number LIMIT $1";

/// The number of an account's last posting, and a page of its postings by their numbers.
pub const LAST: &str = "SELECT MAX(p.seq) FROM posting p JOIN account a ON a.id = p.account_id WHERE a.number = $1";
pub const POSTINGS: &str =
    "SELECT p.* FROM posting p WHERE p.account_id = (SELECT a.id FROM account a WHERE a.number = $1)
     AND p.currency = 'EUR' AND p.seq > $2 ORDER BY p.seq LIMIT 101";

/// What is owed: the invoice's number, what to write on the transfer, and how much.
#[derive(Clone, Debug)]
pub struct Owed {
    pub number: String,
    pub reference: String,
    /// Minor units.
    pub amount: i64,
}

/// Open invoices.
pub fn owed(file: &str, most: i64) -> Result<Vec<Owed>> {
    let db = Connection::open(file)?;
    let mut statement = db.prepare(OWED)?;
    let rows = statement
        .query_map([most], |row| Ok(Owed { number: row.get(0)?, reference: row.get(1)?, amount: row.get(2)? }))?;
    Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
}

/// Reads a page of an account's postings so many times, each time from another place, and says how long each took.
pub fn postings(file: &str, account: &str, times: usize) -> Result<Vec<Duration>> {
    let db = Connection::open(file)?;
    db.execute_batch(SETTINGS)?;
    let last: i64 = db.query_row(LAST, [account], |row| row.get(0))?;
    let mut statement = db.prepare(POSTINGS)?;
    let width = statement.column_count();
    let mut took = Vec::with_capacity(times);
    for turn in 0..times {
        let begin = Instant::now();
        let mut rows = statement.query(params![account, place(turn, last)?])?;
        while let Some(row) = rows.next()? {
            for column in 0..width {
                row.get::<_, Value>(column)?;
            }
        }
        took.push(begin.elapsed());
    }
    Ok(took)
}

/// A place among so many postings, another one each time.
pub fn place(turn: usize, last: i64) -> Result<i64> {
    // A prime, so that the places are spread.
    Ok(i64::try_from(turn)?.wrapping_mul(7_919) % last.max(1))
}

#[derive(Default)]
struct Order {
    /// The index of the table in [`ROWS`], and the row.
    rows: Vec<(usize, Vec<Value>)>,
    account: Option<Value>,
    /// Article and quantity.
    stock: Vec<(Value, i64)>,
}

/// Commits what is in `made` and not in `copy` to `copy`, an order each, and gives the commits per second of each full
/// `window` of orders.
pub fn commits(made: &str, copy: &str, window: usize) -> Result<Vec<f64>> {
    let db = Connection::open(copy)?;
    db.execute_batch(SETTINGS)?;
    let last: i64 = db.query_row("SELECT COALESCE(MAX(number), 0) FROM orders", [], |row| row.get(0))?;
    let (orders, widths) = read(&Connection::open(made)?, last)?;

    let mut begin = db.prepare("BEGIN IMMEDIATE")?;
    let mut commit = db.prepare("COMMIT")?;
    let mut stock = db.prepare("UPDATE stock SET reserved = reserved + ?1 WHERE article_id = ?2")?;
    let mut account = db.prepare("UPDATE account SET seq = seq + 1 WHERE id = ?1")?;
    let mut inserts = Vec::with_capacity(ROWS.len());
    for ((table, _), width) in ROWS.iter().zip(widths) {
        inserts.push(db.prepare(&format!("INSERT INTO {table} VALUES ({})", vec!["?"; width].join(", ")))?);
    }
    let mut rates = Vec::new();
    for some in orders.chunks_exact(window) {
        let start = Instant::now();
        for order in some {
            begin.execute([])?;
            for (table, row) in &order.rows {
                if let Some(insert) = inserts.get_mut(*table) {
                    insert.execute(params_from_iter(row.iter()))?;
                }
            }
            for (article, quantity) in &order.stock {
                stock.execute(params![quantity, article])?;
            }
            account.execute(params![order.account])?;
            commit.execute([])?;
        }
        rates.push(some.len() as f64 / start.elapsed().as_secs_f64());
    }
    Ok(rates)
}

/// The orders after number `last`, and how many columns each table has.
fn read(db: &Connection, last: i64) -> Result<(Vec<Order>, Vec<usize>)> {
    let mut statement = db.prepare("SELECT number FROM orders WHERE number > ?1 ORDER BY number")?;
    let numbers = statement.query_map([last], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    let mut orders: Vec<Order> = numbers.iter().map(|_| Order::default()).collect();
    let mut widths = Vec::with_capacity(ROWS.len());
    for (table, (name, belongs)) in ROWS.iter().enumerate() {
        let mut statement =
            db.prepare(&format!("SELECT t.* FROM orders o JOIN {name} t ON {belongs} WHERE o.number = ?1"))?;
        let width = statement.column_count();
        widths.push(width);
        for (order, number) in orders.iter_mut().zip(&numbers) {
            let mut rows = statement.query(params![number])?;
            while let Some(row) = rows.next()? {
                let values = (0..width).map(|column| row.get(column)).collect::<rusqlite::Result<Vec<Value>>>()?;
                order.rows.push((table, values));
            }
        }
    }
    let mut statement = db.prepare(
        "SELECT l.account_id, l.article_id, l.quantity FROM orders o
         JOIN order_line l ON l.account_id = o.account_id AND l.order_id = o.id WHERE o.number = ?1 ORDER BY l.article_id",
    )?;
    for (order, number) in orders.iter_mut().zip(&numbers) {
        let mut rows = statement.query(params![number])?;
        while let Some(row) = rows.next()? {
            order.account = Some(row.get(0)?);
            order.stock.push((row.get(1)?, row.get(2)?));
        }
    }
    Ok((orders, widths))
}
