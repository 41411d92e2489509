-- What the desk works with: canned replies, views of the inbox, who has a case open, which cases belong together.

CREATE TABLE canned_reply (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    -- By language.
    texts JSON NOT NULL,
    changed_by UUID NOT NULL REFERENCES member (id),
    changed_at INSTANT NOT NULL
);

CREATE TABLE case_view (
    id UUID NOT NULL PRIMARY KEY,
    member_id UUID NOT NULL REFERENCES member (id),
    name TEXT NOT NULL,
    filter JSON NOT NULL,
    is_shared BOOLEAN NOT NULL,
    made_at INSTANT NOT NULL
);
CREATE INDEX case_view_by_member ON case_view (member_id);

-- Whoever opens a case has it open until this ends; nobody says goodbye.
CREATE TABLE case_presence (
    account_id UUID NOT NULL,
    case_id UUID NOT NULL,
    member_id UUID NOT NULL REFERENCES member (id),
    ends_at INSTANT NOT NULL,
    PRIMARY KEY (account_id, case_id, member_id),
    FOREIGN KEY (account_id, case_id) REFERENCES cases (account_id, id)
);
CREATE INDEX case_presence_by_end ON case_presence (ends_at);

-- Both ways: a link is two rows, one with each of its cases.
CREATE TABLE case_link (
    account_id UUID NOT NULL,
    case_id UUID NOT NULL,
    other_account_id UUID NOT NULL,
    other_case_id UUID NOT NULL,
    PRIMARY KEY (account_id, case_id, other_account_id, other_case_id),
    FOREIGN KEY (account_id, case_id) REFERENCES cases (account_id, id),
    FOREIGN KEY (other_account_id, other_case_id) REFERENCES cases (account_id, id)
);

-- The number of the case of the same account in which it goes on; always of one that goes on itself.
ALTER TABLE cases ADD COLUMN merged_into BIGINT;
CREATE INDEX cases_by_merge ON cases (account_id, merged_into) WHERE merged_into IS NOT NULL;

-- Who changed the vendor's settings, with before and after.
CREATE TABLE setting_change (
    id UUID NOT NULL PRIMARY KEY,
    section TEXT NOT NULL,
    old_value JSON NOT NULL,
    new_value JSON NOT NULL,
    member_id UUID NOT NULL REFERENCES member (id),
    at INSTANT NOT NULL
);
