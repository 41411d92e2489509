-- A code counts for minutes: it goes before whatever else waits.
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (state, secret DESC, next_try_at);
-- What has no price is not sold; nothing ever said so in another way.
ALTER TABLE article DROP COLUMN active;
