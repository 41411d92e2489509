//! What crosses the wire about the bank.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{MovementId, PostingId},
    ledger::matching::Why,
    money::Money,
    time::{Date, WallTime},
};

/// A file of the bank's that was loaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankFileLine {
    pub name: String,
    pub format: String,
    pub bank_account: String,
    pub movements: i32,
    pub fresh: i32,
    pub loaded: WallTime,
    pub by: String,
}

/// Where a movement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MovementState {
    Posted,
    Proposed,
    Unknown,
    /// Not for a ledger: costs of the bank, what the vendor pays.
    Aside,
}

impl MovementState {
    pub const ALL: [Self; 4] = [Self::Proposed, Self::Unknown, Self::Posted, Self::Aside];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Posted => "posted",
            Self::Proposed => "proposed",
            Self::Unknown => "unknown",
            Self::Aside => "aside",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == text)
    }
}

/// A movement as the staff see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovementLine {
    pub id: MovementId,
    pub state: MovementState,
    pub booked: Date,
    pub amount: Money,
    pub payer_name: String,
    pub payer_account: String,
    pub reference: Option<String>,
    pub text: String,
    pub returned: bool,
    /// Account number and name.
    pub account: Option<(String, String)>,
    pub why: Option<Why>,
    /// What it pays, or would: invoice number and amount.
    pub parts: Vec<(String, i64)>,
    pub posting: Option<PostingId>,
    /// Why it was put aside.
    pub reason: Option<String>,
    /// Somebody has said whose it is, and a second person is to confirm it.
    #[serde(default)]
    pub waits: bool,
}

/// `/desk/bank`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BankBoard {
    pub counts: Vec<(MovementState, i64)>,
    pub state: MovementState,
    pub movements: Vec<MovementLine>,
    pub next: Option<String>,
    pub files: Vec<BankFileLine>,
    pub today: Date,
}

/// What a load did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loaded {
    pub movements: i64,
    /// Those that no file had brought before.
    pub fresh: i64,
    pub posted: i64,
    pub proposed: i64,
    pub unknown: i64,
    pub aside: i64,
}
