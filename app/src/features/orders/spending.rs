//! What was ordered in a period, in figures: by month or year, by category, and what is bought most. Each figure leads to
//! what it is made of.

use domain::{
    format,
    spending::{CategorySum, Period, Slot, Spending, SpendingFilter, SpendingRow, Sum},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{api, finding::link, most::most, parts::money_text};
use crate::{
    ask::question,
    features::measures::parts::{figure_sheet, table},
    reader::{use_i18n, use_language},
    ui::{Bar, Listing, Tone, amount, bar_chart, cart_button, empty, icon, listing, load, page_head, skeleton_rows},
};

/// Where it is.
pub const PATH: &str = "/orders/spending";
/// The same as a file.
const FILE: &str = "/orders/spending.csv";

/// `/orders/spending?period=&currency=&category=&rank=`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        query.with(|query| {
            let value = |name: &str| query.get(name).unwrap_or_default();
            SpendingFilter {
                period: value("period"),
                currency: value("currency"),
                category: value("category"),
                rank: value("rank"),
            }
        })
    });
    let status = RwSignal::new(String::new());
    let listing = listing();
    let spending = question(move || api::ReadSpending { filter: filter.get() });
    let back = Some(("/orders".to_owned(), i18n.nav_orders().to_owned()));
    view! {
        <main class="main" id="main">
            {page_head(i18n.spending_title().to_owned(), None, back, Some(cart_button()))}
            <div class="stack">
                {periods(filter)}
                <p class="visually-hidden" role="status">{move || status.get()}</p>
                {listing.status()}
                {load(spending, || skeleton_rows(10), move |page| content(&page, status, listing))}
            </div>
        </main>
    }
    .into_any()
}

/// The address of a filter, here or as a file.
#[must_use]
pub fn address(path: &str, filter: &SpendingFilter) -> String {
    let SpendingFilter { period, currency, category, rank } = filter;
    link(path, &[("period", period), ("currency", currency), ("category", category), ("rank", rank)])
}

/// The filter of what is shown.
#[must_use]
pub fn shown(page: &Spending) -> SpendingFilter {
    SpendingFilter {
        period: page.period.code().to_owned(),
        currency: page.currency.code().to_owned(),
        category: page.category.as_ref().map(|category| category.slug.clone()).unwrap_or_default(),
        rank: page.rank.code().to_owned(),
    }
}

/// The choice of a period. It stands outside of what is fetched, so that one can go on from what was refused.
fn periods(filter: Memo<SpendingFilter>) -> AnyView {
    let i18n = use_i18n();
    let links = Period::ALL.map(|period| {
        let name = match period {
            Period::Months => i18n.spending_period_months(),
            Period::ThisYear => i18n.spending_period_this_year(),
            Period::LastYear => i18n.spending_period_last_year(),
            Period::All => i18n.spending_period_all(),
        };
        let href = move || address(PATH, &SpendingFilter { period: period.code().to_owned(), ..filter.get() });
        let current = move || filter.with(|filter| Period::parse(&filter.period) == period).then_some("true");
        view! { <li><a class="filter" href=href aria-current=current>{name}</a></li> }
    });
    view! { <nav aria-label=i18n.measures_period()><ul class="filters">{links.collect_view()}</ul></nav> }.into_any()
}

fn content(page: &Spending, status: RwSignal<String>, listing: Listing) -> AnyView {
    let i18n = use_i18n();
    let none = |text: &'static str| {
        let action = Some(("/shop".to_owned(), i18n.orders_to_shop().to_owned()));
        let title = i18n.spending_none_title().to_owned();
        view! { <section class="sheet">{empty("orders", title, text.to_owned(), action)}</section> }.into_any()
    };
    listing.came(String::new(), i18n.spending_most(), page.bought.len());
    if page.currencies.is_empty() {
        return none(i18n.spending_none_text());
    }
    if page.orders == 0 {
        return view! { {currencies(page)} {none(i18n.spending_none_period())} }.into_any();
    }
    let explained = if page.gross_prices { i18n.spending_explain_gross() } else { i18n.spending_explain_net() };
    view! {
        {currencies(page)}
        <p class="soft">{explained}</p>
        {total(page)}
        <div class="figure-sheets">{by_slot(page)} {by_category(page)}</div>
        {most(page, status)}
    }
    .into_any()
}

/// The same period in the account's other currencies: nothing is added up across them.
fn currencies(page: &Spending) -> Option<AnyView> {
    if page.currencies.len() < 2 {
        return None;
    }
    let links = page
        .currencies
        .iter()
        .map(|currency| {
            let current = (*currency == page.currency).then_some("true");
            let code = currency.code().to_owned();
            let href = address(PATH, &SpendingFilter { currency: code.clone(), ..shown(page) });
            view! { <li><a class="filter" href=href aria-current=current>{code}</a></li> }
        })
        .collect_view();
    let label = use_i18n().money_currencies();
    Some(view! { <nav aria-label=label><ul class="filters">{links}</ul></nav> }.into_any())
}

