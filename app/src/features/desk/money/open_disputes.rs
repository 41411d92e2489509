//! What customers do not agree with on their invoices and nobody has settled yet, whichever account it is of.

use domain::ledger::wire::{DisputeLine, MoneyWaiting};
use leptos::prelude::*;

use super::parts::{account_href, invoice_href};
use crate::{
    features::money::disputes::DISPUTES,
    reader::use_i18n,
    ui::{amount, icon, instant},
};

/// The oldest first, each with the way to its invoice, where it is settled. Nothing where there is none.
pub(super) fn oldest(waiting: &MoneyWaiting) -> Option<AnyView> {
    let i18n = use_i18n();
    if waiting.disputes.is_empty() {
        return None;
    }
    let rows = waiting.disputes.iter().map(|(account, dispute)| row(waiting, account, dispute)).collect_view();
    Some(
        view! {
            <section class="sheet" aria-labelledby="open-disputes">
                <header class="sheet-head"><h2 id="open-disputes">{i18n.dispute_title()}</h2></header>
                <ul class="rows">{rows}</ul>
            </section>
        }
        .into_any(),
    )
}

fn row(waiting: &MoneyWaiting, (number, name): &(String, String), dispute: &DisputeLine) -> AnyView {
    let i18n = use_i18n();
    // The forms stand with the line they are about.
    let invoice = format!("{}#{DISPUTES}", invoice_href(&dispute.document));
    let case = format!("/desk/cases/{}", dispute.case);
    view! {
        <li class="row" data-align="start">
            {icon("warning")}
            <div class="row-text">
                <a class="row-link" href=invoice rel="external">{i18n.invoice_title(&dispute.document)} " · " {dispute.name.clone()}</a>
                <small><a class="link" href=account_href(number)>{name.clone()}</a> " · " {instant(waiting.now, dispute.opened)}</small>
                <small><a class="link" href=case>{i18n.dispute_case(&dispute.case.to_string())}</a></small>
            </div>
            <span class="row-side">{amount(dispute.amount.currency, dispute.amount.minor)}</span>
        </li>
    }
    .into_any()
}
