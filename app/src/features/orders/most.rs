//! What is bought most, with the way to buy it again.

use domain::{
    format,
    permissions::Right,
    spending::{Bought, Rank, Spending, SpendingFilter},
};
use leptos::prelude::*;

use super::{
    parts::{may, money_text},
    spending::{PATH, address, shown},
};
use crate::{
    features::shop::{
        add::adding,
        rows::{Shown, article_row, number_line, tile},
    },
    reader::{use_i18n, use_language},
    ui::quantity_text,
};

/// The articles of the period, or of one category in it; `status` is the page's voice, which says what was added.
#[must_use]
pub fn most(page: &Spending, status: RwSignal<String>) -> AnyView {
    let i18n = use_i18n();
    let title = match &page.category {
        Some(category) => i18n.spending_most_of(&category.name),
        None => i18n.spending_most().to_owned(),
    };
    let list = if page.bought.is_empty() {
        view! { <p class="soft">{i18n.spending_none_period()}</p> }.into_any()
    } else {
        let rows = page.bought.iter().map(|bought| row(page, bought, status)).collect_view();
        view! { <ul class="sheet">{rows}</ul> }.into_any()
    };
    view! {
        <section class="stack" id="most" aria-labelledby="most-title">
            <div class="section-head"><h2 id="most-title" tabindex="-1" data-list="">{title}</h2></div>
            {ranks(page)}
            {list}
        </section>
    }
    .into_any()
}

/// What stands first, and the way back from one category to all.
fn ranks(page: &Spending) -> AnyView {
    let i18n = use_i18n();
    let links = Rank::ALL.map(|rank| {
        let name = match rank {
            Rank::Times => i18n.spending_rank_times(),
            Rank::Amount => i18n.spending_rank_amount(),
        };
        let href = address(PATH, &SpendingFilter { rank: rank.code().to_owned(), ..shown(page) });
        let current = (rank == page.rank).then_some("true");
        view! { <li><a class="filter" href=format!("{href}#most") aria-current=current>{name}</a></li> }
    });
    let all = page.category.as_ref().map(|_| {
        let href = address(PATH, &SpendingFilter { category: String::new(), ..shown(page) });
        view! { <li><a class="filter" href=format!("{href}#most")>{i18n.shop_all_categories()}</a></li> }
    });
    let links = links.collect_view();
    view! { <nav aria-label=i18n.spending_rank()><ul class="filters">{links} {all}</ul></nav> }.into_any()
}

fn row(page: &Spending, bought: &Bought, status: RwSignal<String>) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let card = &bought.card;
    let quantities: Vec<String> =
        bought.quantities.iter().map(|(quantity, unit)| quantity_text(language, *quantity, unit)).collect();
    let below = [
        number_line(card),
        i18n.spending_in_orders(bought.times),
        format::join_list(language, &quantities),
        money_text(page.currency, bought.sum.shown(page.gross_prices)),
        i18n.spending_last(&format::date_long(language, bought.last)),
    ]
    .join(" · ");
    if card.price.is_none() {
        // Its page in the shop is not there for this account.
        return view! {
            <li class="article-row">
                {tile(&card.picture)}
                <div class="article-text">
                    <h3 class="article-name">{card.name.clone()}</h3>
                    <p class="soft">{below}</p>
                </div>
                <div class="article-price"><small>{i18n.shop_no_price()}</small></div>
            </li>
        }
        .into_any();
    }
    let today = Shown { currency: page.price_currency, gross: page.gross_prices, now: page.now };
    if !may(Right::PlaceOrders) {
        return article_row(card, today, below, None, None);
    }
    let add = adding(&card.number, card.name.clone(), card.unit.clone(), card.step, status);
    article_row(card, today, below, Some(add.message()), Some(add.form(card)))
}
