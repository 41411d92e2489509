DROP SEQUENCE order_number;
