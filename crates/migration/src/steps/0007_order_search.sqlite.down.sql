DROP TRIGGER order_text_of_order;
DROP TABLE order_text;
