//! Text on A4 pages as PDF.
//!
//! A [`Document`] is text from top to bottom. A [`print::Print`] is what a business sends: it has tables, a head in two
//! columns, codes to scan, and can be kept for years as PDF/A with files attached.
//!
//! The same document makes the same bytes: there is no time and no chance in it, so that whoever has the data can tell
//! whether the pages are what it makes. The font is within the file; it has the letters of all languages of the portal.

mod fonts;
mod layout;
pub mod print;
pub mod qr;

use krilla::{
    Document as Pdf, SerializeSettings,
    color::luma,
    embed::{AssociationKind, EmbeddedFile, MimeType},
    geom::Point,
    metadata::Metadata,
    page::PageSettings,
    paint::Fill,
    text::TextDirection,
};

use fonts::Fonts;
use layout::{Line, lines};

/// A4, and its margins, in points.
const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 56.0;
/// The foot of a page stands this far from its edge.
const FOOT: f32 = 32.0;

/// What is to be on paper.
#[derive(Clone, Debug)]
pub struct Document {
    pub title: String,
    /// ISO 639-1.
    pub language: &'static str,
    pub blocks: Vec<Block>,
    /// What a page says at its foot, before its number.
    pub foot: String,
    /// A file that travels within: its name and its contents, as they are.
    pub inside: Option<(String, String)>,
}

/// A piece of text that begins a line of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub style: Style,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Title,
    Heading,
    Text,
    /// What is said beside: smaller and softer.
    Small,
}

impl Style {
    const fn is_strong(self) -> bool {
        matches!(self, Self::Title | Self::Heading)
    }

    const fn size(self) -> f32 {
        match self {
            Self::Title => 20.0,
            Self::Heading => 10.5,
            Self::Text => 10.5,
            Self::Small => 8.0,
        }
    }

    /// The room above it.
    const fn above(self) -> f32 {
        match self {
            Self::Title => 0.0,
            Self::Heading => 14.0,
            Self::Text | Self::Small => 3.0,
        }
    }

    /// How dark it is, from black.
    const fn grey(self) -> u8 {
        match self {
            Self::Small => 95,
            _ => 20,
        }
    }
}

/// Why there is no PDF: the fonts or the page could not be made. It is a fault of the program.
#[derive(Debug)]
pub struct Failed(pub &'static str);

/// The document as PDF.
///
/// # Errors
/// When the program is broken.
pub fn pdf(document: &Document) -> Result<Vec<u8>, Failed> {
    let fonts = Fonts::load()?;
    let all = lines(&document.blocks, WIDTH - 2.0 * MARGIN, &fonts);
    let pages = paged(&all);
    let mut out = Pdf::new_with(SerializeSettings::default());
    out.set_metadata(Metadata::new().title(document.title.clone()).language(document.language.to_owned()));
    let count = pages.len();
    for (place, page) in pages.into_iter().enumerate() {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or(Failed("a page has no size"))?;
        let mut sheet = out.start_page_with(settings);
        let mut surface = sheet.surface();
        let mut write = |text: &str, style: Style, y: f32| {
            surface.set_fill(Some(Fill { paint: luma::Color::new(style.grey()).into(), ..Fill::default() }));
            let font = fonts.font(style.is_strong());
            surface.draw_text(Point::from_xy(MARGIN, y), font, style.size(), text, false, TextDirection::Auto);
        };
        for (y, line) in page {
            write(&line.text, line.style, y);
        }
        write(&format!("{} · {} / {count}", document.foot, place + 1), Style::Small, HEIGHT - FOOT);
        surface.finish();
        sheet.finish();
    }
    if let Some((name, content)) = &document.inside {
        let file = EmbeddedFile {
            path: name.clone(),
            mime_type: MimeType::new("text/plain"),
            description: None,
            association_kind: AssociationKind::Source,
            data: content.clone().into_bytes().into(),
            modification_date: None,
            // To be found and read without a PDF reader.
            compress: Some(false),
            location: None,
        };
        out.embed_file(file).ok_or(Failed("the file cannot travel within"))?;
    }
    out.finish().map_err(|_| Failed("the PDF cannot be written"))
}

/// The lines of each page with their places.
fn paged(lines: &[Line]) -> Vec<Vec<(f32, &Line)>> {
    let mut pages = Vec::new();
    let mut page = Vec::new();
    let mut y = MARGIN;
    for (place, line) in lines.iter().enumerate() {
        let above = if page.is_empty() { 0.0 } else { line.above };
        let height = line.style.size() * 1.4;
        // A heading stays with what it is about.
        let next = lines.get(place + 1).filter(|_| line.style.is_strong()).map_or(0.0, |next| next.style.size() * 1.4);
        if y + above + height + next > HEIGHT - MARGIN && !page.is_empty() {
            pages.push(std::mem::take(&mut page));
            y = MARGIN;
        } else {
            y += above;
        }
        y += height;
        page.push((y, line));
    }
    pages.push(page);
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Document {
        Document {
            title: "Ügyirat".to_owned(),
            language: "hu",
            blocks: vec![
                Block { style: Style::Title, text: "Árvíztűrő tükörfúrógép".to_owned() },
                Block { style: Style::Text, text: text.to_owned() },
            ],
            foot: "Loket".to_owned(),
            inside: Some(("records.txt".to_owned(), "őű ß\n".to_owned())),
        }
    }

    #[test]
    fn the_same_document_makes_the_same_bytes() {
        let made = |text| pdf(&document(text)).unwrap_or_default();
        assert!(made("egy").starts_with(b"%PDF-1."));
        assert_eq!(made("egy"), made("egy"));
        assert_ne!(made("egy"), made("más"));
    }

    #[test]
    fn what_travels_within_is_there_as_it_is() {
        let bytes = pdf(&document("egy")).unwrap_or_default();
        let inside = "őű ß\n".as_bytes();
        assert!(bytes.windows(inside.len()).any(|window| window == inside));
    }

    #[test]
    fn a_long_text_takes_more_pages() {
        let long = "Negyvenből tizenegy repedt. ".repeat(400);
        let bytes = pdf(&document(&long)).unwrap_or_default();
        let count = bytes.windows(11).filter(|window| *window == b"/Type/Page/").count();
        assert!(count >= 3, "{count} pages");
    }
}
