//! What an account has paid, or wanted to pay, through the payment provider.

use domain::{
    format,
    ledger::wire::{DeskAccount, MoneyWaiting},
    money::Money,
    paying::online::OnlineLine,
};
use leptos::prelude::*;

use super::parts::account_href;
use crate::{
    features::{
        money::online::{state_name, tone},
        orders::parts::money_text,
    },
    reader::{use_i18n, use_language},
    ui::{Command, CommandForm, Tone, amount, busy, chip, instant},
};

/// The newest of them, first those that somebody has to look into.
pub(super) fn payments(page: &DeskAccount, seen: Command) -> Option<AnyView> {
    if page.online.is_empty() {
        return None;
    }
    let rows = page.online.iter().map(|line| row(page, line, seen)).collect_view();
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

/// Those of all accounts that somebody has to look into, each with the way to its own, where they say that they have.
pub(super) fn to_see(waiting: &MoneyWaiting) -> Option<AnyView> {
    if waiting.online.is_empty() {
        return None;
    }
    let rows = waiting.online.iter().map(|((number, name), line)| {
        view! {
            <li class="row" data-align="start">
                <div class="row-text">
                    <a class="row-link" href=account_href(number)>{name.clone()}</a>
                    {chips(line)}
                    <small>{line.by.clone()} " · " {instant(waiting.now, line.at)}</small>
                </div>
                <span class="row-side">{amount(line.amount.currency, line.amount.minor)}</span>
            </li>
        }
        .into_any()
    });
    let rows = rows.collect_view();
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

/// How far it is, and what of it does not fit.
fn chips(line: &OnlineLine) -> AnyView {
    let i18n = use_i18n();
    let unclear = line.unclear.then(|| chip(Tone::Late, i18n.desk_online_unclear().to_owned()));
    let part = (line.returned > 0).then(|| {
        let returned = money_text(line.amount.currency, line.returned);
        chip(Tone::Wait, i18n.desk_online_part(&returned))
    });
    view! {
        <span class="chips">{chip(tone(line.state), state_name(i18n, line.state).to_owned())} {unclear} {part}</span>
    }
    .into_any()
}

fn row(page: &DeskAccount, line: &OnlineLine, seen: Command) -> AnyView {
    let i18n = use_i18n();
    let Money { minor, currency } = line.amount;
    let asked = line.asked.map(|asked| {
        view! { <small class="soft">{i18n.money_of(&money_text(asked.currency, asked.minor))}</small> }
    });
    let dealt_with = (page.may_post && line.to_see).then(|| {
        let (account, id) = (page.money.account_number.clone(), line.id.to_string());
        // What is said to be dealt with is what is shown here, and nothing that comes meanwhile.
        let (returned, unclear) = (line.returned.to_string(), line.unclear.to_string());
        view! {
            <CommandForm command=seen class="actions">
                <input type="hidden" name="account" value=account/>
                <input type="hidden" name="payment" value=id/>
                <input type="hidden" name="returned" value=returned/>
                <input type="hidden" name="unclear" value=unclear/>
                <button class="button button-small" type="submit" aria-busy=busy(seen)>
                    {i18n.desk_online_seen()}
                </button>
            </CommandForm>
        }
    });
    let reference = line.reference.clone().map(|reference| view! { <small>{reference}</small> });
    view! {
        <li class="row" data-align="start">
            <div class="row-text">
                {chips(line)}
                <small>{format::join_list(use_language(), &line.documents)}</small>
                <small>{line.by.clone()} " · " {instant(page.money.now, line.at)}</small>
                {reference}
                {dealt_with}
            </div>
            <span class="row-side">{amount(currency, minor)} {asked}</span>
        </li>
    }
    .into_any()
}
