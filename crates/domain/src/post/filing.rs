//! Where a mail goes.

use serde::{Deserialize, Serialize};

use super::{Found, Nature};

/// Whether a mail is from whom it says (RFC 7489).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Pass,
    Fail,
    /// The sender's domain says nothing about it.
    None,
    /// Nobody has looked, or could.
    #[default]
    NotJudged,
}

impl Verdict {
    pub const ALL: [Self; 4] = [Self::Pass, Self::Fail, Self::None, Self::NotJudged];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::None => "none",
            Self::NotJudged => "not_judged",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.code() == text)
    }
}

/// Why a mail waits for a person's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// Its sender has nothing to do with the case.
    NotOnCase,
    /// It may not be from whom it says: DMARC failed.
    Unproven,
    /// It belongs to several cases.
    Several,
    /// Its sender is a member of several accounts.
    Accounts,
    /// One of the vendor's own people has written it.
    Staff,
    /// There were too many about this case lately.
    Storm,
    /// The case is closed, and mails have opened it again often enough.
    Reopened,
}

/// So often a mail opens a closed case again within [`REOPENING_DAYS`] days. A machine that does not say that it is one
/// would do so each time that somebody closes it; a person is asked.
pub const MOST_REOPENINGS: usize = 3;
pub const REOPENING_DAYS: i64 = 30;

impl Held {
    pub const ALL: [Self; 7] =
        [Self::NotOnCase, Self::Unproven, Self::Several, Self::Accounts, Self::Staff, Self::Storm, Self::Reopened];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotOnCase => "not_on_case",
            Self::Unproven => "unproven",
            Self::Several => "several",
            Self::Accounts => "accounts",
            Self::Staff => "staff",
            Self::Storm => "storm",
            Self::Reopened => "reopened",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|held| held.code() == text)
    }
}

/// What the portal knows of a mail's sender.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// They may write in the case that was found.
    pub is_on_case: bool,
    /// Of how many accounts they are a member.
    pub accounts: usize,
    /// One of the vendor's people.
    pub is_staff: bool,
    pub verdict: Verdict,
    /// The case that was found, or this sender, has had too many mails lately.
    pub is_storm: bool,
    /// How often the case was opened again lately, where it is closed now.
    pub reopenings: usize,
}

/// Where a mail goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filing {
    /// An entry in this case.
    Entry(i64),
    /// A new case of the account whose member wrote it.
    NewCase,
    /// Nobody knows the sender: staff attach it to an account.
    Unknown,
    /// A person says what becomes of it.
    Held(Option<i64>, Held),
    /// Noted on the case whose mail did not arrive.
    Bounce(Option<i64>),
    /// Shown to staff and never answered, on the case where one was found.
    Automatic(Option<i64>),
}

