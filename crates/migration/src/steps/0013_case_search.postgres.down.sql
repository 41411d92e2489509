DROP TRIGGER case_text_of_entry ON case_entry;
DROP TRIGGER case_text_of_case ON cases;
DROP FUNCTION case_text_of_entry();
DROP FUNCTION case_text_of_case();
DROP FUNCTION case_words(text);
DROP TABLE case_text;
DROP SEQUENCE case_number;
