//! The vendor's queue of cases: what is promised next comes first.

use domain::cases::{Inbox, Kind, Waiting};
use leptos::prelude::*;

use super::{
    api,
    keys::keys,
    post::waiting_row,
    queue::{INBOX, case_address},
    views::views,
};
use crate::{
    ask::question,
    features::cases::{
        finding::{CaseQuery, case_query},
        list::row_to,
        words::kind_name,
    },
    reader::use_i18n,
    ui::{Listing, empty, icon, listing, load, page_head, skeleton_rows},
};

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
    // Without a word it is what is open: that is what somebody comes for.
    let query = case_query(INBOX, "open");
    let listing = listing();
    let cases = question(move || api::ReadInbox { filter: query.filter() });
    let kinds = Kind::ALL.iter().map(|kind| {
        let kind = *kind;
        let href = move || query.at(INBOX, &[("kind", if query.is_kind(kind) { "" } else { kind.code() })]);
        query.filter_link(kind_name(i18n, kind), href, move || query.is_kind(kind))
    });
    view! {
        <main class="main" id="main">
            {page_head(i18n.desk_cases_title().to_owned(), None, None, Some(view! { {to_post()} {keys(&[])} }.into_any()))}
            <div class="stack">
                {query.search_form(Some("all"))}
                {query.queues(&[
                    ("open", i18n.cases_open()),
                    ("mine", i18n.desk_cases_mine()),
                    ("unassigned", i18n.desk_cases_unassigned()),
                    ("waiting", i18n.desk_cases_waiting()),
                    ("closed", i18n.cases_closed()),
                    ("all", i18n.orders_filter_all()),
                ])}
                {views(query)}
                {move || query.tag().map(|tag| chosen_tag(&tag, query))}
                <nav aria-label=i18n.cases_kinds()><ul class="filters">{kinds.collect_view()}</ul></nav>
                {listing.status()}
                {load(cases, || skeleton_rows(8), move |list| all(&list, query, listing))}
            </div>
        </main>
    }
    .into_any()
}

/// The tag that is looked for; pressing it looks for all again.
fn chosen_tag(tag: &str, query: CaseQuery) -> AnyView {
    let link = query.filter_link(format!("#{tag} ×"), move || query.at(INBOX, &[("tag", "")]), || true);
    view! { <ul class="filters">{link}</ul> }.into_any()
}

fn all(list: &Inbox, query: CaseQuery, listing: Listing) -> AnyView {
    let i18n = use_i18n();
    let rows = list.rows();
    listing.came(query.page(), i18n.desk_cases_title(), rows.len());
    let waiting = (list.waiting > 0).then(|| {
        view! { <p class="soft"><a class="link" href="/desk/post">{i18n.desk_post_count(list.waiting)}</a></p> }
    });
    if rows.is_empty() && query.is_search() {
        let again = (INBOX.to_owned(), i18n.desk_cases_search_clear().to_owned());
        let text = i18n.desk_cases_search_none_text().to_owned();
        return empty("search", i18n.desk_cases_search_none_title().to_owned(), text, Some(again));
    }
    if rows.is_empty() {
        let none =
            empty("check", i18n.desk_cases_none_title().to_owned(), i18n.desk_cases_none_text().to_owned(), None);
        return view! { {waiting} {none} }.into_any();
    }
    let rows = rows
        .into_iter()
        .map(|row| match row {
            Waiting::Case(case) => row_to(case, list.now, untrack(|| case_address(query, case.number))),
            Waiting::Mail(mail) => waiting_row(mail, list.now),
        })
        .collect_view();
    view! {
        {waiting}
        <section class="sheet" tabindex="-1" data-list="" aria-label=i18n.desk_cases_title()>
            <ul class="rows" data-queue="">{rows}</ul>
        </section>
        {query.pager(i18n.desk_cases_first(), i18n.desk_cases_more(), list.next.as_deref())}
    }
    .into_any()
}
