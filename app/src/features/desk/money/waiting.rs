//! What somebody has entered above the vendor's limit: another person says yes or no.

use domain::{
    i18n::I18n,
    ledger::{
        PostingKind, RequestKind,
        wire::{DeskAccount, MoneyWaiting, RequestLine, WaitingRequest},
    },
    time::WallTime,
};
use leptos::prelude::*;

use super::{
    online, open_disputes,
    parts::{account_href, refused_about},
};
use crate::{
    features::money::parts::kind_name,
    reader::use_i18n,
    ui::{Command, CommandForm, Tone, amount, busy, error_notice, field, icon, instant, key_field, notice, settled},
};

/// What waits for a second person, the oldest first.
pub(super) fn requests(page: &DeskAccount, decide: Command) -> Option<AnyView> {
    let i18n = use_i18n();
    if page.requests.is_empty() {
        return None;
    }
    let rows = page.requests.iter().map(|request| row(page, request, decide)).collect_view();
    Some(
        view! {
            <section class="sheet" aria-labelledby="requests">
                <header class="sheet-head"><h2 id="requests">{i18n.desk_money_requests()}</h2></header>
                <p class="sheet-body soft">{i18n.desk_money_requests_text()}</p>
                <ul class="rows">{rows}</ul>
            </section>
        }
        .into_any(),
    )
}

fn row(page: &DeskAccount, request: &RequestLine, decide: Command) -> AnyView {
    let i18n = use_i18n();
    let id = request.id.to_string();
    let refusal = refused_about(decide, ("request", &id));
    let own = request.mine.then(|| view! { <small>{i18n.desk_money_request_own()}</small> });
    let confirm = (page.may_post && !request.mine).then(|| {
        let which = hidden(page, request, decide);
        view! {
            <CommandForm command=decide class="actions">
                {which}
                <input type="hidden" name="confirm" value="yes"/>
                <button class="button button-small" type="submit" aria-busy=busy(decide)>
                    {i18n.desk_money_request_confirm()}
                </button>
            </CommandForm>
        }
    });
    let refuse = page.may_post.then(|| {
        // Who has entered it takes it back; others say no.
        let word = if request.mine { i18n.desk_money_request_take_back() } else { i18n.desk_money_request_refuse() };
        let typed = decide.typed_about(Some(("request", &id)), "reason", "");
        let (which, id) = (hidden(page, request, decide), id.clone());
        view! {
            <details class="explain" data-step="" open=move || refusal.with(Option::is_some)>
                <summary>{word}</summary>
                <CommandForm command=decide class="stack">
                    {which}
                    {field("reason", i18n.orders_reason())
                        .id(format!("refuse-{id}"))
                        .most("500")
                        .required(true)
                        .area(refusal, "2", typed)}
                    <div class="actions">
                        <button class="button button-small button-danger" type="submit" aria-busy=busy(decide)>{word}</button>
                    </div>
                </CommandForm>
            </details>
        }
    });
    view! {
        <li class="row" data-align="start">
            {icon("users")}
            <div class="row-text">
                <strong>{request_name(i18n, request.kind)} {about(i18n, request)}</strong>
                {said(request)}
                {by(request, page.money.now)}
                {own}
                {error_notice(refusal, &["reason"])}
                {confirm}
                {refuse}
            </div>
            <span class="row-side">{sum(i18n, request)}</span>
        </li>
    }
    .into_any()
}

fn hidden(page: &DeskAccount, request: &RequestLine, decide: Command) -> AnyView {
    view! {
        {key_field(settled(decide))}
        <input type="hidden" name="account" value=page.money.account_number.clone()/>
        <input type="hidden" name="request" value=request.id.to_string()/>
    }
    .into_any()
}

/// What waits in all accounts, each with the way to its own, where it is decided; online payments that somebody has to look
/// into; and what does not add up. Nothing where all is well.
pub(super) fn everywhere(waiting: &MoneyWaiting) -> AnyView {
    let i18n = use_i18n();
    let broken = (!waiting.broken.is_empty()).then(|| {
        // They are the operator's sentences, which are English.
        let sentences = waiting.broken.iter().map(|sentence| view! { <li>{sentence.clone()}</li> }).collect_view();
        let text = view! { <p>{i18n.desk_money_broken()}</p> <ul class="plain-list" lang="en">{sentences}</ul> };
        notice(Tone::Late, "warning", text.into_any())
    });
    let rows = waiting.requests.iter().map(|one| row_of_all(one, waiting.now)).collect_view();
    let more = waiting.more.then(|| view! { <p class="sheet-foot">{i18n.desk_money_requests_more()}</p> });
    let list = (!waiting.requests.is_empty()).then(|| {
        view! {
            <section class="sheet" aria-labelledby="requests">
                <header class="sheet-head"><h2 id="requests">{i18n.desk_money_requests()}</h2></header>
                <ul class="rows">{rows}</ul>
                {more}
            </section>
        }
    });
    view! { {broken} {list} {open_disputes::oldest(waiting)} {online::to_see(waiting)} }.into_any()
}

fn row_of_all(waiting: &WaitingRequest, now: WallTime) -> AnyView {
    let i18n = use_i18n();
    let WaitingRequest { account: (number, name), request } = waiting;
    view! {
        <li class="row" data-align="start">
            {icon("users")}
            <div class="row-text">
                <a class="row-link" href=account_href(number)>{name.clone()}</a>
                <small>{request_name(i18n, request.kind)} {about(i18n, request)}</small>
                {said(request)}
                {by(request, now)}
            </div>
            <span class="row-side">{sum(i18n, request)}</span>
        </li>
    }
    .into_any()
}

fn request_name(i18n: I18n, kind: RequestKind) -> &'static str {
    match kind {
        RequestKind::Payment => kind_name(i18n, PostingKind::Payment),
        RequestKind::CreditNote => kind_name(i18n, PostingKind::CreditNote),
        RequestKind::Adjustment => kind_name(i18n, PostingKind::Adjustment),
        RequestKind::Reversal => kind_name(i18n, PostingKind::Reversal),
        RequestKind::Terms => i18n.desk_money_terms(),
        RequestKind::Allocation => i18n.desk_money_allocation(),
    }
}

/// What it is about, after its name.
fn about(i18n: I18n, request: &RequestLine) -> Option<String> {
    let days = request.days.map(|days| i18n.desk_money_days(days.into()));
    request.about.clone().or(days).map(|about| format!(" · {about}"))
}

fn said(request: &RequestLine) -> Option<AnyView> {
    (!request.reason.is_empty()).then(|| view! { <p>{request.reason.clone()}</p> }.into_any())
}

fn by(request: &RequestLine, now: WallTime) -> AnyView {
    view! { <small>{request.by.clone()} " · " {instant(now, request.at)}</small> }.into_any()
}

/// The amount; of terms the most that may be owed.
fn sum(i18n: I18n, request: &RequestLine) -> AnyView {
    match (request.kind, request.amount.minor) {
        (RequestKind::Terms, 0) => i18n.desk_money_no_limit().into_any(),
        (_, minor) => amount(request.amount.currency, minor),
    }
}
