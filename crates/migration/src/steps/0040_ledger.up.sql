-- The ledger: postings and their allocations, which are only ever added to; invoices and credit notes; what the bank says;
-- and how an account pays.

CREATE TABLE account_terms (
    account_id UUID NOT NULL PRIMARY KEY REFERENCES account (id),
    -- Days from the invoice to its due date; none for the vendor's.
    payment_days INTEGER,
    -- The most that may be owed, in minor units of the account's currency.
    credit_limit BIGINT
);

CREATE TABLE posting (
    account_id UUID NOT NULL REFERENCES account (id),
    id UUID NOT NULL,
    -- Gapless per account, taken under the account's row lock.
    seq BIGINT NOT NULL,
    currency TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('invoice', 'payment', 'credit_note', 'adjustment', 'reversal')),
    -- Above zero where the account owes more by it, below where it owes less.
    amount BIGINT NOT NULL CHECK (amount <> 0),
    -- What the account owes in this currency after it: the sum of all amounts up to here.
    balance BIGINT NOT NULL,
    -- Never before the day of the posting before it.
    posted_on DAY NOT NULL,
    -- The day of the document, or on which the bank booked it.
    dated_on DAY NOT NULL,
    due_on DAY,
    document TEXT,
    reference TEXT,
    text TEXT NOT NULL,
    -- The posting that it takes back.
    reverses UUID,
    -- None for the portal itself.
    member_id UUID,
    at INSTANT NOT NULL,
    PRIMARY KEY (account_id, id),
    CHECK ((kind = 'reversal') = (reverses IS NOT NULL))
);
CREATE UNIQUE INDEX posting_by_seq ON posting (account_id, seq);
CREATE INDEX posting_by_currency ON posting (account_id, currency, seq);
-- With the amount, so that the sums of a period are read from the index alone.
CREATE INDEX posting_by_day ON posting (account_id, currency, posted_on, seq, amount);
CREATE INDEX posting_by_document ON posting (account_id, document);
-- A posting is taken back once.
CREATE UNIQUE INDEX posting_reversed ON posting (account_id, reverses);

-- Money or credit put against what is owed. A row with a negative amount takes back what was put before.
CREATE TABLE allocation (
    account_id UUID NOT NULL,
    id UUID NOT NULL,
    seq BIGINT NOT NULL,
    -- A posting below zero.
    credit_id UUID NOT NULL,
    -- A posting above zero, of the same currency.
    debit_id UUID NOT NULL,
    amount BIGINT NOT NULL CHECK (amount <> 0),
    allocated_on DAY NOT NULL,
    member_id UUID,
    at INSTANT NOT NULL,
    PRIMARY KEY (account_id, id),
    FOREIGN KEY (account_id, credit_id) REFERENCES posting (account_id, id),
    FOREIGN KEY (account_id, debit_id) REFERENCES posting (account_id, id)
);
CREATE UNIQUE INDEX allocation_by_seq ON allocation (account_id, seq);
CREATE INDEX allocation_by_credit ON allocation (account_id, credit_id);
CREATE INDEX allocation_by_debit ON allocation (account_id, debit_id);

-- What is still open of a posting, kept with postings and allocations in their transaction; `loket check` proves it.
CREATE TABLE open_item (
    account_id UUID NOT NULL,
    posting_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    currency TEXT NOT NULL,
    -- With the sign of the posting, never zero.
    open BIGINT NOT NULL CHECK (open <> 0),
    -- Of it, what the customer disputes.
    disputed BIGINT NOT NULL DEFAULT 0 CHECK (disputed >= 0),
    due_on DAY,
    PRIMARY KEY (account_id, posting_id),
    FOREIGN KEY (account_id, posting_id) REFERENCES posting (account_id, id)
);
-- The ageing is read from the index alone.
CREATE INDEX open_item_by_due ON open_item (account_id, currency, due_on, open, disputed);
-- What has no due date comes after everything that has one.
CREATE INDEX open_item_in_order ON open_item (account_id, currency, COALESCE(due_on, 2147483647), seq);
CREATE INDEX open_item_by_amount ON open_item (currency, open, account_id, posting_id);

CREATE TABLE invoice (
    account_id UUID NOT NULL REFERENCES account (id),
    id UUID NOT NULL,
    number TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
    -- Of the vendor's own numbers: the year, and the place in it, without gaps. None for what came from elsewhere.
    year INTEGER,
    serial BIGINT,
    order_number BIGINT,
    -- The invoice that a credit note is for.
    corrects TEXT,
    currency TEXT NOT NULL,
    price_mode TEXT NOT NULL CHECK (price_mode IN ('net', 'gross')),
    issued_on DAY NOT NULL,
    due_on DAY,
    delivered_on DAY,
    net BIGINT NOT NULL,
    tax BIGINT NOT NULL,
    gross BIGINT NOT NULL,
    by_rate JSON NOT NULL,
    -- As it stood when it was issued.
    seller JSON NOT NULL,
    buyer JSON NOT NULL,
    -- What to write on the transfer (ISO 11649).
    reference TEXT NOT NULL,
    -- The customer's own reference of the order.
    buyer_reference TEXT,
    note TEXT,
    posting_id UUID NOT NULL,
    at INSTANT NOT NULL,
    PRIMARY KEY (account_id, id),
    FOREIGN KEY (account_id, posting_id) REFERENCES posting (account_id, id)
);
CREATE UNIQUE INDEX invoice_by_serial ON invoice (year, serial);
CREATE INDEX invoice_by_order ON invoice (account_id, order_number);
CREATE INDEX invoice_by_posting ON invoice (account_id, posting_id);
CREATE INDEX invoice_by_reference ON invoice (reference);
CREATE INDEX invoice_by_day ON invoice (account_id, issued_on, id);

