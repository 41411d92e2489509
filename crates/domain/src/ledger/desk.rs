//! What crosses the wire to the vendor's people beside the ledger itself: accounts that were found, and how the vendor
//! asks for money.

use serde::{Deserialize, Serialize};

use crate::{cases::SettingChange, settings::Billing, time::WallTime};

/// An account that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountFound {
    pub number: String,
    pub name: String,
}

/// `/desk/accounts`: the first accounts that were found, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountsFound {
    pub accounts: Vec<AccountFound>,
    /// There are more than those.
    pub more: bool,
}

/// `/desk/settings/billing`: how the vendor asks for money, and who changed it last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillingSettings {
    pub billing: Billing,
    pub changes: Vec<SettingChange>,
    pub now: WallTime,
}

/// The same as a form has it, all of it as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BillingForm {
    /// The version of the settings that was seen.
    pub version: i32,
    pub seller: SellerForm,
    pub pattern: String,
    pub payment_days: String,
    /// Anything but nothing is a yes.
    pub by_itself: String,
    pub retention_years: String,
    pub limits: Vec<LimitRow>,
    /// The code of a form of references; the usual one when empty.
    pub reference: String,
    pub accounts: Vec<AccountRow>,
    pub reminders: RemindersForm,
}

/// Who stands on an invoice, and where to pay to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SellerForm {
    pub name: String,
    /// Street and number, one a line.
    pub lines: String,
    pub postcode: String,
    pub city: String,
    pub country: String,
    pub vat_number: String,
    pub email: String,
    pub phone: String,
    pub iban: String,
    pub bic: String,
    pub bank: String,
}

/// Where to pay to in a currency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccountRow {
    pub currency: String,
    pub iban: String,
    pub bic: String,
    pub bank: String,
}

/// When customers are reminded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RemindersForm {
    /// Days; none when empty.
    pub before: String,
    /// Days with a comma between them; none when empty.
    pub after: String,
    pub least: Vec<LimitRow>,
}

/// Above how much in a currency it takes two people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LimitRow {
    pub currency: String,
    pub amount: String,
}
