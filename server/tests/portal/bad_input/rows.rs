//! The table: which input, and which code it comes to.

use domain::refusal::Code;
use serde_json::{Value, json};
use testkit::new_key;

use super::{Foreign, Row};
use crate::{
    functions::{Input, form},
    theirs::Theirs,
};

/// An id that nothing has.
const UNKNOWN: &str = "01890000-0000-7000-8000-000000000000";
/// More than any field takes.
const LONG: usize = 5_000;
/// A bell, and a mark that turns the direction of a line.
const CONTROL: [&str; 2] = ["be\u{7}ll", "gnp.\u{202e}exe"];

fn json_row(path: &'static str, input: Value, code: Code) -> Row {
    (path, Input::Json(input), code)
}

fn form_row<const N: usize>(path: &'static str, fields: [(&'static str, &str); N], code: Code) -> Row {
    (path, form(fields), code)
}

/// What anna, an owner, gets wrong. `foreign` are katrin's.
pub(super) fn customers(theirs: &Theirs, foreign: &Foreign) -> Vec<Row> {
    let mut rows = entry();
    rows.extend(shop());
    rows.extend(carts_and_lists());
    rows.extend(review(foreign));
    rows.extend(orders(theirs, foreign));
    rows.extend(cases(theirs));
    rows.extend(account(theirs, foreign));
    rows.extend(help());
    rows
}

fn entry() -> Vec<Row> {
    let long = "a".repeat(LONG);
    vec![
        form_row("/fn/entry/ask-code", [("email", "")], Code::Missing),
        form_row("/fn/entry/ask-code", [], Code::Missing),
        form_row("/fn/entry/ask-code", [("email", "no address")], Code::Email),
        form_row("/fn/entry/ask-code", [("email", &long)], Code::TooLong),
        form_row("/fn/entry/ask-code", [("email", "a\u{0}@example.org")], Code::Malformed),
        form_row("/fn/entry/verify-code", [("code", "000000")], Code::CodeElsewhere),
        form_row("/fn/entry/choose-account", [("account", "mine")], Code::Malformed),
        form_row("/fn/entry/choose-account", [], Code::Malformed),
        form_row("/fn/entry/choose-account", [("account", UNKNOWN)], Code::NotFound),
        form_row("/fn/entry/set-language", [("language", "xx")], Code::Malformed),
        form_row("/fn/entry/set-language", [], Code::Malformed),
        json_row("/fn/entry/set-time-zone", json!({ "time_zone": "Mars/Olympus" }), Code::Malformed),
        json_row("/fn/entry/set-time-zone", json!({ "time_zone": long }), Code::Malformed),
        json_row("/fn/entry/set-time-zone", json!({ "time_zone": "" }), Code::Malformed),
    ]
}

