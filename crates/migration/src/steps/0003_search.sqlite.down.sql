DROP TABLE article_trigram;
DROP TABLE article_text;
