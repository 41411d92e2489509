//! One saved list, at today's prices.

use domain::{
    ids::ListId,
    money::Quantity,
    shop::{ArticleCard, SavedList},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{api, links::encode, rows::tile};
use crate::{
    ask::question,
    reader::{use_i18n, use_language},
    ui::{
        Command, CommandForm, amount, availability_chip, busy, cart_button, command, empty, error_notice, key_field,
        load_page, page_head, quantity_text, refusal_of, settled, skeleton_rows,
    },
};

/// One saved list.
#[must_use]
pub fn page() -> AnyView {
    let params = use_params_map();
    let list = question(move || api::List {
        // What is no id is nobody's list.
        id: params.with(|params| params.get("id").and_then(|id| id.parse().ok())).unwrap_or(ListId::NIL),
    });
    let fill = command::<api::ListToCart>();
    let delete = command::<api::DeleteList>();
    view! {
        <main class="main" id="main">
            {load_page(list, || skeleton_rows(6), move |list| contents(list, fill, delete))}
        </main>
    }
    .into_any()
}

fn contents(list: SavedList, fill: Command, delete: Command) -> AnyView {
    let i18n = use_i18n();
    let SavedList { id, name, lines, currency, now } = list;
    let id = id.to_string();
    let some = !lines.is_empty();
    let rows = lines
        .into_iter()
        .map(|(card, quantity)| {
            let price = unit_price(&card, quantity).map_or_else(
                || view! { <small>{i18n.shop_no_price()}</small> }.into_any(),
                |price| view! { {amount(currency, price)} <small>{i18n.shop_per(&unit_of_one(&card))}</small> }.into_any(),
            );
            view! {
                <li class="article-row">
                    {tile(&card.picture)}
                    <div class="article-text">
                        <h2 class="article-name">
                            <a class="row-link" href=format!("/shop/{}", encode(&card.number))>{card.name.clone()}</a>
                        </h2>
                        <p class="soft">{format!("{} · {}", card.number, quantity_text(use_language(), quantity, &card.unit))}</p>
                    </div>
                    <div class="article-price">{price}</div>
                    <div class="article-chips">{availability_chip(now, card.availability)}</div>
                </li>
            }
        })
        .collect_view();
    let body = if some {
        view! { <ul class="sheet">{rows}</ul> }.into_any()
    } else {
        empty(
            "list",
            i18n.list_empty_title().to_owned(),
            i18n.list_empty_text().to_owned(),
            Some(("/shop".to_owned(), i18n.nav_shop().to_owned())),
        )
    };
    let to_cart = id.clone();
    view! {
        {page_head(
            name,
            Some(i18n.list_over().to_owned()),
            Some(("/lists".to_owned(), i18n.lists_title().to_owned())),
            Some(cart_button()),
        )}
        <div class="stack">
            {error_notice(refusal_of(fill), &[])}
            {error_notice(refusal_of(delete), &[])}
            {body}
            <details class="explain">
                <summary>{i18n.list_delete()}</summary>
                <CommandForm command=delete class="stack">
                    <p>{i18n.list_delete_sure()}</p>
                    <input type="hidden" name="id" value=id/>
                    <button class="button button-quiet button-danger" type="submit" aria-busy=busy(delete)>
                        {i18n.list_delete_do()}
                    </button>
                </CommandForm>
            </details>
            {some.then(|| view! {
                <CommandForm command=fill class="sticky-bar">
                    {key_field(settled(fill))}
                    <input type="hidden" name="id" value=to_cart/>
                    <button class="button" type="submit" aria-busy=busy(fill)>{i18n.list_to_cart()}</button>
                    <p class="sticky-note">{i18n.list_to_cart_note()}</p>
                </CommandForm>
            })}
        </div>
    }
    .into_any()
}

/// The price of one at this quantity, as far as a list shows it: the cart says it to the last break.
fn unit_price(card: &ArticleCard, quantity: Quantity) -> Option<i64> {
    card.best_price.filter(|(from, _)| *from <= quantity).map(|(_, price)| price).or(card.price)
}

fn unit_of_one(card: &ArticleCard) -> String {
    crate::ui::unit_name(use_i18n(), &card.unit, Quantity::from_units(1))
}
