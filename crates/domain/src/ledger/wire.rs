//! What crosses the wire about money.

mod account;
mod bank;
mod dispute;
mod payments;
mod reminders;
mod waiting;

use serde::{Deserialize, Serialize};

use super::{Ageing, Bucket, Part, PostingKind, Way, remind::Stage};
use crate::{
    ids::{CommandKey, OrderId, PostingId},
    money::{Currency, Money, Quantity},
    tax::{PriceMode, Rate, RateSum},
    time::{Date, WallTime},
};

pub use account::{DeskAccount, DeskMember, TermsChange};
pub use bank::{BankBoard, BankFileLine, Loaded, MovementLine, MovementState};
pub use dispute::{DisputeDraft, DisputeEnd, DisputeLine};
pub use payments::{PaymentLine, PaymentStage};
pub use reminders::{HeldReminders, Reminding};
pub use waiting::{MoneyWaiting, RequestLine, WaitingRequest};

/// What an account stands at in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub currency: Currency,
    /// The sum of all postings; its parts add up to it.
    pub balance: i64,
    pub ageing: Ageing,
    /// The most that may be owed, and what is left of it; only in the account's own currency.
    pub credit: Option<Credit>,
}

impl Standing {
    /// What is asked for now: what is owed and not disputed. Zero or below where nothing is.
    #[must_use]
    pub const fn asked(&self) -> i64 {
        self.balance.saturating_sub(self.ageing.disputed)
    }
}

/// A limit of what may be owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    pub limit: i64,
    /// Below zero where more is owed than may be.
    pub left: i64,
}

/// The same in short, beside something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceLine {
    pub currency: Currency,
    pub balance: i64,
    /// What of it is asked for now: not what is disputed. Zero or below where nothing is.
    pub asked: i64,
    /// What of it should have been paid by now.
    pub overdue: i64,
}

/// Something that is to be paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenLine {
    pub posting: PostingId,
    pub kind: PostingKind,
    /// The invoice's number; none for what has no document.
    pub document: Option<String>,
    pub text: String,
    pub dated: Date,
    pub due: Option<Date>,
    pub bucket: Bucket,
    /// As it was posted, and what is open of it: above zero is owed.
    pub amount: Money,
    pub open: i64,
    pub disputed: i64,
    /// The customer has said that it is paid.
    pub announced: Option<Date>,
    /// When they were last reminded of it: on the staff's side.
    #[serde(default)]
    pub reminded: Option<Date>,
}

impl OpenLine {
    /// By what it is named where it is paid or put against something: its number, or its id where it has none.
    #[must_use]
    pub fn named(&self) -> String {
        self.document.clone().unwrap_or_else(|| self.posting.to_string())
    }
}

/// One posting as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostingLine {
    pub id: PostingId,
    pub seq: i64,
    pub kind: PostingKind,
    pub posted: Date,
    pub dated: Date,
    pub due: Option<Date>,
    pub document: Option<String>,
    pub reference: Option<String>,
    pub text: String,
    pub amount: i64,
    /// What the account owed after it.
    pub balance: i64,
    /// What is open of it now, with its sign.
    pub open: i64,
    /// It was taken back.
    pub reversed: bool,
}

/// "I have paid."
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnouncedLine {
    pub amount: Money,
    pub paid: Date,
    pub documents: Vec<String>,
    pub at: WallTime,
    pub by: String,
}

/// `/money`: what I owe, what I paid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MoneyPage {
    pub account_number: String,
    pub account_name: String,
    /// The account's own currency first; at least that one.
    pub standings: Vec<Standing>,
    /// What is open and above zero, the earliest due first; at most [`OPEN_SHOWN`] of each currency.
    pub open: Vec<OpenLine>,
    /// The currencies of which there are more than those.
    pub more_open: Vec<Currency>,
    /// The newest postings.
    pub postings: Vec<(Currency, PostingLine)>,
    pub announced: Vec<AnnouncedLine>,
    /// How far each payment is, the newest first: what was announced, what has come, what is on the account.
    #[serde(default)]
    pub payments: Vec<PaymentLine>,
    pub payment_days: u16,
    /// When the portal last proved all sums.
    pub verified: Option<WallTime>,
    pub may_pay: bool,
    pub today: Date,
    pub now: WallTime,
}

