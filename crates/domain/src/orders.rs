//! The life of an order: its states, the steps between them, and what crosses the wire about it.

use serde::{Deserialize, Serialize};

use crate::{
    cases::Kind,
    event::EventLine,
    ids::{ArticleId, CommandKey, OrderId, OrderLineId, ReviewId, ShipmentId},
    money::{Currency, Quantity},
    refusal::{Code, Refusal},
    shop::ArticleKind,
    stock::Availability,
    tax::{Rate, RateSum},
    time::{Date, Instant, WallTime},
};

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Above the buyer's limit; waits for an approver of the account.
    AwaitingApproval,
    /// With the vendor, not yet confirmed.
    Submitted,
    /// The vendor has confirmed the dates.
    Confirmed,
    Picking,
    /// Some of it is on its way or delivered; the rest follows.
    PartlyShipped,
    /// All that is not cancelled is on its way.
    Shipped,
    Delivered,
    Cancelled,
    /// An approver said no.
    Refused,
}

impl OrderState {
    pub const ALL: [Self; 9] = [
        Self::AwaitingApproval,
        Self::Submitted,
        Self::Confirmed,
        Self::Picking,
        Self::PartlyShipped,
        Self::Shipped,
        Self::Delivered,
        Self::Cancelled,
        Self::Refused,
    ];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AwaitingApproval => "awaiting_approval",
            Self::Submitted => "submitted",
            Self::Confirmed => "confirmed",
            Self::Picking => "picking",
            Self::PartlyShipped => "partly_shipped",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::Cancelled => "cancelled",
            Self::Refused => "refused",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == text)
    }

    /// Nothing more will happen.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Delivered | Self::Cancelled | Self::Refused)
    }
}

/// How what was ordered reaches the customer. The words on every page and in every mail follow it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handover {
    /// It is brought: it is on its way, and then delivered.
    #[default]
    Delivery,
    /// The customer comes for it: it is ready, and then collected.
    Collection,
    /// Services only: they are carried out.
    Service,
}

impl Handover {
    /// How one line of an order that is handed over like this reaches the customer.
    #[must_use]
    pub const fn of_line(self, kind: ArticleKind) -> Self {
        match kind {
            ArticleKind::Service => Self::Service,
            ArticleKind::Goods => self,
        }
    }
}

/// What can be done to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Approve,
    Refuse,
    Confirm,
    Pick,
    Ship,
    Deliver,
    /// The customer cancels what has not been shipped, before goods are picked.
    CancelFreely,
    /// The vendor cancels what has not been shipped.
    CancelRest,
    /// The vendor says no to a cancellation that was asked for. Whatever can still be asked for can be answered, also
    /// when all of it has gone meanwhile.
    Decline,
    /// A line's rest gets a date of its own.
    Split,
}

impl OrderState {
    /// Whether `step` fits this state.
    ///
    /// # Errors
    /// `State` when it does not.
    pub fn allow(self, step: Step) -> Result<(), Refusal> {
        let fits = match step {
            Step::Approve | Step::Refuse => matches!(self, Self::AwaitingApproval),
            Step::Confirm => matches!(self, Self::Submitted),
            Step::Pick => matches!(self, Self::Confirmed),
            Step::Ship => matches!(self, Self::Confirmed | Self::Picking | Self::PartlyShipped),
            Step::Deliver => matches!(self, Self::PartlyShipped | Self::Shipped),
            // Where a service has been carried out, the goods are as free as before.
            Step::CancelFreely => {
                matches!(self, Self::AwaitingApproval | Self::Submitted | Self::Confirmed | Self::PartlyShipped)
            }
            Step::CancelRest => {
                matches!(
                    self,
                    Self::AwaitingApproval | Self::Submitted | Self::Confirmed | Self::Picking | Self::PartlyShipped
                )
            }
            Step::Decline => !self.is_final(),
            Step::Split => matches!(self, Self::Submitted | Self::Confirmed | Self::Picking | Self::PartlyShipped),
        };
        if fits { Ok(()) } else { Err(Refusal::of(Code::State)) }
    }
}

/// How much of a line is where. `shipped` includes what is delivered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    pub ordered: i64,
    pub cancelled: i64,
    pub shipped: i64,
    pub delivered: i64,
}

