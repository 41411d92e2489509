//! What a customer gets wrong on the way to an order, and about one.

use domain::refusal::Code;
use serde_json::json;
use testkit::new_key;

use super::{CONTROL, LONG, UNKNOWN, form_row, json_row};
use crate::{
    bad_input::{Foreign, Row},
    theirs::Theirs,
};

pub(super) fn shop() -> Vec<Row> {
    vec![
        json_row("/fn/shop/find", json!({}), Code::Malformed),
        json_row("/fn/shop/find", json!({ "filter": 7 }), Code::Malformed),
        json_row("/fn/shop/find", json!({ "filter": { "kind": "spaceship" } }), Code::Malformed),
        json_row("/fn/shop/article", json!({ "number": 5 }), Code::Malformed),
        json_row("/fn/shop/article", json!({ "number": "" }), Code::NotFound),
        json_row("/fn/shop/article", json!({ "number": "NOPE-1" }), Code::NotFound),
        json_row("/fn/shop/article", json!({ "number": "RT-1042' OR '1'='1" }), Code::NotFound),
        json_row("/fn/shop/article", json!({ "number": "x".repeat(LONG) }), Code::NotFound),
        json_row("/fn/shop/suggest", json!({ "text": null }), Code::Malformed),
    ]
}

pub(super) fn carts_and_lists() -> Vec<Row> {
    let key = new_key().to_string();
    let long = "a".repeat(LONG);
    let endless = "RT-1042;1\n".repeat(25_000);
    let change = |number: &str, quantity: &str, code: Code| {
        form_row("/fn/cart/change", [("key", &key), ("number", number), ("quantity", quantity), ("mode", "set")], code)
    };
    let wished = |text: &str| {
        let fields = [("key", key.as_str()), ("number", "SV-9004"), ("mode", "set"), ("wished", text)];
        form_row("/fn/cart/change", fields, Code::WishedDate)
    };
    let add = |list: &str, name: &str, number: &str, quantity: &str, code: Code| {
        let fields =
            [("key", key.as_str()), ("list", list), ("name", name), ("number", number), ("quantity", quantity)];
        form_row("/fn/lists/add", fields, code)
    };
    let replay = |number: &str, quantity: i64, code: Code| {
        let change = json!({ "key": key, "number": number, "quantity": quantity, "mode": "add" });
        json_row("/fn/cart/replay", json!({ "changes": [change] }), code)
    };
    vec![
        change("NOPE-1", "1", Code::Article),
        change("", "1", Code::Article),
        change(&long, "1", Code::Article),
        change("RT-1042", "many", Code::Quantity),
        change("RT-1042", "-1", Code::Quantity),
        change("RT-1042", "0.0001", Code::NumberDecimals),
        change("RT-1042", "1.000", Code::NumberAmbiguous),
        change("RT-1042", "9999999999999999999999", Code::NumberTooLarge),
        change("RT-1042", "1e9", Code::Quantity),
        change("RT-1042", "\u{7}1", Code::Quantity),
        change("RT-1090", "15", Code::QuantityStep),
        wished("tomorrow"),
        wished("2020-01-01"),
        wished("2026-02-30"),
        form_row("/fn/cart/change", [("key", "mine"), ("number", "RT-1042"), ("mode", "set")], Code::Malformed),
        form_row("/fn/cart/change", [("number", "RT-1042"), ("mode", "set")], Code::Malformed),
        form_row("/fn/cart/change", [("key", &key), ("number", "RT-1042"), ("mode", "explode")], Code::Malformed),
        json_row("/fn/cart/replay", json!({ "changes": "none" }), Code::Malformed),
        json_row("/fn/cart/replay", json!({ "changes": [{ "key": "mine" }] }), Code::Malformed),
        replay("NOPE-1", 1_000, Code::Article),
        replay("RT-1042", -1_000, Code::Quantity),
        replay("RT-1042", i64::MAX, Code::Quantity),
        replay("RT-1042", 500, Code::QuantityStep),
        form_row("/fn/cart/fill", [("key", &key), ("text", " \n ")], Code::Missing),
        form_row("/fn/cart/fill", [("key", &key), ("text", &endless)], Code::TooLong),
        form_row("/fn/cart/fill", [("key", "mine"), ("text", "RT-1042;1")], Code::Malformed),
        json_row("/fn/lists/one", json!({ "id": "mine" }), Code::Malformed),
        json_row("/fn/lists/one", json!({ "id": UNKNOWN }), Code::NotFound),
        form_row("/fn/lists/save-cart", [("key", &key), ("name", "  ")], Code::Missing),
        form_row("/fn/lists/save-cart", [("key", &key), ("name", &long)], Code::TooLong),
        form_row("/fn/lists/save-cart", [("key", &key), ("name", CONTROL[0])], Code::Malformed),
        add("mine", "", "RT-1042", "1", Code::NotFound),
        add(UNKNOWN, "", "RT-1042", "1", Code::NotFound),
        add("", "", "RT-1042", "1", Code::Missing),
        add("", &long, "RT-1042", "1", Code::TooLong),
        add("", "Mine", "NOPE-1", "1", Code::Article),
        add("", "Mine", "RT-1042", "many", Code::Quantity),
        form_row("/fn/lists/to-cart", [("key", &key), ("id", "mine")], Code::Malformed),
        form_row("/fn/lists/to-cart", [("key", &key), ("id", UNKNOWN)], Code::NotFound),
        form_row("/fn/lists/rename", [("key", &key), ("id", "mine"), ("name", "Mine")], Code::Malformed),
        form_row("/fn/lists/rename", [("key", &key), ("id", UNKNOWN), ("name", "Mine")], Code::NotFound),
        form_row("/fn/lists/rename", [("key", &key), ("id", UNKNOWN), ("name", "  ")], Code::Missing),
        form_row("/fn/lists/rename", [("key", &key), ("id", UNKNOWN), ("name", &long)], Code::TooLong),
        form_row("/fn/lists/rename", [("key", &key), ("id", UNKNOWN), ("name", CONTROL[0])], Code::Malformed),
        form_row("/fn/lists/delete", [("key", &key), ("id", "mine")], Code::Malformed),
        form_row("/fn/lists/delete", [("key", &key), ("id", UNKNOWN)], Code::NotFound),
        form_row("/fn/lists/delete", [("id", UNKNOWN)], Code::Malformed),
    ]
}

