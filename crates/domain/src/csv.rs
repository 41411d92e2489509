//! Tables for spreadsheets, and what comes back from them.
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
    let guard = if is_formula(text) { "'" } else { "" };
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

/// The cells of a line as they stand there, quotes and all; a separator between quotes is text.
#[must_use]
pub fn cells(line: &str, separator: char) -> Vec<&str> {
    let mut cells = Vec::new();
    let mut rest = line;
    loop {
        let quoted = quoted_length(rest);
        let Some(length) = rest[quoted..].find(separator) else {
            cells.push(rest);
            return cells;
        };
        let (cell, after) = rest.split_at(quoted + length);
        cells.push(cell);
        rest = &after[separator.len_utf8()..];
    }
}

/// What such a cell says: what [`cell`] did to the text is undone.
#[must_use]
pub fn text(cell: &str) -> String {
    let cell = cell.trim();
    let text = match cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(quoted) => quoted.replace("\"\"", "\""),
        None => cell.trim_matches('"').to_owned(),
    };
    let text = text.trim();
    text.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(text).to_owned()
}

fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// How many bytes a quoted text at the beginning takes with its quotes; none where there is none, or where it has no
/// end.
fn quoted_length(text: &str) -> usize {
    let Some(mut rest) = text.trim_start_matches(' ').strip_prefix('"') else { return 0 };
    while let Some((_, after)) = rest.split_once('"') {
        match after.strip_prefix('"') {
            Some(more) => rest = more,
            None => return text.len() - after.len(),
        }
    }
    0
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
    fn what_was_written_is_read() {
        let texts = ["RT-1042", "", "=1+1", "-5", "a;\"b\"", "\"", "a, b", "2\" pipe", "'", "a\tb"];
        for language in Language::ALL {
            let written = line(language, &texts.map(cell));
            let read: Vec<String> = cells(written.trim_end(), separator(language)).into_iter().map(text).collect();
            assert_eq!(read, texts, "{written}");
        }
    }

    #[test]
    fn quotes_of_others_are_understood() {
        let read = |line, separator| cells(line, separator).into_iter().map(text).collect::<Vec<_>>();
        assert_eq!(read(" \"a;b\" ; c;", ';'), ["a;b", "c", ""]);
        assert_eq!(read("a\t\t\"b\tc\"", '\t'), ["a", "", "b\tc"]);
        assert_eq!(read("\"a;b", ';'), ["a", "b"], "a quote without an end is none");
        assert_eq!(read("2\" pipe, red", ','), ["2\" pipe", "red"]);
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
