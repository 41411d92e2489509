ALTER TABLE cases DROP COLUMN raised;
ALTER TABLE canned_reply DROP COLUMN version;
ALTER TABLE case_file DROP COLUMN content_hash;
