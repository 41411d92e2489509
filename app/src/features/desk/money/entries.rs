//! What is entered by hand: a payment that came another way, a correction, the terms of an account.

use domain::{ledger::wire::DeskAccount, money::Currency};
use leptos::prelude::*;

use super::lines::NUMBERS;
use crate::{
    features::orders::parts::money_text,
    reader::{use_i18n, use_rules},
    ui::{
        Command, CommandForm, busy, error_notice, field, in_place, instant, key_field, plain_amount, reason_field,
        refusal_of, settled,
    },
};

/// The place of the form for a payment in its page.
pub(super) const PAYMENT: &str = "post-payment";

/// A payment that came by another way than the bank's file.
pub(super) fn payment(page: &DeskAccount, pay: Command) -> Option<AnyView> {
    let i18n = use_i18n();
    if !page.may_post {
        return None;
    }
    let refusal = in_place(refusal_of(pay));
    let today = page.money.today;
    // What came longer ago than a year is no news.
    let (first, last) = (today.plus_days(-366).iso(), today.iso());
    let (account, currency) = (page.money.account_number.clone(), currency_field("payment-currency", page, pay));
    Some(
        view! {
            <section class="sheet" id=PAYMENT aria-labelledby="payment-title">
                <header class="sheet-head"><h2 id="payment-title">{i18n.desk_money_pay()}</h2></header>
                <CommandForm command=pay class="sheet-body stack">
                    {key_field(settled(pay))}
                    {error_notice(refusal, &["amount", "day", "documents", "reason"])}
                    <input type="hidden" name="account" value=account/>
                    {currency}
                    <div class="field-row">
                        {field("amount", i18n.money_amount())
                            .id("payment-amount")
                            .keyboard(Some("decimal"))
                            .most("20")
                            .required(true)
                            .line(refusal, pay.typed("amount", ""))}
                        {field("day", i18n.desk_money_day())
                            .id("payment-day")
                            .kind("date")
                            .range(first, Some(last))
                            .required(true)
                            .line(refusal, pay.typed("day", today.iso()))}
                    </div>
                    {field("documents[0]", i18n.desk_money_documents())
                        .id("payment-documents")
                        .refused_as("documents")
                        .hint(i18n.desk_money_documents_hint())
                        .most("2000")
                        .list(NUMBERS)
                        .optional()
                        .line(refusal, pay.typed("documents[0]", ""))}
                    {reason_field("payment-reason", i18n.desk_money_pay_reason(), true, pay)}
                    <div class="actions">
                        <button class="button" type="submit" aria-busy=busy(pay)>{i18n.desk_money_pay_do()}</button>
                    </div>
                </CommandForm>
            </section>
        }
        .into_any(),
    )
}

/// An amount that is put on the account or taken off it, with a reason that the customer reads.
pub(super) fn adjustment(page: &DeskAccount, adjust: Command) -> Option<AnyView> {
    let i18n = use_i18n();
    if !page.may_post {
        return None;
    }
    let refusal = in_place(refusal_of(adjust));
    let chosen = adjust.typed("way", "credit");
    let way = |value: &'static str, name: &'static str| {
        let checked = chosen == value;
        view! {
            <label class="choice"><input type="radio" name="way" value=value checked=checked/><span>{name}</span></label>
        }
    };
    let ways = view! {
        {way("credit", i18n.desk_money_adjust_credit())}
        {way("charge", i18n.desk_money_adjust_charge())}
        {way("back", i18n.desk_money_adjust_back())}
    }
    .into_any();
    let (account, currency) = (page.money.account_number.clone(), currency_field("adjust-currency", page, adjust));
    Some(
        view! {
            <section class="sheet" aria-labelledby="adjust-title">
                <details class="sheet-body" data-step="" open=move || refusal.with(Option::is_some)>
                    <summary><strong id="adjust-title">{i18n.desk_money_adjust()}</strong></summary>
                    <CommandForm command=adjust class="stack">
                        {key_field(settled(adjust))}
                        {error_notice(refusal, &["amount", "reason"])}
                        <input type="hidden" name="account" value=account/>
                        <fieldset class="field">
                            <legend>{i18n.desk_money_adjust_way()}</legend>
                            {ways}
                        </fieldset>
                        {currency}
                        {field("amount", i18n.money_amount())
                            .id("adjust-amount")
                            .keyboard(Some("decimal"))
                            .most("20")
                            .required(true)
                            .line(refusal, adjust.typed("amount", ""))}
                        {reason_field("adjust-reason", i18n.desk_money_reason(), true, adjust)}
                        <div class="actions">
                            <button class="button" type="submit" aria-busy=busy(adjust)>{i18n.desk_money_adjust_do()}</button>
                        </div>
                    </CommandForm>
                </details>
            </section>
        }
        .into_any(),
    )
}

