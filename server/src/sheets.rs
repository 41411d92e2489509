//! What papers share: pieces of text, columns, the foot of a page, and days.

use domain::time::Date;
use paper::{
    Block, Style,
    print::{
        Foot, Part,
        archive::Moment,
        table::{Align, Column, Kind, Row, Width},
    },
};

pub(crate) fn block(style: Style, text: impl Into<String>) -> Block {
    Block { style, text: text.into() }
}

pub(crate) fn text(style: Style, text: impl Into<String>) -> Part {
    Part::Text(block(style, text))
}

/// A name with its value; nothing where there is none.
pub(crate) fn pair(name: &str, value: Option<String>) -> Option<(String, String)> {
    value.filter(|value| !value.is_empty()).map(|value| (name.to_owned(), value))
}

/// A column of words, which takes what the others leave.
pub(crate) fn words(head: &str) -> Column {
    Column { head: head.to_owned(), width: Width::Share(1), align: Align::Left }
}

/// A column of words or days, so many millimetres wide.
pub(crate) fn narrow(head: &str, wide: f32) -> Column {
    Column { head: head.to_owned(), width: Width::Mm(wide), align: Align::Left }
}

/// A column of numbers, so many millimetres wide.
pub(crate) fn figures(head: &str, wide: f32) -> Column {
    Column { head: head.to_owned(), width: Width::Mm(wide), align: Align::Right }
}

pub(crate) fn row(cells: Vec<String>) -> Row {
    Row { kind: Kind::Line, cells }
}

pub(crate) fn total(cells: Vec<String>) -> Row {
    Row { kind: Kind::Total, cells }
}

/// The foot of each page, with its number.
pub(crate) fn foot(parts: impl IntoIterator<Item = String>) -> Foot {
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    Foot { text: parts.join(" · "), page: "{page} / {pages}".to_owned() }
}

/// The beginning of a day, as the moment at which a document was made: the same however often it is put on paper.
pub(crate) fn morning(day: Date) -> Moment {
    let (year, month, day) = day.ymd();
    Moment { year: u16::try_from(year).unwrap_or_default(), month, day, hour: 0, minute: 0, second: 0 }
}
