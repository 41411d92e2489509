//! The elements of `/demo/ui`, first part: what is pressed, filled in, chosen and read.

use domain::{
    event::{Event, EventLine},
    format,
    money::Currency,
    orders::{Handover, OrderState},
    refusal::{Code, Refusal},
    time::WallTime,
};
use leptos::prelude::*;

use crate::{
    reader::{use_i18n, use_language, use_reader},
    ui::{
        Bar, Column, Tone, amount, avatar, bar_chart, cart_button, chip, day_chart, error_notice, event_row,
        field_error, icon, instant, invalid, notice, state_chip, steps,
    },
};

/// A person of the samples.
pub(super) const PERSON: &str = "Anna Kovács";
const ADDRESS: &str = "anna.kovacs@dakwerken.example";

/// The reader's now, so that server and browser say the same.
pub(super) fn now() -> WallTime {
    use_reader().with_untracked(|reader| reader.now)
}

/// A landmark's name, told apart from the same one in the other theme.
pub(super) fn landmark(name: &str, theme: &'static str) -> String {
    format!("{name} · {theme}")
}

pub(super) fn headings(theme: &'static str) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    view! {
        <div class="page-head">
            <div class="page-title">
                <p class="over">{format::date_full_weekday(language, now().date())}</p>
                <p class="money-large">{i18n.home_good_morning("Anna")}</p>
            </div>
            <div class="page-actions">{cart_button()} {avatar(PERSON, Tone::Ok)}</div>
        </div>
        <h3>{i18n.order_title("1042")}</h3>
        <p>{i18n.demo_ui_sentence()} <a href="/shop">{i18n.nav_shop()}</a></p>
        <p class="soft">{i18n.demo_ui_sentence()}</p>
        <p class="small">{i18n.demo_ui_sentence()} <kbd>"/"</kbd></p>
        <nav class="breadcrumb" aria-label=landmark(i18n.nav_shop(), theme)>
            <ol>
                <li><a href="/shop">{i18n.nav_shop()}</a></li>
                <li><span aria-current="page">{i18n.nav_orders()}</span></li>
            </ol>
        </nav>
        <nav class="pager" aria-label=landmark(i18n.messages_pages(), theme)>
            <a class="button button-quiet button-small" href="/demo/ui">{icon("back")} {i18n.messages_newest()}</a>
            <a class="button button-quiet button-small" href="/demo/ui">{i18n.messages_older()} {icon("forward")}</a>
        </nav>
        <hr/>
    }
    .into_any()
}

pub(super) fn buttons() -> AnyView {
    [
        "button",
        "button button-quiet",
        "button button-text",
        "button button-danger",
        "button button-quiet button-danger",
        "button button-text button-danger",
    ]
    .into_iter()
    .map(button_row)
    .collect_view()
    .into_any()
}

fn button_row(class: &'static str) -> AnyView {
    let i18n = use_i18n();
    view! {
        <div class="cluster">
            <button class=class type="button">{i18n.account_save()}</button>
            <button class=class type="button">{icon("check")} {i18n.account_save()}</button>
            <button class=format!("{class} button-small") type="button">{i18n.account_save()}</button>
            <button class=class type="button" aria-busy="true">{i18n.account_save()}</button>
            <button class=class type="button" disabled>{i18n.account_save()}</button>
            <button class=format!("{class} button-icon") type="button" aria-label=i18n.account_change()>{icon("edit")}</button>
        </div>
    }
    .into_any()
}

