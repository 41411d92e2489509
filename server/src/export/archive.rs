//! The file that is written: a ZIP whose parts come one after the other, without going back.

use std::io::{self, Write};

use domain::{csv, language::Language, time::WallTime};
use serde::Serialize;
use zip::{
    DateTime, ZipWriter,
    write::{SimpleFileOptions, StreamWriter},
};

use crate::cli::Failure;

/// The longest part of a name within the file.
const LONGEST_NAME: usize = 80;

pub(super) struct Archive {
    zip: ZipWriter<StreamWriter<Box<dyn Write + Send>>>,
    options: SimpleFileOptions,
}

impl Archive {
    /// Everything in it is of this moment, on the reader's wall.
    pub(super) fn new(to: Box<dyn Write + Send>, made: WallTime) -> Self {
        let (year, month, day) = made.date().ymd();
        let (hour, minute) = made.hour_minute();
        let year = u16::try_from(year).unwrap_or_default();
        let made = DateTime::from_date_and_time(year, month, day, hour, minute, 0).unwrap_or_default();
        Self { zip: ZipWriter::new_stream(to), options: SimpleFileOptions::default().last_modified_time(made) }
    }

    /// A part whose content is there.
    pub(super) fn file(&mut self, name: &str, content: &[u8]) -> Result<(), Failure> {
        self.zip.start_file(name, self.options)?;
        Ok(self.zip.write_all(content)?)
    }

    /// A record as a part.
    pub(super) fn json(&mut self, name: &str, record: &impl Serialize) -> Result<(), Failure> {
        self.zip.start_file(name, self.options)?;
        serde_json::to_writer_pretty(&mut self.zip, record)?;
        Ok(self.zip.write_all(b"\n")?)
    }

    /// Begins a part with records, one after the other.
    pub(super) fn list(&mut self, name: &str) -> Result<List<'_>, Failure> {
        self.zip.start_file(name, self.options)?;
        self.zip.write_all(b"[")?;
        Ok(List { to: &mut self.zip, is_empty: true })
    }

    /// Begins a part with a table. The cells are separated by commas whatever the reader's language is: it is for programs.
    pub(super) fn table(&mut self, name: &str, columns: &[&str]) -> Result<Table<'_>, Failure> {
        self.zip.start_file(name, self.options)?;
        self.zip.write_all(csv::MARK.encode_utf8(&mut [0; 4]).as_bytes())?;
        let mut table = Table { to: &mut self.zip };
        table.row(columns.iter().map(|column| (*column).to_owned()))?;
        Ok(table)
    }

    /// The end, without which it is no ZIP.
    pub(super) fn finish(self) -> Result<(), Failure> {
        let mut to = self.zip.finish()?.into_inner();
        Ok(to.flush()?)
    }
}

/// A list of records within brackets.
pub(super) struct List<'a> {
    to: &'a mut dyn Write,
    is_empty: bool,
}

impl List<'_> {
    pub(super) fn add(&mut self, record: &impl Serialize) -> Result<(), Failure> {
        let before: &[u8] = if self.is_empty { b"\n" } else { b",\n" };
        self.to.write_all(before)?;
        self.is_empty = false;
        Ok(serde_json::to_writer(&mut self.to, record)?)
    }

    pub(super) fn end(self) -> io::Result<()> {
        self.to.write_all(b"\n]\n")
    }
}

/// A table with one row after the other.
pub(super) struct Table<'a> {
    to: &'a mut dyn Write,
}

impl Table<'_> {
    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) -> io::Result<()> {
        let cells: Vec<String> = cells.into_iter().map(|text| cell(&text)).collect();
        self.to.write_all(csv::line(Language::En, &cells).as_bytes())
    }
}

/// A number below zero is no formula.
fn cell(text: &str) -> String {
    let is_number = text
        .strip_prefix('-')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|sign| sign.is_ascii_digit() || sign == b'.'));
    if is_number { text.to_owned() } else { csv::cell(text) }
}

/// A name as a part of a path: it leads nowhere, and every system can keep it.
pub(super) fn in_a_path(name: &str) -> String {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let fit = |text: &str, most: usize| -> String {
        let letters = text.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' });
        let fitting: String = letters.take(most).collect();
        fitting.trim_matches('-').to_owned()
    };
    let (stem, ending) = (fit(stem, LONGEST_NAME), fit(ending, 8));
    let stem = if stem.is_empty() { "file".to_owned() } else { stem };
    if ending.is_empty() { stem } else { format!("{stem}.{ending}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_in_its_folder() {
        assert_eq!(in_a_path("photo of the roof.jpg"), "photo-of-the-roof.jpg");
        for odd in ["../../etc/passwd", "..\\..\\a:b?.pdf", "/", "..", "a\0b"] {
            let name = in_a_path(odd);
            assert!(!name.starts_with('.') && !name.contains(".."), "{name}");
            assert!(!name.contains(['\\', '/', ':', '?', '\0']), "{name}");
        }
        assert_eq!(in_a_path("..."), "file");
        assert_eq!(in_a_path(&"a".repeat(500)).len(), LONGEST_NAME);
    }

    #[test]
    fn a_debit_is_a_number_and_a_formula_is_text() {
        assert_eq!(cell("-12.50"), "-12.50");
        assert_eq!(cell("-"), csv::cell("-"));
        assert!(cell("=1+1").starts_with("\"'"));
    }
}
