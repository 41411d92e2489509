//! The quiet page in front of the portal: the vendor's name, one question, the language; and what it remembers.

use leptos::prelude::*;

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
        {crate::ui::page_title(page_title)}
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

/// The way to the first question, and afterwards to `next`.
pub(super) fn sign_in_link(next: &str, email: Option<&str>) -> String {
    let mut link = String::from("/signin");
    let pairs = [("next", Some(next).filter(|next| !next.is_empty())), ("email", email)];
    for (name, value) in pairs.into_iter().filter_map(|(name, value)| value.map(|value| (name, value))) {
        link.push(if link.contains('?') { '&' } else { '?' });
        link.push_str(name);
        link.push('=');
        link.push_str(&escaped(value));
    }
    link
}

/// A value as part of a query. Addresses and paths have few signs that need it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'@' | b'/') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Who asked for a code, kept in this tab until it is closed, so that nobody types an address twice.
#[cfg(feature = "hydrate")]
pub(super) mod asked {
    use leptos::prelude::window;

    const EMAIL: &str = "loket-email";

    /// The address of the last code asked for in this tab.
    pub fn remembered() -> Option<String> {
        window().session_storage().ok()??.get_item(EMAIL).ok()?
    }

    /// Keeps it for the page of the code.
    pub fn remember(email: &str) {
        if let Ok(Some(storage)) = window().session_storage() {
            _ = storage.set_item(EMAIL, email);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_into_a_link_is_escaped() {
        assert_eq!(sign_in_link("", None), "/signin");
        assert_eq!(sign_in_link("/shop?q=a&b", Some("a+b@x.nl")), "/signin?next=/shop%3Fq%3Da%26b&email=a%2Bb@x.nl");
    }
}
