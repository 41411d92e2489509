//! The mails about an order: what happened, and where it says what was ordered, line by line.

use domain::{
    event::Event,
    format,
    i18n::I18n,
    language::{Language, Texts},
    money::{Currency, Money, Quantity},
    notices::Topic,
    orders::Handover,
    shop::ArticleKind,
    tax::PriceMode,
    time::{Date, Instant},
};
use store::{
    orders::{Head, Line, NewLine, NewOrder},
    outbox::Mail,
};

use super::{Letter, Row, Table, with_choices, write};
use crate::Context;

/// Who is told of a step of an order, and in which zone they read times.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recipient<'a> {
    pub email: &'a str,
    pub language: Language,
    pub time_zone: &'a str,
}

/// What a mail about an order speaks of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OrderFacts<'a> {
    pub number: i64,
    pub total: Money,
    pub by: &'a str,
    /// How its goods reach the customer.
    pub handover: Handover,
    /// The end of free cancellation, while that lies ahead.
    pub cancel_until: Option<Instant>,
    /// For the mails that say what was ordered.
    pub contents: Option<&'a Contents>,
}

/// What was ordered and what it costs.
#[derive(Clone, Debug)]
pub(crate) struct Contents {
    lines: Vec<Bought>,
    goods: i64,
    delivery: i64,
    tax: i64,
    mode: PriceMode,
}

#[derive(Clone, Debug)]
struct Bought {
    number: String,
    names: Texts,
    kind: ArticleKind,
    quantity: Quantity,
    unit: String,
    promised: Option<Date>,
    wished: Option<Date>,
    confirmed: bool,
    amount: i64,
}

impl Contents {
    /// Of an order that is there; what was cancelled is left out.
    pub(crate) fn of(head: &Head, lines: &[Line]) -> Self {
        let lines = lines
            .iter()
            .filter(|line| line.progress.ordered > line.progress.cancelled)
            .map(|line| Bought {
                number: line.number.clone(),
                names: line.names.clone(),
                kind: line.kind,
                quantity: Quantity::from_millis(line.progress.ordered - line.progress.cancelled),
                unit: line.unit.clone(),
                promised: line.promised,
                wished: line.wished,
                confirmed: line.confirmed,
                amount: line.amount,
            })
            .collect();
        Self { lines, goods: head.goods_amount, delivery: head.delivery_amount, tax: head.tax, mode: head.mode }
    }

    /// Of an order that is being written.
    pub(crate) fn of_new(order: &NewOrder, lines: &[NewLine]) -> Self {
        let lines = lines
            .iter()
            .map(|line| Bought {
                number: line.number.clone(),
                names: line.names.clone(),
                kind: line.kind,
                quantity: line.quantity,
                unit: line.unit.clone(),
                promised: line.promised,
                wished: line.wished,
                confirmed: false,
                amount: line.price.amount,
            })
            .collect();
        Self { lines, goods: order.goods_amount, delivery: order.delivery_amount, tax: order.tax.tax, mode: order.mode }
    }
}

/// The mail for a step of an order; `None` when nobody need be mailed of it.
pub(crate) fn order(context: &Context, recipient: Recipient<'_>, facts: OrderFacts<'_>, event: &Event) -> Option<Mail> {
    let i18n = I18n::of(recipient.language);
    let number = facts.number.to_string();
    let (subject, text) = said(context, i18n, facts, event)?;
    let mut paragraphs = vec![text];
    paragraphs.extend(deadline(context, i18n, recipient, facts, event));
    let letter = Letter {
        subject,
        paragraphs,
        code: None,
        table: facts.contents.map(|contents| table(context, i18n, facts, contents)),
        link: Some((i18n.mail_order_link().to_owned(), format!("{}/orders/{number}", context.config().public_url))),
    };
    let mail = write(context, i18n, recipient.email, &letter);
    Some(match Topic::of_event(event) {
        Some(_) => with_choices(context, recipient.language, mail),
        None => mail,
    })
}

