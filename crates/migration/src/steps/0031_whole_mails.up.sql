-- A mail that is longer than an entry has only its beginning there, and says so.
ALTER TABLE post ADD COLUMN is_cut BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE post SET is_cut = TRUE WHERE state = 'filed' AND entry_id IN (
    SELECT e.id FROM case_entry e JOIN cases c ON c.account_id = e.account_id AND c.id = e.case_id
    WHERE c.account_id = post.account_id AND c.number = post.case_number AND LENGTH(e.text) >= 8000);
-- The same mail by another way goes after a time, as what machines have sent does.
DROP INDEX post_by_age;
CREATE INDEX post_by_age ON post (filed_at) WHERE state IN ('automatic', 'own', 'discarded', 'copy');
