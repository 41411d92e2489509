//! Who an account is, at the desk: its people, its addresses, and what identifies it.

use domain::{
    addresses::Purpose,
    ledger::wire::{DeskAccount, DeskMember},
};
use leptos::prelude::*;

use crate::{
    features::orders::parts::money_text,
    reader::use_i18n,
    ui::{Tone, chip, icon, instant, role_name},
};

/// Everybody who may act for it, as what, and when they were last here.
pub(super) fn members(page: &DeskAccount) -> AnyView {
    let rows = page.members.iter().map(|member| member_row(page, member)).collect_view();
    view! {
        <section class="sheet" aria-labelledby="members">
            <header class="sheet-head"><h2 id="members">{use_i18n().account_members()}</h2></header>
            <ul class="rows">{rows}</ul>
        </section>
    }
    .into_any()
}

fn member_row(page: &DeskAccount, member: &DeskMember) -> AnyView {
    let i18n = use_i18n();
    let email = member.email.clone();
    let limit = member.order_limit.map(|limit| {
        view! { <small>{i18n.account_limit_text(&money_text(page.currency, limit))}</small> }
    });
    let seen = match member.seen {
        Some(seen) => view! { {i18n.desk_money_last_seen()} " " {instant(page.money.now, seen)} }.into_any(),
        None => i18n.desk_money_not_seen().into_any(),
    };
    view! {
        <li class="row" data-align="start">
            <div class="row-text">
                {member.name.clone()}
                <small><a class="link" href=format!("mailto:{email}")>{email.clone()}</a></small>
                {limit}
                <small>{seen}</small>
            </div>
            <span class="row-side soft small">{role_name(i18n, member.role)}</span>
        </li>
    }
    .into_any()
}

/// Where it has its goods sent, the usual place first, what stands on its invoices where that is another, and its VAT number.
pub(super) fn addresses(page: &DeskAccount) -> Option<AnyView> {
    let i18n = use_i18n();
    if page.addresses.is_empty() && page.vat_number.is_none() {
        return None;
    }
    let rows = page
        .addresses
        .iter()
        .map(|(purpose, lines)| {
            let billing = (*purpose == Purpose::Billing).then(|| {
                view! { <span class="chips">{chip(Tone::Plain, i18n.address_billing().to_owned())}</span> }
            });
            view! {
                <li class="row" data-align="start">
                    {icon("pin")}
                    <div class="row-text">{lines.join(", ")} {billing}</div>
                </li>
            }
        })
        .collect_view();
    let vat = page.vat_number.clone().map(|number| {
        view! {
            <div class="sheet-body">
                <dl class="facts"><div><dt>{i18n.account_vat_number()}</dt><dd>{number}</dd></div></dl>
            </div>
        }
    });
    Some(
        view! {
            <section class="sheet" aria-labelledby="addresses">
                <header class="sheet-head"><h2 id="addresses">{i18n.account_addresses()}</h2></header>
                {vat}
                <ul class="rows">{rows}</ul>
            </section>
        }
        .into_any(),
    )
}
