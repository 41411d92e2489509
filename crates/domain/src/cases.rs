//! Cases: what a customer asks, minds, complains of or wishes, and what becomes of it.
//!
//! The stages of a complaint are those of ISO 10002:2018, clause 7 (receive, acknowledge, assess, investigate, respond,
//! close). A question needs fewer.

mod consent;
mod kinds;
mod mailboxes;
mod replies;
mod rules;
mod settings;
mod took;
mod wire;

use serde::{Deserialize, Serialize};

use crate::refusal::{Code, Refusal};

pub use consent::sounds_like_no;
pub use kinds::KindRule;
pub use mailboxes::Mailbox;
pub use replies::{Filling, LONGEST_REPLY, VARIABLES, fill};
pub use rules::{AssignRule, CaseRules, MOST_RULES, PolicyRule, TagRule, minutes, minutes_text, spans, spans_text};
pub use settings::{AssignRow, CaseSettings, Difference, KindRow, MailboxRow, PolicyRow, SettingChange, TagRow};
pub use took::{Took, nearest};
pub use wire::{
    About, Answers, Attached, Became, CaseCard, CaseFilter, CaseList, CasePage, ClockView, DeskCase, Draft, Entry,
    FilledReply, Inbox, MailReceipt, Measured, Note, PromiseView, Proposal, Receipt, Replies, Reply, SavedView,
    Waiting, Writing,
};

/// So many characters one entry may have.
pub const LONGEST_ENTRY: usize = 8_000;
/// So many characters a subject may have.
pub const LONGEST_SUBJECT: usize = 120;
/// So many tags a case may have, and so many characters each of them.
pub const MOST_TAGS: usize = 6;
pub const LONGEST_TAG: usize = 30;

/// An enum whose values have a name of their own in the database, in addresses and in forms.
macro_rules! coded {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal),+ $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $code)] $variant),+
        }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.code() == text)
            }
        }
    )*};
}

coded! {
    /// What somebody writes for.
    Kind {
        Question = "question",
        /// Something worries them; nothing has gone wrong yet, or not surely.
        Concern = "concern",
        Complaint = "complaint",
        Suggestion = "suggestion",
    }
    /// How far a case is.
    Stage {
        /// It is stored, and the customer has been told so.
        Received = "received",
        /// A person has it.
        Acknowledged = "acknowledged",
        /// It is clear how serious it is and what it needs.
        Assessed = "assessed",
        Investigating = "investigating",
        /// The vendor has answered a question or proposed a solution; the customer has the word.
        Proposed = "proposed",
        Closed = "closed",
    }
    /// How much hangs on it: what the customer says is the urgency, what the vendor gives is the priority.
    Level {
        Low = "low",
        Normal = "normal",
        High = "high",
        Critical = "critical",
    }
    /// "Does this keep you from working?"
    Impact {
        None = "none",
        Hindered = "hindered",
        Standstill = "standstill",
    }
    /// "By when do you need this?"
    NeededBy {
        NoHurry = "no_hurry",
        ThisWeek = "this_week",
        Tomorrow = "tomorrow",
        Today = "today",
    }
    /// What a complaint asks for (ISO 10002:2018, annex D: "remedy requested").
    Remedy {
        Replacement = "replacement",
        Repair = "repair",
        Refund = "refund",
        Discount = "discount",
        Explanation = "explanation",
        Other = "other",
    }
    /// What happened to a case: its facts in the account's log.
    CaseStep {
        Opened = "opened",
        /// A person has taken it.
        Taken = "taken",
        Assessed = "assessed",
        Investigating = "investigating",
        /// The vendor has written, and goes on with it.
        Answered = "answered",
        /// The vendor has asked the customer something: the time stands until they answer.
        Asked = "asked",
        /// The vendor has sent files along.
        Attached = "attached",
        /// The customer has written.
        Replied = "replied",
        Proposed = "proposed",
        Accepted = "accepted",
        /// Accepted, but for what the text says.
        PartlyAccepted = "partly_accepted",
        Declined = "declined",
        /// The customer needs it no more.
        Withdrawn = "withdrawn",
        /// Nobody has answered an answer for the time that was said.
        Lapsed = "lapsed",
        Reopened = "reopened",
        Escalated = "escalated",
        /// The vendor has given it another priority.
        Prioritised = "prioritised",
        /// It turned out to be of another kind.
        Sorted = "sorted",
        /// The customer does not agree with the priority.
        Objected = "objected",
        /// The customer says that it is not their turn.
        Contested = "contested",
        /// A promise was not kept.
        Missed = "missed",
        /// It turned out to be about the same thing as another case, and goes on there.
        Merged = "merged",
        /// Another case of the account goes on here, with what was promised there.
        Absorbed = "absorbed",
        /// A part of it goes on as a case of its own.
        Split = "split",
        /// It has to do with another case of the account.
        Linked = "linked",
        /// The vendor has changed its tags.
        Tagged = "tagged",
        /// The customer has said how content they are with how it went.
        Rated = "rated",
    }
}

