//! What is not the usual way of an order: a part of it later, the rest of it not at all, and what the customer asks.

use domain::{
    event::Event,
    money::Quantity,
    orders::{OrderPage, Step},
};
use leptos::prelude::*;

use super::order::Commands;
use crate::{
    features::orders::frame::seen,
    reader::{use_i18n, use_language, use_vendor_day},
    ui::{
        CommandForm, busy, error_notice, field, in_place, key_field, plain_quantity, quantity_text, reason_field,
        refusal_of, settled,
    },
};

/// The customer has asked for a cancellation: yes or no, either with a word.
pub(super) fn requested(order: &OrderPage, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    if !order.cancel_requested || order.state.allow(Step::Decline).is_err() {
        return ().into_any();
    }
    let reason = asked_reason(order).map(|reason| view! { <p>{i18n.orders_reason_was(&reason)}</p> });
    let can_cancel = order.state.allow(Step::CancelRest).is_ok();
    view! {
        <section class="sheet">
            <header class="sheet-head"><h2>{i18n.desk_asked_title()}</h2></header>
            <div class="sheet-body">
                {reason}
                {can_cancel.then(|| accept(order, commands))}
                {decline(order, commands)}
            </div>
        </section>
    }
    .into_any()
}

/// Split a line, cancel the rest.
pub(super) fn changes(order: &OrderPage, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let is_open = order.lines.iter().any(|line| line.progress.open() > 0);
    let can_split = is_open && order.state.allow(Step::Split).is_ok();
    // A cancellation that was asked for has its own form above.
    let can_cancel = is_open && !order.cancel_requested && order.state.allow(Step::CancelRest).is_ok();
    if !can_split && !can_cancel {
        return ().into_any();
    }
    view! {
        <section class="sheet">
            <header class="sheet-head"><h2>{i18n.desk_changes_title()}</h2></header>
            <div class="sheet-body">
                {can_split.then(|| split(order, commands))}
                {can_cancel.then(|| cancel_rest(order, commands))}
            </div>
        </section>
    }
    .into_any()
}

/// What the customer wrote, the last time.
fn asked_reason(order: &OrderPage) -> Option<String> {
    order
        .events
        .iter()
        .filter_map(|line| match &line.event {
            Event::CancellationRequested { reason, .. } => Some((line.seq, reason.clone())),
            _ => None,
        })
        .max_by_key(|(seq, _)| *seq)
        .map(|(_, reason)| reason)
        .or_else(|| order.reason.clone())
        .filter(|reason| !reason.is_empty())
}

fn accept(order: &OrderPage, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let refusal = in_place(refusal_of(commands.cancel));
    let seen = seen(order);
    view! {
        <CommandForm command=commands.cancel class="stack">
            {seen}
            {error_notice(refusal, &["reason"])}
            {field("reason", i18n.desk_answer())
                .id("accept-reason")
                .most("500")
                .required(true)
                .line(refusal, commands.cancel.typed("reason", i18n.desk_asked_answer()))}
            <button class="button button-danger" type="submit" aria-busy=busy(commands.cancel)>
                {i18n.desk_asked_accept()}
            </button>
        </CommandForm>
    }
    .into_any()
}

fn decline(order: &OrderPage, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let refusal = in_place(refusal_of(commands.decline));
    let seen = seen(order);
    view! {
        {error_notice(refusal, &["reason"])}
        <details class="explain" open=move || refusal.with(Option::is_some)>
            <summary>{i18n.desk_asked_decline_open()}</summary>
            <CommandForm command=commands.decline class="stack">
                {seen}
                {reason_field("decline-reason", i18n.desk_answer(), true, commands.decline)}
                <button class="button button-quiet" type="submit" aria-busy=busy(commands.decline)>
                    {i18n.desk_asked_decline()}
                </button>
            </CommandForm>
        </details>
    }
    .into_any()
}

fn split(order: &OrderPage, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let refusal = in_place(refusal_of(commands.split));
    let today = use_vendor_day(order.now).iso();
    let lines: Vec<_> = order.lines.iter().filter(|line| line.progress.open() > 0).collect();
    let chosen = commands.split.typed("line", "");
    let most = lines.iter().map(|line| line.progress.open()).max().unwrap_or_default();
    let options = lines
        .into_iter()
        .map(|line| {
            let open = quantity_text(language, Quantity::from_millis(line.progress.open()), &line.unit);
            let name = format!("{} · {} · {open}", line.number, line.name);
            let id = line.id.to_string();
            let selected = id == chosen;
            view! { <option value=id selected=selected>{name}</option> }
        })
        .collect_view();
    let seen = seen(order);
    view! {
        {error_notice(refusal, &["quantity", "date"])}
        <details class="explain" open=move || refusal.with(Option::is_some)>
            <summary>{i18n.desk_split_open()}</summary>
            <CommandForm command=commands.split class="stack">
                {key_field(settled(commands.split))}
                {seen}
                <p>{i18n.desk_split_explain()}</p>
                <div class="field">
                    <label for="split-line">{i18n.desk_split_line()}</label>
                    <select id="split-line" name="line">{options}</select>
                </div>
                <div class="field-row">
                    {field("quantity", i18n.desk_split_quantity())
                        .id("split-quantity")
                        .kind("number")
                        .keyboard(Some("decimal"))
                        .range("0", Some(plain_quantity(Quantity::from_millis(most))))
                        .step("any")
                        .required(true)
                        .line(refusal, commands.split.typed("quantity", ""))}
                    {field("date", i18n.desk_split_date())
                        .id("split-date")
                        .kind("date")
                        .range(today, None)
                        .required(true)
                        .line(refusal, commands.split.typed("date", ""))}
                </div>
                <button class="button button-quiet" type="submit" aria-busy=busy(commands.split)>
                    {i18n.desk_split_do()}
                </button>
            </CommandForm>
        </details>
    }
    .into_any()
}

fn cancel_rest(order: &OrderPage, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let refusal = in_place(refusal_of(commands.cancel));
    let seen = seen(order);
    view! {
        {error_notice(refusal, &["reason"])}
        <details class="explain" open=move || refusal.with(Option::is_some)>
            <summary>{i18n.desk_cancel_open()}</summary>
            <CommandForm command=commands.cancel class="stack">
                {seen}
                <p>{i18n.desk_cancel_explain()}</p>
                {reason_field("rest-reason", i18n.orders_reason(), true, commands.cancel)}
                <button class="button button-danger" type="submit" aria-busy=busy(commands.cancel)>
                    {i18n.desk_cancel_do()}
                </button>
            </CommandForm>
        </details>
    }
    .into_any()
}
