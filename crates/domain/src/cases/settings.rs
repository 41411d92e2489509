//! What crosses the wire about how the vendor answers.

use serde::{Deserialize, Serialize};

use super::CaseRules;
use crate::time::{Date, WallTime};

/// How the vendor answers, as the page of settings shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseSettings {
    pub rules: CaseRules,
    /// Addresses and names of those who can have a case.
    pub people: Vec<(String, String)>,
    /// The next days on which nobody answers.
    pub closed: Vec<Date>,
    pub changes: Vec<SettingChange>,
    pub now: WallTime,
}

/// Who changed what, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingChange {
    pub section: String,
    pub by: String,
    pub at: WallTime,
    #[serde(default)]
    pub differences: Vec<Difference>,
}

/// One field that a change made another, as it was and as it is; nothing where there was or is nothing. Of a list, what was
/// taken out of it and what was put in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The names of the field, from the outside in; of a row in a list, the place of it, counted from one.
    pub field: Vec<String>,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// A rule of promises as a form has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PolicyRow {
    pub kind: String,
    pub priority: String,
    pub first: String,
    pub next: String,
    pub resolution: String,
}

/// A tag as a form has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TagRow {
    pub code: String,
    pub en: String,
    pub nl: String,
    pub hu: String,
    pub de: String,
    pub es: String,
    pub fr: String,
    pub priority: String,
    pub assign: String,
    pub notify: String,
}

/// A kind as a form has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KindRow {
    pub kind: String,
    /// Something when it is ticked.
    pub offered: String,
    pub en: String,
    pub nl: String,
    pub hu: String,
    pub de: String,
    pub es: String,
    pub fr: String,
}

/// An address for mail as a form has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MailboxRow {
    pub address: String,
    pub kind: String,
    /// Separated by commas.
    pub tags: String,
    pub assign: String,
}

/// A rule of assignment as a form has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AssignRow {
    pub tag: String,
    pub kind: String,
    pub language: String,
    pub to: String,
}
