//! What an invoice comes to: its tax by rate, and its total.

use domain::{
    format,
    ledger::wire::InvoicePage,
    tax::{Rate, RateReason, RateSum},
};
use leptos::prelude::*;

use crate::{
    features::orders::parts::money_text,
    reader::{use_i18n, use_language},
    ui::amount,
};

/// The tax of each rate with why it is that rate, and what it comes to.
#[must_use]
pub fn sums(invoice: &InvoicePage) -> AnyView {
    let i18n = use_i18n();
    let currency = invoice.currency;
    let rows = invoice.by_rate.iter().map(|sum| row(invoice, sum)).collect_view();
    // An invoice without tax has to say why (directive 2006/112/EC, article 226, 11 and 11a).
    let reasons = invoice
        .by_rate
        .iter()
        .filter_map(|sum| reason(sum.rate.reason, &money_text(currency, sum.net)))
        .map(|reason| view! { <p class="small">{reason}</p> }.into_any())
        .collect::<Vec<_>>();
    let reasons = (!reasons.is_empty()).then(|| view! { <div class="sheet-body">{reasons}</div> });
    view! {
        <section class="sheet" aria-labelledby="rates">
            <header class="sheet-head"><h2 id="rates">{i18n.invoice_rates()}</h2></header>
            <table class="table" data-cards="" role="table">
                <caption class="visually-hidden">{i18n.invoice_rates()}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">{i18n.invoice_tax()}</th>
                        <th scope="col" role="columnheader" class="figure">{i18n.invoice_net()}</th>
                        <th scope="col" role="columnheader" class="figure">{i18n.invoice_tax()}</th>
                        <th scope="col" role="columnheader" class="figure">{i18n.invoice_gross()}</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
            <dl class="total-rows">
                <div><dt>{i18n.invoice_net()}</dt><dd>{amount(currency, invoice.net)}</dd></div>
                <div><dt>{i18n.invoice_tax()}</dt><dd>{amount(currency, invoice.tax)}</dd></div>
                <div class="total"><dt>{i18n.orders_total()}</dt><dd>{amount(currency, invoice.gross)}</dd></div>
            </dl>
            {reasons}
        </section>
    }
    .into_any()
}

fn row(invoice: &InvoicePage, sum: &RateSum) -> AnyView {
    let i18n = use_i18n();
    let currency = invoice.currency;
    view! {
        <tr role="row">
            <td role="cell">{rate_name(sum.rate)}</td>
            <td role="cell" class="figure" data-label=i18n.invoice_net()>{amount(currency, sum.net)}</td>
            <td role="cell" class="figure" data-label=i18n.invoice_tax()>{amount(currency, sum.tax)}</td>
            <td role="cell" class="figure" data-label=i18n.invoice_gross()>{amount(currency, sum.gross)}</td>
        </tr>
    }
    .into_any()
}

fn rate_name(rate: Rate) -> String {
    let i18n = use_i18n();
    match rate.reason {
        RateReason::Domestic | RateReason::ZeroRated => {
            i18n.tax_rate_domestic(&format::percent(use_language(), rate.basis_points))
        }
        RateReason::ReverseCharge => i18n.orders_tax_reverse().to_owned(),
        RateReason::Export => i18n.orders_tax_export().to_owned(),
        RateReason::Exempt => i18n.orders_tax_exempt().to_owned(),
    }
}

/// Why there is no tax on `net`; nothing where there is.
fn reason(reason: RateReason, net: &str) -> Option<String> {
    let i18n = use_i18n();
    match reason {
        RateReason::Domestic => None,
        RateReason::ReverseCharge => Some(i18n.orders_tax_why_reverse(net)),
        RateReason::Export => Some(i18n.orders_tax_why_export(net)),
        RateReason::ZeroRated => Some(i18n.orders_tax_why_zero(net)),
        RateReason::Exempt => Some(i18n.orders_tax_why_exempt(net)),
    }
}
