//! The calls that were made, and the page they make.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;
use testkit::{Answer, Client};

use crate::functions::{Input, ask};

/// The first call of each server function.
#[derive(Debug)]
pub struct Book {
    /// The portal's address, which is another one each time.
    portal: String,
    entries: BTreeMap<String, String>,
    /// Identifiers in the order in which they were first seen.
    ids: HashMap<String, usize>,
}

const HEAD: &str = "# Server functions

Each is asked by `POST`. `json` means a body of `application/json`, `form` one of `application/x-www-form-urlencoded`,
which a plain HTML form can send too: with `accept: text/html` the answer is a redirect to the page that follows.
A refusal is `{\"code\": …, \"field\": …, \"detail\": …}` with a status of 4xx.

This page is written by a test from calls that were really made. Identifiers, codes and addresses are replaced by
examples, long texts and lists are cut (`…`).
";
/// The most of a text that is shown.
const LONGEST: usize = 160;
/// The most of a list that is shown.
const MOST: usize = 1;

impl Book {
    pub fn new(portal: String) -> Self {
        Self { portal, entries: BTreeMap::new(), ids: HashMap::new() }
    }

    /// Asks, and notes input and answer when it is the first time.
    pub async fn call(&mut self, client: &Client, path: &str, input: &Input) -> Answer {
        let answer = ask(client, path, input).await;
        assert_eq!(answer.status, 200, "{path} {input:?}: {}", answer.start());
        if !self.entries.contains_key(path) {
            let entry = self.entry(input, &answer);
            self.entries.insert(path.to_owned(), entry);
        }
        answer
    }

    pub fn has(&self, path: &str) -> bool {
        self.entries.contains_key(path)
    }

    /// The whole page.
    pub fn page(&self) -> String {
        let mut page = HEAD.to_owned();
        let mut feature = "";
        for (path, entry) in &self.entries {
            let next = path.split('/').nth(2).unwrap_or("");
            if next != feature {
                page.push_str(&format!("\n## {next}\n"));
                feature = next;
            }
            page.push_str(&format!("\n### `{path}`\n\n{entry}"));
        }
        page
    }

    fn entry(&mut self, input: &Input, answer: &Answer) -> String {
        let (kind, shown) = match input {
            Input::Json(value) => ("json", self.pretty(value)),
            Input::Form(fields) => {
                let fields: Vec<String> =
                    fields.iter().map(|(name, value)| format!("{name}={}", self.plain(value))).collect();
                ("form", fields.join("\n"))
            }
        };
        let value: Value = answer.json();
        let mut entry =
            if shown.is_empty() { format!("{kind}, nothing\n") } else { format!("{kind}\n\n```\n{shown}\n```\n") };
        if !answer.location().is_empty() {
            entry.push_str(&format!("\nGoes on at `{}`.\n", self.plain(answer.location())));
        }
        if value != Value::Null {
            entry.push_str(&format!("\nAnswer\n\n```json\n{}\n```\n", self.pretty(&value)));
        }
        entry
    }

    fn pretty(&mut self, value: &Value) -> String {
        let example = self.example(value);
        serde_json::to_string_pretty(&example).expect("JSON can be written")
    }

    /// The value with what differs from run to run replaced, and cut.
    fn example(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.plain(text)),
            Value::Array(items) => {
                // Pairs and triples are not lists.
                let tuple = items.len() <= 3 && items.iter().any(|item| !item.is_object() && !item.is_array());
                let most = if tuple { items.len() } else { MOST };
                let mut shown: Vec<Value> = items.iter().take(most).map(|item| self.example(item)).collect();
                if items.len() > most {
                    shown.push(Value::String(format!("… {} more", items.len() - most)));
                }
                Value::Array(shown)
            }
            Value::Object(fields) => {
                Value::Object(fields.iter().map(|(name, field)| (name.clone(), self.example(field))).collect())
            }
            other => other.clone(),
        }
    }

    /// A text with examples in the place of identifiers, addresses and codes.
    fn plain(&mut self, text: &str) -> String {
        let text = text.replace(&self.portal, "https://portal.example");
        let mut out = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while !rest.is_empty() {
            if let Some(id) = rest.get(..36).filter(|part| is_id(part)) {
                let next = self.ids.len() + 1;
                let place = *self.ids.entry(id.to_owned()).or_insert(next);
                out.push_str(&format!("00000000-0000-7000-8000-{place:012}"));
                rest = &rest[36..];
                continue;
            }
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            if digits > 0 {
                out.push_str(if digits == 6 { "123456" } else { &rest[..digits] });
                rest = &rest[digits..];
                continue;
            }
            let next = rest.chars().next().map_or(1, char::len_utf8);
            out.push_str(&rest[..next]);
            rest = &rest[next..];
        }
        if out.chars().count() > LONGEST {
            out = out.chars().take(LONGEST).chain(['…']).collect();
        }
        out
    }
}

/// Whether this is an identifier: 8-4-4-4-12 hexadecimal digits.
fn is_id(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
