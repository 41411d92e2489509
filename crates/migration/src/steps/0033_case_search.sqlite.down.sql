DROP TRIGGER case_text_of_entry;
DROP TRIGGER case_text_of_case;
DROP TABLE case_text;
CREATE VIRTUAL TABLE case_text USING fts5 (words, case_number UNINDEXED, detail = none, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
CREATE TRIGGER case_text_of_case AFTER INSERT ON cases BEGIN INSERT INTO case_text (words, case_number) SELECT 'zzaccount' || lower(hex(new.account_id)) || ' ' || new.number || ' ' || replace(replace(replace(replace(new.subject || ' ' || a.name || ' ' || a.number, 'ß', 'ss'), 'ẞ', 'ss'), 'ø', 'o'), 'Ø', 'o'), new.number FROM account a WHERE a.id = new.account_id; END;
CREATE TRIGGER case_text_of_entry AFTER INSERT ON case_entry BEGIN INSERT INTO case_text (words, case_number) SELECT 'zzaccount' || lower(hex(new.account_id)) || ' ' || replace(replace(replace(replace(new.text, 'ß', 'ss'), 'ẞ', 'ss'), 'ø', 'o'), 'Ø', 'o'), c.number FROM cases c WHERE c.account_id = new.account_id AND c.id = new.case_id; END;
INSERT INTO case_text (words, case_number) SELECT 'zzaccount' || lower(hex(c.account_id)) || ' ' || c.number || ' ' || replace(replace(replace(replace(c.subject || ' ' || a.name || ' ' || a.number, 'ß', 'ss'), 'ẞ', 'ss'), 'ø', 'o'), 'Ø', 'o'), c.number FROM cases c JOIN account a ON a.id = c.account_id;
INSERT INTO case_text (words, case_number) SELECT 'zzaccount' || lower(hex(e.account_id)) || ' ' || replace(replace(replace(replace(e.text, 'ß', 'ss'), 'ẞ', 'ss'), 'ø', 'o'), 'Ø', 'o'), c.number FROM case_entry e JOIN cases c ON c.account_id = e.account_id AND c.id = e.case_id;
