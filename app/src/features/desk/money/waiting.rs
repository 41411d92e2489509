//! What somebody has entered above the vendor's limit: another person says yes or no.

use domain::ledger::wire::{DeskAccount, RequestLine};
use leptos::prelude::*;

use super::parts::refused_about;
use crate::{
    features::money::parts::kind_name,
    reader::use_i18n,
    ui::{Command, CommandForm, amount, busy, error_notice, field, icon, instant, key_field, settled},
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
    let about = request.about.clone().map(|about| format!(" · {about}"));
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
                <strong>{kind_name(i18n, request.kind)} {about}</strong>
                <p>{request.reason.clone()}</p>
                <small>{request.by.clone()} " · " {instant(page.money.now, request.at)}</small>
                {own}
                {error_notice(refusal, &["reason"])}
                {confirm}
                {refuse}
            </div>
            <span class="row-side">{amount(request.amount.currency, request.amount.minor)}</span>
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
