//! What the account owes: the balance of each currency and what it is made of, what is to be paid, what came lately.

use domain::{
    format,
    ledger::{
        Bucket, Part,
        wire::{MoneyPage, OpenLine, PostingLine, Standing},
    },
    money::Currency,
};
use leptos::prelude::*;

use super::{
    api,
    credit::credit,
    lines::open_table,
    parts::{bucket_name, day_text, document_href, filled, open_href, pay_href, posting_href, posting_name, said},
    payments::payments,
    side::Side,
};
use crate::{
    ask::question,
    features::orders::{finding::link, parts::money_text},
    reader::{use_i18n, use_language, use_reader},
    ui::{ageing_bar, ageing_key, amount, empty, load, page_head, skeleton_rows, why},
};

/// `/money`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let over = use_reader().with_untracked(|reader| {
        reader
            .me
            .as_ref()
            .and_then(|me| me.account.as_ref())
            .map(|account| i18n.account_over(&account.name, &account.number))
    });
    let back = Some(("/account".to_owned(), i18n.nav_account().to_owned()));
    let money = question(|| api::ReadMoney {});
    view! {
        <main class="main" id="main">
            {page_head(i18n.money_title().to_owned(), over, back, None)}
            {load(money, || skeleton_rows(8), |page| content(&page))}
        </main>
    }
    .into_any()
}

fn content(page: &MoneyPage) -> AnyView {
    let i18n = use_i18n();
    let is_untouched = page.standings.iter().all(|standing| standing.balance == 0)
        && page.open.is_empty()
        && page.postings.is_empty()
        && page.payments.is_empty();
    if is_untouched {
        let (title, text) = (i18n.money_empty_title().to_owned(), i18n.money_empty_text().to_owned());
        return view! { <section class="sheet">{empty("receipt", title, text, None)}</section> }.into_any();
    }
    let standings = page.standings.iter().map(|standing| standing_sheet(page, standing)).collect_view();
    let open = page.standings.iter().map(|standing| to_pay(page, standing.currency)).collect_view();
    let terms = (page.payment_days > 0)
        .then(|| view! { <p class="soft small">{i18n.money_terms(page.payment_days.into())}</p> });
    view! {
        <div class="stack">
            {standings}
            {payments(page)}
            {open}
            {newest(page)}
            {terms}
            {verified(page)}
        </div>
    }
    .into_any()
}

