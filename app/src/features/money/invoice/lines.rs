//! The lines of an invoice; on a phone each is a card.

use domain::{
    format,
    ledger::wire::{InvoiceLine, InvoicePage},
    tax::PriceMode,
};
use leptos::prelude::*;

use crate::{
    features::{money::dispute_form::dispute_href, orders::parts::money_text, shop::links::encode},
    reader::{use_i18n, use_language},
    ui::{amount, quantity_text},
};

/// What the document is about, line by line.
#[must_use]
pub fn lines(invoice: &InvoicePage) -> AnyView {
    let i18n = use_i18n();
    let rows = invoice.lines.iter().map(|line| row(invoice, line)).collect_view();
    let mode = match invoice.mode {
        PriceMode::Net => i18n.invoice_prices_net(),
        PriceMode::Gross => i18n.invoice_prices_gross(),
    };
    view! {
        <section class="sheet" aria-labelledby="lines">
            <header class="sheet-head">
                <h2 id="lines">{i18n.invoice_lines()}</h2>
                <span class="soft small">{mode}</span>
            </header>
            <table class="table" data-cards="" role="table">
                <caption class="visually-hidden">{i18n.invoice_lines()}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">{i18n.invoice_article()}</th>
                        <th scope="col" role="columnheader" class="figure">{i18n.invoice_quantity()}</th>
                        <th scope="col" role="columnheader" class="figure">{i18n.invoice_price()}</th>
                        <th scope="col" role="columnheader" class="figure">{i18n.invoice_tax()}</th>
                        <th scope="col" role="columnheader" class="figure">{i18n.money_amount()}</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

fn row(invoice: &InvoicePage, line: &InvoiceLine) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let currency = invoice.currency;
    let number = (!line.article_number.is_empty())
        .then(|| view! { <small class="soft line-note">{line.article_number.clone()}</small> });
    let discount = (line.discount > 0).then(|| {
        view! { <small class="soft line-note">{i18n.orders_discount(&money_text(currency, line.discount))}</small> }
    });
    view! {
        <tr role="row">
            <td role="cell">
                <strong>{line.name.clone()}</strong>
                {number}
                {discount}
                {writing(invoice, line)}
            </td>
            <td role="cell" class="figure" data-label=i18n.invoice_quantity()>
                {quantity_text(language, line.quantity, &line.unit)}
            </td>
            <td role="cell" class="figure" data-label=i18n.invoice_price()>{amount(currency, line.unit_price)}</td>
            <td role="cell" class="figure" data-label=i18n.invoice_tax()>
                {format::percent(language, line.rate.basis_points)}
            </td>
            <td role="cell" class="figure" data-label=i18n.money_amount()>{amount(currency, line.amount)}</td>
        </tr>
    }
    .into_any()
}

/// The way to ask or to complain about this line, or to what was written about it.
fn writing(invoice: &InvoicePage, line: &InvoiceLine) -> AnyView {
    let i18n = use_i18n();
    let disputed = invoice
        .disputes_of(line)
        .map(|dispute| {
            let said = money_text(dispute.amount.currency, dispute.amount.minor);
            let text = i18n.invoice_disputed(&said, &dispute.case.to_string());
            view! { <a class="open-link waits" href=format!("/messages/{}", dispute.case)>{text}</a> }.into_any()
        })
        .collect::<Vec<_>>();
    let is_disputed = !disputed.is_empty();
    let disputed = is_disputed.then(|| view! { <span class="line-links">{disputed}</span> });
    if is_disputed && line.disputable == 0 {
        return disputed.into_any();
    }
    let subject = i18n.invoice_line_subject(&line.position.to_string(), &invoice.number);
    let order = invoice.order.map(|order| format!("&order={order}")).unwrap_or_default();
    let article = if line.article_number.is_empty() {
        String::new()
    } else {
        format!("&article={}", encode(&line.article_number))
    };
    let ask = format!("/messages/new?subject={}{order}{article}", encode(&subject));
    let complain = invoice.may_dispute.then(|| {
        // Where something is asked for, a complaint keeps it from being asked for meanwhile. The form is far below the line
        // on a phone: the browser itself goes there.
        let (href, text, rel) = if line.disputable > 0 {
            (dispute_href(&invoice.number, line.position), i18n.dispute_ask(), Some("external"))
        } else {
            (format!("{ask}&kind=complaint"), i18n.case_complain_about(), None)
        };
        let label = format!("{text}: {}", line.name);
        view! { <a class="open-link" href=href aria-label=label rel=rel>{text}</a> }
    });
    let label = format!("{}: {}", i18n.case_ask_about(), line.name);
    view! {
        {disputed}
        <span class="line-links" data-screen="">
            <a class="open-link" href=ask.clone() aria-label=label>{i18n.case_ask_about()}</a>
            {complain}
        </span>
    }
    .into_any()
}
