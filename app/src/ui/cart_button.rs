//! The way to the cart, with how much is in it.

use leptos::prelude::*;

use super::icon;
use crate::reader::{use_i18n, use_reader};

/// The cart as a button in the head of a page. Its number follows the reader's cart.
#[must_use]
pub fn cart_button() -> AnyView {
    let i18n = use_i18n();
    let reader = use_reader();
    let count = Signal::derive(move || reader.with(|reader| i64::from(reader.cart_count)));
    view! {
        <a class="button button-quiet button-icon" href="/cart" aria-label=move || i18n.frame_cart(count.get())>
            {icon("cart")}
            {move || (count.get() > 0).then(|| view! { <span class="badge" aria-hidden="true">{count.get()}</span> })}
        </a>
    }
    .into_any()
}
