//! What a figure is made of, behind one word.

use leptos::prelude::*;

use crate::reader::use_i18n;

/// "why?", and behind it the answer. `name` is the figure's, read out after the word.
#[must_use]
pub fn why(name: String, text: String) -> AnyView {
    let i18n = use_i18n();
    view! {
        <details class="explain">
            <summary>{i18n.orders_why()}<span class="visually-hidden">" "{name}</span></summary>
            <p>{text}</p>
        </details>
    }
    .into_any()
}

/// Why the delivery costs what it costs: the way that was chosen, and how much goes that way. All amounts as text;
/// `cost` is `None` when it costs nothing.
#[must_use]
pub fn why_delivery(way: &str, cost: Option<&str>, goods: &str, has_goods: bool) -> String {
    let i18n = use_i18n();
    match cost {
        _ if !has_goods => i18n.delivery_why_services().to_owned(),
        Some(cost) => i18n.delivery_why(cost, goods, way),
        None => i18n.delivery_why_free(goods, way),
    }
}
