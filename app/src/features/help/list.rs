//! The answers, topic by topic, or those that have the words one looks for.

use domain::knowledge::HelpCard;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{api, topic_name};
use crate::{
    ask::question,
    features::measures::public::answer_times_link,
    reader::use_i18n,
    ui::{Listing, contact, empty, icon, listing, load, page_head, skeleton_rows},
};

/// `/help`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let query = use_query_map();
    let words = Memo::new(move |_| query.with(|query| query.get("q")).unwrap_or_default());
    let listing = listing();
    let found = question(move || api::ReadHelp { search: Some(words.get()).filter(|words| !words.trim().is_empty()) });
    view! {
        <main class="main" id="main">
            {page_head(i18n.help_title().to_owned(), None, None, None)}
            <div class="stack">
                <form class="search" role="search" method="get" action="/help">
                    {icon("search")}
                    <input
                        type="search"
                        name="q"
                        maxlength="100"
                        aria-label=i18n.help_search()
                        placeholder=i18n.help_search()
                        value=move || words.get()
                    />
                    <button class="button button-small" type="submit">{i18n.orders_search_do()}</button>
                </form>
                {listing.status()}
                {load(found, || skeleton_rows(8), move |cards| all(&cards, words.get_untracked(), listing))}
                {answer_times_link()}
                {contact(i18n.case_or_directly().to_owned(), None)}
            </div>
        </main>
    }
    .into_any()
}

fn all(cards: &[HelpCard], words: String, listing: Listing) -> AnyView {
    let i18n = use_i18n();
    let is_search = !words.trim().is_empty();
    listing.came(words, i18n.help_title(), cards.len());
    if cards.is_empty() {
        return view! {
            <section class="sheet" tabindex="-1" data-list="">
                {empty(
                    "search",
                    i18n.help_none_title().to_owned(),
                    i18n.help_none_text().to_owned(),
                    Some(("/messages/new".to_owned(), i18n.cases_write().to_owned())),
                )}
            </section>
        }
        .into_any();
    }
    if is_search {
        return view! {
            <section class="sheet" tabindex="-1" data-list="" aria-label=i18n.help_title()>
                <ul class="rows">{rows(cards)}</ul>
            </section>
        }
        .into_any();
    }
    cards
        .chunk_by(|one, other| one.topic == other.topic)
        .map(|cards| {
            let name = cards.first().map(|card| topic_name(i18n, card.topic));
            view! {
                <section class="sheet">
                    <header class="sheet-head"><h2 tabindex="-1" data-list="">{name}</h2></header>
                    <ul class="rows">{rows(cards)}</ul>
                </section>
            }
        })
        .collect_view()
        .into_any()
}

/// Answers in a list.
#[must_use]
pub fn rows(cards: &[HelpCard]) -> Vec<AnyView> {
    cards
        .iter()
        .map(|card| {
            let lang = card.language.map(domain::language::Language::code);
            view! {
                <li class="row" data-align="start">
                    <div class="row-text">
                        <a class="row-link" href=format!("/help/{}", card.slug) lang=lang>{card.title.clone()}</a>
                        <small lang=lang>{card.summary.clone()}</small>
                    </div>
                </li>
            }
            .into_any()
        })
        .collect()
}
