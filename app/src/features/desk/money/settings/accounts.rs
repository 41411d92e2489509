//! What payers are asked to write, and where they pay to in currencies that have an account of their own.

use domain::{
    ledger::desk::BillingSettings,
    settings::{BankAccount, ReferenceForm},
};
use leptos::prelude::*;

use crate::{
    features::desk::{
        setting_changes::reference_name,
        setting_fields::{Section, line_field},
    },
    reader::use_i18n,
    ui::Command,
};

/// The form of references on new documents.
pub(super) fn references(settings: &BillingSettings, set: Command) -> AnyView {
    let i18n = use_i18n();
    let chosen = set.typed("reference", settings.billing.reference.code());
    let choices = ReferenceForm::ALL
        .into_iter()
        .map(|form| {
            let checked = chosen == form.code();
            view! {
                <label class="choice">
                    <input type="radio" name="reference" value=form.code() checked=checked/>
                    <span>{reference_name(i18n, form)}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend>{i18n.billing_reference()}</legend>
            {choices}
        </fieldset>
    }
    .into_any()
}

/// The accounts that there are, and one to fill in.
pub(super) fn accounts(settings: &BillingSettings, section: Section) -> AnyView {
    let i18n = use_i18n();
    let there = &settings.billing.accounts;
    let rows = there.iter().enumerate().map(|(place, account)| row(section, place, Some(account))).collect_view();
    view! {
        <fieldset class="rule">
            <legend>{i18n.billing_accounts()}</legend>
            <p class="hint">{i18n.billing_accounts_hint()}</p>
            {rows}
            {row(section, there.len(), None)}
        </fieldset>
    }
    .into_any()
}

fn row(section: Section, place: usize, account: Option<&BankAccount>) -> AnyView {
    let i18n = use_i18n();
    let line = |part: &str, label: &'static str, value: Option<&str>| {
        let name = format!("accounts[{place}][{part}]");
        line_field(section, &name, label.to_owned(), value.unwrap_or_default(), None)
    };
    let code = account.map(|account| account.currency.code());
    let iban = account.map(|account| account.iban.as_str());
    let bic = account.and_then(|account| account.bic.as_deref());
    let bank = account.and_then(|account| account.bank.as_deref());
    view! {
        <div class="field-row">
            {line("currency", i18n.desk_money_currency(), code)}
            {line("iban", "IBAN", iban)}
        </div>
        <div class="field-row">
            {line("bic", "BIC", bic)}
            {line("bank", i18n.billing_bank(), bank)}
        </div>
    }
    .into_any()
}
