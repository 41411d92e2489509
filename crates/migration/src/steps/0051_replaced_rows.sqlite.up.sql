-- A row that another one replaces is deleted without a word: triggers of deletion do not hear of INSERT OR REPLACE. So the
-- row that would be in the way is looked for before, by each key there is. The words are known to the store, which says the
-- same of a key that is taken.
CREATE TRIGGER posting_alone BEFORE INSERT ON posting
WHEN EXISTS (SELECT 1 FROM posting WHERE account_id = NEW.account_id AND id = NEW.id)
OR EXISTS (SELECT 1 FROM posting WHERE account_id = NEW.account_id AND seq = NEW.seq)
OR EXISTS (SELECT 1 FROM posting WHERE account_id = NEW.account_id AND reverses = NEW.reverses)
OR EXISTS (SELECT 1 FROM posting WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'a row of the ledger is never replaced'); END;
CREATE TRIGGER allocation_alone BEFORE INSERT ON allocation
WHEN EXISTS (SELECT 1 FROM allocation WHERE account_id = NEW.account_id AND id = NEW.id)
OR EXISTS (SELECT 1 FROM allocation WHERE account_id = NEW.account_id AND seq = NEW.seq)
OR EXISTS (SELECT 1 FROM allocation WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'a row of the ledger is never replaced'); END;
CREATE TRIGGER invoice_alone BEFORE INSERT ON invoice
WHEN EXISTS (SELECT 1 FROM invoice WHERE account_id = NEW.account_id AND id = NEW.id)
OR EXISTS (SELECT 1 FROM invoice WHERE number = NEW.number)
OR EXISTS (SELECT 1 FROM invoice WHERE year = NEW.year AND serial = NEW.serial)
OR EXISTS (SELECT 1 FROM invoice WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'a row of the ledger is never replaced'); END;
CREATE TRIGGER invoice_line_alone BEFORE INSERT ON invoice_line
WHEN EXISTS (
    SELECT 1 FROM invoice_line
    WHERE account_id = NEW.account_id AND invoice_id = NEW.invoice_id AND position = NEW.position
)
OR EXISTS (SELECT 1 FROM invoice_line WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'a row of the ledger is never replaced'); END;
