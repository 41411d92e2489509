//! The vendor's queue of cases: what is promised next comes first.

use domain::cases::{CaseFilter, CaseList, Kind};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api;
use crate::{
    ask::question,
    features::{
        cases::{list::row, words::kind_name},
        orders::finding::link,
    },
    reader::use_i18n,
    ui::{Listing, empty, icon, listing, load, page_head, skeleton_rows},
};

const HERE: &str = "/desk/cases";

/// To the mail that waits for a person's word.
fn to_post() -> AnyView {
    let i18n = use_i18n();
    view! { <a class="button button-quiet button-small" href="/desk/post">{icon("mail")} " " {i18n.desk_post_title()}</a> }
        .into_any()
}

/// `/desk/cases`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let query = use_query_map();
    let value = move |name: &'static str| query.with(|query| query.get(name)).unwrap_or_default();
    // Without a word it is what is open: that is what somebody comes for.
    let queue = move || Some(value("queue")).filter(|queue| !queue.is_empty()).unwrap_or_else(|| "open".to_owned());
    let listing = listing();
    let cases = question(move || api::ReadInbox {
        filter: CaseFilter {
            queue: Some(queue()),
            kind: Kind::parse(&value("kind")),
            tag: Some(value("tag")).filter(|tag| !tag.is_empty()),
            search: Some(value("q")).filter(|words| !words.trim().is_empty()),
            after: Some(value("after")).filter(|after| !after.is_empty()),
        },
    });
    let filter = move |code: &'static str, name: &'static str| {
        view! {
            <li>
                <a
                    class="filter"
                    href=move || link(HERE, &[("q", value("q").as_str()), ("kind", value("kind").as_str()), ("queue", code)])
                    aria-current=move || (queue() == code).then_some("true")
                >
                    {name}
                </a>
            </li>
        }
    };
    let kinds = Kind::ALL
        .iter()
        .map(|kind| {
            let kind = *kind;
            view! {
                <li>
                    <a
                        class="filter"
                        href=move || {
                            let code = if value("kind") == kind.code() { "" } else { kind.code() };
                            link(HERE, &[("q", value("q").as_str()), ("kind", code), ("queue", value("queue").as_str())])
                        }
                        aria-current=move || (value("kind") == kind.code()).then_some("true")
                    >
                        {kind_name(i18n, kind)}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <main class="main" id="main">
            {page_head(i18n.desk_cases_title().to_owned(), None, None, Some(to_post()))}
            <div class="stack">
                <form class="search" role="search" method="get" action=HERE>
                    {icon("search")}
                    <input
                        type="search"
                        name="q"
                        maxlength="100"
                        aria-label=i18n.cases_search()
                        placeholder=i18n.cases_search()
                        value=move || value("q")
                    />
                    <input type="hidden" name="queue" value="all"/>
                    <input type="hidden" name="kind" value=move || value("kind")/>
                    <button class="button button-small" type="submit">{i18n.orders_search_do()}</button>
                </form>
                <nav aria-label=i18n.cases_filter()>
                    <ul class="filters">
                        {filter("open", i18n.cases_open())}
                        {filter("mine", i18n.desk_cases_mine())}
                        {filter("unassigned", i18n.desk_cases_unassigned())}
                        {filter("waiting", i18n.desk_cases_waiting())}
                        {filter("closed", i18n.cases_closed())}
                        {filter("all", i18n.orders_filter_all())}
                    </ul>
                    <ul class="filters">{kinds}</ul>
                </nav>
                {listing.status()}
                {load(cases, || skeleton_rows(10), move |list| {
                    let page_of = move |after: &str| {
                        link(HERE, &[
                            ("q", value("q").as_str()),
                            ("kind", value("kind").as_str()),
                            ("tag", value("tag").as_str()),
                            ("queue", value("queue").as_str()),
                            ("after", after),
                        ])
                    };
                    all(&list, value("after"), listing, page_of)
                })}
            </div>
        </main>
    }
    .into_any()
}

fn all(list: &CaseList, after: String, listing: Listing, page_of: impl Fn(&str) -> String) -> AnyView {
    let i18n = use_i18n();
    let is_first = after.is_empty();
    listing.came(after, i18n.desk_cases_title(), list.cases.len());
    if list.cases.is_empty() {
        return empty("check", i18n.desk_cases_none_title().to_owned(), i18n.desk_cases_none_text().to_owned(), None);
    }
    let rows = list.cases.iter().map(|case| row(case, list.now, HERE)).collect_view();
    let first = (!is_first).then(|| {
        view! { <a class="button button-quiet button-small" href=page_of("")>{icon("back")} {i18n.desk_cases_first()}</a> }
    });
    let more = list.next.as_deref().map(|next| {
        view! { <a class="button button-quiet button-small" href=page_of(next)>{i18n.desk_cases_more()} {icon("forward")}</a> }
    });
    let pager = (first.is_some() || more.is_some())
        .then(|| view! { <nav class="pager" aria-label=i18n.orders_pages()>{first}{more}</nav> });
    view! {
        <section class="sheet" tabindex="-1" data-list="" aria-label=i18n.desk_cases_title()>
            <ul class="rows">{rows}</ul>
        </section>
        {pager}
    }
    .into_any()
}
