//! One order as the staff see it: the next step, what else can be changed, the customer, the log, the mails.

use domain::{
    orders::{OrderPage, Shipment},
    permissions::StaffRight,
};
use leptos::prelude::*;

use super::{
    api, changes, mail,
    money::{account_href, api::IssueInvoice, of_order::invoices},
    steps,
};
use crate::{
    ask::question_after,
    features::{
        orders::{frame, parts, totals},
        shop::links::encode,
    },
    reader::{use_i18n, use_reader},
    ui::{Command, command, refetch},
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
    pub(super) issue: Command,
}

/// `/desk/orders/:number`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let number = frame::number_asked_for();
    let commands = Commands {
        confirm: command::<api::Confirm>(),
        pick: command::<api::Pick>(),
        ship: command::<api::Ship>(),
        deliver: command::<api::Deliver>(),
        split: command::<api::Split>(),
        cancel: command::<api::Cancel>(),
        decline: command::<api::DeclineCancellation>(),
        issue: command::<IssueInvoice>(),
    };
    let Commands { confirm, pick, ship, deliver, split, cancel, decline, issue } = commands;
    let refetch = refetch();
    let order = question_after(refetch, move || api::Order { number: number.get() });
    let all = vec![confirm, pick, ship, deliver, split, cancel, decline, issue];
    view! {
        <main class="main" id="main">
            {move || frame::head(number.get(), ("/desk/orders", i18n.desk_board_title()), None)}
            {frame::body(order, refetch, all, move |order| order_view(order, commands))}
        </main>
    }
    .into_any()
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
                {invoices(order, commands.issue)}
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

/// Who ordered, and how to reach them: a mail begins with the order's number.
fn customer(order: &OrderPage) -> AnyView {
    let i18n = use_i18n();
    let email = order.by_email.clone().map(|email| {
        let subject = encode(&i18n.order_title(&order.number.to_string()));
        let href = format!("mailto:{email}?subject={subject}");
        view! { <div><dt>{i18n.entry_email()}</dt><dd><a class="link" href=href>{email}</a></dd></div> }
    });
    view! {
        <section class="sheet">
            <header class="sheet-head"><h2>{order.account_name.clone()}</h2></header>
            <div class="sheet-body">
                <dl class="facts">
                    <div>
                        <dt>{i18n.desk_account_number()}</dt>
                        <dd><a class="link" href=account_href(&order.account_number)>{order.account_number.clone()}</a></dd>
                    </div>
                    <div><dt>{i18n.orders_by()}</dt><dd>{order.by.clone()}</dd></div>
                    {email}
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
