-- The words of cases: a row for the subject and one for each entry, kept by triggers so that no way of writing forgets
-- them. The account is a word as well, so that one customer's search reads no other customer's cases.
CREATE SEQUENCE case_number START 1001;
CREATE TABLE case_text (
    account_id UUID NOT NULL,
    case_number BIGINT NOT NULL,
    words tsvector NOT NULL
);
CREATE FUNCTION case_words(text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$ SELECT to_tsvector('simple', regexp_replace(translate(lower($1), 'áàâäãåéèêëíìîïóòôöõőúùûüűçñý', 'aaaaaaeeeeiiiioooooouuuuucny'), '[^[:alnum:]]+', ' ', 'g')) $$;
CREATE FUNCTION case_text_of_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO case_text (account_id, case_number, words) SELECT NEW.account_id, NEW.number, case_words('zzaccount' || replace(NEW.account_id::text, '-', '') || ' ' || NEW.number || ' ' || NEW.subject || ' ' || a.name || ' ' || a.number) FROM account a WHERE a.id = NEW.account_id; RETURN NULL; END $$;
CREATE FUNCTION case_text_of_entry() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO case_text (account_id, case_number, words) SELECT NEW.account_id, c.number, case_words('zzaccount' || replace(NEW.account_id::text, '-', '') || ' ' || NEW.text) FROM cases c WHERE c.account_id = NEW.account_id AND c.id = NEW.case_id; RETURN NULL; END $$;
CREATE TRIGGER case_text_of_case AFTER INSERT ON cases FOR EACH ROW EXECUTE FUNCTION case_text_of_case();
CREATE TRIGGER case_text_of_entry AFTER INSERT ON case_entry FOR EACH ROW EXECUTE FUNCTION case_text_of_entry();
CREATE INDEX case_text_by_words ON case_text USING gin (words);
