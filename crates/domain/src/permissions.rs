//! Who may do what.
//!
//! A right is a type. [`Actor::grant`] gives a [`Granted`] of that type when the role has the right, and nothing else
//! can make one; the queries of the store require it. Skipping the check does not compile.

use std::marker::PhantomData;

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AccountId, MemberId, SessionId},
    language::Language,
    refusal::{Code, Refusal},
};

/// What a member is in an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Owner,
    Buyer,
    Approver,
    Finance,
    Viewer,
}

impl Role {
    pub const ALL: [Self; 5] = [Self::Owner, Self::Buyer, Self::Approver, Self::Finance, Self::Viewer];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Buyer => "buyer",
            Self::Approver => "approver",
            Self::Finance => "finance",
            Self::Viewer => "viewer",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == text)
    }

    /// The rights of a role. One table, so that one can read it.
    #[must_use]
    pub const fn has(self, right: Right) -> bool {
        match right {
            Right::ReadAccount | Right::ReadOrders | Right::ReadCases | Right::WriteCases => true,
            Right::PlaceOrders => matches!(self, Self::Owner | Self::Buyer | Self::Approver),
            Right::ApproveOrders => matches!(self, Self::Owner | Self::Approver),
            Right::ManageMembers | Right::ManageAccount | Right::ManageData => matches!(self, Self::Owner),
            Right::ReadMoney | Right::AnnouncePayments => matches!(self, Self::Owner | Self::Finance),
        }
    }
}

/// What a person of the vendor may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaffRole {
    Agent,
    BackOffice,
    Admin,
}

impl StaffRole {
    pub const ALL: [Self; 3] = [Self::Agent, Self::BackOffice, Self::Admin];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::BackOffice => "back_office",
            Self::Admin => "admin",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == text)
    }

    #[must_use]
    pub const fn has(self, right: StaffRight) -> bool {
        match right {
            StaffRight::ReadEveryOrder | StaffRight::AnswerCases | StaffRight::ReadLedgers => true,
            StaffRight::WriteKnowledge | StaffRight::TellCustomers => matches!(self, Self::BackOffice | Self::Admin),
            StaffRight::MoveOrders | StaffRight::PostMoney => matches!(self, Self::BackOffice | Self::Admin),
            StaffRight::ReadOutbox | StaffRight::ResendMail | StaffRight::WriteReplies => {
                matches!(self, Self::BackOffice | Self::Admin)
            }
            StaffRight::ChangeSettings | StaffRight::EraseData => matches!(self, Self::Admin),
        }
    }
}

/// A right inside one account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    ReadAccount,
    ReadOrders,
    PlaceOrders,
    ApproveOrders,
    ManageMembers,
    ManageAccount,
    ReadCases,
    WriteCases,
    ReadMoney,
    AnnouncePayments,
    ManageData,
}

/// A right of the vendor's staff, over all accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffRight {
    ReadEveryOrder,
    MoveOrders,
    ReadOutbox,
    ResendMail,
    AnswerCases,
    WriteReplies,
    ChangeSettings,
    WriteKnowledge,
    TellCustomers,
    ReadLedgers,
    PostMoney,
    EraseData,
}

/// A right as a type.
pub trait AccountRight {
    const RIGHT: Right;
}

/// A right of staff as a type.
pub trait VendorRight {
    const RIGHT: StaffRight;
}

macro_rules! rights {
    ($trait:ident $kind:ident: $($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;
        impl $trait for $name {
            const RIGHT: $kind = $kind::$name;
        }
    )*};
}

rights! { AccountRight Right:
    /// See the account: its name, addresses and news.
    ReadAccount
    /// See the account's orders.
    ReadOrders
    /// Fill a cart and submit it.
    PlaceOrders
    /// Approve or refuse a waiting order.
    ApproveOrders
    /// Invite members and change their roles.
    ManageMembers
    /// Change the account's addresses, tax number and language, and see who opened its documents.
    ManageAccount
    /// See what the account has asked and complained of.
    ReadCases
    /// Ask, complain, answer and decide. Whoever may look may speak: a voice is no privilege.
    WriteCases
    /// See what the account owes and has paid, its invoices among it.
    ReadMoney
    /// Say that something was paid, and how it is to be paid.
    AnnouncePayments
    /// Take along all that there is of the account, and ask that it be erased.
    ManageData
}

rights! { VendorRight StaffRight:
    /// See the orders of all accounts.
    ReadEveryOrder
    /// Confirm, ship, deliver and cancel orders.
    MoveOrders
    /// See what is on its way by mail, and its state.
    ReadOutbox
    /// Have mails tried again that were given up.
    ResendMail
    /// See the cases of all accounts, answer them and move them along.
    AnswerCases
    /// Write the replies that everybody answers with.
    WriteReplies
    /// Say how the vendor works: hours, promises, tags, who gets what.
    ChangeSettings
    /// Write and publish what everybody can read at `/help`.
    WriteKnowledge
    /// Write to many customers at once: to all that a cause has affected.
    TellCustomers
    /// See what every account owes, its invoices and the bank's movements.
    ReadLedgers
    /// Load files of the bank, issue invoices, post and put money against invoices.
    PostMoney
    /// Erase the personal data of those who ask for it, or say why not.
    EraseData
}

