DROP TRIGGER posting_stays;
DROP TRIGGER posting_kept;
DROP TRIGGER allocation_stays;
DROP TRIGGER allocation_kept;
DROP TRIGGER invoice_stays;
DROP TRIGGER invoice_kept;
DROP TRIGGER invoice_line_stays;
DROP TRIGGER invoice_line_kept;
