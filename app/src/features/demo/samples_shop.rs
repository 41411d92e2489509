//! The elements of `/demo/ui`, second part: the shop, tables, the desk, the states of a page, and what lies over it.

use domain::{
    money::{Currency, Quantity},
    orders::OrderState,
    refusal::{Code, Refusal},
    stock::{Availability, Source},
};
use leptos::{html, prelude::*};

use super::samples::{PERSON, landmark, now};
use crate::{
    reader::{use_i18n, use_language},
    ui::{
        Steps, Tone, amount, availability_chip, chip, empty, error_state, icon, icon_small, quantity_field,
        quantity_text, skeleton_rows, state_chip, state_name, unit_name,
    },
};

/// All signs of the sprite.
const ICONS: [&str; 53] = [
    "home", "shop", "orders", "account", "messages", "search", "plus", "minus", "check", "close", "back", "forward",
    "down", "edit", "trash", "truck", "clock", "calendar", "warning", "info", "refresh", "upload", "download", "print",
    "list", "grid", "star", "user", "users", "globe", "moon", "sun", "logout", "filter", "camera", "phone", "mail",
    "cart", "undo", "link", "key", "desk", "board", "copy", "eye", "receipt", "pin", "bell", "settings", "more",
    "mobile", "laptop", "split",
];

pub(super) fn shop(theme: &'static str) -> AnyView {
    let i18n = use_i18n();
    let colour = format!("colour-{theme}");
    view! {
        <ul class="categories">
            <li><a class="category" href="/shop">{tile()}{i18n.nav_shop()}</a></li>
            <li><a class="category" href="/shop">{tile()}{i18n.nav_orders()}</a></li>
        </ul>
        <ul class="sheet">{article(Source::Stock)}{article(Source::Incoming)}{article(Source::Gone)}</ul>
        <ul class="article-grid">
            <li class="article-card">
                {tile()}
                <h3 class="article-name"><a class="row-link" href="/shop">{i18n.demo_ui_article()}</a></h3>
                <div class="article-chips">{available(Source::Stock)}</div>
                <div class="article-price">{amount(Currency::EUR, 185)}<small>{piece()}</small></div>
            </li>
        </ul>
        <fieldset class="variants">
            <legend>{i18n.demo_ui_colour()}</legend>
            <label class="variant"><input type="radio" name=colour.clone() checked/>{swatch("#b4532f")}"1"</label>
            <label class="variant"><input type="radio" name=colour.clone()/>{swatch("#45494d")}"2"</label>
            <label class="variant"><input type="radio" name=colour disabled/>{swatch("#7a4a2b")}"3"</label>
        </fieldset>
        <section class="sheet">
            <table class="breaks">
                <tbody>
                    <tr><th scope="row">{quantity(1)}</th><td>{amount(Currency::EUR, 195)}</td></tr>
                    <tr aria-current="true"><th scope="row">{quantity(40)}</th><td>{amount(Currency::EUR, 185)}</td></tr>
                    <tr><th scope="row">{quantity(240)}</th><td>{amount(Currency::EUR, 162)}</td></tr>
                </tbody>
            </table>
        </section>
        <div class="cluster">{quantity_sample("40", false)} {quantity_sample("x", true)}</div>
    }
    .into_any()
}

fn article(source: Source) -> AnyView {
    let i18n = use_i18n();
    view! {
        <li class="article-row">
            {tile()}
            <div class="article-text">
                <h3 class="article-name"><a class="row-link" href="/shop">{i18n.demo_ui_article()}</a></h3>
                <p class="soft">"10452"</p>
            </div>
            <div class="article-price">{amount(Currency::EUR, 185)}<small>{piece()}</small></div>
            <div class="article-chips">{available(source)}</div>
        </li>
    }
    .into_any()
}

fn available(source: Source) -> AnyView {
    let now = now();
    let date = (source != Source::Gone).then(|| now.date().plus_days(3));
    availability_chip(now, Availability { source, date })
}

fn tile() -> AnyView {
    view! { <span class="tile"><img src="/pictures/tile-red.svg" alt="" width="56" height="56"/></span> }.into_any()
}

fn swatch(colour: &'static str) -> AnyView {
    view! { <svg class="swatch" viewBox="0 0 1 1" aria-hidden="true"><rect width="1" height="1" fill=colour></rect></svg> }.into_any()
}

fn piece() -> String {
    unit_name(use_i18n(), "piece", Quantity::from_units(1))
}

fn quantity(units: i64) -> String {
    quantity_text(use_language(), Quantity::from_units(units), "piece")
}

fn quantity_sample(typed: &str, is_wrong: bool) -> AnyView {
    let typed = RwSignal::new(typed.to_owned());
    let label = use_i18n().demo_ui_article().to_owned();
    quantity_field(typed, Quantity::from_units(1), label, Steps::InPlace, Signal::stored(is_wrong))
}

