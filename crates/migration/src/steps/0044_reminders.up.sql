-- Reminders: what went out, and accounts whose reminders somebody holds.

CREATE TABLE reminder (
    account_id UUID NOT NULL,
    posting_id UUID NOT NULL,
    -- 0 for the notice before the due date, then the reminders after it by their number.
    stage INTEGER NOT NULL CHECK (stage >= 0),
    sent_on DAY NOT NULL,
    -- What was asked for, in minor units.
    amount BIGINT NOT NULL CHECK (amount > 0),
    -- The event that told of it.
    event_seq BIGINT NOT NULL,
    -- Nobody is reminded of the same twice a day, however many look.
    PRIMARY KEY (account_id, posting_id, sent_on),
    FOREIGN KEY (account_id, posting_id) REFERENCES posting (account_id, id)
);

CREATE TABLE reminder_hold (
    account_id UUID NOT NULL PRIMARY KEY REFERENCES account (id),
    -- The last day on which none goes out.
    until_on DAY NOT NULL,
    reason TEXT NOT NULL,
    member_id UUID NOT NULL REFERENCES member (id),
    at INSTANT NOT NULL
);
-- Whom there is to remind.
CREATE INDEX open_item_overdue ON open_item (due_on, account_id, open, disputed);
