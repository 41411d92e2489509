//! The table: which input, and which code it comes to.

mod account;
mod cases;
mod desk;
mod money;
mod orders;

use domain::refusal::Code;
use serde_json::{Value, json};
use testkit::new_key;

pub(super) use desk::staff;

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
    rows.extend(orders::shop());
    rows.extend(orders::carts_and_lists());
    rows.extend(orders::review(foreign));
    rows.extend(orders::orders(theirs, foreign));
    rows.extend(cases::cases(theirs));
    rows.extend(account(theirs, foreign));
    rows.extend(account::own(theirs, foreign));
    rows.extend(cases::help());
    rows.extend(money::customers(theirs));
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
        form_row("/fn/account/ask-erasure", [("key", key.as_str()), ("scope", "everybody")], Code::Malformed),
        form_row("/fn/account/ask-erasure", [("scope", "account")], Code::Malformed),
        form_row("/fn/account/ask-erasure", [("key", key.as_str()), ("scope", "member")], Code::LastOwner),
        form_row("/fn/account/withdraw-erasure", [("request", "mine")], Code::Malformed),
        form_row("/fn/account/withdraw-erasure", [("request", UNKNOWN)], Code::NotFound),
    ]
}
