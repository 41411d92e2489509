-- Accounts are found by their number, their name and the addresses of their members: a row for each, kept by triggers so that no
-- way of writing forgets them, and folded as the words of a search are (`store::text::fold`).
CREATE VIRTUAL TABLE account_text USING fts5 (words, account_id UNINDEXED, detail = none, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3 4 5 6 8');
INSERT INTO account_text (words, account_id) SELECT replace(replace(replace(replace(a.number || ' ' || a.name, 'ß', 'ss'), 'ẞ', 'ss'), 'ø', 'o'), 'Ø', 'o'), a.id FROM account a;
INSERT INTO account_text (words, account_id) SELECT m.email, s.account_id FROM membership s JOIN member m ON m.id = s.member_id;
CREATE TRIGGER account_text_of_account AFTER INSERT ON account BEGIN INSERT INTO account_text (words, account_id) VALUES (replace(replace(replace(replace(new.number || ' ' || new.name, 'ß', 'ss'), 'ẞ', 'ss'), 'ø', 'o'), 'Ø', 'o'), new.id); END;
CREATE TRIGGER account_text_of_member AFTER INSERT ON membership BEGIN INSERT INTO account_text (words, account_id) SELECT m.email, new.account_id FROM member m WHERE m.id = new.member_id; END;
