//! The frame around the pages: the five places, the language, the colours, and the way out.

use domain::{
    permissions::{StaffRight, StaffRole},
    session::{Me, Reader},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{components::Outlet, hooks::use_location};

use crate::{
    reader::{use_i18n, use_reader},
    ui::{
        Tone, avatar, avatar_link, icon, language_button, language_form, language_menu, offline_bar, provide_frame,
        role_name, sign_out_form, staff_role_name, theme_switch, update_notice,
    },
};

/// The frame of the customer's pages.
#[component]
pub fn CustomerShell() -> impl IntoView {
    let i18n = use_i18n();
    let frame = provide_frame();
    crate::features::cart::queue::start();
    let vendor = vendor_name();
    let signed_in = use_reader().with_untracked(|reader| reader.me.is_some());
    let places = [
        place("home", address("/", signed_in), i18n.nav_home(), None),
        place("shop", "/shop".to_owned(), i18n.nav_shop(), None),
        place("orders", address("/orders", signed_in), i18n.nav_orders(), None),
        place("account", address("/account", signed_in), i18n.nav_account(), None),
        place("messages", address("/messages", signed_in), i18n.nav_messages(), Some(unseen_badge())),
    ]
    .into_iter()
    .collect_view();
    view! {
        {title_of(vendor.clone())}
        <a class="skip-link" href="#main" rel="external">{i18n.frame_skip()}</a>
        <div class="shell">
            {offline_bar(frame)}
            {update_notice()}
            <nav class="nav" aria-label=i18n.nav_main()>
                <a class="nav-brand" href="/"><img src="/favicon.svg" width="32" height="32" alt=""/><span>{vendor}</span></a>
                <ul class="nav-places">{places}</ul>
                <div class="nav-foot">{customer_foot()}</div>
            </nav>
            <Outlet/>
        </div>
        {language_menu()}
    }
}

/// The frame of the staff's pages.
#[component]
pub fn DeskShell() -> impl IntoView {
    let i18n = use_i18n();
    let frame = provide_frame();
    let vendor = vendor_name();
    let reads_mail = staff_role().is_some_and(|role| role.has(StaffRight::ReadOutbox));
    let mail = reads_mail.then(|| place("mail", "/desk/mail".to_owned(), i18n.desk_nav_mail(), None));
    view! {
        {title_of(vendor.clone())}
        <a class="skip-link" href="#main" rel="external">{i18n.frame_skip()}</a>
        <div class="shell" data-desk>
            {offline_bar(frame)}
            {update_notice()}
            <nav class="nav" aria-label=i18n.nav_main()>
                <a class="nav-brand" href="/desk/orders">
                    <img src="/favicon.svg" width="32" height="32" alt=""/><span>{vendor}</span>
                </a>
                <ul class="nav-places">
                    {place("inbox", "/desk/cases".to_owned(), i18n.desk_nav_cases(), None)}
                    {place("board", "/desk/orders".to_owned(), i18n.desk_nav_board(), None)}
                    {place("list", "/desk/orders/all".to_owned(), i18n.desk_nav_all(), None)}
                    {mail}
                    {more_places(true)}
                    <li>
                        <button class="nav-place button-wide" type="button" popovertarget="desk-menu">
                            {icon("user")}<span>{i18n.desk_nav_you()}</span>
                        </button>
                    </li>
                </ul>
            </nav>
            <Outlet/>
        </div>
        {desk_menu()}
    }
}

/// Every page's title ends with the vendor's name.
fn title_of(vendor: String) -> AnyView {
    view! { <Title formatter=move |text: String| format!("{text} · {vendor}")/> }.into_any()
}

fn vendor_name() -> String {
    use_reader().with_untracked(|reader| reader.vendor.name.clone())
}

fn me() -> Option<Me> {
    use_reader().with_untracked(|reader| reader.me.clone())
}

fn staff_role() -> Option<StaffRole> {
    use_reader().with_untracked(|reader| reader.me.as_ref().and_then(|me| me.staff))
}

/// The place itself, or the door in front of it.
fn address(path: &str, signed_in: bool) -> String {
    if signed_in { path.to_owned() } else { format!("/signin?next={}", path.replace('/', "%2F")) }
}

/// One of the places; it knows by the page's path whether one is there.
fn place(icon_name: &'static str, href: String, name: &'static str, badge: Option<AnyView>) -> AnyView {
    place_as(None, icon_name, href, name, badge)
}

/// The same, of a class of its own.
fn place_as(
    class: Option<&'static str>,
    icon_name: &'static str,
    href: String,
    name: &'static str,
    badge: Option<AnyView>,
) -> AnyView {
    let pathname = use_location().pathname;
    let current = Signal::derive(move || {
        pathname.with(|path| {
            let (place, is_itself) = place_of(path);
            (place == icon_name).then_some(if is_itself { "page" } else { "true" })
        })
    });
    view! {
        <li class=class>
            <a class="nav-place" href=href aria-current=current>{icon(picture(icon_name))}<span>{name}</span>{badge}</a>
        </li>
    }
    .into_any()
}

/// The picture of a place.
fn picture(place: &'static str) -> &'static str {
    match place {
        "inbox" => "messages",
        "causes" => "link",
        "knowledge" => "info",
        "promises" => "clock",
        "bank" => "receipt",
        "accounts" => "users",
        place => place,
    }
}

/// The place that a page belongs to, and whether it is that place itself.
fn place_of(path: &str) -> (&'static str, bool) {
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let first = parts.next().unwrap_or("");
    let second = parts.next();
    match (first, second) {
        ("", _) => ("home", true),
        ("shop", rest) => ("shop", rest.is_none()),
        ("lists" | "quick" | "cart" | "review", _) => ("shop", false),
        ("orders", rest) => ("orders", rest.is_none()),
        ("approvals", _) => ("orders", false),
        ("account", rest) => ("account", rest.is_none()),
        ("money" | "invoices", _) => ("account", false),
        ("messages", rest) => ("messages", rest.is_none()),
        ("help" | "answer-times", _) => ("messages", false),
        ("desk", Some("mail")) => ("mail", true),
        ("desk", Some("post")) => ("inbox", false),
        ("desk", Some("causes")) => ("causes", parts.next().is_none()),
        ("desk", Some("knowledge")) => ("knowledge", parts.next().is_none()),
        ("desk", Some("promises")) => ("promises", true),
        ("desk", Some("bank")) => ("bank", true),
        ("desk", Some("accounts")) => ("accounts", parts.next().is_none()),
        ("desk", Some("invoices")) => ("accounts", false),
        ("desk", Some("cases")) => ("inbox", parts.next().is_none()),
        ("desk", Some("settings")) => match parts.next() {
            Some("replies") => ("inbox", false),
            Some("billing") => ("settings", false),
            _ => ("settings", true),
        },
        ("desk", _) => match parts.next() {
            Some("all") => ("list", true),
            rest => ("board", rest.is_none()),
        },
        _ => ("", false),
    }
}

/// How much the reader has not seen; it goes when the messages were opened.
fn unseen_badge() -> AnyView {
    let i18n = use_i18n();
    let reader = use_reader();
    let unseen = move || reader.with(|reader: &Reader| reader.me.as_ref().map_or(0, |me| me.unseen));
    (move || {
        Some(unseen()).filter(|count| *count > 0).map(|count| {
            view! { <span class="badge">{count}<span class="visually-hidden">" "{i18n.frame_new()}</span></span> }
        })
    })
    .into_any()
}

/// How much that was entered by hand waits for a second person.
fn waiting(reader: RwSignal<Reader>) -> i32 {
    reader.with(|reader| reader.me.as_ref().map_or(0, |me| me.waiting))
}

fn waiting_badge() -> AnyView {
    let i18n = use_i18n();
    let reader = use_reader();
    (move || {
        Some(waiting(reader)).filter(|count| *count > 0).map(|count| {
            let words = i18n.desk_money_requests();
            view! { <span class="badge">{count}<span class="visually-hidden">" "{words}</span></span> }
        })
    })
    .into_any()
}

fn customer_foot() -> AnyView {
    let i18n = use_i18n();
    let Some(me) = me() else {
        return view! {
            {language_button()}
            <a class="link" href="/help">{i18n.help_title()}</a>
            {theme_switch("theme-rail", false)}
            <a class="button button-quiet button-small" href="/signin">{i18n.sign_in()}</a>
        }
        .into_any();
    };
    let acting = me.account.map(|account| format!("{} · {}", account.name, role_name(i18n, account.role)));
    let several =
        me.several.then(|| view! { <a class="link" href="/choose-account">{i18n.frame_switch_account()}</a> });
    let desk = me.staff.is_some().then(|| view! { <a class="link" href="/desk/orders">{i18n.frame_desk()}</a> });
    view! {
        {avatar_link()}
        <p class="small">{me.name}<br/><span class="soft">{acting}</span></p>
        {several}
        {desk}
        <a class="link" href="/help">{i18n.help_title()}</a>
        {language_button()}
        {theme_switch("theme-rail", false)}
        {sign_out_form("button button-text button-small")}
    }
    .into_any()
}

/// The places for which a phone's bar has no room: there they are in the menu, on a desk they stand in the rail.
fn more_places(in_rail: bool) -> Vec<AnyView> {
    let i18n = use_i18n();
    let role = staff_role();
    let may = |right| role.is_some_and(|role| role.has(right));
    [
        ("bank", "/desk/bank", i18n.bank_title(), may(StaffRight::ReadLedgers)),
        ("accounts", "/desk/accounts", i18n.desk_money_accounts(), may(StaffRight::ReadLedgers)),
        ("causes", "/desk/causes", i18n.desk_nav_causes(), true),
        ("knowledge", "/desk/knowledge", i18n.desk_nav_knowledge(), may(StaffRight::WriteKnowledge)),
        ("promises", "/desk/promises", i18n.desk_nav_measures(), true),
        ("settings", "/desk/settings/cases", i18n.desk_nav_settings(), may(StaffRight::ChangeSettings)),
    ]
    .into_iter()
    .filter(|(.., may)| *may)
    .map(|(name, href, text, _)| {
        let counts = name == "accounts";
        if in_rail {
            place_as(Some("nav-more"), name, href.to_owned(), text, counts.then(waiting_badge))
        } else {
            let reader = use_reader();
            let count = move || {
                let count = Some(waiting(reader)).filter(|count| counts && *count > 0);
                count.map(|count| format!(" ({count})"))
            };
            view! { <li><a href=href>{text} {count}</a></li> }.into_any()
        }
    })
    .collect()
}

/// On the narrow rail and on the phone's bar there is room for one word: the rest is behind it.
fn desk_menu() -> AnyView {
    let i18n = use_i18n();
    let who = me().map(|me| {
        let role = me.staff.map(|role| staff_role_name(i18n, role));
        view! {
            <div class="row">
                {avatar(&me.name, Tone::Ok)}
                <div class="row-text">{me.name.clone()}<small>{role}</small></div>
            </div>
            {sign_out_form("")}
        }
    });
    view! {
        <div class="menu" id="desk-menu" popover="auto">
            {who}
            <ul class="menu-places">{more_places(false)}</ul>
            {theme_switch("theme-menu", false)}
            <p class="menu-title">{i18n.frame_language()}</p>
            {language_form()}
        </div>
    }
    .into_any()
}
