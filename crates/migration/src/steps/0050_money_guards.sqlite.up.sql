-- Of which of the vendor's accounts a movement is: two formats of one account name its movements differently, so that
-- what is loaded in both would count twice.
ALTER TABLE movement ADD COLUMN bank_account TEXT NOT NULL DEFAULT '';
-- In the form that new rows have: bank code and number apart become one, the number with the zeros that it begins with in
-- the IBAN. A file of several accounts does not say which of them a movement is of.
UPDATE movement SET bank_account = (SELECT UPPER(SUBSTR(REPLACE(REPLACE(CASE
        WHEN INSTR(f.bank_account, ',') > 0 THEN ''
        WHEN INSTR(f.bank_account, '/') > 0 THEN SUBSTR(f.bank_account, 1, INSTR(f.bank_account, '/') - 1)
            || SUBSTR('0000000000', LENGTH(f.number) + 1) || f.number
        ELSE f.bank_account END, ' ', ''), '-', ''), 1, 60))
    FROM (SELECT id, bank_account,
            REPLACE(REPLACE(SUBSTR(bank_account, INSTR(bank_account, '/') + 1), ' ', ''), '-', '') AS number
        FROM bank_file) f
    WHERE f.id = movement.file_id);
CREATE INDEX movement_by_day ON movement (booked_on, bank_account, currency, file_id);
