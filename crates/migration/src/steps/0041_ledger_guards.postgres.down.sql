DROP TRIGGER posting_stays ON posting;
DROP TRIGGER allocation_stays ON allocation;
DROP TRIGGER invoice_stays ON invoice;
DROP TRIGGER invoice_line_stays ON invoice_line;
DROP FUNCTION ledger_stays();
