//! QR codes, for paper and for the screen.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};

/// The room around a code that stays light, in modules (ISO/IEC 18004). The view box of an SVG begins at minus this,
/// and is as wide and high as the code and twice this.
pub const QUIET: usize = 4;

/// What fits into a code, in bytes of UTF-8. A code to pay with has at most as many (EPC069-12).
const MOST: usize = 331;

/// A code as a square of modules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qr {
    /// How many modules it is wide and high, without the room around it.
    pub size: usize,
    /// Whether a module is dark: row by row from the top, each from the left.
    pub dark: Vec<bool>,
}

/// The text has more than 331 bytes.
#[derive(Debug, PartialEq, Eq)]
pub struct TooLong;

/// The text as QR code: as bytes of UTF-8, with error correction of level M, in at most version 13, which is 69 modules
/// wide. EPC069-12 asks for this where a code is to pay with; other codes have no need of more.
///
/// # Errors
/// When the text has more than 331 bytes.
pub fn qr(text: &str) -> Result<Qr, TooLong> {
    if text.len() > MOST {
        return Err(TooLong);
    }
    let bytes = [QrSegment::make_bytes(text.as_bytes())];
    let code =
        QrCode::encode_segments_advanced(&bytes, QrCodeEcc::Medium, Version::new(1), Version::new(13), None, false)
            .map_err(|_| TooLong)?;
    let side = code.size();
    let dark = (0..side).flat_map(|y| (0..side).map(move |x| (x, y))).map(|(x, y)| code.get_module(x, y)).collect();
    Ok(Qr { size: usize::try_from(side).unwrap_or_default(), dark })
}

/// Dark modules beside each other in one row.
pub(crate) struct Run {
    pub x: usize,
    pub y: usize,
    pub length: usize,
}

impl Qr {
    /// What is dark, as the `d` of one SVG path; a module is 1 wide and high, the first is at 0 0.
    #[must_use]
    pub fn svg_path(&self) -> String {
        let mut path = String::new();
        for Run { x, y, length } in self.runs() {
            // Writing to a string does not fail.
            let _ = write!(path, "M{x} {y}h{length}v1h-{length}z");
        }
        path
    }

    pub(crate) fn runs(&self) -> Vec<Run> {
        let mut runs = Vec::new();
        for (y, row) in self.dark.chunks(self.size.max(1)).enumerate() {
            let mut x = 0;
            for alike in row.chunk_by(|one, other| one == other) {
                if alike.first() == Some(&true) {
                    runs.push(Run { x, y, length: alike.len() });
                }
                x += alike.len();
            }
        }
        runs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FINDER: [&str; 7] = ["#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"];

    /// A part of a code, drawn in letters.
    fn seen(code: &Qr, left: usize, top: usize) -> Vec<String> {
        let rows = code.dark.chunks(code.size).skip(top).take(FINDER.len());
        let drawn = |row: &[bool]| row.iter().skip(left).take(7).map(|dark| if *dark { '#' } else { '.' }).collect();
        rows.map(drawn).collect()
    }

    #[test]
    fn three_corners_have_the_pattern_to_find_it_by() -> Result<(), TooLong> {
        let code = qr("BCD\n002\n1\nSCT\n\nVan Dael Verpakkingen BV\nBE68539007547034\nEUR168.65")?;
        let far = code.size - FINDER.len();
        assert_eq!(code.dark.len(), code.size * code.size);
        for (left, top) in [(0, 0), (far, 0), (0, far)] {
            assert_eq!(seen(&code, left, top), FINDER, "{left} {top}");
        }
        Ok(())
    }

    #[test]
    fn what_is_too_long_is_refused_by_its_bytes() {
        assert_eq!(qr(&"x".repeat(331)).map(|code| code.size), Ok(69));
        assert_eq!(qr(&"x".repeat(332)), Err(TooLong));
        assert_eq!(qr(&"ő".repeat(166)), Err(TooLong));
    }

    #[test]
    fn a_path_goes_around_the_runs_of_dark_modules() {
        let code = Qr { size: 3, dark: vec![true, true, false, false, false, true, false, false, false] };
        assert_eq!(code.svg_path(), "M0 0h2v1h-2zM2 1h1v1h-1z");
    }

    #[test]
    fn the_same_text_makes_the_same_code() {
        assert_eq!(qr("https://loket.example/i/117"), qr("https://loket.example/i/117"));
    }
}
