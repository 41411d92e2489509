//! What a bank says of a movement: field 86, free, or with the subfields of German or Dutch banks.

use crate::amount::is_digits;
use crate::references::given;
use crate::text::{one_line, without_spaces};

/// How long a subfield or a line of purpose is when it is full, so that its words go on in the next one.
const FULL_SUBFIELD: usize = 27;
const FULL_LINE: usize = 65;
/// Some banks let the tag of the field take its place on the first line.
const FULL_FIRST_LINE: usize = 61;

/// Words within the purpose of German banks (Deutsche Kreditwirtschaft, appendix 3 on data formats).
const SEPA: &[&str] = &[
    "EREF+", "KREF+", "MREF+", "CRED+", "DEBT+", "SVWZ+", "ABWA+", "ABWE+", "PURP+", "RREF+", "COAM+", "OAMT+",
    "IBAN+", "BIC+",
];

/// Words between strokes of Dutch banks.
const DUTCH: &[&str] = &[
    "/TRTP/", "/IBAN/", "/BIC/", "/NAME/", "/REMI/", "/EREF/", "/MARF/", "/CSID/", "/CNTP/", "/ORDP/", "/BENM/",
    "/ADDR/", "/ISDT/", "/PREF/", "/RTRN/", "/PURP/", "/ULTB/", "/ULTC/", "/ULTD/", "/SVCL/",
];

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Details {
    pub(super) end_to_end: Option<String>,
    pub(super) payer_name: String,
    pub(super) payer_account: String,
    pub(super) reference: Option<String>,
    pub(super) text: String,
    pub(super) is_returned: bool,
}

impl Details {
    pub(super) fn read(lines: &[&str]) -> Self {
        let first = lines.first().copied().unwrap_or_default();
        if is_german(first) {
            return german(&lines.concat());
        }
        if first.starts_with('/') {
            let text = joined(lines.iter().copied().enumerate().map(|(place, line)| {
                let is_short = line.chars().count() < FULL_LINE;
                let full = if place == 0 && is_short { FULL_FIRST_LINE } else { FULL_LINE };
                (line, full)
            }));
            let (_, sections) = sections(&text, DUTCH);
            if !sections.is_empty() {
                return dutch(&sections);
            }
        }
        Self { text: one_line(&lines.join(" ")), ..Self::default() }
    }
}

/// A code of three digits and then subfields, or only these.
fn is_german(first: &str) -> bool {
    let rest = first.split_at_checked(3).filter(|(code, _)| is_digits(code)).map_or(first, |(_, rest)| rest);
    rest.strip_prefix('?').and_then(|rest| rest.get(..2)).is_some_and(is_digits)
}

fn german(text: &str) -> Details {
    let mut subfields: Vec<(&str, String)> = Vec::new();
    for piece in text.split('?').skip(1) {
        match piece.split_at_checked(2).filter(|(code, _)| is_digits(code)) {
            Some((code, value)) => subfields.push((code, value.to_owned())),
            // A question mark that somebody wrote.
            None => {
                if let Some((_, value)) = subfields.last_mut() {
                    value.push('?');
                    value.push_str(piece);
                }
            }
        }
    }
    let all = |wanted: fn(&str) -> bool| {
        let values = subfields.iter().filter(|(code, _)| wanted(code));
        joined(values.map(|(_, value)| (value.as_str(), FULL_SUBFIELD)))
    };
    let purpose = all(|code| code.starts_with('2') || matches!(code, "60" | "61" | "62" | "63"));
    let (before, sections) = sections(&purpose, SEPA);
    let of = |word: &str| sections.iter().find(|(found, _)| *found == word).map(|(_, value)| *value);
    let text = of("SVWZ+").unwrap_or(before);
    Details {
        end_to_end: of("EREF+").map(without_spaces).as_deref().and_then(given),
        payer_name: one_line(&all(|code| matches!(code, "32" | "33"))),
        payer_account: without_spaces(&all(|code| code == "31")),
        reference: None,
        text: one_line(text),
        is_returned: false,
    }
}

fn dutch(sections: &[(&str, &str)]) -> Details {
    let of = |word: &str| {
        let found = sections.iter().find(|(found, _)| *found == word);
        found.map(|(_, value)| value.trim_matches(['/', ' '])).filter(|value| !value.is_empty())
    };
    // Account, bank, name and place of the other side in one.
    let mut party = of("/CNTP/").unwrap_or_default().split('/');
    let (account, name) = (party.next().unwrap_or_default(), party.nth(1).unwrap_or_default());
    let written = of("/REMI/").unwrap_or_default();
    let (reference, text) = match written.split_once('/') {
        // `STRD/CUR/RF18…`: who defined the reference, and the reference.
        Some(("STRD", rest)) => {
            let reference = rest.rsplit('/').next().unwrap_or(rest).trim();
            (given(reference), reference)
        }
        Some(("USTD", rest)) => (None, rest.trim_start_matches('/')),
        _ => (None, written),
    };
    Details {
        end_to_end: of("/EREF/").and_then(given),
        payer_name: one_line(of("/NAME/").unwrap_or(name)),
        payer_account: without_spaces(of("/IBAN/").unwrap_or(account)),
        reference,
        text: one_line(text),
        is_returned: sections.iter().any(|(word, _)| *word == "/RTRN/"),
    }
}

