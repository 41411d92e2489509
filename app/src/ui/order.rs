//! An order at a glance: its state in words, its steps, its card in a list.

use domain::{
    format,
    orders::{Handover, OrderCard, OrderState},
    time::WallTime,
};
use leptos::prelude::*;

use super::{Tone, amount, chip};
use crate::reader::{use_i18n, use_language, use_vendor_day};

/// The name of a state, where orders of all kinds are meant.
#[must_use]
pub fn state_name(i18n: domain::i18n::I18n, state: OrderState) -> &'static str {
    format::state_name(i18n, state, Handover::Delivery)
}

/// The state as a chip, where orders of all kinds are meant.
#[must_use]
pub fn state_chip(state: OrderState) -> AnyView {
    order_chip(state, Handover::Delivery)
}

/// The state of one order as a chip.
#[must_use]
pub fn order_chip(state: OrderState, handover: Handover) -> AnyView {
    let tone = match state {
        OrderState::AwaitingApproval => Tone::Wait,
        OrderState::Cancelled | OrderState::Refused | OrderState::Delivered => Tone::Plain,
        _ => Tone::Ok,
    };
    chip(tone, format::state_name(use_i18n(), state, handover).to_owned())
}

/// The promised day of an order in a list, late or not; nothing when there is none, or no need for one any more.
#[must_use]
pub fn promise_chip(order: &OrderCard, now: WallTime) -> Option<AnyView> {
    let i18n = use_i18n();
    // What is ready has no day any more, either.
    let is_ready = order.handover == Handover::Collection && order.state == OrderState::Shipped;
    let date = order.promised.filter(|_| !order.state.is_final() && !is_ready)?;
    let when = format::day_phrase(use_language(), use_vendor_day(now), date);
    Some(if order.late {
        chip(Tone::Late, i18n.order_late(&when))
    } else {
        chip(Tone::Ok, promised(order.handover, &when))
    })
}

/// When something comes, in the words of how it comes.
#[must_use]
pub fn promised(handover: Handover, when: &str) -> String {
    let i18n = use_i18n();
    match handover {
        Handover::Delivery => i18n.order_arrives(when),
        Handover::Collection => i18n.order_collect(when),
        Handover::Service => i18n.order_service(when),
    }
}

/// The same as a line of its own.
#[must_use]
pub fn promised_line(handover: Handover, when: &str) -> String {
    let i18n = use_i18n();
    match handover {
        Handover::Delivery => i18n.orders_head_arrives(when),
        Handover::Collection => i18n.orders_head_collect(when),
        Handover::Service => i18n.orders_head_service(when),
    }
}

/// That the customer asks for a cancellation, as long as nobody has answered.
#[must_use]
pub fn asked_chip(order: &OrderCard) -> Option<AnyView> {
    let asked = order.cancel_requested && !order.state.is_final();
    asked.then(|| chip(Tone::Late, use_i18n().orders_cancel_requested().to_owned()))
}

/// The way of an order, from received to delivered, collected or carried out.
#[must_use]
pub fn steps(state: OrderState, handover: Handover) -> AnyView {
    let i18n = use_i18n();
    let name = |state| format::state_name(i18n, state, handover);
    let begin = [i18n.step_received(), name(OrderState::Confirmed)];
    let rest = match handover {
        Handover::Delivery => vec![name(OrderState::Picking), i18n.step_on_its_way(), name(OrderState::Delivered)],
        Handover::Collection => vec![name(OrderState::Picking), i18n.step_ready(), name(OrderState::Delivered)],
        Handover::Service => vec![name(OrderState::Delivered)],
    };
    let names: Vec<&'static str> = begin.into_iter().chain(rest).collect();
    let last = names.len() - 1;
    let at = match (state, handover) {
        (OrderState::AwaitingApproval | OrderState::Submitted | OrderState::Refused | OrderState::Cancelled, _) => 0,
        (OrderState::Confirmed, _) | (OrderState::Picking | OrderState::PartlyShipped, Handover::Service) => 1,
        (OrderState::Picking, _) => 2,
        (OrderState::PartlyShipped | OrderState::Shipped, Handover::Delivery | Handover::Collection) => 3,
        (OrderState::Shipped, Handover::Service) | (OrderState::Delivered, _) => last,
    };
    let items = names
        .into_iter()
        .enumerate()
        .map(|(index, name)| {
            let state = match index.cmp(&at) {
                std::cmp::Ordering::Less => Some("done"),
                std::cmp::Ordering::Equal if index == last => Some("done"),
                std::cmp::Ordering::Equal => Some("now"),
                std::cmp::Ordering::Greater => None,
            };
            view! {
                <li data-state=state aria-current=(index == at).then_some("step")><span class="step-label">{name}</span></li>
            }
        })
        .collect_view();
    view! { <ol class="steps" aria-label=i18n.order_steps_label()>{items}</ol> }.into_any()
}

/// An order in a list, with its promise.
#[must_use]
pub fn order_card(order: &OrderCard, now: WallTime, base: &str) -> AnyView {
    let i18n = use_i18n();
    let number = order.number;
    let who = order.account.clone().unwrap_or_else(|| order.by.clone());
    view! {
        <li class="row" data-align="start">
            <div class="row-text">
                <a class="row-link" href=format!("{base}/{number}")>{i18n.order_title(&number.to_string())}</a>
                <small>{order.summary.clone()}</small>
                <small>{super::instant(now, order.submitted)} " · " {who} {order.reference.clone().map(|text| format!(" · {text}"))}</small>
                <span class="chips">{order_chip(order.state, order.handover)} {asked_chip(order)} {promise_chip(order, now)}</span>
            </div>
            <span class="row-side">{amount(order.currency, order.total)}</span>
        </li>
    }
    .into_any()
}
