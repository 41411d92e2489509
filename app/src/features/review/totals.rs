//! What the order comes to, and why.

use domain::{
    format,
    review::ReviewPage,
    shop::ArticleKind,
    tax::{RateReason, RateSum},
};
use leptos::prelude::*;

use crate::{
    features::shop::rows::Shown,
    reader::{use_i18n, use_language},
    ui::{amount, why, why_delivery},
};

/// Goods, delivery, tax by rate with its reason, total.
#[must_use]
pub fn totals(page: &ReviewPage, shown: Shown) -> AnyView {
    let i18n = use_i18n();
    let goods = if shown.gross { i18n.review_goods_gross() } else { i18n.review_goods() };
    let rates = page.tax.by_rate.iter().map(|sum| rate_row(sum, page, shown)).collect_view();
    view! {
        <section class="sheet" aria-label=i18n.review_total()>
            <dl class="total-rows">
                <div>
                    <dt>{goods} " " {why(goods.to_owned(), lines(page, shown))}</dt>
                    <dd>{amount(shown.currency, page.goods_amount)}</dd>
                </div>
                <div>
                    <dt>{i18n.review_delivery()} " " {why(i18n.review_delivery().to_owned(), delivery(page, shown))}</dt>
                    <dd>{amount(shown.currency, page.delivery_cost)}</dd>
                </div>
                {rates}
                <div class="total">
                    <dt>{i18n.review_total()} " " {why(i18n.review_total().to_owned(), total(page, shown))}</dt>
                    <dd>{amount(shown.currency, page.tax.gross)}</dd>
                </div>
            </dl>
        </section>
    }
    .into_any()
}

/// What each line costs.
fn lines(page: &ReviewPage, shown: Shown) -> String {
    let parts: Vec<String> = page
        .lines
        .iter()
        .filter_map(|line| Some(format!("{} {}", line.name, shown.money(line.price?.amount))))
        .collect();
    use_i18n().review_why_goods(&format::join_list(use_language(), &parts))
}

/// How goods, delivery and tax make the total. For an account that is not charged the tax that is in the prices, it is
/// less than they are together.
fn total(page: &ReviewPage, shown: Shown) -> String {
    let i18n = use_i18n();
    let (goods, delivery) = (shown.money(page.goods_amount), shown.money(page.delivery_cost));
    let priced = page.goods_amount.saturating_add(page.delivery_cost);
    match priced.saturating_sub(page.tax.gross) {
        0 if page.tax.tax == 0 => i18n.review_why_total_untaxed(&delivery, &goods),
        0 => i18n.review_why_total_gross(&delivery, &goods, &shown.money(page.tax.tax)),
        less if less > 0 => i18n.review_why_total_less(&delivery, &goods, &shown.money(less)),
        _ => i18n.review_why_total_net(&delivery, &goods, &shown.money(page.tax.tax)),
    }
}

fn delivery(page: &ReviewPage, shown: Shown) -> String {
    let way = page.delivery_ways.iter().find(|way| way.code == page.delivery_way).map_or("", |way| &way.name);
    let cost = (page.delivery_cost > 0).then(|| shown.money(page.delivery_cost));
    let goods = || page.lines.iter().filter(|line| line.kind == ArticleKind::Goods);
    let worth = goods().filter_map(|line| line.price).map(|price| price.amount).sum();
    why_delivery(way, cost.as_deref(), &shown.money(worth), goods().next().is_some())
}

fn rate_row(sum: &RateSum, page: &ReviewPage, shown: Shown) -> AnyView {
    let i18n = use_i18n();
    let percent = format::percent(use_language(), sum.rate.basis_points);
    let base = shown.money(sum.net);
    let name = match sum.rate.reason {
        RateReason::Domestic if shown.gross => i18n.review_tax_within(&base, &percent),
        RateReason::Domestic | RateReason::ZeroRated => i18n.review_tax_of(&base, &percent),
        RateReason::ReverseCharge => i18n.review_tax_reverse().to_owned(),
        RateReason::Export => i18n.review_tax_export().to_owned(),
        RateReason::Exempt => i18n.review_tax_exempt().to_owned(),
    };
    let parts = parts(sum, page);
    let reason = match sum.rate.reason {
        RateReason::Domestic => i18n.review_why_domestic(&base, &parts, &percent),
        // Such an account has a number: none is made without.
        RateReason::ReverseCharge => {
            i18n.review_why_reverse(&base, page.vat_number.as_deref().unwrap_or_default(), &parts)
        }
        RateReason::Export => i18n.review_why_export(&base, &parts),
        RateReason::ZeroRated => i18n.review_why_zero(&base, &parts),
        RateReason::Exempt => i18n.review_why_exempt(&base, &parts),
    };
    view! {
        <div>
            <dt>{name.clone()} " " {why(name, reason)}</dt>
            <dd>{amount(shown.currency, sum.tax)}</dd>
        </div>
    }
    .into_any()
}

/// The lines that are taxed at this rate, by name; what comes after the lines is the delivery.
fn parts(sum: &RateSum, page: &ReviewPage) -> String {
    let names: Vec<String> = page
        .tax
        .lines
        .iter()
        .enumerate()
        .filter(|(_, tax)| tax.rate == sum.rate)
        .map(|(index, _)| {
            page.lines.get(index).map_or_else(|| use_i18n().review_delivery().to_owned(), |line| line.name.clone())
        })
        .collect();
    format::join_list(use_language(), &names)
}
