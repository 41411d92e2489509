//! Ordering an old order again: what differs from then, line by line, before it goes into the cart.

use domain::{
    cart::{ReorderLine, ReorderReport},
    format,
    money::Money,
    stock::Source,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api;
use crate::{
    ask::question,
    features::shop::links::encode,
    reader::{use_i18n, use_language},
    ui::{
        Command, CommandForm, Tone, availability_chip, busy, cart_button, chip, command, error_notice, key_field, load,
        notice, page_head, refusal_of, settled, skeleton_rows,
    },
};

/// An old order again.
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let params = use_params_map();
    let number = move || {
        params.with(|params| params.get("number").and_then(|number| number.parse::<i64>().ok()).unwrap_or_default())
    };
    let report = question(move || api::ReadReorderReport { order: number() });
    let again = command::<api::Reorder>();
    let order = params.with_untracked(|params| params.get("number").unwrap_or_default());
    view! {
        <main class="main" id="main">
            {page_head(
                i18n.reorder_title(&order),
                Some(i18n.reorder_over().to_owned()),
                Some((format!("/orders/{}", encode(&order)), i18n.order_title(&order))),
                Some(cart_button()),
            )}
            {load(report, || skeleton_rows(5), move |report| contents(report, again))}
        </main>
    }
    .into_any()
}

fn contents(report: ReorderReport, again: Command) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let ReorderReport { order, currency, lines, now } = report;
    let money = move |minor: i64| format::money(language, Money { minor, currency }, &currency.default_rules());
    let sold = lines.iter().filter(|line| can_be_had(line)).count();
    let same = lines.iter().all(|line| can_be_had(line) && line.new_price == Some(line.old_price));
    let gone = lines.len() - sold;
    let summary = if same {
        notice(Tone::Ok, "check", view! { <p>{i18n.reorder_same()}</p> }.into_any())
    } else {
        let lost = i64::try_from(gone).unwrap_or(i64::MAX);
        let lost = (lost > 0).then(|| view! { " " {i18n.reorder_gone(lost)} });
        notice(Tone::Wait, "info", view! { <p><strong>{i18n.reorder_differs()}</strong> {lost}</p> }.into_any())
    };
    let rows = lines
        .into_iter()
        .map(|line| {
            let quantity = format::quantity(language, line.quantity);
            let price = match line.new_price {
                Some(price) if price != line.old_price => view! {
                    <span class="difference">
                        <del><span class="visually-hidden">{i18n.reorder_was()} " "</span>{money(line.old_price)}</del>
                        " "
                        <ins><span class="visually-hidden">{i18n.reorder_now()} " "</span>{money(price)}</ins>
                    </span>
                }
                .into_any(),
                Some(price) => view! { <span>{i18n.reorder_same_price(&money(price))}</span> }.into_any(),
                None => view! { <span>{i18n.reorder_old_price(&money(line.old_price))}</span> }.into_any(),
            };
            let state = match line.new_price {
                Some(_) => availability_chip(now, line.availability),
                None => chip(Tone::Late, i18n.reorder_not_sold().to_owned()),
            };
            view! {
                <li class="row" data-align="start">
                    <div class="row-text">
                        <a class="row-link" href=format!("/shop/{}", encode(&line.number))>{line.name}</a>
                        <small>{format!("{} · {quantity} ×", line.number)} " " {price}</small>
                        <span class="chips">{state}</span>
                    </div>
                </li>
            }
        })
        .collect_view();
    let refusal = refusal_of(again);
    view! {
        <div class="stack">
            {summary}
            {error_notice(refusal, &[])}
            <div class="sheet"><ul class="rows">{rows}</ul></div>
            {(sold > 0).then(|| view! {
                <CommandForm command=again class="sticky-bar">
                    {key_field(settled(again))}
                    <input type="hidden" name="order" value=order.to_string()/>
                    <button class="button" type="submit" aria-busy=busy(again)>
                        {i18n.reorder_do(i64::try_from(sold).unwrap_or(i64::MAX))}
                    </button>
                    <p class="sticky-note">{i18n.reorder_note()}</p>
                </CommandForm>
            })}
        </div>
    }
    .into_any()
}

fn can_be_had(line: &ReorderLine) -> bool {
    line.new_price.is_some() && line.availability.source != Source::Gone
}