/// What is owed in one currency, and what it is made of.
fn standing_sheet(page: &MoneyPage, standing: &Standing) -> AnyView {
    let i18n = use_i18n();
    let currency = standing.currency;
    let id = format!("balance-{currency}");
    // What is disputed or stands in the account's favour is not asked for.
    let to_pay = if standing.asked() > 0 { payable(page, currency) } else { Vec::new() };
    let only_first = (page.may_pay && !to_pay.is_empty() && page.more_open.contains(&currency)).then(|| {
        let count = i64::try_from(to_pay.len()).unwrap_or(i64::MAX);
        view! { <p class="soft small">{i18n.money_pay_first(count)}</p> }
    });
    let pay = (page.may_pay && !to_pay.is_empty()).then(|| {
        view! { <a class="button" href=pay_href(to_pay.iter().map(String::as_str))>{i18n.money_pay()}</a> }
    });
    let parts = filled(&standing.ageing);
    let statement = link("/money/statement", &[("currency", currency.code())]);
    let bar = (!parts.is_empty()).then(|| {
        let drawn: Vec<(&'static str, i64)> = parts.iter().map(|(bucket, value)| (bucket.code(), *value)).collect();
        view! { {ageing_bar(&drawn)} {in_short(standing)} {legend(standing, &parts)} }
    });
    let label = id.clone();
    view! {
        <section class="sheet" aria-labelledby=label>
            <div class="sheet-body">
                <div class="spread">
                    <h2 class="balance" id=id>{headline(standing)}</h2>
                    {pay}
                </div>
                {only_first}
                {bar}
                {credit(&Side::Own, standing)}
            </div>
            <footer class="sheet-foot" data-screen="">
                <a class="link" href=open_href(currency, None)>{i18n.money_explain()}</a>
                <a class="link" href=statement>{i18n.money_statement()}</a>
            </footer>
        </section>
    }
    .into_any()
}

/// "You owe €1,234.50", "Nothing to pay", "We owe you €20.00".
fn headline(standing: &Standing) -> AnyView {
    let i18n = use_i18n();
    let (words, owed) = match standing.balance {
        0 => return view! { <span class="balance-words">{i18n.money_nothing()}</span> }.into_any(),
        balance if balance > 0 => (i18n.money_owe(), balance),
        balance => (i18n.money_owed_to_you(), balance.saturating_neg()),
    };
    view! {
        <span class="soft small">{words}</span>
        " "
        <span class="money money-large">{money_text(standing.currency, owed)}</span>
    }
    .into_any()
}

/// The two sums that matter, under the bar, each with the way to what it is made of.
fn in_short(standing: &Standing) -> Option<AnyView> {
    let i18n = use_i18n();
    let (not_due, overdue) = (standing.ageing.not_due, standing.ageing.overdue());
    let currency = standing.currency;
    let said = |minor| money_text(currency, minor);
    let waits = (not_due != 0).then(|| {
        let href = open_href(currency, Some(Part::Bucket(Bucket::NotDue)));
        view! { <a class="open-link soft" href=href>{i18n.money_not_due(&said(not_due))}</a> }
    });
    let late = (overdue != 0).then(|| {
        let href = open_href(currency, Some(Part::Overdue));
        view! { <a class="open-link late" href=href>{i18n.money_overdue(&said(overdue))}</a> }
    });
    (waits.is_some() || late.is_some()).then(|| view! { <p class="spread">{waits} {late}</p> }.into_any())
}

/// What the bar shows, in words, each part with the way to what it is made of.
fn legend(standing: &Standing, parts: &[(Bucket, i64)]) -> AnyView {
    let i18n = use_i18n();
    let currency = standing.currency;
    let rows = parts
        .iter()
        .map(|(bucket, value)| {
            let part = Some(Part::Bucket(*bucket));
            view! {
                <tr>
                    <th scope="row">
                        <span class="ageing-part">
                            {ageing_key(bucket.code())}
                            <a class="open-link" href=open_href(currency, part)>{bucket_name(i18n, *bucket)}</a>
                        </span>
                    </th>
                    <td class="figure">{amount(currency, *value)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="ageing-table">
            <caption class="visually-hidden">{i18n.money_parts()}</caption>
            <thead class="visually-hidden">
                <tr><th scope="col">{i18n.money_part()}</th><th scope="col">{i18n.money_amount()}</th></tr>
            </thead>
            <tbody>{rows}</tbody>
            <tfoot>
                <tr><th scope="row">{i18n.money_balance()}</th><td class="figure">{amount(currency, standing.balance)}</td></tr>
            </tfoot>
        </table>
    }
    .into_any()
}

/// What is paid by one press: what is open, not disputed, and not paid already as the customer says. Who disputes a part
/// of an invoice and pays it all the same ticks it.
fn payable(page: &MoneyPage, currency: Currency) -> Vec<String> {
    page.open
        .iter()
        .filter(|line| line.amount.currency == currency && line.disputed == 0 && line.announced.is_none())
        .map(OpenLine::named)
        .collect()
}

/// What is to be paid in one currency; several invoices are ticked and paid at once.
fn to_pay(page: &MoneyPage, currency: Currency) -> Option<AnyView> {
    let i18n = use_i18n();
    let lines: Vec<&OpenLine> = page.open.iter().filter(|line| line.amount.currency == currency).collect();
    if lines.is_empty() {
        return None;
    }
    let title = if page.standings.len() > 1 {
        i18n.money_open_currency(currency.code())
    } else {
        i18n.money_open_title().to_owned()
    };
    let id = format!("open-{currency}");
    let may_tick = page.may_pay;
    // What should have been paid by now is what one came for.
    let late = |line: &OpenLine| line.bucket.is_overdue() && line.disputed == 0 && line.announced.is_none();
    let ticked: Option<&dyn Fn(&OpenLine) -> bool> = if may_tick { Some(&late) } else { None };
    let table = open_table(&Side::Own, title.clone(), &lines, page.today, ticked);
    let more = page.more_open.contains(&currency).then(|| {
        view! { <a class="link" href=open_href(currency, None)>{i18n.money_open_more()}</a> }
    });
    let pay = may_tick.then(|| view! { <button class="button" type="submit">{i18n.money_pay_ticked()}</button> });
    let foot = (more.is_some() || pay.is_some()).then(|| view! { <div class="sheet-foot">{more} {pay}</div> });
    let label = id.clone();
    Some(
        view! {
            <form class="sheet" method="get" action="/money/pay" aria-labelledby=label>
                <header class="sheet-head"><h2 id=id>{title}</h2></header>
                {table}
                {foot}
            </form>
        }
        .into_any(),
    )
}

fn newest(page: &MoneyPage) -> Option<AnyView> {
    if page.postings.is_empty() {
        return None;
    }
    let rows = page.postings.iter().map(|(currency, line)| posting_row(page, *currency, line)).collect_view();
    Some(
        view! {
            <section class="sheet" aria-labelledby="newest">
                <header class="sheet-head"><h2 id="newest">{use_i18n().money_newest_title()}</h2></header>
                <ul class="rows">{rows}</ul>
            </section>
        }
        .into_any(),
    )
}

fn posting_row(page: &MoneyPage, currency: Currency, line: &PostingLine) -> AnyView {
    let document = line.document.as_deref();
    // A document is read first; everything else about it is one step further.
    let href = if line.amount > 0 { document_href(line.kind, document, line.id) } else { posting_href(line.id) };
    view! {
        <li class="row" data-align="start">
            <div class="row-text">
                <a class="row-link" href=href>{posting_name(line.kind, document)}</a>
                <small>{day_text(page.today, line.posted)} {said(&line.text)}</small>
            </div>
            <span class="row-side">{amount(currency, line.amount)}</span>
        </li>
    }
    .into_any()
}

/// When the portal last proved its sums, and how.
fn verified(page: &MoneyPage) -> Option<AnyView> {
    let i18n = use_i18n();
    let text = i18n.money_verified(&format::relative(use_language(), page.now, page.verified?));
    let explained = why(text.clone(), i18n.money_verified_why().to_owned());
    Some(view! { <div class="cluster soft small"><span>{text}</span> {explained}</div> }.into_any())
}
