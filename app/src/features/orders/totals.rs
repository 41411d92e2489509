//! What an order costs, each figure with what it is made of, and the facts beside it.

use domain::{
    format,
    orders::{Handover, OrderPage},
    shop::ArticleKind,
    tax::{RateReason, RateSum},
};
use leptos::prelude::*;

use super::parts::money_text;
use crate::{
    reader::{use_i18n, use_language, use_reader},
    ui::{amount, why, why_delivery},
};

/// Goods, delivery, tax by rate, total.
#[must_use]
pub fn totals(order: &OrderPage) -> AnyView {
    let i18n = use_i18n();
    let rates = order.by_rate.iter().map(|sum| rate_row(order, sum)).collect_view();
    // Prices that contain tax: the tax is part of the total, not added to it.
    let (added, contained) = if order.gross_prices { (None, Some(rates)) } else { (Some(rates), None) };
    let delivery = if order.delivery_name.is_empty() {
        i18n.orders_delivery().to_owned().into_any()
    } else {
        let name = i18n.orders_delivery_by(&order.delivery_name);
        view! { {name.clone()} " " {why(name, why_delivered(order))} }.into_any()
    };
    let taken_out = order.total - order.goods_amount - order.delivery_cost;
    let not_charged = (order.gross_prices && taken_out != 0).then(|| {
        view! { <div><dt>{i18n.orders_tax_taken_out()}</dt><dd>{amount(order.currency, taken_out)}</dd></div> }
    });
    let cancelled = (order.cancelled_amount != 0).then(|| {
        let name = i18n.orders_cancelled_part();
        let explained =
            why(name.to_owned(), i18n.orders_cancelled_why(&money_text(order.currency, order.cancelled_amount)));
        view! {
            <div><dt>{name} " " {explained}</dt><dd>{amount(order.currency, -order.cancelled_amount)}</dd></div>
            <div class="total">
                <dt>{i18n.orders_remaining()}</dt>
                <dd>{amount(order.currency, order.total - order.cancelled_amount)}</dd>
            </div>
        }
    });
    view! {
        <section class="sheet">
            <header class="sheet-head"><h2>{i18n.orders_totals_title()}</h2></header>
            <dl class="total-rows">
                <div><dt>{i18n.orders_goods()}</dt><dd>{amount(order.currency, order.goods_amount)}</dd></div>
                <div><dt>{delivery}</dt><dd>{amount(order.currency, order.delivery_cost)}</dd></div>
                {added}
                {not_charged}
                <div class="total"><dt>{i18n.orders_total()}</dt><dd>{amount(order.currency, order.total)}</dd></div>
                {contained}
                {cancelled}
            </dl>
        </section>
    }
    .into_any()
}

fn why_delivered(order: &OrderPage) -> String {
    let cost = (order.delivery_cost > 0).then(|| money_text(order.currency, order.delivery_cost));
    let goods = || order.lines.iter().filter(|line| line.kind == ArticleKind::Goods);
    let worth = money_text(order.currency, goods().map(|line| line.amount).sum());
    why_delivery(&order.delivery_name, cost.as_deref(), &worth, goods().next().is_some())
}

/// Where to, how, for whom.
#[must_use]
pub fn facts(order: &OrderPage) -> AnyView {
    let i18n = use_i18n();
    let fact = |name: &'static str, value: String| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    let delivery = (!order.delivery_name.is_empty()).then(|| fact(i18n.orders_delivery(), order.delivery_name.clone()));
    let is_staff = use_reader().with_untracked(|reader| reader.me.as_ref().is_some_and(|me| me.staff.is_some()));
    let reference_name = if is_staff { i18n.desk_reference() } else { i18n.orders_reference() };
    let reference = order.reference.clone().map(|reference| fact(reference_name, reference));
    let note = order.note.clone().map(|note| fact(i18n.orders_note(), note));
    let address = (!order.address.is_empty() && order.handover != Handover::Collection).then(|| {
        let lines = order.address.iter().map(|line| view! { <span>{line.clone()}</span><br/> }).collect_view();
        view! { <div><dt>{i18n.orders_address()}</dt><dd>{lines}</dd></div> }
    });
    view! {
        <section class="sheet">
            <header class="sheet-head"><h2>{i18n.orders_facts_title()}</h2></header>
            <div class="sheet-body">
                <dl class="facts">
                    {address}
                    {delivery}
                    {reference}
                    {note}
                    {fact(i18n.orders_by(), order.by.clone())}
                </dl>
            </div>
        </section>
    }
    .into_any()
}

fn rate_row(order: &OrderPage, sum: &RateSum) -> AnyView {
    let i18n = use_i18n();
    let rate = format::percent(use_language(), sum.rate.basis_points);
    let net = money_text(order.currency, sum.net);
    let (name, reason) = match sum.rate.reason {
        RateReason::Domestic => {
            let name = i18n.tax_rate_domestic(&rate);
            let name = if order.gross_prices { i18n.orders_tax_contained(&name) } else { name };
            (name, i18n.orders_tax_why_domestic(&net, &rate))
        }
        RateReason::ReverseCharge => (i18n.orders_tax_reverse().to_owned(), i18n.orders_tax_why_reverse(&net)),
        RateReason::Export => (i18n.orders_tax_export().to_owned(), i18n.orders_tax_why_export(&net)),
        RateReason::ZeroRated => (i18n.tax_rate_domestic(&rate), i18n.orders_tax_why_zero(&net)),
        RateReason::Exempt => (i18n.orders_tax_exempt().to_owned(), i18n.orders_tax_why_exempt(&net)),
    };
    view! {
        <div>
            <dt>{name.clone()} " " {why(name, reason)}</dt>
            <dd>{amount(order.currency, sum.tax)}</dd>
        </div>
    }
    .into_any()
}
