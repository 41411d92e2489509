-- A row of the words of a case has its case's number in its own (number * 2^20 + place), so that no row is read to know whose
-- it is. Beginnings of words have lists of their own: those of a common word are not gathered at each search.
DROP TRIGGER case_text_of_entry;
DROP TRIGGER case_text_of_case;
DROP TABLE case_text;
CREATE VIRTUAL TABLE case_text USING fts5 (words, detail = none, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3 4 5 6 8');
INSERT INTO case_text (rowid, words) SELECT c.number << 20, 'zzaccount' || lower(hex(c.account_id)) || ' ' || c.number || ' ' || replace(replace(replace(replace(c.subject || ' ' || a.name || ' ' || a.number, 'ß', 'ss'), 'ẞ', 'ss'), 'ø', 'o'), 'Ø', 'o') FROM cases c JOIN account a ON a.id = c.account_id ORDER BY c.number;
INSERT INTO case_text (rowid, words) SELECT (c.number << 20) + ROW_NUMBER() OVER (PARTITION BY c.number ORDER BY e.at, e.id), 'zzaccount' || lower(hex(e.account_id)) || ' ' || replace(replace(replace(replace(e.text, 'ß', 'ss'), 'ẞ', 'ss'), 'ø', 'o'), 'Ø', 'o') FROM case_entry e JOIN cases c ON c.account_id = e.account_id AND c.id = e.case_id;
CREATE TRIGGER case_text_of_case AFTER INSERT ON cases BEGIN INSERT INTO case_text (rowid, words) SELECT new.number << 20, 'zzaccount' || lower(hex(new.account_id)) || ' ' || new.number || ' ' || replace(replace(replace(replace(new.subject || ' ' || a.name || ' ' || a.number, 'ß', 'ss'), 'ẞ', 'ss'), 'ø', 'o'), 'Ø', 'o') FROM account a WHERE a.id = new.account_id; END;
CREATE TRIGGER case_text_of_entry AFTER INSERT ON case_entry BEGIN INSERT INTO case_text (rowid, words) SELECT (SELECT t.rowid FROM case_text t WHERE t.rowid >= c.number << 20 AND t.rowid < (c.number + 1) << 20 ORDER BY t.rowid DESC LIMIT 1) + 1, 'zzaccount' || lower(hex(new.account_id)) || ' ' || replace(replace(replace(replace(new.text, 'ß', 'ss'), 'ẞ', 'ss'), 'ø', 'o'), 'Ø', 'o') FROM cases c WHERE c.account_id = new.account_id AND c.id = new.case_id; END;
