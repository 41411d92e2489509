-- What is old is found by its age, a few rows at a time.
CREATE INDEX cart_by_age ON cart (changed_at) WHERE device_hash IS NOT NULL;
CREATE INDEX cart_change_by_age ON cart_change (created_at);
CREATE INDEX attempt_by_age ON attempt (window_start);
CREATE INDEX sign_in_code_by_age ON sign_in_code (created_at);
CREATE INDEX session_by_age ON session (seen_at);
CREATE INDEX invitation_by_age ON invitation (expires_at);
CREATE INDEX outbox_by_age ON outbox (done_at) WHERE done_at IS NOT NULL;
-- An order names this review, so it is kept. Upkeep finds that out when the review is old, and then looks no more.
ALTER TABLE review ADD COLUMN ordered BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX review_by_age ON review (created_at) WHERE NOT ordered;
