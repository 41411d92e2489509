//! Who opened which of the account's documents, and when: newest first, day by day.

use domain::{
    access::{AccessLine, AccessPage, Channel, Kind},
    format,
    i18n::I18n,
    language::Language,
    time::{Date, WallTime},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::own_api;
use crate::{
    ask::question,
    features::{money::parts::invoice_href, orders::finding::link},
    reader::{use_i18n, use_language, use_reader},
    ui::{Listing, empty, icon, listing, load, page_head, skeleton_rows},
};

const HERE: &str = "/account/access";

/// `/account/access?before=`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let query = use_query_map();
    let before = Memo::new(move |_| query.with(|query| query.get("before")).unwrap_or_default());
    let listing = listing();
    let access = question(move || own_api::ReadAccess { before: before.get() });
    let back = Some(("/account".to_owned(), i18n.nav_account().to_owned()));
    view! {
        <main class="main" id="main">
            {page_head(i18n.account_access().to_owned(), None, back, None)}
            <div class="stack">
                {listing.status()}
                {load(access, || skeleton_rows(8), move |page| content(&page, &before.get_untracked(), listing))}
            </div>
        </main>
    }
    .into_any()
}

fn content(page: &AccessPage, before: &str, listing: Listing) -> AnyView {
    let i18n = use_i18n();
    listing.came(before.to_owned(), i18n.account_access(), page.lines.len());
    let kept = view! { <p class="soft small">{i18n.access_kept(page.kept_days)}</p> };
    if page.lines.is_empty() {
        let (title, text) = (i18n.access_empty_title().to_owned(), i18n.access_empty_text().to_owned());
        return view! { <section class="sheet">{empty("eye", title, text, None)}</section> {kept} }.into_any();
    }
    let days = page
        .lines
        .chunk_by(|one, other| one.at.date() == other.at.date())
        .map(|lines| day(lines, page.now))
        .collect_view();
    view! { {days} {pager(before, page.next.as_deref())} {kept} }.into_any()
}

fn day(lines: &[AccessLine], now: WallTime) -> AnyView {
    let (i18n, language) = (use_i18n(), use_language());
    let title = lines.first().map(|line| match line.at.date() {
        date if date == now.date() => i18n.access_today().to_owned(),
        date => format::date_long(language, date),
    });
    let rows = lines.iter().map(row).collect_view();
    view! {
        <section class="sheet">
            <header class="sheet-head"><h2 tabindex="-1" data-list="">{title}</h2></header>
            <ul class="rows">{rows}</ul>
        </section>
    }
    .into_any()
}

fn row(line: &AccessLine) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let vendor = use_reader().with_untracked(|reader| reader.vendor.name.clone());
    let by = if line.by_vendor { i18n.access_by_vendor(&line.by, &vendor) } else { line.by.clone() };
    let (name, href) = document(i18n, language, line);
    view! {
        <li class="row">
            {icon(if line.channel == Channel::Page { "eye" } else { "download" })}
            <div class="row-text">
                <a class="row-link" href=href>{name}</a>
                <small>{by} " · " {way(i18n, line)}</small>
            </div>
            <time class="row-side" datetime=line.at.rfc3339() title=format::instant_long(language, line.at)>
                {format::time(language, line.at)}
            </time>
        </li>
    }
    .into_any()
}

/// What it is called, and the page where it is.
fn document(i18n: I18n, language: Language, line: &AccessLine) -> (String, String) {
    let document = line.document.as_str();
    match line.kind {
        Kind::Invoice | Kind::InvoicePdf | Kind::InvoiceXml => (i18n.access_document(document), invoice_href(document)),
        Kind::Statement | Kind::StatementPdf | Kind::StatementCsv if document.is_empty() => {
            (i18n.money_statement().to_owned(), "/money/statement".to_owned())
        }
        Kind::Statement | Kind::StatementPdf | Kind::StatementCsv => {
            let mut parts = document.split(' ');
            let mut part = || parts.next().unwrap_or_default();
            let (currency, from, until) = (part(), part(), part());
            let said =
                |day: &str| Date::parse_iso(day).map_or_else(|| day.to_owned(), |day| format::date_long(language, day));
            let name = i18n.access_statement(currency, &said(from), &said(until));
            (name, link("/money/statement", &[("currency", currency), ("from", from), ("until", until)]))
        }
        Kind::Transcript => (i18n.access_transcript(document), format!("/messages/{document}")),
        Kind::Attachment => {
            let (case, name) = document.split_once('/').unwrap_or((document, ""));
            (i18n.access_file(name, case), format!("/messages/{case}"))
        }
    }
}

/// How it was opened.
fn way(i18n: I18n, line: &AccessLine) -> &'static str {
    match (line.channel, line.kind) {
        (Channel::Page, _) => i18n.access_read(),
        (Channel::File, Kind::InvoiceXml) => i18n.access_xml(),
        (Channel::File, Kind::StatementCsv) => i18n.access_csv(),
        (Channel::File, Kind::Attachment) => i18n.access_taken(),
        (Channel::File, _) => i18n.access_pdf(),
    }
}

fn pager(before: &str, next: Option<&str>) -> Option<AnyView> {
    let i18n = use_i18n();
    let first = (!before.is_empty()).then(|| {
        view! { <a class="button button-quiet button-small" href=HERE>{icon("back")} {i18n.shop_first_page()}</a> }
    });
    let following = next.map(|next| {
        let href = link(HERE, &[("before", next)]);
        view! { <a class="button button-quiet button-small" href=href>{i18n.shop_more()} {icon("forward")}</a> }
    });
    (first.is_some() || following.is_some())
        .then(|| view! { <nav class="pager" aria-label=i18n.orders_pages()>{first}{following}</nav> }.into_any())
}
