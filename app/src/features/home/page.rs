//! The first page: what is new, what waits for the reader, and what is on its way.

use domain::{
    cases::CaseCard,
    event::{Event, EventLine, News},
    format,
    i18n::I18n,
    language::Language,
    orders::{Handover, OrderCard},
    permissions::Right,
    session::Me,
    time::WallTime,
};
use leptos::prelude::*;

use super::api::{self, Home};
use crate::{
    ask::question,
    features::{cases::list::row as case_row, help::help_link, money::balance::to_pay},
    reader::{use_i18n, use_language, use_reader},
    ui::{
        amount, avatar_link, cart_button, empty, event_row, icon, load, order_chip, page_head, promise_chip,
        skeleton_rows, steps,
    },
};

/// How much of each list the first page shows; there is a page with all of it.
const SHOWN: usize = 5;

/// The first page.
#[must_use]
pub fn page() -> AnyView {
    let (me, now) = use_reader().with_untracked(|reader| (reader.me.clone(), reader.now));
    match me {
        None => welcome(),
        Some(me) if me.account.is_none() => without_account(&me),
        Some(me) => home(me, now),
    }
}

fn home(me: Me, now: WallTime) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    // The head is there at once, and is right when the page was left open since the morning.
    let at = RwSignal::new(now);
    let name = me.name.clone();
    let head = move || {
        let now = at.get();
        let actions = view! { {cart_button()} {avatar_link()} };
        page_head(
            greeting(i18n, language, now, &name),
            Some(format::date_full_weekday(language, now.date())),
            None,
            Some(actions.into_any()),
        )
    };
    let page = question(|| api::Page {});
    view! {
        <main class="main" id="main" data-width="wide">
            {head}
            {load(page, || skeleton_rows(4), move |home| {
                let now = home.now;
                Effect::new(move |_| at.set(now));
                content(&me, &home)
            })}
        </main>
    }
    .into_any()
}

fn content(me: &Me, home: &Home) -> AnyView {
    let may_order = me.account.as_ref().is_some_and(|account| account.role.has(Right::PlaceOrders));
    let is_owner = me.account.as_ref().is_some_and(|account| account.role.has(Right::ManageMembers));
    let has_ordered = !home.open_orders.is_empty() || home.news.events.iter().any(|line| line.event.order().is_some());
    if !has_ordered && home.waiting.is_empty() && home.yours.is_empty() {
        let steps = first_steps(may_order, is_owner);
        // Who has never ordered here may owe something all the same.
        let owes = home.money.iter().any(|line| line.balance != 0);
        return if owes { view! { <div class="stack">{to_pay(&home.money)} {steps}</div> }.into_any() } else { steps };
    }
    view! {
        <div class="columns" data-even>
            <div class="column">
                {waiting(&home.waiting)}
                {yours(&home.yours, &home.approvers)}
                {news(&home.news)}
                {to_pay(&home.money)}
            </div>
            <div class="column">
                {open_cases(&home.cases, home.now)}
                {open_orders(&home.open_orders, home.now)}
                {may_order.then(|| order_again(&home.news.events))}
                {help_link()}
            </div>
        </div>
    }
    .into_any()
}

/// What the account has asked and complained of: how far it is, and when one hears.
fn open_cases(cases: &[CaseCard], now: WallTime) -> AnyView {
    let i18n = use_i18n();
    if cases.is_empty() {
        return ().into_any();
    }
    let rows = cases.iter().take(SHOWN).map(|case| case_row(case, now, "/messages")).collect_view();
    view! {
        <section class="sheet" aria-labelledby="cases">
            <header class="sheet-head"><h2 id="cases">{i18n.cases_open_title()}</h2><a class="link" href="/messages">{i18n.cases_all()}</a></header>
            <ul class="rows">{rows}</ul>
        </section>
    }
    .into_any()
}

/// What happened since the reader was last here; else the last of it.
fn news(news: &News) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let unseen: Vec<&EventLine> = news.events.iter().filter(|line| line.is_news(news.seen)).collect();
    let is_new = !unseen.is_empty();
    let (title, lines) =
        if is_new { (i18n.home_since(), unseen) } else { (i18n.home_lately(), news.events.iter().collect()) };
    if lines.is_empty() {
        return ().into_any();
    }
    let rows = lines
        .into_iter()
        .take(SHOWN)
        .map(|line| event_row(line, format::relative(language, news.now, line.at), is_new))
        .collect_view();
    view! {
        <section class="sheet" aria-labelledby="news">
            <header class="sheet-head"><h2 id="news">{title}</h2><a class="link" href="/messages">{i18n.home_all_news()}</a></header>
            <ul class="rows">{rows}</ul>
        </section>
    }
    .into_any()
}

