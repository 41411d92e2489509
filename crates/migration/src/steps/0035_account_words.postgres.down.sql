DROP TRIGGER account_text_of_member ON membership;
DROP TRIGGER account_text_of_account ON account;
DROP FUNCTION account_text_of_member;
DROP FUNCTION account_text_of_account;
DROP TABLE account_text;
