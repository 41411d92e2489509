//! The addresses at which the vendor gets mail, and what a mail to one of them becomes. Passwords and servers are the
//! operator's: this says what a mail means.

use serde::{Deserialize, Serialize};

use super::{CaseRules, Kind, Level};
use crate::post::without_tag;

/// What a mail becomes that begins a case and was sent to this address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    /// In lower case.
    pub address: String,
    #[serde(default = "question")]
    pub kind: Kind,
    #[serde(default)]
    pub tags: Vec<String>,
    /// The case is given to the person with this address.
    #[serde(default)]
    pub assign: Option<String>,
}

const fn question() -> Kind {
    Kind::Question
}

impl Mailbox {
    /// Whether a mail to `recipient` was sent here, whatever stands behind a plus in it.
    fn is_meant_by(&self, recipient: &str) -> bool {
        self.address.eq_ignore_ascii_case(recipient)
            || without_tag(recipient).is_some_and(|recipient| self.address.to_lowercase() == recipient)
    }
}

impl CaseRules {
    /// The first of the vendor's addresses to which a mail with these recipients was sent.
    #[must_use]
    pub fn mailbox(&self, recipients: &[String]) -> Option<&Mailbox> {
        self.mailboxes.iter().find(|mailbox| recipients.iter().any(|recipient| mailbox.is_meant_by(recipient)))
    }

    /// The priority with which a case begins that is as urgent as this and has these tags.
    #[must_use]
    pub fn first_priority(&self, tags: &[String], urgency: Level) -> Level {
        tags.iter().filter_map(|tag| self.tag(tag)?.priority).fold(urgency, Level::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{cases::TagRule, language::Texts};

    fn mailbox(address: &str, kind: Kind) -> Mailbox {
        Mailbox { address: address.to_owned(), kind, tags: Vec::new(), assign: None }
    }

    fn found(rules: &CaseRules, recipients: &[&str]) -> Option<String> {
        let recipients: Vec<String> = recipients.iter().map(|address| (*address).to_owned()).collect();
        rules.mailbox(&recipients).map(|mailbox| mailbox.address.clone())
    }

    #[test]
    fn the_first_listed_that_fits_counts() {
        let rules = CaseRules {
            mailboxes: vec![
                mailbox("complaints@vendor.example", Kind::Complaint),
                mailbox("help+roofs@vendor.example", Kind::Concern),
                mailbox("help@vendor.example", Kind::Question),
            ],
            ..CaseRules::default()
        };
        let both = ["help@vendor.example", "complaints@vendor.example"];
        assert_eq!(found(&rules, &both).as_deref(), Some("complaints@vendor.example"), "not the first that was named");
        assert_eq!(found(&rules, &["anna@elsewhere.example"]), None);
        assert_eq!(found(&rules, &["complaints@vendor.example.elsewhere.example"]), None);
        assert_eq!(found(&rules, &[]), None);
        assert_eq!(found(&rules, &["Help@Vendor.Example"]).as_deref(), Some("help@vendor.example"));
        // What stands behind a plus is ours or the sender's, unless the vendor has listed it.
        assert_eq!(found(&rules, &["HELP+c12.x@vendor.example"]).as_deref(), Some("help@vendor.example"));
        assert_eq!(found(&rules, &["help+roofs@vendor.example"]).as_deref(), Some("help+roofs@vendor.example"));
    }

    #[test]
    fn a_tag_raises_what_it_is_on() {
        let tag = TagRule {
            code: "safety".to_owned(),
            names: Texts::default(),
            priority: Some(Level::High),
            assign: None,
            notify: Vec::new(),
        };
        let rules = CaseRules { tags: vec![tag], ..CaseRules::default() };
        let tags = ["safety".to_owned(), "unknown".to_owned()];
        assert_eq!(rules.first_priority(&tags, Level::Normal), Level::High);
        assert_eq!(rules.first_priority(&tags, Level::Critical), Level::Critical);
        assert_eq!(rules.first_priority(&[], Level::Low), Level::Low);
    }

    #[test]
    fn what_a_document_leaves_out_is_as_usual() -> serde_json::Result<()> {
        let read: Mailbox = serde_json::from_str(r#"{ "address": "help@vendor.example" }"#)?;
        assert_eq!(read, mailbox("help@vendor.example", Kind::Question));
        Ok(())
    }
}
