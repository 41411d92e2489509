-- What is put against an invoice by hand waits for a second person, too.
-- SQLite changes no check: the table is made anew.
CREATE TABLE money_request_next (
    id UUID NOT NULL PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES account (id),
    -- As what it is posted once it is confirmed; terms and allocations are not posted.
    kind TEXT NOT NULL CHECK (kind IN ('payment', 'credit_note', 'adjustment', 'reversal', 'terms', 'allocation')),
    currency TEXT NOT NULL,
    -- With the sign of the posting; of terms the most that may be owed, zero for no limit; of an allocation what is put
    -- against the document.
    amount BIGINT NOT NULL CHECK (amount <> 0 OR kind = 'terms'),
    -- All that was entered, as it is carried out then.
    data JSON NOT NULL,
    reason TEXT NOT NULL,
    member_id UUID NOT NULL REFERENCES member (id),
    at INSTANT NOT NULL,
    decided_by UUID REFERENCES member (id),
    decided_at INSTANT,
    confirmed BOOLEAN,
    -- Why it was refused.
    answer TEXT,
    posting_id UUID,
    CHECK ((decided_at IS NULL) = (decided_by IS NULL)),
    CHECK ((decided_at IS NULL) = (confirmed IS NULL)),
    -- Nobody confirms what is theirs.
    CHECK (confirmed IS NULL OR NOT confirmed OR decided_by <> member_id)
);
INSERT INTO money_request_next (id, account_id, kind, currency, amount, data, reason, member_id, at, decided_by, decided_at, confirmed, answer, posting_id)
    SELECT id, account_id, kind, currency, amount, data, reason, member_id, at, decided_by, decided_at, confirmed, answer, posting_id FROM money_request;
DROP TABLE money_request;
ALTER TABLE money_request_next RENAME TO money_request;
CREATE INDEX money_request_open ON money_request (account_id, decided_at, at);
CREATE INDEX money_request_waiting ON money_request (at, id) WHERE decided_at IS NULL;