pub(super) fn review(foreign: &Foreign) -> Vec<Row> {
    let key = new_key().to_string();
    let long = "a".repeat(LONG);
    let mut rows = vec![
        form_row("/fn/review/details", [("address", "mine")], Code::NotFound),
        form_row("/fn/review/details", [("address", UNKNOWN)], Code::NotFound),
        form_row("/fn/review/details", [("address", &foreign.address)], Code::NotFound),
        form_row("/fn/review/details", [("delivery_way", "rocket")], Code::NotFound),
        form_row("/fn/review/details", [("reference", &long)], Code::TooLong),
        form_row("/fn/review/details", [("note", &long)], Code::TooLong),
        form_row("/fn/orders/submit", [("key", "mine"), ("review", UNKNOWN)], Code::Malformed),
        form_row("/fn/orders/submit", [("key", &key), ("review", "mine")], Code::Malformed),
        form_row("/fn/orders/submit", [("key", &key)], Code::Malformed),
        form_row("/fn/orders/submit", [("key", &key), ("review", UNKNOWN)], Code::ReviewChanged),
        form_row("/fn/orders/submit", [("key", &key), ("review", &foreign.review)], Code::ReviewChanged),
    ];
    for text in CONTROL {
        rows.push(form_row("/fn/review/details", [("reference", text)], Code::Malformed));
        rows.push(form_row("/fn/review/details", [("note", text)], Code::Malformed));
    }
    rows
}

