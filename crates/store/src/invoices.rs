//! Invoices and credit notes: written once with their lines, and what is to be invoiced of an order.
//!
//! All their amounts are zero or above; the posting of a credit note is below zero.

mod credited;
mod dispute;
mod on_lines;
mod order;
mod read;
mod waits;
mod write;

use domain::{
    ids::{AccountId, InvoiceId, OrderId, OrderLineId, PostingId},
    language::Texts,
    ledger::wire::{DocumentKind, Party},
    money::{Currency, Quantity},
    shop::ArticleKind,
    tax::{PriceMode, Rate, RateSum},
    time::{Date, Instant},
};

pub use credited::{Credited, credit_notes, credited, credited_total};
pub use dispute::{
    Dispute, Ending, Outcome, disputable, dispute, disputes, disputes_of_case, disputes_of_order, end_dispute,
    is_disputed, open_disputes, settle_disputed,
};
pub use on_lines::{OnInvoice, on_lines};
pub use order::{Uninvoiced, UninvoicedLine, orders_to_invoice, uninvoiced};
pub use read::{account_of, find, lines, list, of_order, of_posting, owner_of};
pub use waits::has_to_invoice;
pub(crate) use write::{INVOICE, LINE, head, line};
pub use write::{insert, insert_at, last_serial, next_serial};

/// An invoice or credit note to be written.
#[derive(Clone, Debug)]
pub struct NewInvoice {
    pub number: String,
    pub kind: DocumentKind,
    /// Year and place in it of the vendor's own numbers; none for what came from elsewhere.
    pub serial: Option<(i32, i64)>,
    /// The number of the order that it is for.
    pub order: Option<i64>,
    /// The number of the invoice that a credit note is for.
    pub corrects: Option<String>,
    pub currency: Currency,
    pub mode: PriceMode,
    pub issued: Date,
    pub due: Option<Date>,
    pub delivered: Option<Date>,
    pub net: i64,
    pub tax: i64,
    pub gross: i64,
    pub by_rate: Vec<RateSum>,
    pub seller: Party,
    pub buyer: Party,
    pub reference: String,
    pub buyer_reference: Option<String>,
    pub note: Option<String>,
    /// Numbered from 1 in this order.
    pub lines: Vec<NewInvoiceLine>,
}

/// A line to be written.
#[derive(Clone, Debug)]
pub struct NewInvoiceLine {
    /// Of which line of the order; none for delivery and for what came from elsewhere.
    pub order_line: Option<OrderLineId>,
    pub article_number: String,
    pub names: Texts,
    pub unit: String,
    pub kind: LineKind,
    pub quantity: Quantity,
    pub unit_price: i64,
    pub discount: i64,
    pub amount: i64,
    pub net: i64,
    pub tax: i64,
    pub gross: i64,
    pub rate: Rate,
}

/// What a line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    Article(ArticleKind),
    /// Bringing the goods, whatever is in the parcel.
    Delivery,
}

impl LineKind {
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Article(kind) => kind.code(),
            Self::Delivery => "delivery",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text == Self::Delivery.code() {
            return Some(Self::Delivery);
        }
        ArticleKind::parse(text).map(Self::Article)
    }
}

/// An invoice or credit note as it was issued, and what is open of it now.
#[derive(Clone, Debug)]
pub struct Invoice {
    pub account: AccountId,
    pub id: InvoiceId,
    pub number: String,
    pub kind: DocumentKind,
    pub serial: Option<(i32, i64)>,
    pub order: Option<i64>,
    /// Of that order, where the portal has it.
    pub order_id: Option<OrderId>,
    pub corrects: Option<String>,
    pub currency: Currency,
    pub mode: PriceMode,
    pub issued: Date,
    pub due: Option<Date>,
    pub delivered: Option<Date>,
    pub net: i64,
    pub tax: i64,
    pub gross: i64,
    pub by_rate: Vec<RateSum>,
    pub seller: Party,
    pub buyer: Party,
    pub reference: String,
    pub buyer_reference: Option<String>,
    pub note: Option<String>,
    pub posting: PostingId,
    /// Minor units, with the sign of the posting.
    pub open: i64,
    pub disputed: i64,
    pub at: Instant,
}

/// A line as it was issued.
#[derive(Clone, Debug)]
pub struct Line {
    pub position: i32,
    pub order_line: Option<OrderLineId>,
    pub article_number: String,
    pub names: Texts,
    pub unit: String,
    pub kind: LineKind,
    pub quantity: Quantity,
    pub unit_price: i64,
    pub discount: i64,
    pub amount: i64,
    pub net: i64,
    pub tax: i64,
    pub gross: i64,
    pub rate: Rate,
}
