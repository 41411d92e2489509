//! What payers write so that their money is known: the creditor reference of ISO 11649 and the Belgian structured message.

use crate::settings::ReferenceForm;

/// What payers of a document are asked to write, in the vendor's form. `serial` is its year and its place in that year,
/// which no other document has: the Belgian message is made of them. Beyond a million documents a year there is no room for
/// the place, and the document gets a creditor reference.
#[must_use]
pub fn of_document(form: ReferenceForm, number: &str, serial: (i32, i64)) -> String {
    let belgian = match form {
        ReferenceForm::Creditor => None,
        ReferenceForm::Belgian => belgian_of_serial(serial),
    };
    belgian.unwrap_or_else(|| creditor_reference(number))
}

/// The places in a year that a Belgian message has room for: four of its ten digits are the year.
const BELGIAN_PLACES: i64 = 1_000_000;

fn belgian_of_serial((year, place): (i32, i64)) -> Option<String> {
    let is_room = (1..=9_999).contains(&year) && (1..BELGIAN_PLACES).contains(&place);
    let number = is_room.then(|| i64::from(year) * BELGIAN_PLACES + place)?;
    belgian_message(u64::try_from(number).ok()?)
}

/// The Belgian messages, bare, that documents may carry whose number has these letters and digits: one that begins or ends
/// with a year. Which document it is, its whole number says.
#[must_use]
pub fn belgian_of_number(bare_number: &str) -> Vec<String> {
    let digits = bare_number.trim_matches(|c: char| c.is_ascii_alphabetic());
    let parts = digits.len().checked_sub(4).map(|end| [(0, 4), (end, 0)]);
    let mut found = Vec::new();
    for (year_at, place_at) in parts.into_iter().flatten() {
        let year = digits.get(year_at..year_at + 4).and_then(|year| year.parse::<i32>().ok());
        let place = if place_at == 0 { digits.get(..year_at) } else { digits.get(place_at..) };
        let place = place.and_then(|place| place.parse::<i64>().ok());
        let serial = year.filter(|year| (1_900..2_200).contains(year)).zip(place);
        found.extend(serial.and_then(belgian_of_serial).map(|message| bare(&message)));
    }
    found
}

/// A bare reference in the form in which documents carry it: the twelve digits of a Belgian message with their signs.
#[must_use]
pub fn as_issued(bare: &str) -> String {
    let is_belgian = bare.len() == 12 && is_belgian_message(bare);
    let number = bare.get(..10).filter(|_| is_belgian).and_then(|digits| digits.parse().ok());
    number.and_then(belgian_message).unwrap_or_else(|| bare.to_owned())
}

/// Whether banks know it as a reference with check digits, as a document carries it.
#[must_use]
pub fn is_structured(text: &str) -> bool {
    is_creditor_reference(text) || (text.starts_with("+++") && is_belgian_message(text))
}

/// The creditor reference (ISO 11649) for a document: `RF`, two check digits, and the letters and digits of its number.
/// At most 25 characters; nothing when nothing of the number can stand in one.
#[must_use]
pub fn creditor_reference(document: &str) -> String {
    let body: String = document.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    let body = body.get(body.len().saturating_sub(21)..).unwrap_or_default();
    if body.is_empty() {
        return String::new();
    }
    let check = 98 - remainder(&format!("{body}RF00"));
    format!("RF{check:02}{body}")
}

/// Whether it is a creditor reference with the right check digits.
#[must_use]
pub fn is_creditor_reference(text: &str) -> bool {
    let bare = bare(text);
    let (Some(body), Some(check)) = (bare.get(4..), bare.get(2..4)) else { return false };
    bare.starts_with("RF")
        && bare.len() <= 25
        && !body.is_empty()
        && check.bytes().all(|c| c.is_ascii_digit())
        && remainder(&format!("{body}RF{check}")) == 1
}

/// The Belgian structured message of up to ten digits: `+++090/9337/55493+++` (Febelfin; the rest by 97, 97 for none).
#[must_use]
pub fn belgian_message(number: u64) -> Option<String> {
    if number > 9_999_999_999 {
        return None;
    }
    let digits = format!("{number:010}{:02}", check_of(number));
    Some(format!("+++{}/{}/{}+++", digits.get(..3)?, digits.get(3..7)?, digits.get(7..)?))
}

/// Whether it is a Belgian structured message with the right check digits, with or without its signs.
#[must_use]
pub fn is_belgian_message(text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let signs = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '*' | '/' | ' '));
    let (Some(number), Some(check)) = (digits.get(..10), digits.get(10..12)) else { return false };
    signs && digits.len() == 12 && number.parse().ok().map(check_of) == check.parse().ok()
}

fn check_of(number: u64) -> u64 {
    match number % 97 {
        0 => 97,
        rest => rest,
    }
}

/// What remains of letters and digits, as numbers, divided by 97 (ISO 7064, MOD 97-10).
fn remainder(text: &str) -> u32 {
    text.chars().filter_map(|c| c.to_digit(36)).fold(0, |rest, value| {
        let factor = if value >= 10 { 100 } else { 10 };
        (rest * factor + value) % 97
    })
}

