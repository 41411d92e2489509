-- Terms wait for a second person, too, and all that waits is found at once.
ALTER TABLE money_request DROP CONSTRAINT money_request_kind_check;
ALTER TABLE money_request DROP CONSTRAINT money_request_amount_check;
ALTER TABLE money_request ADD CONSTRAINT money_request_kind_check
    CHECK (kind IN ('payment', 'credit_note', 'adjustment', 'reversal', 'terms'));
-- Of terms it is the most that may be owed, zero for no limit.
ALTER TABLE money_request ADD CONSTRAINT money_request_amount_check CHECK (amount <> 0 OR kind = 'terms');
CREATE INDEX money_request_waiting ON money_request (at, id) WHERE decided_at IS NULL;
