//! What must be true of the ledger, of invoices and of what the bank says.

use crate::Backend;

/// As in [`check`](super).
pub(super) const INVARIANTS: &[(&str, &str)] = &[
    (
        "a balance is the sum of all postings up to it",
        "SELECT COUNT(*) FROM (SELECT balance, SUM(amount) OVER (PARTITION BY account_id, currency ORDER BY seq) AS should
             FROM posting) p WHERE p.balance <> p.should",
    ),
    (
        "an account's postings are numbered without gaps",
        "SELECT COUNT(*) FROM (SELECT COUNT(*) AS count, MIN(seq) AS lowest, MAX(seq) AS highest FROM posting GROUP BY account_id) p
         WHERE p.lowest <> 1 OR p.highest <> p.count",
    ),
    (
        "what was put against what is numbered without gaps in an account",
        "SELECT COUNT(*) FROM (SELECT COUNT(*) AS count, MIN(seq) AS lowest, MAX(seq) AS highest FROM allocation GROUP BY account_id) a
         WHERE a.lowest <> 1 OR a.highest <> a.count",
    ),
    (
        "no posting is of a day before the one before it",
        "SELECT COUNT(*) FROM (SELECT posted_on, LAG(posted_on) OVER (PARTITION BY account_id ORDER BY seq) AS before
             FROM posting) p WHERE p.posted_on < p.before",
    ),
    (
        "a posting has an amount that its kind can have",
        "SELECT COUNT(*) FROM posting WHERE (kind = 'invoice' AND amount <= 0)
             OR (kind IN ('payment', 'credit_note') AND amount >= 0)",
    ),
    (
        "a reversal is the opposite of a posting of its account",
        "SELECT COUNT(*) FROM posting r WHERE r.reverses IS NOT NULL AND NOT EXISTS (SELECT 1 FROM posting p
             WHERE p.account_id = r.account_id AND p.id = r.reverses AND p.currency = r.currency AND p.amount = -r.amount)",
    ),
    (
        "what is open of a posting is its amount without what was put against it",
        "SELECT COUNT(*) FROM posting p
         LEFT JOIN open_item o ON o.account_id = p.account_id AND o.posting_id = p.id
         LEFT JOIN (SELECT account_id, credit_id, SUM(amount) AS amount FROM allocation GROUP BY account_id, credit_id) c
             ON c.account_id = p.account_id AND c.credit_id = p.id
         LEFT JOIN (SELECT account_id, debit_id, SUM(amount) AS amount FROM allocation GROUP BY account_id, debit_id) d
             ON d.account_id = p.account_id AND d.debit_id = p.id
         WHERE COALESCE(o.open, 0) <> p.amount + COALESCE(c.amount, 0) - COALESCE(d.amount, 0)",
    ),
    (
        "what is open says number, currency and due date of its posting, and is no more than that",
        "SELECT COUNT(*) FROM open_item o JOIN posting p ON p.account_id = o.account_id AND p.id = o.posting_id
         WHERE o.seq <> p.seq OR o.currency <> p.currency OR COALESCE(o.due_on, -1) <> COALESCE(p.due_on, -1)
             OR (o.open > 0) <> (p.amount > 0) OR ABS(o.open) > ABS(p.amount)",
    ),
    (
        "what is put is put of a credit against a debit of the same currency",
        "SELECT COUNT(*) FROM allocation a JOIN posting c ON c.account_id = a.account_id AND c.id = a.credit_id
         JOIN posting d ON d.account_id = a.account_id AND d.id = a.debit_id
         WHERE c.amount >= 0 OR d.amount <= 0 OR c.currency <> d.currency",
    ),
    (
        "no more is taken back than was put",
        "SELECT COUNT(*) FROM (SELECT SUM(amount) OVER (PARTITION BY account_id, credit_id, debit_id ORDER BY seq) AS put
             FROM allocation) a WHERE a.put < 0",
    ),
    (
        "what is disputed of an invoice is in open disputes, open, and not taken back",
        "SELECT COUNT(*) FROM open_item o LEFT JOIN (SELECT x.account_id, x.posting_id,
             SUM(CASE WHEN x.amount <= x.owed THEN x.amount WHEN x.owed > 0 THEN x.owed ELSE 0 END) AS amount
             FROM (SELECT i.account_id, i.posting_id, SUM(d.amount) AS amount, l.gross - COALESCE((SELECT SUM(c.gross)
                 FROM invoice n JOIN invoice_line c ON c.account_id = n.account_id AND c.invoice_id = n.id
                 WHERE n.account_id = i.account_id AND n.corrects = i.number AND c.position = l.position), 0) AS owed
             FROM dispute d JOIN invoice i ON i.account_id = d.account_id AND i.id = d.invoice_id
             JOIN invoice_line l ON l.account_id = d.account_id AND l.invoice_id = d.invoice_id AND l.position = d.position
             WHERE d.ended_at IS NULL GROUP BY i.account_id, i.number, i.posting_id, l.position, l.gross) x
             GROUP BY x.account_id, x.posting_id) d ON d.account_id = o.account_id AND d.posting_id = o.posting_id
         WHERE o.disputed <> CASE WHEN o.open <= 0 THEN 0 WHEN COALESCE(d.amount, 0) > o.open THEN o.open
             ELSE COALESCE(d.amount, 0) END",
    ),
    (
        "what is disputed is no more than what is owed of it",
        "SELECT COUNT(*) FROM open_item WHERE disputed < 0 OR (disputed > 0 AND disputed > open)",
    ),
    (
        "a dispute is about a line of an invoice, and in a case of the same account",
        "SELECT COUNT(*) FROM dispute d WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.account_id = d.account_id
                 AND c.number = d.case_number)
             OR NOT EXISTS (SELECT 1 FROM invoice_line l JOIN invoice i ON i.account_id = l.account_id AND i.id = l.invoice_id
                 WHERE l.account_id = d.account_id AND l.invoice_id = d.invoice_id AND l.position = d.position
                 AND i.kind = 'invoice' AND d.amount <= l.gross)",
    ),
    (
        "a dispute has ended when it says how, and a credit note that ended one is there",
        "SELECT COUNT(*) FROM dispute d WHERE (d.ended_at IS NULL) <> (d.outcome IS NULL)
             OR (d.credit_note IS NOT NULL AND NOT EXISTS (SELECT 1 FROM invoice n JOIN invoice i
                 ON i.account_id = n.account_id AND i.number = n.corrects
                 WHERE n.account_id = d.account_id AND n.number = d.credit_note AND i.id = d.invoice_id))",
    ),
    (
        "an invoice is on the ledger with its total",
        "SELECT COUNT(*) FROM invoice i LEFT JOIN posting p ON p.account_id = i.account_id AND p.id = i.posting_id
         WHERE p.id IS NULL OR p.kind <> i.kind OR p.currency <> i.currency OR COALESCE(p.document, '') <> i.number
             OR p.amount <> CASE WHEN i.kind = 'invoice' THEN i.gross ELSE -i.gross END",
    ),
    (
        "an invoice is the sum of its lines, and net and tax are its total",
        "SELECT COUNT(*) FROM invoice i LEFT JOIN (SELECT account_id, invoice_id, SUM(net) AS net, SUM(tax) AS tax, SUM(gross) AS gross
             FROM invoice_line GROUP BY account_id, invoice_id) l ON l.account_id = i.account_id AND l.invoice_id = i.id
         WHERE i.net + i.tax <> i.gross OR COALESCE(l.net, 0) <> i.net OR COALESCE(l.tax, 0) <> i.tax
             OR COALESCE(l.gross, 0) <> i.gross",
    ),
    (
        "a line of an invoice is its net and its tax",
        "SELECT COUNT(*) FROM invoice_line WHERE net + tax <> gross",
    ),
    (
        "the vendor's own invoices are numbered without gaps in a year",
        "SELECT COUNT(*) FROM (SELECT year, COUNT(*) AS count, MIN(serial) AS lowest, MAX(serial) AS highest FROM invoice
             WHERE serial IS NOT NULL GROUP BY year) i
         LEFT JOIN counter c ON c.name = 'invoice/' || CAST(i.year AS TEXT)
         WHERE i.lowest <> 1 OR i.highest <> i.count OR COALESCE(c.value, 0) <> i.count",
    ),
    (
        "every number that was taken is that of an invoice",
        "SELECT COUNT(*) FROM counter c WHERE c.name LIKE 'invoice/%' AND c.value <> (SELECT COUNT(*) FROM invoice i
             WHERE i.serial IS NOT NULL AND 'invoice/' || CAST(i.year AS TEXT) = c.name)",
    ),
    (
        "no more of an order's line is on invoices than was shipped",
        "SELECT COUNT(*) FROM (SELECT l.account_id, l.order_line_id, SUM(l.quantity) AS quantity FROM invoice_line l
             JOIN invoice i ON i.account_id = l.account_id AND i.id = l.invoice_id
             WHERE l.order_line_id IS NOT NULL AND i.kind = 'invoice' AND i.serial IS NOT NULL
             GROUP BY l.account_id, l.order_line_id) v
         JOIN invoice_line f ON f.account_id = v.account_id AND f.order_line_id = v.order_line_id
         JOIN invoice n ON n.account_id = f.account_id AND n.id = f.invoice_id
         JOIN orders o ON o.account_id = n.account_id AND o.number = n.order_number
         JOIN order_line s ON s.account_id = o.account_id AND s.order_id = o.id AND s.id = v.order_line_id
         WHERE v.quantity > s.shipped",
    ),
    (
        "no more of an invoice's line is taken back than was invoiced",
        // By what the prices are in: of the tax a line may bear a step more than its own share.
        "SELECT COUNT(*) FROM (SELECT n.account_id, n.corrects, l.position, SUM(l.quantity) AS quantity, SUM(l.amount) AS amount
             FROM invoice n JOIN invoice_line l ON l.account_id = n.account_id AND l.invoice_id = n.id
             WHERE n.corrects IS NOT NULL AND l.position > 0 GROUP BY n.account_id, n.corrects, l.position) c
         JOIN invoice i ON i.account_id = c.account_id AND i.number = c.corrects
         LEFT JOIN invoice_line l ON l.account_id = i.account_id AND l.invoice_id = i.id AND l.position = c.position
         WHERE l.position IS NULL OR c.quantity > l.quantity OR c.amount > l.amount",
    ),
    (
        "no more of an invoice is taken back than it comes to",
        "SELECT COUNT(*) FROM (SELECT account_id, corrects, SUM(gross) AS gross FROM invoice WHERE corrects IS NOT NULL
             GROUP BY account_id, corrects) c
         JOIN invoice i ON i.account_id = c.account_id AND i.number = c.corrects WHERE c.gross > i.gross",
    ),
    (
        "what a second person has confirmed is on the ledger with its amount, and what was not is not",
        "SELECT COUNT(*) FROM money_request r LEFT JOIN posting p ON p.account_id = r.account_id AND p.id = r.posting_id
         WHERE CASE WHEN r.confirmed AND r.kind NOT IN ('terms', 'allocation') THEN p.id IS NULL OR p.kind <> r.kind OR p.currency <> r.currency OR p.amount <> r.amount
             ELSE r.posting_id IS NOT NULL END",
    ),
    (
        "changes of terms are numbered without gaps, and the last one is what holds",
        "SELECT COUNT(*) FROM (SELECT account_id, COUNT(*) AS count, MIN(version) AS lowest, MAX(version) AS highest
             FROM terms_change GROUP BY account_id) v
         LEFT JOIN terms_change c ON c.account_id = v.account_id AND c.version = v.highest
         LEFT JOIN account_terms t ON t.account_id = v.account_id
         WHERE v.lowest <> 1 OR v.highest <> v.count OR COALESCE(c.days_after, -1) <> COALESCE(t.payment_days, -1)
             OR COALESCE(c.limit_after, -1) <> COALESCE(t.credit_limit, -1)",
    ),
    (
        "every reminder was told in its account's log",
        "SELECT COUNT(*) FROM reminder r LEFT JOIN event e ON e.account_id = r.account_id AND e.seq = r.event_seq
         WHERE e.kind IS NULL OR e.kind <> 'reminded'",
    ),
    (
        "a movement that is posted is on the ledger with its amount, alone",
        "SELECT COUNT(*) FROM movement m LEFT JOIN posting p ON p.account_id = m.account_id AND p.id = m.posting_id
         WHERE m.posting_id IS NOT NULL AND (p.id IS NULL OR p.currency <> m.currency OR p.amount <> -m.amount
             OR EXISTS (SELECT 1 FROM movement o WHERE o.account_id = m.account_id AND o.posting_id = m.posting_id AND o.id <> m.id))",
    ),
    (
        "a payment through the provider is on the ledger with its amount, once, exactly when it was paid",
        "SELECT COUNT(*) FROM online_payment o LEFT JOIN posting p ON p.account_id = o.account_id AND p.id = o.posting_id
         WHERE CASE WHEN o.state IN ('paid', 'returned') THEN p.id IS NULL OR p.kind <> 'payment' OR p.currency <> o.currency
                 OR p.amount <> -o.paid OR COALESCE(p.reference, '') <> COALESCE(o.reference, '')
                 OR EXISTS (SELECT 1 FROM posting q WHERE q.account_id = p.account_id AND q.id <> p.id AND q.kind = 'payment'
                     AND q.reference = p.reference)
             ELSE o.posting_id IS NOT NULL END",
    ),
    (
        "a payment that the provider has paid back is taken back on the ledger",
        "SELECT COUNT(*) FROM online_payment o WHERE o.state = 'returned' AND NOT EXISTS (SELECT 1 FROM posting r
             WHERE r.account_id = o.account_id AND r.reverses = o.posting_id)",
    ),
    (
        "a file of the bank's says how many of its movements were new",
        "SELECT COUNT(*) FROM bank_file f LEFT JOIN (SELECT file_id, COUNT(*) AS count FROM movement GROUP BY file_id) m
             ON m.file_id = f.id WHERE f.fresh <> COALESCE(m.count, 0) OR f.fresh > f.movements",
    ),
];

