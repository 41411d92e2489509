ALTER TABLE outbox DROP COLUMN came_back_at;
ALTER TABLE outbox DROP COLUMN entry_id;
