-- The words of an order, kept by a trigger so that no way of writing an order forgets them: its own and its customer's,
-- in lower case and without accents, split where a search is split.
ALTER TABLE orders ADD COLUMN words tsvector;
CREATE FUNCTION order_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.words := to_tsvector('simple', regexp_replace(NEW.search_text || ' ' || (SELECT translate(lower(name), 'áàâäãåéèêëíìîïóòôöõőúùûüűçñý', 'aaaaaaeeeeiiiioooooouuuuucny') || ' ' || lower(number) FROM account WHERE id = NEW.account_id), '[^[:alnum:]]+', ' ', 'g')); RETURN NEW; END $$;
CREATE TRIGGER order_words BEFORE INSERT OR UPDATE OF search_text ON orders FOR EACH ROW EXECUTE FUNCTION order_words();
UPDATE orders SET search_text = search_text;
CREATE INDEX orders_by_words ON orders USING gin (words);
