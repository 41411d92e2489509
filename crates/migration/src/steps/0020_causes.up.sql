-- Root causes: one thing that went wrong for many, the cases that it explains, and what those affected are told of it.

CREATE TABLE cause (
    id UUID NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    -- What the vendor's people know of it; no customer reads it.
    text TEXT NOT NULL,
    -- The days on which the orders were submitted that it reaches, and their instants in the vendor's zone.
    from_day DAY,
    until_day DAY,
    from_at INSTANT,
    until_at INSTANT,
    -- The key of the form that made it: a second press makes no second cause.
    made_by UUID NOT NULL UNIQUE,
    member_id UUID NOT NULL REFERENCES member (id),
    opened_at INSTANT NOT NULL,
    closed_at INSTANT
);

CREATE TABLE cause_article (
    cause_id UUID NOT NULL REFERENCES cause (id),
    article_number TEXT NOT NULL,
    PRIMARY KEY (cause_id, article_number)
);

-- A case has one cause.
CREATE TABLE cause_case (
    account_id UUID NOT NULL,
    case_id UUID NOT NULL,
    cause_id UUID NOT NULL REFERENCES cause (id),
    member_id UUID NOT NULL REFERENCES member (id),
    linked_at INSTANT NOT NULL,
    PRIMARY KEY (account_id, case_id),
    FOREIGN KEY (account_id, case_id) REFERENCES cases (account_id, id)
);
CREATE INDEX cause_case_by_cause ON cause_case (cause_id, account_id);

CREATE TABLE cause_notice (
    cause_id UUID NOT NULL REFERENCES cause (id),
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('found', 'news', 'closed')),
    -- Subject and text in the languages that it was written in.
    words JSON NOT NULL,
    -- The key of the form, and a hash of what was sent with it.
    key UUID NOT NULL UNIQUE,
    input_hash BYTES NOT NULL,
    member_id UUID NOT NULL REFERENCES member (id),
    at INSTANT NOT NULL,
    -- How far telling has come: all accounts up to this one have it. None before the first.
    reached UUID,
    -- When the last one had it.
    done_at INSTANT,
    PRIMARY KEY (cause_id, seq)
);
CREATE INDEX cause_notice_open ON cause_notice (at) WHERE done_at IS NULL;

-- An account is told of a notice once.
CREATE TABLE cause_told (
    account_id UUID NOT NULL REFERENCES account (id),
    cause_id UUID NOT NULL,
    seq INTEGER NOT NULL,
    event_seq BIGINT NOT NULL,
    at INSTANT NOT NULL,
    PRIMARY KEY (account_id, cause_id, seq),
    FOREIGN KEY (cause_id, seq) REFERENCES cause_notice (cause_id, seq)
);
CREATE INDEX cause_told_by_cause ON cause_told (cause_id, account_id, seq);

-- Who bought an article, and what was ordered in a span of days: of all accounts, for the staff.
CREATE INDEX order_line_of_article ON order_line (article_number, account_id, order_id);
CREATE INDEX orders_by_submission ON orders (submitted_at);
