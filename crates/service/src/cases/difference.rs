//! What a change made another, so that a person can read it: field by field, before and after.

use std::collections::BTreeSet;

use domain::cases::{Difference, minutes_text, spans_text};
use serde_json::Value;

/// What counts the changes, and what names the whole: neither was changed by anybody.
const UNSAID: [&str; 2] = ["version", "id"];
/// Amounts by currency, which go by the currency.
const AMOUNTS: [&str; 2] = ["four_eyes_above", "least"];
/// Working time, minutes.
const TIMES: [&str; 3] = ["first_answer", "next_update", "resolution"];

/// The fields in which two values differ.
pub(crate) fn differences(old: &Value, new: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(&[], old, new, &mut found);
    found
}

fn compare(field: &[String], old: &Value, new: &Value, found: &mut Vec<Difference>) {
    if old == new {
        return;
    }
    // The hours of a day are one text, as they are typed.
    let is_day = matches!(field, [list, _] if list == "hours");
    let is_amounts = field.last().is_some_and(|list| AMOUNTS.contains(&list.as_str()));
    if is_day {
        put(field, spans(old), spans(new), found);
    } else if is_amounts {
        compare_members(field, &by_name(old), &by_name(new), found);
    } else if old.is_object() || new.is_object() {
        compare_members(field, old, new, found);
    } else if old.is_array() || new.is_array() {
        compare_items(field, items(old), items(new), found);
    } else {
        put(field, text(field, old), text(field, new), found);
    }
}

/// Pairs of a name and a value as members.
fn by_name(pairs: &Value) -> Value {
    let pair = |pair: &Value| Some((pair.get(0)?.as_str()?.to_owned(), pair.get(1)?.clone()));
    Value::Object(items(pairs).iter().filter_map(pair).collect())
}

fn compare_members(field: &[String], old: &Value, new: &Value, found: &mut Vec<Difference>) {
    let both = old.as_object().into_iter().chain(new.as_object());
    let names: BTreeSet<&str> = both.flat_map(|members| members.keys()).map(String::as_str).collect();
    for name in names.into_iter().filter(|name| !UNSAID.contains(name)) {
        compare(&within(field, name), member(old, name), member(new, name), found);
    }
}

fn compare_items(field: &[String], old: &[Value], new: &[Value], found: &mut Vec<Difference>) {
    let is_code = |item: &Value| item.get("code").is_some_and(Value::is_string);
    let is_row = |item: &Value| item.is_object() || item.is_array();
    if old.iter().chain(new).all(is_code) {
        compare_named(field, old, new, found);
    } else if old.iter().chain(new).any(is_row) {
        compare_rows(field, old, new, found);
    } else {
        let apart = |one: &[Value], other: &[Value]| line(field, one.iter().filter(|item| !other.contains(item)));
        let (taken, added) = (apart(old, new), apart(new, old));
        if taken.is_none() && added.is_none() {
            // The same in another order.
            put(field, line(field, old.iter()), line(field, new.iter()), found);
        } else {
            put(field, taken, added, found);
        }
    }
}

/// Rows that have a name of their own.
fn compare_named(field: &[String], old: &[Value], new: &[Value], found: &mut Vec<Difference>) {
    let code = |item: &Value| item.get("code").and_then(Value::as_str).unwrap_or_default().to_owned();
    let codes = |rows: &[Value]| rows.iter().map(code).collect::<Vec<String>>();
    let (before, after) = (codes(old), codes(new));
    let row = |rows: &[Value], wanted: &str| rows.iter().find(|row| code(row) == wanted).cloned().unwrap_or_default();
    let added = after.iter().filter(|code| !before.contains(code));
    for code in before.iter().chain(added) {
        compare(&within(field, code), &row(old, code), &row(new, code), found);
    }
    let kept =
        |of: &[String], by: &[String]| of.iter().filter(|code| by.contains(code)).cloned().collect::<Vec<String>>();
    let (then, now) = (kept(&before, &after), kept(&after, &before));
    if then != now {
        put(field, Some(then.join(", ")), Some(now.join(", ")), found);
    }
}

/// Rows that go by their place: those before and after what was changed are the same.
fn compare_rows(field: &[String], old: &[Value], new: &[Value], found: &mut Vec<Difference>) {
    let begin = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[begin..], &new[begin..]);
    let end = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[..old.len() - end], &new[..new.len() - end]);
    for place in 0..old.len().max(new.len()) {
        let name = (begin + place + 1).to_string();
        let at = |rows: &[Value]| rows.get(place).cloned().unwrap_or_default();
        compare(&within(field, &name), &at(old), &at(new), found);
    }
}

fn put(field: &[String], before: Option<String>, after: Option<String>, found: &mut Vec<Difference>) {
    if before != after {
        found.push(Difference { field: field.to_vec(), before, after });
    }
}

