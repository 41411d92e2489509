-- Which row of the full text an article has: by its number the whole text would have to be read. The rows of the tables
-- themselves are renumbered by VACUUM, and so by every backup.
CREATE TABLE article_row (
    id INTEGER NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE
);
INSERT INTO article_row (id, number) SELECT rowid, article FROM article_text;
DELETE FROM article_trigram;
INSERT INTO article_trigram (rowid, article, body) SELECT rowid, article, body FROM article_text;
