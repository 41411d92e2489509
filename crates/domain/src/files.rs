//! Files that people send along: what they are by their contents, and how they may be called.

use serde::{Deserialize, Serialize};

/// So many files one entry may have.
pub const MOST_FILES: usize = 6;
/// The most bytes one file may have: a photo of a phone has about half of it.
pub const LARGEST_FILE: usize = 10 * 1024 * 1024;
const LONGEST_NAME: usize = 100;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    Jpeg,
    Png,
    Webp,
    Heic,
    Pdf,
}

impl FileKind {
    pub const ALL: [Self; 5] = [Self::Jpeg, Self::Png, Self::Webp, Self::Heic, Self::Pdf];

    /// By the first bytes; what a name or a browser says counts for nothing.
    #[must_use]
    pub fn of(content: &[u8]) -> Option<Self> {
        let at = |place: usize, bytes: &[u8]| content.get(place..place + bytes.len()) == Some(bytes);
        // ISO/IEC 14496-12: the brand stands behind `ftyp`.
        let is_heic = at(4, b"ftyp") && [b"heic", b"heix", b"mif1", b"msf1"].iter().any(|brand| at(8, *brand));
        if at(0, b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if at(0, b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if at(0, b"RIFF") && at(8, b"WEBP") {
            Some(Self::Webp)
        } else if at(0, b"%PDF-") {
            Some(Self::Pdf)
        } else {
            is_heic.then_some(Self::Heic)
        }
    }

    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Heic => "image/heic",
            Self::Pdf => "application/pdf",
        }
    }

    #[must_use]
    pub fn parse(media_type: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.media_type() == media_type)
    }

    /// Whether every browser shows it as a picture.
    #[must_use]
    pub const fn is_shown(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Webp)
    }

    const fn ending(self) -> &'static str {
        match self {
            Self::Jpeg => ".jpg",
            Self::Png => ".png",
            Self::Webp => ".webp",
            Self::Heic => ".heic",
            Self::Pdf => ".pdf",
        }
    }
}

/// A name that is safe to keep and to offer: without folders, signs of other programs and control characters, and with
/// the ending of what the file is.
#[must_use]
pub fn name(typed: &str, kind: FileKind) -> String {
    let last = typed.rsplit(['/', '\\']).next().unwrap_or("");
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let fit = |c: char| {
        !c.is_control()
            && !matches!(c, '"' | '<' | '>' | ':' | '|' | '?' | '*' | ';' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let stem: String = stem.chars().filter(|c| fit(*c)).take(LONGEST_NAME).collect();
    let stem = stem.trim().trim_matches('.');
    format!("{}{}", if stem.is_empty() { "file" } else { stem }, kind.ending())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_it_holds() {
        assert_eq!(FileKind::of(b"\xff\xd8\xff\xe0...."), Some(FileKind::Jpeg));
        assert_eq!(FileKind::of(b"\x89PNG\r\n\x1a\n...."), Some(FileKind::Png));
        assert_eq!(FileKind::of(b"RIFF\x00\x00\x00\x00WEBPVP8 "), Some(FileKind::Webp));
        assert_eq!(FileKind::of(b"\x00\x00\x00\x18ftypheic"), Some(FileKind::Heic));
        assert_eq!(FileKind::of(b"%PDF-1.7"), Some(FileKind::Pdf));
        for other in
            [&b""[..], b"<svg onload=alert(1)>", b"PK\x03\x04", b"GIF89a", b"\xff\xd8", b"\x00\x00\x00\x18ftypqt  "]
        {
            assert_eq!(FileKind::of(other), None, "{other:?}");
        }
    }

    #[test]
    fn a_name_leads_nowhere_and_says_what_it_is() {
        assert_eq!(name("../../etc/passwd", FileKind::Jpeg), "passwd.jpg");
        assert_eq!(name("C:\\photos\\roof.HTML", FileKind::Png), "roof.png");
        assert_eq!(name("a\"; filename=\"b.exe", FileKind::Pdf), "a filename=b.pdf");
        assert_eq!(name("\u{202e}gpj.exe", FileKind::Jpeg), "gpj.jpg");
        assert_eq!(name("", FileKind::Webp), "file.webp");
        assert_eq!(name("tető hullámlemez.jpeg", FileKind::Jpeg), "tető hullámlemez.jpg");
    }
}
