//! From a line of an order to whoever answers for it: a question, and the way to say that something is wrong.

use domain::{
    orders::{InvoicedLine, OrderLine, OrderPage},
    permissions::Right,
};
use leptos::prelude::*;

use super::parts::{may, money_text};
use crate::{
    features::{money::dispute_form::dispute_href, shop::links::encode},
    reader::use_i18n,
};

/// The ways to write about this line. Where it was invoiced, what is wrong with it is said on the invoice: then nobody
/// asks for it meanwhile.
pub(super) fn writing(order: &OrderPage, line: &OrderLine) -> AnyView {
    let i18n = use_i18n();
    let ask = format!("/messages/new?order={}&article={}", order.number, encode(&line.number));
    let ask_label = format!("{}: {}", i18n.case_ask_about(), line.name);
    let disputed: Vec<AnyView> = line
        .invoiced
        .iter()
        .flat_map(|invoiced| invoiced.disputed.iter().copied())
        .map(|(amount, case)| {
            let text = i18n.invoice_disputed(&money_text(order.currency, amount), &case.to_string());
            view! { <a class="open-link waits" href=format!("/messages/{case}")>{text}</a> }.into_any()
        })
        .collect();
    let disputed = (!disputed.is_empty()).then(|| view! { <span class="line-links">{disputed}</span> });
    let is_split = line.invoiced.len() > 1;
    let wrong: Vec<AnyView> = line
        .invoiced
        .iter()
        .filter(|invoiced| invoiced.disputable > 0)
        .map(|invoiced| dispute_link(line, invoiced, is_split))
        .collect();
    // Something of it has come, and is on no invoice yet.
    let is_early =
        line.invoiced.is_empty() && line.progress.shipped > 0 && may(Right::ReadMoney) && may(Right::WriteCases);
    let complain = is_early.then(|| {
        let label = format!("{}: {}", i18n.case_complain_about(), line.name);
        let href = format!("{ask}&kind=complaint");
        view! { <a class="open-link" href=href aria-label=label>{i18n.case_complain_about()}</a> }
    });
    let early = is_early.then(|| view! { <p class="soft small" data-screen="">{i18n.orders_not_invoiced()}</p> });
    view! {
        {disputed}
        <span class="line-links" data-screen="">
            <a class="open-link" href=ask aria-label=ask_label>{i18n.case_ask_about()}</a>
            {wrong}
            {complain}
        </span>
        {early}
    }
    .into_any()
}

/// The form is far below the lines of the invoice on a phone: the browser itself goes there. A line that came in parts may be
/// on several invoices, which their numbers tell apart.
fn dispute_link(line: &OrderLine, invoiced: &InvoicedLine, is_split: bool) -> AnyView {
    let i18n = use_i18n();
    let text = if is_split {
        format!("{} · {}", i18n.dispute_ask(), i18n.invoice_title(&invoiced.number))
    } else {
        i18n.dispute_ask().to_owned()
    };
    let label = format!("{text}: {}", line.name);
    let href = dispute_href(&invoiced.number, invoiced.position);
    view! { <a class="open-link" href=href aria-label=label rel="external">{text}</a> }.into_any()
}