coded! {
    /// What the customer has raised above the one who has the case, and nobody has answered yet.
    Raised {
        Objected = "objected",
        Escalated = "escalated",
    }
}

impl Raised {
    /// What stands raised after a step. An escalation stands until the case is closed; the priority is contested until it is
    /// given anew.
    #[must_use]
    pub const fn after(raised: Option<Self>, step: CaseStep, stage: Stage) -> Option<Self> {
        match (step, raised) {
            _ if matches!(stage, Stage::Closed) => None,
            (CaseStep::Escalated, _) => Some(Self::Escalated),
            (CaseStep::Objected, None) => Some(Self::Objected),
            (CaseStep::Prioritised, Some(Self::Objected)) => None,
            _ => raised,
        }
    }
}

/// How urgent it is, from what it does to the customer: not from a list of levels, from which everybody would choose the
/// highest.
#[must_use]
pub const fn urgency(impact: Impact, needed: NeededBy) -> Level {
    match (impact, needed) {
        (Impact::Standstill, NeededBy::Today | NeededBy::Tomorrow) => Level::Critical,
        (Impact::Standstill, _) | (Impact::Hindered, NeededBy::Today | NeededBy::Tomorrow) => Level::High,
        (Impact::Hindered, _) | (Impact::None, NeededBy::Today | NeededBy::Tomorrow | NeededBy::ThisWeek) => {
            Level::Normal
        }
        (Impact::None, NeededBy::NoHurry) => Level::Low,
    }
}

impl Kind {
    /// Whether it runs all the stages of ISO 10002, and is closed by nobody's silence.
    #[must_use]
    pub const fn is_investigated(self) -> bool {
        matches!(self, Self::Concern | Self::Complaint)
    }

    /// The stages that a case of this kind goes through.
    #[must_use]
    pub const fn stages(self) -> &'static [Stage] {
        match self {
            Self::Concern | Self::Complaint => Stage::ALL,
            Self::Question | Self::Suggestion => {
                &[Stage::Received, Stage::Acknowledged, Stage::Proposed, Stage::Closed]
            }
        }
    }
}

