-- The words of cases are folded as those of a search are (`store::text::fold`): every accent goes, ß is ss, ø is o. What
-- is there is taken in anew.
CREATE INDEX cases_by_order ON cases (account_id, order_number) WHERE order_number IS NOT NULL;
CREATE OR REPLACE FUNCTION case_words(text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$ SELECT to_tsvector('simple', regexp_replace(replace(replace(lower(regexp_replace(normalize($1, NFD), '[\u0300-\u036f]', '', 'g')), 'ß', 'ss'), 'ø', 'o'), '[^[:alnum:]]+', ' ', 'g')) $$;
DELETE FROM case_text;
INSERT INTO case_text (account_id, case_number, words) SELECT c.account_id, c.number, case_words('zzaccount' || replace(c.account_id::text, '-', '') || ' ' || c.number || ' ' || c.subject || ' ' || a.name || ' ' || a.number) FROM cases c JOIN account a ON a.id = c.account_id;
INSERT INTO case_text (account_id, case_number, words) SELECT e.account_id, c.number, case_words('zzaccount' || replace(e.account_id::text, '-', '') || ' ' || e.text) FROM case_entry e JOIN cases c ON c.account_id = e.account_id AND c.id = e.case_id;
