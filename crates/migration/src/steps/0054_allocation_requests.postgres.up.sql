-- What is put against an invoice by hand waits for a second person, too.
ALTER TABLE money_request DROP CONSTRAINT money_request_kind_check;
ALTER TABLE money_request ADD CONSTRAINT money_request_kind_check
    CHECK (kind IN ('payment', 'credit_note', 'adjustment', 'reversal', 'terms', 'allocation'));
