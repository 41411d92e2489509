DROP TABLE article_row;
