-- A mail that waits for a person's word has a promise, as a case has: by when its sender hears, by which rules that was
-- said, and when those above were told that it was missed.
ALTER TABLE post ADD COLUMN due_at INSTANT;
ALTER TABLE post ADD COLUMN policy JSON;
ALTER TABLE post ADD COLUMN missed_at INSTANT;
-- What has no promise comes after everything that has one, as with cases.
CREATE INDEX post_waiting ON post (COALESCE(due_at, 9223372036854775807), id)
    WHERE state IN ('held', 'unknown', 'unreadable');
