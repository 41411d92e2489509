//! The portal's own texts, one method per text.
//!
//! `build.rs` makes the methods from `locales/en.json` and checks the other languages against it. The server has all
//! tables (feature `tables`); the browser is given its reader's as a file before hydration.

use crate::{
    format::{self, PluralCategory},
    language::Language,
};

/// The texts in one language. Copied freely: it is a reference.
#[derive(Clone, Copy, Debug)]
pub struct I18n {
    pub language: Language,
    table: &'static [&'static str],
}

/// Between the texts of a table as it travels; no text contains it (ASCII unit separator).
const SEPARATOR: char = '\u{1f}';

impl I18n {
    /// The server's table of a language.
    #[cfg(feature = "tables")]
    #[must_use]
    pub const fn of(language: Language) -> Self {
        Self { language, table: TABLES[language as usize] }
    }

    /// The table as it travels to the browser.
    #[must_use]
    pub fn packed(&self) -> String {
        self.table.join("\u{1f}")
    }

    /// The table that travelled. It lives as long as the page, so its memory is never given back.
    #[must_use]
    pub fn unpack(language: Language, packed: String) -> Option<Self> {
        let packed: &'static str = packed.leak();
        let table: Vec<&'static str> = packed.split(SEPARATOR).collect();
        (table.len() == LENGTH).then(|| Self { language, table: table.leak() })
    }

    fn text(&self, index: usize) -> &'static str {
        self.table.get(index).copied().unwrap_or("")
    }

    fn plural(&self, index: usize, count: i64, values: &[(&str, &str)]) -> String {
        let form = match format::plural(self.language, count) {
            PluralCategory::One => 0,
            PluralCategory::Other => 1,
        };
        let number = format::number(self.language, count, 0);
        let mut all = vec![("count", number.as_str())];
        all.extend_from_slice(values);
        fill(self.text(index + form), &all)
    }
}

fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, after)) = after.split_once('}') else { break };
        if let Some((_, value)) = values.iter().find(|(key, _)| *key == name) {
            out.push_str(value);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

include!(concat!(env!("OUT_DIR"), "/keys.rs"));

#[cfg(feature = "tables")]
include!(concat!(env!("OUT_DIR"), "/tables.rs"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_put_in_once_and_never_read_again() {
        assert_eq!(fill("{a} and {b}", &[("a", "{b}"), ("b", "x")]), "{b} and x");
        assert_eq!(fill("no value for {c}.", &[]), "no value for .");
    }

    #[cfg(feature = "tables")]
    #[test]
    fn a_table_survives_its_journey() {
        for language in Language::ALL {
            let there = I18n::unpack(language, I18n::of(language).packed());
            assert_eq!(there.map(|table| table.table), Some(I18n::of(language).table));
        }
    }
}
