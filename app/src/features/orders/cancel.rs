//! Cancelling: freely until picking starts, with the time that is left; afterwards it can be asked for.

use std::time::Duration;

use domain::{
    format,
    i18n::I18n,
    orders::{OrderPage, OrderState},
    permissions::Right,
    time::WallTime,
};
use leptos::prelude::*;

use super::parts::may;
use crate::{
    reader::{use_i18n, use_language},
    ui::{Command, CommandForm, Refetch, Tone, busy, error_notice, in_place, notice, reason_field, refusal_of},
};

/// What can be done now to stop the order. Nothing, when it is too late for anything.
#[must_use]
pub fn cancellation(order: &OrderPage, cancel: Command, ask: Command, refetch: Refetch) -> AnyView {
    if order.cancel_requested && !order.state.is_final() {
        return notice(Tone::Wait, "clock", view! { <p>{use_i18n().orders_cancel_asked()}</p> }.into_any());
    }
    let can_be_asked = matches!(
        order.state,
        OrderState::Submitted | OrderState::Confirmed | OrderState::Picking | OrderState::PartlyShipped
    );
    if order.state == OrderState::AwaitingApproval {
        // The time to cancel freely begins with the approval.
        return if order.may_cancel { freely(order, None, cancel, refetch) } else { ().into_any() };
    }
    match order.cancel_until {
        Some(until) if order.may_cancel => freely(order, Some(until), cancel, refetch),
        None if can_be_asked && may(Right::PlaceOrders) => asked_for(order, ask),
        _ => ().into_any(),
    }
}

/// `until` is when the time ends, where there is such a time.
fn freely(order: &OrderPage, until: Option<WallTime>, cancel: Command, refetch: Refetch) -> AnyView {
    let i18n = use_i18n();
    let until = until.map_or_else(
        || i18n.orders_cancel_waiting().into_any(),
        |until| {
            let free = i18n.orders_cancel_until(&format::until(use_language(), order.now, until));
            view! { {free} <small>{countdown(order.now, until, refetch)}</small> }.into_any()
        },
    );
    let said = view! { <div class="row"><div class="row-text">{until}</div></div> }.into_any();
    let words = Words {
        open: i18n.orders_cancel_open(),
        explain: if order.state == OrderState::PartlyShipped {
            i18n.orders_cancel_rest_explain()
        } else {
            i18n.orders_cancel_explain()
        },
        press: i18n.orders_cancel_do(),
        button: "button button-danger",
    };
    sheet(order, cancel, Some(said), "cancel-reason", false, words)
}

fn asked_for(order: &OrderPage, ask: Command) -> AnyView {
    let i18n = use_i18n();
    let words = Words {
        open: i18n.orders_ask_open(),
        explain: i18n.orders_ask_explain(),
        press: i18n.orders_ask_do(),
        button: "button button-quiet button-danger",
    };
    sheet(order, ask, None, "ask-reason", true, words)
}

/// What one of the two forms says.
struct Words {
    open: &'static str,
    explain: &'static str,
    press: &'static str,
    /// The classes of the button.
    button: &'static str,
}

fn sheet(
    order: &OrderPage,
    command: Command,
    above: Option<AnyView>,
    reason: &'static str,
    must_say_why: bool,
    words: Words,
) -> AnyView {
    let refusal = in_place(refusal_of(command));
    let number = order.number.to_string();
    view! {
        <section class="sheet" data-screen="">
            {above}
            <div class="sheet-body">
                {error_notice(refusal, &["reason"])}
                <details class="explain" open=move || refusal.with(Option::is_some)>
                    <summary>{words.open}</summary>
                    <CommandForm command=command class="stack">
                        <input type="hidden" name="number" value=number/>
                        <p>{words.explain}</p>
                        {reason_field(reason, use_i18n().orders_reason(), must_say_why, command)}
                        <button class=words.button type="submit" aria-busy=busy(command)>{words.press}</button>
                    </CommandForm>
                </details>
            </div>
        </section>
    }
    .into_any()
}

/// The time that is left. It starts as the server saw it and moves in the browser only; at its end the page is fetched
/// again.
fn countdown(now: WallTime, until: WallTime, refetch: Refetch) -> AnyView {
    let i18n = use_i18n();
    let whole = until.instant.millis().saturating_sub(now.instant.millis());
    let left = RwSignal::new(whole);
    Effect::new(move |_| {
        let start = device_millis();
        let tick = move || {
            let before = left.get_untracked();
            let rest = whole.saturating_sub(device_millis().saturating_sub(start)).max(0);
            left.set(rest);
            if before > 0 && rest == 0 {
                refetch.now();
            }
        };
        if let Ok(ticking) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || ticking.clear());
        }
    });
    view! { <span class="countdown" role="timer">{move || left_text(i18n, left.get())}</span> }.into_any()
}

/// Below an hour the figures are minutes and seconds, as in [`format::countdown`].
fn left_text(i18n: I18n, millis: i64) -> String {
    let time = format::countdown(millis);
    if millis <= 59 * 60_000 + 59_000 { i18n.orders_left_minutes(&time) } else { i18n.orders_left_hours(&time) }
}

/// The device's own clock. It may be wrong; only differences of it are used.
#[cfg(feature = "hydrate")]
#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 are whole and far below the limit")]
fn device_millis() -> i64 {
    js_sys::Date::now() as i64
}

#[cfg(not(feature = "hydrate"))]
const fn device_millis() -> i64 {
    0
}
