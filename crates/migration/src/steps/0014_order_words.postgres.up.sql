-- The account is a word of its orders as well, as in SQLite: one customer's search reads no other customer's orders.
CREATE OR REPLACE FUNCTION order_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.words := to_tsvector('simple', regexp_replace('zzaccount' || replace(NEW.account_id::text, '-', '') || ' ' || NEW.search_text || ' ' || (SELECT translate(lower(name), 'áàâäãåéèêëíìîïóòôöõőúùûüűçñý', 'aaaaaaeeeeiiiioooooouuuuucny') || ' ' || lower(number) FROM account WHERE id = NEW.account_id), '[^[:alnum:]]+', ' ', 'g')); RETURN NEW; END $$;
UPDATE orders SET search_text = search_text;
