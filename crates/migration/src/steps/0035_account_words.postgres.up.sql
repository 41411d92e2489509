-- Accounts are found by their number, their name and the addresses of their members: a row for each, kept by triggers so that no
-- way of writing forgets them, and folded as the words of a search are (`store::text::fold`).
CREATE TABLE account_text (
    account_id UUID NOT NULL,
    words tsvector NOT NULL
);
INSERT INTO account_text (account_id, words) SELECT a.id, case_words(a.number || ' ' || a.name) FROM account a;
INSERT INTO account_text (account_id, words) SELECT s.account_id, case_words(m.email) FROM membership s JOIN member m ON m.id = s.member_id;
CREATE FUNCTION account_text_of_account() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO account_text (account_id, words) VALUES (NEW.id, case_words(NEW.number || ' ' || NEW.name)); RETURN NULL; END $$;
CREATE FUNCTION account_text_of_member() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO account_text (account_id, words) SELECT NEW.account_id, case_words(m.email) FROM member m WHERE m.id = NEW.member_id; RETURN NULL; END $$;
CREATE TRIGGER account_text_of_account AFTER INSERT ON account FOR EACH ROW EXECUTE FUNCTION account_text_of_account();
CREATE TRIGGER account_text_of_member AFTER INSERT ON membership FOR EACH ROW EXECUTE FUNCTION account_text_of_member();
CREATE INDEX account_text_by_words ON account_text USING gin (words);
