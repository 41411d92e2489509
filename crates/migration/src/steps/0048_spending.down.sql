DROP INDEX order_line_amounts;
DROP INDEX orders_by_day;
