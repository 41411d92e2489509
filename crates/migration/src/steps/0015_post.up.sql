-- Mail that came in: kept raw before anything is made of it, so that nothing is lost that could not be read.

CREATE TABLE post (
    id UUID NOT NULL PRIMARY KEY,
    -- Where it came in: the name of an IMAP mailbox, or "lmtp".
    mailbox TEXT NOT NULL,
    -- SHA-256 of the raw mail: one mail is taken in once per mailbox, whatever its UID is by now.
    content_hash BYTES NOT NULL,
    -- What the MTA said, where it did: an empty sender is that of a bounce.
    envelope_from TEXT,
    envelope_to JSON NOT NULL,
    raw BYTES NOT NULL,
    state TEXT NOT NULL,
    -- Why it is held, or could not be read.
    reason TEXT,
    verdict TEXT,
    sender TEXT,
    sender_name TEXT,
    subject TEXT,
    excerpt TEXT,
    message_id TEXT,
    account_id UUID,
    case_number BIGINT,
    -- The case whose number stands in the subject: a hint for people, nothing more.
    hint BIGINT,
    entry_id UUID,
    -- Of a bounce: whom the mail did not reach, and what the other server said.
    failed_recipient TEXT,
    -- Attachments that were not taken over, by name.
    left_out JSON NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    handled_by UUID REFERENCES member (id),
    received_at INSTANT NOT NULL,
    filed_at INSTANT
);
CREATE UNIQUE INDEX post_once ON post (mailbox, content_hash);
CREATE INDEX post_new ON post (received_at) WHERE state = 'new';
CREATE INDEX post_by_state ON post (state, received_at);
CREATE INDEX post_by_case ON post (account_id, case_number, received_at) WHERE case_number IS NOT NULL;
CREATE INDEX post_by_message ON post (account_id, message_id) WHERE case_number IS NOT NULL;
CREATE INDEX post_by_sender ON post (sender, received_at);
CREATE INDEX post_by_age ON post (filed_at) WHERE state IN ('automatic', 'own', 'discarded');

-- Which mails of an IMAP mailbox were taken in. The flag \Seen is other people's.
CREATE TABLE post_uid (
    mailbox TEXT NOT NULL,
    uid_validity BIGINT NOT NULL,
    uid BIGINT NOT NULL,
    post_id UUID NOT NULL,
    PRIMARY KEY (mailbox, uid_validity, uid)
);
