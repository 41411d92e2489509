-- What a file holds, for the transcript: SHA-256. Files that came before this step have none.
ALTER TABLE case_file ADD COLUMN content_hash BYTES;
-- Who writes a canned reply anew has seen it as it is.
ALTER TABLE canned_reply ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
-- What the customer has raised and nobody has answered: escalated, objected.
ALTER TABLE cases ADD COLUMN raised TEXT;
