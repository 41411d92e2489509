-- How a dispute ended, for both sides: why, by which credit note and how much of the amount was taken back, or by when
-- what was put back is asked for.
ALTER TABLE dispute ADD COLUMN reason TEXT;
ALTER TABLE dispute ADD COLUMN credit_note TEXT;
ALTER TABLE dispute ADD COLUMN credited BIGINT;
ALTER TABLE dispute ADD COLUMN pay_by DAY;
CREATE INDEX dispute_by_case ON dispute (account_id, case_number);
