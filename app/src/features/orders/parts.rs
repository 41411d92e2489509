//! The parts of an order that both sides of the window see: where it stands, its lines, its loads, its log.

use std::cmp::Reverse;

use domain::{
    event::EventLine,
    format,
    money::{Currency, Money, Quantity},
    orders::{Handover, OrderLine, OrderPage, OrderState, Progress, Shipment},
    permissions::Right,
    shop::ArticleKind,
    time::{Date, WallTime},
};
use leptos::prelude::*;

use super::writing::writing;
use crate::{
    features::shop::links::encode,
    reader::{use_i18n, use_language, use_reader, use_rules, use_vendor_day},
    ui::{
        Tone, amount, chip, event_text, event_tone, icon, instant, order_chip, promised, promised_line, quantity_text,
        steps,
    },
};

/// Whether the reader's role in the account has this right. The server decides again; this only hides what it would
/// refuse.
#[must_use]
pub fn may(right: Right) -> bool {
    use_reader().with_untracked(|reader| {
        reader.me.as_ref().and_then(|me| me.account.as_ref()).is_some_and(|account| account.role.has(right))
    })
}

/// An amount of money within a sentence.
#[must_use]
pub fn money_text(currency: Currency, minor: i64) -> String {
    format::money(use_language(), Money { minor, currency }, &use_rules(currency))
}

/// Where the order stands: its promise in words, its state, its way.
#[must_use]
pub fn standing(order: &OrderPage) -> AnyView {
    let i18n = use_i18n();
    let stopped = matches!(order.state, OrderState::Cancelled | OrderState::Refused);
    let when = format::relative(use_language(), order.now, order.submitted);
    let reference = order.reference.clone().map(|reference| format!("{reference} · "));
    let reason = order.reason.clone().filter(|_| stopped);
    view! {
        <section class="sheet">
            <div class="sheet-body">
                <div class="spread">
                    <div>
                        <h2>{headline(order)}</h2>
                        <p class="soft small">{reference}{i18n.orders_submitted_by(&order.by, &when)}</p>
                    </div>
                    {order_chip(order.state, order.handover)}
                </div>
                {reason.map(|reason| view! { <p>{i18n.orders_reason_was(&reason)}</p> })}
                {late_news(order)}
                {(!stopped).then(|| steps(order.state, order.handover))}
            </div>
        </section>
    }
    .into_any()
}

/// What follows from a broken promise: what the new day is reckoned from, or by when whoever asks has an answer.
fn late_news(order: &OrderPage) -> Option<AnyView> {
    let i18n = use_i18n();
    if let Some(by) = order.answer_by {
        let text = i18n.orders_late_ask(&format::relative(use_language(), order.now, by));
        let href = format!("/messages/new?order={}", order.number);
        return Some(view! { <p>{text} " " <a class="link" href=href>{i18n.case_ask_about()}</a></p> }.into_any());
    }
    let is_reckoned = order.lines.iter().any(|line| line.expected.is_some());
    is_reckoned.then(|| view! { <p class="soft small">{i18n.orders_late_why()}</p> }.into_any())
}

/// What was ordered, line by line. `shop` is where an article's own page is, for those who have a shop.
#[must_use]
pub fn lines(order: &OrderPage, shop: Option<&'static str>) -> AnyView {
    let i18n = use_i18n();
    let count = i64::try_from(order.lines.len()).unwrap_or(i64::MAX);
    let lines = order.lines.iter().map(|line| line_row(order, line, shop)).collect_view();
    view! {
        <section class="sheet">
            <header class="sheet-head">
                <h2>{i18n.orders_lines_title()}</h2>
                <span class="soft small">{i18n.orders_lines(count)}</span>
            </header>
            <ul class="rows">{lines}</ul>
        </section>
    }
    .into_any()
}

