DROP INDEX orders_by_submission;
DROP INDEX order_line_of_article;
DROP TABLE cause_told;
DROP TABLE cause_notice;
DROP TABLE cause_case;
DROP TABLE cause_article;
DROP TABLE cause;
