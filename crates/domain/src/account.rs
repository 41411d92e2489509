//! The account's own page: profile, members, addresses, sessions.

use serde::{Deserialize, Serialize};

use crate::{
    demo::OutboxState,
    ids::{InvitationId, MemberId},
    language::Language,
    ledger::wire::BalanceLine,
    money::Currency,
    permissions::Role,
    review::AddressChoice,
    session::SessionLine,
    time::WallTime,
};

/// Everything on the account page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountPage {
    pub number: String,
    pub name: String,
    pub currency: Currency,
    pub vat_number: Option<String>,
    pub addresses: Vec<AddressChoice>,
    pub profile: Profile,
    pub sessions: Vec<SessionLine>,
    pub members: Vec<MemberLine>,
    pub invitations: Vec<InvitationLine>,
    pub may_manage: bool,
    /// What the account owes; nothing for who may not read it.
    #[serde(default)]
    pub money: Vec<BalanceLine>,
    pub now: WallTime,
}

/// What the owner says of the account besides its addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountDetails {
    /// Empty where it has none.
    pub tax_number: String,
    /// It accounts for the tax itself, and has to have a number.
    pub needs_tax_number: bool,
    /// Of documents that nobody in particular reads.
    pub language: Language,
}

/// What a member says of themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub name: String,
    pub email: String,
    pub language: Language,
    pub time_zone: String,
}

/// A member of the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberLine {
    pub id: MemberId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub order_limit: Option<i64>,
    pub disabled: bool,
    pub myself: bool,
}

/// An invitation that waits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvitationLine {
    pub id: InvitationId,
    pub email: String,
    pub role: Role,
    pub expires: WallTime,
    /// Where its mail stands, as long as that is known.
    #[serde(default)]
    pub mail: Option<OutboxState>,
}

/// Invite somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invite {
    pub email: String,
    pub name: String,
    pub role: Role,
    /// As typed, in the account's currency; empty for none.
    #[serde(default)]
    pub order_limit: String,
}
