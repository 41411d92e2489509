//! The account's orders, newest first.

use domain::{orders::OrderList, permissions::Right};
use leptos::prelude::*;

use super::{
    api,
    finding::{ListQuery, list_query},
    parts::may,
    spending::PATH as SPENDING,
};
use crate::{
    ask::question,
    reader::use_i18n,
    ui::{Listing, empty, icon, listing, load, order_card, page_head, skeleton_rows},
};

/// `/orders`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let query = list_query("/orders");
    let listing = listing();
    let resource = question(move || api::List { filter: query.filter() });
    let file = view! {
        <a
            class="button button-quiet button-icon"
            href=move || query.same_at("/orders.csv")
            download=""
            rel="external"
            aria-label=i18n.orders_csv()
            title=i18n.orders_csv()
        >
            {icon("download")}
        </a>
    }
    .into_any();
    let approvals = may(Right::ApproveOrders).then(|| {
        view! { <p><a class="link" href="/approvals">{i18n.orders_approvals_link()} {icon("forward")}</a></p> }
    });
    view! {
        <main class="main" id="main">
            {page_head(i18n.nav_orders().to_owned(), None, None, Some(file))}
            <div class="stack">
                {query.search_form(i18n.orders_search())}
                {query.state_filters()}
                {query.days()}
                {approvals}
                <p><a class="link" href=SPENDING>{i18n.spending_link()} {icon("forward")}</a></p>
                {listing.status()}
                {load(resource, || skeleton_rows(8), move |list| list_view(&list, query, listing))}
            </div>
        </main>
    }
    .into_any()
}

fn list_view(list: &OrderList, query: ListQuery, listing: Listing) -> AnyView {
    let i18n = use_i18n();
    let name = if list.orders.is_empty() { i18n.orders_none_found_title() } else { i18n.nav_orders() };
    listing.came(query.page(), name, list.orders.len());
    if list.orders.is_empty() {
        return if query.is_filtered() {
            empty(
                "search",
                i18n.orders_none_found_title().to_owned(),
                i18n.orders_none_found_text().to_owned(),
                Some(("/orders".to_owned(), i18n.orders_show_all().to_owned())),
            )
        } else {
            empty(
                "orders",
                i18n.orders_none_title().to_owned(),
                i18n.orders_none_text().to_owned(),
                Some(("/shop".to_owned(), i18n.orders_to_shop().to_owned())),
            )
        };
    }
    let cards = list.orders.iter().map(|order| order_card(order, list.now, "/orders")).collect_view();
    view! {
        <section class="sheet" tabindex="-1" data-list="" aria-label=i18n.nav_orders()><ul class="rows">{cards}</ul></section>
        {query.pager(list.next.as_deref())}
    }
    .into_any()
}