pub(super) fn fields(theme: &'static str) -> AnyView {
    let i18n = use_i18n();
    let id = move |name: &str| format!("{name}-{theme}");
    let refused = Signal::stored(Some(Refusal::field(Code::Email, "email")));
    let whole = Signal::stored(Some(Refusal::of(Code::TooMany)));
    view! {
        {error_notice(whole, &[])}
        <div class="field-row">
            <div class="field">
                <label for=id("name")>{i18n.account_name()} " " <span class="optional">{i18n.field_optional()}</span></label>
                <p class="hint" id=id("name-hint")>{i18n.account_limit_hint()}</p>
                <input id=id("name") value=PERSON aria-describedby=id("name-hint")/>
            </div>
            // The id of the error is that of a real form, so it is given to the first of the two only.
            <div class="field">
                <label for=id("email")>{i18n.entry_email()}</label>
                <input id=id("email") type="email" value="anna@" aria-invalid=invalid(refused, "email")/>
                {(theme == "light").then(|| field_error(refused, "email"))}
            </div>
            <div class="field">
                <label for=id("select")>{i18n.account_role()}</label>
                <select id=id("select")><option>{i18n.role_owner()}</option><option>{i18n.role_buyer()}</option></select>
            </div>
            <div class="field">
                <label for=id("disabled")>{i18n.account_currency()}</label>
                <input id=id("disabled") disabled value="EUR"/>
            </div>
            <div class="field">
                <label for=id("readonly")>{i18n.account_number()}</label>
                <input id=id("readonly") readonly value="20417"/>
            </div>
            <div class="field">
                <label for=id("date")>{i18n.demo_ui_day()}</label>
                <input id=id("date") type="date" value="2026-11-26"/>
            </div>
        </div>
        <div class="field">
            <label for=id("text")>{i18n.demo_ui_text()}</label>
            <textarea id=id("text") rows="3">{i18n.demo_ui_sentence()}</textarea>
        </div>
        <div class="field">
            <label for=id("code")>{i18n.entry_code()}</label>
            <input class="code-input" id=id("code") inputmode="numeric" maxlength="6" value="402918"/>
        </div>
        <form class="search" role="search" action="/shop" aria-label=landmark(i18n.demo_ui_search(), theme)>
            {icon("search")}
            <input type="search" name="q" aria-label=i18n.nav_shop()/>
            <button class="button button-small" type="submit">{i18n.demo_ui_search()}</button>
        </form>
        <label class="upload">
            {icon("upload")}<strong>{i18n.demo_ui_file()}</strong><span class="hint">"CSV"</span>
            <input type="file" accept=".csv"/>
        </label>
    }
    .into_any()
}

pub(super) fn choices(theme: &'static str) -> AnyView {
    let i18n = use_i18n();
    let group = format!("group-{theme}");
    let ways = format!("ways-{theme}");
    let colours = format!("colours-{theme}");
    view! {
        <div class="cluster">
            <label class="choice"><input type="checkbox" checked/><span>{i18n.state_confirmed()}</span></label>
            <label class="choice"><input type="checkbox"/><span>{i18n.state_delivered()}</span></label>
            <label class="choice"><input type="radio" name=group.clone() checked/><span>{i18n.role_buyer()}</span></label>
            <label class="choice"><input type="radio" name=group/><span>{i18n.role_viewer()}</span></label>
            <label class="choice"><input type="checkbox" role="switch" checked/><span>{i18n.state_confirmed()}</span></label>
            <label class="choice"><input type="checkbox" role="switch"/><span>{i18n.state_delivered()}</span></label>
        </div>
        <div class="stack" data-gap="small">
            <label class="option">
                <input type="radio" name=ways.clone() checked/><span>{i18n.step_on_its_way()}</span>{amount(Currency::EUR, 750)}
                <span class="hint">{i18n.demo_ui_sentence()}</span>
            </label>
            <label class="option">
                <input type="radio" name=ways/><span>{i18n.step_received()}</span>{amount(Currency::EUR, 0)}
                <span class="hint">{i18n.demo_ui_sentence()}</span>
            </label>
        </div>
        <div class="segmented" role="group" aria-label=i18n.nav_orders()>
            <a href="/demo/ui" aria-current="true">{icon("list")} {i18n.desk_nav_all()}</a>
            <a href="/demo/ui">{icon("board")} {i18n.desk_nav_board()}</a>
        </div>
        <fieldset class="segmented">
            <legend class="visually-hidden">{i18n.frame_theme()}</legend>
            <label><input type="radio" name=colours.clone() checked/>{i18n.frame_theme_light()}</label>
            <label><input type="radio" name=colours/>{i18n.frame_theme_dark()}</label>
        </fieldset>
        <nav class="tabs" aria-label=landmark(i18n.nav_main(), theme)>
            <a href="/demo/ui" aria-current="page">{i18n.nav_orders()}</a>
            <a href="/demo/ui">{i18n.nav_shop()}</a>
            <a href="/demo/ui">{i18n.nav_messages()}</a>
        </nav>
        <ul class="filters">
            <li><a class="filter" href="/demo/ui" aria-current="true">{i18n.desk_nav_all()} <span class="count">"120"</span></a></li>
            <li><a class="filter" href="/demo/ui">{i18n.state_confirmed()}</a></li>
            <li><label class="filter"><input type="checkbox"/>{i18n.state_delivered()}</label></li>
        </ul>
    }
    .into_any()
}

