-- An account's own page: what an address is for, what each member wants mails about, and who opened which document.

ALTER TABLE address ADD COLUMN purpose TEXT NOT NULL DEFAULT 'delivery' CHECK (purpose IN ('delivery', 'billing'));
-- One address stands on invoices.
CREATE UNIQUE INDEX address_billing ON address (account_id) WHERE purpose = 'billing';

ALTER TABLE membership ADD COLUMN mail_orders BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE membership ADD COLUMN mail_money BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE membership ADD COLUMN mail_cases BOOLEAN NOT NULL DEFAULT TRUE;

CREATE TABLE access (
    account_id UUID NOT NULL REFERENCES account (id),
    id UUID NOT NULL,
    member_id UUID NOT NULL,
    -- They opened it as a person of the vendor.
    staff BOOLEAN NOT NULL,
    -- In the words of `domain::access`.
    kind TEXT NOT NULL,
    document TEXT NOT NULL,
    channel TEXT NOT NULL,
    -- Hours since 1970: whoever opens something again within the hour is noted once.
    hour BIGINT NOT NULL,
    at INSTANT NOT NULL,
    PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX access_once ON access (account_id, member_id, kind, document, channel, hour);
CREATE INDEX access_by_age ON access (at);
