//! The account's log, newest first, day by day; and how to reach the vendor.

use domain::{
    cases::CaseFilter,
    event::{EventLine, News},
    format,
    session::Reader,
    time::WallTime,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_query_map;

use super::api;
use crate::{
    ask::{ask, question},
    features::{
        cases::{
            api::ReadCases,
            list::{open_cases, write_button},
        },
        help::help_link,
    },
    reader::{use_i18n, use_language, use_reader},
    ui::{Listing, avatar_link, contact, empty, event_row, icon, listing, load, page_head, skeleton_rows},
};

/// The page of the messages.
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let vendor = use_reader().with_untracked(|reader| reader.vendor.name.clone());
    let query = use_query_map();
    let before = Memo::new(move |_| query.with(|query| query.get("before").and_then(|text| text.parse::<i64>().ok())));
    let listing = listing();
    let news = question(move || api::ReadNews { before: before.get() });
    let cases =
        question(|| ReadCases { filter: CaseFilter { queue: Some("open".to_owned()), ..CaseFilter::default() } });
    view! {
        <main class="main" id="main">
            {page_head(
                i18n.nav_messages().to_owned(),
                Some(i18n.messages_over().to_owned()),
                None,
                Some(view! { {write_button()} {avatar_link()} }.into_any()),
            )}
            <div class="stack">
                {load(cases, || skeleton_rows(2), |cases| open_cases(&cases))}
                {listing.status()}
                {load(news, || skeleton_rows(8), move |news| list(&news, before.get_untracked(), listing))}
                {help_link()}
                {contact(i18n.messages_contact(&vendor), None)}
            </div>
        </main>
    }
    .into_any()
}

fn list(news: &News, before: Option<i64>, listing: Listing) -> AnyView {
    let i18n = use_i18n();
    let is_newest = before.is_none();
    listing.came(before.map(|seq| seq.to_string()).unwrap_or_default(), i18n.nav_messages(), news.events.len());
    if news.events.is_empty() {
        let title = i18n.messages_empty_title().to_owned();
        return view! { <section class="sheet">{empty("messages", title, i18n.messages_empty_text().to_owned(), None)}</section> }
            .into_any();
    }
    if is_newest {
        mark_seen(news);
    }
    let days = news
        .events
        .chunk_by(|one, other| one.at.date() == other.at.date())
        .map(|lines| day(lines, news.seen, news.now))
        .collect_view();
    view! { {days} {pager(is_newest, news.next)} }.into_any()
}

fn day(lines: &[EventLine], seen: i64, now: WallTime) -> AnyView {
    let language = use_language();
    let title = lines.first().map(|line| sentence(&format::day_phrase(language, now.date(), line.at.date())));
    let rows =
        lines.iter().map(|line| event_row(line, format::time(language, line.at), line.is_news(seen))).collect_view();
    view! {
        <section class="sheet">
            <header class="sheet-head"><h2 tabindex="-1" data-list="">{title}</h2></header>
            <ul class="rows">{rows}</ul>
        </section>
    }
    .into_any()
}

fn pager(is_newest: bool, next: Option<i64>) -> AnyView {
    let i18n = use_i18n();
    if is_newest && next.is_none() {
        return ().into_any();
    }
    let newest = (!is_newest).then(|| {
        view! { <a class="button button-quiet button-small" href="/messages">{icon("back")} {i18n.messages_newest()}</a> }
    });
    let older = next.map(|seq| {
        let href = format!("/messages?before={seq}");
        view! { <a class="button button-quiet button-small" href=href>{i18n.messages_older()} {icon("forward")}</a> }
    });
    view! { <nav class="pager" aria-label=i18n.messages_pages()>{newest} {older}</nav> }.into_any()
}

/// What is on the page counts as seen once the page is awake. The marks stay until the next visit, the number goes.
fn mark_seen(news: &News) {
    let Some(newest) = news.events.iter().map(|line| line.seq).max().filter(|newest| *newest > news.seen) else {
        return;
    };
    let reader = use_reader();
    Effect::new(move |_| {
        spawn_local(async move {
            if ask(api::Seen { seq: newest }).await.is_ok() {
                reader.update(|reader: &mut Reader| {
                    if let Some(me) = &mut reader.me {
                        me.unseen = 0;
                    }
                });
            }
        });
    });
}

/// A phrase at the start of a line.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