CREATE TABLE invoice_line (
    account_id UUID NOT NULL,
    invoice_id UUID NOT NULL,
    position INTEGER NOT NULL,
    -- Of which line of the order; none for delivery and for what came from elsewhere.
    order_line_id UUID,
    article_number TEXT NOT NULL,
    names JSON NOT NULL,
    unit TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- Thousandths.
    quantity BIGINT NOT NULL,
    unit_price BIGINT NOT NULL,
    discount BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    net BIGINT NOT NULL,
    tax BIGINT NOT NULL,
    gross BIGINT NOT NULL,
    rate JSON NOT NULL,
    PRIMARY KEY (account_id, invoice_id, position),
    FOREIGN KEY (account_id, invoice_id) REFERENCES invoice (account_id, id)
);
CREATE INDEX invoice_line_by_order_line ON invoice_line (account_id, order_line_id);

-- "I have paid", before the bank says so.
CREATE TABLE announced (
    account_id UUID NOT NULL REFERENCES account (id),
    id UUID NOT NULL,
    member_id UUID NOT NULL,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    paid_on DAY NOT NULL,
    -- Numbers of the invoices that it is for.
    documents JSON NOT NULL,
    at INSTANT NOT NULL,
    -- When the money had come, or nobody waited any more.
    ended_at INSTANT,
    posting_id UUID,
    PRIMARY KEY (account_id, id)
);
CREATE INDEX announced_open ON announced (account_id, ended_at);

CREATE TABLE bank_file (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    -- SHA-256 of its bytes: a file is loaded once.
    hash BYTES NOT NULL UNIQUE,
    format TEXT NOT NULL,
    bank_account TEXT NOT NULL,
    -- So many movements it has, and so many of them were new.
    movements INTEGER NOT NULL,
    fresh INTEGER NOT NULL,
    member_id UUID,
    loaded_at INSTANT NOT NULL
);

CREATE TABLE movement (
    id UUID NOT NULL PRIMARY KEY,
    file_id UUID NOT NULL REFERENCES bank_file (id),
    -- SHA-256 of what makes it this movement, whichever file it comes in.
    fingerprint BYTES NOT NULL UNIQUE,
    line INTEGER NOT NULL,
    booked_on DAY NOT NULL,
    valued_on DAY NOT NULL,
    -- Above zero what came in.
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    payer_name TEXT NOT NULL,
    payer_account TEXT NOT NULL,
    reference TEXT,
    text TEXT NOT NULL,
    returned BOOLEAN NOT NULL DEFAULT FALSE,
    -- proposed: somebody of the staff is asked; unknown: nobody knows whose it is; aside: it is not for a ledger.
    state TEXT NOT NULL CHECK (state IN ('posted', 'proposed', 'unknown', 'aside')),
    account_id UUID,
    posting_id UUID,
    -- The proposed invoices, by number with amounts, and why.
    proposal JSON,
    reason TEXT,
    member_id UUID,
    changed_at INSTANT NOT NULL,
    CHECK ((state = 'posted') = (posting_id IS NOT NULL))
);
CREATE INDEX movement_by_state ON movement (state, booked_on, id);
CREATE INDEX movement_by_file ON movement (file_id);
CREATE INDEX movement_by_posting ON movement (account_id, posting_id);
-- What is returned was paid from the same bank account.
CREATE INDEX movement_by_payer ON movement (payer_account, amount);

-- From which bank accounts an account has paid.
CREATE TABLE payer (
    bank_account TEXT NOT NULL,
    account_id UUID NOT NULL REFERENCES account (id),
    at INSTANT NOT NULL,
    PRIMARY KEY (bank_account, account_id)
);

-- A line that the customer does not agree with.
CREATE TABLE dispute (
    account_id UUID NOT NULL,
    id UUID NOT NULL,
    invoice_id UUID NOT NULL,
    position INTEGER NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    case_number BIGINT NOT NULL,
    opened_at INSTANT NOT NULL,
    ended_at INSTANT,
    outcome TEXT CHECK (outcome IN ('credited', 'put_back')),
    PRIMARY KEY (account_id, id),
    FOREIGN KEY (account_id, invoice_id) REFERENCES invoice (account_id, id)
);
CREATE INDEX dispute_by_invoice ON dispute (account_id, invoice_id, position);

-- What was shipped lately, to be invoiced.
CREATE INDEX shipment_by_time ON shipment (shipped_at, account_id, order_id);
