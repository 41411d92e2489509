DROP TRIGGER invoice_line_alone;
DROP TRIGGER invoice_alone;
DROP TRIGGER allocation_alone;
DROP TRIGGER posting_alone;
