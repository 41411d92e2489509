//! Rows of a table, whose cells may have quotes and line breaks (RFC 4180).

use crate::error::{BankError, Reason};

/// The most cells of a row.
const MOST_CELLS: usize = 512;

/// The cells of one row, without white space at their ends.
pub(super) struct Row {
    /// Where it begins.
    pub(super) line: usize,
    pub(super) cells: Vec<String>,
}

/// The rows from some place on; empty lines are none. It ends after an error.
#[derive(Clone)]
pub(super) struct Rows<'a> {
    rest: &'a str,
    line: usize,
    separator: char,
}

impl<'a> Rows<'a> {
    pub(super) fn new(text: &'a str, separator: char) -> Self {
        Self { rest: text, line: 1, separator }
    }

    fn row(&mut self) -> Result<Row, BankError> {
        let line = self.line;
        let text = self.rest;
        self.rest = "";
        let mut cells = Vec::new();
        let mut cell = String::new();
        let mut is_quoted = false;
        let mut chars = text.char_indices().peekable();
        while let Some((place, c)) = chars.next() {
            match c {
                '"' if is_quoted => {
                    if chars.next_if(|(_, next)| *next == '"').is_some() {
                        cell.push('"');
                    } else {
                        is_quoted = false;
                    }
                }
                '"' if cell.trim().is_empty() => {
                    cell.clear();
                    is_quoted = true;
                }
                '\n' if !is_quoted => {
                    self.rest = text.get(place + 1..).unwrap_or_default();
                    self.line += 1;
                    break;
                }
                c if c == self.separator && !is_quoted => {
                    cells.push(cell.trim().to_owned());
                    cell.clear();
                    if cells.len() >= MOST_CELLS {
                        self.rest = "";
                        return Err(BankError::new(line, Reason::Columns, &format!("more than {MOST_CELLS} cells")));
                    }
                }
                c => {
                    self.line += usize::from(c == '\n');
                    cell.push(c);
                }
            }
        }
        if is_quoted {
            self.rest = "";
            return Err(BankError::new(line, Reason::CutOff, "a quote without an end"));
        }
        cells.push(cell.trim().to_owned());
        Ok(Row { line, cells })
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, BankError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let (first, after) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
            if !first.trim().is_empty() {
                return Some(self.row());
            }
            self.rest = after;
            self.line += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str, separator: char) -> Vec<(usize, Vec<String>)> {
        Rows::new(text, separator).flatten().map(|row| (row.line, row.cells)).collect()
    }

    #[test]
    fn quotes_and_breaks() {
        let found = cells("\r\na; \"b;\"\"c\"\"\" ;2\" pipe\r\n\n\"x\ny\";;\nz", ';');
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let expected =
            [(2_usize, owned(&["a", "b;\"c\"", "2\" pipe"])), (4, owned(&["x\ny", "", ""])), (6, owned(&["z"]))];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_quote_without_an_end_is_cut_off() {
        let error = Rows::new("a\nb;\"c\nd", ';').find_map(Result::err);
        assert_eq!(error.map(|error| (error.line, error.reason)), Some((2, Reason::CutOff)));
    }

    #[test]
    fn there_are_not_endless_cells() {
        let error = Rows::new(&";".repeat(10_000), ';').find_map(Result::err);
        assert_eq!(error.map(|error| error.reason), Some(Reason::Columns));
        assert_eq!(Rows::new(&";".repeat(10_000), ';').count(), 1, "it ends there");
    }
}
