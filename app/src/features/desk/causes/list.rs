//! Open and settled causes.

use domain::{causes::CauseList, time::WallTime};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api;
use crate::{
    ask::question,
    reader::use_i18n,
    ui::{Listing, empty, icon, instant, listing, load, page_head, skeleton_rows},
};

/// `/desk/causes`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let query = use_query_map();
    let is_closed = Memo::new(move |_| query.with(|query| query.get("closed")).is_some());
    let before = Memo::new(move |_| query.with(|query| query.get("before")).and_then(|text| text.parse::<i64>().ok()));
    let listing = listing();
    let causes = question(move || api::ReadCauses { closed: is_closed.get(), before: before.get() });
    let filter = move |closed: bool, href: &'static str, name: &'static str| {
        view! {
            <li><a class="filter" href=href aria-current=move || (is_closed.get() == closed).then_some("true")>{name}</a></li>
        }
    };
    let new = view! {
        <a class="button button-small" href="/desk/causes/new">{icon("plus")} {i18n.desk_cause_new()}</a>
    };
    view! {
        <main class="main" id="main">
            {page_head(i18n.desk_causes_title().to_owned(), None, None, Some(new.into_any()))}
            <div class="stack">
                <nav aria-label=i18n.desk_causes_filter()>
                    <ul class="filters">
                        {filter(false, "/desk/causes", i18n.desk_causes_open())}
                        {filter(true, "/desk/causes?closed=1", i18n.desk_causes_closed())}
                    </ul>
                </nav>
                {listing.status()}
                {load(causes, || skeleton_rows(6), move |list| {
                    let page = before.get_untracked().map(|before| before.to_string()).unwrap_or_default();
                    all(&list, page, is_closed.get_untracked(), listing)
                })}
            </div>
        </main>
    }
    .into_any()
}

fn all(list: &CauseList, page: String, is_closed: bool, listing: Listing) -> AnyView {
    let i18n = use_i18n();
    listing.came(page, i18n.desk_causes_title(), list.causes.len());
    if list.causes.is_empty() {
        return view! {
            <section class="sheet" tabindex="-1" data-list="">
                {empty(
                    "link",
                    i18n.desk_causes_none_title().to_owned(),
                    i18n.desk_causes_none_text().to_owned(),
                    Some(("/desk/causes/new".to_owned(), i18n.desk_cause_new().to_owned())),
                )}
            </section>
        }
        .into_any();
    }
    let rows = list.causes.iter().map(|card| row(card, list.now)).collect_view();
    let more = list.next.map(|next| {
        let closed = if is_closed { "&closed=1" } else { "" };
        let href = format!("/desk/causes?before={next}{closed}");
        view! {
            <nav class="pager" aria-label=i18n.orders_pages()>
                <a class="button button-quiet button-small" href=href>{i18n.desk_cause_more()} {icon("forward")}</a>
            </nav>
        }
    });
    view! {
        <section class="sheet" tabindex="-1" data-list="" aria-label=i18n.desk_causes_title()>
            <ul class="rows">{rows}</ul>
        </section>
        {more}
    }
    .into_any()
}

/// A cause in a list.
pub(super) fn row(card: &domain::causes::CauseCard, now: WallTime) -> AnyView {
    let i18n = use_i18n();
    view! {
        <li class="row" data-align="start">
            <div class="row-text">
                <a class="row-link" href=format!("/desk/causes/{}", card.number)>{card.title.clone()}</a>
                <small>
                    {i18n.desk_cause_counts(&card.cases.to_string(), &card.told.to_string())} " · " {instant(now, card.opened)}
                </small>
            </div>
        </li>
    }
    .into_any()
}
