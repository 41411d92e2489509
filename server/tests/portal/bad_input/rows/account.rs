//! What is wrong about addresses, VAT numbers, choices of mails, and the log of what was opened.

use domain::refusal::Code;
use serde_json::json;
use testkit::new_key;

use super::{CONTROL, LONG, UNKNOWN, form_row, json_row};
use crate::{
    bad_input::{Foreign, Row},
    theirs::Theirs,
};

pub(super) fn own(theirs: &Theirs, foreign: &Foreign) -> Vec<Row> {
    let long = "a".repeat(LONG);
    let usual = theirs.address.to_string();
    let mut rows = addresses(&long, foreign);
    for path in ["/fn/account/usual-address", "/fn/account/remove-address"] {
        rows.extend([
            form_row(path, [("id", "mine")], Code::Malformed),
            form_row(path, [], Code::Malformed),
            form_row(path, [("id", UNKNOWN)], Code::NotFound),
            form_row(path, [("id", &foreign.address)], Code::NotFound),
        ]);
    }
    let number = |typed: &str, code: Code| form_row("/fn/account/save-tax-number", [("number", typed)], code);
    rows.extend([
        form_row("/fn/account/remove-address", [("id", &usual)], Code::UsualAddress),
        number("XX123456789", Code::TaxNumberCountry),
        number("BE12", Code::TaxNumberForm),
        number(&long, Code::TaxNumberCountry),
        number(CONTROL[0], Code::TaxNumberForm),
        number("BE0428759498", Code::TaxNumberCheck),
        form_row("/fn/account/save-language", [("language", "xx")], Code::Malformed),
        form_row("/fn/account/save-language", [], Code::Malformed),
        form_row("/fn/account/save-notices", [("orders", "maybe")], Code::Malformed),
        json_row("/fn/account/access", json!({ "before": "yesterday" }), Code::Malformed),
        json_row("/fn/account/access", json!({ "before": 1 }), Code::Malformed),
        json_row("/fn/account/access", json!({}), Code::Malformed),
    ]);
    rows
}

fn addresses(long: &str, foreign: &Foreign) -> Vec<Row> {
    const PATH: &str = "/fn/account/save-address";
    let key = new_key().to_string();
    let save = |name: &str, street: &str, postcode: &str, country: &str, code: Code| {
        let fields = [
            ("key", key.as_str()),
            ("purpose", "delivery"),
            ("name", name),
            ("street", street),
            ("postcode", postcode),
            ("city", "Gent"),
            ("country", country),
        ];
        form_row(PATH, fields, code)
    };
    let change = |id: &str, code: Code| {
        let fields = [
            ("key", key.as_str()),
            ("id", id),
            ("purpose", "delivery"),
            ("name", "X"),
            ("street", "Y 1"),
            ("postcode", "9000"),
            ("city", "Gent"),
            ("country", "BE"),
        ];
        form_row(PATH, fields, code)
    };
    vec![
        save("", "Y 1", "9000", "BE", Code::Missing),
        save(long, "Y 1", "9000", "BE", Code::TooLong),
        save(CONTROL[0], "Y 1", "9000", "BE", Code::Malformed),
        save("X", CONTROL[1], "9000", "BE", Code::Malformed),
        save("X", "", "9000", "BE", Code::Missing),
        save("X", "Y 1", "", "BE", Code::Missing),
        save("X", "Y 1", "900", "BE", Code::Postcode),
        save("X", "Y 1", "9000", "XX", Code::Malformed),
        save("X", "Y 1", "9000", "", Code::Malformed),
        change("mine", Code::NotFound),
        change(UNKNOWN, Code::NotFound),
        change(&foreign.address, Code::NotFound),
        form_row(PATH, [("key", "mine"), ("purpose", "delivery")], Code::Malformed),
        form_row(PATH, [("key", &key), ("purpose", "storage")], Code::Malformed),
        form_row(PATH, [("key", &key)], Code::Malformed),
    ]
}
