DROP INDEX cases_lapsing;
ALTER TABLE cases DROP COLUMN lapses_at;
