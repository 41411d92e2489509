//! Text in lines that fit the page.

use rustybuzz::Face;

use crate::{Block, Style};

/// A line of a block.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub style: Style,
    pub text: String,
    /// The room above it.
    pub above: f32,
}

/// How wide the letters of a font are.
pub(crate) struct Measure {
    face: Face<'static>,
}

impl Measure {
    pub(crate) fn of(font: &'static [u8]) -> Option<Self> {
        Some(Self { face: Face::from_slice(font, 0)? })
    }

    /// Whether the font has the letter.
    fn has(&self, letter: char) -> bool {
        self.face.glyph_index(letter).is_some()
    }

    /// How wide a text is, in parts of its size.
    fn width(&self, text: &str) -> f32 {
        let em = f32::from(u16::try_from(self.face.units_per_em()).unwrap_or(1_000));
        let of = |letter: char| {
            let advance = self.face.glyph_index(letter).and_then(|glyph| self.face.glyph_hor_advance(glyph));
            advance.map_or(0.6, |advance| f32::from(advance) / em)
        };
        text.chars().map(of).sum()
    }
}

/// The blocks in lines of at most this width.
pub(crate) fn lines(blocks: &[Block], width: f32, (regular, strong): &(Measure, Measure)) -> Vec<Line> {
    let mut all = Vec::new();
    for block in blocks {
        let measure = if block.style.is_strong() { strong } else { regular };
        let most = width / block.style.size();
        for (place, paragraph) in block.text.lines().enumerate() {
            for (part, text) in broken(&shown(paragraph, measure), most, measure).into_iter().enumerate() {
                let above = if place == 0 && part == 0 { block.style.above() } else { 0.0 };
                all.push(Line { style: block.style, text, above });
            }
        }
    }
    all
}

/// What the font has no sign for is shown as a sign for that; what has no width is left out.
fn shown(text: &str, measure: &Measure) -> String {
    text.chars()
        .filter(|letter| !letter.is_control() || *letter == '\t')
        .map(|letter| match letter {
            '\t' => ' ',
            letter if measure.has(letter) => letter,
            _ => '\u{fffd}',
        })
        .map(|letter| if measure.has(letter) { letter } else { '?' })
        .collect()
}

/// One paragraph in lines: between words, and within a word that is longer than a line.
fn broken(text: &str, most: f32, measure: &Measure) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let with = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if measure.width(&with) <= most {
            line = with;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for letter in word.chars() {
            line.push(letter);
            if measure.width(&line) > most {
                line.pop();
                lines.push(std::mem::take(&mut line));
                line.push(letter);
            }
        }
    }
    lines.push(line);
    lines
}
