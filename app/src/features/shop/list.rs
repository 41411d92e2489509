//! One saved list, at today's prices.

use domain::{
    format,
    ids::ListId,
    money::Quantity,
    shop::{SavedLine, SavedList},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{api, links::encode, rows::tile};
use crate::{
    ask::question_after,
    reader::{use_i18n, use_language},
    ui::{
        Command, CommandForm, Tone, amount, availability_chip, busy, cart_button, command, empty, error_notice, field,
        key_field, load_page, notice, page_head, quantity_text, refetch, refusal_of, settled, skeleton_rows,
    },
};

/// What the page can do.
#[derive(Clone, Copy)]
struct Doing {
    fill: Command,
    rename: Command,
    delete: Command,
}

/// One saved list.
#[must_use]
pub fn page() -> AnyView {
    let params = use_params_map();
    let again = refetch();
    let list = question_after(again, move || api::List {
        // What is no id is nobody's list.
        id: params.with(|params| params.get("id").and_then(|id| id.parse().ok())).unwrap_or(ListId::NIL),
    });
    let doing = Doing {
        fill: command::<api::ListToCart>(),
        rename: command::<api::RenameList>(),
        delete: command::<api::DeleteList>(),
    };
    again.after(doing.rename);
    view! {
        <main class="main" id="main">
            {load_page(list, || skeleton_rows(6), move |list| contents(list, doing))}
        </main>
    }
    .into_any()
}

fn contents(list: SavedList, doing: Doing) -> AnyView {
    let i18n = use_i18n();
    let Doing { fill, rename, delete } = doing;
    let SavedList { id, name, lines, gone, currency, gross_prices, now } = list;
    let id = id.to_string();
    let some = !lines.is_empty();
    let rows = lines
        .into_iter()
        .map(|SavedLine { card, quantity, unit_price }| {
            let unit = crate::ui::unit_name(i18n, &card.unit, Quantity::from_units(1));
            let per = if gross_prices { i18n.shop_price_gross(&unit) } else { i18n.shop_price_net(&unit) };
            view! {
                <li class="article-row">
                    {tile(&card.picture)}
                    <div class="article-text">
                        <h2 class="article-name">
                            <a class="row-link" href=format!("/shop/{}", encode(&card.number))>{card.name.clone()}</a>
                        </h2>
                        <p class="soft">{format!("{} · {}", card.number, quantity_text(use_language(), quantity, &card.unit))}</p>
                    </div>
                    <div class="article-price">{amount(currency, unit_price)} <small>{per}</small></div>
                    <div class="article-chips">{availability_chip(now, card.availability)}</div>
                </li>
            }
        })
        .collect_view();
    let body = if some {
        view! { <ul class="sheet">{rows}</ul> }.into_any()
    } else if !gone.is_empty() {
        ().into_any()
    } else {
        empty(
            "list",
            i18n.list_empty_title().to_owned(),
            i18n.list_empty_text().to_owned(),
            Some(("/shop".to_owned(), i18n.nav_shop().to_owned())),
        )
    };
    let gone = (!gone.is_empty()).then(|| {
        let text = i18n.list_gone(&format::join_list(use_language(), &gone));
        notice(Tone::Wait, "warning", view! { <p>{text}</p> }.into_any())
    });
    let to_cart = id.clone();
    let rename = rename_form(&id, &name, rename);
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
            {gone}
            {body}
            {rename}
            <details class="explain">
                <summary>{i18n.list_delete()}</summary>
                <CommandForm command=delete class="stack">
                    <p>{i18n.list_delete_sure()}</p>
                    {key_field(settled(delete))}
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

fn rename_form(id: &str, name: &str, rename: Command) -> AnyView {
    let i18n = use_i18n();
    let refusal = refusal_of(rename);
    // What came back refused is not folded away.
    let open = untrack(|| rename.refusal()).is_some();
    let (id, name) = (id.to_owned(), rename.typed("name", name));
    view! {
        <details class="explain" open=open>
            <summary>{i18n.list_rename()}</summary>
            <CommandForm command=rename class="stack">
                {error_notice(refusal, &["name"])}
                {key_field(settled(rename))}
                <input type="hidden" name="id" value=id/>
                {field("name", i18n.lists_name()).id("list-name").most("80").required(true).line(refusal, name)}
                <button class="button button-quiet" type="submit" aria-busy=busy(rename)>{i18n.list_rename_do()}</button>
            </CommandForm>
        </details>
    }
    .into_any()
}
