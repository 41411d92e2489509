//! What payers write so that their money is known: the creditor reference of ISO 11649 and the Belgian structured message.

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
