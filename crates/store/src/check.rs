//! What must be true of the data, whatever happened.

use crate::{Db, Error, Job, sql};

/// One invariant and how many rows break it.
#[derive(Clone, Debug)]
pub struct Finding {
    pub invariant: &'static str,
    pub broken: i64,
}

const INVARIANTS: &[(&str, &str)] = &[
    (
        "an order's amounts are the sums of its lines and its delivery",
        "SELECT COUNT(*) FROM orders o JOIN (SELECT account_id, order_id, SUM(amount) AS amount, SUM(gross) AS gross
             FROM order_line GROUP BY account_id, order_id) l ON l.account_id = o.account_id AND l.order_id = o.id
         WHERE o.goods_amount <> l.amount OR o.gross < l.gross OR o.net + o.tax <> o.gross",
    ),
    (
        "every order has lines, as many as it says",
        "SELECT COUNT(*) FROM orders o WHERE o.line_count <> (SELECT COUNT(*) FROM order_line l WHERE l.account_id = o.account_id AND l.order_id = o.id)",
    ),
    (
        "what is reserved is what open order lines wait for",
        "SELECT COUNT(*) FROM stock s LEFT JOIN (SELECT l.article_id, SUM(l.quantity - l.cancelled - l.shipped) AS waiting
             FROM order_line l WHERE l.kind = 'goods' GROUP BY l.article_id) w ON w.article_id = s.article_id
         WHERE s.reserved <> COALESCE(w.waiting, 0)",
    ),
    (
        "an account's events are numbered without gaps",
        "SELECT COUNT(*) FROM account a WHERE a.seq <> (SELECT COUNT(*) FROM event e WHERE e.account_id = a.id)
             OR a.seq <> (SELECT COALESCE(MAX(e.seq), 0) FROM event e WHERE e.account_id = a.id)",
    ),
    (
        "every submitted order has its event, once",
        "SELECT COUNT(*) FROM orders o WHERE 1 <> (SELECT COUNT(*) FROM event e WHERE e.account_id = o.account_id
             AND e.order_number = o.number AND e.kind = 'order_submitted')",
    ),
    (
        "every key made the order it says",
        "SELECT COUNT(*) FROM command_key k WHERE k.command = 'orders/submit'
             AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.account_id = k.account_id AND o.id = k.made)",
    ),
    (
        "what is delivered was shipped, in shipments",
        "SELECT COUNT(*) FROM order_line l WHERE l.shipped <> COALESCE((SELECT SUM(s.quantity) FROM shipment_line s
             WHERE s.account_id = l.account_id AND s.order_id = l.order_id AND s.line_id = l.id), 0)",
    ),
    (
        "a cancelled or refused order waits for nothing",
        "SELECT COUNT(*) FROM orders o JOIN order_line l ON l.account_id = o.account_id AND l.order_id = o.id
         WHERE o.state IN ('cancelled', 'refused', 'delivered') AND l.quantity - l.cancelled - l.shipped <> 0",
    ),
];

/// Proves all invariants on a live database.
///
/// # Errors
/// When the database fails.
pub async fn all(db: &impl Db, _: Job) -> Result<Vec<Finding>, Error> {
    let mut findings = Vec::with_capacity(INVARIANTS.len());
    for (invariant, query) in INVARIANTS {
        let broken = sql::one_value(db, query, []).await?.unwrap_or(0);
        findings.push(Finding { invariant, broken });
    }
    Ok(findings)
}

/// Rows per table, for the operator.
///
/// # Errors
/// When the database fails.
pub async fn counts(db: &impl Db, _: Job) -> Result<Vec<(&'static str, i64)>, Error> {
    let mut counts = Vec::new();
    for (name, query) in [
        ("accounts", "SELECT COUNT(*) FROM account"),
        ("members", "SELECT COUNT(*) FROM member"),
        ("articles", "SELECT COUNT(*) FROM article"),
        ("orders", "SELECT COUNT(*) FROM orders"),
        ("events", "SELECT COUNT(*) FROM event"),
        ("outbox", "SELECT COUNT(*) FROM outbox"),
    ] {
        counts.push((name, sql::one_value(db, query, []).await?.unwrap_or(0)));
    }
    Ok(counts)
}
