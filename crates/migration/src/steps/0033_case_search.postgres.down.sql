DROP INDEX case_text_by_case;
