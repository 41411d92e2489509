//! What a business sends on paper: invoices, statements.
//!
//! A [`Print`] is made of parts from top to bottom, on as many A4 pages as they need; each page says at its foot which
//! of how many it is. What the fonts have no sign for becomes a question mark or its like, and is never a failure.

pub mod archive;
mod flow;
pub mod table;
mod xmp;

use krilla::{
    color::luma,
    geom::{PathBuilder, Point, Rect},
    page::PageSettings,
    paint::Fill,
    surface::Surface,
    text::TextDirection,
};

use crate::{
    Block, FOOT, Failed, HEIGHT, MARGIN, Style, WIDTH,
    fonts::Fonts,
    layout::{Line, lines, wrapped},
    qr::{QUIET, Qr, Run},
};
use archive::{Archive, Attachment};
use flow::{Letters, Mark, Piece, beside, paged, split, stacked};
use table::Table;

/// A document with tables, to be sent.
#[derive(Clone, Debug)]
pub struct Print {
    pub title: String,
    /// ISO 639-1.
    pub language: &'static str,
    /// Who sends it; may be empty.
    pub author: String,
    pub parts: Vec<Part>,
    pub foot: Foot,
    /// What travels within, besides the invoice of the [`Archive`].
    pub files: Vec<Attachment>,
    /// Whether the file is to be PDF/A-3b.
    pub archive: Option<Archive>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    Text(Block),
    Head(Head),
    /// Names and their values, below each other.
    Pairs(Vec<(String, String)>),
    Table(Table),
    Code(Code),
    /// Room, in millimetres. There is none at the top of a page.
    Space(f32),
}

/// Two columns: whom it is to, and beside that its number and dates.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    pub left: Vec<Block>,
    /// Names and their values.
    pub right: Vec<(String, String)>,
}

/// A code to scan, at the left, with its caption beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    pub qr: Qr,
    /// How wide a module is, in millimetres. The code takes at most half of the width between the margins.
    pub module: f32,
    pub caption: Vec<Block>,
}

/// What stands at the foot of each page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foot {
    /// At the left, in at most six lines.
    pub text: String,
    /// At the right. `{page}` in it becomes the number of the page, from 1, and `{pages}` how many there are.
    pub page: String,
}

/// The room between the margins, in points.
const BODY: f32 = WIDTH - 2.0 * MARGIN;
const SMALL: Letters = Letters::of(Style::Small);
const FOOT_LINES: usize = 6;
/// The text of the foot takes at most this part of the width, the number of the page what is left.
const FOOT_TEXT: f32 = 0.75;
/// The left column of a head takes this part of the width, and the right one begins there.
const LEFT: f32 = 0.52;
const RIGHT: f32 = 0.56;

/// The document as PDF. The same makes the same bytes.
///
/// # Errors
/// When two files within have the same name, when the media type of one is none, or when the program is broken.
pub fn pdf(print: &Print) -> Result<Vec<u8>, Failed> {
    let fonts = Fonts::load()?;
    let mut out = archive::begun(print)?;
    for page in pages(print, &fonts) {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or(Failed("a page has no size"))?;
        let mut sheet = out.start_page_with(settings);
        let mut surface = sheet.surface();
        for mark in &page {
            draw(&mut surface, mark, &fonts)?;
        }
        surface.finish();
        sheet.finish();
    }
    archive::attach(&mut out, print)?;
    let file = out.finish().map_err(|_| Failed("the PDF cannot be written"))?;
    match &print.archive {
        Some(Archive { factur_x: Some(_), .. }) => xmp::with_factur_x(&file),
        _ => Ok(file),
    }
}

/// What is on each page.
fn pages(print: &Print, fonts: &Fonts) -> Vec<Vec<Mark>> {
    let mut said = wrapped(&print.foot.text, BODY * FOOT_TEXT / SMALL.size, fonts.measure(SMALL.strong));
    said.truncate(FOOT_LINES);
    let raised = SMALL.lead() * said.len().saturating_sub(1) as f32;
    let mut pages = paged(&pieces(&print.parts, fonts), MARGIN, HEIGHT - MARGIN - raised);
    let count = pages.len().to_string();
    for (number, page) in (1_usize..).zip(&mut pages) {
        let label = print.foot.page.replace("{pages}", &count).replace("{page}", &number.to_string());
        page.extend(foot(&said, &label, fonts));
    }
    pages
}