/// So many open items of each currency the first page of money shows.
pub const OPEN_SHOWN: u16 = 50;

/// Which postings are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementFilter {
    /// Three letters; the account's own when empty.
    #[serde(default)]
    pub currency: String,
    /// Days as typed, both inclusive; empty for the beginning and for today.
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub until: String,
    /// The number of the posting after which a page goes on.
    #[serde(default)]
    pub after: String,
    /// The code of a [`Way`]: only what one of the two sums is made of. Empty for all; files always hold all.
    #[serde(default)]
    pub way: String,
}

/// `/money/statement`: what was owed, what came, what is owed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    pub account_number: String,
    pub account_name: String,
    pub currency: Currency,
    pub currencies: Vec<Currency>,
    pub from: Date,
    pub until: Date,
    pub opening: i64,
    /// Which postings of the period are listed; the sums are of all.
    pub way: Option<Way>,
    /// What was added and what was taken off in the whole period.
    pub debits: i64,
    pub credits: i64,
    pub closing: i64,
    /// The oldest first; one page of them.
    pub postings: Vec<PostingLine>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// What the account stands at today, where the period goes on until then.
    #[serde(default)]
    pub standing: Option<Standing>,
    pub verified: Option<WallTime>,
    pub now: WallTime,
}

/// `/money/open`: one part of the ageing, all that is overdue, or all that is open: the exact items that a number is made
/// of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenItems {
    pub standing: Standing,
    /// All when there is none.
    pub part: Option<Part>,
    pub items: Vec<OpenLine>,
    /// The sum of what is asked for, also of what is on later pages.
    pub total: i64,
    pub next: Option<String>,
    pub today: Date,
}

/// `/money/postings/:id`: one posting and what it was put against.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PostingPage {
    pub currency: Currency,
    pub posting: PostingLine,
    pub at: WallTime,
    /// Who did it at the vendor's or in the account; empty for the portal itself.
    pub by: String,
    pub allocations: Vec<AllocationLine>,
    /// The posting that it takes back, or that takes it back.
    pub reversal: Option<(PostingId, String)>,
    /// Who paid and from where, when it came from the bank.
    pub payer: Option<(String, String)>,
    /// On the staff's side.
    #[serde(default)]
    pub account_number: Option<String>,
    /// What it can be put against where something is left of it, what is due first: on the staff's side.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub debits: Vec<OpenLine>,
}

/// A part of a payment that was put against an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllocationLine {
    /// The other posting.
    pub posting: PostingId,
    pub kind: PostingKind,
    pub document: Option<String>,
    pub text: String,
    pub on: Date,
    /// Below zero where it was taken back.
    pub amount: i64,
}

/// Whether a document asks for money or gives it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    Invoice,
    CreditNote,
}

impl DocumentKind {
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::CreditNote => "credit_note",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Invoice, Self::CreditNote].into_iter().find(|kind| kind.code() == text)
    }
}

/// Who stands on a document, as it was when it was issued.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    pub name: String,
    /// Street and number, one line each.
    pub lines: Vec<String>,
    pub postcode: String,
    pub city: String,
    pub country: String,
    #[serde(default)]
    pub vat_number: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub phone: Option<String>,
    /// Where to pay to: on the seller's side.
    #[serde(default)]
    pub iban: Option<String>,
    #[serde(default)]
    pub bic: Option<String>,
    /// What that bank is called.
    #[serde(default)]
    pub bank: Option<String>,
}

