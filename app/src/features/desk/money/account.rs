//! An account as the vendor's people see it: what it owes and has paid, what can be entered by hand, and who it is.

use domain::ledger::{
    Part,
    wire::{DeskAccount, Standing},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    api, entries, lines, members, online,
    parts::{ACCOUNTS, side_of},
    received, reminders, waiting,
};
use crate::{
    ask::question_after,
    features::{
        cases::list::row,
        money::{credit::credit, parts::filled, side::Side},
        orders::parts::money_text,
    },
    reader::{refresh_reader, use_i18n},
    ui::{
        Command, Refetch, ageing_bar, ageing_key, amount, command, load_page, order_card, outdated_notice, page_head,
        refetch_in_place, refusal_of, skeleton_rows,
    },
};

/// The commands of this page. They live outside of what is fetched, so that their answers survive it.
#[derive(Clone, Copy)]
pub(super) struct Commands {
    pub(super) pay: Command,
    pub(super) adjust: Command,
    pub(super) reverse: Command,
    pub(super) allocate: Command,
    pub(super) terms: Command,
    pub(super) decide: Command,
    hold: Command,
    seen: Command,
    refetch: Refetch,
}

/// `/desk/accounts/:number`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let params = use_params_map();
    let commands = Commands {
        pay: command::<api::PostPayment>(),
        adjust: command::<api::AdjustAccount>(),
        reverse: command::<api::ReversePosting>(),
        allocate: command::<api::AllocateCredit>(),
        terms: command::<api::SetTerms>(),
        decide: command::<api::DecideRequest>(),
        hold: command::<api::HoldReminders>(),
        seen: command::<api::SeeOnlinePayment>(),
        refetch: refetch_in_place(),
    };
    let refetch = commands.refetch;
    let all = [
        commands.pay,
        commands.adjust,
        commands.reverse,
        commands.allocate,
        commands.terms,
        commands.decide,
        commands.hold,
        commands.seen,
    ];
    for command in all {
        refetch.after(command);
    }
    // The frame counts what waits for a second person.
    Effect::new(move |before: Option<u32>| {
        let count = refetch.count();
        if before.is_some_and(|before| before != count) {
            refresh_reader();
        }
        count
    });
    let account = question_after(refetch, move || api::ReadDeskAccount {
        number: params.with(|params| params.get("number")).unwrap_or_default(),
    });
    view! {
        <main class="main" id="main">
            {refetch.status(i18n.orders_done())}
            {outdated_notice(all.into_iter().map(refusal_of).collect())}
            {load_page(account, || skeleton_rows(10), move |page| content(&page, commands))}
        </main>
    }
    .into_any()
}

fn content(page: &DeskAccount, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    commands.refetch.came();
    let back = Some((ACCOUNTS.to_owned(), i18n.desk_money_accounts().to_owned()));
    let side = side_of(page);
    let standings = page.money.standings.iter().map(|standing| standing_sheet(&side, standing)).collect_view();
    let to_enter = page.may_post.then(|| {
        view! { <a class="button button-small" href=format!("#{}", entries::PAYMENT)>{i18n.desk_money_pay()}</a> }
            .into_any()
    });
    view! {
        {page_head(page.money.account_name.clone(), Some(page.money.account_number.clone()), back, to_enter)}
        <div class="columns">
            <div class="column">
                {standings}
                {waiting::requests(page, commands.decide)}
                {lines::announced(page)}
                {online::payments(page, commands.seen)}
                {received::received(page)}
                {lines::open(page)}
                {lines::unapplied(page, commands.allocate)}
                {lines::postings(page, commands.reverse)}
            </div>
            <div class="aside">
                {entries::payment(page, commands.pay)}
                {entries::adjustment(page, commands.adjust)}
                {entries::terms(page, commands.terms)}
                {reminders::reminders(page, commands.hold)}
                {members::members(page)}
                {members::addresses(page)}
                {orders(page)}
                {cases(page)}
            </div>
        </div>
    }
    .into_any()
}

