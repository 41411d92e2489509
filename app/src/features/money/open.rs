//! What a number is made of: the open items of one currency, all of them or one part of the ageing, and their sum.

use domain::{
    ledger::wire::{OpenItems, OpenLine},
    money::Currency,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api,
    lines::open_table,
    parts::{bucket_name, filled, open_href},
};
use crate::{
    ask::question,
    features::orders::finding::link,
    reader::use_i18n,
    ui::{Listing, amount, empty, icon, listing, load, page_head, skeleton_rows},
};

/// `/money/open?currency=&bucket=&after=`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let query = use_query_map();
    let value = move |name: &'static str| query.with(|query| query.get(name)).unwrap_or_default();
    let listing = listing();
    let items =
        question(move || api::ReadOpen { currency: value("currency"), bucket: value("bucket"), after: value("after") });
    let back = Some(("/money".to_owned(), i18n.money_title().to_owned()));
    view! {
        <main class="main" id="main">
            {page_head(i18n.money_open_page().to_owned(), None, back, None)}
            <div class="stack">
                {listing.status()}
                {load(items, || skeleton_rows(8), move |items| {
                    let after = query.with_untracked(|query| query.get("after")).unwrap_or_default();
                    content(&items, &after, listing)
                })}
            </div>
        </main>
    }
    .into_any()
}

fn content(items: &OpenItems, after: &str, listing: Listing) -> AnyView {
    let i18n = use_i18n();
    let currency = items.standing.currency;
    let name = items.bucket.map_or(i18n.bucket_all(), |bucket| bucket_name(i18n, bucket));
    let is_empty = items.items.is_empty();
    let title = if is_empty { i18n.money_open_none_title() } else { name };
    listing.came(format!("{currency} {after}"), title, items.items.len());
    if is_empty {
        let (title, text) = (i18n.money_open_none_title().to_owned(), i18n.money_open_none_text().to_owned());
        return view! { {choice(items)} <section class="sheet">{empty("receipt", title, text, None)}</section> }
            .into_any();
    }
    let lines: Vec<&OpenLine> = items.items.iter().collect();
    view! {
        {choice(items)}
        <section class="sheet" aria-label=name>
            <dl class="total-rows">
                <div><dt>{name}</dt><dd><strong>{amount(currency, items.total)}</strong></dd></div>
            </dl>
        </section>
        <div class="sheet" tabindex="-1" data-list="" role="region" aria-label=format!("{name}, {currency}")>
            {open_table(name.to_owned(), &lines, items.today, None)}
        </div>
        {pager(items, currency, after)}
    }
    .into_any()
}

/// One link for each part that holds something, and one for all.
fn choice(items: &OpenItems) -> AnyView {
    let i18n = use_i18n();
    let currency = items.standing.currency;
    let mut parts = vec![(None, i18n.bucket_all())];
    parts.extend(
        filled(&items.standing.ageing).into_iter().map(|(bucket, _)| (Some(bucket), bucket_name(i18n, bucket))),
    );
    let links = parts
        .into_iter()
        .map(|(bucket, name)| {
            let current = (bucket == items.bucket).then_some("true");
            view! { <li><a class="filter" href=open_href(currency, bucket) aria-current=current>{name}</a></li> }
        })
        .collect_view();
    view! { <nav aria-label=i18n.money_parts()><ul class="filters">{links}</ul></nav> }.into_any()
}

fn pager(items: &OpenItems, currency: Currency, after: &str) -> Option<AnyView> {
    let i18n = use_i18n();
    let first = (!after.is_empty()).then(|| {
        view! {
            <a class="button button-quiet button-small" href=open_href(currency, items.bucket)>
                {icon("back")} {i18n.shop_first_page()}
            </a>
        }
    });
    let following = items.next.as_deref().map(|next| {
        let bucket = items.bucket.map_or("", |bucket| bucket.code());
        let href = link("/money/open", &[("currency", currency.code()), ("bucket", bucket), ("after", next)]);
        view! { <a class="button button-quiet button-small" href=href>{i18n.shop_more()} {icon("forward")}</a> }
    });
    (first.is_some() || following.is_some())
        .then(|| view! { <nav class="pager" aria-label=i18n.orders_pages()>{first}{following}</nav> }.into_any())
}