/// The period as a whole.
fn total(page: &Spending) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let slots = page.rows.first().zip(page.rows.last());
    let whole = slots.map(|(first, last)| Slot { from: first.slot.from, last: last.slot.last });
    let title = whole.map(|Slot { from, last }| {
        format!("{} \u{2013} {}", format::date_long(language, from), format::date_long(language, last))
    });
    let orders = whole.map(|slot| {
        view! { <a class="open-link" href=orders_of(slot)>{i18n.spending_orders(page.orders)}</a> }
    });
    let file = address(FILE, &SpendingFilter { category: String::new(), rank: String::new(), ..shown(page) });
    let Sum { net, tax, gross } = page.total;
    view! {
        <section class="sheet" aria-labelledby="total">
            <header class="sheet-head">
                <h2 id="total">{title}</h2>
                <a
                    class="button button-text button-small"
                    href=file
                    rel="external"
                    download=""
                    aria-label=i18n.spending_csv()
                >
                    {icon("download")} "CSV"
                </a>
            </header>
            <dl class="total-rows">
                <div><dt>{i18n.nav_orders()}</dt><dd>{orders}</dd></div>
                <div><dt>{i18n.csv_net()}</dt><dd>{amount(page.currency, net)}</dd></div>
                <div><dt>{i18n.csv_tax()}</dt><dd>{amount(page.currency, tax)}</dd></div>
                <div class="total"><dt>{i18n.spending_gross()}</dt><dd>{amount(page.currency, gross)}</dd></div>
            </dl>
        </section>
    }
    .into_any()
}

/// The orders that were submitted in a month or a year.
fn orders_of(slot: Slot) -> String {
    link("/orders", &[("from", &slot.from.iso()), ("to", &slot.last.iso())])
}

fn by_slot(page: &Spending) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let by_year = page.period.is_by_year();
    let (title, first) = if by_year {
        (i18n.spending_by_year(), i18n.spending_year())
    } else {
        (i18n.spending_by_month(), i18n.spending_month())
    };
    let name = |slot: Slot| {
        if by_year { slot.from.ymd().0.to_string() } else { format::month_year(language, slot.from) }
    };
    let shown = |row: &SpendingRow| row.sum.shown(page.gross_prices);
    let bars = page.rows.iter().map(|row| {
        let name = name(row.slot);
        Bar {
            name: if row.orders == 0 {
                name.into_any()
            } else {
                view! { <a class="open-link" href=orders_of(row.slot)>{name}</a> }.into_any()
            },
            says: format!("{} · {}", money_text(page.currency, shown(row)), i18n.spending_orders(row.orders)),
            parts: vec![(Tone::Ok, shown(row))],
        }
    });
    let whole = page.rows.iter().map(shown).max().unwrap_or(0);
    let chart = view! { {bar_chart(bars.collect(), whole)} <p class="soft small">{i18n.spending_orders_note()}</p> };
    let head = [first, i18n.nav_orders(), i18n.csv_net(), i18n.csv_tax(), i18n.spending_gross()];
    let rows = page.rows.iter().map(|row| {
        let mut cells = vec![name(row.slot), row.orders.to_string()];
        cells.extend(amounts(page, row.sum));
        cells
    });
    figure_sheet(title, chart.into_any(), table(title, head.map(str::to_owned).to_vec(), rows.collect()), None)
}

fn by_category(page: &Spending) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let title = i18n.spending_by_category();
    let percent = |row: &CategorySum| format::percent(language, row.share * 10);
    let shown_of = |row: &CategorySum| row.sum.shown(page.gross_prices);
    let bars = page.categories.iter().map(|row| {
        let href = address(PATH, &SpendingFilter { category: row.slug.clone(), ..shown(page) });
        let name = row.name.clone();
        Bar {
            name: view! { <a class="open-link" href=format!("{href}#most")>{name}</a> }.into_any(),
            says: format!("{} · {}", money_text(page.currency, shown_of(row)), percent(row)),
            parts: vec![(Tone::Ok, shown_of(row))],
        }
    });
    let whole = page.categories.iter().map(shown_of).max().unwrap_or(0);
    let head = [i18n.spending_category(), i18n.csv_net(), i18n.csv_tax(), i18n.spending_gross(), i18n.spending_share()];
    let rows = page.categories.iter().map(|row| {
        let mut cells = vec![row.name.clone()];
        cells.extend(amounts(page, row.sum));
        cells.push(percent(row));
        cells
    });
    let table = table(title, head.map(str::to_owned).to_vec(), rows.collect());
    figure_sheet(title, bar_chart(bars.collect(), whole), table, None)
}

/// Net, tax and gross, for the cells of a table.
fn amounts(page: &Spending, sum: Sum) -> [String; 3] {
    [sum.net, sum.tax, sum.gross].map(|minor| money_text(page.currency, minor))
}