fn shop() -> Vec<Row> {
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

fn carts_and_lists() -> Vec<Row> {
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

fn review(foreign: &Foreign) -> Vec<Row> {
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

fn orders(theirs: &Theirs, foreign: &Foreign) -> Vec<Row> {
    let key = new_key().to_string();
    let long = "a".repeat(LONG);
    let (fresh, waiting, other) = (theirs.fresh.to_string(), theirs.waiting.to_string(), foreign.order.to_string());
    let mut rows = vec![
        json_row("/fn/orders/list", json!({ "filter": { "state": "lost" } }), Code::Malformed),
        json_row("/fn/orders/list", json!([]), Code::Malformed),
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

fn cases(theirs: &Theirs) -> Vec<Row> {
    let key = new_key().to_string();
    let long = "a".repeat(LONG);
    let (case, proposed, closed) = (theirs.case.to_string(), theirs.proposed.to_string(), theirs.closed.to_string());
    let (version, proposed_version) = (theirs.case_version.to_string(), theirs.proposed_version.to_string());
    let open = |name: &'static str, value: &str, code: Code| {
        let mut fields = vec![("key", key.as_str()), ("kind", "question"), ("subject", "X"), ("text", "Y")];
        fields.retain(|(field, _)| *field != name);
        fields.push((name, value));
        (
            "/fn/cases/open",
            Input::Form(fields.into_iter().map(|(name, value)| (name, value.to_owned())).collect()),
            code,
        )
    };
    let mut rows = vec![
        json_row("/fn/cases/list", json!({ "filter": { "kind": "order" } }), Code::Malformed),
        json_row("/fn/cases/writing", json!({ "order": "x" }), Code::Malformed),
        json_row("/fn/cases/page", json!({ "number": null }), Code::Malformed),
        open("key", "mine", Code::Malformed),
        open("kind", "", Code::Missing),
        open("kind", "order", Code::Malformed),
        open("subject", " ", Code::Missing),
        open("subject", &long, Code::TooLong),
        open("subject", CONTROL[0], Code::Malformed),
        open("text", "", Code::Missing),
        open("text", &"a".repeat(8_001), Code::TooLong),
        open("text", CONTROL[0], Code::Malformed),
        open("impact", "huge", Code::Malformed),
        open("needed", "never", Code::Malformed),
        open("remedy", "money", Code::Malformed),
        open("tags", "a,b,c,d,e,f,g", Code::TooMuch),
        open("order", "x", Code::Malformed),
        open("order", "1", Code::NotFound),
        open("article", "NO-1", Code::Article),
        form_row("/fn/cases/reply", [("key", &key), ("number", &case)], Code::Missing),
        form_row("/fn/cases/reply", [("key", &key), ("number", &closed), ("text", "And?")], Code::State),
        form_row(
            "/fn/cases/decide",
            [("key", &key), ("number", &proposed), ("version", &proposed_version)],
            Code::Missing,
        ),
        form_row(
            "/fn/cases/decide",
            [("key", &key), ("number", &proposed), ("version", &proposed_version), ("decision", "decline")],
            Code::Reason,
        ),
        form_row(
            "/fn/cases/decide",
            [
                ("key", key.as_str()),
                ("number", &proposed),
                ("version", &proposed_version),
                ("decision", "accept"),
                ("text", "Still not fixed"),
            ],
            Code::SoundsLikeNo,
        ),
        form_row(
            "/fn/cases/decide",
            [("key", &key), ("number", &case), ("version", &version), ("decision", "accept")],
            Code::State,
        ),
        form_row("/fn/cases/rate", [("key", &key), ("number", &closed), ("satisfaction", "6")], Code::Malformed),
        form_row("/fn/cases/rate", [("key", &key), ("number", &case), ("satisfaction", "5")], Code::State),
        form_row("/fn/cases/withdraw", [("key", &key), ("number", &closed), ("version", "1")], Code::State),
    ];
    let reason = [("key", key.as_str()), ("number", &case), ("version", &version), ("reason", "So")];
    rows.push(form_row("/fn/cases/contest", reason, Code::State));
    for action in ["/fn/cases/escalate", "/fn/cases/object", "/fn/cases/contest"] {
        rows.push(form_row(action, [("key", &key), ("number", &case), ("version", &version)], Code::Reason));
        let too_long = [("key", key.as_str()), ("number", &case), ("version", &version), ("reason", &long)];
        rows.push(form_row(action, too_long, Code::TooLong));
        let stale = [("key", key.as_str()), ("number", &case), ("version", "0"), ("reason", "So")];
        rows.push(form_row(action, stale, Code::Stale));
    }
    rows.push(form_row("/fn/cases/reopen", [("key", &key), ("number", &closed), ("version", &version)], Code::Reason));
    for number in ["1", "-1", "9223372036854775807"] {
        rows.push(form_row(
            "/fn/cases/reply",
            [("key", key.as_str()), ("number", number), ("text", "And?")],
            Code::NotFound,
        ));
        for action in
            ["/fn/cases/withdraw", "/fn/cases/escalate", "/fn/cases/object", "/fn/cases/contest", "/fn/cases/reopen"]
        {
            let unknown = [("key", key.as_str()), ("number", number), ("version", "1"), ("reason", "Please")];
            rows.push(form_row(action, unknown, Code::NotFound));
        }
    }
    rows
}

fn help() -> Vec<Row> {
    let long = "a".repeat(LONG);
    let vote = |slug: &str, helped: &str, words: &str, code: Code| {
        form_row("/fn/help/vote", [("slug", slug), ("helped", helped), ("words", words)], code)
    };
    vec![
        json_row("/fn/help/list", json!({ "search": 5 }), Code::Malformed),
        json_row("/fn/help/article", json!({}), Code::Malformed),
        json_row("/fn/help/article", json!({ "slug": "lost" }), Code::NotFound),
        json_row("/fn/help/offer", json!({ "text": null }), Code::Malformed),
        json_row("/fn/help/answer-times", json!({ "period": 5 }), Code::Malformed),
        json_row("/fn/help/answer-times", json!({ "period": "month" }), Code::NotFound),
        form_row("/fn/help/vote", [("helped", "yes")], Code::Malformed),
        json_row("/fn/causes/notices", json!({ "number": 999 }), Code::NotFound),
        json_row("/fn/causes/notices", json!({ "number": "x" }), Code::Malformed),
        json_row("/fn/causes/of-case", json!({}), Code::Malformed),
        vote("lost", "yes", "", Code::NotFound),
        vote("returns", "", "", Code::Missing),
        vote("returns", "perhaps", "", Code::Malformed),
        vote("returns", "no", &long, Code::TooLong),
        vote("returns", "no", CONTROL[0], Code::Malformed),
    ]
}

fn account(theirs: &Theirs, foreign: &Foreign) -> Vec<Row> {
    let key = new_key().to_string();
    let long = "a".repeat(LONG);
    let member = theirs.member.to_string();
    let profile = |name: &str, language: &str, zone: &str, code: Code| {
        form_row("/fn/account/save-profile", [("name", name), ("language", language), ("time_zone", zone)], code)
    };
    let invite = |email: &str, name: &str, role: &str, limit: &str, code: Code| {
        let fields = [("key", key.as_str()), ("email", email), ("name", name), ("role", role), ("order_limit", limit)];
        form_row("/fn/account/invite", fields, code)
    };
    vec![
        profile("", "en", "Europe/Brussels", Code::Missing),
        profile(&long, "en", "Europe/Brussels", Code::TooLong),
        profile(CONTROL[0], "en", "Europe/Brussels", Code::Malformed),
        profile(CONTROL[1], "en", "Europe/Brussels", Code::Malformed),
        profile("Anna", "xx", "Europe/Brussels", Code::Malformed),
        profile("Anna", "en", "", Code::Malformed),
        profile("Anna", "en", "../../etc/localtime", Code::Malformed),
        form_row("/fn/account/end-session", [("session", "mine")], Code::Malformed),
        form_row("/fn/account/end-session", [("session", UNKNOWN)], Code::NotFound),
        form_row("/fn/account/end-session", [("session", &foreign.session)], Code::NotFound),
        invite("nobody", "Noor", "viewer", "", Code::Email),
        invite("noor@test.example", "", "viewer", "", Code::Missing),
        invite("noor@test.example", &long, "viewer", "", Code::TooLong),
        invite("noor@test.example", "Noor", "king", "", Code::Malformed),
        invite("noor@test.example", "Noor", "buyer", "lots", Code::Malformed),
        invite("noor@test.example", "Noor", "buyer", "-5", Code::Malformed),
        form_row("/fn/account/withdraw-invitation", [("invitation", "mine")], Code::Malformed),
        form_row("/fn/account/withdraw-invitation", [("invitation", UNKNOWN)], Code::NotFound),
        form_row("/fn/account/change-member", [("member", UNKNOWN), ("role", "viewer")], Code::NotFound),
        form_row("/fn/account/change-member", [("member", &foreign.member), ("role", "viewer")], Code::NotFound),
        form_row("/fn/account/change-member", [("member", &member), ("role", "king")], Code::Malformed),
        form_row(
            "/fn/account/change-member",
            [("member", &member), ("role", "buyer"), ("order_limit", "x")],
            Code::Malformed,
        ),
        form_row("/fn/account/change-member", [("member", &foreign.anna), ("role", "viewer")], Code::LastOwner),
    ]
}

/// What eva, of the back office, gets wrong.
pub(super) fn staff(theirs: &Theirs) -> Vec<Row> {
    let long = "a".repeat(LONG);
    let (order, version, line) = (theirs.order.to_string(), theirs.version.to_string(), theirs.line.to_string());
    let (fresh, fresh_line) = (theirs.fresh.to_string(), theirs.fresh_line.to_string());
    let key = new_key().to_string();
    let step = |action: &'static str, more: &[(&'static str, &str)], code: Code| {
        let mut fields = vec![("number", order.clone()), ("version", version.clone())];
        fields.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        (action, Input::Form(fields), code)
    };
    let load = |line: &str, value: &str, code: Code| {
        let key = new_key().to_string();
        let load = [("key", &*key), ("carrier", "DPD"), ("lines[0][line]", line), ("lines[0][value]", value)];
        step("/fn/desk/ship", &load, code)
    };
    let split = |line: &str, quantity: &str, date: &str, code: Code| {
        let key = new_key().to_string();
        step("/fn/desk/split", &[("key", &*key), ("line", line), ("quantity", quantity), ("date", date)], code)
    };
    let mail = theirs.post.to_string();
    let mut rows = vec![
        json_row("/fn/desk/orders", json!({ "filter": { "state": "lost" } }), Code::Malformed),
        json_row("/fn/desk/order", json!({ "number": 1 }), Code::NotFound),
        json_row("/fn/desk/mails", json!({ "state": "lost" }), Code::Malformed),
        json_row("/fn/desk/post", json!({ "automatic": "yes" }), Code::Malformed),
        form_row("/fn/desk/post-accept", [("id", UNKNOWN)], Code::NotFound),
        form_row("/fn/desk/post-accept", [("id", "first")], Code::Malformed),
        form_row("/fn/desk/post-accept", [("id", &mail)], Code::Missing),
        form_row("/fn/desk/post-accept", [("id", &mail), ("case", "many")], Code::Malformed),
        form_row("/fn/desk/post-accept", [("id", &mail), ("case", "1")], Code::NotFound),
        form_row("/fn/desk/post-accept", [("id", &mail), ("account", "K-0")], Code::NotFound),
        form_row("/fn/desk/post-discard", [("id", UNKNOWN)], Code::NotFound),
        form_row("/fn/desk/post-discard", [("id", "first")], Code::Malformed),
        form_row("/fn/desk/confirm", [("number", "1"), ("version", "1")], Code::NotFound),
        form_row("/fn/desk/confirm", [("number", &fresh), ("version", "9")], Code::Stale),
        form_row(
            "/fn/desk/confirm",
            [("number", &fresh), ("version", "1"), ("lines[0][line]", &fresh_line), ("lines[0][value]", "tomorrow")],
            Code::Malformed,
        ),
        form_row(
            "/fn/desk/confirm",
            [("number", &fresh), ("version", "1"), ("lines[0][line]", &fresh_line), ("lines[0][value]", "2026-11-23")],
            Code::PastDay,
        ),
        form_row(
            "/fn/desk/confirm",
            [("number", &fresh), ("version", "1"), ("lines[0][line]", "first")],
            Code::Malformed,
        ),
        form_row(
            "/fn/desk/confirm",
            [("number", &fresh), ("version", "1"), ("lines[0][line]", UNKNOWN), ("lines[0][value]", "2026-12-01")],
            Code::NotFound,
        ),
        step("/fn/desk/confirm", &[], Code::State),
        step("/fn/desk/pick", &[], Code::State),
        step("/fn/desk/ship", &[("carrier", "DPD")], Code::Malformed),
        step("/fn/desk/ship", &[("key", &key), ("carrier", "DPD")], Code::Missing),
        step("/fn/desk/ship", &[("key", &key), ("carrier", long.as_str())], Code::TooLong),
        step("/fn/desk/ship", &[("key", &key), ("carrier", "DPD"), ("tracking", CONTROL[0])], Code::Malformed),
        load(&line, "many", Code::Quantity),
        load(&line, "-1", Code::Quantity),
        load(&line, "1000", Code::TooMuch),
        load(UNKNOWN, "1", Code::NotFound),
        split(&line, "1", "2026-11-24", Code::TooEarly),
        step("/fn/desk/deliver", &[("shipment", "first")], Code::Malformed),
        step("/fn/desk/deliver", &[("shipment", UNKNOWN)], Code::NotFound),
        split(&line, "many", "2026-12-09", Code::Quantity),
        split(&line, "1", "tomorrow", Code::Malformed),
        split(&line, "1", "2026-11-23", Code::PastDay),
        split(&line, "1000", "2026-12-09", Code::TooMuch),
        split(UNKNOWN, "1", "2026-12-09", Code::NotFound),
        step("/fn/desk/cancel", &[("reason", " ")], Code::Reason),
        step("/fn/desk/cancel", &[("reason", long.as_str())], Code::TooLong),
        step("/fn/desk/decline-cancellation", &[], Code::Reason),
        step("/fn/desk/decline-cancellation", &[("reason", "No")], Code::State),
    ];
    let case = theirs.case.to_string();
    let case_version = theirs.case_version.to_string();
    let on_case = |action: &'static str, more: &[(&'static str, &str)], code: Code| {
        let mut fields = vec![("number", case.clone()), ("version", case_version.clone())];
        fields.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        (action, Input::Form(fields), code)
    };
    rows.extend([
        json_row("/fn/desk/cases", json!({ "filter": { "kind": "order" } }), Code::Malformed),
        json_row("/fn/desk/case", json!({ "number": 1 }), Code::NotFound),
        on_case("/fn/desk/case-answer", &[], Code::Malformed),
        on_case("/fn/desk/case-answer", &[("key", &key), ("text", "So")], Code::Missing),
        on_case("/fn/desk/case-answer", &[("key", &key), ("saying", "answer")], Code::Missing),
        on_case("/fn/desk/case-answer", &[("key", &key), ("saying", "answer"), ("text", CONTROL[0])], Code::Malformed),
        on_case(
            "/fn/desk/case-answer",
            &[("key", &key), ("saying", "answer"), ("text", "So"), ("cause", "Kiln 4")],
            Code::CauseUnsent,
        ),
        on_case("/fn/desk/case-answer", &[("key", &key), ("text", "So"), ("saying", "propose")], Code::Missing),
        on_case("/fn/desk/case-note", &[("key", &key)], Code::Missing),
        on_case("/fn/desk/case-take", &[("stage", "closed")], Code::Malformed),
        on_case("/fn/desk/case-assign", &[("member", "jan")], Code::Malformed),
        on_case("/fn/desk/case-assign", &[("member", UNKNOWN)], Code::NotFound),
        on_case("/fn/desk/case-priority", &[("priority", "huge"), ("reason", "So")], Code::Malformed),
        on_case("/fn/desk/case-priority", &[("priority", "low")], Code::Reason),
        on_case("/fn/desk/case-kind", &[("kind", "lament"), ("reason", "So")], Code::Malformed),
        on_case("/fn/desk/case-kind", &[("kind", "complaint"), ("reason", "So")], Code::Malformed),
        on_case("/fn/desk/case-kind", &[("kind", "question")], Code::Reason),
        on_case("/fn/desk/case-escalate", &[], Code::Reason),
        on_case("/fn/desk/case-tag", &[], Code::Missing),
        on_case("/fn/desk/case-tag", &[("add", "!?")], Code::Malformed),
        on_case("/fn/desk/case-join", &[("how", "merge")], Code::Malformed),
        on_case("/fn/desk/case-join", &[("how", "merge"), ("other", "1")], Code::NotFound),
        on_case("/fn/desk/case-join", &[("other", &case)], Code::Malformed),
        on_case("/fn/desk/case-split", &[("key", &key), ("entry", "first")], Code::Malformed),
        on_case("/fn/desk/case-split", &[("key", &key), ("entry", UNKNOWN)], Code::Missing),
        on_case(
            "/fn/desk/case-split",
            &[("key", &key), ("entry", UNKNOWN), ("subject", "X"), ("kind", "order")],
            Code::Malformed,
        ),
        form_row("/fn/desk/reply-write", [("key", &key), ("name", " "), ("en", "X")], Code::Missing),
        form_row("/fn/desk/reply-write", [("key", &key), ("name", "X")], Code::Missing),
        form_row("/fn/desk/reply-write", [("key", &key), ("name", "X"), ("en", &long)], Code::TooLong),
        form_row("/fn/desk/reply-write", [("key", &key), ("name", CONTROL[1]), ("en", "X")], Code::Malformed),
        form_row("/fn/desk/reply-remove", [("id", UNKNOWN)], Code::NotFound),
        form_row("/fn/desk/view-keep", [("key", key.as_str())], Code::Missing),
        form_row("/fn/desk/view-keep", [("key", key.as_str()), ("name", long.as_str())], Code::TooLong),
        form_row("/fn/desk/view-keep", [("key", key.as_str()), ("name", "X"), ("queue", "lost")], Code::Malformed),
        form_row("/fn/desk/view-remove", [("id", UNKNOWN)], Code::NotFound),
        // What they hold is for who may set it, and is tried by them in the tests of the services.
        json_row("/fn/desk/promises", json!({}), Code::Malformed),
        json_row("/fn/desk/promises", json!({ "period": ["year"] }), Code::Malformed),
        form_row("/fn/desk/settings-hours", [("version", "x")], Code::Malformed),
        form_row("/fn/desk/settings-days", [("version", "x")], Code::Malformed),
        form_row("/fn/desk/settings-promises", [("version", "0"), ("rows[0]", "x")], Code::Malformed),
        form_row("/fn/desk/settings-tags", [("version", "x")], Code::Malformed),
        form_row("/fn/desk/settings-assignment", [("version", "x")], Code::Malformed),
    ]);
    rows.extend(knowledge());
    rows.extend(causes(theirs));
    // What was right a moment ago, on a page that is too old now.
    for (action, more) in [
        ("/fn/desk/pick", ("reason", "")),
        ("/fn/desk/deliver", ("shipment", UNKNOWN)),
        ("/fn/desk/cancel", ("reason", "Because")),
    ] {
        rows.push(form_row(action, [("number", &order), ("version", "1"), more], Code::Stale));
    }
    rows
}

