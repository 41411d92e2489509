-- Not each word of the vendor's answers the customer: some ask, some only bring a file.
ALTER TABLE case_entry ADD COLUMN is_answer BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE case_entry SET is_answer = TRUE WHERE by_vendor;