/// The loads that are on their way, ready or there, and the services that were carried out. `action` gives what can be done with one of them.
#[must_use]
pub fn shipments(order: &OrderPage, action: &dyn Fn(&Shipment) -> Option<AnyView>) -> AnyView {
    let i18n = use_i18n();
    if order.shipments.is_empty() {
        return ().into_any();
    }
    let total = order.shipments.len().to_string();
    let is_whole = order.lines.iter().all(|line| line.progress.open() == 0);
    let rows = order
        .shipments
        .iter()
        .zip(1_u32..)
        .map(|(shipment, number)| {
            let is_load = shipment.handover == Handover::Delivery;
            let number = number.to_string();
            // How many it will be is known when nothing is left to come.
            let title = match (is_load, is_whole) {
                (true, true) => i18n.orders_load(&number, &total),
                (true, false) => i18n.orders_load_one(&number),
                (false, true) => i18n.orders_load_part(&number, &total),
                (false, false) => i18n.orders_load_part_one(&number),
            };
            shipment_row(order.now, shipment, title, action(shipment))
        })
        .collect_view();
    let is_brought = order.shipments.iter().any(|shipment| shipment.handover == Handover::Delivery);
    let title = if is_brought { i18n.orders_shipments_title() } else { i18n.orders_handed_title() };
    view! {
        <section class="sheet">
            <header class="sheet-head"><h2>{title}</h2></header>
            <ul class="rows">{rows}</ul>
        </section>
    }
    .into_any()
}

/// What happened, newest first.
#[must_use]
pub fn log(order: &OrderPage) -> AnyView {
    let mut events: Vec<&EventLine> = order.events.iter().collect();
    events.sort_by_key(|line| Reverse(line.seq));
    let items = events.into_iter().map(|line| event_item(order.now, line)).collect_view();
    view! {
        <section class="sheet">
            <header class="sheet-head"><h2>{use_i18n().orders_log_title()}</h2></header>
            <div class="sheet-body"><ol class="timeline">{items}</ol></div>
        </section>
    }
    .into_any()
}

fn event_item(now: WallTime, line: &EventLine) -> AnyView {
    let by = (!line.by.is_empty()).then(|| format!(" · {}", line.by));
    view! {
        <li data-tone=event_tone(&line.event).code()>
            <p>{event_text(use_i18n(), use_language(), line)}</p>
            <small>{instant(now, line.at)}{by}</small>
        </li>
    }
    .into_any()
}

fn headline(order: &OrderPage) -> String {
    let i18n = use_i18n();
    let today = use_vendor_day(order.now);
    match order.state {
        OrderState::AwaitingApproval => i18n.orders_head_awaiting().to_owned(),
        OrderState::Refused => i18n.orders_head_refused().to_owned(),
        OrderState::Cancelled => i18n.orders_head_cancelled().to_owned(),
        OrderState::Delivered => match order.handover {
            Handover::Delivery => i18n.orders_head_delivered(),
            Handover::Collection => i18n.orders_head_collected(),
            Handover::Service => i18n.orders_head_carried_out(),
        }
        .to_owned(),
        OrderState::Shipped if order.handover == Handover::Collection => i18n.orders_head_ready().to_owned(),
        OrderState::Shipped if order.handover == Handover::Service => i18n.orders_head_carried_out().to_owned(),
        OrderState::Submitted
        | OrderState::Confirmed
        | OrderState::Picking
        | OrderState::PartlyShipped
        | OrderState::Shipped => {
            // What has not left counts first, as in the lists.
            let is_open = |line: &OrderLine| line.progress.open() > 0;
            let has_open = order.lines.iter().any(is_open);
            let is_due = |line: &&OrderLine| if has_open { is_open(line) } else { is_awaited(&line.progress) };
            let days = || order.lines.iter().filter(is_due).filter_map(|line| line.promised);
            let said = |date| format::day_phrase(use_language(), today, date);
            match (days().min(), days().max()) {
                (Some(first), _) if first < today => {
                    let expected = order.lines.iter().filter(is_due).filter_map(|line| line.expected).max();
                    match expected.filter(|_| order.answer_by.is_none()) {
                        Some(expected) => i18n.orders_head_late_expected(&said(expected), &said(first)),
                        None => i18n.orders_head_late(&said(first)),
                    }
                }
                (_, Some(last)) => promised_line(order.handover, &said(last)),
                _ => i18n.orders_head_undated().to_owned(),
            }
        }
    }
}

/// Some of the line has not reached the customer yet.
const fn is_awaited(progress: &Progress) -> bool {
    progress.delivered < progress.ordered - progress.cancelled
}