pub(super) fn table() -> AnyView {
    let i18n = use_i18n();
    let rows = [(1042, OrderState::Shipped, 12_136), (1037, OrderState::Delivered, 231_840)]
        .into_iter()
        .map(|(number, state, total)| {
            view! {
                <tr role="row">
                    <td role="cell">{i18n.order_title(&number.to_string())}</td>
                    <td role="cell" data-label=i18n.order_steps_label()>{state_chip(state)}</td>
                    <td role="cell" class="figure" data-label=i18n.demo_ui_total()>{amount(Currency::EUR, total)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="sheet table-scroll">
            <table class="table" data-cards role="table">
                <caption class="visually-hidden">{i18n.nav_orders()}</caption>
                <thead>
                    <tr role="row">
                        <th scope="col">{i18n.nav_orders()}</th>
                        <th scope="col">{i18n.order_steps_label()}</th>
                        <th scope="col" class="figure">{i18n.demo_ui_total()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

pub(super) fn desk(theme: &'static str) -> AnyView {
    let i18n = use_i18n();
    let columns = [OrderState::Submitted, OrderState::Confirmed, OrderState::Picking]
        .into_iter()
        .map(board_column)
        .collect_view();
    view! {
        <div class="board" tabindex="0" role="region" aria-label=landmark(i18n.nav_orders(), theme)>{columns}</div>
        <ul class="sheet">
            <li class="queue-item">
                <a class="row-link" href="/demo/ui" aria-current="true"><strong>{PERSON}</strong></a>
                <span class="due" data-tone="wait">"1:20"</span>
                <span class="soft">{i18n.order_title("1042")}</span>
                <span class="soft">{i18n.state_submitted()}</span>
            </li>
            <li class="queue-item">
                <a class="row-link" href="/demo/ui"><strong>{PERSON}</strong></a>
                <span class="due" data-tone="late">"0:05"</span>
                <span class="soft">{i18n.order_title("1037")}</span>
                <span class="soft">{i18n.state_picking()}</span>
            </li>
        </ul>
    }
    .into_any()
}

fn board_column(state: OrderState) -> AnyView {
    let i18n = use_i18n();
    view! {
        <section class="board-column">
            <header class="board-head"><h3>{state_name(i18n, state)}</h3><span class="count">"4"</span></header>
            <article class="board-card">
                <div class="spread">
                    <a class="row-link" href="/demo/ui"><strong>"1042"</strong></a>{amount(Currency::EUR, 12_136)}
                </div>
                <p>{PERSON}</p>
                {chip(Tone::Late, i18n.order_late("17"))}
            </article>
            <a class="board-more" href="/demo/ui">{i18n.messages_older()}</a>
        </section>
    }
    .into_any()
}

pub(super) fn states() -> AnyView {
    let i18n = use_i18n();
    let first = Some(("/shop".to_owned(), i18n.home_to_shop().to_owned()));
    let refusals = [Code::Fault, Code::Offline, Code::NotFound, Code::NotAllowed, Code::SignIn]
        .into_iter()
        .map(|code| view! { <div class="sheet">{error_state(&Refusal::of(code), Some(Callback::new(|()| ())))}</div> })
        .collect_view();
    view! {
        {skeleton_rows(2)}
        <div class="sheet" role="status" aria-busy="true" aria-label=i18n.state_loading()>
            <div class="row">
                <span class="skeleton skeleton-tile"></span>
                <div class="row-text"><span class="skeleton skeleton-text"></span><span class="skeleton skeleton-small"></span></div>
                <span class="skeleton skeleton-chip"></span>
            </div>
            <div class="sheet-body"><span class="skeleton skeleton-figure"></span><span class="skeleton skeleton-button"></span></div>
        </div>
        <div class="sheet">{empty("orders", i18n.home_new_title().to_owned(), i18n.home_new_text().to_owned(), first)}</div>
        {refusals}
        <div class="offline-bar">{icon_small("warning")} {i18n.frame_offline("10:42")}</div>
    }
    .into_any()
}

pub(super) fn over(theme: &'static str) -> AnyView {
    let i18n = use_i18n();
    let dialog = NodeRef::<html::Dialog>::new();
    let (menu, title) = (format!("menu-{theme}"), format!("dialog-{theme}"));
    let open = move |_: leptos::ev::MouseEvent| {
        #[cfg(feature = "hydrate")]
        if let Some(dialog) = dialog.get_untracked() {
            _ = dialog.show_modal();
        }
    };
    view! {
        <div class="cluster">
            <button class="button button-text button-small" type="button" popovertarget=menu.clone()>
                {icon("globe")} {i18n.frame_language()} {icon("down")}
            </button>
            <button class="button button-quiet button-small" type="button" on:click=open>{i18n.demo_ui_open()}</button>
        </div>
        <div class="menu" id=menu popover="auto">
            <p class="menu-title">{i18n.frame_language()}</p>
            <button type="button" aria-current="true" lang="en">"English" {icon("check")}</button>
            <button type="button" lang="hu">"Magyar"</button>
        </div>
        <dialog class="dialog" aria-labelledby=title.clone() node_ref=dialog>
            <form method="dialog">
                <header class="dialog-head">
                    <h3 id=title.clone()>{i18n.order_title("1042")}</h3>
                    <button class="button button-text button-icon button-small" aria-label=i18n.demo_ui_close()>{icon("close")}</button>
                </header>
                <div class="dialog-body"><p>{i18n.demo_ui_sentence()}</p></div>
                <footer class="dialog-foot">
                    <button class="button button-quiet">{i18n.demo_ui_close()}</button>
                    <button class="button button-danger">{i18n.account_withdraw()}</button>
                </footer>
            </form>
        </dialog>
        <div class="toast"><p>{i18n.demo_ui_sentence()}</p><button type="button">{i18n.action_retry()}</button></div>
        <div class="sticky-bar">
            <div class="sticky-figures"><span>{i18n.demo_ui_total()}</span><strong>{amount(Currency::EUR, 12_136)}</strong></div>
            <button class="button" type="button">{i18n.account_save()}</button>
            <p class="sticky-note">{i18n.demo_ui_sentence()}</p>
        </div>
    }
    .into_any()
}

pub(super) fn icons() -> AnyView {
    let icons = ICONS
        .into_iter()
        .map(|name| view! { <span class="chip">{icon(name)} <code>{name}</code></span> })
        .collect_view();
    view! { <p class="chips">{icons}</p> }.into_any()
}
