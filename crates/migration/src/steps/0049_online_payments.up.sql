-- Payments that customers make through the payment provider.

CREATE TABLE online_payment (
    account_id UUID NOT NULL REFERENCES account (id),
    -- The provider gets it as the key by which a second asking is known.
    id UUID NOT NULL,
    member_id UUID NOT NULL REFERENCES member (id),
    -- Of the pages at the provider's.
    language TEXT NOT NULL,
    currency TEXT NOT NULL,
    -- What was asked for.
    amount BIGINT NOT NULL CHECK (amount > 0),
    -- Numbers of the invoices that it is for.
    documents JSON NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('created', 'waiting', 'failed', 'cancelled', 'expired', 'paid', 'returned')),
    -- What the provider calls it, and where it is paid; none before the provider has heard of it.
    reference TEXT,
    checkout TEXT,
    -- What came, as the provider says.
    paid BIGINT CHECK (paid > 0),
    -- What was paid back of it, as the provider says.
    returned BIGINT NOT NULL DEFAULT 0 CHECK (returned >= 0),
    -- What the provider says does not fit: somebody has to look into it.
    unclear BOOLEAN NOT NULL DEFAULT FALSE,
    posting_id UUID,
    at INSTANT NOT NULL,
    changed_at INSTANT NOT NULL,
    -- When the portal asks the provider by itself; none for never again.
    look_at INSTANT,
    -- Who of the vendor's people has dealt with what does not fit, and when; at no time, once there is something new about it.
    seen_by UUID REFERENCES member (id),
    seen_at INSTANT,
    PRIMARY KEY (account_id, id),
    FOREIGN KEY (account_id, posting_id) REFERENCES posting (account_id, id),
    CHECK ((state IN ('paid', 'returned')) = (posting_id IS NOT NULL)),
    CHECK ((posting_id IS NULL) = (paid IS NULL)),
    CHECK ((reference IS NULL) = (checkout IS NULL))
);
CREATE UNIQUE INDEX online_payment_by_reference ON online_payment (reference);
CREATE UNIQUE INDEX online_payment_by_posting ON online_payment (account_id, posting_id);
CREATE INDEX online_payment_to_look ON online_payment (look_at);
-- What people of the vendor's have to look into.
CREATE INDEX online_payment_to_see ON online_payment (at)
    WHERE seen_at IS NULL AND (unclear OR (state = 'paid' AND returned > 0));
CREATE INDEX online_payment_under_way ON online_payment (account_id) WHERE state = 'waiting';
