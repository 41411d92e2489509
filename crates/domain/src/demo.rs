//! What only the demo vendor's portal shows, and the state of a mail, which the staff see everywhere.

use serde::{Deserialize, Serialize};

use crate::{
    permissions::{Role, StaffRole},
    time::WallTime,
};

/// A mail that was kept instead of sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptMail {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub at: WallTime,
}

/// Where a mail stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutboxState {
    Waiting,
    Sent,
    /// Refused for good, or given up after the last try.
    Failed,
    /// Kept for reading in demo mode.
    Kept,
}

impl OutboxState {
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Sent, Self::Failed, Self::Kept];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Kept => "kept",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == text)
    }
}

/// One mail and its state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MailState {
    pub to: String,
    pub subject: String,
    pub state: OutboxState,
    pub attempts: i32,
    pub last_error: Option<String>,
    pub created: WallTime,
    pub done: Option<WallTime>,
    pub next_try: Option<WallTime>,
}

/// A person of the demo vendor to sign in as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoPerson {
    pub name: String,
    pub email: String,
    pub place: DemoPlace,
}

/// What somebody of the demo is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DemoPlace {
    /// One of the vendor's people.
    Staff { role: StaffRole },
    /// A member of a customer's account, by the account's name.
    Member { account: String, role: Role },
}
