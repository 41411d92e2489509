//! Text in lines that fit the page.

use crate::{
    Block, Style,
    fonts::{Fonts, Measure},
};

/// A line of a block.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub style: Style,
    pub text: String,
    /// The room above it, in points.
    pub above: f32,
}

/// The blocks in lines of at most this width, in points.
pub(crate) fn lines(blocks: &[Block], width: f32, fonts: &Fonts) -> Vec<Line> {
    let mut all = Vec::new();
    for block in blocks {
        let measure = fonts.measure(block.style.is_strong());
        let most = width / block.style.size();
        for (place, text) in wrapped(&block.text, most, measure).into_iter().enumerate() {
            let above = if place == 0 { block.style.above() } else { 0.0 };
            all.push(Line { style: block.style, text, above });
        }
    }
    all
}

/// A text in lines of at most this width, in parts of the size of its letters.
pub(crate) fn wrapped(text: &str, most: f32, measure: &Measure) -> Vec<String> {
    text.lines().flat_map(|paragraph| broken(&shown(paragraph, measure), most, measure)).collect()
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
