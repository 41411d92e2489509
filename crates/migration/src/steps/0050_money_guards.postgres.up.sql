-- Of which of the vendor's accounts a movement is: two formats of one account name its movements differently, so that
-- what is loaded in both would count twice.
ALTER TABLE movement ADD COLUMN bank_account TEXT NOT NULL DEFAULT '';
UPDATE movement SET bank_account = (SELECT f.bank_account FROM bank_file f WHERE f.id = movement.file_id);
CREATE INDEX movement_by_day ON movement (booked_on, bank_account, currency, file_id);
-- Emptying a table at once passes by the triggers of its rows; SQLite has no such statement.
CREATE TRIGGER posting_whole BEFORE TRUNCATE ON posting FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays();
CREATE TRIGGER allocation_whole BEFORE TRUNCATE ON allocation FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays();
CREATE TRIGGER invoice_whole BEFORE TRUNCATE ON invoice FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays();
CREATE TRIGGER invoice_line_whole BEFORE TRUNCATE ON invoice_line FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays();
