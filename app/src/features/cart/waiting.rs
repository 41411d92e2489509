//! What waits on this device for a connection, and what the server did not take afterwards.

use leptos::prelude::*;

use super::queue;
use crate::{
    reader::{use_i18n, use_language},
    ui::{Tone, chip, icon, notice, refusal_text},
};

/// The queue of this device, above the cart. Empty on the server and while nothing waits.
#[must_use]
pub fn waiting() -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let queue = queue::queue();
    let (queued, refused) = (queue.waiting, queue.refused);
    // What this device knows may be shown only after the page has come to life as the server made it.
    let awake = RwSignal::new(false);
    Effect::new(move |_| awake.set(true));
    let rows = move || {
        let changes = queued.get();
        (awake.get() && !changes.is_empty()).then(|| {
            let rows = changes
                .into_iter()
                .map(|change| {
                    let quantity = domain::format::quantity(language, change.quantity);
                    view! {
                        <li class="row">
                            <div class="row-text">{change.number}<small>{i18n.cart_waiting_quantity(&quantity)}</small></div>
                            {chip(Tone::Wait, i18n.cart_waiting().to_owned())}
                        </li>
                    }
                })
                .collect_view();
            view! {
                <section class="sheet">
                    <header class="sheet-head"><h2>{i18n.cart_waiting_title()}</h2></header>
                    <ul class="rows">{rows}</ul>
                    <div class="sheet-body"><p class="soft">{i18n.cart_waiting_text()}</p></div>
                </section>
            }
        })
    };
    let lost = move || {
        let lines = refused.get();
        (awake.get() && !lines.is_empty()).then(|| {
            let lines = lines
                .into_iter()
                .map(|(number, refusal)| view! { <li>{i18n.cart_not_taken_line(&number, &refusal_text(i18n, &refusal))}</li> })
                .collect_view();
            let content = view! {
                <strong>{i18n.cart_not_taken()}</strong>
                <ul>{lines}</ul>
                <p class="actions">
                    <button class="button button-quiet button-small" type="button" on:click=move |_| queue::forget_refused()>
                        {icon("check")} " " {i18n.cart_seen()}
                    </button>
                </p>
            };
            notice(Tone::Late, "warning", content.into_any())
        })
    };
    view! { {lost} {rows} }.into_any()
}