/// Orders that wait for the reader's approval: first of all, because others wait.
fn waiting(orders: &[OrderCard]) -> AnyView {
    let i18n = use_i18n();
    if orders.is_empty() {
        return ().into_any();
    }
    let rows = orders
        .iter()
        .take(SHOWN)
        .map(|order| {
            waiting_row(order, i18n.home_needs_approval(&order.by, &order.number.to_string()), order.summary.clone())
        })
        .collect_view();
    view! {
        <section class="sheet" aria-labelledby="waiting">
            <header class="sheet-head">
                <h2 id="waiting">{i18n.home_waiting()}</h2>
                <a class="link" href="/approvals">{i18n.home_all_approvals()}</a>
            </header>
            <ul class="rows">{rows}</ul>
        </section>
    }
    .into_any()
}

/// Orders of the reader's own that somebody else has to approve: they are not with the vendor yet.
fn yours(orders: &[OrderCard], approvers: &[String]) -> AnyView {
    let i18n = use_i18n();
    if orders.is_empty() {
        return ().into_any();
    }
    let waits = if approvers.is_empty() {
        i18n.state_awaiting_approval().to_owned()
    } else {
        i18n.home_waits_for(&approvers.join(", "))
    };
    let rows = orders
        .iter()
        .take(SHOWN)
        .map(|order| waiting_row(order, i18n.order_title(&order.number.to_string()), waits.clone()))
        .collect_view();
    view! {
        <section class="sheet" aria-labelledby="yours">
            <header class="sheet-head"><h2 id="yours">{i18n.home_yours_waiting()}</h2></header>
            <ul class="rows">{rows}</ul>
        </section>
    }
    .into_any()
}

fn waiting_row(order: &OrderCard, title: String, note: String) -> AnyView {
    view! {
        <li class="row">
            <div class="row-text">
                <a class="row-link" href=format!("/orders/{}", order.number)>{title}</a>
                <small>{note}</small>
            </div>
            <span class="row-side">{amount(order.currency, order.total)}</span>
            {icon("forward")}
        </li>
    }
    .into_any()
}

fn open_orders(orders: &[OrderCard], now: WallTime) -> AnyView {
    let i18n = use_i18n();
    if orders.is_empty() {
        return view! {
            <section class="sheet" aria-labelledby="open-orders">
                <header class="sheet-head">
                    <h2 id="open-orders">{i18n.home_no_open_orders()}</h2>
                    <a class="link" href="/orders">{i18n.home_all_orders()}</a>
                </header>
            </section>
        }
        .into_any();
    }
    let more = (orders.len() > SHOWN)
        .then(|| view! { <a class="button button-quiet" href="/orders">{i18n.home_all_orders()}</a> });
    let sheets = orders.iter().take(SHOWN).map(|order| open_order(order, now)).collect_view();
    view! { {sheets} {more} }.into_any()
}

/// An order on its way: where it is, and when it arrives.
fn open_order(order: &OrderCard, now: WallTime) -> AnyView {
    let i18n = use_i18n();
    let number = order.number.to_string();
    let promise = promise_chip(order, now).unwrap_or_else(|| order_chip(order.state, order.handover));
    view! {
        <section class="sheet">
            <header class="sheet-head">
                <h2><a class="row-link" href=format!("/orders/{number}")>{i18n.order_title(&number)}</a></h2>
                {promise}
            </header>
            <div class="sheet-body">
                <p class="soft small">{order.summary.clone()}</p>
                {steps(order.state, order.handover)}
            </div>
        </section>
    }
    .into_any()
}

