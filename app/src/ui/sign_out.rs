//! The way out.

use leptos::prelude::*;

use super::icon;
use crate::{
    features::cart::queue,
    reader::{use_i18n, use_reader},
};

/// The button that ends the session, as a plain form: afterwards nothing of the page and nothing that the
/// member kept stays in the browser.
#[must_use]
pub fn sign_out_form(class: &'static str) -> AnyView {
    let i18n = use_i18n();
    let reader = use_reader();
    view! {
        <form method="post" action="/fn/entry/sign-out" on:submit=move |_| queue::wipe(reader)>
            <button class=class type="submit">{icon("logout")} {i18n.frame_sign_out()}</button>
        </form>
    }
    .into_any()
}
