//! A payment through the payment provider: where it stands, as the provider has told the portal, and what to do about it.

use domain::{
    i18n::I18n,
    ids::OnlinePaymentId,
    ledger::{PostingKind, is_charge_number},
    paying::online::{OnlinePage, OnlineState},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    api,
    parts::{invoice_href, pay_href, posting_href, posting_name},
};
use crate::{
    ask::question_after,
    features::orders::parts::money_text,
    reader::use_i18n,
    ui::{Tone, chip, icon, load_page, notice, page_head, refetch, skeleton_rows},
};

/// `/money/pay/:id`; with `?go=1`, as the button of the form leads here, it goes on to the provider by itself.
#[must_use]
pub fn page() -> AnyView {
    let (params, query) = (use_params_map(), use_query_map());
    let again = refetch();
    // What is no identifier is one that no payment has.
    let payment = question_after(again, move || api::ReadOnline {
        id: params.with(|params| params.get("id")).and_then(|id| id.parse().ok()).unwrap_or(OnlinePaymentId::NIL),
    });
    // Once: a second time would stop what is on its way.
    let has_left = StoredValue::new(false);
    let show = move |page: OnlinePage| {
        let goes = query.with_untracked(|query| query.get("go").is_some()) && !has_left.get_value();
        if let Some(checkout) = page.checkout.as_deref().filter(|_| goes) {
            has_left.set_value(true);
            lead_on(checkout);
        }
        if page.soon {
            again.soon();
        }
        content(&page)
    };
    view! { <main class="main" id="main">{load_page(payment, || skeleton_rows(4), show)}</main> }.into_any()
}

/// What a state is called in short.
#[must_use]
pub fn state_name(i18n: I18n, state: OnlineState) -> &'static str {
    match state {
        OnlineState::Created => i18n.online_state_created(),
        OnlineState::Waiting => i18n.online_state_waiting(),
        OnlineState::Failed => i18n.online_state_failed(),
        OnlineState::Cancelled => i18n.online_state_cancelled(),
        OnlineState::Expired => i18n.online_state_expired(),
        OnlineState::Paid => i18n.online_state_paid(),
        OnlineState::Returned => i18n.online_state_returned(),
    }
}

#[must_use]
pub const fn tone(state: OnlineState) -> Tone {
    match state {
        OnlineState::Paid => Tone::Ok,
        OnlineState::Created | OnlineState::Waiting => Tone::Wait,
        OnlineState::Failed | OnlineState::Returned => Tone::Late,
        OnlineState::Cancelled | OnlineState::Expired => Tone::Plain,
    }
}

fn content(page: &OnlinePage) -> AnyView {
    let i18n = use_i18n();
    let sum = money_text(page.amount.currency, page.amount.minor);
    let back = Some(("/money".to_owned(), i18n.money_title().to_owned()));
    let documents = page
        .documents
        .iter()
        .map(|number| {
            // A charge has no page that its number leads to.
            let name = if is_charge_number(number) {
                posting_name(PostingKind::Adjustment, Some(number)).into_any()
            } else {
                let title = i18n.invoice_title(number);
                view! { <a class="row-link" href=invoice_href(number)>{title}</a> }.into_any()
            };
            view! { <li class="row"><div class="row-text">{name}</div></li> }
        })
        .collect_view();
    view! {
        {page_head(i18n.online_title(&sum), None, back, None)}
        <div class="stack">
            <section class="sheet" aria-label=state_name(i18n, page.state)>
                <div class="sheet-body stack">
                    <p role="status">{chip(tone(page.state), state_name(i18n, page.state).to_owned())}</p>
                    {text(i18n, page)}
                    {steps(page)}
                </div>
            </section>
            <section class="sheet" aria-labelledby="online-for">
                <header class="sheet-head"><h2 id="online-for">{i18n.pay_for()}</h2></header>
                <ul class="rows">{documents}</ul>
            </section>
        </div>
    }
    .into_any()
}

/// What happened, and what it means.
fn text(i18n: I18n, page: &OnlinePage) -> AnyView {
    if page.unclear {
        return notice(Tone::Wait, "clock", view! { <p>{i18n.online_text_unclear()}</p> }.into_any());
    }
    let text = match page.state {
        OnlineState::Waiting => i18n.online_text_waiting(),
        OnlineState::Paid => i18n.online_text_paid(),
        OnlineState::Returned => i18n.online_text_returned(),
        OnlineState::Created | OnlineState::Failed | OnlineState::Cancelled | OnlineState::Expired => {
            i18n.online_text_ended()
        }
    };
    view! { <p>{text}</p> }.into_any()
}

/// What can be done about it.
fn steps(page: &OnlinePage) -> AnyView {
    let i18n = use_i18n();
    let here = format!("/money/pay/{}", page.id);
    match (page.state, page.checkout.clone(), page.posting) {
        (OnlineState::Waiting, checkout, _) => {
            let go_on = checkout.map(|checkout| {
                view! { <a class="button" href=checkout rel="external">{i18n.online_go_on()}</a> }
            });
            view! {
                <div class="actions">
                    {go_on}
                    <a class="button button-quiet" href=here rel="external">{icon("refresh")} {i18n.online_look()}</a>
                </div>
            }
            .into_any()
        }
        (_, _, Some(posting)) => view! {
            <div class="actions">
                <a class="button button-quiet" href=posting_href(posting)>{posting_name(PostingKind::Payment, None)}</a>
            </div>
        }
        .into_any(),
        _ => view! {
            <div class="actions">
                <a class="button" href=pay_href(page.documents.iter().map(String::as_str))>{i18n.action_retry()}</a>
            </div>
        }
        .into_any(),
    }
}

/// On to the provider's page, in the place of this one: the way back leads to where one chose to pay. Without scripts
/// there is the button.
fn lead_on(checkout: &str) {
    #[cfg(feature = "hydrate")]
    {
        let checkout = checkout.to_owned();
        Effect::new(move |_| _ = window().location().replace(&checkout));
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = checkout;
}
