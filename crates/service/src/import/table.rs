//! A CSV file as rows whose cells are asked for by the name of their column.

use std::collections::BTreeMap;

use domain::{
    input,
    language::{Language, Texts},
    refusal::{Code, Refusal},
};

use super::RefusedLine;

/// A file whose header was right.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
}

/// One record.
#[derive(Debug)]
pub(super) struct Row {
    pub line: u64,
    /// Cells that are not empty, by column.
    cells: BTreeMap<String, String>,
    /// How many cells the record has, where that is not the number of columns.
    pub odd_length: Option<usize>,
}

/// Reads a file; what is wrong with its header goes to `refused`, and then there are no rows.
pub(super) fn read(
    text: &str,
    required: &[&str],
    is_known: impl Fn(&str) -> bool,
    refused: &mut Vec<RefusedLine>,
) -> Table {
    // One kind of line end, so that line numbers are those of an editor.
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let mut refuse = |line: u64, reason: String| refused.push(RefusedLine { line, number: String::new(), reason });
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator(&text))
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let columns: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(str::to_owned).collect(),
        Err(error) => {
            refuse(1, format!("the header cannot be read: {error}"));
            return Table::default();
        }
    };
    let wrong = header_faults(&columns, required, is_known);
    if !wrong.is_empty() {
        for reason in wrong {
            refuse(1, reason);
        }
        return Table::default();
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => rows.extend(row(&record, &columns, &text)),
            Err(error) => {
                refuse(error.position().map_or(0, csv::Position::line), format!("the line cannot be read: {error}"))
            }
        }
    }
    if rows.is_empty() {
        refuse(1, "the file has no lines below its header".to_owned());
    }
    Table { columns, rows }
}

/// The separator that occurs most in the header: comma, semicolon or tab.
fn separator(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let count = |separator: u8| header.bytes().filter(|byte| *byte == separator).count();
    // The last of equals wins, so the usual one stands last.
    [b'\t', b';', b','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(b',')
}

fn header_faults(columns: &[String], required: &[&str], is_known: impl Fn(&str) -> bool) -> Vec<String> {
    if columns.iter().all(String::is_empty) {
        return vec!["the file is empty".to_owned()];
    }
    let missing = required
        .iter()
        .filter(|name| !columns.iter().any(|column| column.as_str() == **name))
        .map(|name| format!("the column “{name}” is missing"));
    let unknown = columns
        .iter()
        .filter(|column| !is_known(column.as_str()))
        .map(|column| format!("the column “{column}” is not known"));
    let twice = columns
        .iter()
        .enumerate()
        .filter(|(position, column)| columns.iter().take(*position).any(|before| before == *column))
        .map(|(_, column)| format!("the column “{column}” is there twice"));
    missing.chain(unknown).chain(twice).collect()
}

/// The record as a row; nothing for a line of separators only.
fn row(record: &csv::StringRecord, columns: &[String], text: &str) -> Option<Row> {
    if record.iter().all(str::is_empty) {
        return None;
    }
    let cells = columns
        .iter()
        .zip(record.iter())
        .filter(|(_, cell)| !cell.is_empty())
        .map(|(column, cell)| (column.clone(), cell.to_owned()))
        .collect();
    let odd_length = (record.len() != columns.len()).then_some(record.len());
    Some(Row { line: record.position().map_or(0, |position| line_of(position, text)), cells, odd_length })
}

/// A record's position is where its reading began, which is before the empty lines that were skipped.
fn line_of(position: &csv::Position, text: &str) -> u64 {
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let skipped = text.as_bytes().get(start..).map_or(0, |rest| rest.iter().take_while(|byte| **byte == b'\n').count());
    position.line() + u64::try_from(skipped).unwrap_or(0)
}

impl Row {
    /// The cell, or nothing.
    pub(super) fn cell(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// SHA-256 of what the record says, whatever the order of the columns.
    pub(super) fn hash(&self) -> Vec<u8> {
        let parts: Vec<&[u8]> =
            self.cells.iter().flat_map(|(column, cell)| [column.as_bytes(), cell.as_bytes()]).collect();
        crate::secret::hash(&parts)
    }

    /// The same of some columns.
    pub(super) fn hash_of(&self, columns: &[&str]) -> Vec<u8> {
        let parts: Vec<&[u8]> = columns.iter().map(|column| self.cell(column).as_bytes()).collect();
        crate::secret::hash(&parts)
    }
}

/// Reads the cells of a row and gathers what is wrong with them.
#[derive(Debug)]
pub(super) struct Cells<'a> {
    row: &'a Row,
    pub reasons: Vec<String>,
}

impl<'a> Cells<'a> {
    pub(super) fn of(row: &'a Row) -> Self {
        Self { row, reasons: Vec::new() }
    }

    /// One more thing is wrong.
    pub(super) fn refuse(&mut self, reason: impl Into<String>) {
        self.reasons.push(reason.into());
    }

    /// The cell as it stands, or nothing.
    pub(super) fn raw(&self, column: &str) -> &'a str {
        self.row.cell(column)
    }

    /// One line of text of at most `most` characters, empty when there is none.
    pub(super) fn line(&mut self, column: &str, most: usize) -> String {
        let read = input::line(column, self.raw(column), most);
        self.checked(column, read).flatten().unwrap_or_default()
    }

    /// One line of text that must be there.
    pub(super) fn required(&mut self, column: &str, most: usize) -> String {
        let read = input::required(column, self.raw(column), most);
        self.checked(column, read).unwrap_or_default()
    }

    /// Text in several languages, from the columns `name_en` and so on.
    pub(super) fn texts(&mut self, prefix: &str, most: usize) -> Texts {
        let mut texts = Texts::default();
        for language in Language::ALL {
            let column = format!("{prefix}_{}", language.code());
            let read = input::paragraph(&column, self.raw(&column), most);
            if let Some(text) = self.checked(&column, read).flatten() {
                texts.0.insert(language, text);
            }
        }
        texts
    }

    /// Names in at least one language.
    pub(super) fn names(&mut self, most: usize) -> Texts {
        let before = self.reasons.len();
        let names = self.texts("name", most);
        if names.0.is_empty() && self.reasons.len() == before {
            self.refuse("the name is missing in all languages");
        }
        names
    }

    /// A whole number from 0 to `most`; `None` when the cell is empty or wrong.
    pub(super) fn number(&mut self, column: &str, most: u16) -> Option<u16> {
        let text = self.raw(column);
        if text.is_empty() {
            return None;
        }
        match text.parse::<u16>() {
            Ok(number) if number <= most => Some(number),
            _ => {
                self.refuse(format!("{column}: “{text}” is not a whole number from 0 to {most}"));
                None
            }
        }
    }

    fn checked<T>(&mut self, column: &str, read: Result<T, Refusal>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(refusal) => {
                self.refuse(format!("{column} {}", in_words(&refusal)));
                None
            }
        }
    }
}

