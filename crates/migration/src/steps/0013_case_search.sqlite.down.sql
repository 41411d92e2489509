DROP TRIGGER case_text_of_entry;
DROP TRIGGER case_text_of_case;
DROP TABLE case_text;
