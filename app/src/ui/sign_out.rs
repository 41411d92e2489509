//! The way out.

use leptos::prelude::*;

use super::icon;
use crate::reader::use_i18n;

/// The button that ends the session, as a plain form: afterwards nothing of the page stays in the browser.
#[must_use]
pub fn sign_out_form(class: &'static str) -> AnyView {
    let i18n = use_i18n();
    view! {
        <form method="post" action="/fn/entry/sign-out">
            <button class=class type="submit">{icon("logout")} {i18n.frame_sign_out()}</button>
        </form>
    }
    .into_any()
}
