DROP INDEX post_held_by_case;
