DROP INDEX cases_open;
DROP INDEX cases_of_kind;
DROP INDEX cases_of_nobody;
DROP INDEX cases_waiting;
