//! The postings of a period: what was owed before, what came, what was owed after.

use domain::{
    format,
    ledger::{
        Way,
        wire::{PostingLine, Standing, Statement, StatementFilter},
    },
    time::Date,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api,
    parts::{long_day, posting_name, summary},
    side::Side,
};
use crate::{
    ask::{Question, question},
    features::orders::finding::link,
    reader::{use_i18n, use_language},
    ui::{Listing, amount, field, icon, icon_small, listing, load, page_head, skeleton_rows, why},
};

/// `/money/statement?currency=&from=&until=&way=&after=`
#[must_use]
pub fn page() -> AnyView {
    let filter = filter();
    shown(Signal::stored(Side::Own), question(move || api::ReadStatement { filter: filter.get() }))
}

/// The statement that the page's address asks for.
#[must_use]
pub fn filter() -> Signal<StatementFilter> {
    let query = use_query_map();
    Signal::derive(move || {
        let value = |name: &str| query.with(|query| query.get(name)).unwrap_or_default();
        StatementFilter {
            currency: value("currency"),
            from: value("from"),
            until: value("until"),
            after: value("after"),
            way: value("way"),
        }
    })
}

/// The page, from either side.
#[must_use]
pub fn shown(side: Signal<Side>, statement: Question<Statement>) -> AnyView {
    let i18n = use_i18n();
    let filter = filter();
    let listing = listing();
    view! {
        <main class="main" id="main">
            {move || page_head(i18n.money_statement().to_owned(), None, Some(side.get().back()), None)}
            <div class="stack">
                {period_form(side, &filter.get_untracked())}
                {listing.status()}
                {load(statement, || skeleton_rows(10), move |statement| {
                    content(&side.get_untracked(), &statement, &filter.get_untracked().after, listing)
                })}
            </div>
        </main>
    }
    .into_any()
}

/// The choice of a period: a plain form. It stands outside of what is fetched, so that what was typed can be mended.
fn period_form(side: Signal<Side>, filter: &StatementFilter) -> AnyView {
    let i18n = use_i18n();
    let StatementFilter { currency, from, until, .. } = filter.clone();
    let nothing = Signal::derive(|| None);
    let currency = (!currency.is_empty()).then(|| view! { <input type="hidden" name="currency" value=currency/> });
    view! {
        <form class="sheet period" method="get" action=move || side.get().statement("") data-screen="">
            {currency}
            <div class="field-row">
                {field("from", i18n.money_from()).kind("date").line(nothing, from)}
                {field("until", i18n.money_until()).kind("date").line(nothing, until)}
            </div>
            <p class="hint">{i18n.money_period_hint()}</p>
            <div class="actions"><button class="button button-quiet" type="submit">{i18n.money_show()}</button></div>
        </form>
    }
    .into_any()
}

fn content(side: &Side, statement: &Statement, after: &str, listing: Listing) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let [from, until] = [statement.from, statement.until].map(|day| format::date_long(language, day));
    listing.came(after.to_owned(), i18n.money_postings(), statement.postings.len());
    let owner = format!("{} · {}", statement.account_name, statement.account_number);
    view! {
        {currencies(side, statement)}
        <section class="sheet" aria-labelledby="period">
            <header class="sheet-head">
                <h2 id="period">{from} " – " {until}</h2>
                <span class="soft small">{owner}</span>
            </header>
            {sums(side, statement)}
            {statement.standing.as_ref().map(|standing| stands(side, standing))}
            <div class="sheet-body" data-screen=""><div class="actions">{files(side, statement)}</div></div>
        </section>
        {only(side, statement)}
        {postings(side, statement, after)}
        {pager(side, statement, after)}
        {verified(statement)}
    }
    .into_any()
}

/// The same period in the account's other currencies.
fn currencies(side: &Side, statement: &Statement) -> Option<AnyView> {
    if statement.currencies.len() < 2 {
        return None;
    }
    let links = statement
        .currencies
        .iter()
        .map(|currency| {
            let current = (*currency == statement.currency).then_some("true");
            let href = address(&side.statement(""), statement, currency.code(), None, "");
            view! { <li><a class="filter" href=href aria-current=current>{currency.code().to_owned()}</a></li> }
        })
        .collect_view();
    let label = use_i18n().money_currencies();
    Some(view! { <nav aria-label=label><ul class="filters">{links}</ul></nav> }.into_any())
}

