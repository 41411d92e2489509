//! Orders of the account that wait for an approver. The decision is made on the order's own page, with all of it in
//! view.

use domain::{
    format,
    orders::{OrderCard, OrderList},
    time::WallTime,
};
use leptos::prelude::*;

use super::{
    api,
    finding::{ListQuery, list_query},
};
use crate::{
    ask::question,
    reader::{use_i18n, use_language},
    ui::{Listing, Tone, amount, chip, day, empty, listing, load, page_head, skeleton_rows},
};

/// `/approvals`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let query = list_query("/approvals");
    let listing = listing();
    let resource = question(move || api::Approvals { after: query.filter().after });
    let back = ("/orders".to_owned(), i18n.nav_orders().to_owned());
    view! {
        <main class="main" id="main">
            {page_head(i18n.orders_approvals_title().to_owned(), None, Some(back), None)}
            <div class="stack">
                {listing.status()}
                {load(resource, || skeleton_rows(4), move |list| list_view(&list, query, listing))}
            </div>
        </main>
    }
    .into_any()
}

fn list_view(list: &OrderList, query: ListQuery, listing: Listing) -> AnyView {
    let i18n = use_i18n();
    let is_empty = list.orders.is_empty();
    let title = i18n.orders_approvals_title();
    listing.came(query.page(), if is_empty { i18n.orders_approvals_none_title() } else { title }, list.orders.len());
    let orders = if is_empty {
        empty(
            "check",
            i18n.orders_approvals_none_title().to_owned(),
            i18n.orders_approvals_none_text().to_owned(),
            Some(("/orders".to_owned(), i18n.orders_show_all().to_owned())),
        )
    } else {
        let cards = list.orders.iter().map(|order| waiting(order, list.now)).collect_view();
        view! { <section class="stack" tabindex="-1" data-list="" aria-label=title>{cards}</section> }.into_any()
    };
    view! { {orders} {query.pager_from_oldest(list.next.as_deref())} }.into_any()
}

fn waiting(order: &OrderCard, now: WallTime) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let title = i18n.orders_approvals_order(&order.by, &order.number.to_string());
    let since = i18n.orders_approvals_since(&format::since(language, now, order.submitted));
    let reference = order.reference.clone().map(|reference| {
        view! { <div><dt>{i18n.orders_reference()}</dt><dd>{reference}</dd></div> }
    });
    let promised = order.promised.map(|date| {
        view! { <div><dt>{i18n.orders_approvals_promised()}</dt><dd>{day(now, date)}</dd></div> }
    });
    view! {
        <article class="sheet">
            <header class="sheet-head"><h2>{title.clone()}</h2>{chip(Tone::Wait, since)}</header>
            <div class="sheet-body">
                <p class="money-large">{amount(order.currency, order.total)}</p>
                <p class="soft">{order.summary.clone()} " · " {i18n.orders_lines(i64::from(order.line_count))}</p>
                <dl class="facts">{reference}{promised}</dl>
                <div class="actions">
                    <a class="button button-quiet" href=format!("/orders/{}", order.number)>
                        {i18n.orders_approvals_open()}<span class="visually-hidden">": "{title}</span>
                    </a>
                </div>
            </div>
        </article>
    }
    .into_any()
}
