//! Answers that are there already, beside what somebody is writing: offered, never in the way.

use domain::knowledge::HelpCard;
use leptos::prelude::*;

use super::api;
use crate::{
    ask::{Question, question},
    reader::use_i18n,
    ui::{Command, load_or},
};

/// Asks for answers to what is typed into the fields `subject` and `text` of this page, whose form is `command`: a moment
/// after the last key, and at once for what a form came back with. Made at the top of the page: what is asked for within
/// what is fetched would not be found again when the page wakes.
#[must_use]
pub fn offered(command: Command) -> Question<Vec<HelpCard>> {
    let text = RwSignal::new(whole(&command.typed("subject", ""), &command.typed("text", "")));
    #[cfg(feature = "hydrate")]
    browser::listen(text);
    let asked = Memo::new(move |_| text.get());
    question(move || api::OfferHelp { text: asked.get() })
}

/// The answers, where there are any.
#[must_use]
pub fn offers(offered: Question<Vec<HelpCard>>) -> AnyView {
    // Whatever is wrong with an offer, it is nothing that who writes should be kept by.
    let shown = load_or(offered, || ().into_any(), |cards| list(&cards), |_| Some(().into_any()));
    view! { <div class="offers" aria-live="polite">{shown}</div> }.into_any()
}

/// Few letters tell nothing.
fn whole(subject: &str, text: &str) -> String {
    const FEWEST: usize = 8;
    const MOST: usize = 1_500;
    let whole = format!("{subject} {text}");
    if whole.trim().chars().count() < FEWEST { String::new() } else { whole.trim().chars().take(MOST).collect() }
}

fn list(cards: &[HelpCard]) -> AnyView {
    let i18n = use_i18n();
    if cards.is_empty() {
        return ().into_any();
    }
    // What is typed stays where it is: they open beside it.
    let links = cards
        .iter()
        .map(|card| {
            let lang = card.language.map(domain::language::Language::code);
            view! {
                <li>
                    <a class="link" href=format!("/help/{}", card.slug) target="_blank" rel="noopener" lang=lang>
                        {card.title.clone()}
                    </a>
                    <span class="visually-hidden">" ("{i18n.help_new_window()}")"</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="notice" data-tone="plain">
            {crate::ui::icon("info")}
            <div>
                <p>{i18n.help_offers()}</p>
                <ul class="plain-list">{links}</ul>
            </div>
        </div>
    }
    .into_any()
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::time::Duration;

    use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
    use wasm_bindgen::JsCast;

    /// So long nobody has pressed a key.
    const PAUSE: Duration = Duration::from_millis(700);

    /// Follows what is typed into the two fields, wherever in the page they are.
    pub(super) fn listen(text: RwSignal<String>) {
        let waiting: StoredValue<Option<TimeoutHandle>> = StoredValue::new(None);
        let stop = move || {
            if let Some(timer) = waiting.try_update_value(Option::take).flatten() {
                timer.clear();
            }
        };
        let listener = window_event_listener(leptos::ev::input, move |_| {
            stop();
            let now = move || {
                text.try_set(super::whole(&typed("subject"), &typed("text")));
            };
            waiting.try_set_value(set_timeout_with_handle(now, PAUSE).ok());
        });
        on_cleanup(move || {
            listener.remove();
            stop();
        });
    }

    fn typed(id: &str) -> String {
        let Some(field) = document().get_element_by_id(id) else { return String::new() };
        match field.dyn_into::<web_sys::HtmlInputElement>() {
            Ok(input) => input.value(),
            Err(other) => other.dyn_into::<web_sys::HtmlTextAreaElement>().map(|area| area.value()).unwrap_or_default(),
        }
    }
}
