DROP TRIGGER case_text_of_entry;
DROP TRIGGER case_text_of_case;
CREATE TRIGGER case_text_of_case AFTER INSERT ON cases BEGIN INSERT INTO case_text (words, case_number) SELECT 'zzaccount' || lower(hex(new.account_id)) || ' ' || new.number || ' ' || new.subject || ' ' || a.name || ' ' || a.number, new.number FROM account a WHERE a.id = new.account_id; END;
CREATE TRIGGER case_text_of_entry AFTER INSERT ON case_entry BEGIN INSERT INTO case_text (words, case_number) SELECT 'zzaccount' || lower(hex(new.account_id)) || ' ' || new.text, c.number FROM cases c WHERE c.account_id = new.account_id AND c.id = new.case_id; END;
DROP INDEX cases_by_order;
