//! What is wrong about money: amounts, days, documents and accounts.

use domain::refusal::Code;
use serde_json::json;
use testkit::new_key;

use super::{CONTROL, LONG, UNKNOWN, form_row, json_row};
use crate::{bad_input::Row, functions::Input, theirs::Theirs};

/// Numbers that nothing has.
const NO_DOCUMENT: &str = "9999-99999";
const NO_ACCOUNT: &str = "K-0";
/// Dakwerken's.
const ACCOUNT: &str = "K-10017";

/// Amounts that are none, or that nobody can pay.
const AMOUNTS: [(&str, Code); 7] = [
    ("lots", Code::Malformed),
    ("0", Code::Malformed),
    ("-5", Code::Malformed),
    ("1.23.456", Code::Malformed),
    ("1,23.45", Code::Malformed),
    ("1234.567", Code::NumberDecimals),
    ("99999999999999999999", Code::NumberTooLarge),
];

/// A form of which one field is another.
fn with(path: &'static str, fields: &[(&'static str, &str)], name: &str, value: &str, code: Code) -> Row {
    let mut fields: Vec<(&'static str, String)> =
        fields.iter().map(|(field, right)| (*field, (*right).to_owned())).collect();
    if let Some((_, right)) = fields.iter_mut().find(|(field, _)| *field == name) {
        *right = value.to_owned();
    }
    (path, Input::Form(fields), code)
}

/// What anna gets wrong.
pub(super) fn customers(theirs: &Theirs) -> Vec<Row> {
    let (invoice, key) = (theirs.invoice.as_str(), new_key().to_string());
    let open = |currency: &str, bucket: &str, after: &str, code: Code| {
        json_row("/fn/money/open", json!({ "currency": currency, "bucket": bucket, "after": after }), code)
    };
    let statement = |field: &str, value: &str| {
        json_row("/fn/money/statement", json!({ "filter": { field: value } }), Code::Malformed)
    };
    let pay = |amount: &str, code: Code| {
        json_row("/fn/money/pay", json!({ "filter": { "invoices": [invoice], "amount": amount } }), code)
    };
    let announced = [
        ("key", key.as_str()),
        ("currency", "EUR"),
        ("amount", "10"),
        ("paid", "2026-11-24"),
        ("invoices[0]", invoice),
    ];
    let announce = |name: &str, value: &str, code: Code| with("/fn/money/announce", &announced, name, value, code);
    let asked = [("key", key.as_str()), ("currency", "EUR"), ("amount", "10"), ("invoices[0]", invoice)];
    let online = |name: &str, value: &str, code: Code| with("/fn/money/pay-online", &asked, name, value, code);
    let mut rows = vec![
        json_row("/fn/money/open", json!({}), Code::Malformed),
        open("euro", "", "", Code::Malformed),
        open("JPY", "", "", Code::NotFound),
        open("EUR", "late", "", Code::Malformed),
        open("EUR", "", "x", Code::Malformed),
        statement("currency", "euro"),
        statement("from", "yesterday"),
        statement("until", "2026-13-01"),
        statement("from", "2030-01-01"),
        statement("after", "x"),
        json_row("/fn/money/posting", json!({ "id": "first" }), Code::Malformed),
        json_row("/fn/money/posting", json!({ "id": UNKNOWN }), Code::NotFound),
        json_row("/fn/money/pay", json!({ "filter": { "invoices": [NO_DOCUMENT] } }), Code::NotFound),
        json_row("/fn/money/pay", json!({ "filter": { "invoices": invoice } }), Code::Malformed),
        pay("1000000", Code::TooMuch),
        announce("key", "mine", Code::Malformed),
        announce("currency", "euro", Code::Malformed),
        announce("currency", "GBP", Code::Malformed),
        announce("amount", "", Code::Missing),
        announce("amount", "1000000000", Code::TooMuch),
        announce("paid", "", Code::Malformed),
        announce("paid", "yesterday", Code::Malformed),
        announce("paid", "2026-11-25", Code::FutureDay),
        announce("invoices[0]", NO_DOCUMENT, Code::NotFound),
        online("key", "mine", Code::Malformed),
        online("currency", "euro", Code::Malformed),
        // The vendor has no payment provider: what else may be wrong is tried where there is one.
        online("amount", "lots", Code::NotFound),
        json_row("/fn/money/online", json!({ "id": "first" }), Code::Malformed),
        json_row("/fn/money/online", json!({ "id": UNKNOWN }), Code::NotFound),
        json_row("/fn/invoices/page", json!({ "number": NO_DOCUMENT }), Code::NotFound),
        json_row("/fn/invoices/page", json!({ "number": 7 }), Code::Malformed),
    ];
    let disputed = [
        ("key", key.as_str()),
        ("number", invoice),
        ("position", "1"),
        ("amount", "1"),
        ("text", "Two are cracked"),
        ("remedy", "refund"),
    ];
    let dispute = |name: &str, value: &str, code: Code| with("/fn/invoices/dispute", &disputed, name, value, code);
    rows.extend([
        dispute("key", "mine", Code::Malformed),
        dispute("number", NO_DOCUMENT, Code::NotFound),
        dispute("position", "first", Code::Malformed),
        dispute("position", "99", Code::NotFound),
        dispute("amount", "", Code::Missing),
        dispute("amount", "1000000", Code::TooMuch),
        dispute("text", " ", Code::Missing),
        dispute("text", CONTROL[0], Code::Malformed),
        dispute("remedy", "gold", Code::Malformed),
    ]);
    rows.extend(AMOUNTS.into_iter().map(|(amount, code)| dispute("amount", amount, code)));
    rows.extend(AMOUNTS.into_iter().map(|(amount, code)| pay(amount, code)));
    rows.extend(AMOUNTS.into_iter().map(|(amount, code)| announce("amount", amount, code)));
    rows
}

/// What eva gets wrong.
pub(super) fn staff(theirs: &Theirs) -> Vec<Row> {
    let mut rows = by_hand(theirs);
    rows.extend(documents(theirs));
    rows.extend(movements());
    rows.extend(made_of(theirs));
    rows
}

/// What a number of an account is made of.
fn made_of(theirs: &Theirs) -> Vec<Row> {
    let statement = |number: &str, field: &str, value: &str, code: Code| {
        json_row("/fn/desk/money-statement", json!({ "number": number, "filter": { field: value } }), code)
    };
    let open = |number: &str, currency: &str, bucket: &str, after: &str, code: Code| {
        let asked = json!({ "number": number, "currency": currency, "bucket": bucket, "after": after });
        json_row("/fn/desk/money-open", asked, code)
    };
    let posting = |number: &str, id: &str, code: Code| {
        json_row("/fn/desk/money-posting", json!({ "number": number, "id": id }), code)
    };
    vec![
        statement(NO_ACCOUNT, "currency", "EUR", Code::NotFound),
        statement(ACCOUNT, "from", "yesterday", Code::Malformed),
        statement(ACCOUNT, "after", "x", Code::Malformed),
        open(NO_ACCOUNT, "EUR", "", "", Code::NotFound),
        open(ACCOUNT, "euro", "", "", Code::Malformed),
        open(ACCOUNT, "EUR", "late", "", Code::Malformed),
        open(ACCOUNT, "EUR", "", "x", Code::Malformed),
        posting(ACCOUNT, "first", Code::Malformed),
        posting(ACCOUNT, UNKNOWN, Code::NotFound),
        // It is there, but of another account.
        posting("K-10073", &theirs.posting.to_string(), Code::NotFound),
    ]
}

/// What is entered by hand.
fn by_hand(theirs: &Theirs) -> Vec<Row> {
    let (key, long) = (new_key().to_string(), "a".repeat(LONG));
    let (invoice, posting) = (theirs.invoice.as_str(), theirs.posting.to_string());
    let payment = [
        ("key", key.as_str()),
        ("account", ACCOUNT),
        ("currency", "EUR"),
        ("amount", "10"),
        ("day", "2026-11-24"),
        ("documents[0]", invoice),
        ("reason", "Cash"),
    ];
    let pay = |name: &str, value: &str, code: Code| with("/fn/desk/money-post-payment", &payment, name, value, code);
    let adjustment =
        [("key", key.as_str()), ("account", ACCOUNT), ("currency", "EUR"), ("amount", "-10"), ("reason", "A gift")];
    let adjust = |name: &str, value: &str, code: Code| with("/fn/desk/money-adjust", &adjustment, name, value, code);
    // An invoice is taken back by a credit note, and is no credit itself.
    let reversal = [("key", key.as_str()), ("account", ACCOUNT), ("posting", posting.as_str()), ("reason", "Twice")];
    let reverse = |name: &str, value: &str, code: Code| with("/fn/desk/money-reverse", &reversal, name, value, code);
    let part = [
        ("key", key.as_str()),
        ("account", ACCOUNT),
        ("credit", posting.as_str()),
        ("document", invoice),
        ("amount", ""),
    ];
    let allocate = |name: &str, value: &str, code: Code| with("/fn/desk/money-allocate", &part, name, value, code);
    let agreed = [
        ("key", key.as_str()),
        ("account", ACCOUNT),
        ("payment_days", "14"),
        ("credit_limit", "5000"),
        ("version", "0"),
        ("reason", "They asked"),
    ];
    let terms = |name: &str, value: &str, code: Code| with("/fn/desk/money-terms", &agreed, name, value, code);
    let held = [("account", ACCOUNT), ("until", "2026-12-24"), ("reason", "They pay at Christmas")];
    let hold = |name: &str, value: &str, code: Code| with("/fn/desk/money-hold", &held, name, value, code);
    let dealt_with = [("account", ACCOUNT), ("payment", UNKNOWN), ("returned", "0"), ("unclear", "false")];
    let seen = |name: &str, value: &str, code: Code| with("/fn/desk/money-online-seen", &dealt_with, name, value, code);
    let answer = [
        ("key", key.as_str()),
        ("account", ACCOUNT),
        ("request", UNKNOWN),
        ("confirm", "no"),
        ("reason", "It was paid before"),
    ];
    let decide = |name: &str, value: &str, code: Code| with("/fn/desk/money-decide", &answer, name, value, code);
    let mut rows = vec![
        pay("key", "mine", Code::Malformed),
        pay("account", NO_ACCOUNT, Code::NotFound),
        pay("currency", "euro", Code::Malformed),
        pay("amount", "", Code::Missing),
        pay("day", "yesterday", Code::Malformed),
        pay("day", "2026-11-25", Code::FutureDay),
        pay("documents[0]", NO_DOCUMENT, Code::NotFound),
        pay("reason", " ", Code::Reason),
        pay("reason", &long, Code::TooLong),
        pay("reason", CONTROL[0], Code::Malformed),
        adjust("account", NO_ACCOUNT, Code::NotFound),
        adjust("currency", "", Code::Malformed),
        adjust("amount", "", Code::Missing),
        adjust("amount", "0", Code::Malformed),
        adjust("amount", "lots", Code::Malformed),
        adjust("amount", "0.001", Code::NumberDecimals),
        adjust("reason", "", Code::Reason),
        adjust("reason", CONTROL[1], Code::Malformed),
        reverse("key", "mine", Code::Malformed),
        reverse("posting", "first", Code::Malformed),
        reverse("posting", UNKNOWN, Code::NotFound),
        reverse("account", NO_ACCOUNT, Code::NotFound),
        reverse("reason", "", Code::Reason),
        reverse("reason", "Twice", Code::State),
        allocate("account", NO_ACCOUNT, Code::NotFound),
        allocate("credit", "first", Code::Malformed),
        allocate("credit", UNKNOWN, Code::NotFound),
        allocate("document", NO_DOCUMENT, Code::NotFound),
        allocate("amount", "", Code::State),
        terms("key", "mine", Code::Malformed),
        terms("account", NO_ACCOUNT, Code::NotFound),
        terms("payment_days", "soon", Code::Malformed),
        terms("version", "first", Code::Malformed),
        terms("version", "7", Code::Stale),
        terms("payment_days", "-1", Code::Malformed),
        terms("payment_days", "400", Code::Malformed),
        terms("credit_limit", "lots", Code::Malformed),
        terms("credit_limit", "-5", Code::Malformed),
        terms("reason", &long, Code::TooLong),
        terms("reason", CONTROL[0], Code::Malformed),
        hold("account", NO_ACCOUNT, Code::NotFound),
        hold("until", "soon", Code::Malformed),
        hold("until", "2026-11-23", Code::PastDay),
        hold("until", "2028-01-01", Code::Malformed),
        hold("reason", " ", Code::Reason),
        hold("reason", &long, Code::TooLong),
        hold("reason", CONTROL[0], Code::Malformed),
        seen("account", NO_ACCOUNT, Code::NotFound),
        seen("payment", "first", Code::Malformed),
        seen("payment", UNKNOWN, Code::NotFound),
        seen("returned", "much", Code::Malformed),
        seen("unclear", "maybe", Code::Malformed),
        decide("request", "first", Code::Malformed),
        decide("request", UNKNOWN, Code::NotFound),
        decide("reason", "", Code::Reason),
        json_row("/fn/desk/money-accounts", json!({ "words": 7 }), Code::Malformed),
        json_row("/fn/desk/money-account", json!({ "number": NO_ACCOUNT }), Code::NotFound),
        // What it holds is for who may set it, and is tried by them in the tests of the services.
        form_row("/fn/desk/settings-billing", [("version", "x")], Code::Malformed),
        form_row("/fn/desk/erase", [("request", "first"), ("sure", "yes")], Code::Malformed),
        form_row("/fn/desk/erasure-refuse", [("request", "first"), ("reason", "Because")], Code::Malformed),
    ];
    rows.extend(AMOUNTS.into_iter().map(|(amount, code)| pay("amount", amount, code)));
    rows
}

/// What is issued.
fn documents(theirs: &Theirs) -> Vec<Row> {
    let (key, long) = (new_key().to_string(), "a".repeat(LONG));
    let fresh = theirs.fresh.to_string();
    let note = [
        ("key", key.as_str()),
        ("number", theirs.invoice.as_str()),
        ("lines[0][position]", "1"),
        ("lines[0][quantity]", "1"),
        ("reason", "Cracked"),
    ];
    let credit = |name: &str, value: &str, code: Code| with("/fn/desk/money-credit", &note, name, value, code);
    vec![
        json_row("/fn/desk/money-invoice", json!({ "number": NO_DOCUMENT }), Code::NotFound),
        form_row("/fn/desk/money-issue", [("key", key.as_str()), ("order", "1")], Code::NotFound),
        form_row("/fn/desk/money-issue", [("key", key.as_str()), ("order", "x")], Code::Malformed),
        // Nothing of it was sent.
        form_row("/fn/desk/money-issue", [("key", key.as_str()), ("order", fresh.as_str())], Code::State),
        credit("number", NO_DOCUMENT, Code::NotFound),
        credit("lines[0][position]", "99", Code::NotFound),
        credit("lines[0][position]", "first", Code::Malformed),
        credit("lines[0][quantity]", "0", Code::Missing),
        credit("lines[0][quantity]", "many", Code::Quantity),
        credit("lines[0][quantity]", "-1", Code::Quantity),
        credit("lines[0][quantity]", "1000", Code::TooMuch),
        credit("reason", "", Code::Reason),
        credit("reason", &long, Code::TooLong),
        form_row(
            "/fn/desk/money-put-back",
            [("key", key.as_str()), ("number", NO_DOCUMENT), ("dispute", UNKNOWN)],
            Code::NotFound,
        ),
        form_row(
            "/fn/desk/money-put-back",
            [("key", key.as_str()), ("number", theirs.invoice.as_str()), ("dispute", UNKNOWN)],
            Code::NotFound,
        ),
        form_row(
            "/fn/desk/money-put-back",
            [("key", key.as_str()), ("number", theirs.invoice.as_str()), ("dispute", "first")],
            Code::Malformed,
        ),
        form_row(
            "/fn/desk/money-credit-disputed",
            [("key", key.as_str()), ("number", theirs.invoice.as_str()), ("dispute", UNKNOWN)],
            Code::NotFound,
        ),
        form_row(
            "/fn/desk/money-credit-disputed",
            [("key", key.as_str()), ("number", theirs.invoice.as_str()), ("dispute", "first")],
            Code::Malformed,
        ),
    ]
}

/// What the bank says, and nobody knows whose it is.
fn movements() -> Vec<Row> {
    let key = new_key().to_string();
    let key = key.as_str();
    vec![
        json_row("/fn/desk/money-bank", json!({ "state": 7, "after": "" }), Code::Malformed),
        json_row("/fn/desk/money-bank", json!({ "state": "lost", "after": "" }), Code::NotFound),
        json_row("/fn/desk/money-bank", json!({ "state": "unknown", "after": "x" }), Code::NotFound),
        form_row("/fn/desk/money-accept", [("key", key), ("id", "first")], Code::Malformed),
        form_row("/fn/desk/money-accept", [("key", key), ("id", UNKNOWN)], Code::NotFound),
        form_row("/fn/desk/money-assign", [("key", key), ("id", UNKNOWN), ("account", ACCOUNT)], Code::NotFound),
        form_row("/fn/desk/money-aside", [("id", UNKNOWN), ("reason", "Interest")], Code::NotFound),
        form_row("/fn/desk/money-aside", [("id", UNKNOWN), ("reason", " ")], Code::Reason),
        form_row("/fn/desk/money-take-up", [("id", UNKNOWN)], Code::NotFound),
        form_row("/fn/desk/money-take-up", [("id", "first")], Code::Malformed),
    ]
}