/// What was delivered lately is what is ordered again.
fn order_again(events: &[EventLine]) -> AnyView {
    let i18n = use_i18n();
    let delivered = events.iter().find_map(|line| match line.event {
        Event::OrderDelivered { order, partly: false, .. }
        | Event::OrderShipped { order, partly: false, handover: Handover::Service, .. } => Some(order),
        _ => None,
    });
    let again = delivered.map(|number| {
        let text = i18n.home_again(&number.to_string());
        row("refresh", format!("/orders/{number}/again"), text, i18n.home_again_text())
    });
    view! {
        <section class="sheet" aria-labelledby="again">
            <header class="sheet-head"><h2 id="again">{i18n.home_order_more()}</h2></header>
            <ul class="rows">
                {again}
                {row("star", "/lists".to_owned(), i18n.home_lists().to_owned(), i18n.home_lists_text())}
                {row("list", "/quick".to_owned(), i18n.home_quick().to_owned(), i18n.home_quick_text())}
            </ul>
        </section>
    }
    .into_any()
}

fn row(icon_name: &'static str, href: String, title: String, text: &'static str) -> AnyView {
    view! {
        <li class="row">
            {icon(icon_name)}
            <div class="row-text"><a class="row-link" href=href>{title}</a><small>{text}</small></div>
            {icon("forward")}
        </li>
    }
    .into_any()
}

/// An account that has not ordered yet: what to do first.
fn first_steps(may_order: bool, is_owner: bool) -> AnyView {
    let i18n = use_i18n();
    let text = if may_order { i18n.home_new_text() } else { i18n.home_new_text_viewer() };
    let shop = Some(("/shop".to_owned(), i18n.home_to_shop().to_owned()));
    let quick =
        may_order.then(|| row("list", "/quick".to_owned(), i18n.home_quick().to_owned(), i18n.home_quick_text()));
    let invite = is_owner
        .then(|| row("users", "/account#invite".to_owned(), i18n.home_invite().to_owned(), i18n.home_invite_text()));
    view! {
        <div class="stack">
            <section class="sheet">{empty("orders", i18n.home_new_title().to_owned(), text.to_owned(), shop)}</section>
            <ul class="sheet">
                {quick}
                {invite}
                {row("account", "/account".to_owned(), i18n.home_profile().to_owned(), i18n.home_profile_text())}
            </ul>
        </div>
    }
    .into_any()
}

/// For those who are not signed in.
fn welcome() -> AnyView {
    let i18n = use_i18n();
    let vendor = use_reader().with_untracked(|reader| reader.vendor.name.clone());
    view! {
        <main class="main" id="main">
            {page_head(i18n.home_welcome(&vendor), None, None, None)}
            <div class="stack">
                <p>{i18n.home_welcome_text()}</p>
                <div class="actions">
                    <a class="button" href="/signin">{i18n.sign_in()}</a>
                    <a class="button button-quiet" href="/shop">{i18n.home_to_shop()}</a>
                </div>
            </div>
        </main>
    }
    .into_any()
}

/// Staff, and members who have yet to choose.
fn without_account(me: &Me) -> AnyView {
    let i18n = use_i18n();
    let (href, name) = if me.staff.is_some() {
        ("/desk/orders", i18n.frame_desk())
    } else {
        ("/choose-account", i18n.entry_choose_title())
    };
    view! {
        <main class="main" id="main">
            {page_head(i18n.nav_home().to_owned(), None, None, Some(avatar_link()))}
            <div class="stack">
                <p>{i18n.home_no_account()}</p>
                <div class="actions"><a class="button" href=href>{name}</a></div>
            </div>
        </main>
    }
    .into_any()
}

fn greeting(i18n: I18n, language: Language, now: WallTime, name: &str) -> String {
    let name = called(language, name);
    match now.hour_minute().0 {
        5..=11 => i18n.home_good_morning(name),
        // In Spain the afternoon is long.
        12..=19 if language == Language::Es => i18n.home_good_afternoon(name),
        12..=17 => i18n.home_good_afternoon(name),
        _ => i18n.home_good_evening(name),
    }
}

/// How one is addressed: by the first name. In Hungarian the family name comes first, so there it is the whole name.
fn called(language: Language, name: &str) -> &str {
    match language {
        Language::Hu => name,
        _ => name.split_whitespace().next().unwrap_or(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_called_by_their_first_name_but_not_in_hungarian() {
        assert_eq!(called(Language::En, "Anna Kovács"), "Anna");
        assert_eq!(called(Language::Hu, "Kovács Anna"), "Kovács Anna");
        assert_eq!(called(Language::De, ""), "");
    }
}
