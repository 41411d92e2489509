//! Whom a cause affects, page by page.

use domain::causes::{Affected, AffectedAccount};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api;
use crate::{
    ask::{Question, question_after},
    reader::use_i18n,
    ui::{Refetch, Tone, chip, icon, load, skeleton_rows},
};

/// Asks for the list; `?after=` is where its page begins. Made at the top of the page.
pub(super) fn asked(again: Refetch, number: Signal<i64>) -> Question<Affected> {
    let query = use_query_map();
    question_after(again, move || api::ReadAffected {
        number: number.get(),
        after: query.with(|query| query.get("after")),
    })
}

/// The list.
pub(super) fn accounts(number: i64, affected: Question<Affected>) -> AnyView {
    let i18n = use_i18n();
    let query = use_query_map();
    view! {
        <section class="sheet" aria-labelledby="affected">
            <header class="sheet-head"><h2 id="affected">{i18n.desk_cause_accounts()}</h2></header>
            {load(affected, || skeleton_rows(5), move |affected| {
                rows(number, &affected, query.with_untracked(|query| query.get("after")).is_some())
            })}
        </section>
    }
    .into_any()
}

fn rows(number: i64, affected: &Affected, is_later: bool) -> AnyView {
    let i18n = use_i18n();
    if affected.accounts.is_empty() {
        return view! { <div class="sheet-body"><p class="soft">{i18n.desk_cause_nobody()}</p></div> }.into_any();
    }
    let rows = affected.accounts.iter().map(row).collect_view();
    let first = is_later.then(|| {
        let href = format!("/desk/causes/{number}");
        view! { <a class="button button-quiet button-small" href=href>{icon("back")} {i18n.desk_cause_first()}</a> }
    });
    let more = affected.next.clone().map(|next| {
        let href = format!("/desk/causes/{number}?after={next}");
        view! { <a class="button button-quiet button-small" href=href>{i18n.desk_cause_more()} {icon("forward")}</a> }
    });
    let pager = (first.is_some() || more.is_some())
        .then(|| view! { <nav class="pager" aria-label=i18n.orders_pages()>{first}{more}</nav> });
    view! { <ul class="rows">{rows}</ul> {pager} }.into_any()
}

fn row(account: &AffectedAccount) -> AnyView {
    let i18n = use_i18n();
    let name = account.name.clone();
    // The newest of their orders says the most of them.
    let name = match account.order {
        Some(order) => view! { <a class="row-link" href=format!("/desk/orders/{order}")>{name}</a> }.into_any(),
        None => name.into_any(),
    };
    let told = if account.told.is_some() {
        chip(Tone::Ok, i18n.desk_cause_was_told().to_owned())
    } else {
        chip(Tone::Wait, i18n.desk_cause_not_told().to_owned())
    };
    view! {
        <li class="row" data-align="start">
            <div class="row-text">
                {name}
                <small>
                    {account.number.clone()} " · "
                    {i18n.desk_cause_account_line(&account.cases.to_string(), &account.orders.to_string())}
                </small>
            </div>
            {told}
        </li>
    }
    .into_any()
}