fn knowledge() -> Vec<Row> {
    let long = "a".repeat(20_001);
    let save = |name: &str, value: &str, code: Code| {
        let key = new_key().to_string();
        let fields = [
            ("key", key.as_str()),
            ("slug", ""),
            ("topic", "goods"),
            ("language", "en"),
            ("version", "0"),
            ("title", "Rain"),
            ("body", "Cover it."),
            ("doing", "keep"),
        ];
        form_row(
            "/fn/desk/knowledge-save",
            fields.map(|(field, as_it_is)| (field, if field == name { value } else { as_it_is })),
            code,
        )
    };
    vec![
        json_row("/fn/desk/knowledge-text", json!({ "slug": "lost", "language": null }), Code::NotFound),
        json_row("/fn/desk/knowledge-text", json!({ "slug": "returns", "language": "xx" }), Code::Malformed),
        save("key", "mine", Code::Malformed),
        save("slug", "lost", Code::NotFound),
        save("slug", "returns", Code::Stale),
        save("topic", "weather", Code::Malformed),
        save("language", "xx", Code::Malformed),
        save("version", "first", Code::Malformed),
        save("title", " ", Code::Missing),
        save("title", &long, Code::TooLong),
        save("title", CONTROL[1], Code::Malformed),
        save("body", "", Code::Missing),
        save("body", &long, Code::TooLong),
        save("body", CONTROL[0], Code::Malformed),
        save("doing", "", Code::Malformed),
        save("doing", "burn", Code::Malformed),
    ]
}

