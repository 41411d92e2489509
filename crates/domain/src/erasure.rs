//! Asking that personal data be erased: what is asked for, what becomes of it, and what the log still says afterwards.
//!
//! Orders, invoices and the ledger stay as they are: the law wants them kept.

use serde::{Deserialize, Serialize};

use crate::{cases::CaseStep, event::Event, ids::ErasureId, money::Money, time::WallTime};

/// Whose data is to be erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErasureScope {
    /// That of whoever asks.
    Member,
    /// That of the account, with all its people.
    Account,
}

impl ErasureScope {
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Account => "account",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Member, Self::Account].into_iter().find(|scope| scope.code() == text)
    }
}

/// What was done about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErasureStep {
    Asked,
    Withdrawn,
    Refused,
    Done,
}

impl ErasureStep {
    pub const ALL: [Self; 4] = [Self::Asked, Self::Withdrawn, Self::Refused, Self::Done];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Withdrawn => "withdrawn",
            Self::Refused => "refused",
            Self::Done => "done",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == text)
    }
}

/// `/account/data`: what one may take along, what would be erased, and what was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataPage {
    /// The reader may download all data of the account, and ask that it be erased.
    pub may_manage: bool,
    /// The reader may ask to be removed: not who works for the vendor, who stays known to those whom they answered.
    pub may_leave: bool,
    /// An account of which the reader is the only owner: they cannot be removed before it has another one.
    pub is_only_owner: bool,
    /// For so many years the vendor keeps what has to do with money.
    pub retention_years: u16,
    /// Those that the reader may know of, the newest first.
    pub requests: Vec<ErasureLine>,
    pub now: WallTime,
}

/// A request as a member sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ErasureLine {
    pub id: ErasureId,
    pub scope: ErasureScope,
    pub by: String,
    pub asked: WallTime,
    /// How it stands.
    pub step: ErasureStep,
    /// Why it was refused.
    pub answer: Option<String>,
    pub decided: Option<WallTime>,
}

/// `/desk/erasures`: what waits, the oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeskErasures {
    pub requests: Vec<DeskErasure>,
    pub retention_years: u16,
    pub now: WallTime,
}

/// A request as the staff see it, with what speaks against it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeskErasure {
    pub id: ErasureId,
    pub account_number: String,
    pub account_name: String,
    pub scope: ErasureScope,
    pub by: String,
    pub asked: WallTime,
    /// What the account owes, above zero, or has in its favour.
    pub balances: Vec<Money>,
    pub open_orders: i64,
    pub open_cases: i64,
    /// What of its ledger waits for a second person.
    pub open_requests: i64,
    /// The account would be left without an owner.
    pub is_only_owner: bool,
}

/// The event without what people wrote in cases and without their names; `word` stands where the sentence needs one.
///
/// What happened, when, and to which case stays: promises and figures are counted from it. Orders and money are not touched,
/// and neither is a text that is no word of anybody's: a promise, a number.
#[must_use]
pub fn without_words(mut event: Event, word: &str) -> Event {
    match &mut event {
        Event::Case { step, text, .. } => match step {
            CaseStep::Missed
            | CaseStep::Taken
            | CaseStep::Merged
            | CaseStep::Absorbed
            | CaseStep::Split
            | CaseStep::Linked => {}
            // Tags are what somebody has made up.
            CaseStep::Opened | CaseStep::Tagged => word.clone_into(text),
            _ => text.clear(),
        },
        Event::MemberInvited { email } => word.clone_into(email),
        Event::MemberJoined { name } | Event::MemberChanged { name } => word.clone_into(name),
        Event::SignedIn { device } => device.clear(),
        // Why something was credited stands on the credit note, which is kept.
        Event::DisputeEnded { credited: None, reason, .. } | Event::Erasure { reason, .. } => reason.clear(),
        _ => {}
    }
    event
}

/// The event without the name, the address and the devices of one person, who did it where `is_theirs`.
#[must_use]
pub fn without_person(event: Event, is_theirs: bool, (name, email): (&str, &str), word: &str) -> Event {
    let speaks_of_them = match &event {
        Event::MemberInvited { email: invited } => invited == email,
        // They may have had another name when they came.
        Event::MemberJoined { name: named } => is_theirs || named == name,
        Event::MemberChanged { name: named } => named == name,
        Event::SignedIn { .. } => is_theirs,
        _ => false,
    };
    if speaks_of_them { without_words(event, word) } else { event }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn case(step: CaseStep, text: &str) -> Event {
        Event::Case {
            case: 1001,
            step,
            text: text.to_owned(),
            level: None,
            policy: None,
            told: Vec::new(),
            carried: Vec::new(),
            mark: None,
            speaks: false,
            sorted: None,
        }
    }

    #[test]
    fn words_go_and_what_the_clock_reads_stays() {
        assert_eq!(without_words(case(CaseStep::Opened, "My roof leaks"), "–"), case(CaseStep::Opened, "–"));
        assert_eq!(without_words(case(CaseStep::Escalated, "Call Anna"), "–"), case(CaseStep::Escalated, ""));
        assert_eq!(without_words(case(CaseStep::Tagged, "Anna's roof"), "–"), case(CaseStep::Tagged, "–"));
        let missed = case(CaseStep::Missed, "first_answer");
        assert_eq!(without_words(missed.clone(), "–"), missed);
        let confirmed = Event::OrderApproved { order: 1001 };
        assert_eq!(without_words(confirmed.clone(), "–"), confirmed);
        let settled = |credited: Option<&str>, reason: &str| Event::DisputeEnded {
            document: "F-1".to_owned(),
            amount: 100,
            currency: Currency::EUR,
            credited: credited.map(str::to_owned),
            reason: reason.to_owned(),
            pay_by: None,
        };
        assert_eq!(without_words(settled(None, "As Anna said"), "–"), settled(None, ""));
        let credited = settled(Some("C-1"), "One was broken");
        assert_eq!(without_words(credited.clone(), "–"), credited, "it stands on the credit note, too");
    }

    #[test]
    fn one_person_goes_and_their_colleagues_stay() {
        let of = |event| without_person(event, false, ("Bram", "bram@example.org"), "–");
        let joined = |name: &str| Event::MemberJoined { name: name.to_owned() };
        assert_eq!(of(joined("Bram")), joined("–"));
        assert_eq!(of(joined("Els")), joined("Els"));
        let before = without_person(joined("Bram Smit"), true, ("Bram", "bram@example.org"), "–");
        assert_eq!(before, joined("–"), "the name that they came with");
        let signed_in = Event::SignedIn { device: "Firefox, Linux".to_owned() };
        assert_eq!(of(signed_in.clone()), signed_in);
        let theirs = without_person(signed_in, true, ("Bram", "bram@example.org"), "–");
        assert_eq!(theirs, Event::SignedIn { device: String::new() });
    }
}
