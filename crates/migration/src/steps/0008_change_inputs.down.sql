ALTER TABLE cart_change DROP COLUMN input_hash;