/// The tax by rate is JSON, which each database reads in its own words.
pub(super) const BY_RATE: &str = "an invoice's net and tax are the sums of its rates";

pub(super) const fn by_rate(backend: Backend) -> &'static str {
    match backend {
        Backend::Sqlite => {
            "SELECT COUNT(*) FROM invoice i WHERE EXISTS (
                 SELECT 1 FROM (SELECT COALESCE(SUM(json_extract(r.value, '$.net')), 0) AS net,
                     COALESCE(SUM(json_extract(r.value, '$.tax')), 0) AS tax FROM json_each(i.by_rate) r) s
                 WHERE s.net <> i.net OR s.tax <> i.tax)"
        }
        Backend::Postgres => {
            "SELECT COUNT(*) FROM invoice i CROSS JOIN LATERAL (SELECT COALESCE(SUM((r.value ->> 'net')::bigint), 0) AS net,
                     COALESCE(SUM((r.value ->> 'tax')::bigint), 0) AS tax FROM jsonb_array_elements(i.by_rate) r) s
                 WHERE s.net <> i.net OR s.tax <> i.tax"
        }
    }
}

/// Rows per table, for the operator.
pub(super) const COUNTS: &[(&str, &str)] = &[
    ("postings", "SELECT COUNT(*) FROM posting"),
    ("allocations", "SELECT COUNT(*) FROM allocation"),
    ("open items", "SELECT COUNT(*) FROM open_item"),
    ("invoices", "SELECT COUNT(*) FROM invoice"),
    ("lines of invoices", "SELECT COUNT(*) FROM invoice_line"),
    ("requests for a second person", "SELECT COUNT(*) FROM money_request"),
    ("changes of terms", "SELECT COUNT(*) FROM terms_change"),
    ("disputes", "SELECT COUNT(*) FROM dispute"),
    ("announced payments", "SELECT COUNT(*) FROM announced"),
    ("payments through the provider", "SELECT COUNT(*) FROM online_payment"),
    ("reminders", "SELECT COUNT(*) FROM reminder"),
    ("files of the bank", "SELECT COUNT(*) FROM bank_file"),
    ("movements of the bank", "SELECT COUNT(*) FROM movement"),
];
