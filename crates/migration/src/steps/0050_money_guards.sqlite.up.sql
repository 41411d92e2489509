-- Of which of the vendor's accounts a movement is: two formats of one account name its movements differently, so that
-- what is loaded in both would count twice.
ALTER TABLE movement ADD COLUMN bank_account TEXT NOT NULL DEFAULT '';
UPDATE movement SET bank_account = (SELECT f.bank_account FROM bank_file f WHERE f.id = movement.file_id);
CREATE INDEX movement_by_day ON movement (booked_on, bank_account, currency, file_id);
