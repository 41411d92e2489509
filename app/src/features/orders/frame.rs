//! The page of one order, as it is on both sides of the window: heading, what a step was answered, the order itself.

use domain::orders::OrderPage;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    ask::Question,
    reader::use_i18n,
    ui::{Command, Refetch, load, outdated_notice, page_head, refusal_of, skeleton_rows},
};

/// The number in the page's address; what is none is 0, which no order has.
#[must_use]
pub fn number_asked_for() -> Signal<i64> {
    let params = use_params_map();
    Signal::derive(move || {
        params.with(|params| params.get("number")).and_then(|number| number.parse::<i64>().ok()).unwrap_or_default()
    })
}

/// The heading of an order's page, with the way back to the list at `back` and, on the right, `actions`.
#[must_use]
pub fn head(number: i64, back: (&str, &str), actions: Option<AnyView>) -> AnyView {
    let i18n = use_i18n();
    let title =
        if number > 0 { i18n.order_title(&number.to_string()) } else { i18n.error_not_found_title().to_owned() };
    page_head(title, None, Some((back.0.to_owned(), back.1.to_owned())), actions)
}

/// What is below the heading. The page is asked for again after each of `commands`, which live outside of what is
/// fetched, so that their answers survive it.
#[must_use]
pub fn body(
    order: Question<OrderPage>,
    refetch: Refetch,
    commands: Vec<Command>,
    show: impl Fn(&OrderPage) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView {
    for command in &commands {
        refetch.after(*command);
    }
    let show = move |order: OrderPage| {
        let show = show.clone();
        (move || show(&order)).into_any()
    };
    view! {
        {outdated_notice(commands.into_iter().map(refusal_of).collect())}
        {refetch.status(use_i18n().orders_done())}
        {load(order, || skeleton_rows(6), show)}
    }
    .into_any()
}

/// The hidden fields of every step of an order: which one, and as it was seen.
#[must_use]
pub fn seen(order: &OrderPage) -> AnyView {
    let (number, version) = (order.number.to_string(), order.version.to_string());
    view! {
        <input type="hidden" name="number" value=number/>
        <input type="hidden" name="version" value=version/>
    }
    .into_any()
}
