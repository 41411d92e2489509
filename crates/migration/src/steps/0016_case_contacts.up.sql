-- Addresses that belong to a case without being a member's: staff have attached a mail of theirs to it.
CREATE TABLE case_contact (
    account_id UUID NOT NULL,
    case_id UUID NOT NULL,
    email TEXT NOT NULL,
    PRIMARY KEY (account_id, case_id, email),
    FOREIGN KEY (account_id, case_id) REFERENCES cases (account_id, id)
);

-- Work that one process does at a time: it holds the lease, and another takes it when it has run out.
CREATE TABLE lease (
    name TEXT NOT NULL PRIMARY KEY,
    holder UUID NOT NULL,
    ends_at INSTANT NOT NULL
);
