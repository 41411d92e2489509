DROP INDEX article_by_typed_number;
