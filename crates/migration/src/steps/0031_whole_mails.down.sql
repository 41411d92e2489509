UPDATE post SET state = 'discarded' WHERE state = 'copy';
DROP INDEX post_by_age;
CREATE INDEX post_by_age ON post (filed_at) WHERE state IN ('automatic', 'own', 'discarded');
ALTER TABLE post DROP COLUMN is_cut;
