//! What people type, made safe to keep: trimmed, without control characters, within a length, with a clear refusal.

use crate::refusal::{Code, Refusal};

/// One line of text: trimmed, control characters refused, at most `most` characters. Empty is `None`.
///
/// # Errors
/// `TooLong` or `Malformed`, naming `field`.
pub fn line(field: &str, text: &str, most: usize) -> Result<Option<String>, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.chars().any(unfit) {
        return Err(Refusal::field(Code::Malformed, field));
    }
    if text.chars().count() > most {
        return Err(Refusal::field(Code::TooLong, field).with(most));
    }
    Ok(Some(text.to_owned()))
}

/// One line of text that must be there.
///
/// # Errors
/// As [`line()`], and `Missing`.
pub fn required(field: &str, text: &str, most: usize) -> Result<String, Refusal> {
    line(field, text, most)?.ok_or_else(|| Refusal::field(Code::Missing, field))
}

/// Several lines of text: line ends made one kind, other control characters refused.
///
/// # Errors
/// As [`line()`].
pub fn paragraph(field: &str, text: &str, most: usize) -> Result<Option<String>, Refusal> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.chars().any(|c| unfit(c) && c != '\n' && c != '\t') {
        return Err(Refusal::field(Code::Malformed, field));
    }
    if text.chars().count() > most {
        return Err(Refusal::field(Code::TooLong, field).with(most));
    }
    Ok(Some(text.to_owned()))
}

/// Control characters, and the marks that turn the direction of a whole line (Unicode TR #36, "bidi spoofing").
fn unfit(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// An e-mail address, lower case, as far as a form can judge it: what decides is whether the mail arrives.
///
/// # Errors
/// `Missing`, `TooLong` or `Email`, on the field `email`.
pub fn email(text: &str) -> Result<String, Refusal> {
    let text = required("email", text, 254)?.to_lowercase();
    let wrong = || Refusal::field(Code::Email, "email");
    let (local, host) = text.rsplit_once('@').ok_or_else(wrong)?;
    let host_fits = host.contains('.')
        && host.split('.').all(|label| {
            !label.is_empty() && label.len() <= 63 && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        });
    let local_fits = !local.is_empty()
        && local.len() <= 64
        && local
            .chars()
            .all(|c| !c.is_whitespace() && !matches!(c, '@' | '<' | '>' | '"' | ',' | ';' | '(' | ')' | '\\'));
    if host_fits && local_fits { Ok(text) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_kindly_and_refused_clearly() {
        assert_eq!(email(" Anna@Dakwerken.Example "), Ok("anna@dakwerken.example".into()));
        for wrong in ["anna", "anna@", "@x.nl", "a b@x.nl", "a@x", "a@x..nl", "a@<x>.nl", "a\u{0}@x.nl"] {
            assert!(email(wrong).is_err(), "{wrong}");
        }
        assert_eq!(email("").map_err(|refusal| refusal.code), Err(Code::Missing));
    }

    #[test]
    fn control_characters_and_direction_marks_are_refused() {
        assert!(line("reference", "PO\u{7}1", 40).is_err());
        assert!(line("reference", "PO\u{202e}1", 40).is_err());
        assert_eq!(line("reference", "  PO 1 ", 40), Ok(Some("PO 1".into())));
        assert_eq!(line("reference", &"x".repeat(41), 40).map_err(|r| r.code), Err(Code::TooLong));
        assert_eq!(paragraph("note", "a\r\nb", 40), Ok(Some("a\nb".into())));
    }
}