fn pieces(parts: &[Part], fonts: &Fonts) -> Vec<Piece> {
    let of = |part: &Part| match part {
        Part::Text(block) => text(std::slice::from_ref(block), MARGIN, BODY, fonts),
        Part::Head(Head { left, right }) => {
            let left = stacked(text(left, MARGIN, BODY * LEFT, fonts));
            let right = stacked(table::pairs(right, MARGIN + BODY * RIGHT, BODY * (1.0 - RIGHT), fonts));
            split(beside(left, right), table::MOST)
        }
        Part::Pairs(pairs) => table::pairs(pairs, MARGIN, BODY, fonts),
        Part::Table(table) => table::table(table, MARGIN, BODY, fonts),
        Part::Code(code) => scanned(code, fonts),
        Part::Space(mm) => vec![Piece { above: points(*mm), keep: true, ..Piece::default() }],
    };
    parts.iter().flat_map(of).collect()
}

/// Blocks in lines, each of them a piece.
fn text(blocks: &[Block], x: f32, width: f32, fonts: &Fonts) -> Vec<Piece> {
    let of = |Line { style, text, above }: Line| {
        let letters = Letters::of(style);
        let marks = vec![Mark::Text { x, y: letters.rise(), letters, text }];
        Piece { above, height: letters.lead(), marks, keep: style.is_strong(), head: None }
    };
    lines(blocks, width, fonts).into_iter().map(of).collect()
}

/// A code with the room around it that has to stay light. At its left that is the margin.
fn scanned(Code { qr, module, caption }: &Code, fonts: &Fonts) -> Vec<Piece> {
    let (size, quiet) = (qr.size as f32, QUIET as f32);
    let module = points(*module).min(BODY / 2.0 / (size + 2.0 * quiet));
    let quiet = quiet * module;
    let side = size * module;
    let mark = Mark::Code { x: MARGIN, y: quiet, module, qr: qr.clone() };
    let code = Piece { height: side + 2.0 * quiet, marks: vec![mark], ..Piece::default() };
    let beside_it = stacked(text(caption, MARGIN + side + quiet, BODY - side - quiet, fonts));
    let caption = stacked(vec![Piece { height: quiet, ..Piece::default() }, beside_it]);
    split(beside(code, caption), table::MOST)
}

fn foot(said: &[String], label: &str, fonts: &Fonts) -> Vec<Mark> {
    let measure = fonts.measure(SMALL.strong);
    let mut y = HEIGHT - FOOT;
    let label = wrapped(label, BODY * (1.0 - FOOT_TEXT) / SMALL.size, measure).into_iter().next().unwrap_or_default();
    let x = MARGIN + BODY - measure.drawn(&label) * SMALL.size;
    let mut marks = vec![Mark::Text { x, y, letters: SMALL, text: label }];
    for (number, line) in said.iter().rev().enumerate() {
        if number > 0 {
            y -= SMALL.lead();
        }
        marks.push(Mark::Text { x: MARGIN, y, letters: SMALL, text: line.clone() });
    }
    marks.push(Mark::Rule { x: MARGIN, y: y - SMALL.lead(), width: BODY, thick: 0.4, grey: 210 });
    marks
}

/// Millimetres in points. What is no length is none.
fn points(mm: f32) -> f32 {
    if mm.is_finite() { mm.max(0.0) * 72.0 / 25.4 } else { 0.0 }
}

fn draw(surface: &mut Surface<'_>, mark: &Mark, fonts: &Fonts) -> Result<(), Failed> {
    match mark {
        Mark::Text { x, y, letters, text } => {
            surface.set_fill(Some(grey_fill(letters.grey)));
            let at = Point::from_xy(*x, *y);
            surface.draw_text(at, fonts.font(letters.strong), letters.size, text, false, TextDirection::Auto);
            Ok(())
        }
        Mark::Rule { x, y, width, thick, grey } => filled(surface, *grey, [(*x, *y, *width, *thick)]),
        Mark::Code { x, y, module, qr } => {
            let place = |Run { x: column, y: row, length }: Run| {
                let [column, row, length] = [column, row, length].map(|modules| modules as f32 * module);
                (x + column, y + row, length, *module)
            };
            filled(surface, 0, qr.runs().into_iter().map(place))
        }
    }
}

/// Draws rectangles as one path, so that no light shows between those that touch. Each is its place, width and height.
fn filled(
    surface: &mut Surface<'_>,
    grey: u8,
    places: impl IntoIterator<Item = (f32, f32, f32, f32)>,
) -> Result<(), Failed> {
    let mut path = PathBuilder::new();
    for (x, y, width, height) in places {
        path.push_rect(Rect::from_xywh(x, y, width, height).ok_or(Failed("a rectangle has no place"))?);
    }
    if let Some(path) = path.finish() {
        surface.set_fill(Some(grey_fill(grey)));
        surface.draw_path(&path);
    }
    Ok(())
}

fn grey_fill(grey: u8) -> Fill {
    Fill { paint: luma::Color::new(grey).into(), ..Fill::default() }
}

#[cfg(test)]
mod tests;
