//! Money that the bank has brought, that is taken for this account's, and that nobody has put there yet.

use domain::{
    ledger::wire::{DeskAccount, PaymentLine, PaymentStage},
    time::Date,
};
use leptos::prelude::*;

use super::parts::BANK;
use crate::{
    features::money::parts::day_text,
    reader::use_i18n,
    ui::{amount, icon},
};

pub(super) fn received(page: &DeskAccount) -> Option<AnyView> {
    let i18n = use_i18n();
    let come = |line: &&PaymentLine| line.stage().is_some_and(|(stage, _)| stage == PaymentStage::Received);
    let rows = page
        .money
        .payments
        .iter()
        .filter(come)
        .filter_map(|line| Some(row(page, line, line.stage()?.1)))
        .collect::<Vec<_>>();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="sheet" aria-labelledby="received">
                <header class="sheet-head"><h2 id="received">{i18n.desk_money_received()}</h2></header>
                <ul class="rows">{rows}</ul>
                <p class="sheet-foot"><a class="link" href=BANK>{i18n.bank_title()}</a></p>
            </section>
        }
        .into_any()
    })
}

fn row(page: &DeskAccount, line: &PaymentLine, day: Date) -> AnyView {
    view! {
        <li class="row">
            {icon("clock")}
            <div class="row-text">{day_text(page.money.today, day)}</div>
            <span class="row-side">{amount(line.amount.currency, line.amount.minor)}</span>
        </li>
    }
    .into_any()
}