impl Stage {
    /// The stage after `step`.
    ///
    /// # Errors
    /// `State` when the step does not fit.
    pub fn after(self, kind: Kind, step: CaseStep) -> Result<Self, Refusal> {
        use CaseStep as Step;
        let is_open = self != Self::Closed;
        let next = match step {
            Step::Opened if self == Self::Received => self,
            Step::Taken if is_open => self.max(Self::Acknowledged),
            Step::Assessed if is_open && kind.is_investigated() && self < Self::Assessed => Self::Assessed,
            Step::Investigating if is_open && kind.is_investigated() && self < Self::Investigating => {
                Self::Investigating
            }
            // An answer to a question is what was asked for; on a complaint it is news.
            Step::Answered if is_open && !kind.is_investigated() => Self::Proposed,
            Step::Answered | Step::Asked if is_open => self.max(Self::Acknowledged),
            Step::Proposed if is_open => Self::Proposed,
            // Who answers an answer has not got what they need. A word on a proposal is no decision.
            Step::Replied if self == Self::Proposed && !kind.is_investigated() => Self::Acknowledged,
            Step::Replied if is_open => self,
            Step::Accepted if self == Self::Proposed => Self::Closed,
            Step::Declined | Step::PartlyAccepted if self == Self::Proposed => kind.open_again(),
            Step::Withdrawn | Step::Merged if is_open => Self::Closed,
            // A complaint is closed by consent only.
            Step::Lapsed if self == Self::Proposed && !kind.is_investigated() => Self::Closed,
            Step::Reopened if self == Self::Closed => kind.open_again(),
            Step::Rated if self == Self::Closed => self,
            Step::Attached
            | Step::Escalated
            | Step::Prioritised
            | Step::Sorted
            | Step::Objected
            | Step::Contested
            | Step::Missed
            | Step::Absorbed
            | Step::Split
                if is_open =>
            {
                self
            }
            // Order among what is over, too.
            Step::Linked | Step::Tagged => self,
            _ => return Err(Code::State.into()),
        };
        Ok(next)
    }

    /// The same for a step with which the customer may have said something that wants an answer: then it is a reply too,
    /// whatever else it is. Who escalates an answered question has not got what they need.
    ///
    /// # Errors
    /// `State` when the step does not fit.
    pub fn after_words(self, kind: Kind, step: CaseStep, speaks: bool) -> Result<Self, Refusal> {
        let next = self.after(kind, step)?;
        if speaks && step.may_speak() { next.after(kind, CaseStep::Replied) } else { Ok(next) }
    }

    /// The stage of a case that turns out to be of another kind: the nearest one that it has.
    #[must_use]
    pub fn sorted(self, from: Kind, to: Kind) -> Self {
        let stage = if self.is_only_news(from, to) { Self::Acknowledged } else { self };
        to.stages().iter().copied().rfind(|own| *own <= stage).unwrap_or(Self::Received)
    }

    /// Whether what answered a question is no more than news of what it turns out to be: that is still to be looked into.
    #[must_use]
    pub fn is_only_news(self, from: Kind, to: Kind) -> bool {
        self == Self::Proposed && !from.is_investigated() && to.is_investigated()
    }
}

impl CaseStep {
    /// Whether the customer's words may come with it, though it is no reply.
    #[must_use]
    pub const fn may_speak(self) -> bool {
        matches!(self, Self::Escalated | Self::Objected | Self::Contested | Self::Absorbed)
    }

    /// Whether the customer decides on something else after it. What the vendor's people put in order among themselves, and
    /// send along without a word on the matter, is none of it; nor is what the clock notes.
    #[must_use]
    pub const fn changes_the_matter(self) -> bool {
        !matches!(self, Self::Taken | Self::Attached | Self::Linked | Self::Tagged | Self::Missed | Self::Rated)
    }
}

impl Kind {
    const fn open_again(self) -> Stage {
        if self.is_investigated() { Stage::Investigating } else { Stage::Acknowledged }
    }
}

