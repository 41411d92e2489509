ALTER TABLE article ADD COLUMN active BOOLEAN NOT NULL DEFAULT TRUE;
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (state, next_try_at);
