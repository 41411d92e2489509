CREATE OR REPLACE FUNCTION case_words(text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$ SELECT to_tsvector('simple', regexp_replace(translate(lower($1), 'áàâäãåéèêëíìîïóòôöõőúùûüűçñý', 'aaaaaaeeeeiiiioooooouuuuucny'), '[^[:alnum:]]+', ' ', 'g')) $$;
DROP INDEX cases_by_order;
