//! The records as they are written. Their names are those of the fields in the file.

use domain::{
    event::Event,
    ledger::wire::{DocumentKind, InvoicePage, Party},
    notices::Choices,
    permissions::Actor,
    tax::{PriceMode, Rate},
    time::Date,
};
use serde::Serialize;
use store::{
    accounts::{MemberRow, OwnAddress},
    cases::Head,
    orders::Whole,
};

use super::{amount, moment, quantity};
use crate::Context;

#[derive(Clone, Debug, Serialize)]
pub struct Account {
    pub number: String,
    pub name: String,
    pub country: String,
    pub currency: String,
    pub vat_number: Option<String>,
    pub language: &'static str,
    /// From the invoice to its due date; none for the vendor's.
    pub payment_days: Option<u16>,
    /// The most that may be owed, in the account's currency; none where nothing is said.
    pub credit_limit: Option<String>,
    pub members: Vec<Member>,
    pub addresses: Vec<Address>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Member {
    pub name: String,
    pub email: String,
    pub language: String,
    pub time_zone: String,
    pub role: String,
    /// In the account's currency.
    pub order_limit: Option<String>,
    pub disabled: bool,
    /// What they want mails about.
    pub mail_orders: bool,
    pub mail_money: bool,
    pub mail_cases: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct Address {
    /// For deliveries, or for invoices.
    pub purpose: &'static str,
    pub label: String,
    pub name: String,
    pub line: String,
    pub postcode: String,
    pub city: String,
    pub country: String,
}

/// An order in a table.
#[derive(Clone, Debug, Serialize)]
pub struct OrderRow {
    pub number: i64,
    pub submitted: String,
    pub state: &'static str,
    pub by: String,
    pub reference: Option<String>,
    pub note: Option<String>,
    pub lines: i32,
    pub currency: String,
    pub net: String,
    pub tax: String,
    pub total: String,
    pub promised: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Order {
    #[serde(flatten)]
    pub order: OrderRow,
    pub reason: Option<String>,
    pub prices: &'static str,
    pub delivery_way: String,
    pub delivery: String,
    pub address: Vec<String>,
    pub articles: Vec<OrderLine>,
    pub shipments: Vec<Parcel>,
}

#[derive(Clone, Debug, Serialize)]
pub struct OrderLine {
    pub article: String,
    pub name: String,
    pub unit: String,
    pub ordered: String,
    pub cancelled: String,
    pub shipped: String,
    pub delivered: String,
    pub unit_price: String,
    pub discount: String,
    pub net: String,
    pub tax: String,
    pub total: String,
    /// Percent.
    pub rate: String,
    pub promised: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Parcel {
    pub carrier: String,
    pub tracking: Option<String>,
    pub shipped: String,
    pub delivered: Option<String>,
}

/// An invoice or a credit note.
#[derive(Clone, Debug, Serialize)]
pub struct Invoice {
    pub number: String,
    pub kind: &'static str,
    pub issued: String,
    pub due: Option<String>,
    pub delivered: Option<String>,
    pub order: Option<i64>,
    pub corrects: Option<String>,
    pub currency: String,
    pub prices: &'static str,
    pub net: String,
    pub tax: String,
    pub total: String,
    pub open: String,
    pub reference: String,
    pub buyer_reference: Option<String>,
    pub note: Option<String>,
    pub seller: Party,
    pub buyer: Party,
    pub lines: Vec<InvoiceLine>,
}

#[derive(Clone, Debug, Serialize)]
pub struct InvoiceLine {
    pub position: i32,
    pub article: String,
    pub name: String,
    pub unit: String,
    pub quantity: String,
    pub unit_price: String,
    pub discount: String,
    pub net: String,
    pub tax: String,
    pub total: String,
    /// Percent.
    pub rate: String,
}

/// A line of the ledger.
#[derive(Clone, Debug, Serialize)]
pub struct Posting {
    pub number: i64,
    pub posted: String,
    pub dated: String,
    pub due: Option<String>,
    pub kind: &'static str,
    pub document: Option<String>,
    pub reference: Option<String>,
    pub text: String,
    pub currency: String,
    pub amount: String,
    pub balance: String,
    pub open: String,
    /// The number of the posting that it takes back.
    pub reverses: Option<i64>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Case {
    pub number: i64,
    pub kind: &'static str,
    pub stage: &'static str,
    pub subject: String,
    pub impact: &'static str,
    pub needed_by: &'static str,
    pub urgency: &'static str,
    pub priority: &'static str,
    pub remedy: Option<&'static str>,
    pub expected: Option<String>,
    pub order: Option<i64>,
    pub article: Option<String>,
    pub by: String,
    pub tags: Vec<String>,
    pub satisfaction: Option<i32>,
    pub opened: String,
    pub closed: Option<String>,
    /// The case in which it goes on.
    pub goes_on_in: Option<i64>,
    pub entries: Vec<Entry>,
}

/// What was written in a case. What the vendor's people write for each other is no entry.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    pub at: String,
    pub by: String,
    pub by_vendor: bool,
    pub language: &'static str,
    pub text: String,
    pub cause: Option<String>,
    pub prevention: Option<String>,
    pub files: Vec<File>,
}

#[derive(Clone, Debug, Serialize)]
pub struct File {
    pub name: String,
    /// Where it is.
    pub path: String,
    pub bytes: i64,
}

/// An event of the log.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    pub number: i64,
    pub at: String,
    pub by: String,
    pub by_vendor: bool,
    pub event: Event,
}

fn day(day: Option<Date>) -> Option<String> {
    day.map(Date::iso)
}

fn prices(mode: PriceMode) -> &'static str {
    match mode {
        PriceMode::Net => "without_tax",
        PriceMode::Gross => "with_tax",
    }
}

/// 2100 is "21.00".
fn percent(rate: Rate) -> String {
    amount(i64::from(rate.basis_points), 2)
}

pub(super) fn member(row: MemberRow, decimals: u8, choices: Choices) -> Member {
    Member {
        name: row.name,
        email: row.email,
        language: row.language,
        time_zone: row.time_zone,
        role: row.role,
        order_limit: row.order_limit.map(|limit| amount(limit, decimals)),
        disabled: row.disabled,
        mail_orders: choices.orders,
        mail_money: choices.money,
        mail_cases: choices.cases,
    }
}

pub(super) fn address(own: OwnAddress) -> Address {
    let row = own.address;
    Address {
        purpose: own.purpose.code(),
        label: row.label,
        name: row.name,
        line: row.line1,
        postcode: row.postcode,
        city: row.city,
        country: row.country,
    }
}

pub(super) fn order_row(context: &Context, head: &store::orders::Head) -> OrderRow {
    let decimals = context.settings().currency(head.currency).exponent;
    OrderRow {
        number: head.number,
        submitted: moment(head.submitted),
        state: head.state.code(),
        by: head.by.clone(),
        reference: head.reference.clone(),
        note: head.note.clone(),
        lines: head.line_count,
        currency: head.currency.code().to_owned(),
        net: amount(head.net, decimals),
        tax: amount(head.tax, decimals),
        total: amount(head.gross, decimals),
        promised: day(head.promised),
    }
}

pub(super) fn order(context: &Context, actor: &Actor, whole: Whole) -> Order {
    let settings = context.settings();
    let decimals = settings.currency(whole.head.currency).exponent;
    let line = |line: store::orders::Line| OrderLine {
        name: line.names.pick(actor.language, settings.vendor.language).0.to_owned(),
        article: line.number,
        unit: line.unit,
        ordered: quantity(line.progress.ordered),
        cancelled: quantity(line.progress.cancelled),
        shipped: quantity(line.progress.shipped),
        delivered: quantity(line.progress.delivered),
        unit_price: amount(line.unit_price, decimals),
        discount: amount(line.discount, decimals),
        net: amount(line.net, decimals),
        tax: amount(line.tax, decimals),
        total: amount(line.gross, decimals),
        rate: percent(line.rate),
        promised: day(line.promised),
    };
    let parcel = |shipment: store::orders::Shipment| Parcel {
        carrier: shipment.carrier,
        tracking: shipment.tracking,
        shipped: moment(shipment.shipped),
        delivered: shipment.delivered.map(moment),
    };
    Order {
        order: order_row(context, &whole.head),
        reason: whole.head.reason,
        prices: prices(whole.head.mode),
        delivery_way: whole.head.delivery_way,
        delivery: amount(whole.head.delivery_amount, decimals),
        address: whole.head.address,
        articles: whole.lines.into_iter().map(line).collect(),
        shipments: whole.shipments.into_iter().map(parcel).collect(),
    }
}

/// An invoice or credit note, from its page.
#[must_use]
pub fn invoice(context: &Context, page: &InvoicePage) -> Invoice {
    let decimals = context.settings().currency(page.currency).exponent;
    let line = |line: &domain::ledger::wire::InvoiceLine| InvoiceLine {
        position: line.position,
        article: line.article_number.clone(),
        name: line.name.clone(),
        unit: line.unit.clone(),
        quantity: quantity(line.quantity.millis()),
        unit_price: amount(line.unit_price, decimals),
        discount: amount(line.discount, decimals),
        net: amount(line.net, decimals),
        tax: amount(line.tax, decimals),
        total: amount(line.gross, decimals),
        rate: percent(line.rate),
    };
    Invoice {
        number: page.number.clone(),
        kind: match page.kind {
            DocumentKind::Invoice => "invoice",
            DocumentKind::CreditNote => "credit_note",
        },
        issued: page.issued.iso(),
        due: day(page.due),
        delivered: day(page.delivered),
        order: page.order,
        corrects: page.corrects.clone(),
        currency: page.currency.code().to_owned(),
        prices: prices(page.mode),
        net: amount(page.net, decimals),
        tax: amount(page.tax, decimals),
        total: amount(page.gross, decimals),
        open: amount(page.open, decimals),
        reference: page.reference.clone(),
        buyer_reference: page.buyer_reference.clone(),
        note: page.note.clone(),
        seller: page.seller.clone(),
        buyer: page.buyer.clone(),
        lines: page.lines.iter().map(line).collect(),
    }
}

pub(super) fn posting(posting: store::ledger::Posting, reverses: Option<i64>, decimals: u8) -> Posting {
    Posting {
        number: posting.seq,
        posted: posting.posted.iso(),
        dated: posting.dated.iso(),
        due: day(posting.due),
        kind: posting.kind.code(),
        document: posting.document,
        reference: posting.reference,
        text: posting.text,
        currency: posting.currency.code().to_owned(),
        amount: amount(posting.amount, decimals),
        balance: amount(posting.balance, decimals),
        open: amount(posting.open, decimals),
        reverses,
    }
}

pub(super) fn case(head: Head, tags: Vec<String>, entries: Vec<Entry>) -> Case {
    Case {
        number: head.number,
        kind: head.kind.code(),
        stage: head.stage.code(),
        subject: head.subject,
        impact: head.impact.code(),
        needed_by: head.needed.code(),
        urgency: head.urgency.code(),
        priority: head.priority.code(),
        remedy: head.remedy.map(domain::cases::Remedy::code),
        expected: head.expected,
        order: head.order,
        article: head.article,
        by: head.by,
        tags,
        satisfaction: head.satisfaction,
        opened: moment(head.opened),
        closed: head.closed.map(moment),
        goes_on_in: head.merged_into,
        entries,
    }
}
