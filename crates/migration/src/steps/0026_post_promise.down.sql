DROP INDEX post_waiting;
ALTER TABLE post DROP COLUMN missed_at;
ALTER TABLE post DROP COLUMN policy;
ALTER TABLE post DROP COLUMN due_at;
