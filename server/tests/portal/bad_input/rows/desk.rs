//! What the vendor's people get wrong at the desk.

use domain::refusal::Code;
use serde_json::json;
use testkit::new_key;

use super::{CONTROL, LONG, UNKNOWN, form_row, json_row, money};
use crate::{bad_input::Row, functions::Input, theirs::Theirs};

/// What eva, of the back office, gets wrong.
pub(in crate::bad_input) fn staff(theirs: &Theirs) -> Vec<Row> {
    let mut rows = orders(theirs);
    rows.extend(post(theirs));
    rows.extend(cases(theirs));
    rows.extend(knowledge());
    rows.extend(causes(theirs));
    rows.extend(money::staff(theirs));
    rows
}

/// An order on its way, and the mails that went out.
fn orders(theirs: &Theirs) -> Vec<Row> {
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
    let mut rows = vec![
        json_row("/fn/desk/orders", json!({ "filter": { "state": "lost" } }), Code::Malformed),
        json_row("/fn/desk/order", json!({ "number": 1 }), Code::NotFound),
        json_row("/fn/desk/mails", json!({ "state": "lost" }), Code::Malformed),
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

fn post(theirs: &Theirs) -> Vec<Row> {
    let mail = theirs.post.to_string();
    // An entry may have 8,000 characters.
    let (key, long) = (new_key().to_string(), "a".repeat(8_001));
    vec![
        json_row("/fn/desk/post", json!({ "automatic": "yes" }), Code::Malformed),
        form_row("/fn/desk/post-answer", [("id", &mail), ("text", "Yes")], Code::Malformed),
        form_row("/fn/desk/post-answer", [("key", &key), ("id", "first"), ("text", "Yes")], Code::Malformed),
        form_row("/fn/desk/post-answer", [("key", &key), ("id", UNKNOWN), ("text", "Yes")], Code::NotFound),
        form_row("/fn/desk/post-answer", [("key", &key), ("id", &mail)], Code::Missing),
        form_row("/fn/desk/post-answer", [("key", &key), ("id", &mail), ("text", &long)], Code::TooLong),
        form_row("/fn/desk/post-answer", [("key", &key), ("id", &mail), ("text", CONTROL[0])], Code::Malformed),
        form_row("/fn/desk/post-accept", [("id", UNKNOWN)], Code::NotFound),
        form_row("/fn/desk/post-accept", [("id", "first")], Code::Malformed),
        form_row("/fn/desk/post-accept", [("id", &mail)], Code::Missing),
        form_row("/fn/desk/post-accept", [("id", &mail), ("case", "many")], Code::Malformed),
        form_row("/fn/desk/post-accept", [("id", &mail), ("case", "1")], Code::NotFound),
        form_row("/fn/desk/post-accept", [("id", &mail), ("account", "K-0")], Code::NotFound),
        form_row("/fn/desk/post-discard", [("id", UNKNOWN)], Code::NotFound),
        form_row("/fn/desk/post-discard", [("id", "first")], Code::Malformed),
    ]
}

fn cases(theirs: &Theirs) -> Vec<Row> {
    let (key, long) = (new_key().to_string(), "a".repeat(LONG));
    let case = theirs.case.to_string();
    let case_version = theirs.case_version.to_string();
    let on_case = |action: &'static str, more: &[(&'static str, &str)], code: Code| {
        let mut fields = vec![("number", case.clone()), ("version", case_version.clone())];
        fields.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        (action, Input::Form(fields), code)
    };
    vec![
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
        form_row("/fn/desk/settings-kinds", [("version", "0"), ("rows[0]", "x")], Code::Malformed),
        form_row("/fn/desk/settings-mailboxes", [("version", "x")], Code::Malformed),
        form_row("/fn/desk/settings-above", [("version", "x")], Code::Malformed),
    ]
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
