//! Paying: through the payment provider, where there is one, or by bank transfer: what to write on it, a code for the bank's
//! app, and "I have paid".

use domain::{
    ledger::wire::{OpenLine, PayFilter, PayPage},
    money::Money,
    refusal::{Code, Refusal},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api,
    parts::{document_href, due_chip, posting_name},
    transfer::{Transfer, transfer_sheet},
};
use crate::{
    ask::question,
    features::orders::parts::money_text,
    reader::{use_i18n, use_rules},
    ui::{
        Command, CommandForm, Tone, amount, busy, chip, command, empty, error_notice, field, key_field, load_or,
        page_head, plain_amount, refusal_of, settled, skeleton_rows,
    },
};

/// `/money/pay?invoices=&invoices=&amount=`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let query = use_query_map();
    // Outside of what is fetched, so that its answer survives it.
    let (announce, online) = (command::<api::AnnouncePayment>(), command::<api::StartOnline>());
    let pay = question(move || api::ReadPay {
        filter: PayFilter {
            invoices: query.with(|query| query.get_all("invoices")).unwrap_or_default(),
            amount: query.with(|query| query.get("amount")).unwrap_or_default(),
        },
    });
    let back = Some(("/money".to_owned(), i18n.money_title().to_owned()));
    view! {
        <main class="main" id="main">
            {page_head(i18n.pay_how().to_owned(), None, back, None)}
            {load_or(pay, || skeleton_rows(6), move |page| content(&page, announce, online), nothing_to_pay)}
        </main>
    }
    .into_any()
}

/// What was to be paid is paid already, or nobody knows yet where to.
fn nothing_to_pay(refusal: &Refusal) -> Option<AnyView> {
    let i18n = use_i18n();
    matches!(refusal.code, Code::State | Code::NotFound).then(|| {
        empty(
            "receipt",
            i18n.pay_none_title().to_owned(),
            i18n.pay_none_text().to_owned(),
            Some(("/money".to_owned(), i18n.money_title().to_owned())),
        )
    })
}

fn content(page: &PayPage, announce: Command, online: Command) -> AnyView {
    // Who can be paid online only has nothing to say about the bank.
    let transfer = (!page.iban.is_empty()).then(|| bank(page));
    let online = page.online.then(|| online_form(page, online));
    view! {
        <div class="stack">
            {online}
            {transfer}
            {invoices(page)}
            {announce_form(page, announce)}
        </div>
    }
    .into_any()
}

fn bank(page: &PayPage) -> AnyView {
    transfer_sheet(&Transfer {
        holder: &page.holder,
        iban: &page.iban,
        bic: &page.bic,
        bank: &page.bank,
        amount: page.amount,
        reference: &page.reference,
        code: page.code.as_ref(),
    })
}

/// The same amount for the same invoices, at the payment provider's.
fn online_form(page: &PayPage, online: Command) -> AnyView {
    let i18n = use_i18n();
    let Money { minor, currency } = page.amount;
    let (code, hidden) = (currency.code().to_owned(), hidden_numbers(page));
    let (typed, label) =
        (plain_amount(minor, use_rules(currency).exponent), i18n.online_pay_do(&money_text(currency, minor)));
    view! {
        <section class="sheet" aria-labelledby="online">
            <header class="sheet-head"><h2 id="online">{i18n.online_pay()}</h2></header>
            <div class="sheet-body">
                <p>{i18n.online_pay_text()}</p>
                <CommandForm command=online class="stack">
                    {key_field(settled(online))}
                    {error_notice(refusal_of(online), &[])}
                    <input type="hidden" name="currency" value=code/>
                    <input type="hidden" name="amount" value=typed/>
                    {hidden}
                    <div class="actions">
                        <button class="button" type="submit" aria-busy=busy(online)>{label}</button>
                    </div>
                </CommandForm>
            </div>
        </section>
    }
    .into_any()
}

