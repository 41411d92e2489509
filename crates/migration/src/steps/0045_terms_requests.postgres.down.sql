DROP INDEX money_request_waiting;
DELETE FROM money_request WHERE kind = 'terms';
ALTER TABLE money_request DROP CONSTRAINT money_request_kind_check;
ALTER TABLE money_request DROP CONSTRAINT money_request_amount_check;
ALTER TABLE money_request ADD CONSTRAINT money_request_kind_check
    CHECK (kind IN ('payment', 'credit_note', 'adjustment', 'reversal'));
ALTER TABLE money_request ADD CONSTRAINT money_request_amount_check CHECK (amount <> 0);