/// In how many days the account pays, how much it may owe, and by which prices it buys.
pub(super) fn terms(page: &DeskAccount, terms: Command) -> AnyView {
    let i18n = use_i18n();
    let days = i18n.desk_money_days(page.money.payment_days.into());
    let limit = page.credit_limit.map(|limit| plain_amount(limit, use_rules(page.currency).exponent));
    let form = page.may_post.then(|| {
        let refusal = in_place(refusal_of(terms));
        let own = page.payment_days.map(|days| days.to_string()).unwrap_or_default();
        let (account, currency) = (page.money.account_number.clone(), page.currency);
        let version = page.terms_version.to_string();
        view! {
            <details class="explain" data-step="" open=move || refusal.with(Option::is_some)>
                <summary>{i18n.desk_money_terms_change()}</summary>
                <CommandForm command=terms class="stack">
                    {key_field(settled(terms))}
                    {error_notice(refusal, &["payment_days", "credit_limit", "reason"])}
                    <input type="hidden" name="account" value=account/>
                    <input type="hidden" name="version" value=version/>
                    {field("payment_days", i18n.desk_money_payment_days())
                        .hint(i18n.desk_money_payment_days_hint())
                        .keyboard(Some("numeric"))
                        .most("3")
                        .optional()
                        .line(refusal, terms.typed("payment_days", own))}
                    {field("credit_limit", i18n.desk_money_credit_limit(currency.code()))
                        .hint(i18n.desk_money_credit_limit_hint())
                        .keyboard(Some("decimal"))
                        .most("20")
                        .optional()
                        .line(refusal, terms.typed("credit_limit", limit.unwrap_or_default()))}
                    {reason_field("terms-reason", i18n.desk_money_terms_reason(), false, terms)}
                    <div class="actions">
                        <button class="button button-small" type="submit" aria-busy=busy(terms)>
                            {i18n.desk_settings_save()}
                        </button>
                    </div>
                </CommandForm>
            </details>
        }
    });
    view! {
        <section class="sheet" aria-labelledby="terms-title">
            <header class="sheet-head"><h2 id="terms-title">{i18n.desk_money_terms()}</h2></header>
            <div class="sheet-body stack">
                <dl class="facts">
                    <div><dt>{i18n.desk_money_payment_days()}</dt><dd>{days}</dd></div>
                    <div><dt>{i18n.desk_money_currency()}</dt><dd>{page.currency.code().to_owned()}</dd></div>
                    <div><dt>{i18n.desk_money_price_list()}</dt><dd>{page.price_list.clone()}</dd></div>
                </dl>
                {form}
                {terms_changes(page)}
            </div>
        </section>
    }
    .into_any()
}

/// How the terms were changed: by whom, when, from what to what and why.
fn terms_changes(page: &DeskAccount) -> Option<AnyView> {
    let i18n = use_i18n();
    if page.terms_changes.is_empty() {
        return None;
    }
    let days = |days: Option<u16>| {
        days.map_or_else(|| i18n.desk_money_days_usual().to_owned(), |days| i18n.desk_money_days(days.into()))
    };
    let limit = |limit: Option<i64>| {
        limit.map_or_else(|| i18n.desk_money_no_limit().to_owned(), |limit| money_text(page.currency, limit))
    };
    let rows = page
        .terms_changes
        .iter()
        .map(|change| {
            let (before, after) = (change.before, change.after);
            let of_days = (before.0 != after.0).then(|| {
                let changed = i18n.desk_money_changed(&days(before.0), &days(after.0));
                view! { <span>{i18n.desk_money_payment_days()} ": " {changed}</span> }
            });
            let of_limit = (before.1 != after.1).then(|| {
                let changed = i18n.desk_money_changed(&limit(before.1), &limit(after.1));
                view! { <span>{i18n.desk_money_credit_limit(page.currency.code())} ": " {changed}</span> }
            });
            let reason =
                (!change.reason.is_empty()).then(|| view! { <span class="soft">{change.reason.clone()}</span> });
            view! {
                <li class="row" data-align="start">
                    <div class="row-text">
                        {of_days} {of_limit} {reason}
                        <small>{change.by.clone()} " · " {instant(page.money.now, change.at)}</small>
                    </div>
                </li>
            }
        })
        .collect_view();
    Some(
        view! {
            <details class="explain">
                <summary>{i18n.desk_money_terms_changes()}</summary>
                <ul class="rows">{rows}</ul>
            </details>
        }
        .into_any(),
    )
}

/// Which of the account's currencies; nothing to choose where it has one.
fn currency_field(id: &'static str, page: &DeskAccount, command: Command) -> AnyView {
    let mut currencies: Vec<Currency> = page.money.standings.iter().map(|standing| standing.currency).collect();
    if !currencies.contains(&page.currency) {
        currencies.insert(0, page.currency);
    }
    if currencies.len() == 1 {
        return view! { <input type="hidden" name="currency" value=page.currency.code().to_owned()/> }.into_any();
    }
    let chosen = command.typed("currency", page.currency.code());
    let options = currencies
        .into_iter()
        .map(|currency| {
            let code = currency.code().to_owned();
            let selected = code == chosen;
            view! { <option value=code.clone() selected=selected>{code.clone()}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for=id>{use_i18n().desk_money_currency()}</label>
            <select id=id name="currency">{options}</select>
        </div>
    }
    .into_any()
}
