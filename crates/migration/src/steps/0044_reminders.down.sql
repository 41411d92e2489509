DROP INDEX open_item_overdue;
DROP TABLE reminder_hold;
DROP TABLE reminder;