/// The statement's period at another address, or in another currency, or with the postings of one of its sums, or after a
/// posting.
fn address(path: &str, statement: &Statement, currency: &str, way: Option<Way>, after: &str) -> String {
    let (from, until) = (statement.from.iso(), statement.until.iso());
    let way = way.map_or("", Way::code);
    link(path, &[("currency", currency), ("from", &from), ("until", &until), ("way", way), ("after", after)])
}

/// What the period begins and ends with, and what lies between, each with the way to the postings that it is made of.
fn sums(side: &Side, statement: &Statement) -> AnyView {
    let i18n = use_i18n();
    let currency = statement.currency;
    let path = side.statement("");
    let of = |way| Some(address(&path, statement, currency.code(), Some(way), ""));
    // All that came before: from the first posting on.
    let up_to = |day: Date| Some(link(&path, &[("currency", currency.code()), ("until", &day.iso())]));
    let opens = |href: Option<String>, name: &'static str, minor: i64| match href.filter(|_| minor != 0) {
        Some(href) => view! { <a class="open-link" href=href>{name}</a> }.into_any(),
        None => name.into_any(),
    };
    let (opening, closing) = (statement.opening, statement.closing);
    let (debits, credits) = (statement.debits, statement.credits);
    // Where nothing was owed before, the end is made of the postings on this page.
    let all = if opening == 0 { None } else { up_to(statement.until) };
    view! {
        <dl class="total-rows">
            <div>
                <dt>{opens(up_to(statement.from.plus_days(-1)), i18n.money_opening(), opening)}</dt>
                <dd>{amount(currency, opening)}</dd>
            </div>
            <div><dt>{opens(of(Way::Debits), i18n.money_debits(), debits)}</dt><dd>{amount(currency, debits)}</dd></div>
            <div><dt>{opens(of(Way::Credits), i18n.money_credits(), credits)}</dt><dd>{amount(currency, credits)}</dd></div>
            <div class="total"><dt>{opens(all, i18n.money_closing(), closing)}</dt><dd>{amount(currency, closing)}</dd></div>
        </dl>
    }
    .into_any()
}

/// Which of the sums is listed, and the way back to all.
fn only(side: &Side, statement: &Statement) -> Option<AnyView> {
    let i18n = use_i18n();
    let current = statement.way?;
    let choice = |way: Option<Way>, name: &'static str| {
        let href = address(&side.statement(""), statement, statement.currency.code(), way, "");
        let here = (way == Some(current)).then_some("true");
        view! { <li><a class="filter" href=href aria-current=here>{name}</a></li> }
    };
    Some(
        view! {
            <nav aria-label=i18n.money_postings()>
                <ul class="filters">
                    {choice(None, i18n.money_all_postings())}
                    {choice(Some(Way::Debits), i18n.money_debits())}
                    {choice(Some(Way::Credits), i18n.money_credits())}
                </ul>
            </nav>
        }
        .into_any(),
    )
}

/// What the account stands at today, in few sums, each with the way to what it is made of.
fn stands(side: &Side, standing: &Standing) -> AnyView {
    let i18n = use_i18n();
    let currency = standing.currency;
    let rows = summary(side, i18n, standing)
        .into_iter()
        .map(|(part, name, minor)| {
            let name = match part.filter(|_| minor != 0) {
                Some(part) => {
                    let href = side.open(currency, Some(part), "");
                    view! { <a class="open-link" href=href>{name}</a> }.into_any()
                }
                None => name.into_any(),
            };
            view! { <div><dt>{name}</dt><dd>{amount(currency, minor)}</dd></div> }
        })
        .collect_view();
    view! {
        <div class="sheet-body"><h3>{i18n.money_stands()}</h3></div>
        <dl class="total-rows">{rows}</dl>
    }
    .into_any()
}

