//! What must be true of the data, whatever happened.

mod ledger;

use crate::{Backend, Db, Error, Job, measures, sql};

/// One invariant and how many rows break it.
#[derive(Clone, Debug)]
pub struct Finding {
    pub invariant: &'static str,
    pub broken: i64,
}

/// Sentences with the query that counts the rows that break them, for both databases.
const INVARIANTS: &[(&str, &str)] = &[
    (
        "an order's goods are the sum of its lines",
        "SELECT COUNT(*) FROM orders o WHERE o.goods_amount <> (SELECT COALESCE(SUM(l.amount), 0) FROM order_line l
             WHERE l.account_id = o.account_id AND l.order_id = o.id)",
    ),
    (
        // Prices with tax in them are lowered where the customer's own country taxes the sale: then there is no tax.
        "an order's total is its goods, its delivery and its tax",
        "SELECT COUNT(*) FROM orders o WHERE o.net + o.tax <> o.gross
             OR (o.price_mode = 'net' AND o.net <> o.goods_amount + o.delivery_amount)
             OR (o.price_mode = 'gross' AND o.gross <> o.goods_amount + o.delivery_amount
                 AND (o.tax <> 0 OR o.gross > o.goods_amount + o.delivery_amount))",
    ),
    (
        "a line's total is its amount and its tax",
        "SELECT COUNT(*) FROM order_line l JOIN orders o ON o.account_id = l.account_id AND o.id = l.order_id
         WHERE l.net + l.tax <> l.gross OR (o.price_mode = 'net' AND l.net <> l.amount)
             OR (o.price_mode = 'gross' AND l.gross <> l.amount AND (l.tax <> 0 OR l.gross > l.amount))",
    ),
    (
        "what an order has beyond its lines is its delivery",
        "SELECT COUNT(*) FROM orders o JOIN (SELECT account_id, order_id, SUM(net) AS net, SUM(tax) AS tax
             FROM order_line GROUP BY account_id, order_id) l ON l.account_id = o.account_id AND l.order_id = o.id
         WHERE o.net < l.net OR o.tax < l.tax OR (o.delivery_amount = 0 AND (o.net <> l.net OR o.tax <> l.tax))",
    ),
    (
        "every order has lines, as many as it says",
        "SELECT COUNT(*) FROM orders o WHERE o.line_count = 0 OR o.line_count <> (SELECT COUNT(*) FROM order_line l
             WHERE l.account_id = o.account_id AND l.order_id = o.id)",
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
        "what is shipped of a line is in shipments",
        "SELECT COUNT(*) FROM order_line l WHERE l.shipped <> COALESCE((SELECT SUM(s.quantity) FROM shipment_line s
             WHERE s.account_id = l.account_id AND s.order_id = l.order_id AND s.line_id = l.id), 0)",
    ),
    (
        "what is delivered of a line is in shipments that have arrived",
        "SELECT COUNT(*) FROM order_line l WHERE l.delivered <> COALESCE((SELECT SUM(c.quantity) FROM shipment_line c
             JOIN shipment s ON s.account_id = c.account_id AND s.order_id = c.order_id AND s.id = c.shipment_id
             WHERE c.account_id = l.account_id AND c.order_id = l.order_id AND c.line_id = l.id AND s.delivered_at IS NOT NULL), 0)",
    ),
    (
        "a shipment holds lines of its order",
        "SELECT COUNT(*) FROM shipment_line c WHERE NOT EXISTS (SELECT 1 FROM order_line l
             WHERE l.account_id = c.account_id AND l.order_id = c.order_id AND l.id = c.line_id)",
    ),
    (
        "every mail about an event has its event",
        "SELECT COUNT(*) FROM outbox m WHERE m.event_seq IS NOT NULL AND NOT EXISTS (SELECT 1 FROM event e
             WHERE e.account_id = m.account_id AND e.seq = m.event_seq)",
    ),
    (
        // As in `domain::tax::TaxProfile::needs_vat_number`.
        "an account that accounts for the tax itself has a VAT number",
        "SELECT COUNT(*) FROM account WHERE tax_profile = 'reverse_charge' AND TRIM(COALESCE(vat_number, '')) = ''",
    ),
    (
        "an account's price list is in its currency",
        "SELECT COUNT(*) FROM account a JOIN (SELECT DISTINCT list, currency FROM price) p ON p.list = a.price_list
         WHERE p.currency <> a.currency",
    ),
    (
        "every case has its beginning in the log, once, and something that was written",
        "SELECT COUNT(*) FROM cases c WHERE 1 <> (SELECT COUNT(*) FROM event e WHERE e.account_id = c.account_id
             AND e.case_number = c.number AND e.seq = (SELECT MIN(f.seq) FROM event f WHERE f.account_id = c.account_id
             AND f.case_number = c.number)) OR NOT EXISTS (SELECT 1 FROM case_entry w WHERE w.account_id = c.account_id AND w.case_id = c.id)",
    ),
    (
        "no amount is disputed in a case that is closed",
        "SELECT COUNT(*) FROM dispute d JOIN cases c ON c.account_id = d.account_id AND c.number = d.case_number
             LEFT JOIN cases m ON m.account_id = c.account_id AND m.number = c.merged_into
         WHERE d.ended_at IS NULL AND NOT d.left_open AND COALESCE(m.stage, c.stage) = 'closed'",
    ),
    (
        "a mail that is filed is an entry or a note of its case",
        "SELECT COUNT(*) FROM post p WHERE (p.state = 'filed' OR (p.state = 'copy' AND (p.case_number IS NOT NULL
             OR p.same_as IS NULL))) AND (NOT EXISTS (SELECT 1 FROM cases c
             WHERE c.account_id = p.account_id AND c.number = p.case_number) OR (p.entry_id IS NOT NULL AND NOT EXISTS (
             SELECT 1 FROM case_entry e WHERE e.account_id = p.account_id AND e.id = p.entry_id)))",
    ),
    (
        "a copy of a mail that waits has the mail that waits",
        "SELECT COUNT(*) FROM post p WHERE p.state = 'copy' AND p.case_number IS NULL AND NOT EXISTS (SELECT 1 FROM post w
             WHERE w.id = p.same_as AND w.state IN ('held', 'unknown', 'unreadable'))",
    ),
    (
        "an answer to a mail is an entry once the mail is one",
        "SELECT COUNT(*) FROM post_answer a JOIN post p ON p.id = a.post_id WHERE p.state = 'filed' AND p.entry_id IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM case_entry e WHERE e.account_id = p.account_id AND e.id = a.id)",
    ),
    (
        "a mail that brings what was written in a case brings an entry of its account",
        "SELECT COUNT(*) FROM outbox m WHERE m.entry_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM case_entry e
             WHERE e.account_id = m.account_id AND e.id = m.entry_id)",
    ),
    (
        "a case is closed exactly when it says when, and then promises nothing",
        "SELECT COUNT(*) FROM cases WHERE (stage = 'closed') <> (closed_at IS NOT NULL)
             OR (stage = 'closed' AND (due_at IS NOT NULL OR waits_for_customer))",
    ),
    (
        "a merged case is closed, and goes on in one of its account that goes on itself",
        "SELECT COUNT(*) FROM cases c WHERE c.merged_into IS NOT NULL AND (c.closed_at IS NULL OR NOT EXISTS
             (SELECT 1 FROM cases i WHERE i.account_id = c.account_id AND i.number = c.merged_into AND i.merged_into IS NULL))",
    ),
    (
        "a link between cases leads both ways",
        "SELECT COUNT(*) FROM case_link l WHERE NOT EXISTS (SELECT 1 FROM case_link o WHERE o.account_id = l.other_account_id
             AND o.case_id = l.other_case_id AND o.other_account_id = l.account_id AND o.other_case_id = l.case_id)",
    ),
    (
        "what is kept of the next promise is a moment and what it is, or neither",
        "SELECT COUNT(*) FROM cases WHERE (due_at IS NULL) <> (due_promise IS NULL)",
    ),
    (
        "what is counted of an article's votes are its votes",
        "SELECT COUNT(*) FROM knowledge k WHERE k.helped <> (SELECT COUNT(*) FROM knowledge_vote v WHERE v.slug = k.slug AND v.helped)
             OR k.unhelped <> (SELECT COUNT(*) FROM knowledge_vote v WHERE v.slug = k.slug AND NOT v.helped)",
    ),
    (
        "what everybody can read can be found",
        "SELECT COUNT(*) FROM knowledge_text t WHERE t.published <> EXISTS (SELECT 1 FROM knowledge_words w
             WHERE w.slug = t.slug AND w.language = t.language)",
    ),
    (
        "who was told of a notice has it in their log",
        "SELECT COUNT(*) FROM cause_told t WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.account_id = t.account_id
             AND e.seq = t.event_seq AND e.kind = 'notice')",
    ),
    (
        "every notice in a log was told, once",
        "SELECT COUNT(*) FROM event e WHERE e.kind = 'notice' AND 1 <> (SELECT COUNT(*) FROM cause_told t
             WHERE t.account_id = e.account_id AND t.event_seq = e.seq)",
    ),
    (
        "a cancelled or refused order waits for nothing",
        "SELECT COUNT(*) FROM orders o JOIN order_line l ON l.account_id = o.account_id AND l.order_id = o.id
         WHERE o.state IN ('cancelled', 'refused', 'delivered') AND l.quantity - l.cancelled - l.shipped <> 0",
    ),
];

