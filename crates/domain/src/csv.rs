//! Tables for spreadsheets.
//!
//! A spreadsheet reads a file by the habits of its reader's country: where numbers have a decimal comma, cells are
//! separated by semicolons.

use crate::language::Language;

/// The mark at the beginning by which spreadsheets know that a file is UTF-8.
pub const MARK: char = '\u{feff}';

/// What stands between two cells.
#[must_use]
pub const fn separator(language: Language) -> char {
    match language {
        Language::En => ',',
        Language::Nl | Language::Hu | Language::De | Language::Es | Language::Fr => ';',
    }
}

/// What stands before the decimals of a number.
#[must_use]
pub const fn decimal_mark(language: Language) -> char {
    match language {
        Language::En => '.',
        Language::Nl | Language::Hu | Language::De | Language::Es | Language::Fr => ',',
    }
}

/// One line of a file, of texts that [`cell`] or [`number`] made.
#[must_use]
pub fn line(language: Language, cells: &[String]) -> String {
    let mut line = cells.join(separator(language).encode_utf8(&mut [0; 4]));
    line.push_str("\r\n");
    line
}

/// A cell with a text. What a spreadsheet would take for a formula is made text (CWE-1236).
#[must_use]
pub fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    if guard.is_empty() && !text.contains([';', ',', '"', '\n', '\r', '\t']) {
        return text.to_owned();
    }
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

/// A number to calculate with: all its decimals, no thousands, a plain minus.
#[must_use]
pub fn number(language: Language, value: i64, decimals: u8) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let width = usize::from(decimals) + 1;
    let digits = format!("{:0width$}", value.unsigned_abs());
    let (whole, rest) = digits.split_at(digits.len() - usize::from(decimals));
    if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}{}{rest}", decimal_mark(language)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        assert_eq!(cell("RT-1042"), "RT-1042");
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
        assert_eq!(cell("-5"), "\"'-5\"");
        assert_eq!(cell("a;\"b\""), "\"a;\"\"b\"\"\"");
        assert_eq!(cell("a, b"), "\"a, b\"");
    }

    #[test]
    fn numbers_can_be_calculated_with() {
        assert_eq!(number(Language::En, 123_456_789, 2), "1234567.89");
        assert_eq!(number(Language::De, 5, 2), "0,05");
        assert_eq!(number(Language::Fr, -1_250, 2), "-12,50");
        assert_eq!(number(Language::Hu, 1_250, 0), "1250");
    }

    #[test]
    fn a_decimal_comma_is_never_a_separator() {
        for language in Language::ALL {
            assert_ne!(separator(language), decimal_mark(language));
        }
        assert_eq!(line(Language::Nl, &["a".to_owned(), "1,50".to_owned()]), "a;1,50\r\n");
    }
}
