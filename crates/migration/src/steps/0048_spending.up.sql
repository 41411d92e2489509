-- What an account has ordered is added up over its lines: by month, by category and by article. Each sum reads all lines of
-- its period, and only these indexes, whose entries are a tenth of a row.

CREATE INDEX orders_by_day ON orders (account_id, currency, submitted_at, id, state);
CREATE INDEX order_line_amounts ON order_line (account_id, order_id, article_id, unit, quantity, cancelled, net, tax, gross);
