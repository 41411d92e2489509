//! All orders, by state or found by words.

use domain::{
    orders::{OrderCard, OrderList},
    time::WallTime,
};
use leptos::prelude::*;

use super::{
    api,
    board::{promise_chip, view_switch},
};
use crate::{
    ask::question,
    features::orders::finding::{ListQuery, list_query},
    reader::use_i18n,
    ui::{Listing, amount, asked_chip, empty, instant, listing, load, order_chip, page_head, skeleton_rows},
};

/// `/desk/orders/all`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let query = list_query("/desk/orders/all");
    let listing = listing();
    let resource = question(move || api::Orders { filter: query.filter() });
    view! {
        <main class="main" id="main">
            {page_head(i18n.desk_list_title().to_owned(), None, None, Some(view_switch(false)))}
            <div class="stack">
                {query.search_form(i18n.desk_search())}
                {query.state_filters()}
                {query.days()}
                {listing.status()}
                {load(resource, || skeleton_rows(10), move |list| list_view(&list, query, listing))}
            </div>
        </main>
    }
    .into_any()
}

fn list_view(list: &OrderList, query: ListQuery, listing: Listing) -> AnyView {
    let i18n = use_i18n();
    let name = if list.orders.is_empty() { i18n.desk_none_title() } else { i18n.desk_list_title() };
    listing.came(query.page(), name, list.orders.len());
    if list.orders.is_empty() {
        let (text, action) = if query.is_filtered() {
            (i18n.desk_none_found(), Some(("/desk/orders/all".to_owned(), i18n.orders_show_all().to_owned())))
        } else {
            (i18n.desk_none_text(), None)
        };
        return empty("orders", i18n.desk_none_title().to_owned(), text.to_owned(), action);
    }
    let rows = list.orders.iter().map(|order| row(order, list.now)).collect_view();
    view! {
        <div class="sheet" tabindex="-1" data-list="" role="region" aria-label=i18n.desk_list_caption()>
            <table class="table" data-cards="compact" role="table">
                <caption class="visually-hidden">{i18n.desk_list_caption()}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">{i18n.desk_column_order()}</th>
                        <th scope="col" role="columnheader">{i18n.desk_column_customer()}</th>
                        <th scope="col" role="columnheader">{i18n.desk_column_state()}</th>
                        <th scope="col" role="columnheader">{i18n.desk_column_submitted()}</th>
                        <th scope="col" role="columnheader" class="figure">{i18n.orders_total()}</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
        {query.pager(list.next.as_deref())}
    }
    .into_any()
}

fn row(order: &OrderCard, now: WallTime) -> AnyView {
    let i18n = use_i18n();
    let number = order.number.to_string();
    let customer = order.account.clone().unwrap_or_else(|| order.by.clone());
    let reference = order.reference.clone().map(|reference| format!(" · {reference}"));
    view! {
        <tr role="row">
            <td role="cell" data-place="title">
                <a class="row-link" href=format!("/desk/orders/{number}") aria-label=i18n.order_title(&number)>
                    <strong>{number.clone()}</strong>
                </a>
                <span class="soft small">" · "{i18n.orders_lines(i64::from(order.line_count))}</span>
            </td>
            <td role="cell" data-place="note" data-label=i18n.desk_column_customer()>{customer}{reference}</td>
            <td role="cell" data-place="state" data-label=i18n.desk_column_state()>
                <span class="chips">{order_chip(order.state, order.handover)}{asked_chip(order)}{promise_chip(order, now)}</span>
            </td>
            <td role="cell" data-place="date" data-label=i18n.desk_column_submitted()>
                {instant(now, order.submitted)}
            </td>
            <td role="cell" data-place="side" data-label=i18n.orders_total() class="figure">
                {amount(order.currency, order.total)}
            </td>
        </tr>
    }
    .into_any()
}
