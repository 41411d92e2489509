//! Who: a person as initials.

use leptos::prelude::*;

use super::Tone;
use crate::reader::{use_i18n, use_reader};

/// The first letters of the first and the last name.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect()
}

/// Initials beside a name, which says who it is.
#[must_use]
pub fn avatar(name: &str, tone: Tone) -> AnyView {
    view! { <span class="avatar" data-tone=tone.code() aria-hidden="true">{initials(name)}</span> }.into_any()
}

/// The reader's initials, as the way to the account; nothing for those who are not signed in.
#[must_use]
pub fn avatar_link() -> AnyView {
    let i18n = use_i18n();
    use_reader()
        .with_untracked(|reader| reader.me.as_ref().map(|me| me.name.clone()))
        .map(|name| view! { <a class="avatar" href="/account" aria-label=i18n.frame_avatar(&name)>{initials(&name)}</a> })
        .into_any()
}
