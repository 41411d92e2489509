DROP TABLE article_text;
