-- The mails that wait for a person's word and name a case: they stand beside it, and as long as they do it is not closed by
-- silence.
CREATE INDEX post_held_by_case ON post (case_number) WHERE state = 'held';

-- What customers said with another step, and words about a solution, are counted otherwise from now on: all cases anew.
UPDATE cases SET counted = FALSE WHERE counted;
