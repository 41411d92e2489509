DROP INDEX movement_by_day;
ALTER TABLE movement DROP COLUMN bank_account;