/// A reference without what people put in between: upper case, letters and digits only.
#[must_use]
pub fn bare(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// The structured references in a text, bare: what people type into the wrong field.
#[must_use]
pub fn found_in(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let words: Vec<&str> = text.split_whitespace().collect();
    for (at, _) in words.iter().enumerate() {
        let mut joined = String::new();
        // A creditor reference is often written in groups of four.
        for word in words.iter().skip(at).take(7) {
            joined.push_str(&bare(word));
            if joined.len() > 25 {
                break;
            }
            if joined.starts_with("RF") && is_creditor_reference(&joined) {
                found.push(joined.clone());
            }
        }
    }
    for piece in text.split(|c: char| !(c.is_ascii_digit() || matches!(c, '+' | '*' | '/'))) {
        if is_belgian_message(piece) {
            found.push(bare(piece));
        }
    }
    found.dedup();
    found
}

/// Whether a text names a document: its number stands there as a word of its own, whatever signs are in between.
#[must_use]
pub fn names(text: &str, number: &str) -> bool {
    let wanted = bare(number);
    if wanted.len() < 4 {
        return false;
    }
    let text: Vec<char> = text.chars().map(|c| c.to_ascii_uppercase()).collect();
    (0..text.len()).any(|at| {
        let begins = at.checked_sub(1).and_then(|before| text.get(before)).is_none_or(|c| !c.is_alphanumeric());
        begins && stands_at(&text, at, &wanted)
    })
}

fn stands_at(text: &[char], at: usize, wanted: &str) -> bool {
    let mut wanted = wanted.chars().peekable();
    let mut place = at;
    while let Some(next) = wanted.peek().copied() {
        match text.get(place) {
            Some(c) if *c == next => {
                wanted.next();
            }
            // Between, never before, and no more than a sign or a space.
            Some('-' | '/' | '.' | ' ' | '_') if place > at => {}
            _ => return false,
        }
        place += 1;
    }
    text.get(place).is_none_or(|c| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn references_have_their_check_digits() {
        // The example of ISO 11649 as it is quoted everywhere.
        assert!(is_creditor_reference("RF18 5390 0754 7034"));
        assert!(!is_creditor_reference("RF19 5390 0754 7034"));
        assert_eq!(creditor_reference("539007547034"), "RF18539007547034");
        for number in ["2026-00017", "INV/2026/1", "a-1"] {
            assert!(is_creditor_reference(&creditor_reference(number)), "{number}");
        }
        assert_eq!(creditor_reference("--"), "");
    }

    #[test]
    fn the_belgian_message() {
        // Febelfin's example.
        assert_eq!(belgian_message(909_337_554), Some("+++090/9337/55493+++".to_owned()));
        assert!(is_belgian_message("+++090/9337/55493+++"));
        assert!(is_belgian_message("090933755493"));
        assert!(!is_belgian_message("+++090/9337/55494+++"));
        // Divisible by 97: the check is 97, not 00.
        assert_eq!(belgian_message(97), Some("+++000/0000/09797+++".to_owned()));
    }

    #[test]
    fn documents_have_a_belgian_message_of_their_own() {
        let of = |serial| of_document(ReferenceForm::Belgian, "2026-00017", serial);
        assert!(is_belgian_message(&of((2026, 17))) && of((2026, 17)).starts_with("+++202/6000/017"));
        assert!(is_structured(&of((2026, 17))));
        assert_eq!(of((2026, 1_000_000)), creditor_reference("2026-00017"), "there is no room for it");
        assert_eq!(of_document(ReferenceForm::Creditor, "2026-00017", (2026, 17)), creditor_reference("2026-00017"));
        assert_eq!(as_issued(&bare(&of((2026, 17)))), of((2026, 17)));
        for other in ["RF18539007547034", "202600017", "202600001700", ""] {
            assert_eq!(as_issued(other), other);
        }
    }

    #[test]
    fn a_number_leads_to_the_message_of_its_document() {
        let own = bare(&of_document(ReferenceForm::Belgian, "", (2026, 17)));
        for number in ["202600017", "F202617", "0000172026", "INV20260017"] {
            assert!(belgian_of_number(number).contains(&own), "{number}");
        }
        for number in ["", "2026", "17", "ABC", "2026000171", "20260001"] {
            assert!(!belgian_of_number(number).contains(&own), "{number}");
        }
    }

    proptest! {
        #[test]
        fn no_two_documents_have_the_same_message(one in (2000_i32..2100, 1_i64..1_000_000), other in (2000_i32..2100, 1_i64..1_000_000)) {
            let of = |serial| of_document(ReferenceForm::Belgian, "1", serial);
            prop_assert!(is_belgian_message(&of(one)));
            prop_assert_eq!(of(one) == of(other), one == other);
        }
    }

    #[test]
    fn references_are_found_where_people_put_them() {
        let own = creditor_reference("2026-00017");
        let spaced: String =
            own.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned() + " ").collect();
        assert!(found_in(&format!("payment {spaced} thanks")).contains(&own));
        assert!(found_in("betaling +++090/9337/55493+++ dank").contains(&"090933755493".to_owned()));
        assert!(found_in("nothing here").is_empty());
    }

    #[test]
    fn a_number_is_named_as_a_word() {
        for text in ["invoice 2026-00017", "Factuur 2026/00017.", "202600017", "pays 2026 00017"] {
            assert!(names(text, "2026-00017"), "{text}");
        }
        for text in ["2026-000171", "12026-00017", "2026-0001", "A2026-00017"] {
            assert!(!names(text, "2026-00017"), "{text}");
        }
        assert!(!names("pays 1", "1"));
    }
}
