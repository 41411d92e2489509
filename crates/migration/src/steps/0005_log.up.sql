-- The one log, the keys that make commands safe to repeat, and the work for outside.

CREATE TABLE event (
    account_id UUID NOT NULL REFERENCES account (id),
    -- Gapless per account, taken under the account's row lock.
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL,
    -- The order it is about.
    order_number BIGINT,
    member_id UUID NOT NULL,
    data JSON NOT NULL,
    at INSTANT NOT NULL,
    PRIMARY KEY (account_id, seq)
);
CREATE INDEX event_by_order ON event (account_id, order_number, seq);

CREATE TABLE command_key (
    account_id UUID NOT NULL,
    key UUID NOT NULL,
    command TEXT NOT NULL,
    -- SHA-256 of command and input: the same key with another input is refused.
    input_hash BYTES NOT NULL,
    -- What the command made.
    made UUID NOT NULL,
    created_at INSTANT NOT NULL,
    PRIMARY KEY (account_id, key)
);
CREATE INDEX command_key_by_age ON command_key (created_at);

CREATE TABLE outbox (
    id UUID NOT NULL PRIMARY KEY,
    -- None for mail to somebody who has no account yet.
    account_id UUID,
    event_seq BIGINT,
    order_number BIGINT,
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    -- Emptied when a mail with a code has gone.
    payload JSON NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'kept')),
    secret BOOLEAN NOT NULL DEFAULT FALSE,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_try_at INSTANT NOT NULL,
    leased_until INSTANT,
    last_error TEXT,
    created_at INSTANT NOT NULL,
    done_at INSTANT
);
CREATE INDEX outbox_due ON outbox (state, next_try_at);
CREATE INDEX outbox_by_order ON outbox (account_id, order_number);
-- A fact is told once to one recipient by one channel.
CREATE UNIQUE INDEX outbox_once ON outbox (account_id, event_seq, channel, recipient);
