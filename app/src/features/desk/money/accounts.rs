//! Finding an account by its number or name.

use domain::{ledger::desk::AccountsFound, permissions::StaffRight};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api,
    parts::{ACCOUNTS, account_href},
    waiting,
};
use crate::{
    ask::question,
    features::account::data_api::ERASURES,
    reader::{use_i18n, use_reader},
    ui::{Listing, empty, icon, listing, load, page_head, skeleton_rows},
};

/// `/desk/accounts?q=`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let query = use_query_map();
    let words = Signal::derive(move || query.with(|query| query.get("q")).unwrap_or_default());
    let listing = listing();
    let found = question(move || api::FindAccounts { words: words.get() });
    let waiting = question(|| api::ReadMoneyWaiting {});
    let label = i18n.desk_money_search();
    // A plain form: the address says what is sought.
    view! {
        <main class="main" id="main">
            {page_head(i18n.desk_money_accounts().to_owned(), None, None, erasures_link())}
            <div class="stack">
                <form class="search" role="search" method="get" action=ACCOUNTS>
                    {icon("search")}
                    <input
                        type="search"
                        name="q"
                        maxlength="100"
                        autocomplete="off"
                        aria-label=label
                        placeholder=label
                        value=move || words.get()
                    />
                    <button class="button button-small" type="submit">{i18n.orders_search_do()}</button>
                </form>
                {load(waiting, || ().into_any(), |waiting| waiting::everywhere(&waiting))}
                {listing.status()}
                {load(found, || skeleton_rows(8), move |found| list(&found, &words.get_untracked(), listing))}
            </div>
        </main>
    }
    .into_any()
}

/// The way to what customers have asked to be erased, for who decides about it.
fn erasures_link() -> Option<AnyView> {
    let i18n = use_i18n();
    let staff = use_reader().with_untracked(|reader| reader.me.as_ref().and_then(|me| me.staff));
    staff.filter(|role| role.has(StaffRight::EraseData)).map(|_| {
        view! { <a class="button button-quiet button-small" href=ERASURES>{i18n.erasures_title()}</a> }.into_any()
    })
}

fn list(found: &AccountsFound, words: &str, listing: Listing) -> AnyView {
    let i18n = use_i18n();
    let name = i18n.desk_money_accounts();
    let none = i18n.desk_money_accounts_none();
    listing.came(words.to_owned(), if found.accounts.is_empty() { none } else { name }, found.accounts.len());
    if found.accounts.is_empty() {
        let text = i18n.desk_money_accounts_none_text().to_owned();
        return view! { <section class="sheet">{empty("users", none.to_owned(), text, None)}</section> }.into_any();
    }
    let rows = found
        .accounts
        .iter()
        .map(|account| {
            view! {
                <li class="row">
                    <div class="row-text">
                        <a class="row-link" href=account_href(&account.number)>{account.name.clone()}</a>
                        <small>{account.number.clone()}</small>
                    </div>
                </li>
            }
        })
        .collect_view();
    let more = found.more.then(|| view! { <p class="soft small">{i18n.desk_money_accounts_more()}</p> });
    view! {
        <section class="sheet" tabindex="-1" data-list="" aria-label=name><ul class="rows">{rows}</ul></section>
        {more}
    }
    .into_any()
}
