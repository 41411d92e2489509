-- The words of an order, kept by a trigger so that no way of writing an order forgets them. The row's id is the order's
-- number: newest first and page after page cost nothing. The account is a word as well, so that one customer's search
-- reads no other customer's orders.
CREATE VIRTUAL TABLE order_text USING fts5 (words, content = '', detail = none, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
INSERT INTO order_text (rowid, words) SELECT o.number, 'zzaccount' || lower(hex(o.account_id)) || ' ' || o.search_text || ' ' || a.name || ' ' || a.number FROM orders o JOIN account a ON a.id = o.account_id;
CREATE TRIGGER order_text_of_order AFTER INSERT ON orders BEGIN INSERT INTO order_text (rowid, words) SELECT new.number, 'zzaccount' || lower(hex(new.account_id)) || ' ' || new.search_text || ' ' || a.name || ' ' || a.number FROM account a WHERE a.id = new.account_id; END;
