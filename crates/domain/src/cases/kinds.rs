//! What the vendor says of the kinds of cases: which of them customers can choose, and what they are called.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{CaseRules, Kind};
use crate::{
    i18n::I18n,
    language::{Language, Texts},
};

/// What the vendor says of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KindRule {
    /// Customers who write can choose it. A case that is of it stays so, and staff can make any case one of it.
    pub offered: bool,
    /// What it is called, in the languages in which it is not called by our word.
    pub names: Texts,
}

impl Default for KindRule {
    fn default() -> Self {
        Self { offered: true, names: Texts::default() }
    }
}

impl KindRule {
    /// All kinds, as they are before a vendor says anything.
    #[must_use]
    pub fn usual() -> BTreeMap<Kind, Self> {
        Kind::ALL.iter().map(|kind| (*kind, Self::default())).collect()
    }

    fn name(&self, language: Language) -> Option<&str> {
        self.names.0.get(&language).map(String::as_str).filter(|name| !name.is_empty())
    }
}

impl Kind {
    /// Our word for it.
    #[must_use]
    pub fn word(self, i18n: I18n) -> &'static str {
        match self {
            Self::Question => i18n.case_kind_question(),
            Self::Concern => i18n.case_kind_concern(),
            Self::Complaint => i18n.case_kind_complaint(),
            Self::Suggestion => i18n.case_kind_suggestion(),
        }
    }
}

impl CaseRules {
    /// Whether customers who write can choose this kind.
    #[must_use]
    pub fn offers(&self, kind: Kind) -> bool {
        self.kinds.get(&kind).is_none_or(|rule| rule.offered)
    }

    /// The kinds that customers who write can choose.
    #[must_use]
    pub fn offered(&self) -> Vec<Kind> {
        Kind::ALL.iter().copied().filter(|kind| self.offers(*kind)).collect()
    }

    /// What a kind is called: by the vendor's own word in this language, or else by ours.
    #[must_use]
    pub fn kind_name(&self, kind: Kind, i18n: I18n) -> &str {
        self.kinds.get(&kind).and_then(|rule| rule.name(i18n.language)).unwrap_or_else(|| kind.word(i18n))
    }

    /// The kinds that the vendor has named in this language.
    #[must_use]
    pub fn own_kind_names(&self, language: Language) -> Vec<(Kind, String)> {
        let own = |(kind, rule): (&Kind, &KindRule)| rule.name(language).map(|name| (*kind, name.to_owned()));
        self.kinds.iter().filter_map(own).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_from_before_have_all_kinds_by_our_words() -> serde_json::Result<()> {
        let old: CaseRules = serde_json::from_str(r#"{ "version": 3, "lapse_days": 9 }"#)?;
        assert_eq!(old.offered(), Kind::ALL);
        assert!(old.own_kind_names(Language::En).is_empty());
        assert!(old.mailboxes.is_empty() && old.above.is_empty());
        // Of a kind that a document does not name nothing is said.
        let some: CaseRules = serde_json::from_str(r#"{ "kinds": { "complaint": { "offered": false } } }"#)?;
        assert_eq!(some.offered(), [Kind::Question, Kind::Concern, Kind::Suggestion]);
        assert_eq!(serde_json::from_str::<CaseRules>(&serde_json::to_string(&some)?)?, some);
        Ok(())
    }

    #[test]
    fn a_name_holds_in_its_own_language_only() {
        let mut rules = CaseRules::default();
        let names = [(Language::Nl, "Reclamatie".to_owned()), (Language::De, String::new())];
        rules.kinds.insert(Kind::Complaint, KindRule { offered: true, names: Texts(names.into()) });
        assert_eq!(rules.own_kind_names(Language::Nl), [(Kind::Complaint, "Reclamatie".to_owned())]);
        assert!(rules.own_kind_names(Language::De).is_empty(), "an empty name is none");
        assert!(rules.own_kind_names(Language::En).is_empty());
    }
}
