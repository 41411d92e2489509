-- One row that every submission must hold would make them wait for each other; a sequence does not.
CREATE SEQUENCE order_number START 1001;
