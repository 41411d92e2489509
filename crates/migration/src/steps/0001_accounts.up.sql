-- Accounts, their members, and how one signs in.
-- UUID, JSON, INSTANT (Unix milliseconds, UTC), DAY (days since 1970-01-01) and BOOLEAN are words of this project:
-- lib.rs says what each is in SQLite and in PostgreSQL.

CREATE TABLE setting (
    key TEXT NOT NULL PRIMARY KEY,
    value JSON NOT NULL,
    changed_at INSTANT NOT NULL
);

CREATE TABLE counter (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

CREATE TABLE account (
    id UUID NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('person', 'company')),
    country TEXT NOT NULL,
    currency TEXT NOT NULL,
    price_list TEXT NOT NULL,
    price_mode TEXT NOT NULL CHECK (price_mode IN ('net', 'gross')),
    tax_profile TEXT NOT NULL CHECK (tax_profile IN ('domestic', 'reverse_charge', 'export')),
    vat_number TEXT,
    language TEXT NOT NULL,
    -- The number of the account's last event. Whoever writes an event holds this row's lock.
    seq BIGINT NOT NULL DEFAULT 0,
    created_at INSTANT NOT NULL
);

CREATE TABLE address (
    account_id UUID NOT NULL REFERENCES account (id),
    id UUID NOT NULL,
    label TEXT NOT NULL,
    name TEXT NOT NULL,
    line1 TEXT NOT NULL,
    postcode TEXT NOT NULL,
    city TEXT NOT NULL,
    country TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (account_id, id)
);

CREATE TABLE member (
    id UUID NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    -- Set by the member, not by a browser: browsers no longer change it.
    zone_chosen BOOLEAN NOT NULL DEFAULT FALSE,
    staff_role TEXT CHECK (staff_role IN ('agent', 'back_office', 'admin')),
    disabled BOOLEAN NOT NULL DEFAULT FALSE,
    created_at INSTANT NOT NULL
);

CREATE TABLE membership (
    account_id UUID NOT NULL REFERENCES account (id),
    member_id UUID NOT NULL REFERENCES member (id),
    role TEXT NOT NULL CHECK (role IN ('owner', 'buyer', 'approver', 'finance', 'viewer')),
    order_limit BIGINT,
    disabled BOOLEAN NOT NULL DEFAULT FALSE,
    -- Up to this event the member has seen the account's news.
    seen_seq BIGINT NOT NULL DEFAULT 0,
    created_at INSTANT NOT NULL,
    PRIMARY KEY (account_id, member_id)
);
CREATE INDEX membership_by_member ON membership (member_id);

CREATE TABLE invitation (
    account_id UUID NOT NULL REFERENCES account (id),
    id UUID NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('owner', 'buyer', 'approver', 'finance', 'viewer')),
    order_limit BIGINT,
    invited_by UUID NOT NULL,
    created_at INSTANT NOT NULL,
    expires_at INSTANT NOT NULL,
    accepted_at INSTANT,
    PRIMARY KEY (account_id, id)
);
CREATE INDEX invitation_by_email ON invitation (email);

-- One asked-for code. Also written for unknown addresses, so that known and unknown ones behave alike.
CREATE TABLE sign_in_code (
    id UUID NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    -- SHA-256 of the secret in the asking browser's cookie: the code counts in that browser only.
    browser_hash BYTES NOT NULL UNIQUE,
    -- SHA-256 of code and id.
    code_hash BYTES NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    created_at INSTANT NOT NULL,
    expires_at INSTANT NOT NULL,
    used_at INSTANT
);
CREATE INDEX sign_in_code_by_email ON sign_in_code (email, created_at);

CREATE TABLE session (
    id UUID NOT NULL PRIMARY KEY,
    -- SHA-256 of the token in the cookie.
    token_hash BYTES NOT NULL UNIQUE,
    member_id UUID NOT NULL REFERENCES member (id),
    account_id UUID,
    user_agent TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at INSTANT NOT NULL,
    seen_at INSTANT NOT NULL,
    ended_at INSTANT
);
CREATE INDEX session_by_member ON session (member_id, created_at);

-- How often something was tried in a window of time: by address, by member, by network.
CREATE TABLE attempt (
    bucket TEXT NOT NULL,
    window_start INSTANT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (bucket, window_start)
);
