//! The quiet page in front of the portal: the vendor's name, one question, the language; and what it remembers.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    reader::{use_i18n, use_reader},
    ui::{icon, language_button, language_menu, offline_bar, provide_frame},
};

/// A page in front of the portal.
pub(super) fn door(title: &'static str, content: AnyView) -> AnyView {
    let i18n = use_i18n();
    let frame = provide_frame();
    let vendor = use_reader().with_untracked(|reader| reader.vendor.clone());
    let page_title = format!("{title} · {}", vendor.name);
    view! {
        <Title text=page_title/>
        <a class="skip-link" href="#main" rel="external">{i18n.frame_skip()}</a>
        <main class="door stack" id="main">
            {offline_bar(frame)}
            <a class="door-brand" href="/"><img src="/favicon.svg" width="32" height="32" alt=""/>{vendor.name}</a>
            <h1 tabindex="-1">{title}</h1>
            {content}
            <div class="door-foot">
                {language_button()}
                <a class="link" href=format!("mailto:{}", vendor.email)>{icon("mail")} {i18n.entry_help()}</a>
            </div>
        </main>
        {language_menu()}
    }
    .into_any()
}

/// Who asked for a code, kept in this tab until it is closed, so that nobody types an address twice.
#[cfg(feature = "hydrate")]
pub(super) mod asked {
    use leptos::prelude::window;

    const EMAIL: &str = "loket-email";
    const NEXT: &str = "loket-next";

    /// The address of the last code asked for in this tab, and the page to go to then.
    pub fn remembered() -> Option<(String, String)> {
        let storage = window().session_storage().ok()??;
        let email = storage.get_item(EMAIL).ok()??;
        let next = storage.get_item(NEXT).ok()?.unwrap_or_default();
        Some((email, next))
    }

    /// Keeps them for the page of the code.
    pub fn remember(email: &str, next: &str) {
        if let Ok(Some(storage)) = window().session_storage() {
            _ = storage.set_item(EMAIL, email);
            _ = storage.set_item(NEXT, next);
        }
    }
}
