-- The newest entries of a case are found without reading the others.
CREATE INDEX case_entry_by_time ON case_entry (account_id, case_id, at, id);
