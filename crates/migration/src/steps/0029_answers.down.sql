ALTER TABLE case_entry DROP COLUMN is_answer;
