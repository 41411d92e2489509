//! One posting: what it is, who made it, and what it was put against.

use domain::{format, ids::PostingId, ledger::wire::PostingPage};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    api,
    parts::{allocations, document_href, long_day, posting_href, posting_name},
};
use crate::{
    ask::question,
    features::shop::links::encode,
    reader::{use_i18n, use_language},
    ui::{Tone, amount, chip, load_page, page_head, skeleton_rows},
};

/// `/money/postings/:id`
#[must_use]
pub fn page() -> AnyView {
    let params = use_params_map();
    // What is no identifier is one that no posting has.
    let posting = question(move || api::ReadPosting {
        id: params.with(|params| params.get("id")).and_then(|id| id.parse().ok()).unwrap_or(PostingId::NIL),
    });
    view! {
        <main class="main" id="main">{load_page(posting, || skeleton_rows(6), |page| content(&page))}</main>
    }
    .into_any()
}

fn content(page: &PostingPage) -> AnyView {
    let i18n = use_i18n();
    let line = &page.posting;
    let name = posting_name(line.kind, line.document.as_deref());
    let taken_back = line.reversed.then(|| chip(Tone::Wait, i18n.posting_part_back().to_owned()));
    let text = (!line.text.is_empty()).then(|| view! { <p>{line.text.clone()}</p> });
    let ask = format!("/messages/new?subject={}", encode(&name));
    let against =
        allocations(i18n.posting_against(), Some(i18n.posting_against_none()), page.currency, &page.allocations);
    view! {
        {page_head(name, None, Some(("/money".to_owned(), i18n.money_title().to_owned())), None)}
        <div class="stack">
            <section class="sheet" aria-label=i18n.money_amount()>
                <div class="sheet-body">
                    <div class="spread">
                        <p class="money money-large">{amount(page.currency, line.amount)}</p>
                        {taken_back}
                    </div>
                    {text}
                    {facts(page)}
                    <p data-screen=""><a class="link" href=ask>{i18n.case_ask_about()}</a></p>
                </div>
            </section>
            {reversal(page)}
            {against}
        </div>
    }
    .into_any()
}

fn facts(page: &PostingPage) -> AnyView {
    let i18n = use_i18n();
    let line = &page.posting;
    let fact = |name: &'static str, value: AnyView| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    let due = line.due.map(|due| fact(i18n.posting_due(), long_day(due)));
    let document = line.document.clone().map(|number| {
        let href = document_href(line.kind, Some(&number), line.id);
        let is_elsewhere = href != posting_href(line.id);
        let shown = if is_elsewhere { view! { <a href=href>{number}</a> }.into_any() } else { number.into_any() };
        fact(i18n.money_document(), shown)
    });
    let reference = line.reference.clone().map(|reference| fact(i18n.posting_reference(), reference.into_any()));
    let payer = page.payer.clone().map(|(name, account)| {
        view! { {fact(i18n.posting_payer(), name.into_any())} {fact(i18n.posting_payer_account(), account.into_any())} }
    });
    let by = if page.by.is_empty() { i18n.posting_by_portal().to_owned() } else { page.by.clone() };
    let at = format::instant_long(use_language(), page.at);
    let by = view! { {by} " · " <time datetime=page.at.rfc3339()>{at}</time> }.into_any();
    view! {
        <dl class="facts">
            {fact(i18n.posting_posted(), long_day(line.posted))}
            {fact(i18n.posting_dated(), long_day(line.dated))}
            {due}
            {document}
            {reference}
            {payer}
            {fact(i18n.posting_balance(), amount(page.currency, line.balance))}
            {fact(i18n.posting_open(), amount(page.currency, line.open))}
            {fact(i18n.posting_by(), by)}
        </dl>
    }
    .into_any()
}

/// The posting that took this one back, or that this one takes back.
fn reversal(page: &PostingPage) -> Option<AnyView> {
    let i18n = use_i18n();
    let (id, name) = page.reversal.clone()?;
    let title = if page.posting.reversed { i18n.posting_reversed_by() } else { i18n.posting_reverses() };
    let name = if name.is_empty() { i18n.posting_reversal().to_owned() } else { name };
    Some(
        view! {
            <section class="sheet" aria-labelledby="reversal">
                <header class="sheet-head"><h2 id="reversal">{title}</h2></header>
                <ul class="rows">
                    <li class="row"><div class="row-text"><a class="row-link" href=posting_href(id)>{name}</a></div></li>
                </ul>
            </section>
        }
        .into_any(),
    )
}
