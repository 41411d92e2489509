DROP INDEX review_by_age;
ALTER TABLE review DROP COLUMN ordered;
DROP INDEX outbox_by_age;
DROP INDEX invitation_by_age;
DROP INDEX session_by_age;
DROP INDEX sign_in_code_by_age;
DROP INDEX attempt_by_age;
DROP INDEX cart_change_by_age;
DROP INDEX cart_by_age;
