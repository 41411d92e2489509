-- What people have answered to a mail before it is in a case. It goes out by the outbox, and becomes an entry of the case, with
-- this id, when the mail is attached.
CREATE TABLE post_answer (
    id UUID NOT NULL PRIMARY KEY,
    post_id UUID NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    -- Made on the device: the same key answers once.
    key UUID NOT NULL UNIQUE,
    member_id UUID NOT NULL REFERENCES member (id),
    text TEXT NOT NULL,
    at INSTANT NOT NULL,
    outbox_id UUID NOT NULL
);
CREATE INDEX post_answer_by_post ON post_answer (post_id, at);

-- The waiting mail with which this one stands: its sender has answered our answer.
ALTER TABLE post ADD COLUMN thread_id UUID;
CREATE INDEX post_by_thread ON post (thread_id, received_at) WHERE thread_id IS NOT NULL;
-- The waiting mail of which this one is a copy, by another way, and what says so: SHA-256 of the words.
ALTER TABLE post ADD COLUMN same_as UUID;
ALTER TABLE post ADD COLUMN text_hash BYTES;
CREATE INDEX post_copies ON post (same_as) WHERE same_as IS NOT NULL;
CREATE INDEX post_waiting_ids ON post (message_id) WHERE state IN ('held', 'unknown', 'unreadable');
-- What a waiting mail is looked for by: sender, subject and text, folded as a search is, each word after a space.
ALTER TABLE post ADD COLUMN words TEXT;
UPDATE post SET words = ' ' || lower(replace(replace(replace(COALESCE(sender, '') || ' ' || COALESCE(sender_name, '') || ' ' || COALESCE(subject, '') || ' ' || COALESCE(excerpt, ''), '@', ' '), '.', ' '), '-', ' ')) WHERE state IN ('held', 'unknown', 'unreadable');
