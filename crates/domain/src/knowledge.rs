//! What the vendor knows and tells everybody: articles in several languages, and which of them may answer a question.

use serde::{Deserialize, Serialize};

use crate::{
    language::Language,
    time::{Date, WallTime},
};

/// So many characters the title of an article may have.
pub const LONGEST_TITLE: usize = 120;
/// So many characters the text of an article may have, as Markdown.
pub const LONGEST_BODY: usize = 20_000;
/// So many characters somebody may write about an article.
pub const LONGEST_WORDS: usize = 500;
/// So many articles are offered to somebody who writes a question.
pub const MOST_OFFERED: usize = 3;

/// What an article is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    Ordering,
    Delivery,
    Goods,
    Payment,
    /// What was wrong, and what goes back.
    Trouble,
    /// The portal itself: signing in, members.
    Portal,
}

impl Topic {
    pub const ALL: [Self; 6] =
        [Self::Ordering, Self::Delivery, Self::Goods, Self::Payment, Self::Trouble, Self::Portal];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ordering => "ordering",
            Self::Delivery => "delivery",
            Self::Goods => "goods",
            Self::Payment => "payment",
            Self::Trouble => "trouble",
            Self::Portal => "portal",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.code() == text)
    }
}

/// An article in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelpCard {
    pub slug: String,
    pub topic: Topic,
    pub title: String,
    pub summary: String,
    /// The language it is in, where that is not the reader's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}

/// An article as everybody reads it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HelpPage {
    pub card: HelpCard,
    /// Made from the vendor's Markdown by the server: safe to be shown as it is.
    pub html: String,
    pub changed: Date,
    /// What this visitor has said of it.
    pub vote: Option<Vote>,
    /// Others about the same.
    pub more: Vec<HelpCard>,
}

/// What a visitor said of an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    pub helped: bool,
    pub words: String,
}

/// An article in the list of the vendor's people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnowledgeRow {
    pub slug: String,
    pub topic: Topic,
    pub title: String,
    /// Each language that it has a text in, and whether everybody can read that.
    pub languages: Vec<(Language, bool)>,
    pub helped: i64,
    pub unhelped: i64,
}

/// An article as the vendor's people write it, in one language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KnowledgeText {
    /// Empty for one that is not kept yet.
    pub slug: String,
    pub topic: Topic,
    pub language: Language,
    pub title: String,
    pub body: String,
    pub published: bool,
    /// Counts the changes of this text; nothing while there is none.
    pub version: i32,
    pub languages: Vec<(Language, bool)>,
    pub helped: i64,
    pub unhelped: i64,
    /// What visitors wrote, newest first.
    pub words: Vec<Said>,
}

/// What a visitor wrote about an article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said {
    pub helped: bool,
    pub words: String,
    pub at: WallTime,
}

/// What became of a text that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    pub slug: String,
    /// How it will look, when that was all that was asked for.
    pub preview: Option<String>,
}

/// The words of a text that may answer a question, folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    pub title: Vec<String>,
    pub body: Vec<String>,
}

/// Shorter words say nothing of what somebody wants to know.
const SHORTEST: usize = 4;
/// Words that begin alike are taken for the same: "deliver", "delivery", "deliveries".
const STEM: usize = 5;

/// The beginning of a word by which its other forms are found; `None` for words that say nothing.
#[must_use]
pub fn stem(word: &str) -> Option<String> {
    (word.chars().count() >= SHORTEST).then(|| word.chars().take(STEM).collect())
}

