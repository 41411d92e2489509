-- How the terms of an account were changed: by whom, when, from what to what, and why.

CREATE TABLE terms_change (
    account_id UUID NOT NULL REFERENCES account (id),
    -- Gapless per account, taken under the account's row lock: whoever changes the terms says which of them they have seen.
    version BIGINT NOT NULL,
    -- Days to pay, none for the vendor's; and the most that may be owed, none for no limit.
    days_before INTEGER,
    limit_before BIGINT,
    days_after INTEGER,
    limit_after BIGINT,
    reason TEXT NOT NULL,
    member_id UUID NOT NULL REFERENCES member (id),
    at INSTANT NOT NULL,
    PRIMARY KEY (account_id, version)
);
-- A charge has no invoice; its payer writes its own reference.
CREATE INDEX charge_by_reference ON posting (reference) WHERE kind = 'adjustment';
