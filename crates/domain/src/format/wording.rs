//! Plurals and lists.

use crate::language::Language;

/// Which form of a counted word goes with a number.
///
/// Only what our languages and whole numbers need of CLDR's categories. The `many` of Spanish and French, for round
/// millions ("un millón *de* euros"), counts as [`Other`](PluralCategory::Other): no text of ours counts so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PluralCategory {
    /// As in "1 order".
    One,
    /// As in "5 orders".
    Other,
}

/// The plural category of a whole number (CLDR: cardinal rules). French counts zero as one.
#[must_use]
pub const fn plural(language: Language, n: i64) -> PluralCategory {
    match (language, n.unsigned_abs()) {
        (_, 1) | (Language::Fr, 0) => PluralCategory::One,
        _ => PluralCategory::Other,
    }
}

/// "a, b and c" (CLDR: list pattern `standard`).
#[must_use]
pub fn join_list(language: Language, items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {} {last}", first.join(", "), conjunction(language, last)),
    }
}

fn conjunction(language: Language, next: &str) -> &'static str {
    match language {
        Language::En => "and",
        Language::Nl => "en",
        Language::Hu => "és",
        Language::De => "und",
        Language::Es if begins_with_i_sound(next) => "e",
        Language::Es => "y",
        Language::Fr => "et",
    }
}

/// Spanish "y" becomes "e" before the same sound: "aguja e hilo", but "agua y hielo".
fn begins_with_i_sound(word: &str) -> bool {
    let word = word.to_lowercase();
    let rest = word.strip_prefix('h').unwrap_or(&word);
    let glides = word.len() != rest.len() && (rest.starts_with("ia") || rest.starts_with("ie"));
    rest.starts_with(['i', 'í']) && !glides
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(language: Language, items: &[&str]) -> String {
        let items: Vec<String> = items.iter().map(|item| (*item).to_owned()).collect();
        join_list(language, &items)
    }

    #[test]
    fn one_is_one_and_in_french_zero_too() {
        for language in Language::ALL {
            assert_eq!(plural(language, 1), PluralCategory::One);
            assert_eq!(plural(language, -1), PluralCategory::One);
            assert_eq!(plural(language, 2), PluralCategory::Other);
            assert_eq!(plural(language, 1_000_000), PluralCategory::Other);
        }
        assert_eq!(plural(Language::Fr, 0), PluralCategory::One);
        assert_eq!(plural(Language::Hu, 0), PluralCategory::Other);
    }

    #[test]
    fn a_list_in_each_language() {
        let cases = [
            (Language::En, "a, b and c"),
            (Language::Nl, "a, b en c"),
            (Language::Hu, "a, b és c"),
            (Language::De, "a, b und c"),
            (Language::Es, "a, b y c"),
            (Language::Fr, "a, b et c"),
        ];
        for (language, text) in cases {
            assert_eq!(joined(language, &["a", "b", "c"]), text);
        }
        assert_eq!(joined(Language::En, &[]), "");
        assert_eq!(joined(Language::En, &["a"]), "a");
        assert_eq!(joined(Language::En, &["a", "b"]), "a and b");
    }

    #[test]
    fn spanish_avoids_two_equal_sounds() {
        assert_eq!(joined(Language::Es, &["aguja", "hilo"]), "aguja e hilo");
        assert_eq!(joined(Language::Es, &["agua", "hielo"]), "agua y hielo");
        assert_eq!(joined(Language::Es, &["Ana", "Íñigo"]), "Ana e Íñigo");
        assert_eq!(joined(Language::Es, &["tejas", "yeso"]), "tejas y yeso");
    }
}