impl Progress {
    /// What has yet to be shipped, in thousandths of the unit like all of these.
    #[must_use]
    pub const fn open(&self) -> i64 {
        self.ordered - self.cancelled - self.shipped
    }

    /// Whether the figures can be true together.
    #[must_use]
    pub const fn holds(&self) -> bool {
        self.ordered > 0
            && self.cancelled >= 0
            && self.delivered >= 0
            && self.delivered <= self.shipped
            && self.shipped + self.cancelled <= self.ordered
    }
}

/// The state that the lines' progress makes of an order; `before` is kept where nothing has been shipped.
#[must_use]
pub fn settle(before: OrderState, lines: &[Progress]) -> OrderState {
    let open: i64 = lines.iter().map(Progress::open).sum();
    let shipped: i64 = lines.iter().map(|line| line.shipped).sum();
    let delivered: i64 = lines.iter().map(|line| line.delivered).sum();
    match (open, shipped) {
        (0, 0) => OrderState::Cancelled,
        (_, 0) => before,
        (0, _) if delivered == shipped => OrderState::Delivered,
        (0, _) => OrderState::Shipped,
        _ => OrderState::PartlyShipped,
    }
}

/// An order in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderCard {
    pub number: i64,
    pub state: OrderState,
    #[serde(default)]
    pub handover: Handover,
    pub submitted: WallTime,
    /// The last promised day of its open lines; where one is late, its day.
    pub promised: Option<Date>,
    /// A line that is not on its way yet was promised for an earlier day.
    pub late: bool,
    /// The customer asks for a cancellation that the vendor has not answered.
    pub cancel_requested: bool,
    pub currency: Currency,
    pub total: i64,
    pub reference: Option<String>,
    /// The first articles, for recognition.
    pub summary: String,
    pub line_count: i32,
    /// Who ordered; on the staff's side also for which account.
    pub by: String,
    pub account: Option<String>,
}

/// A page of orders and how to ask for the next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderList {
    pub orders: Vec<OrderCard>,
    pub next: Option<String>,
    /// The vendor's today, for "in 3 days".
    pub now: WallTime,
}

/// Which orders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderFilter {
    #[serde(default)]
    pub state: Option<OrderState>,
    /// A number, a reference, or words of an article.
    #[serde(default)]
    pub search: Option<String>,
    #[serde(default)]
    pub after: Option<String>,
    /// Submitted on this day of the vendor's or later.
    #[serde(default)]
    pub from: Option<Date>,
    /// Submitted on this day of the vendor's or earlier.
    #[serde(default)]
    pub to: Option<Date>,
    /// What those days are by the clock, from the first moment until before the second: the portal says it, who asks
    /// does not.
    #[serde(skip)]
    pub submitted: Option<(Instant, Instant)>,
}

/// One order, whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderPage {
    pub id: OrderId,
    pub number: i64,
    pub version: i32,
    pub state: OrderState,
    #[serde(default)]
    pub handover: Handover,
    pub submitted: WallTime,
    pub now: WallTime,
    pub by: String,
    /// The address of whoever ordered, on the staff's side only.
    #[serde(default)]
    pub by_email: Option<String>,
    /// Whose paper it is, on the customer's side only.
    #[serde(default)]
    pub paper: Option<Paper>,
    pub account_name: String,
    pub account_number: String,
    pub reference: Option<String>,
    pub note: Option<String>,
    pub address: Vec<String>,
    pub delivery_name: String,
    pub currency: Currency,
    pub lines: Vec<OrderLine>,
    pub delivery_cost: i64,
    pub goods_amount: i64,
    pub net: i64,
    pub tax: i64,
    pub total: i64,
    pub by_rate: Vec<RateSum>,
    pub gross_prices: bool,
    /// What the cancelled part of the lines comes to, tax included, where the rest goes on.
    #[serde(default)]
    pub cancelled_amount: i64,
    pub shipments: Vec<Shipment>,
    pub events: Vec<EventLine>,
    /// Until when the order can be cancelled at no cost; `None` when that has ended.
    pub cancel_until: Option<WallTime>,
    pub cancel_requested: bool,
    pub reason: Option<String>,
    pub may_approve: bool,
    pub may_cancel: bool,
    /// The vendor's carriers, on the staff's side only.
    pub carriers: Vec<String>,
    /// The state of each mail about this order: for the staff all of them, for who ordered their own.
    pub mails: Vec<crate::demo::MailState>,
    /// The newest cases about it, on the customer's side only.
    #[serde(default)]
    pub cases: Vec<WrittenAbout>,
    /// When whoever asks now about an order that is late has an answer, on the customer's side only.
    #[serde(default)]
    pub answer_by: Option<WallTime>,
    /// The numbers of its invoices, for who may read what the account owes.
    #[serde(default)]
    pub invoices: Vec<String>,
    /// Some of it was shipped and is on no invoice yet; on the staff's side only.
    #[serde(default)]
    pub to_invoice: bool,
}

