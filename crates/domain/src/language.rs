//! The languages of the portal and texts that the vendor writes in several of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A language the portal speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    #[default]
    En,
    Nl,
    Hu,
    De,
    Es,
    Fr,
}

impl Language {
    pub const ALL: [Self; 6] = [Self::En, Self::Nl, Self::Hu, Self::De, Self::Es, Self::Fr];

    /// ISO 639-1, also the value of the HTML `lang` attribute.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Nl => "nl",
            Self::Hu => "hu",
            Self::De => "de",
            Self::Es => "es",
            Self::Fr => "fr",
        }
    }

    /// The language's name in itself.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Nl => "Nederlands",
            Self::Hu => "Magyar",
            Self::De => "Deutsch",
            Self::Es => "Español",
            Self::Fr => "Français",
        }
    }

    /// Reads `hu` or `hu-HU`.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(primary))
    }

    /// The best match for an `Accept-Language` header (RFC 9110 §12.5.4): highest weight, first mentioned.
    #[must_use]
    pub fn from_accept_language(header: &str) -> Option<Self> {
        let mut best: Option<(u32, Self)> = None;
        for range in header.split(',').take(20) {
            let mut parts = range.trim().split(';');
            let Some(language) = parts.next().and_then(|tag| Self::parse(tag.trim())) else { continue };
            let weight = parts.find_map(|part| part.trim().strip_prefix("q=")).map_or(1000, weight_of);
            if weight > 0 && best.is_none_or(|(highest, _)| weight > highest) {
                best = Some((weight, language));
            }
        }
        best.map(|(_, language)| language)
    }
}

/// Thousandths of a quality value; unreadable ones count as nothing.
fn weight_of(text: &str) -> u32 {
    let mut parts = text.splitn(2, '.');
    let whole: u32 = parts.next().and_then(|part| part.parse().ok()).unwrap_or(0);
    let fraction: String = parts.next().unwrap_or("").chars().chain("000".chars()).take(3).collect();
    (whole * 1000 + fraction.parse::<u32>().unwrap_or(0)).min(1000)
}

/// What the vendor wrote, in the languages they wrote it in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Texts(pub BTreeMap<Language, String>);

impl Texts {
    /// The text for a reader, and the language it is really in:
    /// the reader's own, else English, which most can read, else the vendor's own, else any.
    #[must_use]
    pub fn pick(&self, reader: Language, vendor: Language) -> (&str, Language) {
        [reader, Language::En, vendor]
            .into_iter()
            .chain(Language::ALL)
            .find_map(|language| {
                self.0.get(&language).filter(|text| !text.is_empty()).map(|text| (text.as_str(), language))
            })
            .unwrap_or(("", reader))
    }

    /// Several texts as one list, in each language as its reader would see them.
    #[must_use]
    pub fn listed<'a>(texts: impl Iterator<Item = &'a Self> + Clone, vendor: Language) -> Self {
        let list = |language| texts.clone().map(|text| text.pick(language, vendor).0).collect::<Vec<_>>().join(", ");
        Self(Language::ALL.into_iter().map(|language| (language, list(language))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_headers_are_understood() {
        assert_eq!(Language::from_accept_language("hu-HU,hu;q=0.9,en;q=0.8"), Some(Language::Hu));
        assert_eq!(Language::from_accept_language("pl, de;q=0.7, nl;q=0.75"), Some(Language::Nl));
        assert_eq!(Language::from_accept_language("de;q=0, fr;q=0.1"), Some(Language::Fr));
        assert_eq!(Language::from_accept_language("*"), None);
        assert_eq!(Language::from_accept_language(""), None);
    }

    #[test]
    fn a_missing_text_falls_back_to_english_first() {
        let texts = Texts(BTreeMap::from([(Language::En, "tile".into()), (Language::Nl, "dakpan".into())]));
        assert_eq!(texts.pick(Language::Nl, Language::De), ("dakpan", Language::Nl));
        assert_eq!(texts.pick(Language::Fr, Language::Nl), ("tile", Language::En));
        assert_eq!(texts.pick(Language::Es, Language::De), ("tile", Language::En));
        let own = Texts(BTreeMap::from([(Language::Nl, "dakpan".into()), (Language::Hu, "cserép".into())]));
        assert_eq!(own.pick(Language::Fr, Language::Hu), ("cserép", Language::Hu));
    }
}
