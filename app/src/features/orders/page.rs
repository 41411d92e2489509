//! One order of the account: where it is, what it holds, what it costs, what happened, and what can still be done.

use domain::{
    orders::{OrderPage, OrderState},
    permissions::Right,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    api, cancel,
    parts::{self, may},
    totals,
};
use crate::{
    ask::question_after,
    reader::{use_i18n, use_reader},
    ui::{
        Command, CommandForm, Refetch, Tone, amount, busy, command, contact, error_notice, icon, in_place, load,
        notice, outdated_notice, page_head, reason_field, refetch, refusal_of, skeleton_rows,
    },
};

/// The commands of this page. They live outside of what is fetched, so that their answers survive it.
#[derive(Clone, Copy)]
struct Commands {
    approve: Command,
    refuse: Command,
    cancel: Command,
    ask: Command,
    refetch: Refetch,
}

/// `/orders/:number`
#[must_use]
pub fn page() -> AnyView {
    let params = use_params_map();
    let number = Signal::derive(move || {
        params.with(|params| params.get("number")).and_then(|number| number.parse::<i64>().ok()).unwrap_or_default()
    });
    let commands = commands();
    let resource = question_after(commands.refetch, move || api::Page { number: number.get() });
    view! {
        <main class="main" id="main" data-width="wide">
            {letterhead()}
            {move || head(number.get())}
            {outdated_notice(vec![
                refusal_of(commands.approve),
                refusal_of(commands.refuse),
                refusal_of(commands.cancel),
                refusal_of(commands.ask),
            ])}
            {commands.refetch.status(use_i18n().orders_done())}
            {load(resource, || skeleton_rows(6), move |order| (move || order_view(&order, commands)).into_any())}
        </main>
    }
    .into_any()
}

fn commands() -> Commands {
    let commands = Commands {
        approve: command::<api::Approve>(),
        refuse: command::<api::Refuse>(),
        cancel: command::<api::Cancel>(),
        ask: command::<api::RequestCancellation>(),
        refetch: refetch(),
    };
    commands.refetch.after(commands.approve);
    commands.refetch.after(commands.refuse);
    commands.refetch.after(commands.cancel);
    commands.refetch.after(commands.ask);
    commands
}

/// On paper an order says who it is from.
fn letterhead() -> AnyView {
    let vendor = use_reader().with_untracked(|reader| reader.vendor.clone());
    view! {
        <div class="print-only">
            <p><strong>{vendor.name}</strong><br/>{vendor.email} " · " {vendor.phone}</p>
        </div>
    }
    .into_any()
}

fn head(number: i64) -> AnyView {
    let i18n = use_i18n();
    let title =
        if number > 0 { i18n.order_title(&number.to_string()) } else { i18n.error_not_found_title().to_owned() };
    // Without scripts nothing happens at a press, so there is no button.
    let scripts = RwSignal::new(false);
    Effect::new(move |_| scripts.set(true));
    let print = view! {
        <button
            class="button button-quiet button-icon"
            type="button"
            hidden=move || !scripts.get()
            aria-label=i18n.orders_print()
            title=i18n.orders_print()
            on:click=move |_| print_page()
        >
            {icon("print")}
        </button>
    }
    .into_any();
    page_head(title, None, Some(("/orders".to_owned(), i18n.nav_orders().to_owned())), Some(print))
}

fn order_view(order: &OrderPage, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let again = may(Right::PlaceOrders).then(|| {
        view! {
            <div class="actions">
                <a class="button button-quiet" href=format!("/orders/{}/again", order.number)>
                    {icon("refresh")} {i18n.orders_again()}
                </a>
            </div>
        }
    });
    let decides = order.state == OrderState::AwaitingApproval && order.may_approve;
    view! {
        <div class="columns">
            <div class="column">
                {approval(order, commands)}
                {parts::standing(order)}
                {parts::lines(order, Some("/shop"))}
                {parts::shipments(order, &|_| None)}
            </div>
            <div class="aside">
                {totals::totals(order)}
                {totals::facts(order)}
                {again}
                {cancel::cancellation(order, commands.cancel, commands.ask, commands.refetch)}
                {contact(i18n.orders_contact().to_owned(), Some(&about(order)))}
                {parts::log(order)}
            </div>
        </div>
        {decides.then(|| approve_bar(order, commands.approve))}
    }
    .into_any()
}

/// What a mail about the order begins with, so that whoever reads it need not ask.
fn about(order: &OrderPage) -> String {
    format!("{} · {}", use_i18n().order_title(&order.number.to_string()), order.account_number)
}

/// Who has to say yes, and the way to say no.
fn approval(order: &OrderPage, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    if order.state != OrderState::AwaitingApproval {
        return ().into_any();
    }
    if !order.may_approve {
        return notice(Tone::Wait, "clock", view! { <p>{i18n.orders_waits_for_others()}</p> }.into_any());
    }
    let refusal = in_place(refusal_of(commands.refuse));
    let (number, version) = (order.number.to_string(), order.version.to_string());
    let explained = i18n.orders_refuse_explain(&order.by);
    view! {
        <section class="sheet" data-screen="">
            <header class="sheet-head"><h2>{i18n.orders_waits_for_you()}</h2></header>
            <div class="sheet-body">
                <p>{i18n.orders_waits_explain(&order.by)}</p>
                {error_notice(in_place(refusal_of(commands.approve)), &[])}
                {error_notice(refusal, &["reason"])}
                <details class="explain" open=move || refusal.with(Option::is_some)>
                    <summary>{i18n.orders_refuse_open()}</summary>
                    <CommandForm command=commands.refuse class="stack">
                        <input type="hidden" name="number" value=number/>
                        <input type="hidden" name="version" value=version/>
                        <p>{explained}</p>
                        {reason_field("refuse-reason", i18n.orders_reason(), true, commands.refuse)}
                        <button class="button button-danger" type="submit" aria-busy=busy(commands.refuse)>
                            {i18n.orders_refuse_do()}
                        </button>
                    </CommandForm>
                </details>
            </div>
        </section>
    }
    .into_any()
}

fn approve_bar(order: &OrderPage, approve: Command) -> AnyView {
    let i18n = use_i18n();
    let (number, version) = (order.number.to_string(), order.version.to_string());
    let total = amount(order.currency, order.total);
    view! {
        <CommandForm command=approve class="sticky-bar">
            <input type="hidden" name="number" value=number/>
            <input type="hidden" name="version" value=version/>
            <button class="button" type="submit" aria-busy=busy(approve)>
                {i18n.orders_approve()} " · " {total}
            </button>
        </CommandForm>
    }
    .into_any()
}

fn print_page() {
    #[cfg(feature = "hydrate")]
    {
        let _ = window().print();
    }
}