/// Which of the texts may answer the question, the likeliest first, at most `most`: their places in `texts`.
///
/// `all` is how many texts there are in the language, of which `texts` are those that have a word of the question at all.
/// A word counts the more the fewer texts have it; one that half of them have does not count. A text is offered when its
/// title has such a word, or when it has two: one chance word somewhere below is none.
#[must_use]
pub fn likely(question: &[String], texts: &[Words], all: usize, most: usize) -> Vec<usize> {
    let mut stems: Vec<String> = question.iter().filter_map(|word| stem(word)).collect();
    stems.sort_unstable();
    stems.dedup();
    let has = |words: &[String], stem: &str| words.iter().any(|word| word.starts_with(stem));
    let telling: Vec<(&str, usize)> = stems
        .iter()
        .map(|stem| {
            let count = texts.iter().filter(|text| has(&text.title, stem) || has(&text.body, stem)).count();
            (stem.as_str(), count)
        })
        .filter(|(_, count)| *count > 0 && (*count == 1 || *count * 2 <= all))
        .collect();
    let mut scored: Vec<(usize, usize)> = texts
        .iter()
        .enumerate()
        .filter_map(|(place, text)| {
            let (mut score, mut hits, mut titled) = (0, 0, false);
            for (stem, count) in &telling {
                let in_title = has(&text.title, stem);
                if in_title || has(&text.body, stem) {
                    // A thousand shared by all that have it.
                    score += if in_title { 3_000 } else { 1_000 } / count;
                    hits += 1;
                    titled |= in_title;
                }
            }
            (titled || hits >= 2).then_some((score, place))
        })
        .collect();
    scored.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
    scored.into_iter().take(most).map(|(_, place)| place).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_lowercase).collect()
    }

    fn text(title: &str, body: &str) -> Words {
        Words { title: words(title), body: words(body) }
    }

    fn shelf() -> Vec<Words> {
        vec![
            text("how long delivery takes", "what is in stock arrives with you within two working days"),
            text("sending goods back", "what is with you unused you return within thirty days"),
            text("payment terms", "companies pay thirty days after the invoice with our details"),
            text("sawing and cutting to size", "what is with you cut to size cannot be returned"),
        ]
    }

    #[test]
    fn a_question_finds_what_answers_it() {
        let shelf = shelf();
        let asked = |question: &str| likely(&words(question), &shelf, shelf.len(), MOST_OFFERED);
        assert_eq!(asked("when will you deliver my tiles").first(), Some(&0));
        assert_eq!(asked("can you cut these beams they need sawing").first(), Some(&3));
        assert_eq!(asked("i have not got the invoice and the payment is due").first(), Some(&2));
    }

    #[test]
    fn what_all_say_and_one_chance_word_is_no_answer() {
        let shelf = shelf();
        assert!(likely(&words("with what"), &shelf, shelf.len(), 3).is_empty(), "all texts have these");
        assert!(likely(&words("my company car is unused"), &shelf, 4, 3).is_empty(), "by chance, below");
        assert!(likely(&[], &shelf, 4, 3).is_empty());
    }

    #[test]
    fn short_words_say_nothing() {
        assert_eq!(stem("van"), None);
        assert_eq!(stem("delivery").as_deref(), Some("deliv"));
        assert_eq!(stem("szállítás").as_deref(), Some("száll"));
    }

    proptest! {
        /// Never more than wanted, none twice, and only what shares a word with the question.
        #[test]
        fn offers_are_few_and_have_to_do_with_it(
            question in proptest::collection::vec("[a-d]{3,6}", 0..12),
            titles in proptest::collection::vec(proptest::collection::vec("[a-d]{3,6}", 0..6), 0..12),
            most in 0_usize..5,
        ) {
            let texts: Vec<Words> = titles.into_iter().map(|title| Words { title, body: Vec::new() }).collect();
            let offered = likely(&question, &texts, texts.len(), most);
            prop_assert!(offered.len() <= most);
            let mut once = offered.clone();
            once.sort_unstable();
            once.dedup();
            prop_assert_eq!(once.len(), offered.len());
            for place in offered {
                let shared = question.iter().filter_map(|word| stem(word)).any(|stem| {
                    texts[place].title.iter().any(|word| word.starts_with(&stem))
                });
                prop_assert!(shared);
            }
        }
    }
}