fn files(side: &Side, statement: &Statement) -> AnyView {
    let i18n = use_i18n();
    let file = |ending: &str, name: &'static str| {
        let href = address(&side.statement(ending), statement, statement.currency.code(), None, "");
        view! {
            <a class="button button-quiet button-small" href=href rel="external" download="">
                {icon_small("download")} " " {name}
            </a>
        }
    };
    view! {
        {file(".pdf", i18n.money_pdf())}
        {file(".csv", i18n.money_csv())}
    }
    .into_any()
}

fn postings(side: &Side, statement: &Statement, after: &str) -> AnyView {
    let i18n = use_i18n();
    if statement.postings.is_empty() {
        return view! { <p class="soft">{i18n.money_statement_none()}</p> }.into_any();
    }
    let currency = statement.currency;
    // Each page shows only its own end of the period, and where some postings are left out, the ends do not hold.
    let opening = (after.is_empty() && statement.way.is_none()).then(|| {
        view! {
            <tr role="row">
                <td role="cell"><strong>{i18n.money_opening()}</strong></td>
                <td role="cell" data-label=i18n.money_date()>{long_day(statement.from)}</td>
                <td role="cell"></td>
                <td role="cell" class="figure" data-label=i18n.money_balance()>{amount(currency, statement.opening)}</td>
            </tr>
        }
    });
    let closing = (statement.next.is_none() && statement.way.is_none()).then(|| {
        view! {
            <tr role="row">
                <td role="cell"><strong>{i18n.money_closing()}</strong></td>
                <td role="cell" data-label=i18n.money_date()>{long_day(statement.until)}</td>
                <td role="cell"></td>
                <td role="cell" class="figure" data-label=i18n.money_balance()>{amount(currency, statement.closing)}</td>
            </tr>
        }
    });
    let rows = statement.postings.iter().map(|line| row(side, statement, line)).collect_view();
    view! {
        <div class="sheet" tabindex="-1" data-list="" role="region" aria-label=i18n.money_postings()>
            <table class="table" data-cards="" role="table">
                <caption class="visually-hidden">{i18n.money_postings()}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">{i18n.money_text()}</th>
                        <th scope="col" role="columnheader">{i18n.money_date()}</th>
                        <th scope="col" role="columnheader" class="figure">{i18n.money_amount()}</th>
                        <th scope="col" role="columnheader" class="figure">{i18n.money_balance()}</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{opening}{rows}{closing}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(side: &Side, statement: &Statement, line: &PostingLine) -> AnyView {
    let i18n = use_i18n();
    let currency = statement.currency;
    let text = (!line.text.is_empty()).then(|| view! { <small class="soft line-note">{line.text.clone()}</small> });
    view! {
        <tr role="row">
            <td role="cell">
                <a class="open-link" href=side.posting(line.id)>{posting_name(line.kind, line.document.as_deref())}</a>
                {text}
            </td>
            <td role="cell" data-label=i18n.money_date()>{long_day(line.posted)}</td>
            <td role="cell" class="figure" data-label=i18n.money_amount()>{amount(currency, line.amount)}</td>
            <td role="cell" class="figure" data-label=i18n.money_balance()>{amount(currency, line.balance)}</td>
        </tr>
    }
    .into_any()
}

fn pager(side: &Side, statement: &Statement, after: &str) -> Option<AnyView> {
    let i18n = use_i18n();
    let page = |after: &str| address(&side.statement(""), statement, statement.currency.code(), statement.way, after);
    let first = (!after.is_empty()).then(|| {
        view! { <a class="button button-quiet button-small" href=page("")>{icon("back")} {i18n.shop_first_page()}</a> }
    });
    let following = statement.next.as_deref().map(|next| {
        view! { <a class="button button-quiet button-small" href=page(next)>{i18n.shop_more()} {icon("forward")}</a> }
    });
    (first.is_some() || following.is_some())
        .then(|| view! { <nav class="pager" aria-label=i18n.orders_pages()>{first}{following}</nav> }.into_any())
}

/// When the portal last proved its sums, and how.
fn verified(statement: &Statement) -> Option<AnyView> {
    let i18n = use_i18n();
    let text = i18n.money_verified(&format::relative(use_language(), statement.now, statement.verified?));
    let explained = why(text.clone(), i18n.money_verified_why().to_owned());
    Some(view! { <div class="cluster soft small"><span>{text}</span> {explained}</div> }.into_any())
}
