//! How this vendor answers: the hours, the promises, the tags. Settings, with defaults that a small vendor can keep.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Kind, KindRule, Level, Mailbox};
use crate::{
    holidays::Country,
    language::{Language, Texts},
    promise::Policy,
    time::Date,
};

/// So many rules of one kind a vendor can have.
pub const MOST_RULES: usize = 60;
/// A promise of more working time than this is none.
const LONGEST_PROMISE: u32 = 60 * 1_000;

/// The vendor's rules for cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CaseRules {
    /// Counts the changes: who changes them says which ones they have seen.
    pub version: i32,
    /// When somebody answers, per weekday, Monday first: spans of minutes after midnight on the vendor's wall. On
    /// the holidays of the vendor's calendar, of these countries, and on the days without answers nobody does.
    pub hours: [Vec<(u16, u16)>; 7],
    pub countries: Vec<Country>,
    /// Other days on which nobody answers.
    pub closed_days: Vec<Date>,
    /// The first one that fits a case holds. What was promised before they were changed stays as it was promised.
    pub policies: Vec<PolicyRule>,
    pub tags: Vec<TagRule>,
    /// Who gets a new case that no tag gives to anybody. The first one that fits holds.
    pub assignment: Vec<AssignRule>,
    /// Which kinds customers can choose, and what they are called. Of a kind that is not here nothing is said.
    pub kinds: BTreeMap<Kind, KindRule>,
    /// At which addresses mail comes, and what it becomes. The first one that fits a mail holds.
    pub mailboxes: Vec<Mailbox>,
    /// The addresses of the vendor's people to whom escalations and missed promises go, in this order. Without any, or where
    /// none of them is let in any more, these are the admins.
    pub above: Vec<String>,
    /// After so many days an answer to a question that nobody contests closes it.
    pub lapse_days: u16,
    /// Whether customers see how long answers take.
    pub shows_answer_times: bool,
    /// Whether there is a page for everybody with how long answers took.
    pub publishes_answer_times: bool,
}

/// What is promised to some cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyRule {
    /// Of this kind only.
    #[serde(default)]
    pub kind: Option<Kind>,
    /// Of this priority only.
    #[serde(default)]
    pub priority: Option<Level>,
    pub policy: Policy,
}

/// A tag of the vendor's, and what it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagRule {
    /// As cases have it.
    pub code: String,
    pub names: Texts,
    /// A case with it has at least this priority from the beginning.
    #[serde(default)]
    pub priority: Option<Level>,
    /// It is given to the person with this address.
    #[serde(default)]
    pub assign: Option<String>,
    /// These addresses are told.
    #[serde(default)]
    pub notify: Vec<String>,
}

/// Who gets some new cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignRule {
    #[serde(default)]
    pub tag: Option<String>,
    #[serde(default)]
    pub kind: Option<Kind>,
    /// The customer writes in this language.
    #[serde(default)]
    pub language: Option<Language>,
    /// The addresses of the vendor's people among whom the one with the fewest open cases gets it.
    pub to: Vec<String>,
}

impl Default for CaseRules {
    /// Monday to Friday from 8 to 12 and from 13 to 17, and promises that one person can keep.
    fn default() -> Self {
        let day = || vec![(480, 720), (780, 1020)];
        let rule = |priority, first_answer, next_update, resolution| PolicyRule {
            kind: None,
            priority: Some(priority),
            policy: Policy { first_answer, next_update, resolution },
        };
        Self {
            version: 0,
            hours: [day(), day(), day(), day(), day(), Vec::new(), Vec::new()],
            countries: Vec::new(),
            closed_days: Vec::new(),
            policies: vec![
                rule(Level::Critical, 60, 120, 480),
                rule(Level::High, 120, 240, 960),
                rule(Level::Normal, 240, 960, 2_400),
                rule(Level::Low, 480, 2_400, 4_800),
            ],
            tags: Vec::new(),
            assignment: Vec::new(),
            kinds: KindRule::usual(),
            mailboxes: Vec::new(),
            above: Vec::new(),
            lapse_days: 7,
            shows_answer_times: true,
            publishes_answer_times: false,
        }
    }
}

