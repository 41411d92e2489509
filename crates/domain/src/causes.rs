//! Root causes: one thing that went wrong for many, who is affected by it, and what they are told.

use serde::{Deserialize, Serialize};

use crate::{
    cases::CaseCard,
    ids::CommandKey,
    input,
    language::{Language, Texts},
    refusal::{Code, Refusal},
    time::{Date, WallTime},
};

/// So many characters the title of a cause and the subject of a notice may have.
pub const LONGEST_TITLE: usize = 120;
/// So many characters the vendor's people may write of a cause, and in a notice.
pub const LONGEST_TEXT: usize = 4_000;
/// So many articles a cause may name.
pub const MOST_ARTICLES: usize = 50;
/// A span of more days than these is a mistake.
pub const LONGEST_SPAN: i32 = 1_100;

/// Which orders a cause reaches: those of its articles, of its days, or of both. Without either it reaches none, and
/// only those whose cases are linked to it are affected.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// Article numbers.
    pub articles: Vec<String>,
    /// The first and the last day on which the orders were submitted, of the vendor's calendar.
    pub from: Option<Date>,
    pub until: Option<Date>,
}

impl Reach {
    /// Whether it reaches orders at all.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.articles.is_empty() && self.from.is_none() && self.until.is_none()
    }

    /// Reads what was typed: article numbers between commas or blanks, days as `2026-11-24` or nothing.
    ///
    /// # Errors
    /// `TooMuch` articles; `Malformed` days, and days in the wrong order; each on its field.
    pub fn parse(articles: &str, from: &str, until: &str) -> Result<Self, Refusal> {
        let mut numbers: Vec<String> = articles
            .split(|c: char| c == ',' || c == ';' || c.is_whitespace())
            .filter(|number| !number.is_empty())
            .map(str::to_uppercase)
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        if numbers.len() > MOST_ARTICLES {
            return Err(Refusal::field(Code::TooMuch, "articles").with(MOST_ARTICLES));
        }
        let day = |field: &str, typed: &str| match typed.trim() {
            "" => Ok(None),
            typed => Date::parse_iso(typed).map(Some).ok_or_else(|| Refusal::field(Code::Malformed, field)),
        };
        let (from, until) = (day("from", from)?, day("until", until)?);
        if let (Some(from), Some(until)) = (from, until)
            && !(0..=LONGEST_SPAN).contains(&(until.days() - from.days()))
        {
            return Err(Refusal::field(Code::Malformed, "until"));
        }
        Ok(Self { articles: numbers, from, until })
    }
}

/// What kind of word a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// The first: what was found, and what is being done.
    Found,
    /// How it goes on.
    News,
    /// It is settled.
    Closed,
}

impl NoticeKind {
    pub const ALL: [Self; 3] = [Self::Found, Self::News, Self::Closed];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::News => "news",
            Self::Closed => "closed",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == text)
    }

    /// What the next notice of a cause is, after `before` of them; `closes` when it is to be the last one.
    ///
    /// # Errors
    /// `State` for a cause that is closed.
    pub fn next(before: &[Self], is_closed: bool, closes: bool) -> Result<Self, Refusal> {
        if is_closed || before.contains(&Self::Closed) {
            return Err(Code::State.into());
        }
        Ok(match (closes, before.is_empty()) {
            (true, _) => Self::Closed,
            (false, true) => Self::Found,
            (false, false) => Self::News,
        })
    }
}

/// A notice in one language, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    #[serde(default)]
    pub language: String,
    #[serde(default)]
    pub subject: String,
    #[serde(default)]
    pub text: String,
}

/// A notice in the languages that it was written in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    pub subject: Texts,
    pub text: Texts,
}

