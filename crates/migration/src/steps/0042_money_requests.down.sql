DROP INDEX invoice_by_corrected;
DROP TABLE money_request;