/// The tax by rate is JSON, which each database reads in its own words.
const BY_RATE: &str = "an order's net and tax are the sums of its rates";

const fn by_rate(backend: Backend) -> &'static str {
    match backend {
        Backend::Sqlite => {
            "SELECT COUNT(*) FROM orders o WHERE EXISTS (
                 SELECT 1 FROM (SELECT COALESCE(SUM(json_extract(r.value, '$.net')), 0) AS net,
                     COALESCE(SUM(json_extract(r.value, '$.tax')), 0) AS tax FROM json_each(o.by_rate) r) s
                 WHERE s.net <> o.net OR s.tax <> o.tax)"
        }
        Backend::Postgres => {
            "SELECT COUNT(*) FROM orders o CROSS JOIN LATERAL (SELECT COALESCE(SUM((r.value ->> 'net')::bigint), 0) AS net,
                     COALESCE(SUM((r.value ->> 'tax')::bigint), 0) AS tax FROM jsonb_array_elements(o.by_rate) r) s
                 WHERE s.net <> o.net OR s.tax <> o.tax"
        }
    }
}

/// Proves all invariants on a live database.
///
/// # Errors
/// When the database fails.
pub async fn all(db: &impl Db, _: Job) -> Result<Vec<Finding>, Error> {
    let mut findings = Vec::with_capacity(INVARIANTS.len() + ledger::INVARIANTS.len() + 4);
    let in_json = [(BY_RATE, by_rate(db.backend())), (ledger::BY_RATE, ledger::by_rate(db.backend()))];
    for (invariant, query) in INVARIANTS.iter().chain(ledger::INVARIANTS).copied().chain(in_json) {
        let broken = sql::one_value(db, query, []).await?.unwrap_or(0);
        findings.push(Finding { invariant, broken });
    }
    let (wrong, otherwise) = measures::broken(db).await?;
    findings.push(Finding { invariant: "the figures of days and months are the sums of their cases", broken: wrong });
    findings.push(Finding { invariant: "what a counted case adds to the figures is what it says", broken: otherwise });
    Ok(findings)
}

