//! The cart: the same on every device, with today's prices.

use domain::cart::{CartLine, CartView, MOST_LINES};
use leptos::prelude::*;

use super::{
    api, count,
    line::{Changing, line, line_id},
    queue,
    waiting::waiting,
};
use crate::{
    ask::{Question, question},
    features::shop::{api::SaveCartAsList, rows::Shown},
    reader::{use_i18n, use_reader},
    ui::{
        Command, CommandForm, amount, busy, command, empty, error_notice, field, icon, key_field, load, page_head,
        refusal_of, settled, skeleton_rows,
    },
};

/// The cart.
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let change = command::<api::Change>();
    let save = command::<SaveCartAsList>();
    let cart = question(|| api::View {});
    let changing = changing(change, cart);
    refetch_when_sent(cart);
    queue::start();
    let over = if use_reader().with_untracked(|reader| reader.me.is_some()) {
        i18n.cart_over()
    } else {
        i18n.cart_over_device()
    };
    view! {
        <main class="main" id="main" data-width="wide">
            {page_head(
                i18n.cart_title().to_owned(),
                Some(over.to_owned()),
                Some(("/shop".to_owned(), i18n.nav_shop().to_owned())),
                None,
            )}
            <div class="stack">
                {waiting()}
                {load(cart, || skeleton_rows(3), move |cart| contents(cart, changing, save))}
            </div>
        </main>
    }
    .into_any()
}

/// The action of all lines, and the fresh cart after each of its answers.
fn changing(action: Command, cart: Question<CartView>) -> Changing {
    let (sent, version) = (action.sent(), action.version());
    let at = Signal::derive(move || sent.with(|sent| sent.as_deref().map(|sent| sent.get("number").to_owned())));
    let refusal = refusal_of(action);
    Effect::new(move |before: Option<usize>| {
        let now = version.get();
        // After a refusal the cart stands as it was, and what was typed stays.
        if before.is_some_and(|before| before != now) && refusal.with_untracked(Option::is_none) {
            cart.refetch();
        }
        now
    });
    Changing { action, refusal, at }
}

/// Lines that waited for a connection have arrived.
fn refetch_when_sent(cart: Question<CartView>) {
    let sent = queue::queue().sent;
    Effect::new(move |before: Option<usize>| {
        let now = sent.get();
        if before.is_some_and(|before| before != now) {
            cart.refetch();
        }
        now
    });
}

fn contents(cart: CartView, changing: Changing, save: Command) -> AnyView {
    let i18n = use_i18n();
    let reader = use_reader();
    let lines = i32::try_from(cart.lines.len()).unwrap_or(i32::MAX);
    Effect::new(move |_| count::set(reader, lines));
    if cart.lines.is_empty() {
        let nothing = empty(
            "cart",
            i18n.cart_empty_title().to_owned(),
            i18n.cart_empty_text().to_owned(),
            Some(("/shop".to_owned(), i18n.cart_to_shop().to_owned())),
        );
        return view! { {nothing} {other_ways(cart.signed_in)} }.into_any();
    }
    let shown = Shown { currency: cart.currency, gross: cart.gross_prices, now: cart.now };
    let sums = sums(&cart, shown);
    let bar = bar(&cart, shown);
    let signed_in = cart.signed_in;
    let rows = cart.lines.into_iter().map(|each| line(each, shown, changing)).collect_view();
    view! {
        <div class="columns">
            <div class="column">
                <ul class="sheet">{rows}</ul>
                {signed_in.then(|| save_form(save))}
                {other_ways(signed_in)}
            </div>
            <div class="aside" data-sticky>
                {sums}
                {bar}
            </div>
        </div>
    }
    .into_any()
}

fn other_ways(signed_in: bool) -> AnyView {
    let i18n = use_i18n();
    view! {
        <p class="actions">
            <a class="button button-text button-small" href="/quick">{i18n.quick_title()}</a>
            {signed_in.then(|| view! { <a class="button button-text button-small" href="/lists">{i18n.lists_title()}</a> })}
        </p>
    }
    .into_any()
}

