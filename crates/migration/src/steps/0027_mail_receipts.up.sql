-- What became of the mails about what was written in a case, for both sides: which entry a mail to the customer brings, or
-- confirms, and when it came back.
ALTER TABLE outbox ADD COLUMN entry_id UUID;
ALTER TABLE outbox ADD COLUMN came_back_at INSTANT;
