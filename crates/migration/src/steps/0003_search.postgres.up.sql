-- Full text over everything an article is called, in all languages. Trigrams forgive typing mistakes.
-- The text is stored without accents and in lower case by the writer, so no further extension is needed.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TABLE article_text (
    article_id UUID NOT NULL PRIMARY KEY REFERENCES article (id),
    number TEXT NOT NULL,
    -- The number as words, so that it is found however it is typed.
    spoken TEXT NOT NULL,
    body TEXT NOT NULL,
    words tsvector GENERATED ALWAYS AS (to_tsvector('simple', spoken || ' ' || body)) STORED
);
CREATE INDEX article_text_words ON article_text USING gin (words);
CREATE INDEX article_text_trigrams ON article_text USING gin (body gin_trgm_ops);
