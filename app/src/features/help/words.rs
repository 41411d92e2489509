//! The names of topics, and the way to the answers.

use domain::{i18n::I18n, knowledge::Topic};
use leptos::prelude::*;

use crate::{reader::use_i18n, ui::icon};

/// A topic in the reader's words.
#[must_use]
pub fn topic_name(i18n: I18n, topic: Topic) -> &'static str {
    match topic {
        Topic::Ordering => i18n.help_topic_ordering(),
        Topic::Delivery => i18n.help_topic_delivery(),
        Topic::Goods => i18n.help_topic_goods(),
        Topic::Payment => i18n.help_topic_payment(),
        Topic::Trouble => i18n.help_topic_trouble(),
        Topic::Portal => i18n.help_topic_portal(),
    }
}

/// The way to the answers, from where somebody would look for one.
#[must_use]
pub fn help_link() -> AnyView {
    view! {
        <p data-screen=""><a class="button button-quiet" href="/help">{icon("info")} {use_i18n().help_link()}</a></p>
    }
    .into_any()
}
