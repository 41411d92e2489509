DROP INDEX cases_rated;
DROP INDEX cases_unanswered;
DROP TABLE complaint_count;
DROP TABLE case_count;
DROP TABLE case_measure;
DROP INDEX cases_uncounted;
ALTER TABLE cases DROP COLUMN counted;