fn within(field: &[String], name: &str) -> Vec<String> {
    field.iter().cloned().chain([name.to_owned()]).collect()
}

fn member<'a>(value: &'a Value, name: &str) -> &'a Value {
    value.get(name).unwrap_or(&Value::Null)
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn line<'a>(field: &[String], items: impl Iterator<Item = &'a Value>) -> Option<String> {
    let texts: Vec<String> = items.filter_map(|item| text(field, item)).collect();
    Some(texts.join(", ")).filter(|line| !line.is_empty())
}

fn spans(day: &Value) -> Option<String> {
    let spans: Vec<(u16, u16)> = serde_json::from_value(day.clone()).unwrap_or_default();
    Some(spans_text(&spans)).filter(|text| !text.is_empty())
}

/// A value as it is typed; nothing where there is none.
fn text(field: &[String], value: &Value) -> Option<String> {
    let is_time = field.last().is_some_and(|name| TIMES.contains(&name.as_str()));
    match value {
        Value::Null | Value::Bool(false) => None,
        Value::Bool(true) => Some("✓".to_owned()),
        Value::Number(number) => {
            let minutes = number.as_u64().and_then(|minutes| u32::try_from(minutes).ok()).filter(|_| is_time);
            Some(minutes.map_or_else(|| number.to_string(), minutes_text))
        }
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Array(_) | Value::Object(_) => Some(value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// As `tags · leak · notify: a → b`.
    fn read(old: &Value, new: &Value) -> Vec<String> {
        let said = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
        let line = |difference: Difference| {
            format!("{}: {} → {}", difference.field.join(" · "), said(difference.before), said(difference.after))
        };
        differences(old, new).into_iter().map(line).collect()
    }

    #[test]
    fn only_what_differs_is_said() {
        let old = json!({ "version": 1, "hours": [[[480, 720]], [], []], "lapse_days": 7, "shows_answer_times": true,
            "closed_days": ["2026-12-24", "2026-12-25"] });
        let new = json!({ "version": 2, "hours": [[[480, 720]], [[540, 600], [780, 1020]], []], "lapse_days": 7,
            "shows_answer_times": false, "closed_days": ["2026-12-25", "2026-12-31"] });
        assert_eq!(
            read(&old, &new),
            [
                "closed_days: 2026-12-24 → 2026-12-31",
                "hours · 2: – → 09:00-10:00, 13:00-17:00",
                "shows_answer_times: ✓ → –",
            ]
        );
        assert!(read(&new, &new).is_empty());
    }

    #[test]
    fn rows_are_known_by_their_names_or_else_their_places() {
        let tag = |code: &str, notify: &[&str]| json!({ "code": code, "names": { "en": code }, "notify": notify });
        let old = json!({ "tags": [tag("leak", &["a@x"]), tag("roof", &[])] });
        let new = json!({ "tags": [tag("roof", &[]), tag("leak", &["b@x"])] });
        assert_eq!(read(&old, &new), ["tags · leak · notify: a@x → b@x", "tags: leak, roof → roof, leak"]);
        let gone = json!({ "tags": [tag("roof", &[])] });
        assert_eq!(
            read(&old, &gone),
            ["tags · leak · code: leak → –", "tags · leak · names · en: leak → –", "tags · leak · notify: a@x → –"]
        );

        let rule = |kind: Option<&str>, first: u32| json!({ "kind": kind, "policy": { "first_answer": first } });
        let old = json!({ "policies": [rule(None, 60), rule(Some("complaint"), 90), rule(None, 240)] });
        let new = json!({ "policies": [rule(None, 60), rule(None, 240)] });
        assert_eq!(
            read(&old, &new),
            ["policies · 2 · kind: complaint → –", "policies · 2 · policy · first_answer: 1:30 → –"]
        );
    }

    #[test]
    fn amounts_are_known_by_their_currency() {
        let old = json!({ "version": 1, "four_eyes_above": [["EUR", 500_000], ["HUF", 200]] });
        let new = json!({ "version": 2, "four_eyes_above": [["GBP", 1], ["EUR", 600_000]] });
        assert_eq!(
            read(&old, &new),
            [
                "four_eyes_above · EUR: 500000 → 600000",
                "four_eyes_above · GBP: – → 1",
                "four_eyes_above · HUF: 200 → –",
            ]
        );
    }

    #[test]
    fn what_was_not_there_was_nothing() {
        let reply = json!({ "id": "x", "version": 1, "name": "Later", "texts": { "en": "Soon" } });
        assert_eq!(read(&Value::Null, &reply), ["name: – → Later", "texts · en: – → Soon"]);
        assert_eq!(read(&reply, &Value::Null), ["name: Later → –", "texts · en: Soon → –"]);
    }
}
