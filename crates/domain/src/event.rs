//! The one log: what happened to an account, in order, without gaps.

use serde::{Deserialize, Serialize};

use crate::{
    cases::{CaseStep, Kind, Level},
    erasure::{ErasureScope, ErasureStep},
    ids::PostingId,
    language::Texts,
    ledger::remind::Stage,
    money::Currency,
    orders::Handover,
    promise::{Policy, Promise},
    time::{Date, WallTime},
};

/// One fact, as it is stored with its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    OrderSubmitted {
        order: i64,
        total: i64,
        currency: Currency,
        awaiting_approval: bool,
    },
    OrderApproved {
        order: i64,
    },
    OrderRefused {
        order: i64,
        reason: String,
    },
    OrderConfirmed {
        order: i64,
        promised: Option<Date>,
    },
    OrderPicking {
        order: i64,
        /// The customer has agreed that it was begun with before free cancellation had ended.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        agreed: bool,
    },
    /// It is on its way, ready to be collected, or carried out.
    OrderShipped {
        order: i64,
        carrier: String,
        partly: bool,
        #[serde(default)]
        handover: Handover,
    },
    /// It was delivered, or collected.
    OrderDelivered {
        order: i64,
        partly: bool,
        #[serde(default)]
        handover: Handover,
    },
    OrderCancelled {
        order: i64,
        reason: Option<String>,
        by_vendor: bool,
    },
    CancellationRequested {
        order: i64,
        reason: String,
    },
    CancellationDeclined {
        order: i64,
        reason: String,
    },
    OrderSplit {
        order: i64,
        number: String,
        date: Date,
    },
    /// Something happened to a case.
    Case {
        case: i64,
        step: CaseStep,
        /// What it is about, or why.
        #[serde(default)]
        text: String,
        /// The priority it was given, or at the beginning its own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        level: Option<Level>,
        /// What is promised from then on: later changes of the vendor's rules do not move what was said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        policy: Option<Policy>,
        /// Who was told of it besides.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        told: Vec<String>,
        /// What had been promised on the case that it was a part of, or that has become a part of it, with the working
        /// time that was left, milliseconds.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        carried: Vec<(Promise, i64)>,
        /// How content the customer is with it, one to five.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mark: Option<i32>,
        /// The customer has said something with it that wants an answer, though the step itself is no reply.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        speaks: bool,
        /// Of which kind it was, and is from then on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sorted: Option<(Kind, Kind)>,
    },
    /// The vendor has told of something that went wrong for many.
    Notice {
        cause: i64,
        /// It is settled.
        #[serde(default)]
        closes: bool,
        /// In each language, as its reader sees it.
        subject: Texts,
    },
    /// An invoice or a credit note was issued.
    Issued {
        document: String,
        credit: bool,
        total: i64,
        currency: Currency,
        due: Option<Date>,
        /// The order it is for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        order: Option<i64>,
    },
    /// Money has come and is on the account.
    PaymentPosted {
        amount: i64,
        currency: Currency,
        dated: Date,
        /// The invoices it was put against.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        documents: Vec<String>,
        /// Where it stands; none for what was told before it said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        posting: Option<PostingId>,
    },
    /// A payment was taken back: the bank returned it, or it was another's.
    PaymentReturned {
        amount: i64,
        currency: Currency,
        reason: String,
        /// Where that stands; none for what was told before it said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        posting: Option<PostingId>,
    },
    /// The vendor has put an amount on the account or taken one off, by hand.
    Adjusted {
        amount: i64,
        currency: Currency,
        reason: String,
        /// Where it stands; none for what was told before it said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        posting: Option<PostingId>,
        /// It was paid back: it had stood in the account's favour.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        back: bool,
    },
    /// Somebody of the account has said that it was paid.
    PaymentAnnounced {
        amount: i64,
        currency: Currency,
        paid: Date,
    },
    /// The customer does not agree with a line of an invoice, or with a part of it; a case is about it.
    Disputed {
        document: String,
        /// The line's name, as whoever disputes it reads it.
        line: String,
        amount: i64,
        currency: Currency,
        case: i64,
    },
    /// What was disputed is settled: credited, or owed as it was.
    DisputeEnded {
        document: String,
        amount: i64,
        currency: Currency,
        /// The number of the credit note.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        credited: Option<String>,
        reason: String,
        /// By when what was put back, or stays to be paid, is asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pay_by: Option<Date>,
    },
    /// The customer was told that something is to be paid soon, or reminded of what is overdue.
    Reminded {
        documents: Vec<String>,
        amount: i64,
        currency: Currency,
        /// The latest of what these documents had come to.
        stage: Stage,
    },
    MemberInvited {
        email: String,
    },
    MemberJoined {
        name: String,
    },
    MemberChanged {
        name: String,
    },
    /// Somebody has changed what the account says of itself.
    AccountChanged {
        what: AccountPart,
    },
    SignedIn {
        device: String,
    },
    /// Somebody has downloaded all data of the account.
    Exported,
    /// Somebody has asked that personal data be erased, and what became of it.
    Erasure {
        step: ErasureStep,
        scope: ErasureScope,
        /// Why it was refused.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
}

/// What an account says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountPart {
    /// Where its orders can go.
    Addresses,
    /// What stands on its invoices.
    BillingAddress,
    TaxNumber,
    /// In which language its documents are.
    Language,
}