impl Words {
    /// Reads what was typed. A language in which nothing was typed is left out.
    ///
    /// # Errors
    /// `Missing` when there is no language at all, or one with a subject and no text or the other way round; `TooLong`;
    /// `Malformed` for an unknown language. The field is `subject-nl` or `text-nl`.
    pub fn parse(typed: &[Wording]) -> Result<Self, Refusal> {
        let mut words = Self::default();
        for wording in typed {
            let language =
                Language::parse(&wording.language).ok_or_else(|| Refusal::field(Code::Malformed, "language"))?;
            let (at_subject, at_text) = (format!("subject-{}", language.code()), format!("text-{}", language.code()));
            let subject = input::line(&at_subject, &wording.subject, LONGEST_TITLE)?;
            let text = input::paragraph(&at_text, &wording.text, LONGEST_TEXT)?;
            match (subject, text) {
                (None, None) => {}
                (None, Some(_)) => return Err(Refusal::field(Code::Missing, &at_subject)),
                (Some(_), None) => return Err(Refusal::field(Code::Missing, &at_text)),
                (Some(subject), Some(text)) => {
                    words.subject.0.insert(language, subject);
                    words.text.0.insert(language, text);
                }
            }
        }
        if words.subject.0.is_empty() {
            return Err(Refusal::field(Code::Missing, "texts"));
        }
        Ok(words)
    }

    /// For a reader: subject, text, and the language they are in. Both are in the same one.
    #[must_use]
    pub fn pick(&self, reader: Language, vendor: Language) -> (&str, &str, Language) {
        let (subject, language) = self.subject.pick(reader, vendor);
        (subject, self.text.pick(language, vendor).0, language)
    }
}

/// What is typed of a cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CauseDraft {
    pub key: CommandKey,
    /// Of a cause that is there, with the version that was seen.
    #[serde(default)]
    pub number: String,
    #[serde(default)]
    pub version: i32,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub articles: String,
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub until: String,
    /// A case that is linked to it at once.
    #[serde(default)]
    pub case: String,
}

/// A cause in a list, for the vendor's people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CauseCard {
    pub number: i64,
    pub title: String,
    pub opened: WallTime,
    pub closed: Option<WallTime>,
    /// How many cases are linked to it, and how many accounts were told of it.
    pub cases: i64,
    pub told: i64,
}

/// A page of causes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CauseList {
    pub causes: Vec<CauseCard>,
    pub next: Option<i64>,
    pub now: WallTime,
}

/// A cause as the vendor's people see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CausePage {
    pub number: i64,
    pub version: i32,
    pub title: String,
    /// What is known of it: no customer reads it.
    pub text: String,
    pub reach: Reach,
    pub opened: WallTime,
    pub by: String,
    pub closed: Option<WallTime>,
    pub cases: Vec<CaseCard>,
    /// How many accounts and orders are affected, and how many of the accounts were not told yet.
    pub accounts: i64,
    pub orders: i64,
    pub untold: i64,
    pub notices: Vec<NoticeView>,
    /// In which languages the affected people read, the most of them first.
    pub languages: Vec<(Language, i64)>,
    pub may_tell: bool,
    pub now: WallTime,
}

/// A notice as the vendor's people see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoticeView {
    pub kind: NoticeKind,
    pub words: Words,
    pub by: String,
    pub at: WallTime,
    /// How many accounts have it.
    pub told: i64,
    /// Whether all have it.
    pub done: bool,
}

/// Somebody affected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AffectedAccount {
    pub number: String,
    pub name: String,
    pub orders: i64,
    /// The newest of them.
    pub order: Option<i64>,
    pub cases: i64,
    pub told: Option<WallTime>,
}

/// A page of those affected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Affected {
    pub accounts: Vec<AffectedAccount>,
    pub next: Option<String>,
    pub now: WallTime,
}

/// The cause of a case, for the vendor's people, and those that it could be linked to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseCause {
    pub linked: Option<(i64, String)>,
    pub open: Vec<(i64, String)>,
}

/// A notice as the customer reads it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    pub cause: i64,
    pub kind: NoticeKind,
    pub subject: String,
    pub text: String,
    /// The language it is in, where that is not the reader's.
    pub language: Option<Language>,
    pub by: String,
    pub at: WallTime,
}

