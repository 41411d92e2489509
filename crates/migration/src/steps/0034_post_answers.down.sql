UPDATE post SET state = 'discarded' WHERE state = 'copy' AND case_number IS NULL;
ALTER TABLE post DROP COLUMN words;
DROP INDEX post_waiting_ids;
DROP INDEX post_copies;
ALTER TABLE post DROP COLUMN text_hash;
ALTER TABLE post DROP COLUMN same_as;
DROP INDEX post_by_thread;
ALTER TABLE post DROP COLUMN thread_id;
DROP TABLE post_answer;