pub(super) fn tones() -> AnyView {
    let i18n = use_i18n();
    let states = OrderState::ALL.into_iter().map(state_chip).collect_view();
    let notices = [(Tone::Ok, "check"), (Tone::Wait, "refresh"), (Tone::Late, "warning"), (Tone::Plain, "info")]
        .into_iter()
        .map(|(tone, sign)| notice(tone, sign, view! { <strong>{i18n.demo_ui_sentence()}</strong> }.into_any()))
        .collect_view();
    view! {
        <p class="chips">
            {chip(Tone::Ok, i18n.availability_stock("26"))}
            {chip(Tone::Wait, i18n.availability_incoming("7"))}
            {chip(Tone::Late, i18n.availability_gone().to_owned())}
            {chip(Tone::Plain, i18n.availability_appointment_open().to_owned())}
            <span class="chip">{i18n.role_owner()}</span>
        </p>
        <p class="chips">{states}</p>
        {notices}
        <p>
            <span class="difference">
                <del><span class="visually-hidden">{i18n.demo_ui_was()}" "</span>{amount(Currency::EUR, 910)}</del>
                <ins><span class="visually-hidden">{i18n.demo_ui_is()}" "</span>{amount(Currency::EUR, 940)}</ins>
            </span>
        </p>
    }
    .into_any()
}

pub(super) fn figures() -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    view! {
        <p class="money-large">{amount(Currency::EUR, 128_450)}</p>
        <p>{amount(Currency::HUF, 128_450_000)} " · " {amount(Currency::GBP, 9_950)} " · " {amount(Currency::EUR, -24_000)}</p>
        <p>{format::number(language, 1_234_567, 2)} " · " {format::percent(language, 2_100)} " · " {instant(now(), now())}</p>
        <section class="sheet">
            <dl class="total-rows">
                <div><dt>{i18n.nav_shop()}</dt><dd>{amount(Currency::EUR, 9_280)}</dd></div>
                <div>
                    <dt>
                        {i18n.tax_rate_domestic(&format::percent(language, 2_100))} " "
                        <details class="explain"><summary>{i18n.demo_ui_why()}</summary><p>{i18n.demo_ui_sentence()}</p></details>
                    </dt>
                    <dd>{amount(Currency::EUR, 1_949)}</dd>
                </div>
                <div class="total"><dt>{i18n.demo_ui_total()}</dt><dd>{amount(Currency::EUR, 11_229)}</dd></div>
            </dl>
        </section>
        <dl class="facts">
            <div><dt>{i18n.account_number()}</dt><dd>"20417"</dd></div>
            <div><dt>{i18n.account_currency()}</dt><dd>"EUR"</dd></div>
            <div><dt>{i18n.entry_email()}</dt><dd>{ADDRESS}</dd></div>
        </dl>
    }
    .into_any()
}

