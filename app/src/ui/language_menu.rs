//! The choice of a language: a button and the menu it opens. Both work without scripts.

use domain::language::Language;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::icon;
use crate::reader::{use_i18n, use_language};

/// The id of the menu; there is one on a page.
const MENU: &str = "language-menu";

/// The button that opens [`language_menu`]; it says the language in itself.
#[must_use]
pub fn language_button() -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    view! {
        <button class="button button-text button-small" type="button" popovertarget=MENU>
            {icon("globe")}
            <span class="visually-hidden">{i18n.frame_language()}": "</span>
            {language.own_name()}
        </button>
    }
    .into_any()
}

/// The menu of the languages. It goes once on a page, outside its text.
#[must_use]
pub fn language_menu() -> AnyView {
    let i18n = use_i18n();
    view! {
        <div class="menu" id=MENU popover="auto">
            <p class="menu-title">{i18n.frame_language()}</p>
            {language_form()}
        </div>
    }
    .into_any()
}

/// The languages as buttons of a plain form: the page comes anew in the language that was chosen.
#[must_use]
pub fn language_form() -> AnyView {
    let current = use_language();
    let buttons = Language::ALL
        .into_iter()
        .map(|language| {
            let is_current = language == current;
            view! {
                <button
                    type="submit"
                    name="language"
                    value=language.code()
                    lang=language.code()
                    aria-current=is_current.then_some("true")
                >
                    {language.own_name()}
                    {is_current.then(|| icon("check"))}
                </button>
            }
        })
        .collect_view();
    view! {
        <form method="post" action="/fn/entry/set-language">
            <input type="hidden" name="next" value=here()/>
            {buttons}
        </form>
    }
    .into_any()
}

/// The path and query of this page, to come back to.
pub(super) fn here() -> Signal<String> {
    let location = use_location();
    Signal::derive(move || {
        let path = location.pathname.get();
        let search = location.search.get();
        if search.is_empty() { path } else { format!("{path}?{search}") }
    })
}
