//! What customers have asked to be erased: carried out or refused, with what speaks against it beside it.

use domain::{
    erasure::{DeskErasure, DeskErasures, ErasureScope},
    refusal::Refusal,
    time::WallTime,
};
use leptos::prelude::*;

use super::money::account_href;
use crate::{
    ask::question_after,
    features::account::data_api as api,
    reader::use_i18n,
    ui::{
        Command, CommandForm, amount, busy, command, empty, error_notice, field, icon, instant, load, page_head,
        refetch_in_place, skeleton_rows,
    },
};

/// What can be done here. Made once, outside of what is fetched anew.
#[derive(Clone, Copy)]
struct Actions {
    erase: Command,
    refuse: Command,
}

/// `/desk/erasures`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let again = refetch_in_place();
    let actions = Actions { erase: command::<api::CarryOutErasure>(), refuse: command::<api::RefuseErasure>() };
    again.after(actions.erase);
    again.after(actions.refuse);
    let waiting = question_after(again, || api::ReadErasures {});
    let back = Some(("/desk/accounts".to_owned(), i18n.desk_money_accounts().to_owned()));
    view! {
        <main class="main" id="main">
            {page_head(i18n.erasures_title().to_owned(), None, back, None)}
            {again.status(i18n.orders_done())}
            {load(waiting, || skeleton_rows(4), move |waiting| list(&waiting, actions))}
        </main>
    }
    .into_any()
}

fn list(waiting: &DeskErasures, actions: Actions) -> AnyView {
    let i18n = use_i18n();
    if waiting.requests.is_empty() {
        let none = empty("check", i18n.erasures_none().to_owned(), i18n.erasures_none_text().to_owned(), None);
        return view! { <section class="sheet">{none}</section> }.into_any();
    }
    let rows = waiting.requests.iter().map(|request| row(request, waiting.now, actions)).collect_view();
    view! {
        <div class="stack">
            <p class="soft">{i18n.data_stays(waiting.retention_years.into())}</p>
            <section class="sheet" aria-label=i18n.erasures_title()><ul class="rows">{rows}</ul></section>
        </div>
    }
    .into_any()
}

fn row(request: &DeskErasure, now: WallTime, actions: Actions) -> AnyView {
    let i18n = use_i18n();
    let id = request.id.to_string();
    let what = match request.scope {
        ErasureScope::Account => i18n.erasures_account(),
        ErasureScope::Member => i18n.erasures_member(),
    };
    let owed = request
        .balances
        .iter()
        .map(|balance| view! { <div><dt>{i18n.money_balance()}</dt><dd>{amount(balance.currency, balance.minor)}</dd></div> })
        .collect_view();
    let only_owner = request.is_only_owner.then(|| view! { <p class="late">{i18n.refusal_last_owner()}</p> });
    view! {
        <li class="row" data-align="start">
            {icon("users")}
            <div class="row-text">
                <a class="link" href=account_href(&request.account_number)>
                    {format!("{} · {}", request.account_name, request.account_number)}
                </a>
                <p>{what}</p>
                <small>{request.by.clone()} " · " {instant(now, request.asked)}</small>
                <dl class="facts">
                    {owed}
                    <div><dt>{i18n.erasures_open_orders()}</dt><dd>{request.open_orders.to_string()}</dd></div>
                    <div><dt>{i18n.erasures_open_cases()}</dt><dd>{request.open_cases.to_string()}</dd></div>
                    <div><dt>{i18n.erasures_open_requests()}</dt><dd>{request.open_requests.to_string()}</dd></div>
                </dl>
                {only_owner}
                {carry_out(&id, request.scope, actions.erase)}
                {refuse(&id, actions.refuse)}
            </div>
        </li>
    }
    .into_any()
}

fn carry_out(id: &str, scope: ErasureScope, erase: Command) -> AnyView {
    let i18n = use_i18n();
    let id = id.to_owned();
    let refusal = refused_about(erase, id.clone());
    let goes = match scope {
        ErasureScope::Account => i18n.data_goes_account(),
        ErasureScope::Member => i18n.data_goes_member(),
    };
    view! {
        <details class="explain" data-step="" open=move || refusal.with(Option::is_some)>
            <summary>{i18n.erasures_do()}</summary>
            <CommandForm command=erase class="stack">
                <input type="hidden" name="request" value=id/>
                <p>{goes}</p>
                {error_notice(refusal, &[])}
                <label class="choice">
                    <input type="checkbox" name="sure" value="yes" required=true/>
                    <span>{i18n.erasures_sure()}</span>
                </label>
                <div class="actions">
                    <button class="button button-small button-danger" type="submit" aria-busy=busy(erase)>
                        {i18n.erasures_do()}
                    </button>
                </div>
            </CommandForm>
        </details>
    }
    .into_any()
}

fn refuse(id: &str, refuse: Command) -> AnyView {
    let i18n = use_i18n();
    let refusal = refused_about(refuse, id.to_owned());
    let typed = refuse.typed_about(Some(("request", id)), "reason", "");
    let (id, place) = (id.to_owned(), format!("refuse-{id}"));
    view! {
        <details class="explain" data-step="" open=move || refusal.with(Option::is_some)>
            <summary>{i18n.erasures_refuse()}</summary>
            <CommandForm command=refuse class="stack">
                <input type="hidden" name="request" value=id/>
                {error_notice(refusal, &["reason"])}
                {field("reason", i18n.orders_reason())
                    .id(place)
                    .most("500")
                    .required(true)
                    .area(refusal, "2", typed)}
                <div class="actions">
                    <button class="button button-small" type="submit" aria-busy=busy(refuse)>{i18n.erasures_refuse()}</button>
                </div>
            </CommandForm>
        </details>
    }
    .into_any()
}

/// What was refused about one request; the forms of all of them are one command.
fn refused_about(command: Command, request: String) -> Signal<Option<Refusal>> {
    let sent = command.sent();
    Signal::derive(move || {
        let is_here = sent.with(|sent| sent.as_ref().is_some_and(|sent| sent.get("request") == request));
        command.refusal().filter(|_| is_here)
    })
}
