-- What the vendor knows and tells everybody: articles with a text for each language, and whether they helped.

CREATE TABLE knowledge (
    -- Its address, which never changes.
    slug TEXT NOT NULL PRIMARY KEY,
    topic TEXT NOT NULL,
    position INTEGER NOT NULL,
    -- The key of the form that made it: a second press makes no second article.
    made_by UUID NOT NULL UNIQUE,
    -- How many visitors it helped and how many it did not: kept with the votes, not counted for each page.
    helped BIGINT NOT NULL DEFAULT 0,
    unhelped BIGINT NOT NULL DEFAULT 0,
    created_at INSTANT NOT NULL
);

CREATE TABLE knowledge_text (
    slug TEXT NOT NULL REFERENCES knowledge (slug),
    language TEXT NOT NULL,
    title TEXT NOT NULL,
    -- Its beginning, for lists.
    summary TEXT NOT NULL,
    -- Markdown.
    body TEXT NOT NULL,
    published BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    changed_at INSTANT NOT NULL,
    PRIMARY KEY (slug, language)
);

-- One vote of a visitor; a later one takes the place of the earlier.
CREATE TABLE knowledge_vote (
    slug TEXT NOT NULL REFERENCES knowledge (slug),
    -- SHA-256 of who it was: a member, or a device before signing in.
    visitor BYTES NOT NULL,
    helped BOOLEAN NOT NULL,
    words TEXT,
    language TEXT NOT NULL,
    at INSTANT NOT NULL,
    PRIMARY KEY (slug, visitor)
);
CREATE INDEX knowledge_vote_by_time ON knowledge_vote (slug, at) WHERE words IS NOT NULL;

-- The words of the published texts, folded by the writer; a title weighs more.
CREATE TABLE knowledge_words (
    slug TEXT NOT NULL REFERENCES knowledge (slug),
    language TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    words tsvector GENERATED ALWAYS AS (setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', body), 'D')) STORED,
    PRIMARY KEY (slug, language)
);
CREATE INDEX knowledge_words_by_word ON knowledge_words USING gin (words);
