//! One article as a line of a sheet.

use domain::{
    format,
    money::{Currency, Money, Quantity},
    pricing::LinePrice,
    shop::ArticleCard,
    time::WallTime,
};
use leptos::prelude::*;

use crate::{
    reader::{use_i18n, use_language, use_rules},
    ui::{amount, availability_chip, unit_name},
};

/// How the figures of a page are to be read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shown {
    pub currency: Currency,
    /// Prices contain the tax.
    pub gross: bool,
    pub now: WallTime,
}

impl Shown {
    /// An amount as text, for use inside a sentence.
    #[must_use]
    pub fn money(self, minor: i64) -> String {
        format::money(use_language(), Money { minor, currency: self.currency }, &use_rules(self.currency))
    }
}

/// The picture of an article, decorative: its name stands beside it.
#[must_use]
pub fn tile(picture: &str) -> AnyView {
    view! {
        <span class="tile"><img src=format!("/pictures/{picture}.svg") alt="" width="56" height="56" loading="lazy"/></span>
    }
    .into_any()
}

/// "per piece, without VAT".
#[must_use]
pub fn price_note(gross: bool, unit: &str) -> String {
    let i18n = use_i18n();
    let unit = unit_name(i18n, unit, Quantity::from_units(1));
    if gross { i18n.shop_price_gross(&unit) } else { i18n.shop_price_net(&unit) }
}

/// What the quantity saves on a line, and behind it why; nothing where it saves nothing.
#[must_use]
pub fn saved(price: Option<LinePrice>, shown: Shown) -> Option<AnyView> {
    let i18n = use_i18n();
    let price = price.filter(|price| price.discount > 0)?;
    let reason = i18n.cart_saved_why(&shown.money(price.list_price), &shown.money(price.unit_price));
    Some(
        view! {
            <details class="chip-why">
                <summary><span class="chip">{i18n.cart_saved(&shown.money(price.discount))}</span></summary>
                <p>{reason}</p>
            </details>
        }
        .into_any(),
    )
}

/// A line: picture, name, `below` the name, price; `more` beside the chips; and what can be done with it.
#[must_use]
pub fn article_row(
    card: &ArticleCard,
    shown: Shown,
    below: String,
    more: Option<AnyView>,
    form: Option<AnyView>,
) -> AnyView {
    let i18n = use_i18n();
    let price = card.price.map_or_else(
        || view! { <small>{i18n.shop_no_price()}</small> }.into_any(),
        |price| {
            let cheaper = card.best_price.filter(|(_, best)| *best < price).map(|(from, best)| {
                let hint = i18n.shop_price_from(&shown.money(best), &format::quantity(use_language(), from));
                view! { <small>{hint}</small> }
            });
            view! { {amount(shown.currency, price)} <small>{price_note(shown.gross, &card.unit)}</small> {cheaper} }
                .into_any()
        },
    );
    let href = format!("/shop/{}", super::links::encode(&card.number));
    view! {
        <li class="article-row">
            {tile(&card.picture)}
            <div class="article-text">
                <h3 class="article-name"><a class="row-link" href=href>{card.name.clone()}</a></h3>
                <p class="soft">{below}</p>
            </div>
            <div class="article-price">{price}</div>
            <div class="article-chips">
                {availability_chip(shown.now, card.availability)}
                {card.bought_before.then(|| view! { <span class="chip">{i18n.shop_bought_before()}</span> })}
                {more}
            </div>
            {form}
        </li>
    }
    .into_any()
}

/// The number of an article, and its variant where it has one.
#[must_use]
pub fn number_line(card: &ArticleCard) -> String {
    card.variant.as_ref().map_or_else(|| card.number.clone(), |variant| format!("{} · {variant}", card.number))
}
