//! How much may be owed, what is left of it, and what that is made of.

use domain::ledger::wire::Standing;
use leptos::prelude::*;

use super::side::Side;
use crate::{reader::use_i18n, ui::amount};

/// The limit and what is left of it; nothing where there is no limit. Behind it is the sum, from which the balance leads to the
/// items that it is made of.
#[must_use]
pub fn credit(side: &Side, standing: &Standing) -> Option<AnyView> {
    let i18n = use_i18n();
    let credit = standing.credit?;
    let currency = standing.currency;
    let (limit_name, left_name) = (i18n.money_credit_limit(), i18n.money_credit_left());
    let late = (credit.left < 0).then_some("late");
    let made_of = side.open(currency, None, "");
    // What is owed takes from the limit, what is in the customer's favour adds to it.
    let taken = standing.balance.saturating_neg();
    Some(
        view! {
            <dl class="credit total-rows">
                <div><dt>{limit_name}</dt><dd>{amount(currency, credit.limit)}</dd></div>
                <div><dt>{left_name}</dt><dd class=late>{amount(currency, credit.left)}</dd></div>
            </dl>
            <details class="explain">
                <summary>{i18n.orders_why()}<span class="visually-hidden">" "{left_name}</span></summary>
                <div class="stack" data-gap="small">
                    <dl class="credit total-rows">
                        <div><dt>{limit_name}</dt><dd>{amount(currency, credit.limit)}</dd></div>
                        <div>
                            <dt><a class="open-link" href=made_of>{i18n.money_balance()}</a></dt>
                            <dd>{amount(currency, taken)}</dd>
                        </div>
                        <div class="total"><dt>{left_name}</dt><dd class=late>{amount(currency, credit.left)}</dd></div>
                    </dl>
                    <p class="soft small">{i18n.money_credit_why()}</p>
                </div>
            </details>
        }
        .into_any(),
    )
}
