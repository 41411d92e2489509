//! An order at a glance: its state in words, its steps, its card in a list.

use domain::{
    format,
    orders::{OrderCard, OrderState},
    time::WallTime,
};
use leptos::prelude::*;

use super::{Tone, amount, chip};
use crate::reader::{use_i18n, use_language};

/// The name of a state.
#[must_use]
pub fn state_name(i18n: domain::i18n::I18n, state: OrderState) -> &'static str {
    match state {
        OrderState::AwaitingApproval => i18n.state_awaiting_approval(),
        OrderState::Submitted => i18n.state_submitted(),
        OrderState::Confirmed => i18n.state_confirmed(),
        OrderState::Picking => i18n.state_picking(),
        OrderState::PartlyShipped => i18n.state_partly_shipped(),
        OrderState::Shipped => i18n.state_shipped(),
        OrderState::Delivered => i18n.state_delivered(),
        OrderState::Cancelled => i18n.state_cancelled(),
        OrderState::Refused => i18n.state_refused(),
    }
}

/// The state as a chip.
#[must_use]
pub fn state_chip(state: OrderState) -> AnyView {
    let tone = match state {
        OrderState::AwaitingApproval => Tone::Wait,
        OrderState::Cancelled | OrderState::Refused | OrderState::Delivered => Tone::Plain,
        _ => Tone::Ok,
    };
    chip(tone, state_name(use_i18n(), state).to_owned())
}

/// That the customer asks for a cancellation, as long as nobody has answered.
#[must_use]
pub fn asked_chip(order: &OrderCard) -> Option<AnyView> {
    let asked = order.cancel_requested && !order.state.is_final();
    asked.then(|| chip(Tone::Late, use_i18n().orders_cancel_requested().to_owned()))
}

/// The way of an order, from received to delivered.
#[must_use]
pub fn steps(state: OrderState) -> AnyView {
    let i18n = use_i18n();
    let names = [
        i18n.step_received(),
        i18n.state_confirmed(),
        i18n.state_picking(),
        i18n.step_on_its_way(),
        i18n.state_delivered(),
    ];
    let at = match state {
        OrderState::AwaitingApproval | OrderState::Submitted | OrderState::Refused | OrderState::Cancelled => 0,
        OrderState::Confirmed => 1,
        OrderState::Picking => 2,
        OrderState::PartlyShipped | OrderState::Shipped => 3,
        OrderState::Delivered => 4,
    };
    let items = names
        .into_iter()
        .enumerate()
        .map(|(index, name)| {
            let state = match index.cmp(&at) {
                std::cmp::Ordering::Less => Some("done"),
                std::cmp::Ordering::Equal if index == 4 => Some("done"),
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
    let language = use_language();
    let number = order.number;
    let promise = order.promised.filter(|_| !order.state.is_final()).map(|date| {
        let when = format::day_phrase(language, now.date(), date);
        if order.late { chip(Tone::Late, i18n.order_late(&when)) } else { chip(Tone::Ok, i18n.order_arrives(&when)) }
    });
    let who = order.account.clone().unwrap_or_else(|| order.by.clone());
    view! {
        <li class="row" data-align="start">
            <div class="row-text">
                <a class="row-link" href=format!("{base}/{number}")>{i18n.order_title(&number.to_string())}</a>
                <small>{order.summary.clone()}</small>
                <small>{super::instant(now, order.submitted)} " · " {who} {order.reference.clone().map(|text| format!(" · {text}"))}</small>
                <span class="chips">{state_chip(order.state)} {asked_chip(order)} {promise}</span>
            </div>
            <span class="row-side">{amount(order.currency, order.total)}</span>
        </li>
    }
    .into_any()
}
