//! Ordering an old order again: each line as it was then and as it would be today, and what of it goes into the cart.

use domain::{
    orders::{Again, AgainLine},
    refusal::{Code, Refusal},
    time::WallTime,
};
use leptos::prelude::*;

use super::{api, frame::number_asked_for, parts::money_text};
use crate::{
    ask::question,
    features::shop::links::encode,
    reader::{use_i18n, use_language},
    ui::{
        Command, CommandForm, Tone, availability_chip, busy, cart_button, chip, command, error_notice, field_error_at,
        key_field, load, notice, own_quantity, page_head, quantity_text, refusal_of, settled, skeleton_rows, unit_name,
    },
};

/// `/orders/:number/again`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let number = number_asked_for();
    let old = question(move || api::ReadAgain { order: number.get() });
    let take = command::<api::TakeAgain>();
    let order = move || number.get().to_string();
    view! {
        <main class="main" id="main">
            {move || page_head(
                i18n.reorder_title(&order()),
                Some(i18n.reorder_over().to_owned()),
                Some((format!("/orders/{}", order()), i18n.order_title(&order()))),
                Some(cart_button()),
            )}
            {load(old, || skeleton_rows(5), move |old| contents(&old, take))}
        </main>
    }
    .into_any()
}

fn contents(old: &Again, take: Command) -> AnyView {
    let i18n = use_i18n();
    let is_any_left = old.lines.iter().any(|line| line.new_price.is_some());
    let rows = old.lines.iter().enumerate().map(|(place, line)| row(old, place, line, take)).collect_view();
    let order = old.order.to_string();
    let summary = summary(old);
    let bar = is_any_left.then(|| {
        view! {
            <div class="sticky-bar">
                <button class="button" type="submit" aria-busy=busy(take)>{i18n.again_do()}</button>
                <p class="sticky-note">{i18n.reorder_note()}</p>
            </div>
        }
    });
    view! {
        <CommandForm command=take class="stack">
            {key_field(settled(take))}
            <input type="hidden" name="order" value=order/>
            {summary}
            {nothing_ticked(take)}
            {error_notice(of_the_whole(take), &[])}
            <div class="sheet"><ul class="rows">{rows}</ul></div>
            {bar}
        </CommandForm>
    }
    .into_any()
}

/// Whether anything differs from then.
fn summary(old: &Again) -> AnyView {
    let i18n = use_i18n();
    let is_same = |line: &AgainLine| {
        line.is_as_wanted()
            && line.quantity == line.old_quantity
            && old.then == old.currency
            && line.new_price == Some(line.old_price)
    };
    if old.lines.iter().all(is_same) {
        return notice(Tone::Ok, "check", view! { <p>{i18n.reorder_same()}</p> }.into_any());
    }
    let gone = old.lines.iter().filter(|line| line.new_price.is_none()).count();
    let gone = i64::try_from(gone).unwrap_or(i64::MAX);
    let lost = (gone > 0).then(|| view! { " " {i18n.reorder_gone(gone)} });
    notice(Tone::Wait, "info", view! { <p><strong>{i18n.reorder_differs()}</strong> {lost}</p> }.into_any())
}

fn nothing_ticked(take: Command) -> AnyView {
    let i18n = use_i18n();
    (move || {
        take.refusal()
            .filter(is_about_ticks)
            .map(|_| notice(Tone::Late, "warning", view! { <p>{i18n.again_none()}</p> }.into_any()))
    })
    .into_any()
}

fn is_about_ticks(refusal: &Refusal) -> bool {
    refusal.code == Code::Missing && refusal.field.as_deref() == Some("lines")
}

/// What neither a line nor the notice about ticks says.
fn of_the_whole(take: Command) -> Signal<Option<Refusal>> {
    let refusal = refusal_of(take);
    Signal::derive(move || {
        refusal.get().filter(|refusal| {
            !is_about_ticks(refusal) && !refusal.field.as_deref().is_some_and(|field| field.starts_with("lines["))
        })
    })
}

