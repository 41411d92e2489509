//! One order as the staff see it: the next step, what else can be changed, the customer, the log, the mails.

use domain::{
    orders::{OrderPage, Shipment},
    permissions::StaffRight,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{api, changes, mail, steps};
use crate::{
    ask::question_after,
    features::orders::{parts, totals},
    reader::{use_i18n, use_reader},
    ui::{Command, Refetch, command, load, outdated_notice, page_head, refetch, refusal_of, skeleton_rows},
};

/// The commands of this page. They live outside of what is fetched, so that their answers survive it.
#[derive(Clone, Copy)]
pub(super) struct Commands {
    pub(super) confirm: Command,
    pub(super) pick: Command,
    pub(super) ship: Command,
    pub(super) deliver: Command,
    pub(super) split: Command,
    pub(super) cancel: Command,
    pub(super) decline: Command,
    refetch: Refetch,
}

/// `/desk/orders/:number`
#[must_use]
pub fn page() -> AnyView {
    let params = use_params_map();
    let number = Signal::derive(move || {
        params.with(|params| params.get("number")).and_then(|number| number.parse::<i64>().ok()).unwrap_or_default()
    });
    let commands = commands();
    let resource = question_after(commands.refetch, move || api::Order { number: number.get() });
    view! {
        <main class="main" id="main">
            {move || head(number.get())}
            {outdated_notice(vec![
                refusal_of(commands.confirm),
                refusal_of(commands.pick),
                refusal_of(commands.ship),
                refusal_of(commands.deliver),
                refusal_of(commands.split),
                refusal_of(commands.cancel),
                refusal_of(commands.decline),
            ])}
            {commands.refetch.status(use_i18n().orders_done())}
            {load(resource, || skeleton_rows(6), move |order| (move || order_view(&order, commands)).into_any())}
        </main>
    }
    .into_any()
}

fn commands() -> Commands {
    let commands = Commands {
        confirm: command::<api::Confirm>(),
        pick: command::<api::Pick>(),
        ship: command::<api::Ship>(),
        deliver: command::<api::Deliver>(),
        split: command::<api::Split>(),
        cancel: command::<api::Cancel>(),
        decline: command::<api::DeclineCancellation>(),
        refetch: refetch(),
    };
    commands.refetch.after(commands.confirm);
    commands.refetch.after(commands.pick);
    commands.refetch.after(commands.ship);
    commands.refetch.after(commands.deliver);
    commands.refetch.after(commands.split);
    commands.refetch.after(commands.cancel);
    commands.refetch.after(commands.decline);
    commands
}

fn head(number: i64) -> AnyView {
    let i18n = use_i18n();
    let title =
        if number > 0 { i18n.order_title(&number.to_string()) } else { i18n.error_not_found_title().to_owned() };
    page_head(title, None, Some(("/desk/orders".to_owned(), i18n.desk_board_title().to_owned())), None)
}

fn order_view(order: &OrderPage, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let moves = may_move();
    let deliver = |shipment: &Shipment| {
        if moves { steps::deliver_button(order, shipment, commands) } else { None }
    };
    view! {
        <div class="columns">
            <div class="column">
                {parts::standing(order)}
                {(!moves).then(|| view! { <p class="soft small">{i18n.desk_look_only()}</p> })}
                {moves.then(|| changes::requested(order, commands))}
                {moves.then(|| steps::next_step(order, commands))}
                {parts::lines(order, None)}
                {steps::deliver_notice(order, commands)}
                {parts::shipments(order, &deliver)}
                {moves.then(|| changes::changes(order, commands))}
            </div>
            <div class="aside">
                {customer(order)}
                {totals::facts(order)}
                {totals::totals(order)}
                {parts::log(order)}
                {mails(order)}
            </div>
        </div>
        {moves.then(|| steps::bar(order, commands))}
    }
    .into_any()
}

/// Whether the reader's role moves orders. The server decides again; this only hides what it would refuse.
fn may_move() -> bool {
    use_reader().with_untracked(|reader| {
        reader.me.as_ref().and_then(|me| me.staff).is_some_and(|role| role.has(StaffRight::MoveOrders))
    })
}

fn customer(order: &OrderPage) -> AnyView {
    let i18n = use_i18n();
    view! {
        <section class="sheet">
            <header class="sheet-head"><h2>{order.account_name.clone()}</h2></header>
            <div class="sheet-body">
                <dl class="facts">
                    <div><dt>{i18n.desk_account_number()}</dt><dd>{order.account_number.clone()}</dd></div>
                    <div><dt>{i18n.orders_by()}</dt><dd>{order.by.clone()}</dd></div>
                </dl>
            </div>
        </section>
    }
    .into_any()
}

fn mails(order: &OrderPage) -> AnyView {
    if order.mails.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="sheet">
            <header class="sheet-head"><h2>{use_i18n().desk_mails_title()}</h2></header>
            {mail::mail_rows(&order.mails)}
        </section>
    }
    .into_any()
}