/// One line of an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderLine {
    pub id: OrderLineId,
    pub article: ArticleId,
    pub number: String,
    pub name: String,
    pub picture: String,
    pub unit: String,
    pub kind: ArticleKind,
    pub progress: Progress,
    pub unit_price: i64,
    pub discount: i64,
    pub amount: i64,
    pub rate: Rate,
    pub promised: Option<Date>,
    /// The promise as first given, when it has moved since.
    pub first_promised: Option<Date>,
    /// Where the promise was broken and no new one is given: the day that stock and deliveries make likely.
    #[serde(default)]
    pub expected: Option<Date>,
    pub wished: Option<Date>,
    pub confirmed: bool,
    /// Where it was invoiced, for who may dispute it.
    #[serde(default)]
    pub invoiced: Vec<InvoicedLine>,
}

/// A line of an invoice that is for a line of an order; amounts are in the order's currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoicedLine {
    /// The invoice's number, and the place of the line in it.
    pub number: String,
    pub position: i32,
    /// What of it is neither taken back nor disputed.
    pub disputable: i64,
    /// What of it is disputed: how much, and the number of the complaint.
    pub disputed: Vec<(i64, i64)>,
}

/// A case that is about an order, on the customer's side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenAbout {
    pub number: i64,
    pub kind: Kind,
    pub subject: String,
    pub is_closed: bool,
}

/// Who stands on a printed order: from whom it is, and for whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    pub vendor_address: String,
    pub vendor_vat_number: String,
    /// The lines of the account's own address.
    pub account_address: Vec<String>,
    pub account_vat_number: Option<String>,
}

/// One load on its way, or ready; or services that were carried out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shipment {
    pub id: ShipmentId,
    #[serde(default)]
    pub handover: Handover,
    pub carrier: String,
    pub tracking: Option<String>,
    pub tracking_url: Option<String>,
    pub shipped: WallTime,
    pub delivered: Option<WallTime>,
    /// Article name and quantity, in the order's own order.
    pub lines: Vec<(String, Quantity, String)>,
}

/// One article of an old order, as it was then and as it would be today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgainLine {
    pub number: String,
    pub name: String,
    pub old_quantity: Quantity,
    pub old_unit: String,
    pub old_price: i64,
    /// What of it can be ordered today: in the unit and the steps of today.
    pub quantity: Quantity,
    pub unit: String,
    pub step: Quantity,
    /// `None` when it cannot be had any more.
    pub new_price: Option<i64>,
    pub availability: Availability,
}

impl AgainLine {
    /// It can be had, in the unit in which it was ordered: it is what was wanted then.
    #[must_use]
    pub fn is_as_wanted(&self) -> bool {
        self.new_price.is_some() && self.unit == self.old_unit
    }
}

/// An old order, to be ordered again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Again {
    pub order: i64,
    /// The currency of the old prices.
    pub then: Currency,
    pub currency: Currency,
    pub lines: Vec<AgainLine>,
    pub now: WallTime,
}

/// Submit the review that was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submit {
    pub key: CommandKey,
    pub review: ReviewId,
}

/// The answer to a submission; the same for every repetition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submitted {
    pub number: i64,
    pub awaiting_approval: bool,
}

/// How many orders of a state the board counts.
pub const COUNTED: i32 = 1_000;

/// The staff's board: one column per state, its oldest orders, and how many there are; [`COUNTED`] and one more stand for
/// more than that many.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Board {
    pub columns: Vec<(OrderState, Vec<OrderCard>, i32)>,
    pub now: WallTime,
}

#[cfg(test)]
mod tests;
