//! Why a mail did not arrive, in words that its reader can do something with.

use serde::{Deserialize, Serialize};

/// Why a mail of ours did not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Loss {
    /// There is no such mailbox, or it is closed.
    NoMailbox,
    /// It takes nothing more at the moment.
    Full,
    TooLarge,
    /// The server there does not want it: its rules, a list of spammers, our own set-up.
    Refused,
    /// There is no mail server for the address, or it cannot be reached.
    NoServer,
    /// Nobody has said why, or in words that are nobody's.
    Unknown,
}

impl Loss {
    /// What a server said, by its enhanced status code (RFC 3463), wherever in its words that stands.
    #[must_use]
    pub fn of(said: &str) -> Self {
        said.split(|c: char| !c.is_ascii_digit() && c != '.').find_map(Self::of_code).unwrap_or(Self::Unknown)
    }

    fn of_code(word: &str) -> Option<Self> {
        let mut parts = word.trim_end_matches('.').split('.');
        let class = parts.next()?;
        let (subject, detail) = (parts.next()?.parse::<u16>().ok()?, parts.next()?.parse::<u16>().ok()?);
        if !matches!(class, "4" | "5") || parts.next().is_some() {
            return None;
        }
        Some(match (subject, detail) {
            // A domain that takes no mail (RFC 7505) or is none.
            (1, 2 | 10) | (4, 1 | 3 | 4 | 6) => Self::NoServer,
            // The sender's address.
            (1, 7 | 8) => Self::Refused,
            (1, _) | (2, 1) => Self::NoMailbox,
            (2, 2) | (3, 1) => Self::Full,
            (2, 3) | (3, 4) => Self::TooLarge,
            (7, _) | (3, 5) => Self::Refused,
            _ => Self::Unknown,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_servers_say_is_understood_by_its_code() {
        for (said, loss) in [
            ("5.1.1 550 5.1.1 no such user", Loss::NoMailbox),
            ("permanent error (550): 5.1.1 <x@y.example>: Recipient address rejected", Loss::NoMailbox),
            ("5.2.1 account disabled", Loss::NoMailbox),
            ("5.1.2 host unknown", Loss::NoServer),
            ("5.1.10 null MX", Loss::NoServer),
            ("4.4.1 no answer from host", Loss::NoServer),
            ("5.2.2 552 5.2.2 mailbox full", Loss::Full),
            ("5.3.4 message too big", Loss::TooLarge),
            ("550 5.7.1 blocked, see 203.0.113.9", Loss::Refused),
            ("at 10.0.0.1 we said 5.7.26 unauthenticated", Loss::Refused),
            ("550 no", Loss::Unknown),
            ("version 5.0.0 of something", Loss::Unknown),
            ("", Loss::Unknown),
        ] {
            assert_eq!(Loss::of(said), loss, "{said}");
        }
    }
}