/// Decides. What a machine has sent never becomes an entry, whoever it says it is from, so that it neither moves a
/// promise nor opens a case again.
#[must_use]
pub const fn file(nature: Nature, found: Found, known: Known) -> Filing {
    let case = match found {
        Found::Case { number, .. } => Some(number),
        Found::Several | Found::Nothing { .. } => None,
    };
    match nature {
        Nature::Bounce => return Filing::Bounce(case),
        Nature::Automatic => return Filing::Automatic(case),
        // A member may write through a list. What only names itself is put aside.
        Nature::Bulk if case.is_none() && known.accounts == 0 => return Filing::Automatic(None),
        Nature::Bulk | Nature::Letter => {}
    }
    if known.is_staff {
        return Filing::Held(case, Held::Staff);
    }
    if matches!(found, Found::Several) {
        return Filing::Held(None, Held::Several);
    }
    // Whoever it is: a stranger's machine is not to fill the inbox with promises.
    if known.is_storm {
        return Filing::Held(case, Held::Storm);
    }
    if let Some(number) = case {
        return match known.verdict {
            _ if !known.is_on_case => Filing::Held(case, Held::NotOnCase),
            Verdict::Fail => Filing::Held(case, Held::Unproven),
            _ if known.reopenings >= MOST_REOPENINGS => Filing::Held(case, Held::Reopened),
            Verdict::Pass | Verdict::None | Verdict::NotJudged => Filing::Entry(number),
        };
    }
    match (known.accounts, known.verdict) {
        (0, _) => Filing::Unknown,
        (_, Verdict::Fail) => Filing::Held(None, Held::Unproven),
        (1, _) => Filing::NewCase,
        _ => Filing::Held(None, Held::Accounts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::post::MatchedBy;

    const CASE: Found = Found::Case { number: 1, by: MatchedBy::OwnId };
    const NOTHING: Found = Found::Nothing { hint: Some(1) };
    const ANNA: Known = Known {
        is_on_case: true,
        accounts: 1,
        is_staff: false,
        verdict: Verdict::Pass,
        is_storm: false,
        reopenings: 0,
    };

    fn letter(found: Found, known: Known) -> Filing {
        file(Nature::Letter, found, known)
    }

    #[test]
    fn a_member_goes_on_in_their_case_or_begins_one() {
        assert_eq!(letter(CASE, ANNA), Filing::Entry(1));
        assert_eq!(letter(NOTHING, ANNA), Filing::NewCase);
        for verdict in [Verdict::None, Verdict::NotJudged] {
            assert_eq!(letter(CASE, Known { verdict, ..ANNA }), Filing::Entry(1));
        }
    }

    #[test]
    fn who_is_not_on_the_case_or_not_proven_waits_for_a_click() {
        assert_eq!(
            letter(CASE, Known { is_on_case: false, ..ANNA }),
            Filing::Held(Some(1), Held::NotOnCase),
            "a right token in a stranger's hands opens nothing"
        );
        let forged = Known { verdict: Verdict::Fail, ..ANNA };
        assert_eq!(letter(CASE, forged), Filing::Held(Some(1), Held::Unproven));
        assert_eq!(letter(NOTHING, forged), Filing::Held(None, Held::Unproven));
        assert_eq!(letter(Found::Several, ANNA), Filing::Held(None, Held::Several));
        assert_eq!(letter(NOTHING, Known { accounts: 2, ..ANNA }), Filing::Held(None, Held::Accounts));
        assert_eq!(letter(CASE, Known { is_staff: true, ..ANNA }), Filing::Held(Some(1), Held::Staff));
        assert_eq!(letter(CASE, Known { is_storm: true, ..ANNA }), Filing::Held(Some(1), Held::Storm));
        assert_eq!(letter(CASE, Known { reopenings: MOST_REOPENINGS - 1, ..ANNA }), Filing::Entry(1));
        let worn = Known { reopenings: MOST_REOPENINGS, ..ANNA };
        assert_eq!(letter(CASE, worn), Filing::Held(Some(1), Held::Reopened));
    }

    #[test]
    fn a_stranger_is_unknown_whatever_their_mail_proves() {
        for verdict in Verdict::ALL {
            let stranger = Known { verdict, ..Known::default() };
            assert_eq!(letter(NOTHING, stranger), Filing::Unknown);
        }
        let machine = Known { is_storm: true, ..Known::default() };
        assert_eq!(letter(NOTHING, machine), Filing::Held(None, Held::Storm), "but not without end");
    }

    #[test]
    fn a_machine_never_writes_in_a_case() {
        for found in [CASE, NOTHING, Found::Several] {
            for known in [ANNA, Known::default(), Known { is_staff: true, ..ANNA }] {
                for nature in [Nature::Automatic, Nature::Bounce] {
                    let filed = file(nature, found, known);
                    assert!(matches!(filed, Filing::Automatic(_) | Filing::Bounce(_)), "{filed:?}");
                }
            }
        }
        assert_eq!(file(Nature::Bulk, NOTHING, Known::default()), Filing::Automatic(None), "a newsletter");
        assert_eq!(file(Nature::Bulk, NOTHING, ANNA), Filing::NewCase, "a member through a list");
    }

    #[test]
    fn codes_come_back() {
        for held in Held::ALL {
            assert_eq!(Held::parse(held.code()), Some(held));
        }
        for verdict in Verdict::ALL {
            assert_eq!(Verdict::parse(verdict.code()), Some(verdict));
        }
    }
}
