-- SHA-256 of what a change asked for: the same key with another input is refused. None for changes made before this step.
ALTER TABLE cart_change ADD COLUMN input_hash BYTES;
