//! What a number is made of: the open items of one currency, all of them or one part of the ageing, and their sum.

use domain::{
    ledger::{
        Part,
        wire::{OpenItems, OpenLine},
    },
    money::Currency,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{api, lines::open_table, parts::filled, side::Side};
use crate::{
    ask::{Question, question},
    reader::use_i18n,
    ui::{Listing, amount, empty, icon, listing, load, page_head, skeleton_rows},
};

/// `/money/open?currency=&bucket=&after=`
#[must_use]
pub fn page() -> AnyView {
    let asked = asked();
    shown(
        Signal::stored(Side::Own),
        question(move || {
            let Asked { currency, bucket, after } = asked.get();
            api::ReadOpen { currency, bucket, after }
        }),
    )
}

/// What the page's address asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    pub currency: String,
    pub bucket: String,
    pub after: String,
}

/// See [`Asked`].
#[must_use]
pub fn asked() -> Signal<Asked> {
    let query = use_query_map();
    Signal::derive(move || {
        let value = |name: &str| query.with(|query| query.get(name)).unwrap_or_default();
        Asked { currency: value("currency"), bucket: value("bucket"), after: value("after") }
    })
}

/// The page, from either side.
#[must_use]
pub fn shown(side: Signal<Side>, items: Question<OpenItems>) -> AnyView {
    let i18n = use_i18n();
    let asked = asked();
    let listing = listing();
    view! {
        <main class="main" id="main">
            {move || page_head(i18n.money_open_page().to_owned(), None, Some(side.get().back()), None)}
            <div class="stack">
                {listing.status()}
                {load(items, || skeleton_rows(8), move |items| {
                    content(&side.get_untracked(), &items, &asked.get_untracked().after, listing)
                })}
            </div>
        </main>
    }
    .into_any()
}

fn content(side: &Side, items: &OpenItems, after: &str, listing: Listing) -> AnyView {
    let i18n = use_i18n();
    let currency = items.standing.currency;
    let name = items.part.map_or(i18n.bucket_all(), |part| side.part(i18n, part));
    let is_empty = items.items.is_empty();
    let title = if is_empty { i18n.money_open_none_title() } else { name };
    listing.came(format!("{currency} {after}"), title, items.items.len());
    if is_empty {
        let (title, text) = (i18n.money_open_none_title().to_owned(), i18n.money_open_none_text().to_owned());
        return view! { {choice(side, items)} <section class="sheet">{empty("receipt", title, text, None)}</section> }
            .into_any();
    }
    let lines: Vec<&OpenLine> = items.items.iter().collect();
    view! {
        {choice(side, items)}
        <section class="sheet" aria-label=name>
            <dl class="total-rows">
                <div><dt>{name}</dt><dd><strong>{amount(currency, items.total)}</strong></dd></div>
            </dl>
        </section>
        <div class="sheet" tabindex="-1" data-list="" role="region" aria-label=format!("{name}, {currency}")>
            {open_table(side, name.to_owned(), &lines, items.today, None)}
        </div>
        {pager(side, items, currency, after)}
    }
    .into_any()
}

/// One link for each part that holds something, one for all, and one for what is overdue where that is several parts.
fn choice(side: &Side, items: &OpenItems) -> AnyView {
    let i18n = use_i18n();
    let currency = items.standing.currency;
    let filled = filled(&items.standing.ageing);
    let late = filled.iter().filter(|(bucket, _)| bucket.is_overdue()).count();
    let mut parts = vec![None];
    if late > 1 || items.part == Some(Part::Overdue) {
        parts.push(Some(Part::Overdue));
    }
    parts.extend(filled.into_iter().map(|(bucket, _)| Some(Part::Bucket(bucket))));
    let links = parts
        .into_iter()
        .map(|part| {
            let name = part.map_or(i18n.bucket_all(), |part| side.part(i18n, part));
            let current = (part == items.part).then_some("true");
            let href = side.open(currency, part, "");
            view! { <li><a class="filter" href=href aria-current=current>{name}</a></li> }
        })
        .collect_view();
    view! { <nav aria-label=i18n.money_parts()><ul class="filters">{links}</ul></nav> }.into_any()
}

fn pager(side: &Side, items: &OpenItems, currency: Currency, after: &str) -> Option<AnyView> {
    let i18n = use_i18n();
    let first = (!after.is_empty()).then(|| {
        view! {
            <a class="button button-quiet button-small" href=side.open(currency, items.part, "")>
                {icon("back")} {i18n.shop_first_page()}
            </a>
        }
    });
    let following = items.next.as_deref().map(|next| {
        let href = side.open(currency, items.part, next);
        view! { <a class="button button-quiet button-small" href=href>{i18n.shop_more()} {icon("forward")}</a> }
    });
    (first.is_some() || following.is_some())
        .then(|| view! { <nav class="pager" aria-label=i18n.orders_pages()>{first}{following}</nav> }.into_any())
}
