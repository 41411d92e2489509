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
    pub may_post: bool,
    /// Payments and credits that are put against nothing yet.
    #[serde(default)]
    pub unapplied: Vec<OpenLine>,
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