fn causes(theirs: &Theirs) -> Vec<Row> {
    let long = "a".repeat(LONG);
    let (cause, case) = (theirs.cause.to_string(), theirs.case.to_string());
    let save = |name: &str, value: &str, code: Code| {
        let key = new_key().to_string();
        let fields = [
            ("key", key.as_str()),
            ("number", ""),
            ("title", "Kiln 4"),
            ("text", ""),
            ("articles", ""),
            ("from", ""),
            ("until", ""),
            ("case", ""),
        ];
        form_row(
            "/fn/desk/cause-save",
            fields.map(|(field, as_it_is)| (field, if field == name { value } else { as_it_is })),
            code,
        )
    };
    let tell = |number: &str, version: &str, language: &str, subject: &str, text: &str, code: Code| {
        let key = new_key().to_string();
        let fields = [
            ("key", key.as_str()),
            ("number", number),
            ("version", version),
            ("words[0][language]", language),
            ("words[0][subject]", subject),
            ("words[0][text]", text),
        ];
        form_row("/fn/desk/cause-tell", fields, code)
    };
    vec![
        json_row("/fn/desk/causes", json!({ "closed": "perhaps", "before": null }), Code::Malformed),
        json_row("/fn/desk/cause", json!({ "number": 999 }), Code::NotFound),
        json_row("/fn/desk/cause-accounts", json!({ "number": 999, "after": null }), Code::NotFound),
        json_row("/fn/desk/cause-accounts", json!({ "number": theirs.cause, "after": "x" }), Code::Malformed),
        json_row("/fn/desk/case-cause", json!({ "case": 1 }), Code::NotFound),
        save("key", "mine", Code::Malformed),
        save("number", "x", Code::Malformed),
        save("number", "999", Code::NotFound),
        save("number", &cause, Code::Stale),
        save("title", " ", Code::Missing),
        save("title", &long, Code::TooLong),
        save("title", CONTROL[0], Code::Malformed),
        save("text", &long, Code::TooLong),
        save("articles", "NO-1", Code::Article),
        save("from", "yesterday", Code::Malformed),
        save("until", "2026-13-01", Code::Malformed),
        save("case", "x", Code::Malformed),
        save("case", "1", Code::NotFound),
        form_row("/fn/desk/cause-link", [("case", "1"), ("cause", cause.as_str())], Code::NotFound),
        form_row("/fn/desk/cause-link", [("case", case.as_str()), ("cause", "999")], Code::NotFound),
        form_row("/fn/desk/cause-link", [("case", case.as_str()), ("cause", "x")], Code::Malformed),
        form_row("/fn/desk/cause-rest", [("number", "999")], Code::NotFound),
        tell("999", "1", "en", "Kiln", "Hot", Code::NotFound),
        tell(&cause, "99", "en", "Kiln", "Hot", Code::Stale),
        tell(&cause, "2", "en", "", "", Code::Missing),
        tell(&cause, "2", "en", "Kiln", "", Code::Missing),
        tell(&cause, "2", "en", "", "Hot", Code::Missing),
        tell(&cause, "2", "xx", "Kiln", "Hot", Code::Malformed),
        tell(&cause, "2", "en", &long, "Hot", Code::TooLong),
        tell(&cause, "2", "en", "Kiln", &long, Code::TooLong),
        tell(&cause, "2", "en", CONTROL[1], "Hot", Code::Malformed),
    ]
}