pub(super) fn sheets() -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let now = now();
    let unseen = EventLine {
        seq: 2,
        at: now,
        by: PERSON.to_owned(),
        event: Event::OrderShipped {
            order: 1042,
            carrier: "PostNL".to_owned(),
            partly: false,
            handover: Handover::Delivery,
        },
        mine: false,
    };
    let seen = EventLine {
        seq: 1,
        event: Event::OrderConfirmed { order: 1042, promised: Some(now.date().plus_days(3)) },
        ..unseen.clone()
    };
    view! {
        <section class="sheet">
            <header class="sheet-head"><h3>{i18n.home_lately()}</h3><a class="link" href="/messages">{i18n.home_all_news()}</a></header>
            <ul class="rows">
                {event_row(&unseen, format::time(language, unseen.at), true)}
                {event_row(&seen, format::time(language, seen.at), false)}
                <li class="row">
                    {avatar(PERSON, Tone::Plain)}
                    <div class="row-text"><span class="label">{i18n.role_owner()}</span>{PERSON}<small>{ADDRESS}</small></div>
                    <a class="link" href="/demo/ui">{i18n.account_change()}</a>
                </li>
            </ul>
            <div class="sheet-body"><p>{i18n.demo_ui_sentence()}</p></div>
            <footer class="sheet-foot">{i18n.demo_ui_sentence()}</footer>
        </section>
    }
    .into_any()
}

pub(super) fn progress() -> AnyView {
    let i18n = use_i18n();
    let ways = [OrderState::Submitted, OrderState::Picking, OrderState::Shipped, OrderState::Delivered]
        .into_iter()
        .map(|state| steps(state, Handover::Delivery))
        .collect_view();
    let rings = [("1:20", "44", Tone::Wait), ("0:05", "8", Tone::Late), ("6:00", "90", Tone::Ok)]
        .into_iter()
        .map(|(text, share, tone)| {
            view! {
                <svg class="ring" viewBox="0 0 36 36" role="img" aria-label=text>
                    <circle class="ring-track" cx="18" cy="18" r="15.5"></circle>
                    <circle
                        class="ring-value"
                        data-tone=tone.code()
                        cx="18"
                        cy="18"
                        r="15.5"
                        pathLength="100"
                        stroke-dasharray=format!("{share} 100")
                    ></circle>
                    <text x="18" y="18">{text}</text>
                </svg>
            }
        })
        .collect_view();
    view! {
        {ways}
        <div class="cluster">{rings}<span class="countdown">{format::countdown(18_720_000)}</span></div>
        <ol class="timeline">
            <li data-tone="ok"><p>{i18n.state_submitted()}</p><small>{instant(now(), now())}</small></li>
            <li data-tone="wait"><p>{i18n.state_picking()}</p></li>
            <li data-tone="plain"><p>{i18n.state_delivered()}</p></li>
        </ol>
        <progress class="progress" max="100" value="40" aria-label=i18n.state_loading()>"40 %"</progress>
        <progress class="progress" aria-label=i18n.state_loading()></progress>
        <svg class="ageing" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
            <rect width="75" height="4" data-tone="ok"></rect>
            <rect x="76" width="24" height="4" data-tone="late"></rect>
        </svg>
        {bars()}
    }
    .into_any()
}

/// Charts, and the table that says the same.
fn bars() -> AnyView {
    let i18n = use_i18n();
    let values = [(7, 30_i64), (8, 44), (9, 22), (12, 66), (14, 38), (16, 52)];
    let columns: Vec<Column> = values
        .iter()
        .map(|(hour, value)| Column {
            hour: *hour,
            front: value / 2,
            back: *value,
            is_open: *hour == 14,
            says: format!("{hour}:00 {value}"),
        })
        .collect();
    let bars = [(i18n.state_submitted(), 40), (i18n.state_picking(), 12), (i18n.state_delivered(), 64)];
    let bars = bars.map(|(name, value)| Bar {
        name: name.into_any(),
        says: value.to_string(),
        parts: vec![(Tone::Ok, value / 2), (Tone::Late, value / 4), (Tone::Plain, value / 4)],
    });
    let rows = values
        .iter()
        .map(|(hour, value)| view! { <div><dt>{format!("{hour}:00")}</dt><dd>{amount(Currency::EUR, value * 6_242)}</dd></div> })
        .collect_view();
    view! {
        {bar_chart(bars.into(), 64)}
        {day_chart(i18n.demo_ui_sentence(), &columns)}
        <details class="explain"><summary>{i18n.demo_ui_table()}</summary><dl class="total-rows">{rows}</dl></details>
    }
    .into_any()
}