fn line_row(order: &OrderPage, line: &OrderLine, shop: Option<&'static str>) -> AnyView {
    let i18n = use_i18n();
    let quantity = quantity_text(use_language(), Quantity::from_millis(line.progress.ordered), &line.unit);
    let name = match shop {
        Some(shop) => {
            let href = format!("{shop}/{}", encode(&line.number));
            view! { <a class="row-link" href=href>{line.name.clone()}</a> }.into_any()
        }
        None => line.name.clone().into_any(),
    };
    // Who has a shop is a customer.
    let write = shop.map(|_| writing(order, line));
    let discount = (line.discount > 0).then(|| {
        view! { <small>{i18n.orders_discount(&money_text(order.currency, line.discount))}</small> }
    });
    view! {
        <li class="article-row">
            <span class="tile">
                <img src=format!("/pictures/{}.svg", line.picture) alt="" width="56" height="56" loading="lazy"/>
            </span>
            <div class="article-text">
                <h3 class="article-name">{name}</h3>
                <p class="soft">
                    {line.number.clone()} " · " {quantity} " × " {amount(order.currency, line.unit_price)}
                </p>
                {moved(order, line)}
                {write}
            </div>
            <div class="article-price">{amount(order.currency, line.amount)}{discount}</div>
            <div class="article-chips">{line_chips(order, line)}</div>
        </li>
    }
    .into_any()
}

/// The first promise and the one of now, when it has moved.
fn moved(order: &OrderPage, line: &OrderLine) -> Option<AnyView> {
    let i18n = use_i18n();
    let first = line.first_promised?;
    let now = line.promised.filter(|now| *now != first)?;
    let said = |date: Date| format::day_phrase(use_language(), use_vendor_day(order.now), date);
    Some(
        view! {
            <p class="soft">
                {i18n.orders_promise_moved()} " "
                <span class="difference">
                    <del><span class="visually-hidden">{i18n.orders_was()} " "</span>{said(first)}</del>
                    <ins><span class="visually-hidden">{i18n.orders_now()} " "</span>{said(now)}</ins>
                </span>
            </p>
        }
        .into_any(),
    )
}

/// How far a line is: what has arrived, what is on its way, what was cancelled, and when the rest comes.
fn line_chips(order: &OrderPage, line: &OrderLine) -> Vec<AnyView> {
    let i18n = use_i18n();
    let Progress { ordered, cancelled, shipped, delivered } = line.progress;
    let wanted = ordered - cancelled;
    if wanted <= 0 {
        return vec![chip(Tone::Plain, i18n.state_cancelled().to_owned())];
    }
    let said = |millis: i64| format::quantity(use_language(), Quantity::from_millis(millis));
    let handover = order.handover.of_line(line.kind);
    let moving = shipped - delivered;
    let mut chips = Vec::new();
    if delivered == wanted {
        chips.push(chip(Tone::Plain, format::state_name(i18n, OrderState::Delivered, handover).to_owned()));
    } else if delivered > 0 {
        let (all, part) = (said(wanted), said(delivered));
        let text = match handover {
            Handover::Delivery => i18n.orders_part_delivered(&all, &part),
            Handover::Collection => i18n.orders_part_collected(&all, &part),
            Handover::Service => i18n.orders_part_carried_out(&all, &part),
        };
        chips.push(chip(Tone::Plain, text));
    }
    if moving == wanted {
        chips.push(chip(Tone::Ok, format::state_name(i18n, OrderState::Shipped, handover).to_owned()));
    } else if moving > 0 {
        let (all, part) = (said(wanted), said(moving));
        let text = match handover {
            Handover::Delivery => i18n.orders_part_moving(&all, &part),
            Handover::Collection => i18n.orders_part_ready(&all, &part),
            Handover::Service => i18n.orders_part_carried_out(&all, &part),
        };
        chips.push(chip(Tone::Ok, text));
    }
    if cancelled > 0 {
        chips.push(chip(Tone::Plain, i18n.orders_part_cancelled(&said(ordered), &said(cancelled))));
    }
    // What is ready waits for the customer; its day is over as a promise.
    let is_promised =
        if handover == Handover::Delivery { is_awaited(&line.progress) } else { line.progress.open() > 0 };
    if is_promised && !order.state.is_final() {
        chips.push(promise_chip(order.now, line, handover));
    }
    chips
}

