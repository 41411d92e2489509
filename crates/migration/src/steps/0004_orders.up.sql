-- Carts, reviews, orders, shipments.

CREATE TABLE cart (
    id UUID NOT NULL PRIMARY KEY,
    -- Both are there for a member's cart in an account; neither for the cart of a device before sign-in.
    account_id UUID REFERENCES account (id),
    member_id UUID REFERENCES member (id),
    -- SHA-256 of the secret in the device's cookie, before sign-in.
    device_hash BYTES UNIQUE,
    address_id UUID,
    delivery_way TEXT,
    reference TEXT,
    note TEXT,
    changed_at INSTANT NOT NULL
);
CREATE UNIQUE INDEX cart_by_member ON cart (account_id, member_id);

CREATE TABLE cart_line (
    cart_id UUID NOT NULL REFERENCES cart (id) ON DELETE CASCADE,
    article_id UUID NOT NULL REFERENCES article (id),
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    wished_on DAY,
    added_at INSTANT NOT NULL,
    PRIMARY KEY (cart_id, article_id)
);

-- A change of a cart that was carried out: a retry from a phone must not add twice.
CREATE TABLE cart_change (
    cart_id UUID NOT NULL REFERENCES cart (id) ON DELETE CASCADE,
    key UUID NOT NULL,
    created_at INSTANT NOT NULL,
    PRIMARY KEY (cart_id, key)
);

CREATE TABLE saved_list (
    account_id UUID NOT NULL REFERENCES account (id),
    id UUID NOT NULL,
    name TEXT NOT NULL,
    created_at INSTANT NOT NULL,
    PRIMARY KEY (account_id, id)
);

CREATE TABLE saved_list_line (
    account_id UUID NOT NULL,
    list_id UUID NOT NULL,
    article_id UUID NOT NULL REFERENCES article (id),
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    position INTEGER NOT NULL,
    PRIMARY KEY (account_id, list_id, article_id),
    FOREIGN KEY (account_id, list_id) REFERENCES saved_list (account_id, id) ON DELETE CASCADE
);

CREATE TABLE review (
    account_id UUID NOT NULL REFERENCES account (id),
    id UUID NOT NULL,
    cart_id UUID NOT NULL,
    version INTEGER NOT NULL,
    offer JSON NOT NULL,
    created_at INSTANT NOT NULL,
    PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX review_by_cart ON review (cart_id, version);

-- "order" is a reserved word of SQL.
CREATE TABLE orders (
    account_id UUID NOT NULL REFERENCES account (id),
    id UUID NOT NULL,
    number BIGINT NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 1,
    state TEXT NOT NULL,
    member_id UUID NOT NULL REFERENCES member (id),
    review_id UUID NOT NULL,
    currency TEXT NOT NULL,
    price_mode TEXT NOT NULL,
    goods_amount BIGINT NOT NULL,
    delivery_way TEXT NOT NULL,
    delivery_amount BIGINT NOT NULL,
    net BIGINT NOT NULL,
    tax BIGINT NOT NULL,
    gross BIGINT NOT NULL,
    by_rate JSON NOT NULL,
    address JSON NOT NULL,
    reference TEXT,
    note TEXT,
    line_count INTEGER NOT NULL,
    -- The first article names in each language, for lists.
    summary JSON NOT NULL,
    -- Lower case, without accents: number, reference, article numbers and names.
    search_text TEXT NOT NULL,
    -- The last promised day of the open lines.
    promised_on DAY,
    cancel_until INSTANT NOT NULL,
    cancel_requested_at INSTANT,
    reason TEXT,
    submitted_at INSTANT NOT NULL,
    closed_at INSTANT,
    PRIMARY KEY (account_id, id)
);
-- A review is ordered once, whatever key a second page brings.
CREATE UNIQUE INDEX orders_by_review ON orders (account_id, review_id);
CREATE INDEX orders_by_time ON orders (account_id, number);
CREATE INDEX orders_by_state ON orders (account_id, state, number);
CREATE INDEX orders_of_all ON orders (state, number);

CREATE TABLE order_line (
    account_id UUID NOT NULL,
    order_id UUID NOT NULL,
    id UUID NOT NULL,
    position INTEGER NOT NULL,
    article_id UUID NOT NULL REFERENCES article (id),
    article_number TEXT NOT NULL,
    names JSON NOT NULL,
    picture TEXT NOT NULL,
    unit TEXT NOT NULL,
    kind TEXT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    cancelled BIGINT NOT NULL DEFAULT 0,
    shipped BIGINT NOT NULL DEFAULT 0,
    delivered BIGINT NOT NULL DEFAULT 0,
    list_price BIGINT NOT NULL,
    unit_price BIGINT NOT NULL,
    discount BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    net BIGINT NOT NULL,
    tax BIGINT NOT NULL,
    gross BIGINT NOT NULL,
    rate JSON NOT NULL,
    promised_on DAY,
    first_promised_on DAY,
    wished_on DAY,
    confirmed BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (account_id, order_id, id),
    FOREIGN KEY (account_id, order_id) REFERENCES orders (account_id, id),
    CHECK (shipped + cancelled <= quantity AND delivered <= shipped AND cancelled >= 0 AND delivered >= 0)
);
-- Bought before, and how often.
CREATE INDEX order_line_by_article ON order_line (account_id, article_id);

CREATE TABLE shipment (
    account_id UUID NOT NULL,
    order_id UUID NOT NULL,
    id UUID NOT NULL,
    carrier TEXT NOT NULL,
    tracking TEXT,
    shipped_at INSTANT NOT NULL,
    delivered_at INSTANT,
    PRIMARY KEY (account_id, order_id, id),
    FOREIGN KEY (account_id, order_id) REFERENCES orders (account_id, id)
);

CREATE TABLE shipment_line (
    account_id UUID NOT NULL,
    order_id UUID NOT NULL,
    shipment_id UUID NOT NULL,
    line_id UUID NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (account_id, order_id, shipment_id, line_id),
    FOREIGN KEY (account_id, order_id, shipment_id) REFERENCES shipment (account_id, order_id, id)
);