/// What is paid, and the way to pay a part of it.
fn invoices(page: &PayPage) -> AnyView {
    let i18n = use_i18n();
    let rows = page.invoices.iter().map(|line| row(page, line)).collect_view();
    let more = page.more.then(|| {
        let count = i64::try_from(page.invoices.len()).unwrap_or(i64::MAX);
        view! { <p class="sheet-body soft small">{i18n.money_pay_first(count)}</p> }
    });
    view! {
        <section class="sheet" aria-labelledby="pay-for">
            <header class="sheet-head"><h2 id="pay-for">{i18n.pay_for()}</h2></header>
            {more}
            <ul class="rows">{rows}</ul>
            <div class="sheet-body">{part_form(page)}</div>
        </section>
    }
    .into_any()
}

fn row(page: &PayPage, line: &OpenLine) -> AnyView {
    let document = line.document.as_deref();
    let disputed = (line.disputed > 0).then(|| {
        let part = money_text(line.amount.currency, line.disputed);
        chip(Tone::Wait, use_i18n().money_disputed_part(&part))
    });
    view! {
        <li class="row" data-align="start">
            <div class="row-text">
                <a class="row-link" href=document_href(line.kind, document, line.posting)>
                    {posting_name(line.kind, document)}
                </a>
                <span class="chips">{due_chip(line.due, page.today)} {disputed}</span>
            </div>
            <span class="row-side">{amount(line.amount.currency, line.open)}</span>
        </li>
    }
    .into_any()
}

/// Another amount on the transfer and in its code: a plain form.
fn part_form(page: &PayPage) -> AnyView {
    let i18n = use_i18n();
    let hidden =
        numbers(page).map(|number| view! { <input type="hidden" name="invoices" value=number/> }).collect_view();
    let nothing = Signal::derive(|| None);
    let currency = page.amount.currency;
    let typed = plain_amount(page.amount.minor, use_rules(currency).exponent);
    view! {
        <details class="explain">
            <summary>{i18n.pay_part()}</summary>
            <form class="stack" method="get" action="/money/pay">
                {hidden}
                {field("amount", i18n.pay_paid_amount(currency.code()))
                    .id("part")
                    .keyboard(Some("decimal"))
                    .required(true)
                    .line(nothing, typed)}
                <div class="actions"><button class="button button-quiet" type="submit">{i18n.money_show()}</button></div>
            </form>
        </details>
    }
    .into_any()
}

/// "I have paid": with the amount and the day, and for what.
fn announce_form(page: &PayPage, announce: Command) -> AnyView {
    let i18n = use_i18n();
    let refusal = refusal_of(announce);
    let currency = page.amount.currency;
    let code = currency.code().to_owned();
    let hidden = hidden_numbers(page);
    let typed = announce.typed("amount", plain_amount(page.amount.minor, use_rules(currency).exponent));
    let day = announce.typed("paid", page.today.iso());
    // A payment of longer ago has come, or never will.
    let (first, last) = (page.today.plus_days(-366).iso(), page.today.iso());
    view! {
        <section class="sheet" aria-labelledby="announce">
            <header class="sheet-head"><h2 id="announce">{i18n.pay_announce()}</h2></header>
            <div class="sheet-body">
                <p>{i18n.pay_announce_text()}</p>
                <CommandForm command=announce class="stack">
                    {key_field(settled(announce))}
                    {error_notice(refusal, &["amount", "paid"])}
                    <input type="hidden" name="currency" value=code.clone()/>
                    {hidden}
                    <div class="field-row">
                        {field("amount", i18n.pay_paid_amount(&code))
                            .keyboard(Some("decimal"))
                            .required(true)
                            .line(refusal, typed)}
                        {field("paid", i18n.pay_paid_day())
                            .kind("date")
                            .range(first, Some(last))
                            .required(true)
                            .line(refusal, day)}
                    </div>
                    <div class="actions">
                        <button class="button" type="submit" aria-busy=busy(announce)>{i18n.pay_announce_do()}</button>
                    </div>
                </CommandForm>
            </div>
        </section>
    }
    .into_any()
}

/// The numbers of the invoices and charges that are paid.
fn numbers(page: &PayPage) -> impl Iterator<Item = String> {
    page.invoices.iter().map(OpenLine::named)
}

/// The same as fields of a command.
fn hidden_numbers(page: &PayPage) -> AnyView {
    numbers(page)
        .enumerate()
        .map(|(place, number)| {
            view! { <input type="hidden" name=format!("invoices[{place}]") value=number/> }
        })
        .collect_view()
        .into_any()
}
