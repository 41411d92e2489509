//! What else can be seen and set of the account, each on a page of its own.

use domain::{account::AccountPage, permissions::Right};
use leptos::prelude::*;

use crate::{
    features::{
        money::balance::in_words,
        orders::{parts::may, spending::PATH as SPENDING},
    },
    reader::use_i18n,
    ui::icon,
};

/// The list that leads to those pages, as far as the reader may open them.
pub(super) fn settings(page: &AccountPage) -> AnyView {
    let i18n = use_i18n();
    let owns = may(Right::ManageAccount);
    let usual = page.addresses.first().map(|usual| usual.lines.join(", "));
    let usual = usual.unwrap_or_else(|| i18n.account_no_addresses().to_owned());
    let money = may(Right::ReadMoney).then(|| {
        let owed = if page.money.is_empty() { i18n.money_account_text().to_owned() } else { in_words(&page.money) };
        way("receipt", "/money", i18n.money_title(), owed)
    });
    let details =
        owns.then(|| way("edit", "/account/details", i18n.account_details(), i18n.account_details_text().to_owned()));
    let access =
        owns.then(|| way("eye", "/account/access", i18n.account_access(), i18n.account_access_text().to_owned()));
    view! {
        <ul class="sheet">
            {money}
            {way("grid", SPENDING, i18n.spending_title(), i18n.spending_account_text().to_owned())}
            {way("pin", "/account/addresses", i18n.account_addresses(), usual)}
            {details}
            {way("bell", "/account/notices", i18n.account_notices(), i18n.account_notices_text().to_owned())}
            {access}
            {way("download", "/account/data", i18n.data_title(), i18n.data_account_text().to_owned())}
        </ul>
    }
    .into_any()
}

fn way(icon_name: &'static str, href: &'static str, title: &'static str, text: String) -> AnyView {
    view! {
        <li class="row">
            {icon(icon_name)}
            <div class="row-text">
                <a class="row-link" href=href>{title}</a>
                <small>{text}</small>
            </div>
            {icon("forward")}
        </li>
    }
    .into_any()
}
