-- Who has asked that personal data be erased, and what became of it. What was erased is nowhere: this says that it was.

CREATE TABLE erasure_request (
    account_id UUID NOT NULL REFERENCES account (id),
    id UUID NOT NULL,
    -- member: whoever asks; account: it, with all its people.
    scope TEXT NOT NULL CHECK (scope IN ('member', 'account')),
    member_id UUID NOT NULL REFERENCES member (id),
    asked_at INSTANT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('asked', 'withdrawn', 'refused', 'done')),
    -- Why it was refused.
    answer TEXT,
    decided_by UUID REFERENCES member (id),
    decided_at INSTANT,
    PRIMARY KEY (account_id, id),
    CHECK ((state = 'asked') = (decided_at IS NULL)),
    CHECK ((decided_at IS NULL) = (decided_by IS NULL))
);
-- One that waits is enough, of an account and of each of its people.
CREATE UNIQUE INDEX erasure_of_account ON erasure_request (account_id) WHERE state = 'asked' AND scope = 'account';
CREATE UNIQUE INDEX erasure_of_member ON erasure_request (account_id, member_id) WHERE state = 'asked' AND scope = 'member';
CREATE INDEX erasure_waiting ON erasure_request (asked_at, id) WHERE state = 'asked';
