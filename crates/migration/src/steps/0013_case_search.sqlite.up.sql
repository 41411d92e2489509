-- The words of cases: a row for the subject and one for each entry, kept by triggers so that no way of writing forgets
-- them. The account is a word as well, so that one customer's search reads no other customer's cases.
CREATE VIRTUAL TABLE case_text USING fts5 (words, case_number UNINDEXED, detail = none, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
CREATE TRIGGER case_text_of_case AFTER INSERT ON cases BEGIN INSERT INTO case_text (words, case_number) SELECT 'zzaccount' || lower(hex(new.account_id)) || ' ' || new.number || ' ' || new.subject || ' ' || a.name || ' ' || a.number, new.number FROM account a WHERE a.id = new.account_id; END;
CREATE TRIGGER case_text_of_entry AFTER INSERT ON case_entry BEGIN INSERT INTO case_text (words, case_number) SELECT 'zzaccount' || lower(hex(new.account_id)) || ' ' || new.text, c.number FROM cases c WHERE c.account_id = new.account_id AND c.id = new.case_id; END;