/// The subject, and the sentence with which the mail begins.
fn said(context: &Context, i18n: I18n, facts: OrderFacts<'_>, event: &Event) -> Option<(String, String)> {
    let number = facts.number.to_string();
    let number = number.as_str();
    Some(match event {
        Event::OrderSubmitted { awaiting_approval: true, .. } => (
            i18n.mail_waiting_subject(number),
            i18n.mail_waiting_text(facts.by, number, &money(context, i18n, facts.total.currency, facts.total.minor)),
        ),
        Event::OrderSubmitted { .. } => (
            i18n.mail_submitted_subject(number),
            i18n.mail_submitted_text(number, &money(context, i18n, facts.total.currency, facts.total.minor)),
        ),
        Event::OrderApproved { .. } => (i18n.mail_approved_subject(number), i18n.mail_approved_text(number)),
        Event::OrderRefused { reason, .. } => {
            (i18n.mail_refused_subject(number), i18n.mail_refused_text(number, reason))
        }
        Event::OrderConfirmed { promised, .. } => {
            let subject = i18n.mail_confirmed_subject(number);
            // Without a day the subject says all there is to say.
            let text = promised.map(|date| {
                let date = format::date_long(i18n.language, date);
                match facts.handover {
                    Handover::Delivery => i18n.mail_confirmed_text(&date, number),
                    Handover::Collection => i18n.mail_confirmed_collect_text(&date, number),
                    Handover::Service => i18n.mail_confirmed_service_text(&date, number),
                }
            });
            (subject.clone(), text.unwrap_or(subject))
        }
        // Who is said to have agreed hears of it.
        Event::OrderPicking { agreed: true, .. } => (i18n.mail_begun_subject(number), i18n.mail_begun_text(number)),
        Event::OrderShipped { carrier, partly, handover, .. } => {
            shipped(context, i18n, number, carrier, *partly, *handover)
        }
        Event::OrderDelivered { partly, handover, .. } => delivered(i18n, number, *partly, *handover),
        Event::OrderCancelled { reason, .. } => (
            i18n.mail_cancelled_subject(number),
            i18n.mail_cancelled_text(number, reason.as_deref().unwrap_or("")).trim().to_owned(),
        ),
        // Nobody said no: all of it had gone.
        Event::CancellationDeclined { reason, .. } if reason.is_empty() => {
            (i18n.mail_declined_subject(number), i18n.mail_declined_gone_text(number))
        }
        Event::CancellationDeclined { reason, .. } => {
            (i18n.mail_declined_subject(number), i18n.mail_declined_text(number, reason))
        }
        Event::OrderSplit { number: article, date, .. } => (
            i18n.mail_split_subject(number),
            i18n.mail_split_text(article, &format::date_long(i18n.language, *date), number),
        ),
        _ => return None,
    })
}

fn shipped(
    context: &Context,
    i18n: I18n,
    number: &str,
    carrier: &str,
    partly: bool,
    handover: Handover,
) -> (String, String) {
    match handover {
        Handover::Delivery => {
            let text = match (carrier.is_empty(), partly) {
                (false, false) => i18n.mail_shipped_text(carrier, number),
                (false, true) => i18n.mail_partly_shipped_text(carrier, number),
                (true, false) => i18n.mail_shipped_plain_text(number),
                (true, true) => i18n.mail_partly_shipped_plain_text(number),
            };
            (i18n.mail_shipped_subject(number), text)
        }
        Handover::Collection => {
            let settings = context.settings();
            let place =
                if settings.vendor.address.is_empty() { &settings.vendor.name } else { &settings.vendor.address };
            if partly {
                (i18n.mail_part_ready_subject(number), i18n.mail_part_ready_text(number, place))
            } else {
                (i18n.mail_ready_subject(number), i18n.mail_ready_text(number, place))
            }
        }
        Handover::Service if partly => {
            (i18n.mail_part_carried_out_subject(number), i18n.mail_part_carried_out_text(number))
        }
        Handover::Service => (i18n.mail_carried_out_subject(number), i18n.mail_carried_out_text(number)),
    }
}

