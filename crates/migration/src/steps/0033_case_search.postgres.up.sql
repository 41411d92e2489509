-- Whether the words of one case have a word.
CREATE INDEX case_text_by_case ON case_text (case_number);