pub(super) fn orders(theirs: &Theirs, foreign: &Foreign) -> Vec<Row> {
    let key = new_key().to_string();
    let long = "a".repeat(LONG);
    let (fresh, waiting, other) = (theirs.fresh.to_string(), theirs.waiting.to_string(), foreign.order.to_string());
    let mut rows = vec![
        json_row("/fn/orders/list", json!({ "filter": { "state": "lost" } }), Code::Malformed),
        json_row("/fn/orders/list", json!({ "filter": { "from": "yesterday" } }), Code::Malformed),
        json_row("/fn/orders/list", json!([]), Code::Malformed),
        json_row("/fn/orders/spending", json!({}), Code::Malformed),
        json_row("/fn/orders/spending", json!({ "filter": { "period": 12 } }), Code::Malformed),
        json_row("/fn/orders/spending", json!({ "filter": { "currency": "euro" } }), Code::Malformed),
        json_row("/fn/orders/spending", json!({ "filter": { "currency": "\u{0}" } }), Code::Malformed),
        json_row("/fn/orders/page", json!({ "number": "1001" }), Code::Malformed),
        json_row("/fn/orders/page", json!({ "number": 1.5 }), Code::Malformed),
        json_row("/fn/messages/news", json!({ "before": "now" }), Code::Malformed),
        json_row("/fn/messages/seen", json!({}), Code::Malformed),
        form_row("/fn/orders/cancel", [("number", "x")], Code::Malformed),
        form_row("/fn/orders/cancel", [("number", &fresh), ("reason", &long)], Code::TooLong),
        form_row("/fn/orders/cancel", [("number", &fresh), ("reason", CONTROL[0])], Code::Malformed),
        form_row("/fn/orders/request-cancellation", [("number", &fresh)], Code::Reason),
        form_row("/fn/orders/request-cancellation", [("number", &fresh), ("reason", &long)], Code::TooLong),
        form_row("/fn/approvals/approve", [("number", &waiting), ("version", "x")], Code::Malformed),
        form_row("/fn/approvals/approve", [("number", &waiting), ("version", "99")], Code::Stale),
        form_row("/fn/approvals/approve", [("number", &fresh), ("version", "1")], Code::State),
        form_row("/fn/approvals/refuse", [("number", &waiting), ("version", "1")], Code::Reason),
        form_row("/fn/approvals/refuse", [("number", &waiting), ("version", "99"), ("reason", "No")], Code::Stale),
    ];
    let order = theirs.order.to_string();
    let again = |quantity: &str, code: Code| {
        let fields = [
            ("key", key.as_str()),
            ("order", order.as_str()),
            ("lines[0][number]", "RT-1042"),
            ("lines[0][take]", "1"),
            ("lines[0][quantity]", quantity),
        ];
        form_row("/fn/orders/take-again", fields, code)
    };
    rows.extend([
        json_row("/fn/orders/again", json!({ "order": null }), Code::Malformed),
        form_row("/fn/orders/take-again", [("order", &order)], Code::Malformed),
        form_row("/fn/orders/take-again", [("key", &key), ("order", "9999999999999999999999")], Code::Malformed),
        form_row("/fn/orders/take-again", [("key", &key), ("order", &order)], Code::Missing),
        again("many", Code::Quantity),
        again("-1", Code::Quantity),
        again("1.000", Code::NumberAmbiguous),
        form_row(
            "/fn/orders/take-again",
            [("key", &key), ("order", &order), ("lines[0][number]", "TL-7011"), ("lines[0][take]", "1")],
            Code::Article,
        ),
    ]);
    for number in [-1, 0, 1, i64::MAX, foreign.order] {
        rows.push(json_row("/fn/orders/again", json!({ "order": number }), Code::NotFound));
        rows.push(json_row("/fn/orders/page", json!({ "number": number }), Code::NotFound));
    }
    for number in ["1", "-1", "9223372036854775807", other.as_str()] {
        rows.push(form_row("/fn/orders/cancel", [("number", number)], Code::NotFound));
        rows.push(form_row("/fn/orders/take-again", [("key", &key), ("order", number)], Code::NotFound));
        let fields = [("number", number), ("version", "1"), ("reason", "Please")];
        rows.push(form_row("/fn/orders/request-cancellation", fields, Code::NotFound));
        rows.push(form_row("/fn/approvals/approve", fields, Code::NotFound));
        rows.push(form_row("/fn/approvals/refuse", fields, Code::NotFound));
    }
    rows
}