impl CaseRules {
    /// What is promised to a case of this kind and priority.
    #[must_use]
    pub fn policy(&self, kind: Kind, priority: Level) -> Policy {
        let fits = |rule: &&PolicyRule| {
            rule.kind.is_none_or(|wanted| wanted == kind) && rule.priority.is_none_or(|wanted| wanted == priority)
        };
        self.policies
            .iter()
            .find(fits)
            .map_or(Policy { first_answer: 480, next_update: 2_400, resolution: 4_800 }, |rule| rule.policy)
    }

    /// Whether somebody answers at the same hours and on the same days.
    #[must_use]
    pub fn has_hours_of(&self, other: &Self) -> bool {
        self.hours == other.hours && self.countries == other.countries && self.closed_days == other.closed_days
    }

    /// The vendor's tag with this code.
    #[must_use]
    pub fn tag(&self, code: &str) -> Option<&TagRule> {
        self.tags.iter().find(|tag| tag.code == code)
    }

    /// The days between two on which nobody answers, beside those of the vendor's calendar, in order.
    #[must_use]
    pub fn closed_between(&self, first: Date, last: Date) -> Vec<Date> {
        let years = first.ymd().0..=last.ymd().0;
        let computed = self.countries.iter().flat_map(|country| years.clone().flat_map(|year| country.holidays(year)));
        let mut days: Vec<Date> =
            computed.chain(self.closed_days.iter().copied()).filter(|day| (first..=last).contains(day)).collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    /// Among whom a new case is given out: by its first tag that gives to somebody, else by the first rule that fits.
    #[must_use]
    pub fn assignees(&self, tags: &[String], kind: Kind, language: Language) -> &[String] {
        let by_tag = tags.iter().filter_map(|tag| self.tag(tag)).find_map(|tag| tag.assign.as_ref());
        if let Some(person) = by_tag {
            return std::slice::from_ref(person);
        }
        let fits = |rule: &&AssignRule| {
            rule.tag.as_ref().is_none_or(|tag| tags.contains(tag))
                && rule.kind.is_none_or(|wanted| wanted == kind)
                && rule.language.is_none_or(|wanted| wanted == language)
        };
        self.assignment.iter().find(fits).map_or(&[], |rule| &rule.to)
    }
}

/// Reads `8-12, 13:00-17:30`: the spans of a day in minutes after midnight. Nothing is a day without answers.
#[must_use]
pub fn spans(typed: &str) -> Option<Vec<(u16, u16)>> {
    let mut spans = Vec::new();
    for part in typed.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (begin, end) = part.split_once(['-', '\u{2013}'])?;
        let (begin, end) = (u16::try_from(minutes(begin)?).ok()?, u16::try_from(minutes(end)?).ok()?);
        if begin >= end || end > 1_440 || spans.len() >= 6 {
            return None;
        }
        spans.push((begin, end));
    }
    spans.sort_unstable();
    let is_apart = spans.windows(2).all(|pair| pair[0].1 <= pair[1].0);
    is_apart.then_some(spans)
}

/// The spans of a day as [`spans`] reads them.
#[must_use]
pub fn spans_text(spans: &[(u16, u16)]) -> String {
    let part = |(begin, end): &(u16, u16)| format!("{}-{}", clock_text(*begin), clock_text(*end));
    spans.iter().map(part).collect::<Vec<_>>().join(", ")
}

