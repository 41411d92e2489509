//! A list that changes under its reader: another filter, or another page of it.

use leptos::prelude::*;

use super::refetch::{focus_first, is_focus_lost};
use crate::reader::use_i18n;

/// On what a list begins with, beside `tabindex="-1"`: reading goes on there on another page of it.
const LIST: &str = "#main [data-list]";

/// What a list says of itself. Made at the top of its page, outside of what is fetched.
#[derive(Clone, Copy, Debug)]
pub struct Listing {
    said: RwSignal<String>,
    /// Which page of the list was shown last; none before the first, which the page's own heading announces.
    shown: StoredValue<Option<String>>,
}

/// Of one list.
#[must_use]
pub fn listing() -> Listing {
    Listing { said: RwSignal::new(String::new()), shown: StoredValue::new(None) }
}

impl Listing {
    /// The place of its words.
    #[must_use]
    pub fn status(self) -> AnyView {
        view! { <p class="visually-hidden" role="status">{move || self.said.get()}</p> }.into_any()
    }

    /// The list has come, `count` rows of it. After another filter that is said, and the focus stays at the filter;
    /// after a step to another `page` of the list, and when what had the focus is gone, it goes to where the list begins.
    pub fn came(self, page: String, name: &str, count: usize) {
        let i18n = use_i18n();
        let text = match i64::try_from(count).unwrap_or(i64::MAX) {
            0 => name.to_owned(),
            count => i18n.list_status(count, name),
        };
        Effect::new(move |_| {
            let Some(before) = self.shown.try_update_value(|shown| shown.replace(page.clone())).flatten() else {
                return;
            };
            // The same words again are read out only when the text differs.
            let is_same = self.said.with_untracked(|said| *said == text);
            self.said.set(if is_same { format!("{text}\u{a0}") } else { text.clone() });
            if before != page || is_focus_lost() {
                focus_first(&[LIST, "#main h1"]);
            }
        });
    }
}
