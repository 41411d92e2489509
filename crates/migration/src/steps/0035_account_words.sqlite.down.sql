DROP TRIGGER account_text_of_member;
DROP TRIGGER account_text_of_account;
DROP TABLE account_text;
