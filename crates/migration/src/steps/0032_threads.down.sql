DROP INDEX case_entry_by_time;
