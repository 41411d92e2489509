DROP INDEX dispute_open;
ALTER TABLE dispute DROP COLUMN left_open;
DROP INDEX post_waiting_by_case;
CREATE INDEX post_held_by_case ON post (case_number) WHERE state = 'held';
DROP INDEX post_by_entry;
ALTER TABLE case_entry DROP COLUMN copied_from;
