//! What is kept of the reader and the account: to be taken along, and to be erased as far as the law lets it.

use domain::{
    erasure::{DataPage, ErasureLine, ErasureScope, ErasureStep},
    i18n::I18n,
    time::WallTime,
};
use leptos::prelude::*;

use super::data_api as api;
use crate::{
    ask::question_after,
    reader::use_i18n,
    ui::{
        Command, CommandForm, Tone, busy, chip, command, error_notice, icon, instant, key_field, load, notice,
        page_head, refetch, refusal_of, settled, skeleton_rows,
    },
};

/// What can be done here. Made once, outside of what is fetched anew.
#[derive(Clone, Copy)]
struct Actions {
    export: Command,
    ask: Command,
    withdraw: Command,
}

/// `/account/data`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let again = refetch();
    let actions = Actions {
        // A browser downloads what a form without scripts is answered with: the page only shows why there is nothing.
        export: Command::to("/account/export.zip"),
        ask: command::<api::AskErasure>(),
        withdraw: command::<api::WithdrawErasure>(),
    };
    again.after(actions.ask);
    again.after(actions.withdraw);
    let resource = question_after(again, || api::ReadData {});
    let back = Some(("/account".to_owned(), i18n.nav_account().to_owned()));
    view! {
        <main class="main" id="main">
            {page_head(i18n.data_title().to_owned(), None, back, None)}
            {again.status(i18n.account_done())}
            {load(resource, || skeleton_rows(8), move |page| content(&page, actions))}
        </main>
    }
    .into_any()
}

fn content(page: &DataPage, actions: Actions) -> AnyView {
    let i18n = use_i18n();
    let me = page.may_leave.then(|| {
        let explain = i18n.data_goes_member();
        erase(page, actions, ErasureScope::Member, i18n.data_erase_me(), explain)
    });
    let account = page.may_manage.then(|| {
        let explain = i18n.data_goes_account();
        erase(page, actions, ErasureScope::Account, i18n.data_erase_account(), explain)
    });
    view! {
        <div class="stack">
            {page.may_manage.then(|| export(actions))}
            {requests(page, actions)}
            {me}
            {account}
        </div>
    }
    .into_any()
}

/// All data as a file.
fn export(actions: Actions) -> AnyView {
    let i18n = use_i18n();
    view! {
        <section class="sheet" aria-labelledby="export">
            <header class="sheet-head"><h2 id="export">{i18n.data_export_title()}</h2></header>
            <div class="sheet-body stack">
                <p class="soft">{i18n.data_export_text()}</p>
                {error_notice(refusal_of(actions.export), &[])}
                <form method="post" action=actions.export.path()>
                    <button class="button" type="submit">{icon("download")} {i18n.data_export_do()}</button>
                </form>
                <p class="soft small">{i18n.data_export_log()}</p>
            </div>
        </section>
    }
    .into_any()
}

/// What goes, what stays and why; and the button that asks for it.
fn erase(page: &DataPage, actions: Actions, scope: ErasureScope, title: &'static str, goes: &'static str) -> AnyView {
    let i18n = use_i18n();
    let id = format!("erase-{}", scope.code());
    let waits = page.requests.iter().any(|request| request.scope == scope && request.step == ErasureStep::Asked);
    let is_bound = scope == ErasureScope::Member && page.is_only_owner;
    let ask = actions.ask;
    let step = if waits {
        view! { <p class="soft">{i18n.data_waits()}</p> }.into_any()
    } else if is_bound {
        notice(Tone::Wait, "warning", view! { <p>{i18n.data_only_owner()}</p> }.into_any())
    } else {
        let sent = ask.sent();
        let refusal = refusal_of(ask);
        // The forms of both are one command.
        let here = Signal::derive(move || {
            let is_here = sent.with(|sent| sent.as_ref().is_some_and(|sent| sent.get("scope") == scope.code()));
            refusal.get().filter(|_| is_here)
        });
        view! {
            <CommandForm command=ask class="stack">
                {key_field(settled(ask))}
                <input type="hidden" name="scope" value=scope.code()/>
                {error_notice(here, &[])}
                <div class="actions">
                    <button class="button button-quiet button-danger" type="submit" aria-busy=busy(ask)>
                        {i18n.data_ask()}
                    </button>
                </div>
            </CommandForm>
        }
        .into_any()
    };
    let label = id.clone();
    view! {
        <section class="sheet" aria-labelledby=label>
            <header class="sheet-head"><h2 id=id>{title}</h2></header>
            <div class="sheet-body stack">
                <p>{goes}</p>
                <p>{i18n.data_stays(page.retention_years.into())}</p>
                <p class="soft">{i18n.data_how()}</p>
                {step}
            </div>
        </section>
    }
    .into_any()
}

fn requests(page: &DataPage, actions: Actions) -> Option<AnyView> {
    let i18n = use_i18n();
    if page.requests.is_empty() {
        return None;
    }
    let rows = page.requests.iter().map(|request| row(request, page.now, actions.withdraw)).collect_view();
    Some(
        view! {
            <section class="sheet" aria-labelledby="requests">
                <header class="sheet-head"><h2 id="requests">{i18n.data_requests()}</h2></header>
                {error_notice(refusal_of(actions.withdraw), &[])}
                <ul class="rows">{rows}</ul>
            </section>
        }
        .into_any(),
    )
}

fn row(request: &ErasureLine, now: WallTime, withdraw: Command) -> AnyView {
    let i18n = use_i18n();
    let id = request.id.to_string();
    let answer = request.answer.clone().map(|answer| view! { <p>{answer}</p> });
    let side = if request.step == ErasureStep::Asked {
        view! {
            <CommandForm command=withdraw>
                <input type="hidden" name="request" value=id/>
                <button class="button button-text button-small" type="submit" aria-busy=busy(withdraw)>
                    {i18n.account_withdraw()}
                </button>
            </CommandForm>
        }
        .into_any()
    } else {
        ().into_any()
    };
    view! {
        <li class="row" data-align="start">
            <div class="row-text">
                {scope_name(i18n, request.scope)}
                {answer}
                <small>{request.by.clone()} " · " {instant(now, request.decided.unwrap_or(request.asked))}</small>
            </div>
            {step_chip(i18n, request.step)}
            {side}
        </li>
    }
    .into_any()
}

/// Whose data it is about, in words.
fn scope_name(i18n: I18n, scope: ErasureScope) -> &'static str {
    match scope {
        ErasureScope::Member => i18n.data_erase_me(),
        ErasureScope::Account => i18n.data_erase_account(),
    }
}

fn step_chip(i18n: I18n, step: ErasureStep) -> AnyView {
    let (tone, word) = match step {
        ErasureStep::Asked => (Tone::Wait, i18n.data_asked()),
        ErasureStep::Withdrawn => (Tone::Plain, i18n.data_withdrawn()),
        ErasureStep::Refused => (Tone::Late, i18n.data_refused()),
        ErasureStep::Done => (Tone::Ok, i18n.data_done()),
    };
    chip(tone, word.to_owned())
}
