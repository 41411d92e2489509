DROP TABLE setting_change;
DROP INDEX cases_by_merge;
ALTER TABLE cases DROP COLUMN merged_into;
DROP TABLE case_link;
DROP TABLE case_presence;
DROP TABLE case_view;
DROP TABLE canned_reply;