/// A tag as it is kept: lower case, words joined by hyphens. `None` when nothing is left of it.
#[must_use]
pub fn tag(typed: &str) -> Option<String> {
    let words: Vec<String> =
        typed.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let tag: String = words.join("-").chars().take(LONGEST_TAG).collect();
    let tag = tag.trim_end_matches('-').to_owned();
    (!tag.is_empty()).then_some(tag)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
        proptest::sample::select(all)
    }

    #[test]
    fn work_that_stands_still_today_is_critical_and_a_wish_without_hurry_is_low() {
        assert_eq!(urgency(Impact::Standstill, NeededBy::Today), Level::Critical);
        assert_eq!(urgency(Impact::Standstill, NeededBy::NoHurry), Level::High);
        assert_eq!(urgency(Impact::Hindered, NeededBy::ThisWeek), Level::Normal);
        assert_eq!(urgency(Impact::None, NeededBy::NoHurry), Level::Low);
    }

    #[test]
    fn a_complaint_is_not_closed_by_silence_and_a_question_may_be() {
        assert_eq!(Stage::Proposed.after(Kind::Question, CaseStep::Lapsed), Ok(Stage::Closed));
        for kind in [Kind::Complaint, Kind::Concern] {
            assert!(Stage::Proposed.after(kind, CaseStep::Lapsed).is_err());
        }
    }

    #[test]
    fn another_kind_has_the_nearest_of_its_stages() {
        assert_eq!(Stage::Investigating.sorted(Kind::Complaint, Kind::Question), Stage::Acknowledged);
        assert_eq!(Stage::Assessed.sorted(Kind::Complaint, Kind::Concern), Stage::Assessed);
        assert_eq!(Stage::Proposed.sorted(Kind::Complaint, Kind::Question), Stage::Proposed);
        assert_eq!(
            Stage::Proposed.sorted(Kind::Question, Kind::Complaint),
            Stage::Acknowledged,
            "it was not looked into"
        );
        assert_eq!(Stage::Received.sorted(Kind::Question, Kind::Complaint), Stage::Received);
    }

    #[test]
    fn a_refused_solution_is_looked_into_again() {
        assert_eq!(Stage::Proposed.after(Kind::Complaint, CaseStep::Declined), Ok(Stage::Investigating));
        assert_eq!(Stage::Proposed.after(Kind::Complaint, CaseStep::Replied), Ok(Stage::Proposed));
        assert_eq!(Stage::Proposed.after(Kind::Question, CaseStep::Replied), Ok(Stage::Acknowledged));
    }

    #[test]
    fn tags_are_kept_one_way() {
        assert_eq!(tag("  Roof Tiles! "), Some("roof-tiles".to_owned()));
        assert_eq!(tag("Szállítás"), Some("szállítás".to_owned()));
        assert_eq!(tag(" - "), None);
        assert_eq!(tag(&"x".repeat(80)).map(|tag| tag.chars().count()), Some(LONGEST_TAG));
    }

    proptest! {
        /// Whatever is tried in whatever order: only the stages of its kind are reached, only consent, withdrawal, a merge
        /// or the silence after an answer closes, and only reopening opens.
        #[test]
        fn a_case_keeps_to_its_stages(kind in any_of(Kind::ALL),
                                      steps in proptest::collection::vec(any_of(CaseStep::ALL), 0..40)) {
            let mut stage = Stage::Received;
            for step in steps {
                let Ok(next) = stage.after(kind, step) else { continue };
                if matches!(step, CaseStep::Linked | CaseStep::Tagged | CaseStep::Rated) {
                    prop_assert_eq!(next, stage);
                    continue;
                }
                prop_assert!(kind.stages().contains(&next), "{:?} {:?}", kind, next);
                if next == Stage::Closed {
                    prop_assert!(matches!(step, CaseStep::Accepted | CaseStep::Withdrawn | CaseStep::Merged | CaseStep::Lapsed));
                    prop_assert!(step != CaseStep::Lapsed || !kind.is_investigated());
                }
                if stage == Stage::Closed {
                    prop_assert_eq!(step, CaseStep::Reopened);
                }
                stage = next;
            }
        }

        /// More impact or less time never makes it less urgent.
        #[test]
        fn urgency_grows(impact in any_of(Impact::ALL), needed in any_of(NeededBy::ALL),
                         worse in any_of(Impact::ALL), sooner in any_of(NeededBy::ALL)) {
            prop_assume!(worse >= impact && sooner >= needed);
            prop_assert!(urgency(worse, sooner) >= urgency(impact, needed));
        }
    }
}