fn delivered(i18n: I18n, number: &str, partly: bool, handover: Handover) -> (String, String) {
    match (handover, partly) {
        (Handover::Delivery, false) => (i18n.mail_delivered_subject(number), i18n.mail_delivered_text(number)),
        (Handover::Delivery, true) => (i18n.mail_part_delivered_subject(number), i18n.mail_part_delivered_text(number)),
        (Handover::Collection, false) => (i18n.mail_collected_subject(number), i18n.mail_collected_text(number)),
        (Handover::Collection, true) => {
            (i18n.mail_part_collected_subject(number), i18n.mail_part_collected_text(number))
        }
        (Handover::Service, false) => (i18n.mail_carried_out_subject(number), i18n.mail_carried_out_text(number)),
        (Handover::Service, true) => {
            (i18n.mail_part_carried_out_subject(number), i18n.mail_part_carried_out_text(number))
        }
    }
}

/// Until when the order can be cancelled freely, with day and clock in the reader's zone.
fn deadline(
    context: &Context,
    i18n: I18n,
    recipient: Recipient<'_>,
    facts: OrderFacts<'_>,
    event: &Event,
) -> Option<String> {
    let is_told = matches!(
        event,
        Event::OrderSubmitted { awaiting_approval: false, .. }
            | Event::OrderApproved { .. }
            | Event::OrderConfirmed { .. }
    );
    let until = context.wall(facts.cancel_until.filter(|_| is_told)?, recipient.time_zone);
    let day = format::date_full_weekday(i18n.language, until.date());
    Some(i18n.mail_cancel_until(&day, &format::time(i18n.language, until)))
}

fn table(context: &Context, i18n: I18n, facts: OrderFacts<'_>, contents: &Contents) -> Table {
    let vendor = context.settings().vendor.language;
    let said = |minor| money(context, i18n, facts.total.currency, minor);
    let rows = contents
        .lines
        .iter()
        .map(|line| Row {
            name: format!("{} ({})", line.names.pick(i18n.language, vendor).0, line.number),
            note: format!(
                "{} · {}",
                format::quantity_with_unit(i18n, line.quantity, &line.unit),
                when(i18n, facts.handover, line)
            ),
            amount: said(line.amount),
        })
        .collect();
    let mut sums = vec![(i18n.orders_goods().to_owned(), said(contents.goods))];
    if contents.delivery != 0 {
        sums.push((i18n.orders_delivery().to_owned(), said(contents.delivery)));
    }
    let tax = (i18n.mail_vat().to_owned(), said(contents.tax));
    let total = (i18n.orders_total().to_owned(), said(facts.total.minor));
    match contents.mode {
        PriceMode::Net => sums.extend([tax, total]),
        PriceMode::Gross => {
            let taken_out = facts.total.minor - contents.goods - contents.delivery;
            if taken_out != 0 {
                sums.push((i18n.orders_tax_taken_out().to_owned(), said(taken_out)));
            }
            sums.push(total);
            sums.push((i18n.orders_tax_contained(&tax.0), tax.1));
        }
    }
    Table { rows, sums }
}

/// When a line comes, in the words of how it comes.
fn when(i18n: I18n, handover: Handover, line: &Bought) -> String {
    let day = |date: Date| format::date_weekday(i18n.language, date);
    match (handover.of_line(line.kind), line.promised) {
        (Handover::Service, Some(date)) if line.confirmed => i18n.orders_service_confirmed(&day(date)),
        (Handover::Service, date) => line
            .wished
            .or(date)
            .map_or_else(|| i18n.orders_service_undated().to_owned(), |date| i18n.orders_service_wished(&day(date))),
        (Handover::Delivery, Some(date)) => i18n.order_arrives(&day(date)),
        (Handover::Collection, Some(date)) => i18n.order_collect(&day(date)),
        (Handover::Delivery | Handover::Collection, None) => i18n.orders_undated().to_owned(),
    }
}

fn money(context: &Context, i18n: I18n, currency: Currency, minor: i64) -> String {
    format::money(i18n.language, Money { minor, currency }, &context.settings().currency(currency))
}