fn save_form(save: Command) -> AnyView {
    let i18n = use_i18n();
    let open = untrack(|| save.refusal()).is_some();
    let refusal = refusal_of(save);
    view! {
        <details class="explain" open=open>
            <summary>{i18n.cart_save()}</summary>
            <CommandForm command=save class="stack">
                {key_field(settled(save))}
                {error_notice(refusal, &["name"])}
                {field("name", i18n.lists_name()).id("list-name").most("80").line(refusal, save.typed("name", ""))}
                <button class="button button-quiet" type="submit" aria-busy=busy(save)>{icon("star")} " " {i18n.cart_save_do()}</button>
            </CommandForm>
        </details>
    }
    .into_any()
}

/// The sum, and what it is made of.
fn sums(cart: &CartView, shown: Shown) -> AnyView {
    let i18n = use_i18n();
    let parts = cart
        .lines
        .iter()
        .filter_map(|line| line.price.map(|price| (line.name.clone(), price.amount)))
        .map(|(name, minor)| view! { <div><dt>{name}</dt><dd>{amount(shown.currency, minor)}</dd></div> })
        .collect_view();
    let (name, tax) = if shown.gross {
        (i18n.cart_sum_gross(), i18n.cart_tax_gross())
    } else {
        (i18n.cart_sum_net(), i18n.cart_tax_net())
    };
    view! {
        <section class="sheet" aria-label=i18n.cart_sum_label()>
            <dl class="total-rows">
                <div><dt>{i18n.cart_delivery()}</dt><dd class="soft">{i18n.cart_delivery_later()}</dd></div>
                <div class="total"><dt>{name}</dt><dd>{amount(shown.currency, cart.goods_amount)}</dd></div>
            </dl>
            <div class="sheet-body">
                <details class="explain">
                    <summary>{i18n.cart_sum_explain()}</summary>
                    <div>
                        <dl class="total-rows">{parts}</dl>
                        <p>{tax}</p>
                    </div>
                </details>
            </div>
        </section>
    }
    .into_any()
}

fn bar(cart: &CartView, shown: Shown) -> AnyView {
    let i18n = use_i18n();
    let sum = amount(shown.currency, cart.goods_amount);
    if cart.blocked {
        return blocked_bar(cart);
    }
    let (button, note) = if !cart.signed_in {
        let sign_in = view! { <a class="button" href="/signin?next=/review">{i18n.cart_sign_in()}</a> };
        (Some(sign_in.into_any()), i18n.cart_sign_in_note())
    } else if cart.may_order {
        let review = view! { <a class="button" href="/review">{i18n.cart_review()} " · " {sum}</a> };
        (Some(review.into_any()), i18n.cart_review_note())
    } else {
        (None, i18n.cart_not_allowed())
    };
    view! { <div class="sticky-bar">{button}<p class="sticky-note">{note}</p></div> }.into_any()
}

/// Instead of the button: how many lines stand in the way, and the way to the first of them.
fn blocked_bar(cart: &CartView) -> AnyView {
    let i18n = use_i18n();
    let in_the_way: Vec<&CartLine> = cart.lines.iter().filter(|line| line.trouble().is_some()).collect();
    let too_many = cart.lines.len().saturating_sub(MOST_LINES);
    let (label, note) = if in_the_way.is_empty() {
        (i18n.cart_too_long(counted_lines(too_many)), i18n.cart_too_long_text(&MOST_LINES.to_string()))
    } else {
        (i18n.cart_blocked(counted_lines(in_the_way.len())), i18n.cart_blocked_text().to_owned())
    };
    let first = in_the_way.first().map(|line| {
        view! { " " <a href=format!("#{}", line_id(&line.number)) rel="external">{i18n.cart_blocked_first()}</a> }
    });
    view! {
        <div class="sticky-bar">
            <button class="button" type="button" disabled aria-describedby="cart-blocked">{label}</button>
            <p class="sticky-note" id="cart-blocked">{note} {first}</p>
        </div>
    }
    .into_any()
}

fn counted_lines(lines: usize) -> i64 {
    i64::try_from(lines).unwrap_or(i64::MAX)
}
