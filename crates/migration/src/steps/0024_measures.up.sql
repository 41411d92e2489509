-- The vendor's mirror: what each case adds to the figures, and the figures by day and month, so that a page reads days and no
-- cases. A case whose row says that it is not counted is counted by a worker, which takes away what it added before.
ALTER TABLE cases ADD COLUMN counted BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX cases_uncounted ON cases (number) WHERE NOT counted;

CREATE TABLE case_measure (
    account_id UUID NOT NULL,
    case_id UUID NOT NULL,
    -- What it has added, to be taken away when it has changed.
    measure JSON NOT NULL,
    PRIMARY KEY (account_id, case_id),
    FOREIGN KEY (account_id, case_id) REFERENCES cases (account_id, id)
);

-- Sums over the cases that were written on a day, or in a month (by its first day): of a kind, with a tag of the vendor's, in
-- an hour. How many took how long is counted by the bounds of `domain::measures::BOUNDS`.
CREATE TABLE case_count (
    grain TEXT NOT NULL,
    day DAY NOT NULL,
    grouped_by TEXT NOT NULL,
    name TEXT NOT NULL,
    written BIGINT NOT NULL,
    first_00 BIGINT NOT NULL,
    first_01 BIGINT NOT NULL,
    first_02 BIGINT NOT NULL,
    first_03 BIGINT NOT NULL,
    first_04 BIGINT NOT NULL,
    first_05 BIGINT NOT NULL,
    first_06 BIGINT NOT NULL,
    first_07 BIGINT NOT NULL,
    first_08 BIGINT NOT NULL,
    first_09 BIGINT NOT NULL,
    first_10 BIGINT NOT NULL,
    first_11 BIGINT NOT NULL,
    first_12 BIGINT NOT NULL,
    first_13 BIGINT NOT NULL,
    first_14 BIGINT NOT NULL,
    first_15 BIGINT NOT NULL,
    first_16 BIGINT NOT NULL,
    first_17 BIGINT NOT NULL,
    first_18 BIGINT NOT NULL,
    first_19 BIGINT NOT NULL,
    first_20 BIGINT NOT NULL,
    first_21 BIGINT NOT NULL,
    first_22 BIGINT NOT NULL,
    first_23 BIGINT NOT NULL,
    first_pending BIGINT NOT NULL,
    first_overdue BIGINT NOT NULL,
    first_ended BIGINT NOT NULL,
    solved_00 BIGINT NOT NULL,
    solved_01 BIGINT NOT NULL,
    solved_02 BIGINT NOT NULL,
    solved_03 BIGINT NOT NULL,
    solved_04 BIGINT NOT NULL,
    solved_05 BIGINT NOT NULL,
    solved_06 BIGINT NOT NULL,
    solved_07 BIGINT NOT NULL,
    solved_08 BIGINT NOT NULL,
    solved_09 BIGINT NOT NULL,
    solved_10 BIGINT NOT NULL,
    solved_11 BIGINT NOT NULL,
    solved_12 BIGINT NOT NULL,
    solved_13 BIGINT NOT NULL,
    solved_14 BIGINT NOT NULL,
    solved_15 BIGINT NOT NULL,
    solved_16 BIGINT NOT NULL,
    solved_17 BIGINT NOT NULL,
    solved_18 BIGINT NOT NULL,
    solved_19 BIGINT NOT NULL,
    solved_20 BIGINT NOT NULL,
    solved_21 BIGINT NOT NULL,
    solved_22 BIGINT NOT NULL,
    solved_23 BIGINT NOT NULL,
    solved_pending BIGINT NOT NULL,
    solved_overdue BIGINT NOT NULL,
    solved_ended BIGINT NOT NULL,
    answer_kept BIGINT NOT NULL,
    answer_late BIGINT NOT NULL,
    answer_overdue BIGINT NOT NULL,
    answer_open BIGINT NOT NULL,
    update_kept BIGINT NOT NULL,
    update_late BIGINT NOT NULL,
    update_overdue BIGINT NOT NULL,
    update_open BIGINT NOT NULL,
    solution_kept BIGINT NOT NULL,
    solution_late BIGINT NOT NULL,
    solution_overdue BIGINT NOT NULL,
    solution_open BIGINT NOT NULL,
    rated_1 BIGINT NOT NULL,
    rated_2 BIGINT NOT NULL,
    rated_3 BIGINT NOT NULL,
    rated_4 BIGINT NOT NULL,
    rated_5 BIGINT NOT NULL,
    rated_expected_1 BIGINT NOT NULL,
    rated_expected_2 BIGINT NOT NULL,
    rated_expected_3 BIGINT NOT NULL,
    rated_expected_4 BIGINT NOT NULL,
    rated_expected_5 BIGINT NOT NULL,
    PRIMARY KEY (grain, day, grouped_by, name)
);

-- How many complaints there were about an article, or of a cause.
CREATE TABLE complaint_count (
    grain TEXT NOT NULL,
    about TEXT NOT NULL,
    day DAY NOT NULL,
    name TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (grain, about, day, name)
);

-- Who waits for a first answer, and who has said what they expected and then how content they are.
CREATE INDEX cases_unanswered ON cases (opened_at) WHERE answered_after IS NULL AND closed_at IS NULL;
CREATE INDEX cases_rated ON cases (opened_at) WHERE satisfaction IS NOT NULL AND expected IS NOT NULL;
