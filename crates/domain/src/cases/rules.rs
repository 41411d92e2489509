//! How this vendor answers: the hours, the promises, the tags. Settings, with defaults that a small vendor can keep.

use serde::{Deserialize, Serialize};

use super::{Kind, Level};
use crate::{language::Texts, promise::Policy};

/// The vendor's rules for cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CaseRules {
    /// When somebody answers, per weekday, Monday first: spans of minutes after midnight on the vendor's wall. On
    /// the holidays of the vendor's calendar nobody does.
    pub hours: [Vec<(u16, u16)>; 7],
    /// The first one that fits a case holds.
    pub policies: Vec<PolicyRule>,
    pub tags: Vec<TagRule>,
    /// After so many days an answer to a question that nobody contests closes it.
    pub lapse_days: u16,
    /// Whether customers see how long answers take.
    pub shows_answer_times: bool,
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
            hours: [day(), day(), day(), day(), day(), Vec::new(), Vec::new()],
            policies: vec![
                rule(Level::Critical, 60, 120, 480),
                rule(Level::High, 120, 240, 960),
                rule(Level::Normal, 240, 960, 2_400),
                rule(Level::Low, 480, 2_400, 4_800),
            ],
            tags: Vec::new(),
            lapse_days: 7,
            shows_answer_times: true,
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

    /// The vendor's tag with this code.
    #[must_use]
    pub fn tag(&self, code: &str) -> Option<&TagRule> {
        self.tags.iter().find(|tag| tag.code == code)
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
    fn settings_without_rules_have_the_usual_ones() -> serde_json::Result<()> {
        assert_eq!(serde_json::from_str::<CaseRules>("{}")?, CaseRules::default());
        Ok(())
    }
}
