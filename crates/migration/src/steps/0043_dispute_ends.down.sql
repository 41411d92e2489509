DROP INDEX dispute_by_case;
ALTER TABLE dispute DROP COLUMN pay_by;
ALTER TABLE dispute DROP COLUMN credited;
ALTER TABLE dispute DROP COLUMN credit_note;
ALTER TABLE dispute DROP COLUMN reason;
