//! The confirmation: what was ordered, what happens next, until when it can be undone.

use domain::{
    format,
    i18n::I18n,
    orders::{Handover, OrderPage, OrderState},
    time::Date,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    ask::question,
    features::orders::api,
    reader::{refresh_reader, use_i18n, use_language, use_vendor_day},
    ui::{amount, icon, instant, load_page, order_chip, promised_line, skeleton_rows},
};

/// The confirmation of one order.
#[must_use]
pub fn page() -> AnyView {
    let params = use_params_map();
    let number = move || {
        params.with(|params| params.get("number").and_then(|number| number.parse::<i64>().ok()).unwrap_or_default())
    };
    let order = question(move || api::Page { number: number() });
    // The cart is empty now, and its button should say so.
    Effect::new(move |_| refresh_reader());
    view! {
        <main class="main" id="main">
            {load_page(order, || skeleton_rows(4), contents)}
        </main>
    }
    .into_any()
}

fn contents(order: OrderPage) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let number = order.number.to_string();
    let waits = order.state == OrderState::AwaitingApproval;
    let (sign, title, text) = if waits {
        ("clock", i18n.thanks_waits_title(&number), i18n.thanks_waits_text())
    } else {
        ("check", i18n.thanks_title(&number), thanks_text(i18n, order.handover))
    };
    let cancel =
        order.cancel_until.filter(|until| order.may_cancel && until.instant > order.now.instant).map(|until| {
            let until = format::until(language, order.now, until);
            view! { <p class="soft">{i18n.review_cancel_until(&until)}</p> }
        });
    let reference = order.reference.clone().map(|reference| {
        view! { <div><dt>{i18n.review_reference()}</dt><dd>{reference}</dd></div> }
    });
    // Services alone come by no delivery.
    let delivery = (order.handover != Handover::Service).then(|| {
        view! { <div><dt>{i18n.thanks_delivery()}</dt><dd>{order.delivery_name.clone()}</dd></div> }
    });
    view! {
        {crate::ui::page_title(title.clone())}
        <div class="stack">
            <header class="done">
                {icon(sign)}
                <h1 tabindex="-1">{title}</h1>
                <p class="soft">{text}</p>
                {cancel}
            </header>
            <section class="sheet">
                <header class="sheet-head"><h2>{i18n.thanks_next()}</h2>{order_chip(order.state, order.handover)}</header>
                <div class="sheet-body">{next_steps(&order, waits)}</div>
            </section>
            <section class="sheet" aria-label=i18n.review_total()>
                <dl class="total-rows">
                    {reference}
                    {delivery}
                    <div class="total"><dt>{i18n.review_total()}</dt><dd>{amount(order.currency, order.total)}</dd></div>
                </dl>
            </section>
            <div class="actions">
                <a class="button" href=format!("/orders/{number}")>{i18n.thanks_follow()}</a>
                <a class="button button-quiet" href="/shop">{i18n.thanks_shop_on()}</a>
            </div>
        </div>
    }
    .into_any()
}

/// What the customer will hear of, in the words of how it comes.
fn thanks_text(i18n: I18n, handover: Handover) -> &'static str {
    match handover {
        Handover::Delivery => i18n.thanks_text(),
        Handover::Collection => i18n.thanks_text_collect(),
        Handover::Service => i18n.thanks_text_service(),
    }
}

fn next_steps(order: &OrderPage, waits: bool) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let approval = waits.then(|| {
        view! {
            <li data-tone="wait">
                <p>{i18n.thanks_step_approval()}</p>
                <small>{i18n.thanks_step_approval_note()}</small>
            </li>
        }
    });
    let promises = promises(order)
        .into_iter()
        .map(|(date, handover, names)| {
            let when = format::day_phrase(language, use_vendor_day(order.now), date);
            view! {
                <li data-tone="plain">
                    <p>{promised_line(handover, &when)}</p>
                    <small>{format::join_list(language, &names)}</small>
                </li>
            }
        })
        .collect_view();
    view! {
        <ol class="timeline">
            <li data-tone="ok"><p>{i18n.thanks_step_submitted()}</p><small>{instant(order.now, order.submitted)}</small></li>
            {approval}
            <li data-tone="plain"><p>{i18n.thanks_step_confirm()}</p><small>{i18n.thanks_step_confirm_note()}</small></li>
            {promises}
        </ol>
    }
    .into_any()
}

/// Each promised day and way of coming, with the names of what comes so.
fn promises(order: &OrderPage) -> Vec<(Date, Handover, Vec<String>)> {
    let mut promises: Vec<(Date, Handover, Vec<String>)> = Vec::new();
    for line in &order.lines {
        let Some(date) = line.promised else { continue };
        let handover = order.handover.of_line(line.kind);
        match promises.iter_mut().find(|(day, way, _)| (*day, *way) == (date, handover)) {
            Some((_, _, names)) => names.push(line.name.clone()),
            None => promises.push((date, handover, vec![line.name.clone()])),
        }
    }
    promises.sort_by_key(|(date, ..)| *date);
    promises
}
