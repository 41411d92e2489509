//! Identifiers: UUIDv7 newtypes, one per kind, so that an order cannot be asked for with an article's id.
//!
//! Ids are made by the store; the browser only passes them on. The one exception is [`CommandKey`],
//! which is made on the device before the first try.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// An id that nothing has.
            pub const NIL: Self = Self(Uuid::nil());
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

ids! {
    /// A customer: a person or an organisation.
    AccountId
    /// An address of an account.
    AddressId
    /// Something the vendor sells.
    ArticleId
    /// A case: a question, a concern, a complaint or a suggestion.
    CaseId
    /// A cart, of a member in an account or of a device that has not signed in.
    CartId
    /// A key made on the device for a command that creates something; the same key gives the same answer.
    CommandKey
    /// What a customer does not agree with of a line of an invoice.
    DisputeId
    /// What somebody wrote in a case.
    EntryId
    /// A request that personal data be erased.
    ErasureId
    /// A file that was sent along.
    FileId
    /// An invitation to become a member of an account.
    InvitationId
    /// A saved list of articles.
    ListId
    /// A person who signs in.
    MemberId
    /// A posting by hand that waits for a second person.
    MoneyRequestId
    /// A movement on the vendor's bank account.
    MovementId
    /// An invoice or a credit note.
    InvoiceId
    /// A payment that a customer makes through the payment provider.
    OnlinePaymentId
    /// An order.
    OrderId
    /// One line of an order.
    OrderLineId
    /// One piece of work for outside: a mail, say.
    OutboxId
    /// A mail that came in.
    PostId
    /// A line of an account's ledger.
    PostingId
    /// A canned reply.
    ReplyId
    /// One frozen review of a cart.
    ReviewId
    /// One signed-in browser.
    SessionId
    /// One parcel or load on its way.
    ShipmentId
    /// A filter of the inbox that somebody keeps.
    ViewId
}
