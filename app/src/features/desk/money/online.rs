//! What an account has paid, or wanted to pay, through the payment provider.

use domain::{format, ledger::wire::DeskAccount, money::Money, paying::online::OnlineLine};
use leptos::prelude::*;

use crate::{
    features::{
        money::online::{state_name, tone},
        orders::parts::money_text,
    },
    reader::{use_i18n, use_language},
    ui::{Tone, amount, chip, instant},
};

/// The newest of them.
pub(super) fn payments(page: &DeskAccount) -> Option<AnyView> {
    if page.online.is_empty() {
        return None;
    }
    let rows = page.online.iter().map(|line| row(page, line)).collect_view();
    Some(
        view! {
            <section class="sheet" aria-labelledby="online">
                <header class="sheet-head"><h2 id="online">{use_i18n().desk_online_title()}</h2></header>
                <ul class="rows">{rows}</ul>
            </section>
        }
        .into_any(),
    )
}

fn row(page: &DeskAccount, line: &OnlineLine) -> AnyView {
    let i18n = use_i18n();
    let Money { minor, currency } = line.amount;
    let asked = line.asked.map(|asked| {
        view! { <small class="soft">{i18n.money_of(&money_text(asked.currency, asked.minor))}</small> }
    });
    let unclear = line.unclear.then(|| chip(Tone::Late, i18n.desk_online_unclear().to_owned()));
    let part =
        (line.returned > 0).then(|| chip(Tone::Wait, i18n.desk_online_part(&money_text(currency, line.returned))));
    let reference = line.reference.clone().map(|reference| view! { <small>{reference}</small> });
    view! {
        <li class="row" data-align="start">
            <div class="row-text">
                <span class="chips">
                    {chip(tone(line.state), state_name(i18n, line.state).to_owned())} {unclear} {part}
                </span>
                <small>{format::join_list(use_language(), &line.documents)}</small>
                <small>{line.by.clone()} " · " {instant(page.money.now, line.at)}</small>
                {reference}
            </div>
            <span class="row-side">{amount(currency, minor)} {asked}</span>
        </li>
    }
    .into_any()
}
