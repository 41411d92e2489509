//! One order of the account: where it is, what it holds, what it costs, what happened, and what can still be done.

use domain::{
    demo::OutboxState,
    format,
    orders::{OrderPage, OrderState},
    permissions::Right,
};
use leptos::prelude::*;

use super::{
    api, cancel,
    frame::{self, seen},
    parts::{self, may},
    totals,
};
use crate::{
    ask::question_after,
    features::{cases::words::kind_name, help::help_link, money::parts::invoice_href},
    reader::{use_i18n, use_language, use_reader},
    ui::{
        Command, CommandForm, Refetch, Tone, amount, busy, chip, command, contact, error_notice, icon, in_place,
        notice, reason_field, refetch, refusal_of,
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
    let i18n = use_i18n();
    let number = frame::number_asked_for();
    let commands = Commands {
        approve: command::<api::Approve>(),
        refuse: command::<api::Refuse>(),
        cancel: command::<api::Cancel>(),
        ask: command::<api::RequestCancellation>(),
        refetch: refetch(),
    };
    let Commands { approve, refuse, cancel, ask, refetch } = commands;
    let order = question_after(refetch, move || api::Page { number: number.get() });
    view! {
        <main class="main" id="main" data-width="wide">
            {letterhead()}
            {move || frame::head(number.get(), ("/orders", i18n.nav_orders()), Some(print_button()))}
            {frame::body(order, refetch, vec![approve, refuse, cancel, ask], move |order| order_view(order, commands))}
        </main>
    }
    .into_any()
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

/// From whom the order is and for whom, as an invoice would say it.
fn paper(order: &OrderPage) -> AnyView {
    let i18n = use_i18n();
    let Some(paper) = order.paper.clone() else { return ().into_any() };
    let tax_number = |number: String| (!number.is_empty()).then(|| view! { <br/>{i18n.paper_vat(&number)} });
    let address = paper.account_address.into_iter().map(|line| view! { <br/>{line} }).collect_view();
    view! {
        <div class="print-only">
            <p>{paper.vendor_address}{tax_number(paper.vendor_vat_number)}</p>
            <p>
                {i18n.paper_for()} ": " <strong>{order.account_name.clone()}</strong> " · "
                {i18n.desk_account_number()} " " {order.account_number.clone()}
                {address}
                {tax_number(paper.account_vat_number.unwrap_or_default())}
            </p>
        </div>
    }
    .into_any()
}

fn print_button() -> AnyView {
    let i18n = use_i18n();
    // Without scripts nothing happens at a press, so there is no button.
    let scripts = RwSignal::new(false);
    Effect::new(move |_| scripts.set(true));
    view! {
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
    .into_any()
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
        {paper(order)}
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
                {invoices(order)}
                {again}
                {cancel::cancellation(order, commands.cancel, commands.ask, commands.refetch)}
                {mailed(order)}
                {written_about(order)}
                {write_about(order)}
                {help_link()}
                {contact(i18n.orders_contact().to_owned(), Some(&about(order)))}
                {parts::log(order)}
            </div>
        </div>
        {decides.then(|| approve_bar(order, commands.approve))}
    }
    .into_any()
}

/// What was invoiced of it, for who may read what the account owes.
fn invoices(order: &OrderPage) -> Option<AnyView> {
    let i18n = use_i18n();
    if order.invoices.is_empty() {
        return None;
    }
    let rows = order
        .invoices
        .iter()
        .map(|number| {
            view! {
                <li class="row">
                    {icon("receipt")}
                    <div class="row-text">
                        <a class="row-link" href=invoice_href(number)>{i18n.invoice_title(number)}</a>
                    </div>
                </li>
            }
        })
        .collect_view();
    Some(
        view! {
            <section class="sheet" data-screen="">
                <header class="sheet-head"><h2>{i18n.order_invoices_title()}</h2></header>
                <ul class="rows">{rows}</ul>
            </section>
        }
        .into_any(),
    )
}

/// A question or a complaint from where one looks at the order.
fn write_about(order: &OrderPage) -> AnyView {
    let i18n = use_i18n();
    let href = format!("/messages/new?order={}", order.number);
    let complain = format!("{href}&kind=complaint");
    view! {
        <div class="actions" data-screen="">
            <a class="button button-quiet" href=href>{icon("messages")} {i18n.case_ask_about()}</a>
            <a class="button button-quiet" href=complain>{icon("warning")} {i18n.case_complain_about()}</a>
        </div>
    }
    .into_any()
}

/// What was written about the order already, and whether it is closed.
fn written_about(order: &OrderPage) -> Option<AnyView> {
    let i18n = use_i18n();
    if order.cases.is_empty() {
        return None;
    }
    let rows = order
        .cases
        .iter()
        .map(|case| {
            let state = case.is_closed.then(|| chip(Tone::Plain, i18n.case_stage_closed().to_owned()));
            view! {
                <li class="row">
                    <div class="row-text">
                        <a class="row-link" href=format!("/messages/{}", case.number)>{case.subject.clone()}</a>
                        <small>{kind_name(i18n, case.kind)} " " {case.number.to_string()}</small>
                    </div>
                    {state}
                </li>
            }
        })
        .collect_view();
    Some(
        view! {
            <section class="sheet" data-screen="">
                <header class="sheet-head"><h2>{i18n.order_cases_title()}</h2></header>
                <ul class="rows">{rows}</ul>
            </section>
        }
        .into_any(),
    )
}

/// What a mail about the order begins with, so that whoever reads it need not ask.
fn about(order: &OrderPage) -> String {
    format!("{} · {}", use_i18n().order_title(&order.number.to_string()), order.account_number)
}

/// Whether the last mail about the order reached who ordered.
fn mailed(order: &OrderPage) -> Option<AnyView> {
    let i18n = use_i18n();
    let mail = order.mails.last()?;
    let when = |at| format::relative(use_language(), order.now, at);
    Some(match (mail.state, mail.done) {
        (OutboxState::Failed, _) => {
            notice(Tone::Wait, "mail", view! { <p>{i18n.orders_mail_failed(&mail.to)}</p> }.into_any())
        }
        (OutboxState::Sent | OutboxState::Kept, Some(at)) => {
            view! { <p class="soft small">{i18n.orders_mail_sent(&mail.to, &when(at))}</p> }.into_any()
        }
        (OutboxState::Waiting | OutboxState::Sent | OutboxState::Kept, _) => {
            view! { <p class="soft small">{i18n.orders_mail_waiting(&mail.to)}</p> }.into_any()
        }
    })
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
    let explained = i18n.orders_refuse_explain(&order.by);
    let seen = seen(order);
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
                        {seen}
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
    let total = amount(order.currency, order.total);
    let seen = seen(order);
    view! {
        <CommandForm command=approve class="sticky-bar">
            {seen}
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
