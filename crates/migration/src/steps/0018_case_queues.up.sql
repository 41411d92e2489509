-- A queue of its own order for each thing that is asked of the inbox, and the open cases of one account: a page is read
-- from the beginning of an index, however many cases there are.
CREATE INDEX cases_waiting ON cases (COALESCE(due_at, 9223372036854775807), number)
    WHERE closed_at IS NULL AND waits_for_customer;
CREATE INDEX cases_of_nobody ON cases (COALESCE(due_at, 9223372036854775807), number)
    WHERE closed_at IS NULL AND assignee_id IS NULL;
CREATE INDEX cases_of_kind ON cases (kind, COALESCE(due_at, 9223372036854775807), number) WHERE closed_at IS NULL;
CREATE INDEX cases_open ON cases (account_id, number) WHERE closed_at IS NULL;
