DROP TRIGGER invoice_line_whole ON invoice_line;
DROP TRIGGER invoice_whole ON invoice;
DROP TRIGGER allocation_whole ON allocation;
DROP TRIGGER posting_whole ON posting;
DROP INDEX movement_by_day;
ALTER TABLE movement DROP COLUMN bank_account;
