-- What the vendor sells, for how much, and what there is of it.

CREATE TABLE category (
    slug TEXT NOT NULL PRIMARY KEY,
    parent TEXT,
    position INTEGER NOT NULL,
    names JSON NOT NULL
);

CREATE TABLE article (
    id UUID NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('goods', 'service')),
    category TEXT NOT NULL REFERENCES category (slug),
    unit TEXT NOT NULL,
    tax_class TEXT NOT NULL CHECK (tax_class IN ('standard', 'reduced', 'zero', 'exempt')),
    -- Thousandths of the unit, like every quantity.
    step BIGINT NOT NULL CHECK (step > 0),
    picture TEXT NOT NULL,
    -- The article that names the family of variants; its own id for the family's head, none for single articles.
    family_id UUID,
    variant_labels JSON NOT NULL,
    names JSON NOT NULL,
    descriptions JSON NOT NULL,
    keywords TEXT NOT NULL,
    -- Hash of the imported row: an import says truly what changed.
    content_hash BYTES NOT NULL,
    active BOOLEAN NOT NULL DEFAULT TRUE
);
CREATE INDEX article_by_category ON article (category, number);
CREATE INDEX article_by_family ON article (family_id);

-- Prices by list; a list has one currency.
CREATE TABLE price (
    list TEXT NOT NULL,
    article_id UUID NOT NULL REFERENCES article (id),
    from_quantity BIGINT NOT NULL,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (list, article_id, from_quantity)
);

CREATE TABLE stock (
    article_id UUID NOT NULL PRIMARY KEY REFERENCES article (id),
    on_hand BIGINT NOT NULL,
    -- Promised to orders and not yet shipped.
    reserved BIGINT NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    incoming BIGINT NOT NULL DEFAULT 0,
    incoming_on DAY,
    -- Working days to get more; none when there will be no more.
    lead_days INTEGER,
    -- Hash of what the last import said of the stock.
    import_hash BYTES NOT NULL
);
