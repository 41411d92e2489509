//! References: the structured ones that a creditor asks for, and the bank's own.

use crate::amount::is_digits;

/// What banks write where there is no reference.
const NONE: [&str; 4] = ["", "NOTPROVIDED", "NOT PROVIDED", "NONREF"];

/// How many digits a number must have to be an identification and not a count of the lines of a statement.
const SHORTEST_ID: usize = 8;

/// A reference that says something. Zeros alone fill the field where there is none.
pub(crate) fn given(text: &str) -> Option<String> {
    let text = text.trim();
    let is_none = NONE.iter().any(|none| none.eq_ignore_ascii_case(text)) || text.bytes().all(|digit| digit == b'0');
    (!is_none).then(|| text.to_owned())
}

/// The same, when it does not only number the lines: a counter names another movement in the next statement.
pub(crate) fn not_a_counter(text: &str) -> Option<String> {
    given(text).filter(|text| text.len() >= SHORTEST_ID || !is_digits(text))
}

/// The structured reference that somebody wrote into a free text, as written; only with the right check digits.
pub(crate) fn within(text: &str) -> Option<String> {
    belgian(text).or_else(|| creditor(text))
}

/// `+++123/4567/89002+++`, or with asterisks: ten digits and their remainder by 97, 97 for none (Febelfin, structured
/// communication).
fn belgian(text: &str) -> Option<String> {
    ["+++", "***"].into_iter().find_map(|mark| {
        let (_, rest) = text.split_once(mark)?;
        let (inside, _) = rest.split_once(mark)?;
        if !inside.chars().all(|c| c.is_ascii_digit() || matches!(c, '/' | ' ' | '.')) {
            return None;
        }
        let digits: String = inside.chars().filter(char::is_ascii_digit).collect();
        let (number, check) = digits.split_at_checked(10)?;
        let (number, check): (u64, u64) = (number.parse().ok()?, check.parse().ok()?);
        let remainder = match number % 97 {
            0 => 97,
            remainder => remainder,
        };
        (digits.len() == 12 && remainder == check).then(|| format!("{mark}{inside}{mark}"))
    })
}

/// `RF18539007547034` (ISO 11649), a word of its own.
fn creditor(text: &str) -> Option<String> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).find(|word| is_creditor(word)).map(str::to_owned)
}

/// Two letters, two check digits, and up to 21 characters; the remainder by 97 of all, moved and in digits, is 1.
fn is_creditor(word: &str) -> bool {
    let Some((head, rest)) = word.split_at_checked(4) else { return false };
    let Some(check) = head.strip_prefix("RF") else { return false };
    if !is_digits(check) || !(1..=21).contains(&rest.len()) {
        return false;
    }
    let remainder = rest.chars().chain(head.chars()).try_fold(0_u32, |remainder, c| {
        let value = c.to_digit(36)?;
        let shift = if value < 10 { 10 } else { 100 };
        Some((remainder * shift + value) % 97)
    });
    remainder == Some(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structured_references_are_found_as_written() {
        assert_eq!(within("fact. +++010/8068/17183+++ dank").as_deref(), Some("+++010/8068/17183+++"));
        assert_eq!(within("***010/8068/17183***").as_deref(), Some("***010/8068/17183***"));
        assert_eq!(within("pays RF18539007547034 now").as_deref(), Some("RF18539007547034"));
    }

    #[test]
    fn wrong_check_digits_are_text() {
        for text in ["+++010/8068/17184+++", "+++12+++", "++++++", "RF19539007547034", "RF18", "xRF18539007547034"] {
            assert_eq!(within(text), None, "{text}");
        }
    }

    #[test]
    fn what_says_nothing_is_none() {
        assert_eq!(given(" NOTPROVIDED "), None);
        assert_eq!(given("nonref"), None);
        assert_eq!(given("0000000000000000"), None);
        assert_eq!(given("RT-1"), Some("RT-1".to_owned()));
        assert_eq!(not_a_counter("17"), None);
        assert_eq!(not_a_counter("2026013100017"), Some("2026013100017".to_owned()));
    }
}
