//! What a customer owes, beside something else that is theirs.

use domain::ledger::wire::Standing;
use leptos::prelude::*;

use super::parts::account_href;
use crate::{reader::use_i18n, ui::amount};

/// The balance and what is overdue of it, in each currency, with the way to the account; nothing for who may not read it.
#[must_use]
pub fn standing(account: &str, standings: &[Standing]) -> Option<AnyView> {
    let i18n = use_i18n();
    if standings.is_empty() {
        return None;
    }
    let rows = standings
        .iter()
        .map(|standing| {
            let currency = standing.currency;
            let overdue = Some(standing.ageing.overdue()).filter(|overdue| *overdue != 0).map(|overdue| {
                view! {
                    <div><dt>{i18n.desk_money_overdue()}</dt><dd class="late">{amount(currency, overdue)}</dd></div>
                }
            });
            view! {
                <div><dt>{i18n.money_balance()}</dt><dd>{amount(currency, standing.balance)}</dd></div>
                {overdue}
            }
        })
        .collect_view();
    Some(
        view! {
            <section class="sheet">
                <header class="sheet-head">
                    <h3>{i18n.desk_money_standing()}</h3>
                    <a class="link" href=account_href(account)>{i18n.desk_money_account_open()}</a>
                </header>
                <dl class="total-rows">{rows}</dl>
            </section>
        }
        .into_any(),
    )
}
