//! What is on paper in pieces, and the pieces on pages.

use std::rc::Rc;

use crate::{Style, qr::Qr};

/// How letters look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Letters {
    pub strong: bool,
    /// In points.
    pub size: f32,
    /// How dark they are, from black.
    pub grey: u8,
}

impl Letters {
    pub(super) const fn of(style: Style) -> Self {
        Self { strong: style.is_strong(), size: style.size(), grey: style.grey() }
    }

    /// How high a line is, in points.
    pub(super) const fn lead(self) -> f32 {
        self.size * 1.4
    }

    /// From the top of a line to where its letters stand, in points.
    pub(super) const fn rise(self) -> f32 {
        self.size * 1.08
    }
}

/// Something that is drawn. Lengths are in points, `x` from the left edge of the page, `y` from the top of the piece,
/// and from the top edge once it is on a page.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Mark {
    /// One line; its letters stand on `y`.
    Text { x: f32, y: f32, letters: Letters, text: String },
    /// A line from left to right.
    Rule { x: f32, y: f32, width: f32, thick: f32, grey: u8 },
    /// A code without the room around it; a module is `module` wide and high.
    Code { x: f32, y: f32, module: f32, qr: Qr },
}

impl Mark {
    fn y(&self) -> f32 {
        match self {
            Self::Text { y, .. } | Self::Rule { y, .. } | Self::Code { y, .. } => *y,
        }
    }

    fn lowered(mut self, by: f32) -> Self {
        match &mut self {
            Self::Text { y, .. } | Self::Rule { y, .. } | Self::Code { y, .. } => *y += by,
        }
        self
    }
}

/// What stays together on one page.
#[derive(Clone, Debug, Default)]
pub(super) struct Piece {
    /// The room above it, in points, unless it is the first of a page.
    pub above: f32,
    /// In points.
    pub height: f32,
    pub marks: Vec<Mark>,
    /// Whether it stays with the next piece: a heading with what it is about.
    pub keep: bool,
    /// What stands above it where it begins a page: the head of its table.
    pub head: Option<Rc<Piece>>,
}

/// Pieces below each other, as one.
pub(super) fn stacked(pieces: Vec<Piece>) -> Piece {
    let mut whole = Piece::default();
    for piece in pieces {
        if whole.height > 0.0 {
            whole.height += piece.above;
        }
        let by = whole.height;
        whole.marks.extend(piece.marks.into_iter().map(|mark| mark.lowered(by)));
        whole.height += piece.height;
    }
    whole
}

/// Two pieces beside each other, as one.
pub(super) fn beside(left: Piece, right: Piece) -> Piece {
    let mut whole = left;
    whole.height = whole.height.max(right.height);
    whole.marks.extend(right.marks);
    whole
}

/// A piece in parts that are at most this high, in points, or whole. Each line goes to one of them.
pub(super) fn split(piece: Piece, most: f32) -> Vec<Piece> {
    if piece.height <= most || !piece.height.is_finite() {
        return vec![piece];
    }
    let Piece { above, height, marks, keep, head } = piece;
    let mut parts: Vec<Piece> = Vec::new();
    let mut begun = 0.0;
    while begun < height {
        let end = height.min(begun + most);
        let is_first = parts.is_empty();
        let within = |mark: &&Mark| (is_first || mark.y() > begun) && mark.y() <= end;
        let marks = marks.iter().filter(within).map(|mark| mark.clone().lowered(-begun)).collect();
        let above = if is_first { above } else { 0.0 };
        parts.push(Piece { above, height: end - begun, marks, keep: keep && end >= height, head: head.clone() });
        begun = end;
    }
    parts
}

/// The pieces on pages between `top` and `bottom`, in points from the top edge. There is at least one page.
pub(super) fn paged(pieces: &[Piece], top: f32, bottom: f32) -> Vec<Vec<Mark>> {
    let mut pages = Vec::new();
    let mut page = Vec::new();
    let mut y = top;
    for (place, piece) in pieces.iter().enumerate() {
        if y > top && y + needed(pieces.get(place..).unwrap_or_default(), bottom - top) > bottom {
            pages.push(std::mem::take(&mut page));
            y = top;
            if let Some(head) = &piece.head {
                y = placed(&mut page, head, y);
            }
        } else if y > top {
            y += piece.above;
        }
        y = placed(&mut page, piece, y);
    }
    pages.push(page);
    pages
}

/// How much room the first of the pieces needs, with those that it has to stay with, in points. What does not fit a
/// page together does not stay together.
fn needed(pieces: &[Piece], room: f32) -> f32 {
    let mut all = 0.0;
    for piece in pieces {
        all += piece.above + piece.height;
        let head = piece.head.as_ref().map_or(0.0, |head| head.height);
        if all > room - head {
            break;
        }
        if !piece.keep {
            return all;
        }
    }
    pieces.first().map_or(0.0, |piece| piece.above + piece.height)
}

/// Puts a piece on a page. Says where it ends.
fn placed(page: &mut Vec<Mark>, piece: &Piece, y: f32) -> f32 {
    page.extend(piece.marks.iter().map(|mark| mark.clone().lowered(y)));
    y + piece.height
}
