//! Tables, and lists of names with their values.

use std::rc::Rc;

use super::{
    flow::{Letters, Mark, Piece, beside, split, stacked},
    points,
};
use crate::{fonts::Fonts, layout::wrapped};

/// Columns over the width of the page. The head is repeated on each page; a row stays on one, unless it is higher than
/// some 40 lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// What stands above it. A table whose columns all have none has no head.
    pub head: String,
    pub width: Width,
    pub align: Align,
}

/// How wide a column is. Columns that are wider together than the page become narrower alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Width {
    /// In millimetres.
    Mm(f32),
    /// So many parts of what the other columns leave; at least one.
    Share(u8),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    /// For numbers.
    Right,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub kind: Kind,
    /// One for each column; those that are missing are empty. They are wrapped in their columns.
    pub cells: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Line,
    /// In bold letters, and on the page of the row above it.
    Total,
}

const HEAD: Letters = Letters { strong: true, size: 8.0, grey: 95 };
const CELL: Letters = Letters { strong: false, size: 9.0, grey: 20 };
const SUM: Letters = Letters { strong: true, size: 9.0, grey: 20 };
const NAME: Letters = Letters { strong: false, size: 9.0, grey: 95 };
/// A row that is higher than this, in points, is split.
pub(super) const MOST: f32 = 40.0 * CELL.lead();
/// The room in a row above and below its lines, in points.
const PAD: f32 = 3.5;
/// The room between columns, in points.
const GAP: f32 = 8.0;
/// The room above a table or a list, in points.
const ABOVE: f32 = 10.0;
/// Names take at most this part of the width.
const NAMES: f32 = 0.45;

/// Where lines go: from the left edge, in points.
#[derive(Clone, Copy)]
struct Place {
    x: f32,
    width: f32,
    align: Align,
}

pub(super) fn table(table: &Table, x: f32, width: f32, fonts: &Fonts) -> Vec<Piece> {
    let places = places(&table.columns, x, width);
    let ruled = |y: f32, thick: f32, grey: u8| Mark::Rule { x, y, width, thick, grey };
    let mut pieces = Vec::new();
    let has_head = table.columns.iter().any(|column| !column.head.trim().is_empty());
    let head = has_head.then(|| {
        let heads = table.columns.iter().map(|column| column.head.as_str());
        let mut head = row(heads, &places, HEAD, fonts);
        head.marks.push(ruled(head.height, 0.8, 110));
        Rc::new(head)
    });
    if let Some(head) = &head {
        pieces.push(Piece { above: ABOVE, keep: !table.rows.is_empty(), ..Piece::clone(head) });
    }
    for (number, Row { kind, cells }) in table.rows.iter().enumerate() {
        let letters = if *kind == Kind::Total { SUM } else { CELL };
        let mut piece = row(cells.iter().map(String::as_str), &places, letters, fonts);
        let next = table.rows.get(number + 1).map(|row| row.kind);
        // The line below the last row before a total is that of the sum.
        let is_sum = next == Some(Kind::Total) && *kind == Kind::Line;
        let (thick, grey) = if is_sum { (0.8, 110) } else { (0.4, 210) };
        piece.marks.push(ruled(piece.height, thick, grey));
        piece.keep = next == Some(Kind::Total);
        piece.head = head.clone();
        if pieces.is_empty() {
            piece.above = ABOVE;
        }
        pieces.extend(split(piece, MOST));
    }
    pieces
}

/// Names with their values beside them, as wide as the widest name asks for.
pub(super) fn pairs(pairs: &[(String, String)], x: f32, width: f32, fonts: &Fonts) -> Vec<Piece> {
    let measure = fonts.measure(NAME.strong);
    // A little more than measured, so that rounding breaks no name.
    let wide = |(name, _): &(String, String)| measure.width(name) * NAME.size + 0.5;
    let names = pairs.iter().map(wide).fold(0.0, f32::max).min(width * NAMES);
    let places = [
        Place { x, width: names, align: Align::Left },
        Place { x: x + names + GAP, width: (width - names - GAP).max(1.0), align: Align::Left },
    ];
    let mut pieces = Vec::new();
    for (name, value) in pairs {
        let cells = [(name, NAME), (value, CELL)].into_iter().zip(places);
        let drawn = cells.map(|((text, letters), place)| cell(text, place, letters, fonts));
        let piece = drawn.reduce(beside).unwrap_or_default();
        let above = if pieces.is_empty() { ABOVE } else { 0.0 };
        pieces.extend(split(Piece { above, ..piece }, MOST));
    }
    pieces
}

/// The columns from left to right, without the room between them.
fn places(columns: &[Column], x: f32, width: f32) -> Vec<Place> {
    let part = |column: &Column| match column.width {
        Width::Mm(_) => 0.0,
        Width::Share(share) => f32::from(share.max(1)),
    };
    let fixed: f32 = columns.iter().map(|column| if let Width::Mm(mm) = column.width { points(mm) } else { 0.0 }).sum();
    let parts: f32 = columns.iter().map(part).sum();
    // Even where the others leave nothing, a column has some room.
    let share = ((width - fixed) / parts.max(1.0)).max(width / 40.0);
    let wide = |column: &Column| match column.width {
        Width::Mm(mm) => points(mm),
        Width::Share(_) => part(column) * share,
    };
    let all: f32 = columns.iter().map(wide).sum();
    let narrower = if all > width { width / all } else { 1.0 };
    let mut left = x;
    let mut places = Vec::new();
    for (number, column) in (1..).zip(columns) {
        let taken = wide(column) * narrower;
        let gap = if number == columns.len() { 0.0 } else { GAP };
        places.push(Place { x: left, width: (taken - gap).max(1.0), align: column.align });
        left += taken;
    }
    places
}

fn row<'a>(cells: impl Iterator<Item = &'a str>, places: &[Place], letters: Letters, fonts: &Fonts) -> Piece {
    let drawn = cells.zip(places).map(|(text, place)| cell(text, *place, letters, fonts));
    // A row without letters is as high as one line.
    let least = Piece { height: letters.lead(), ..Piece::default() };
    let lines = drawn.fold(least, beside);
    let mut whole = stacked(vec![Piece { height: PAD, ..Piece::default() }, lines]);
    whole.height += PAD;
    whole
}

/// A text in lines at its place, from the top of its row.
fn cell(text: &str, place: Place, letters: Letters, fonts: &Fonts) -> Piece {
    let measure = fonts.measure(letters.strong);
    let mut piece = Piece::default();
    for line in wrapped(text, place.width / letters.size, measure) {
        let y = piece.height + letters.rise();
        piece.height += letters.lead();
        let x = match place.align {
            Align::Left => place.x,
            Align::Right => place.x + place.width - measure.drawn(&line) * letters.size,
        };
        if !line.is_empty() {
            piece.marks.push(Mark::Text { x, y, letters, text: line });
        }
    }
    piece
}