/// Proves what must be true of the ledger, of invoices and of what the bank says. Each sentence is one query, which sees one
/// state of the database, so nobody has to wait for the other.
///
/// # Errors
/// When the database fails.
pub async fn money(db: &impl Db, _: Job) -> Result<Vec<Finding>, Error> {
    let mut findings = Vec::with_capacity(ledger::INVARIANTS.len() + 1);
    let in_json = (ledger::BY_RATE, ledger::by_rate(db.backend()));
    for (invariant, query) in ledger::INVARIANTS.iter().copied().chain([in_json]) {
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
    let all = [
        ("accounts", "SELECT COUNT(*) FROM account"),
        ("members", "SELECT COUNT(*) FROM member"),
        ("articles", "SELECT COUNT(*) FROM article"),
        ("orders", "SELECT COUNT(*) FROM orders"),
        ("cases", "SELECT COUNT(*) FROM cases"),
        ("measured cases", "SELECT COUNT(*) FROM case_measure"),
        ("entries of cases", "SELECT COUNT(*) FROM case_entry"),
        ("causes", "SELECT COUNT(*) FROM cause"),
        ("articles of knowledge", "SELECT COUNT(*) FROM knowledge"),
        ("events", "SELECT COUNT(*) FROM event"),
        ("mails", "SELECT COUNT(*) FROM outbox"),
        ("mails that came in", "SELECT COUNT(*) FROM post"),
        ("answers to mails that came in", "SELECT COUNT(*) FROM post_answer"),
        ("reviews", "SELECT COUNT(*) FROM review"),
        ("invitations", "SELECT COUNT(*) FROM invitation"),
        ("addresses", "SELECT COUNT(*) FROM address"),
        ("documents that were opened", "SELECT COUNT(*) FROM access"),
        ("sessions", "SELECT COUNT(*) FROM session"),
        ("codes", "SELECT COUNT(*) FROM sign_in_code"),
        ("attempts", "SELECT COUNT(*) FROM attempt"),
        ("keys", "SELECT COUNT(*) FROM command_key"),
        ("keys of carts", "SELECT COUNT(*) FROM cart_change"),
        ("carts", "SELECT COUNT(*) FROM cart"),
    ];
    for (name, query) in all.iter().chain(ledger::COUNTS).copied() {
        counts.push((name, sql::one_value(db, query, []).await?.unwrap_or(0)));
    }
    Ok(counts)
}
