//! The open orders, one column per state.

use domain::{
    format,
    orders::{Board, COUNTED, OrderCard, OrderState},
    time::WallTime,
};
use leptos::prelude::*;

use super::api;
use crate::{
    ask::question,
    features::orders::finding::{link, list_query},
    reader::{use_i18n, use_language, use_vendor_day},
    ui::{Tone, amount, asked_chip, chip, icon, instant, load, page_head, state_name},
};

/// Where all orders are listed.
const ALL: &str = "/desk/orders/all";

/// `/desk/orders`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let resource = question(|| api::ReadBoard {});
    view! {
        <main class="main" id="main">
            {page_head(i18n.desk_board_title().to_owned(), None, None, Some(view_switch(true)))}
            <div class="stack">
                {list_query(ALL).search_form(i18n.desk_search())}
                {load(resource, board_skeleton, |board| board_view(&board))}
            </div>
        </main>
    }
    .into_any()
}

/// Board or list.
#[must_use]
pub fn view_switch(is_board: bool) -> AnyView {
    let i18n = use_i18n();
    view! {
        <div class="segmented" role="group" aria-label=i18n.desk_view()>
            <a href="/desk/orders" aria-label=i18n.desk_view_board() aria-current=is_board.then_some("true")>
                {icon("board")}
            </a>
            <a href=ALL aria-label=i18n.desk_view_list() aria-current=(!is_board).then_some("true")>
                {icon("list")}
            </a>
        </div>
    }
    .into_any()
}

/// How late, or when it is promised; nothing when there is no date, or no need for one any more.
#[must_use]
pub fn promise_chip(order: &OrderCard, now: WallTime) -> Option<AnyView> {
    let i18n = use_i18n();
    let date = order.promised.filter(|_| !order.state.is_final())?;
    let when = format::day_phrase(use_language(), use_vendor_day(now), date);
    Some(if order.late {
        chip(Tone::Late, i18n.order_late(&when))
    } else {
        chip(Tone::Plain, i18n.desk_promised(&when))
    })
}

fn board_view(board: &Board) -> AnyView {
    let columns = board
        .columns
        .iter()
        .filter(|(state, ..)| is_ours(*state))
        .map(|(state, orders, count)| column(*state, orders, *count, board.now))
        .collect_view();
    view! {
        <div class="board" tabindex="0" role="region" aria-label=use_i18n().desk_board_label()>{columns}</div>
    }
    .into_any()
}

/// What waits for its own approver is not the vendor's work yet, and what has ended is not any more.
const fn is_ours(state: OrderState) -> bool {
    !state.is_final() && !matches!(state, OrderState::AwaitingApproval)
}

fn column(state: OrderState, orders: &[OrderCard], count: i32, now: WallTime) -> AnyView {
    let i18n = use_i18n();
    let shown = i32::try_from(orders.len()).unwrap_or(i32::MAX);
    let rest = i64::from(count.saturating_sub(shown));
    let is_many = count > COUNTED;
    let count = format::number(use_language(), i64::from(count.min(COUNTED)), 0);
    let count = if is_many { format!("{count}+") } else { count };
    let more = (rest > 0).then(|| {
        let text = if is_many { i18n.desk_more_uncounted().to_owned() } else { i18n.desk_more(rest) };
        view! { <a class="board-more" href=link(ALL, &[("state", state.code())])>{text}</a> }
    });
    let none = orders.is_empty().then(|| view! { <p class="soft small">{i18n.desk_column_empty()}</p> });
    let cards = orders.iter().map(|order| card(order, now)).collect_view();
    view! {
        <section class="board-column">
            <header class="board-head">
                <h2>{state_name(i18n, state)}</h2>
                <span class="count">{count}</span>
            </header>
            {none}
            {cards}
            {more}
        </section>
    }
    .into_any()
}

fn card(order: &OrderCard, now: WallTime) -> AnyView {
    let i18n = use_i18n();
    let number = order.number.to_string();
    view! {
        <article class="board-card">
            <div class="spread">
                <a class="row-link" href=format!("/desk/orders/{number}") aria-label=i18n.order_title(&number)>
                    <strong>{number.clone()}</strong>
                </a>
                {amount(order.currency, order.total)}
            </div>
            <p>{order.account.clone().unwrap_or_else(|| order.by.clone())}</p>
            <p class="soft">{i18n.orders_lines(i64::from(order.line_count))} " · " {instant(now, order.submitted)}</p>
            {asked_chip(order)}
            {promise_chip(order, now)}
        </article>
    }
    .into_any()
}

/// Five columns with three cards each, as high as real ones.
fn board_skeleton() -> AnyView {
    let card = || {
        view! {
            <div class="board-card">
                <span class="skeleton skeleton-text"></span>
                <span class="skeleton skeleton-text" data-length="full"></span>
                <span class="skeleton skeleton-small"></span>
            </div>
        }
    };
    let column = || {
        view! {
            <div class="board-column">
                <div class="board-head"><span class="skeleton skeleton-text" data-length="short"></span></div>
                {card()}
                {card()}
                {card()}
            </div>
        }
    };
    let columns = (0..5).map(|_| column()).collect_view();
    view! { <div class="board" role="status" aria-busy="true" aria-label=use_i18n().state_loading()>{columns}</div> }
        .into_any()
}
