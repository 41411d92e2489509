//! What crosses the wire about reminders.

use serde::{Deserialize, Serialize};

use crate::time::{Date, WallTime};

/// How an account is reminded, as the staff see it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminding {
    /// Nobody is reminded until a day.
    pub held: Option<HeldReminders>,
}

/// Somebody of the vendor's has held the reminders of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldReminders {
    /// The last day on which none goes out.
    pub until: Date,
    pub reason: String,
    pub by: String,
    pub at: WallTime,
}