/// What an account was told of one cause, and what of theirs it concerns: nothing of anybody else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notices {
    pub notices: Vec<Notice>,
    /// Order numbers.
    pub orders: Vec<i64>,
    pub cases: Vec<CaseCard>,
    pub now: WallTime,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wording(language: &str, subject: &str, text: &str) -> Wording {
        Wording { language: language.into(), subject: subject.into(), text: text.into() }
    }

    #[test]
    fn what_is_typed_becomes_a_reach() {
        let reach = Reach::parse(" rt-1042, RT-1050;rt-1042\n", "2026-11-01", "").map_err(|refusal| refusal.code);
        let reach = reach.unwrap_or_default();
        assert_eq!(reach.articles, ["RT-1042", "RT-1050"]);
        assert_eq!((reach.from, reach.until), (Date::from_ymd(2026, 11, 1), None));
        assert!(!reach.is_none() && Reach::default().is_none());
        let refused = |articles: &str, from: &str, until: &str| {
            Reach::parse(articles, from, until)
                .map_err(|refusal| (refusal.code, refusal.field.unwrap_or_default()))
                .err()
        };
        assert_eq!(refused("", "tomorrow", ""), Some((Code::Malformed, "from".into())));
        assert_eq!(refused("", "2026-11-02", "2026-11-01"), Some((Code::Malformed, "until".into())));
        assert_eq!(refused("", "2020-01-01", "2026-11-01"), Some((Code::Malformed, "until".into())));
        let many: Vec<String> = (0..=MOST_ARTICLES).map(|number| format!("A-{number}")).collect();
        assert_eq!(refused(&many.join(" "), "", ""), Some((Code::TooMuch, "articles".into())));
    }

    #[test]
    fn a_notice_has_a_language_at_least_and_no_half_one() {
        let refused = |typed: &[Wording]| Words::parse(typed).map_err(|refusal| (refusal.code, refusal.field)).err();
        assert_eq!(refused(&[]), Some((Code::Missing, Some("texts".into()))));
        assert_eq!(refused(&[wording("nl", " ", "")]), Some((Code::Missing, Some("texts".into()))));
        assert_eq!(refused(&[wording("nl", "Oven 4", "")]), Some((Code::Missing, Some("text-nl".into()))));
        assert_eq!(refused(&[wording("nl", "", "Te heet")]), Some((Code::Missing, Some("subject-nl".into()))));
        assert_eq!(refused(&[wording("xx", "a", "b")]), Some((Code::Malformed, Some("language".into()))));
        let words = Words::parse(&[wording("nl", "Oven 4", "Te heet"), wording("hu", "", "")]).unwrap_or_default();
        assert_eq!(words.pick(Language::Hu, Language::Nl), ("Oven 4", "Te heet", Language::Nl));
    }

    #[test]
    fn the_first_tells_what_was_found_and_the_last_closes() {
        use NoticeKind::{Closed, Found, News};
        assert_eq!(NoticeKind::next(&[], false, false), Ok(Found));
        assert_eq!(NoticeKind::next(&[Found], false, false), Ok(News));
        assert_eq!(NoticeKind::next(&[Found, News], false, true), Ok(Closed));
        assert!(NoticeKind::next(&[Found, Closed], false, false).is_err());
        assert!(NoticeKind::next(&[], true, true).is_err());
    }

    proptest! {
        /// Whatever is pressed in whatever order: one first notice, one closing one, and nothing after it.
        #[test]
        fn a_cause_tells_its_story_in_order(presses in proptest::collection::vec(any::<bool>(), 0..12)) {
            let mut told: Vec<NoticeKind> = Vec::new();
            for closes in presses {
                if let Ok(kind) = NoticeKind::next(&told, told.contains(&NoticeKind::Closed), closes) {
                    told.push(kind);
                }
            }
            let count = |wanted: NoticeKind| told.iter().filter(|kind| **kind == wanted).count();
            prop_assert!(count(NoticeKind::Found) <= 1 && count(NoticeKind::Closed) <= 1);
            if let Some(place) = told.iter().position(|kind| *kind == NoticeKind::Closed) {
                prop_assert_eq!(place, told.len() - 1);
            }
            prop_assert!(told.iter().skip(1).all(|kind| *kind != NoticeKind::Found));
        }

        /// A reader gets subject and text in one language, whichever were written.
        #[test]
        fn a_notice_is_in_one_language(written in proptest::sample::subsequence(Language::ALL.to_vec(), 1..=6),
                                       reader in proptest::sample::select(Language::ALL.to_vec()),
                                       vendor in proptest::sample::select(Language::ALL.to_vec())) {
            let typed: Vec<Wording> =
                written.iter().map(|language| wording(language.code(), language.code(), language.code())).collect();
            let words = Words::parse(&typed).unwrap_or_default();
            let (subject, text, language) = words.pick(reader, vendor);
            prop_assert_eq!(subject, text);
            prop_assert_eq!(subject, language.code());
            prop_assert!(!written.contains(&reader) || language == reader);
        }
    }
}