/// The account a signed-in member acts for, and as what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acting {
    pub account: AccountId,
    pub role: Role,
    /// The most one order may come to without approval, in minor units of the account's currency, tax included.
    pub order_limit: Option<i64>,
}

/// Who asks: read from the session at the start of every request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub member: MemberId,
    pub session: SessionId,
    pub language: Language,
    /// The zone in which they read times, an IANA name.
    pub time_zone: String,
    /// The account chosen for this session; none for staff, or before a member of several accounts has chosen.
    pub acting: Option<Acting>,
    pub staff: Option<StaffRole>,
}

/// Proof that a member may do `R` in one account.
#[derive(Clone, Copy, Debug)]
pub struct Granted<R> {
    acting: Acting,
    member: MemberId,
    right: PhantomData<R>,
}

impl<R> Granted<R> {
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.acting.account
    }

    #[must_use]
    pub const fn member(&self) -> MemberId {
        self.member
    }

    #[must_use]
    pub const fn role(&self) -> Role {
        self.acting.role
    }

    /// See [`Acting::order_limit`].
    #[must_use]
    pub const fn order_limit(&self) -> Option<i64> {
        self.acting.order_limit
    }
}

/// Proof that a person of the vendor may do `R`.
#[derive(Clone, Copy, Debug)]
pub struct StaffGranted<R> {
    member: MemberId,
    right: PhantomData<R>,
}

impl<R> StaffGranted<R> {
    #[must_use]
    pub const fn member(&self) -> MemberId {
        self.member
    }
}

impl Actor {
    /// The proof that this actor may do `R` in the account they act for.
    ///
    /// # Errors
    /// `NotFound` for staff and for members who have not chosen an account, `NotAllowed` when the role lacks the right.
    pub fn grant<R: AccountRight>(&self) -> Result<Granted<R>, Refusal> {
        let acting = self.acting.ok_or(Refusal::of(Code::NotFound))?;
        if !acting.role.has(R::RIGHT) {
            return Err(Refusal::of(Code::NotAllowed));
        }
        Ok(Granted { acting, member: self.member, right: PhantomData })
    }

    /// The proof that this actor may do `R` as a person of the vendor.
    ///
    /// # Errors
    /// `NotFound` for customers, who are not told that there is a desk; `NotAllowed` when the role lacks the right.
    pub fn grant_staff<R: VendorRight>(&self) -> Result<StaffGranted<R>, Refusal> {
        let role = self.staff.ok_or(Refusal::of(Code::NotFound))?;
        if !role.has(R::RIGHT) {
            return Err(Refusal::of(Code::NotAllowed));
        }
        Ok(StaffGranted { member: self.member, right: PhantomData })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn actor(role: Option<Role>, staff: Option<StaffRole>) -> Actor {
        Actor {
            member: MemberId(Uuid::nil()),
            session: SessionId(Uuid::nil()),
            language: Language::En,
            time_zone: "UTC".to_owned(),
            acting: role.map(|role| Acting { account: AccountId(Uuid::nil()), role, order_limit: None }),
            staff,
        }
    }

    #[test]
    fn viewers_and_finance_look_but_do_not_order() {
        for role in [Role::Viewer, Role::Finance] {
            assert!(actor(Some(role), None).grant::<ReadOrders>().is_ok());
            assert_eq!(
                actor(Some(role), None).grant::<PlaceOrders>().map_err(|r| r.code).err(),
                Some(Code::NotAllowed)
            );
        }
    }

    #[test]
    fn a_buyer_cannot_approve() {
        assert!(actor(Some(Role::Buyer), None).grant::<ApproveOrders>().is_err());
        assert!(actor(Some(Role::Approver), None).grant::<ApproveOrders>().is_ok());
    }

    #[test]
    fn customers_are_not_told_of_the_desk_and_staff_have_no_account() {
        assert_eq!(
            actor(Some(Role::Owner), None).grant_staff::<MoveOrders>().map_err(|r| r.code).err(),
            Some(Code::NotFound)
        );
        assert_eq!(
            actor(None, Some(StaffRole::Admin)).grant::<ReadOrders>().map_err(|r| r.code).err(),
            Some(Code::NotFound)
        );
        assert_eq!(
            actor(None, Some(StaffRole::Agent)).grant_staff::<MoveOrders>().map_err(|r| r.code).err(),
            Some(Code::NotAllowed)
        );
    }
}
