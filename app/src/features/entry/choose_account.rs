//! For whom: a member of several accounts chooses one.

use domain::session::AccountCard;
use leptos::prelude::*;

use super::{api, door::door};
use crate::{
    ask::question,
    reader::{use_i18n, use_reader},
    ui::{Tone, avatar, chip, command, empty, error_notice, load, refusal_of, role_name, sign_out_form, skeleton_rows},
};

/// The page of the accounts.
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let refusal = refusal_of(command::<api::ChooseAccount>());
    let accounts = question(|| api::Accounts {});
    let content = view! {
        <p class="soft">{i18n.entry_choose_text()}</p>
        {error_notice(refusal, &[])}
        {load(accounts, || skeleton_rows(3), list)}
        {sign_out_form("button button-text button-small")}
    };
    door(i18n.entry_choose_title(), content.into_any())
}

fn list(accounts: Vec<AccountCard>) -> AnyView {
    let i18n = use_i18n();
    if accounts.is_empty() {
        return empty(
            "users",
            i18n.entry_no_accounts_title().to_owned(),
            i18n.entry_no_accounts_text().to_owned(),
            None,
        );
    }
    let current = use_reader()
        .with_untracked(|reader| reader.me.as_ref().and_then(|me| me.account.as_ref()).map(|account| account.id));
    let rows = accounts.into_iter().map(|account| row(&account, current == Some(account.id))).collect_view();
    view! { <ul class="sheet">{rows}</ul> }.into_any()
}

/// A plain form: all that the next page shows belongs to another account.
fn row(account: &AccountCard, is_current: bool) -> AnyView {
    let i18n = use_i18n();
    let details = format!("{} · {}", account.number, role_name(i18n, account.role));
    let label = i18n.entry_choose_named(&account.name);
    view! {
        <li class="row">
            {avatar(&account.name, Tone::Plain)}
            <div class="row-text">
                {account.name.clone()}
                <small>{details}</small>
                {is_current.then(|| chip(Tone::Ok, i18n.entry_chosen().to_owned()))}
            </div>
            <form method="post" action="/fn/entry/choose-account">
                <input type="hidden" name="account" value=account.id.to_string()/>
                <button class="button button-quiet button-small" type="submit" aria-label=label>{i18n.entry_choose()}</button>
            </form>
        </li>
    }
    .into_any()
}
