DROP TABLE lease;
DROP TABLE case_contact;
