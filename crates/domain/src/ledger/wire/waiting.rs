//! What crosses the wire about what waits for a second person.

use serde::{Deserialize, Serialize};

use super::DisputeLine;
use crate::{ids::MoneyRequestId, ledger::RequestKind, money::Money, paying::online::OnlineLine, time::WallTime};

/// Something entered by hand that waits for a second person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestLine {
    pub id: MoneyRequestId,
    pub kind: RequestKind,
    /// Above zero where the account will owe more by it; of terms the most that it may owe, zero for no limit.
    pub amount: Money,
    /// The document or day it is about, as far as there is one.
    pub about: Option<String>,
    /// Of terms the days to pay; none for the vendor's.
    #[serde(default)]
    pub days: Option<u16>,
    pub reason: String,
    pub by: String,
    pub at: WallTime,
    /// The reader has asked for it, so another person decides.
    pub mine: bool,
}

/// The same among those of all accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingRequest {
    /// Number and name of the account.
    pub account: (String, String),
    pub request: RequestLine,
}

/// What of the vendor's money wants to be looked at, whichever account it is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneyWaiting {
    /// The oldest first.
    pub requests: Vec<WaitingRequest>,
    /// There are more than those.
    pub more: bool,
    /// Payments through the payment provider that somebody has to look into, each with number and name of its account, the
    /// oldest first.
    #[serde(default)]
    pub online: Vec<((String, String), OnlineLine)>,
    /// What customers do not agree with and nobody has settled, each with number and name of its account, the oldest first;
    /// of very many those that have waited longest.
    #[serde(default)]
    pub disputes: Vec<((String, String), DisputeLine)>,
    /// What did not hold when the portal last added everything up, in the words of `loket check`.
    pub broken: Vec<String>,
    pub now: WallTime,
}