fn promise_chip(now: WallTime, line: &OrderLine, handover: Handover) -> AnyView {
    let i18n = use_i18n();
    let said = |date: Date| format::day_phrase(use_language(), use_vendor_day(now), date);
    match (line.kind, line.promised) {
        (_, Some(date)) if date < use_vendor_day(now) => chip(
            Tone::Late,
            match line.expected {
                Some(expected) => i18n.order_late_expected(&said(expected), &said(date)),
                None => i18n.order_late(&said(date)),
            },
        ),
        (ArticleKind::Service, Some(date)) if line.confirmed => {
            chip(Tone::Ok, i18n.orders_service_confirmed(&said(date)))
        }
        (ArticleKind::Service, date) => match (line.wished, date) {
            (Some(wished), _) => chip(Tone::Wait, i18n.orders_service_wished(&said(wished))),
            (None, Some(date)) => chip(Tone::Wait, i18n.orders_service_planned(&said(date))),
            (None, None) => chip(Tone::Wait, i18n.orders_service_undated().to_owned()),
        },
        (ArticleKind::Goods, Some(date)) => {
            let moved = line.first_promised.is_some_and(|first| date > first);
            chip(if moved { Tone::Wait } else { Tone::Ok }, promised(handover, &said(date)))
        }
        (ArticleKind::Goods, None) => chip(Tone::Wait, i18n.orders_undated().to_owned()),
    }
}

fn shipment_row(now: WallTime, shipment: &Shipment, title: String, action: Option<AnyView>) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let carrier = carrier_text(shipment).map(|text| view! { <small>{text}</small> });
    let contents: Vec<String> = shipment
        .lines
        .iter()
        .map(|(name, quantity, unit)| format!("{} {name}", quantity_text(language, *quantity, unit)))
        .collect();
    let said = |at| format::relative(language, now, at);
    let arrived = match (shipment.handover, shipment.delivered) {
        (Handover::Delivery, Some(at)) => chip(Tone::Plain, i18n.orders_load_delivered(&said(at))),
        (Handover::Collection, Some(at)) => chip(Tone::Plain, i18n.orders_load_collected(&said(at))),
        (Handover::Service, Some(at)) => chip(Tone::Plain, i18n.orders_load_carried_out(&said(at))),
        (_, None) => chip(Tone::Ok, sent_text(now, shipment)),
    };
    let track = shipment.tracking_url.clone().map(|url| {
        view! {
            <a class="link" href=url target="_blank" rel="external noopener noreferrer">
                {i18n.orders_track()}<span class="visually-hidden">": "{title.clone()}</span>
            </a>
        }
    });
    view! {
        <li class="row" data-align="start">
            {shipment_icon(shipment)}
            <div class="row-text">
                <strong>{title}</strong>
                {carrier}
                <small>{contents.join(" · ")}</small>
                <span class="chips">{arrived}</span>
            </div>
            {track}
            {action}
        </li>
    }
    .into_any()
}

/// Who brings a load and under which number, as far as it is known.
#[must_use]
pub fn carrier_text(shipment: &Shipment) -> Option<String> {
    let parts: Vec<&str> =
        [Some(shipment.carrier.as_str()), shipment.tracking.as_deref()].into_iter().flatten().collect();
    let known: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    (!known.is_empty()).then(|| known.join(" · "))
}

/// Since when a load is on its way or ready, or when a service was carried out.
#[must_use]
pub fn sent_text(now: WallTime, shipment: &Shipment) -> String {
    let i18n = use_i18n();
    let when = format::relative(use_language(), now, shipment.shipped);
    match shipment.handover {
        Handover::Delivery => i18n.orders_load_sent(&when),
        Handover::Collection => i18n.orders_load_ready(&when),
        Handover::Service => i18n.orders_load_carried_out(&when),
    }
}

/// The picture of how it comes.
#[must_use]
pub fn shipment_icon(shipment: &Shipment) -> AnyView {
    match shipment.handover {
        Handover::Delivery => icon("truck"),
        Handover::Collection => icon("pin"),
        Handover::Service => icon("check"),
    }
}
