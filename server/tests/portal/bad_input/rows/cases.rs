//! What a customer gets wrong in writing, and in asking for help.

use domain::refusal::Code;
use serde_json::json;
use testkit::new_key;

use super::{CONTROL, LONG, form_row, json_row};
use crate::{bad_input::Row, functions::Input, theirs::Theirs};

pub(super) fn cases(theirs: &Theirs) -> Vec<Row> {
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
        json_row("/fn/cases/page", json!({ "number": 1, "before": "x" }), Code::Malformed),
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

pub(super) fn help() -> Vec<Row> {
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
