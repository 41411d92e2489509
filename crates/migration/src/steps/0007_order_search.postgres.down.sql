DROP INDEX orders_by_words;
DROP TRIGGER order_words ON orders;
DROP FUNCTION order_words;
ALTER TABLE orders DROP COLUMN words;
