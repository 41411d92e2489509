//! How long answers took, for everybody: the vendor's own figures, where the vendor shows them.

use domain::{format, measures::AnswerTimes};
use leptos::prelude::*;

use super::{
    api,
    lines::{overall, sheets},
    parts::{period, periods},
};
use crate::{
    ask::question,
    reader::{use_i18n, use_language, use_reader},
    ui::{empty, load_page, page_head, skeleton_rows},
};

/// Where it is.
pub const PATH: &str = "/answer-times";

/// The way there, where the vendor shows it.
#[must_use]
pub fn answer_times_link() -> Option<AnyView> {
    let is_shown = use_reader().with_untracked(|reader| reader.vendor.answer_times);
    let name = use_i18n().measures_public_link();
    is_shown.then(|| view! { <p><a class="link" href=PATH>{name}</a></p> }.into_any())
}

/// `/answer-times`
#[must_use]
pub fn page() -> AnyView {
    let chosen = period();
    let times = question(move || api::ReadAnswerTimes { period: chosen.get().code().to_owned() });
    view! {
        <main class="main" id="main">
            {load_page(times, || skeleton_rows(8), move |times| all(&times, periods(PATH, chosen)))}
        </main>
    }
    .into_any()
}

fn all(times: &AnswerTimes, periods: AnyView) -> AnyView {
    let i18n = use_i18n();
    let back = Some(("/help".to_owned(), i18n.help_title().to_owned()));
    let shown = if times.all.written == 0 {
        let (title, text) = (i18n.measures_none_title().to_owned(), i18n.measures_none_text().to_owned());
        view! { <section class="sheet">{empty("clock", title, text, None)}</section> }.into_any()
    } else {
        view! {
            {overall(&times.all)}
            <div class="figure-sheets">{sheets(times, |_| None)}</div>
        }
        .into_any()
    };
    let since = format::date_long(use_language(), times.from);
    view! {
        {page_head(i18n.measures_public_link().to_owned(), None, back, None)}
        <div class="stack">
            {periods}
            <p class="soft">{i18n.measures_explain(&since)}</p>
            {shown}
        </div>
    }
    .into_any()
}
