//! One posting: what it is, who made it, and what it was put against.

use domain::{
    format,
    ids::PostingId,
    ledger::{PostingKind, wire::PostingPage},
    permissions::Right,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    api,
    parts::{allocations, long_day, pay_href, posting_name},
    side::Side,
};
use crate::{
    ask::question,
    features::{orders::parts::may, shop::links::encode},
    reader::{use_i18n, use_language},
    ui::{Tone, amount, chip, load_page, page_head, skeleton_rows},
};

/// `/money/postings/:id`
#[must_use]
pub fn page() -> AnyView {
    let id = id();
    let posting = question(move || api::ReadPosting { id: id.get() });
    view! {
        <main class="main" id="main">
            {load_page(posting, || skeleton_rows(6), |page| content(&Side::Own, &page))}
        </main>
    }
    .into_any()
}

/// The posting that the page's address names. What is no identifier is one that no posting has.
#[must_use]
pub fn id() -> Signal<PostingId> {
    let params = use_params_map();
    Signal::derive(move || {
        params.with(|params| params.get("id")).and_then(|id| id.parse().ok()).unwrap_or(PostingId::NIL)
    })
}

/// What is to be read of it, from either side.
#[must_use]
pub fn content(side: &Side, page: &PostingPage) -> AnyView {
    let i18n = use_i18n();
    let line = &page.posting;
    let name = posting_name(line.kind, line.document.as_deref());
    let taken_back = line.reversed.then(|| chip(Tone::Wait, i18n.posting_part_back().to_owned()));
    let text = (!line.text.is_empty()).then(|| view! { <p>{line.text.clone()}</p> });
    // The customer asks the vendor; the vendor's people have nobody to ask.
    let ask = (*side == Side::Own).then(|| {
        let href = format!("/messages/new?subject={}", encode(&name));
        view! { <p data-screen=""><a class="link" href=href>{i18n.case_ask_about()}</a></p> }
    });
    // An invoice is paid from its own page; a charge has none but this.
    let number = line.document.as_deref().filter(|_| line.kind == PostingKind::Adjustment && line.open > 0);
    let pay = number.filter(|_| *side == Side::Own && may(Right::AnnouncePayments)).map(|number| {
        let href = pay_href([number]);
        view! { <div class="actions" data-screen=""><a class="button" href=href>{i18n.money_pay()}</a></div> }
    });
    let none = Some(i18n.posting_against_none());
    let against = allocations(side, i18n.posting_against(), none, page.currency, &page.allocations);
    view! {
        {page_head(name, None, Some(side.back()), None)}
        <div class="stack">
            <section class="sheet" aria-label=i18n.money_amount()>
                <div class="sheet-body">
                    <div class="spread">
                        <p class="money money-large">{amount(page.currency, line.amount)}</p>
                        {taken_back}
                    </div>
                    {text}
                    {facts(side, page)}
                    {pay}
                    {ask}
                </div>
            </section>
            {reversal(side, page)}
            {against}
        </div>
    }
    .into_any()
}

fn facts(side: &Side, page: &PostingPage) -> AnyView {
    let i18n = use_i18n();
    let line = &page.posting;
    let fact = |name: &'static str, value: AnyView| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    let due = line.due.map(|due| fact(i18n.posting_due(), long_day(due)));
    let document = line.document.clone().map(|number| {
        let href = side.document(line.kind, Some(&number), line.id);
        let is_elsewhere = href != side.posting(line.id);
        let shown = if is_elsewhere { view! { <a href=href>{number}</a> }.into_any() } else { number.into_any() };
        fact(i18n.money_document(), shown)
    });
    let reference = line.reference.clone().map(|reference| fact(i18n.posting_reference(), reference.into_any()));
    let payer = page.payer.clone().map(|(name, account)| {
        view! { {fact(i18n.posting_payer(), name.into_any())} {fact(i18n.posting_payer_account(), account.into_any())} }
    });
    let by = if page.by.is_empty() { i18n.posting_by_portal().to_owned() } else { page.by.clone() };
    let at = format::instant_long(use_language(), page.at);
    let posted = match side {
        Side::Own => i18n.posting_posted(),
        Side::Desk(_) => i18n.desk_money_posted(),
    };
    let by = view! { {by} " · " <time datetime=page.at.rfc3339()>{at}</time> }.into_any();
    view! {
        <dl class="facts">
            {fact(posted, long_day(line.posted))}
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
fn reversal(side: &Side, page: &PostingPage) -> Option<AnyView> {
    let i18n = use_i18n();
    let (id, name) = page.reversal.clone()?;
    let title = if page.posting.reversed { i18n.posting_reversed_by() } else { i18n.posting_reverses() };
    let name = if name.is_empty() { i18n.posting_reversal().to_owned() } else { name };
    Some(
        view! {
            <section class="sheet" aria-labelledby="reversal">
                <header class="sheet-head"><h2 id="reversal">{title}</h2></header>
                <ul class="rows">
                    <li class="row"><div class="row-text"><a class="row-link" href=side.posting(id)>{name}</a></div></li>
                </ul>
            </section>
        }
        .into_any(),
    )
}
