-- Of an entry that was split off: as what it was written first. How it came by mail is found by that.
ALTER TABLE case_entry ADD COLUMN copied_from UUID;
CREATE INDEX post_by_entry ON post (account_id, entry_id) WHERE entry_id IS NOT NULL;

-- What cannot be read waits beside the case that it answers, too.
DROP INDEX post_held_by_case;
CREATE INDEX post_waiting_by_case ON post (case_number) WHERE state IN ('held', 'unreadable');

-- What is not settled yet, the oldest first.
-- From before a case with an open dispute could not be closed.
ALTER TABLE dispute ADD COLUMN left_open BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE dispute SET left_open = TRUE WHERE ended_at IS NULL AND EXISTS (SELECT 1 FROM cases c
    LEFT JOIN cases m ON m.account_id = c.account_id AND m.number = c.merged_into
    WHERE c.account_id = dispute.account_id AND c.number = dispute.case_number AND COALESCE(m.stage, c.stage) = 'closed');
CREATE INDEX dispute_open ON dispute (opened_at, id) WHERE ended_at IS NULL;

-- Complaints with a solution are looked at anew by the next round of the watch: what is due, and whose turn it is, may be
-- of another opinion of the clock.
UPDATE cases SET due_at = opened_at WHERE closed_at IS NULL AND stage = 'proposed' AND kind IN ('complaint', 'concern');
UPDATE cases SET counted = FALSE WHERE counted AND kind IN ('complaint', 'concern');