fn row(old: &Again, place: usize, line: &AgainLine, take: Command) -> AnyView {
    let (href, name) = (format!("/shop/{}", encode(&line.number)), line.name.clone());
    let then = quantity_text(use_language(), line.old_quantity, &line.old_unit);
    let then = format!("{} · {}", line.number, use_i18n().again_then(&then));
    view! {
        <li class="row" data-align="start">
            {tick(place, line, take)}
            <div class="row-text">
                <a class="link" href=href>{name}</a>
                <small>{then}</small>
                <small>{price(old, line)}</small>
                <span class="chips">{chips(old.now, line)}</span>
                {quantity(place, line, take)}
            </div>
        </li>
    }
    .into_any()
}

/// The box before a line. What is another thing than then is not ticked by itself, and what is gone has none.
fn tick(place: usize, line: &AgainLine, take: Command) -> Option<AnyView> {
    line.new_price?;
    let field = format!("lines[{place}][take]");
    // A box that is not ticked is not sent: what came back is all that was ticked.
    let ticked = take.came_back_about(None).map_or_else(|| line.is_as_wanted(), |sent| sent.has(&field));
    let label = use_i18n().again_take(&line.name);
    let number = line.number.clone();
    Some(
        view! {
            <input type="hidden" name=format!("lines[{place}][number]") value=number/>
            <label class="choice">
                <input type="checkbox" name=field value="1" checked=ticked/>
                <span class="visually-hidden">{label}</span>
            </label>
        }
        .into_any(),
    )
}

fn quantity(place: usize, line: &AgainLine, take: Command) -> Option<AnyView> {
    line.new_price?;
    let i18n = use_i18n();
    let field = format!("lines[{place}][quantity]");
    let id = format!("again-{place}");
    let error = format!("{id}-error");
    let refusal = refusal_of(take);
    let wrong = {
        let field = field.clone();
        Signal::derive(move || {
            refusal.with(|refusal| {
                refusal.as_ref().is_some_and(|refusal| refusal.field.as_deref() == Some(field.as_str()))
            })
        })
    };
    let described = error.clone();
    let typed = take.typed(&field, own_quantity(use_language(), line.quantity));
    let unit = unit_name(i18n, &line.unit, line.quantity);
    Some(
        view! {
            <div class="field">
                <span class="quantity-unit">
                    <input
                        id=id
                        type="text"
                        inputmode="decimal"
                        autocomplete="off"
                        name=field.clone()
                        value=typed
                        aria-label=i18n.again_quantity(&line.name)
                        aria-invalid=move || wrong.get().then_some("true")
                        aria-describedby=move || wrong.get().then(|| described.clone())
                    />
                    <span class="soft">{unit}</span>
                </span>
                {field_error_at(error, refusal, field)}
            </div>
        }
        .into_any(),
    )
}

/// The price of then, and that of today where it is another.
fn price(old: &Again, line: &AgainLine) -> AnyView {
    let i18n = use_i18n();
    let before = money_text(old.then, line.old_price);
    match line.new_price {
        Some(price) if price != line.old_price || old.then != old.currency => view! {
            <span class="difference">
                <del><span class="visually-hidden">{i18n.reorder_was()} " "</span>{before}</del>
                " "
                <ins><span class="visually-hidden">{i18n.reorder_now()} " "</span>{money_text(old.currency, price)}</ins>
            </span>
        }
        .into_any(),
        Some(_) => view! { <span>{i18n.reorder_same_price(&before)}</span> }.into_any(),
        None => view! { <span>{i18n.reorder_old_price(&before)}</span> }.into_any(),
    }
}

fn chips(now: WallTime, line: &AgainLine) -> Vec<AnyView> {
    let i18n = use_i18n();
    if line.new_price.is_none() {
        return vec![chip(Tone::Late, i18n.reorder_not_sold().to_owned())];
    }
    let mut chips = vec![availability_chip(now, line.availability)];
    if line.unit != line.old_unit {
        chips.push(chip(Tone::Wait, i18n.again_unit(&unit_name(i18n, &line.unit, line.step))));
    } else if line.quantity != line.old_quantity {
        let step = quantity_text(use_language(), line.step, &line.unit);
        chips.push(chip(Tone::Wait, i18n.again_step(&step)));
    }
    chips
}
