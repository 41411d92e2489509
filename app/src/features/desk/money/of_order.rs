//! The invoices of an order at the desk, and issuing the next one.

use domain::orders::OrderPage;
use leptos::prelude::*;

use super::parts::{invoice_href, may_post, seller_notice};
use crate::{
    reader::use_i18n,
    ui::{Command, CommandForm, busy, error_notice, icon, in_place, key_field, refusal_of, settled},
};

/// The order's invoices, and the button for what was shipped and is on none yet.
#[must_use]
pub fn invoices(order: &OrderPage, issue: Command) -> Option<AnyView> {
    let i18n = use_i18n();
    if order.invoices.is_empty() && !order.to_invoice {
        return None;
    }
    let rows = order
        .invoices
        .iter()
        .map(|number| {
            view! {
                <li class="row">
                    {icon("receipt")}
                    <div class="row-text">
                        <a class="row-link" href=invoice_href(number)>{i18n.invoice_title(number)}</a>
                    </div>
                </li>
            }
        })
        .collect_view();
    let number = order.number.to_string();
    let form = may_post().then(|| {
        view! {
            <CommandForm command=issue class="actions">
                {key_field(settled(issue))}
                <input type="hidden" name="order" value=number/>
                <button class="button button-small" type="submit" aria-busy=busy(issue)>{i18n.desk_money_issue()}</button>
            </CommandForm>
        }
    });
    let next = order.to_invoice.then(|| {
        view! {
            <div class="sheet-body stack">
                <p>{i18n.desk_money_to_invoice()}</p>
                {seller_notice(refusal_of(issue))}
                {error_notice(in_place(refusal_of(issue)), &["seller"])}
                {form}
            </div>
        }
    });
    let rows = (!order.invoices.is_empty()).then(|| view! { <ul class="rows">{rows}</ul> });
    Some(
        view! {
            <section class="sheet" aria-labelledby="invoices">
                <header class="sheet-head"><h2 id="invoices">{i18n.order_invoices_title()}</h2></header>
                {rows}
                {next}
            </section>
        }
        .into_any(),
    )
}