impl Event {
    /// The name under which it is stored beside its data, for queries.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::OrderSubmitted { .. } => "order_submitted",
            Self::OrderApproved { .. } => "order_approved",
            Self::OrderRefused { .. } => "order_refused",
            Self::OrderConfirmed { .. } => "order_confirmed",
            Self::OrderPicking { .. } => "order_picking",
            Self::OrderShipped { .. } => "order_shipped",
            Self::OrderDelivered { .. } => "order_delivered",
            Self::OrderCancelled { .. } => "order_cancelled",
            Self::CancellationRequested { .. } => "cancellation_requested",
            Self::CancellationDeclined { .. } => "cancellation_declined",
            Self::OrderSplit { .. } => "order_split",
            Self::Case { .. } => "case",
            Self::Notice { .. } => "notice",
            Self::Issued { .. } => "issued",
            Self::PaymentPosted { .. } => "payment_posted",
            Self::PaymentReturned { .. } => "payment_returned",
            Self::Adjusted { .. } => "adjusted",
            Self::PaymentAnnounced { .. } => "payment_announced",
            Self::Disputed { .. } => "disputed",
            Self::DisputeEnded { .. } => "dispute_ended",
            Self::Reminded { .. } => "reminded",
            Self::MemberInvited { .. } => "member_invited",
            Self::MemberJoined { .. } => "member_joined",
            Self::MemberChanged { .. } => "member_changed",
            Self::AccountChanged { .. } => "account_changed",
            Self::SignedIn { .. } => "signed_in",
            Self::Exported => "exported",
            Self::Erasure { .. } => "erasure",
        }
    }

    /// The order it is about.
    #[must_use]
    pub const fn order(&self) -> Option<i64> {
        match self {
            Self::OrderSubmitted { order, .. }
            | Self::OrderApproved { order }
            | Self::OrderRefused { order, .. }
            | Self::OrderConfirmed { order, .. }
            | Self::OrderPicking { order, .. }
            | Self::OrderShipped { order, .. }
            | Self::OrderDelivered { order, .. }
            | Self::OrderCancelled { order, .. }
            | Self::CancellationRequested { order, .. }
            | Self::CancellationDeclined { order, .. }
            | Self::OrderSplit { order, .. } => Some(*order),
            Self::Issued { order, .. } => *order,
            Self::Case { .. }
            | Self::Notice { .. }
            | Self::PaymentPosted { .. }
            | Self::PaymentReturned { .. }
            | Self::Adjusted { .. }
            | Self::PaymentAnnounced { .. }
            | Self::Disputed { .. }
            | Self::DisputeEnded { .. }
            | Self::Reminded { .. }
            | Self::MemberInvited { .. }
            | Self::MemberJoined { .. }
            | Self::MemberChanged { .. }
            | Self::AccountChanged { .. }
            | Self::SignedIn { .. }
            | Self::Exported
            | Self::Erasure { .. } => None,
        }
    }

    /// The kinds that say what the account owes or has paid. Queries leave them out by these names.
    pub const MONEY: [&'static str; 8] = [
        "issued",
        "payment_posted",
        "payment_returned",
        "adjusted",
        "payment_announced",
        "disputed",
        "dispute_ended",
        "reminded",
    ];

    /// Whether it says what the account owes or has paid: only those who may read that are told.
    #[must_use]
    pub fn is_money(&self) -> bool {
        Self::MONEY.contains(&self.kind())
    }

    /// The case it is about.
    #[must_use]
    pub const fn case(&self) -> Option<i64> {
        match self {
            Self::Case { case, .. } => Some(*case),
            _ => None,
        }
    }
}

/// An event as a reader sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventLine {
    pub seq: i64,
    pub at: WallTime,
    /// Who did it; the vendor's people by first name.
    pub by: String,
    pub event: Event,
    /// The reader did it: it is no news to them.
    #[serde(default)]
    pub mine: bool,
}

impl EventLine {
    /// Whether it is news to who has seen the log up to `seen`: later than that, and somebody else's.
    #[must_use]
    pub const fn is_news(&self, seen: i64) -> bool {
        self.seq > seen && !self.mine
    }
}

/// News of an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct News {
    pub events: Vec<EventLine>,
    /// Up to here the member has seen it.
    pub seen: i64,
    pub next: Option<i64>,
    pub now: WallTime,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_what_is_owed_has_one_of_these_kinds() {
        let (amount, currency, day, reason) = (100, Currency::EUR, Date::from_days(20_000), String::new);
        let money = [
            Event::Issued { document: reason(), credit: false, total: amount, currency, due: None, order: None },
            Event::PaymentPosted { amount, currency, dated: day, documents: Vec::new(), posting: None },
            Event::PaymentReturned { amount, currency, reason: reason(), posting: None },
            Event::Adjusted { amount, currency, reason: reason(), posting: None, back: false },
            Event::PaymentAnnounced { amount, currency, paid: day },
            Event::Disputed { document: reason(), line: reason(), amount, currency, case: 1 },
            Event::DisputeEnded {
                document: reason(),
                amount,
                currency,
                credited: None,
                reason: reason(),
                pay_by: None,
            },
            Event::Reminded { documents: Vec::new(), amount, currency, stage: Stage::SOON },
        ];
        assert!(money.iter().all(Event::is_money));
        assert_eq!(money.each_ref().map(Event::kind), Event::MONEY);
        assert!(!Event::OrderApproved { order: 1 }.is_money());
    }
}