/// Lines with the length that each has when it is full; after a full one there is no space.
fn joined<'a>(lines: impl Iterator<Item = (&'a str, usize)>) -> String {
    let mut text = String::new();
    for (line, full) in lines {
        text.push_str(line);
        if line.chars().count() != full {
            text.push(' ');
        }
    }
    text
}

/// What is before the first of the words, and each word with what follows it.
fn sections<'a>(text: &'a str, words: &[&'static str]) -> (&'a str, Vec<(&'static str, &'a str)>) {
    let mut found: Vec<(usize, &'static str)> = Vec::new();
    let mut free = 0;
    for (place, _) in text.char_indices() {
        if place < free {
            continue;
        }
        let Some(rest) = text.get(place..) else { continue };
        if let Some(word) = words.iter().find(|word| rest.starts_with(**word)) {
            found.push((place, *word));
            free = place + word.len();
        }
    }
    let before = found.first().and_then(|(place, _)| text.get(..*place)).unwrap_or(text);
    let ends = found.iter().skip(1).map(|(place, _)| *place).chain([text.len()]);
    let parts = found.iter().zip(ends).map(|((place, word), end)| {
        let value = text.get(place + word.len()..end).unwrap_or_default();
        (*word, value.trim())
    });
    (before, parts.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_text_is_one_line() {
        let details = Details::read(&["FACTUUR RT-1042", " BEDANKT"]);
        assert_eq!(details, Details { text: "FACTUUR RT-1042 BEDANKT".to_owned(), ..Details::default() });
        assert_eq!(Details::read(&[]), Details::default());
        assert_eq!(Details::read(&["/a/b"]).text, "/a/b");
    }

    #[test]
    fn german_subfields() {
        let details = Details::read(&[
            "166?00GUTSCHRIFT?109310?20EREF+E2E-77?21SVWZ+Rechnung RT-1042 vom 3?221.01. danke?30COBADEFFXXX",
            "?31DE89370400440532013000?32Müller und Söhne Maschinenb?33au GmbH",
        ]);
        assert_eq!(details.end_to_end.as_deref(), Some("E2E-77"));
        assert_eq!(details.payer_name, "Müller und Söhne Maschinenbau GmbH");
        assert_eq!(details.payer_account, "DE89370400440532013000");
        assert_eq!(details.text, "Rechnung RT-1042 vom 31.01. danke");
    }

    #[test]
    fn german_purposes_without_words() {
        let details = Details::read(&["051?00UEBERWEISUNG?20RECHNUNG 1042?21WIRKLICH?NEIN"]);
        assert_eq!(details.text, "RECHNUNG 1042 WIRKLICH?NEIN");
        assert_eq!(details.end_to_end, None);
    }

    #[test]
    fn dutch_subfields() {
        let details = Details::read(&[
            "/TRTP/SEPA OVERBOEKING/IBAN/NL91ABNA0417164300/BIC/ABNANL2A",
            "/NAME/Bakker en Zn/REMI/factuur RT-1042/EREF/NOTPROVIDED",
        ]);
        assert_eq!(details.payer_name, "Bakker en Zn");
        assert_eq!(details.payer_account, "NL91ABNA0417164300");
        assert_eq!(details.text, "factuur RT-1042");
        assert_eq!(details.end_to_end, None);
        assert!(!details.is_returned);
    }

    #[test]
    fn dutch_parties_in_one() {
        let details = Details::read(&[
            "/RTRN/MS03//EREF/E-9//CNTP/NL20INGB0001234567/INGBNL2A/De Vries/UTRECHT///REMI/STRD/CUR/RF18539007547034/",
        ]);
        assert_eq!(details.payer_name, "De Vries");
        assert_eq!(details.payer_account, "NL20INGB0001234567");
        assert_eq!(details.reference.as_deref(), Some("RF18539007547034"));
        assert_eq!(details.end_to_end.as_deref(), Some("E-9"));
        assert!(details.is_returned);
        let free = Details::read(&["/REMI/USTD//factuur 12/"]);
        assert_eq!((free.text.as_str(), free.reference), ("factuur 12", None));
    }
}
