-- When an answer that nobody contests closes a question: it is said to the customer, and what was said stays.
ALTER TABLE cases ADD COLUMN lapses_at INSTANT;
UPDATE cases SET lapses_at = changed_at + 604800000
    WHERE closed_at IS NULL AND stage = 'proposed' AND kind IN ('question', 'suggestion') AND waits_for_customer;
CREATE INDEX cases_lapsing ON cases (lapses_at, number) WHERE lapses_at IS NOT NULL;
