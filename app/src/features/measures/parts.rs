//! What both pages have: the choice of a period, times in words, and the frame of a chart with its table.

use domain::{
    i18n::I18n,
    measures::{Period, Time},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{features::cases::clock::span, reader::use_i18n, ui::icon};

/// The period that the address names.
#[must_use]
pub fn period() -> Memo<Period> {
    let query = use_query_map();
    Memo::new(move |_| Period::parse(&query.with(|query| query.get("period")).unwrap_or_default()))
}

/// The choice of a period.
#[must_use]
pub fn periods(path: &'static str, chosen: Memo<Period>) -> AnyView {
    let i18n = use_i18n();
    let links = Period::ALL.map(|period| {
        let name = match period {
            Period::Month => i18n.measures_period_month(),
            Period::Quarter => i18n.measures_period_quarter(),
            Period::Year => i18n.measures_period_year(),
        };
        let href = format!("{path}?period={}", period.code());
        let current = move || (chosen.get() == period).then_some("true");
        view! { <li><a class="filter" href=href aria-current=current>{name}</a></li> }
    });
    view! { <nav aria-label=i18n.measures_period()><ul class="filters">{links.collect_view()}</ul></nav> }.into_any()
}

/// A time in words, in a sentence.
#[must_use]
pub fn time_text(i18n: I18n, time: Option<Time>) -> String {
    match time {
        None => "\u{2013}".to_owned(),
        Some(Time::Within(minutes)) => i18n.measures_within(&span(i18n, minutes.into())),
        Some(Time::Beyond(minutes)) => i18n.measures_beyond(&span(i18n, minutes.into())),
        Some(Time::Never) => i18n.measures_never().to_owned(),
    }
}

/// A time in a cell of a table, whose column says what it is.
#[must_use]
pub fn time_cell(i18n: I18n, time: Option<Time>) -> String {
    match time {
        Some(Time::Within(minutes)) => span(i18n, minutes.into()),
        other => time_text(i18n, other),
    }
}

/// A chart, behind it the table with the same figures, and that as a file.
#[must_use]
pub fn figure_sheet(title: &'static str, chart: AnyView, table: AnyView, csv: Option<String>) -> AnyView {
    let i18n = use_i18n();
    let file = csv.map(|href| {
        view! {
            <a class="button button-text button-small" href=href rel="external" download aria-label=i18n.measures_csv(title)>
                {icon("download")} "CSV"
            </a>
        }
    });
    view! {
        <section class="sheet" aria-label=title>
            <header class="sheet-head"><h2>{title}</h2>{file}</header>
            <div class="sheet-body stack">
                {chart}
                <details class="explain">
                    <summary>{i18n.measures_table()}<span class="visually-hidden">" "{title}</span></summary>
                    <div class="table-scroll">{table}</div>
                </details>
            </div>
        </section>
    }
    .into_any()
}

/// A table: the names of its columns, and its rows, of which the first cell is the name.
#[must_use]
pub fn table(caption: &'static str, columns: Vec<String>, rows: Vec<Vec<String>>) -> AnyView {
    let head = columns
        .iter()
        .enumerate()
        .map(|(place, name)| view! { <th scope="col" class=(place > 0).then_some("figure")>{name.clone()}</th> })
        .collect_view();
    let rows = rows
        .into_iter()
        .map(|cells| {
            let cells = cells.into_iter().zip(&columns).enumerate().map(|(place, (cell, column))| {
                if place == 0 {
                    view! { <th scope="row" role="rowheader">{cell}</th> }.into_any()
                } else {
                    view! { <td class="figure" role="cell" data-label=column.clone()>{cell}</td> }.into_any()
                }
            });
            view! { <tr role="row">{cells.collect_view()}</tr> }
        })
        .collect_view();
    view! {
        <table class="table" data-cards="" role="table">
            <caption class="visually-hidden">{caption}</caption>
            <thead><tr role="row">{head}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