fn in_words(refusal: &Refusal) -> String {
    match (refusal.code, &refusal.detail) {
        (Code::Missing, _) => "must be filled in".to_owned(),
        (Code::TooLong, Some(most)) => format!("is longer than {most} characters"),
        _ => "holds control characters".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<(u64, String, String)> {
        let mut refused = Vec::new();
        let table = read(text, &["a", "b"], |column| ["a", "b"].contains(&column), &mut refused);
        assert!(refused.is_empty(), "{refused:?}");
        table.rows.iter().map(|row| (row.line, row.cell("a").to_owned(), row.cell("b").to_owned())).collect()
    }

    fn faults(text: &str) -> Vec<String> {
        let mut refused = Vec::new();
        read(text, &["a", "b"], |column| ["a", "b"].contains(&column), &mut refused);
        refused.into_iter().map(|line| line.reason).collect()
    }

    #[test]
    fn files_of_all_makes_are_read() {
        let expected = [(2, "1".to_owned(), "x, y".to_owned())];
        for text in ["a,b\n1,\"x, y\"\n", "\u{feff}a;b\r\n1;x, y\r\n", "a\tb\n1\tx, y", "b,a\n\"x, y\", 1 "] {
            assert_eq!(lines(text), expected, "{text:?}");
        }
    }

    #[test]
    fn lines_are_counted_as_an_editor_does() {
        let numbers: Vec<u64> = lines("a,b\r\n\r\n1,\"x\r\ny\"\r\n,\r\n2,z\r\n").iter().map(|line| line.0).collect();
        assert_eq!(numbers, [3, 6]);
    }

    #[test]
    fn a_wrong_header_is_named() {
        assert_eq!(faults("a,c\n1,2"), ["the column “b” is missing", "the column “c” is not known"]);
        assert_eq!(faults("a,b,a\n1,2,3"), ["the column “a” is there twice"]);
        assert_eq!(faults(""), ["the file is empty"]);
        assert_eq!(faults("a,b\n"), ["the file has no lines below its header"]);
    }

    #[test]
    fn the_hash_is_that_of_the_contents() {
        let hash = |text: &str| {
            read(text, &["a", "b"], |_| true, &mut Vec::new()).rows.iter().map(Row::hash).collect::<Vec<_>>()
        };
        assert_eq!(hash("a,b\n1,2"), hash("b;a\n2;1"));
        assert_ne!(hash("a,b\n1,2"), hash("a,b\n2,1"));
    }
}
