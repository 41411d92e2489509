//! An account as the vendor's people see it.

use serde::{Deserialize, Serialize};

use super::{MoneyPage, OpenLine, Reminding, RequestLine};
use crate::{addresses::Purpose, money::Currency, paying::online::OnlineLine, permissions::Role, time::WallTime};

/// `/desk/accounts/:number`: an account as the staff see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeskAccount {
    pub money: MoneyPage,
    pub members: Vec<DeskMember>,
    /// Those of deliveries, the usual one first; then the one of its invoices, where that is another.
    #[serde(default)]
    pub addresses: Vec<(Purpose, Vec<String>)>,
    #[serde(default)]
    pub vat_number: Option<String>,
    pub orders: Vec<crate::orders::OrderCard>,
    pub cases: Vec<crate::cases::CaseCard>,
    pub currency: Currency,
    pub price_list: String,
    pub payment_days: Option<u16>,
    pub credit_limit: Option<i64>,
    /// How often both were changed: who changes them says what they have seen.
    #[serde(default)]
    pub terms_version: i64,
    /// How they were changed, the newest first.
    #[serde(default)]
    pub terms_changes: Vec<TermsChange>,
    pub may_post: bool,
    /// Payments and credits that are put against nothing yet.
    #[serde(default)]
    pub unapplied: Vec<OpenLine>,
    /// The currencies of which there are more than those.
    #[serde(default)]
    pub more_unapplied: Vec<Currency>,
    /// There are more postings than those of [`MoneyPage::postings`].
    #[serde(default)]
    pub more_postings: bool,
    /// What waits for a second person, the oldest first.
    #[serde(default)]
    pub requests: Vec<RequestLine>,
    /// The newest payments through the payment provider.
    #[serde(default)]
    pub online: Vec<OnlineLine>,
    /// Whether reminders are held; none where the vendor sends none.
    #[serde(default)]
    pub reminding: Option<Reminding>,
}

/// A change of the days to pay and the most that may be owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermsChange {
    pub at: WallTime,
    pub by: String,
    /// The days, none for the vendor's, and the limit, none where there is none; as they were and as they are since.
    pub before: (Option<u16>, Option<i64>),
    pub after: (Option<u16>, Option<i64>),
    pub reason: String,
}

/// A member of an account, as the staff see them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeskMember {
    pub name: String,
    pub email: String,
    pub role: Role,
    /// The most that one of their orders may come to without approval.
    pub order_limit: Option<i64>,
    /// When they were last here for this account; none where that is longer ago than sessions are kept.
    pub seen: Option<WallTime>,
}