/// One line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLine {
    pub position: i32,
    pub article_number: String,
    pub name: String,
    pub unit: String,
    pub quantity: Quantity,
    pub unit_price: i64,
    pub discount: i64,
    pub amount: i64,
    pub net: i64,
    pub tax: i64,
    pub gross: i64,
    pub rate: Rate,
    /// Something that is handed over, not a service: where there is no tax, the reason depends on it.
    #[serde(default)]
    pub goods: bool,
    /// Thousandths that credit notes have taken back.
    #[serde(default)]
    pub credited: i64,
    /// What the reader can still dispute of it, tax included: it is neither taken back nor disputed.
    #[serde(default)]
    pub disputable: i64,
}

/// `/invoices/:number`: an invoice or credit note; the same for page, PDF and XML.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvoicePage {
    pub kind: DocumentKind,
    pub number: String,
    pub order: Option<i64>,
    pub order_id: Option<OrderId>,
    pub corrects: Option<String>,
    /// When that invoice was issued.
    #[serde(default)]
    pub corrects_issued: Option<Date>,
    /// The credit notes for this invoice.
    #[serde(default)]
    pub credit_notes: Vec<String>,
    pub currency: Currency,
    pub mode: PriceMode,
    pub issued: Date,
    pub due: Option<Date>,
    pub delivered: Option<Date>,
    pub seller: Party,
    pub buyer: Party,
    pub buyer_reference: Option<String>,
    pub note: Option<String>,
    pub reference: String,
    pub lines: Vec<InvoiceLine>,
    pub net: i64,
    pub tax: i64,
    pub gross: i64,
    pub by_rate: Vec<RateSum>,
    pub posting: PostingId,
    /// What is left to pay of it, above zero; below for a credit that is not used.
    pub open: i64,
    pub disputed: i64,
    /// What the customer does not agree with, and what became of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disputes: Vec<DisputeLine>,
    pub bucket: Option<Bucket>,
    /// Payments and credits that it was paid with.
    pub allocations: Vec<AllocationLine>,
    pub announced: Option<AnnouncedLine>,
    /// When the customer was told that it is to be paid, the oldest first.
    #[serde(default)]
    pub reminders: Vec<(Stage, Date)>,
    /// What a bank's app reads, where the currency has a code of its own: text and modules.
    pub code: Option<PayCode>,
    pub may_pay: bool,
    pub may_dispute: bool,
    /// It is an electronic invoice, too: what breaks a rule of the standard is on paper only.
    #[serde(default)]
    pub has_data: bool,
    /// Number and name of the account, on the staff's side only.
    #[serde(default)]
    pub account: Option<(String, String)>,
    pub today: Date,
}

/// A code to be held before a bank's app: the outline of its dark squares in a square of `size`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayCode {
    pub scheme: PayScheme,
    pub size: i32,
    /// SVG path.
    pub path: String,
}

/// Whose code it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayScheme {
    /// EPC069-12, for euro.
    Epc,
    /// The Hungarian National Bank's, for forint.
    Hungarian,
}

/// What is to be paid, as the form says: `invoices` are numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayFilter {
    #[serde(default)]
    pub invoices: Vec<String>,
    /// As typed; all that is open of them when empty.
    #[serde(default)]
    pub amount: String,
}

/// `/money/pay`: how to pay these invoices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PayPage {
    pub amount: Money,
    /// What is open of each.
    pub invoices: Vec<OpenLine>,
    /// More is owed than these, which are due first.
    #[serde(default)]
    pub more: bool,
    pub holder: String,
    pub iban: String,
    pub bic: String,
    /// What the bank is called; empty where nobody has said.
    #[serde(default)]
    pub bank: String,
    /// What to write on the transfer.
    pub reference: String,
    pub code: Option<PayCode>,
    /// It can be paid through the payment provider, too.
    #[serde(default)]
    pub online: bool,
    pub today: Date,
}

/// "I have paid": as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announce {
    pub key: CommandKey,
    pub currency: Currency,
    pub amount: String,
    pub paid: String,
    #[serde(default)]
    pub invoices: Vec<String>,
}

/// What became of something that was entered by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entered {
    Posted,
    /// It is above the vendor's limit and waits until another person confirms it.
    Waits,
}
