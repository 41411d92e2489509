//! What the account owes and has paid: for its owners and bookkeepers, and for the vendor's people.

use serde_json::json;
use testkit::new_key;

use super::{BACK_OFFICE, BUYERS, BUYERS_THEIRS, Row, STAFF};
use crate::{
    functions::{Input, form},
    matrix::Statuses,
    theirs::Theirs,
};

/// For owners and bookkeepers, about their own account, and about a thing of Dakwerken's: the viewer, who also asks, is as
/// little a buyer as a bookkeeper.
const MONEY: Statuses = BUYERS;
const MONEY_THEIRS: Statuses = BUYERS_THEIRS;

/// Dakwerken's number.
const ACCOUNT: &str = "K-10017";

pub(super) fn rows(theirs: &Theirs) -> Vec<Row> {
    let mut rows = customers(theirs);
    rows.extend(staff(theirs));
    rows
}

fn row(path: &'static str, input: Input, statuses: Statuses) -> Row {
    Row { path, input, statuses }
}

fn customers(theirs: &Theirs) -> Vec<Row> {
    let (invoice, key) = (theirs.invoice.as_str(), new_key().to_string());
    let filter = json!({ "filter": { "currency": "EUR", "from": "", "until": "", "after": "" } });
    let announced =
        form([("key", &key), ("currency", "EUR"), ("amount", "10"), ("paid", "2026-11-24"), ("invoices[0]", invoice)]);
    let disputed = form([
        ("key", &new_key().to_string()),
        ("number", invoice),
        ("position", "1"),
        ("amount", "1"),
        ("text", "Two are cracked"),
    ]);
    vec![
        row("/fn/money/page", Input::Json(json!({})), MONEY),
        row("/fn/money/open", Input::Json(json!({ "currency": "EUR", "bucket": "", "after": "" })), MONEY),
        row("/fn/money/statement", Input::Json(filter), MONEY),
        row("/fn/money/posting", Input::Json(json!({ "id": theirs.posting })), MONEY_THEIRS),
        row("/fn/money/pay", Input::Json(json!({ "filter": { "invoices": [invoice] } })), MONEY_THEIRS),
        row("/fn/money/announce", announced, MONEY_THEIRS),
        // The vendor has no payment provider.
        row(
            "/fn/money/pay-online",
            form([("key", &key), ("currency", "EUR"), ("amount", "10"), ("invoices[0]", invoice)]),
            MONEY_THEIRS,
        ),
        row("/fn/money/online", Input::Json(json!({ "id": theirs.online })), MONEY_THEIRS),
        row("/fn/invoices/page", Input::Json(json!({ "number": invoice })), MONEY_THEIRS),
        row("/fn/invoices/dispute", disputed, MONEY_THEIRS),
    ]
}

fn staff(theirs: &Theirs) -> Vec<Row> {
    let key = || new_key().to_string();
    let (invoice, order, posting) = (theirs.invoice.as_str(), theirs.order.to_string(), theirs.posting.to_string());
    let nil = uuid::Uuid::nil().to_string();
    let filter = json!({ "currency": "EUR", "from": "", "until": "", "after": "" });
    let all = json!({ "number": ACCOUNT, "currency": "EUR", "bucket": "", "after": "" });
    vec![
        row("/fn/desk/money-statement", Input::Json(json!({ "number": ACCOUNT, "filter": filter })), STAFF),
        row("/fn/desk/money-open", Input::Json(all), STAFF),
        row("/fn/desk/money-posting", Input::Json(json!({ "number": ACCOUNT, "id": theirs.posting })), STAFF),
        row("/fn/desk/money-waiting", Input::Json(json!({})), STAFF),
        row("/fn/desk/money-accounts", Input::Json(json!({ "words": "dak" })), STAFF),
        row("/fn/desk/money-account", Input::Json(json!({ "number": ACCOUNT })), STAFF),
        row("/fn/desk/money-bank", Input::Json(json!({ "state": "unknown", "after": "" })), STAFF),
        row("/fn/desk/money-invoice", Input::Json(json!({ "number": invoice })), STAFF),
        row(
            "/fn/desk/money-post-payment",
            form([
                ("key", &key()),
                ("account", ACCOUNT),
                ("currency", "EUR"),
                ("amount", "10"),
                ("day", "2026-11-24"),
                ("reason", "Cash"),
            ]),
            BACK_OFFICE,
        ),
        row(
            "/fn/desk/money-adjust",
            form([("key", &key()), ("account", ACCOUNT), ("currency", "EUR"), ("amount", "-10"), ("reason", "A gift")]),
            BACK_OFFICE,
        ),
        row(
            "/fn/desk/money-reverse",
            form([("key", &key()), ("account", ACCOUNT), ("posting", &posting), ("reason", "Twice")]),
            BACK_OFFICE,
        ),
        row(
            "/fn/desk/money-allocate",
            form([("key", &key()), ("account", ACCOUNT), ("credit", &posting), ("document", invoice), ("amount", "")]),
            BACK_OFFICE,
        ),
        row(
            "/fn/desk/money-terms",
            form([("key", &key()), ("account", ACCOUNT), ("payment_days", "14"), ("credit_limit", "5000")]),
            BACK_OFFICE,
        ),
        row(
            "/fn/desk/money-hold",
            form([("account", ACCOUNT), ("until", "2026-12-24"), ("reason", "They pay at Christmas")]),
            BACK_OFFICE,
        ),
        row(
            "/fn/desk/money-online-seen",
            form([
                ("account", ACCOUNT),
                ("payment", &theirs.online.to_string()),
                ("returned", "0"),
                ("unclear", "false"),
            ]),
            BACK_OFFICE,
        ),
        row(
            "/fn/desk/money-decide",
            form([("key", &key()), ("account", ACCOUNT), ("request", &nil), ("confirm", "yes")]),
            BACK_OFFICE,
        ),
        row("/fn/desk/billing-settings", Input::Json(json!({})), BACK_OFFICE),
        row("/fn/desk/settings-billing", form([("version", "0"), ("pattern", "{year}-{serial:5}")]), BACK_OFFICE),
        row("/fn/desk/money-issue", form([("key", &key()), ("order", &order)]), BACK_OFFICE),
        row(
            "/fn/desk/money-credit",
            form([
                ("key", &key()),
                ("number", invoice),
                ("lines[0][position]", "1"),
                ("lines[0][quantity]", "1"),
                ("reason", "Cracked"),
            ]),
            BACK_OFFICE,
        ),
        row(
            "/fn/desk/money-credit-disputed",
            form([("key", &key()), ("number", invoice), ("dispute", &nil), ("quantity", "1"), ("reason", "Cracked")]),
            BACK_OFFICE,
        ),
        row(
            "/fn/desk/money-put-back",
            form([("key", &key()), ("number", invoice), ("dispute", &nil), ("reason", "They were whole")]),
            BACK_OFFICE,
        ),
        row("/fn/desk/money-accept", form([("key", &key()), ("id", &nil)]), BACK_OFFICE),
        row("/fn/desk/money-assign", form([("key", &key()), ("id", &nil), ("account", ACCOUNT)]), BACK_OFFICE),
        row("/fn/desk/money-aside", form([("id", &nil), ("reason", "Interest")]), BACK_OFFICE),
        row("/fn/desk/money-take-up", form([("id", &nil)]), BACK_OFFICE),
    ]
}
