//! The account's payments, each with how far it is: announced, received, on the account, returned.

use domain::{
    format,
    i18n::I18n,
    ledger::wire::{MoneyPage, PaymentLine, PaymentStage},
};
use leptos::prelude::*;

use super::parts::{day_text, posting_href};
use crate::{
    reader::{use_i18n, use_language},
    ui::{Tone, amount, chip, instant},
};

/// What was said to be paid, what has come, and what is on the account.
pub(super) fn payments(page: &MoneyPage) -> Option<AnyView> {
    let i18n = use_i18n();
    if page.payments.is_empty() {
        return None;
    }
    // What is on the account needs no word of when it will be.
    let note = page.payments.iter().any(|line| line.posting.is_none()).then(|| {
        view! { <p class="sheet-foot">{i18n.money_announced_note()}</p> }
    });
    let rows = page.payments.iter().map(|line| row(page, line)).collect_view();
    Some(
        view! {
            <section class="sheet" aria-labelledby="payments">
                <header class="sheet-head"><h2 id="payments">{i18n.money_payments_title()}</h2></header>
                <ul class="rows">{rows}</ul>
                {note}
            </section>
        }
        .into_any(),
    )
}

fn row(page: &MoneyPage, line: &PaymentLine) -> AnyView {
    let i18n = use_i18n();
    let (stage, since) = line.stage().unwrap_or((PaymentStage::Announced, page.today));
    let paid = amount(line.amount.currency, line.amount.minor);
    let (tone, words) = match stage {
        PaymentStage::Announced => (Tone::Plain, i18n.payment_announced()),
        PaymentStage::Received => (Tone::Wait, i18n.payment_being_posted()),
        PaymentStage::Posted => (Tone::Ok, i18n.payment_posted()),
        PaymentStage::Returned => (Tone::Late, i18n.payment_returned()),
    };
    let days: Vec<String> = line
        .stages
        .iter()
        .map(|(stage, day)| format!("{}: {}", stage_name(i18n, *stage), day_text(page.today, *day)))
        .collect();
    let documents = (!line.documents.is_empty())
        .then(|| view! { <small>{format::join_list(use_language(), &line.documents)}</small> });
    let said = line.said.clone().map(|(by, at)| view! { <small>{by} " · " {instant(page.now, at)}</small> });
    // What is on the account opens into what it has paid.
    let name = match line.posting {
        Some(posting) => {
            let name = format!("{}, {}", i18n.posting_payment(), day_text(page.today, since));
            view! { <a class="row-link" href=posting_href(posting)>{name}</a> }.into_any()
        }
        None => i18n.posting_payment().into_any(),
    };
    view! {
        <li class="row" data-align="start">
            <div class="row-text">
                {name}
                <small>{days.join(" · ")}</small>
                <span class="chips">{chip(tone, words.to_owned())}</span>
                {documents}
                {said}
            </div>
            <span class="row-side">{paid}</span>
        </li>
    }
    .into_any()
}

fn stage_name(i18n: I18n, stage: PaymentStage) -> &'static str {
    match stage {
        PaymentStage::Announced => i18n.payment_announced(),
        PaymentStage::Received => i18n.payment_received(),
        PaymentStage::Posted => i18n.payment_posted(),
        PaymentStage::Returned => i18n.payment_returned(),
    }
}
