-- Cases: what customers ask, mind, complain of and wish. "case" is a reserved word of SQL.

CREATE TABLE cases (
    account_id UUID NOT NULL REFERENCES account (id),
    id UUID NOT NULL,
    number BIGINT NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 1,
    kind TEXT NOT NULL,
    stage TEXT NOT NULL,
    subject TEXT NOT NULL,
    -- What the customer says.
    impact TEXT NOT NULL,
    needed_by TEXT NOT NULL,
    urgency TEXT NOT NULL,
    remedy TEXT,
    expected TEXT,
    -- What the vendor gives, and why it is another.
    priority TEXT NOT NULL,
    priority_reason TEXT,
    order_number BIGINT,
    article_number TEXT,
    member_id UUID NOT NULL REFERENCES member (id),
    assignee_id UUID REFERENCES member (id),
    -- The customer has the word.
    waits_for_customer BOOLEAN NOT NULL,
    -- What is promised next, as the clock had it after the last event: queues are in this order.
    due_at INSTANT,
    due_promise TEXT,
    -- Minutes of working time to the first answer.
    answered_after BIGINT,
    satisfaction INTEGER,
    opened_at INSTANT NOT NULL,
    changed_at INSTANT NOT NULL,
    closed_at INSTANT,
    PRIMARY KEY (account_id, id)
);
CREATE INDEX cases_by_number ON cases (account_id, number);
-- What has no promise comes after everything that has one.
CREATE INDEX cases_by_due ON cases (COALESCE(due_at, 9223372036854775807), number) WHERE closed_at IS NULL;
CREATE INDEX cases_by_assignee ON cases (assignee_id, COALESCE(due_at, 9223372036854775807), number) WHERE closed_at IS NULL;
CREATE INDEX cases_by_change ON cases (changed_at) WHERE closed_at IS NULL AND waits_for_customer;
CREATE INDEX cases_by_kind ON cases (kind, opened_at);

CREATE TABLE case_entry (
    account_id UUID NOT NULL,
    case_id UUID NOT NULL,
    id UUID NOT NULL,
    member_id UUID NOT NULL REFERENCES member (id),
    by_vendor BOOLEAN NOT NULL,
    text TEXT NOT NULL,
    language TEXT NOT NULL,
    -- The cause, and what prevents it from coming back, of a proposed solution.
    proposal JSON,
    at INSTANT NOT NULL,
    -- Who of the vendor has opened it first.
    opened_by UUID REFERENCES member (id),
    opened_at INSTANT,
    PRIMARY KEY (account_id, case_id, id),
    FOREIGN KEY (account_id, case_id) REFERENCES cases (account_id, id)
);

-- Photos and documents of entries.
CREATE TABLE case_file (
    account_id UUID NOT NULL,
    case_id UUID NOT NULL,
    id UUID NOT NULL,
    entry_id UUID NOT NULL,
    name TEXT NOT NULL,
    -- By its contents.
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    content BYTES NOT NULL,
    PRIMARY KEY (account_id, case_id, id),
    FOREIGN KEY (account_id, case_id, entry_id) REFERENCES case_entry (account_id, case_id, id)
);

-- What the vendor's people write for each other: a table of its own, so that no query for customers can read it by mistake.
CREATE TABLE case_note (
    account_id UUID NOT NULL,
    case_id UUID NOT NULL,
    id UUID NOT NULL,
    member_id UUID NOT NULL REFERENCES member (id),
    text TEXT NOT NULL,
    at INSTANT NOT NULL,
    PRIMARY KEY (account_id, case_id, id),
    FOREIGN KEY (account_id, case_id) REFERENCES cases (account_id, id)
);

CREATE TABLE case_tag (
    account_id UUID NOT NULL,
    case_id UUID NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (account_id, case_id, tag),
    FOREIGN KEY (account_id, case_id) REFERENCES cases (account_id, id)
);
CREATE INDEX case_tag_by_tag ON case_tag (tag, account_id, case_id);

ALTER TABLE event ADD COLUMN case_number BIGINT;
CREATE INDEX event_by_case ON event (account_id, case_number, seq) WHERE case_number IS NOT NULL;
ALTER TABLE outbox ADD COLUMN case_number BIGINT;
CREATE INDEX outbox_by_case ON outbox (account_id, case_number) WHERE case_number IS NOT NULL;
