-- The database itself refuses to change or forget what the ledger says.
CREATE FUNCTION ledger_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'what the ledger says is never changed or deleted'; END $$;
CREATE TRIGGER posting_stays BEFORE UPDATE OR DELETE ON posting FOR EACH ROW EXECUTE FUNCTION ledger_stays();
CREATE TRIGGER allocation_stays BEFORE UPDATE OR DELETE ON allocation FOR EACH ROW EXECUTE FUNCTION ledger_stays();
CREATE TRIGGER invoice_stays BEFORE UPDATE OR DELETE ON invoice FOR EACH ROW EXECUTE FUNCTION ledger_stays();
CREATE TRIGGER invoice_line_stays BEFORE UPDATE OR DELETE ON invoice_line FOR EACH ROW EXECUTE FUNCTION ledger_stays();