/// What is owed in one currency, and what it is made of.
fn standing_sheet(side: &Side, standing: &Standing) -> AnyView {
    let i18n = use_i18n();
    let currency = standing.currency;
    let id = format!("balance-{currency}");
    let parts = filled(&standing.ageing);
    let made_of = (!parts.is_empty()).then(|| {
        let drawn: Vec<(&'static str, i64)> = parts.iter().map(|(bucket, value)| (bucket.code(), *value)).collect();
        let rows = parts
            .iter()
            .map(|(bucket, value)| {
                let class = if bucket.is_overdue() { "open-link late" } else { "open-link" };
                let href = side.open(currency, Some(Part::Bucket(*bucket)), "");
                view! {
                    <tr>
                        <th scope="row">
                            <span class="ageing-part">
                                {ageing_key(bucket.code())}
                                <a class=class href=href>{side.bucket(i18n, *bucket)}</a>
                            </span>
                        </th>
                        <td class="figure">{amount(currency, *value)}</td>
                    </tr>
                }
            })
            .collect_view();
        view! {
            {ageing_bar(&drawn)}
            <table class="ageing-table">
                <caption class="visually-hidden">{i18n.money_parts()}</caption>
                <thead class="visually-hidden">
                    <tr><th scope="col">{i18n.money_part()}</th><th scope="col">{i18n.money_amount()}</th></tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row">
                            <a class="open-link" href=side.open(currency, None, "")>{i18n.money_balance()}</a>
                        </th>
                        <td class="figure">{amount(currency, standing.balance)}</td>
                    </tr>
                </tfoot>
            </table>
        }
    });
    let label = id.clone();
    view! {
        <section class="sheet" aria-labelledby=label>
            <div class="sheet-body">
                <h2 class="balance" id=id>{headline(standing)}</h2>
                {made_of}
                {credit(side, standing)}
            </div>
            <footer class="sheet-foot" data-screen="">
                <a class="link" href=side.open(currency, None, "")>{i18n.money_explain()}</a>
                <a class="link" href=side.statement_of(currency)>{i18n.money_statement()}</a>
            </footer>
        </section>
    }
    .into_any()
}

/// "Owes €1,234.50", "Owes nothing", "In credit €20.00".
fn headline(standing: &Standing) -> AnyView {
    let i18n = use_i18n();
    let (words, sum) = match standing.balance {
        0 => return view! { <span class="balance-words">{i18n.desk_money_even()}</span> }.into_any(),
        balance if balance > 0 => (i18n.desk_money_owes(), balance),
        balance => (i18n.desk_money_in_credit(), balance.saturating_neg()),
    };
    view! {
        <span class="soft small">{words}</span>
        " "
        <span class="money money-large">{money_text(standing.currency, sum)}</span>
    }
    .into_any()
}

fn orders(page: &DeskAccount) -> Option<AnyView> {
    let now = page.money.now;
    let rows = page.orders.iter().map(|order| order_card(order, now, "/desk/orders")).collect_view();
    (!page.orders.is_empty()).then(|| {
        view! {
            <section class="sheet" aria-labelledby="orders">
                <header class="sheet-head"><h2 id="orders">{use_i18n().desk_case_orders()}</h2></header>
                <ul class="rows">{rows}</ul>
            </section>
        }
        .into_any()
    })
}

fn cases(page: &DeskAccount) -> Option<AnyView> {
    let now = page.money.now;
    let rows = page.cases.iter().map(|case| row(case, now, "/desk/cases")).collect_view();
    (!page.cases.is_empty()).then(|| {
        view! {
            <section class="sheet" aria-labelledby="cases">
                <header class="sheet-head"><h2 id="cases">{use_i18n().desk_nav_cases()}</h2></header>
                <ul class="rows">{rows}</ul>
            </section>
        }
        .into_any()
    })
}
