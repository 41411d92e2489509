//! From bytes to text.

use std::borrow::Cow;
use std::str;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::error::{BankError, Reason};

const UTF_8_MARK: &[u8] = b"\xef\xbb\xbf";

/// How far into a file its XML declaration is looked for, in bytes.
const DECLARATION: usize = 200;

/// The file as text, without the mark at its beginning.
///
/// Windows-1252 is what remains when it is not UTF-8: every byte means something there, but for five, which are letters
/// in the encodings of DOS. Control characters are no text either; UTF-16 is full of them.
pub(crate) fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, BankError> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(BankError::new(1, Reason::Encoding, "UTF-16"));
    }
    let (marked, bytes) = match bytes.strip_prefix(UTF_8_MARK) {
        Some(rest) => (true, rest),
        None => (false, bytes),
    };
    let text = if bytes.trim_ascii_start().starts_with(b"<") {
        let encoding = if marked { UTF_8 } else { declared(bytes)? };
        if encoding == UTF_8 { Cow::Borrowed(utf_8(bytes)?) } else { other(bytes, encoding)? }
    } else {
        match str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            // What was UTF-8 so far is a broken file, and not by chance also sensible Windows-1252.
            Err(broken) if marked || !bytes.get(..broken.valid_up_to()).is_some_and(<[u8]>::is_ascii) => {
                return Err(byte_error(bytes, broken.valid_up_to()));
            }
            Err(_) => other(bytes, WINDOWS_1252)?,
        }
    };
    match text.char_indices().find(|(_, c)| is_no_text(*c)) {
        None => Ok(text),
        Some((place, c)) => {
            let found = format!("U+{:04X}", u32::from(c));
            Err(BankError::new(line_at(text.as_bytes(), place), Reason::Encoding, &found))
        }
    }
}

/// The text with one space where there were several, or other white space.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// An account number as it is compared: without spaces.
pub(crate) fn without_spaces(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn utf_8(bytes: &[u8]) -> Result<&str, BankError> {
    str::from_utf8(bytes).map_err(|broken| byte_error(bytes, broken.valid_up_to()))
}

fn other<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> Result<Cow<'a, str>, BankError> {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    if !broken {
        return Ok(text);
    }
    let place = text.find('\u{fffd}').unwrap_or(0);
    Err(BankError::new(line_at(text.as_bytes(), place), Reason::Encoding, encoding.name()))
}

/// The encoding that an XML declaration names; UTF-8 where it names none (XML 1.0, section 4.3.3).
fn declared(bytes: &[u8]) -> Result<&'static Encoding, BankError> {
    let head = bytes.get(..DECLARATION).unwrap_or(bytes);
    let head = String::from_utf8_lossy(head);
    let Some((declaration, _)) = head.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) else {
        return Ok(UTF_8);
    };
    let Some((_, value)) = declaration.split_once("encoding") else { return Ok(UTF_8) };
    let name = value.trim_start_matches(|c: char| c == '=' || c.is_whitespace());
    let name: String = name.chars().skip(1).take_while(|c| !matches!(c, '"' | '\'')).collect();
    match Encoding::for_label(name.as_bytes()) {
        Some(encoding) if encoding != UTF_16LE && encoding != UTF_16BE => Ok(encoding),
        _ => Err(BankError::new(1, Reason::Encoding, &name)),
    }
}

fn is_no_text(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => false,
        // What Windows-1252 leaves open.
        '\u{81}' | '\u{8d}' | '\u{8f}' | '\u{90}' | '\u{9d}' => true,
        _ => c < ' ',
    }
}

fn byte_error(bytes: &[u8], place: usize) -> BankError {
    let found = bytes.get(place).map(|byte| format!("byte {byte:02x}")).unwrap_or_default();
    BankError::new(line_at(bytes, place), Reason::Encoding, &found)
}

fn line_at(bytes: &[u8], place: usize) -> usize {
    1 + bytes.iter().take(place).filter(|byte| **byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> Option<(usize, Reason)> {
        decoded(bytes).err().map(|error| (error.line, error.reason))
    }

    #[test]
    fn what_banks_send_is_read() {
        assert_eq!(decoded(b"\xef\xbb\xbfa;\xc3\xbc").as_deref(), Ok("a;ü"));
        assert_eq!(decoded(b"a;\xfc\x80").as_deref(), Ok("a;ü€"));
        let declared = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>";
        assert!(decoded(declared).is_ok_and(|text| text.contains('é')));
        let central = b"<?xml version=\"1.0\" encoding=\"iso-8859-2\"?><a>\xf5</a>";
        assert!(decoded(central).is_ok_and(|text| text.contains('ő')));
    }

    #[test]
    fn other_bytes_are_refused_at_their_line() {
        assert_eq!(refused(b"\xff\xfea\0"), Some((1, Reason::Encoding)));
        assert_eq!(refused(b"a\nb\0"), Some((2, Reason::Encoding)));
        assert_eq!(refused(b"a\nM\x81ller"), Some((2, Reason::Encoding)), "ü of DOS");
        assert_eq!(refused(b"<a>\n\xe9</a>"), Some((2, Reason::Encoding)));
        assert_eq!(refused(b"\xc3\xbc\n\n\xfc"), Some((3, Reason::Encoding)), "it was UTF-8 before");
        assert_eq!(refused(b"<?xml encoding='klingon'?><a/>"), Some((1, Reason::Encoding)));
        assert_eq!(refused(b"<?xml encoding='UTF-16'?><a/>"), Some((1, Reason::Encoding)));
    }

    #[test]
    fn white_space_is_one_space() {
        assert_eq!(one_line("  a\r\n b\t\u{a0}c "), "a b c");
        assert_eq!(without_spaces(" NL91 ABNA\u{a0}04"), "NL91ABNA04");
    }
}
