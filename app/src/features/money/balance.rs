//! What the account owes, in short, on pages about something else: each currency by itself, with the way to pay it and to what
//! it is made of.

use domain::{
    ledger::{Bucket, Part, wire::BalanceLine},
    permissions::Right,
};
use leptos::prelude::*;

use super::parts::open_href;
use crate::{
    features::orders::parts::{may, money_text},
    reader::use_i18n,
};

/// One sheet for each currency in which something is owed, or a quiet line where nothing is. Nothing at all for who may not
/// read it.
#[must_use]
pub fn to_pay(lines: &[BalanceLine]) -> AnyView {
    let owed: Vec<&BalanceLine> = lines.iter().filter(|line| line.balance > 0).collect();
    if owed.is_empty() {
        return quiet(lines).into_any();
    }
    owed.into_iter().map(sheet).collect_view().into_any()
}

fn sheet(line: &BalanceLine) -> AnyView {
    let i18n = use_i18n();
    let currency = line.currency;
    let id = format!("to-pay-{currency}");
    let overdue = (line.overdue > 0).then(|| {
        let href = open_href(currency, Some(Part::Overdue));
        view! { <a class="open-link late" href=href>{i18n.money_overdue(&money_text(currency, line.overdue))}</a> }
    });
    // There what is overdue is ticked already.
    let is_asked = line.asked > 0;
    let pay = (is_asked && may(Right::AnnouncePayments))
        .then(|| view! { <a class="button" href=format!("/money#open-{currency}")>{i18n.money_pay()}</a> });
    // Nobody asks for what is disputed; it is owed all the same.
    let (words, sum) = if is_asked { (i18n.home_to_pay(), line.asked) } else { (i18n.money_owe(), line.balance) };
    let disputed = money_text(currency, line.balance.saturating_sub(line.asked));
    let disputed = (line.asked < line.balance).then(|| {
        let href = open_href(currency, Some(Part::Bucket(Bucket::Disputed)));
        let text = i18n.home_disputed(&disputed);
        view! { <a class="open-link soft" href=href>{text}</a> }
    });
    let label = id.clone();
    view! {
        <section class="sheet" aria-labelledby=label>
            <div class="sheet-body">
                <div class="spread">
                    <h2 class="balance" id=id>
                        <span class="soft small">{words}</span>
                        " "
                        <span class="money money-large">{money_text(currency, sum)}</span>
                    </h2>
                    {pay}
                </div>
                <p class="spread">
                    {overdue} {disputed} <a class="link" href=open_href(currency, None)>{i18n.money_explain()}</a>
                </p>
            </div>
        </section>
    }
    .into_any()
}

/// That nothing is to be paid, and what is in the account's favour.
fn quiet(lines: &[BalanceLine]) -> Option<AnyView> {
    if lines.is_empty() {
        return None;
    }
    Some(view! { <p class="soft small"><a class="link" href="/money">{in_words(lines)}</a></p> }.into_any())
}

/// "You owe €1,234.50, €310.00 overdue", for each currency in which there is something; else that there is nothing to pay.
#[must_use]
pub fn in_words(lines: &[BalanceLine]) -> String {
    let i18n = use_i18n();
    let said: Vec<String> = lines
        .iter()
        .filter(|line| line.balance != 0)
        .map(|line| {
            let words = if line.balance > 0 { i18n.money_owe() } else { i18n.money_owed_to_you() };
            let sum = money_text(line.currency, line.balance.saturating_abs());
            if line.overdue > 0 {
                format!("{words} {sum}, {}", i18n.money_overdue(&money_text(line.currency, line.overdue)))
            } else {
                format!("{words} {sum}")
            }
        })
        .collect();
    if said.is_empty() { i18n.money_nothing().to_owned() } else { said.join(" · ") }
}