fn clock_text(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Reads hours and minutes, `4` or `1:30`, as minutes.
#[must_use]
pub fn minutes(typed: &str) -> Option<u32> {
    let typed = typed.trim();
    let (hours, minutes) = typed.split_once(':').unwrap_or((typed, "0"));
    let number = |text: &str| {
        let is_number = !text.is_empty() && text.len() <= 4 && text.bytes().all(|sign| sign.is_ascii_digit());
        is_number.then(|| text.parse::<u32>().ok()).flatten()
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let all = hours * 60 + minutes;
    (minutes < 60 && all <= LONGEST_PROMISE).then_some(all)
}

/// Minutes as [`minutes`] reads them.
#[must_use]
pub fn minutes_text(minutes: u32) -> String {
    if minutes.is_multiple_of(60) {
        (minutes / 60).to_string()
    } else {
        format!("{}:{:02}", minutes / 60, minutes % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rule_that_fits_holds() {
        let quick = Policy { first_answer: 30, next_update: 60, resolution: 120 };
        let mut rules = CaseRules::default();
        let normal = rules.policy(Kind::Question, Level::Normal);
        rules.policies.insert(0, PolicyRule { kind: Some(Kind::Complaint), priority: None, policy: quick });
        assert_eq!(rules.policy(Kind::Complaint, Level::Low), quick);
        assert_eq!(rules.policy(Kind::Question, Level::Normal), normal);
        rules.policies.clear();
        assert_eq!(rules.policy(Kind::Question, Level::Normal).first_answer, 480, "there is always a promise");
    }

    #[test]
    fn hours_are_read_as_people_write_them() {
        assert_eq!(spans("8-12, 13:00-17:30"), Some(vec![(480, 720), (780, 1050)]));
        assert_eq!(spans(" "), Some(Vec::new()));
        assert_eq!(
            spans("13\u{2013}17,8-12").map(|spans| spans_text(&spans)).as_deref(),
            Some("08:00-12:00, 13:00-17:00")
        );
        assert_eq!(spans("0-24"), Some(vec![(0, 1_440)]));
        for wrong in
            ["8", "12-8", "8-12, 11-13", "8-25", "8:60-9", "a-b", "-1-2", "8-9,10-11,12-13,14-15,16-17,18-19,20-21"]
        {
            assert_eq!(spans(wrong), None, "{wrong}");
        }
        assert_eq!((minutes("4"), minutes("1:30"), minutes("0:05")), (Some(240), Some(90), Some(5)));
        assert_eq!((minutes("1:3x"), minutes(""), minutes("99999")), (None, None, None));
        assert_eq!((minutes_text(240), minutes_text(95)), ("4".to_owned(), "1:35".to_owned()));
    }

    #[test]
    fn a_tag_gives_before_a_rule_does() {
        let rule = |tag: Option<&str>, kind, language, to: &str| AssignRule {
            tag: tag.map(str::to_owned),
            kind,
            language,
            to: vec![to.to_owned()],
        };
        let rules = CaseRules {
            tags: vec![TagRule {
                code: "safety".to_owned(),
                names: Texts::default(),
                priority: None,
                assign: Some("eva".to_owned()),
                notify: Vec::new(),
            }],
            assignment: vec![
                rule(Some("roof"), None, None, "jan"),
                rule(None, Some(Kind::Complaint), Some(Language::Hu), "mira"),
                rule(None, Some(Kind::Complaint), None, "bo"),
            ],
            ..CaseRules::default()
        };
        let tags = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>();
        assert_eq!(rules.assignees(&tags(&["roof", "safety"]), Kind::Question, Language::En), ["eva"]);
        assert_eq!(rules.assignees(&tags(&["roof"]), Kind::Complaint, Language::Hu), ["jan"]);
        assert_eq!(rules.assignees(&[], Kind::Complaint, Language::Hu), ["mira"]);
        assert_eq!(rules.assignees(&[], Kind::Complaint, Language::Nl), ["bo"]);
        assert!(rules.assignees(&[], Kind::Question, Language::Hu).is_empty());
    }

    #[test]
    fn days_without_answers_come_from_countries_and_from_files() {
        let day = |text: &str| Date::parse_iso(text).unwrap_or(Date::from_days(0));
        let rules = CaseRules {
            countries: vec![Country::Be, Country::Nl],
            closed_days: vec![day("2026-12-24"), day("2030-01-02")],
            ..CaseRules::default()
        };
        let days: Vec<String> =
            rules.closed_between(day("2026-12-20"), day("2027-01-02")).into_iter().map(Date::iso).collect();
        assert_eq!(days, ["2026-12-24", "2026-12-25", "2026-12-26", "2027-01-01"]);
    }

    #[test]
    fn settings_without_rules_have_the_usual_ones() -> serde_json::Result<()> {
        assert_eq!(serde_json::from_str::<CaseRules>("{}")?, CaseRules::default());
        Ok(())
    }
}
