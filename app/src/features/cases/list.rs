//! The account's cases in lists.

use domain::{
    cases::{CaseCard, CaseList, Level, Stage},
    format,
    time::WallTime,
};
use leptos::prelude::*;

use super::{
    api,
    finding::{CaseQuery, case_query},
    words::{kind_name, level_name, level_tone, raised_chip, stage_name, stage_tone},
};
use crate::{
    ask::question,
    reader::{use_i18n, use_language},
    ui::{Listing, Tone, chip, empty, icon, instant, listing, load, page_head, skeleton_rows},
};

const HERE: &str = "/messages/all";

/// `/messages/all`: every case of the account.
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let query = case_query(HERE, "");
    let listing = listing();
    let cases = question(move || api::ReadCases { filter: query.filter() });
    view! {
        <main class="main" id="main">
            {page_head(
                i18n.cases_title().to_owned(),
                None,
                Some(("/messages".to_owned(), i18n.nav_messages().to_owned())),
                Some(write_button()),
            )}
            <div class="stack">
                {query.search_form(None)}
                {query.queues(&[
                    ("", i18n.orders_filter_all()),
                    ("open", i18n.cases_open()),
                    ("waiting", i18n.cases_waiting()),
                    ("closed", i18n.cases_closed()),
                ])}
                {listing.status()}
                {load(cases, || skeleton_rows(8), move |list| all(&list, query, listing))}
            </div>
        </main>
    }
    .into_any()
}

fn all(list: &CaseList, query: CaseQuery, listing: Listing) -> AnyView {
    let i18n = use_i18n();
    listing.came(query.page(), i18n.cases_title(), list.cases.len());
    if list.cases.is_empty() {
        return empty(
            "messages",
            i18n.cases_none_title().to_owned(),
            i18n.cases_none_text().to_owned(),
            Some(("/messages/new".to_owned(), i18n.cases_write().to_owned())),
        );
    }
    view! {
        <section class="sheet" tabindex="-1" data-list="" aria-label=i18n.cases_title()>
            <ul class="rows">{rows(list)}</ul>
        </section>
        {query.pager(i18n.orders_newest(), i18n.orders_older(), list.next.as_deref())}
    }
    .into_any()
}

/// The open cases, for the page of messages; nothing when there is none.
#[must_use]
pub fn open_cases(list: &CaseList) -> AnyView {
    let i18n = use_i18n();
    if list.cases.is_empty() {
        return view! {
            <section class="sheet">
                {empty("messages", i18n.cases_empty_title().to_owned(), i18n.cases_empty_text().to_owned(), None)}
            </section>
        }
        .into_any();
    }
    view! {
        <section class="sheet" aria-labelledby="cases">
            <header class="sheet-head">
                <h2 id="cases">{i18n.cases_open_title()}</h2>
                <a class="link" href=HERE>{i18n.cases_all()}</a>
            </header>
            <ul class="rows">{rows(list)}</ul>
        </section>
    }
    .into_any()
}

/// The button that leads to writing.
#[must_use]
pub fn write_button() -> AnyView {
    view! { <a class="button button-small" href="/messages/new">{icon("edit")} {use_i18n().cases_write()}</a> }
        .into_any()
}

fn rows(list: &CaseList) -> Vec<AnyView> {
    list.cases.iter().map(|case| row(case, list.now, "/messages")).collect()
}

/// A case in a list.
#[must_use]
pub fn row(case: &CaseCard, now: WallTime, base: &str) -> AnyView {
    row_to(case, now, format!("{base}/{}", case.number))
}

/// The same, with the address of its page.
#[must_use]
pub fn row_to(case: &CaseCard, now: WallTime, href: String) -> AnyView {
    let i18n = use_i18n();
    let number = case.number;
    let who = case.account.clone().unwrap_or_else(|| case.by.clone());
    // What is closed is with nobody, and presses nobody.
    let is_open = case.stage != Stage::Closed;
    let has_it = case.account.as_ref().and(case.assignee.clone()).filter(|_| is_open).map(|name| format!(" · {name}"));
    let pressing = (is_open && case.priority > Level::Normal)
        .then(|| chip(level_tone(case.priority), i18n.case_priority_is(level_name(i18n, case.priority))));
    view! {
        <li class="row" data-align="start">
            <div class="row-text">
                <a class="row-link" href=href>{case.subject.clone()}</a>
                <small>
                    {kind_name(i18n, case.kind)} " " {number.to_string()} " · " {who} " · " {instant(now, case.changed)} {has_it}
                </small>
                <span class="chips">
                    {chip(stage_tone(case.stage), stage_name(i18n, case.kind, case.stage).to_owned())}
                    {due_chip(case, now)}
                    {raised_chip(case.raised)}
                    {pressing}
                </span>
            </div>
        </li>
    }
    .into_any()
}

/// By when something is promised, or that the customer has the word.
#[must_use]
pub fn due_chip(case: &CaseCard, now: WallTime) -> Option<AnyView> {
    let i18n = use_i18n();
    if case.stage == Stage::Closed {
        return None;
    }
    if case.waits_for_customer {
        let text = if case.account.is_some() { i18n.case_waits_for_customer() } else { i18n.case_waits_for_you() };
        return Some(chip(Tone::Wait, text.to_owned()));
    }
    let (_, due) = case.due?;
    let when = format::relative(use_language(), now, due);
    let is_late = due.instant < now.instant;
    if case.account.is_some() && !is_late {
        return Some(chip(Tone::Plain, i18n.desk_case_due(&when)));
    }
    Some(if is_late { chip(Tone::Late, i18n.case_due_missed(&when)) } else { chip(Tone::Plain, i18n.case_due(&when)) })
}
