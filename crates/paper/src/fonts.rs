//! The font that is within every file: Inter, in two weights.

use krilla::text::Font;
use rustybuzz::{Face, UnicodeBuffer};

use crate::Failed;

static REGULAR: &[u8] = include_bytes!("../fonts/Inter-Regular.otf");
static STRONG: &[u8] = include_bytes!("../fonts/Inter-SemiBold.otf");

/// Both weights, to write with and to measure with.
pub(crate) struct Fonts {
    regular: (Font, Measure),
    strong: (Font, Measure),
}

impl Fonts {
    /// # Errors
    /// When the font files are broken.
    pub(crate) fn load() -> Result<Self, Failed> {
        Ok(Self { regular: weight(REGULAR)?, strong: weight(STRONG)? })
    }

    pub(crate) fn font(&self, strong: bool) -> Font {
        self.weight(strong).0.clone()
    }

    pub(crate) fn measure(&self, strong: bool) -> &Measure {
        &self.weight(strong).1
    }

    fn weight(&self, strong: bool) -> &(Font, Measure) {
        if strong { &self.strong } else { &self.regular }
    }
}

fn weight(font: &'static [u8]) -> Result<(Font, Measure), Failed> {
    let to_write = Font::new(font.into(), 0).ok_or(Failed("the font cannot be read"))?;
    let to_measure = Measure::of(font).ok_or(Failed("the font cannot be measured"))?;
    Ok((to_write, to_measure))
}

/// How wide the letters of a font are.
pub(crate) struct Measure {
    face: Face<'static>,
}

impl Measure {
    fn of(font: &'static [u8]) -> Option<Self> {
        Some(Self { face: Face::from_slice(font, 0)? })
    }

    /// Whether the font has the letter.
    pub(crate) fn has(&self, letter: char) -> bool {
        self.face.glyph_index(letter).is_some()
    }

    /// How wide a text is, in parts of its size, letter by letter. Where to break lines is decided with this.
    pub(crate) fn width(&self, text: &str) -> f32 {
        let of = |letter: char| {
            let advance = self.face.glyph_index(letter).and_then(|glyph| self.face.glyph_hor_advance(glyph));
            advance.map_or(0.6, |advance| f32::from(advance) / self.em())
        };
        text.chars().map(of).sum()
    }

    /// How wide a text is as it is drawn, in parts of its size: with its kerning, so that what ends at the right ends
    /// there exactly.
    pub(crate) fn drawn(&self, text: &str) -> f32 {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        let drawn = rustybuzz::shape(&self.face, &[], buffer);
        let advance: i32 = drawn.glyph_positions().iter().map(|position| position.x_advance).sum();
        advance as f32 / self.em()
    }

    fn em(&self) -> f32 {
        f32::from(u16::try_from(self.face.units_per_em()).unwrap_or(1_000))
    }
}
