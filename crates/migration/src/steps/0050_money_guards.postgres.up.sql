-- Of which of the vendor's accounts a movement is: two formats of one account name its movements differently, so that
-- what is loaded in both would count twice.
ALTER TABLE movement ADD COLUMN bank_account TEXT NOT NULL DEFAULT '';
-- In the form that new rows have: bank code and number apart become one, the number with the zeros that it begins with in
-- the IBAN. A file of several accounts does not say which of them a movement is of.
UPDATE movement SET bank_account = (SELECT UPPER(LEFT(REPLACE(REPLACE(CASE
        WHEN POSITION(',' IN f.bank_account) > 0 THEN ''
        WHEN POSITION('/' IN f.bank_account) > 0 THEN SPLIT_PART(f.bank_account, '/', 1)
            || LPAD(f.number, GREATEST(10, LENGTH(f.number)), '0')
        ELSE f.bank_account END, ' ', ''), '-', ''), 60))
    FROM (SELECT id, bank_account,
            REPLACE(REPLACE(SUBSTR(bank_account, POSITION('/' IN bank_account) + 1), ' ', ''), '-', '') AS number
        FROM bank_file) f
    WHERE f.id = movement.file_id);
CREATE INDEX movement_by_day ON movement (booked_on, bank_account, currency, file_id);
-- Emptying a table at once passes by the triggers of its rows; SQLite has no such statement.
CREATE TRIGGER posting_whole BEFORE TRUNCATE ON posting FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays();
CREATE TRIGGER allocation_whole BEFORE TRUNCATE ON allocation FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays();
CREATE TRIGGER invoice_whole BEFORE TRUNCATE ON invoice FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays();
CREATE TRIGGER invoice_line_whole BEFORE TRUNCATE ON invoice_line FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays();
