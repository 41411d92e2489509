DROP INDEX outbox_by_case;
ALTER TABLE outbox DROP COLUMN case_number;
DROP INDEX event_by_case;
ALTER TABLE event DROP COLUMN case_number;
DROP TABLE case_tag;
DROP TABLE case_note;
DROP TABLE case_file;
DROP TABLE case_entry;
DROP TABLE cases;
