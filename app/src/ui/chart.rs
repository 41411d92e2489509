//! Pictures of figures, drawn on the server: bars beside their names, and columns over the hours of a day. What a picture
//! says, words beside it or around it say too; sizes are attributes, because style attributes are dropped.

use leptos::prelude::*;

use super::Tone;

/// A row of a bar chart.
#[derive(Debug)]
pub struct Bar {
    pub name: AnyView,
    /// The figures in words.
    pub says: String,
    /// One beside the other.
    pub parts: Vec<(Tone, i64)>,
}

/// Bars under each other; `whole` is what the longest could be.
#[must_use]
pub fn bar_chart(bars: Vec<Bar>, whole: i64) -> AnyView {
    let rows = bars.into_iter().map(|bar| row(bar, whole.max(1))).collect_view();
    view! { <ul class="chart">{rows}</ul> }.into_any()
}

fn row(bar: Bar, whole: i64) -> AnyView {
    let mut left = 0;
    let parts = bar
        .parts
        .into_iter()
        .filter(|(_, value)| *value > 0)
        .map(|(tone, value)| {
            let (begin, end) = (left * 1_000 / whole, ((left + value) * 1_000 / whole).min(1_000));
            left += value;
            view! {
                <rect x=begin.to_string() width=(end - begin).max(1).to_string() height="4" data-tone=tone.code()></rect>
            }
        })
        .collect_view();
    view! {
        <li>
            <span class="chart-name">{bar.name}</span>
            <span class="chart-says">{bar.says}</span>
            <svg class="ageing" viewBox="0 0 1000 4" preserveAspectRatio="none" aria-hidden="true">{parts}</svg>
        </li>
    }
    .into_any()
}

/// Two values of an hour of the day, the smaller one before the other; `says` is both in words.
#[derive(Debug)]
pub struct Column {
    pub hour: i64,
    pub front: i64,
    pub back: i64,
    /// The higher one is more than can be shown.
    pub is_open: bool,
    pub says: String,
}

/// Columns over the hours of a day; `label` says what they are of.
#[must_use]
pub fn day_chart(label: &str, columns: &[Column]) -> AnyView {
    const HEIGHT: i64 = 70;
    let highest = columns.iter().map(|column| column.back.max(column.front)).max().unwrap_or(0).max(1);
    let height = |value: i64| if value == 0 { 0 } else { (value * (HEIGHT - 4) / highest).max(1) };
    let drawn = columns
        .iter()
        .map(|column| {
            let left = (column.hour * 10 + 1).to_string();
            let high = if column.is_open { HEIGHT } else { height(column.back) };
            let tone = if column.is_open { Tone::Late } else { Tone::Plain };
            let front = height(column.front);
            view! {
                <rect x=left.clone() y=(HEIGHT - high).to_string() width="8" height=high.to_string() data-tone=tone.code()></rect>
                <rect x=left y=(HEIGHT - front).to_string() width="8" height=front.to_string() data-tone="ok"></rect>
            }
        })
        .collect_view();
    let hours = (0..24)
        .step_by(3)
        .map(|hour: i64| {
            view! { <text x=(hour * 10 + 5).to_string() y="81" text-anchor="middle">{hour.to_string()}</text> }
        })
        .collect_view();
    let words: Vec<&str> = columns.iter().map(|column| column.says.as_str()).collect();
    let label = format!("{label}: {}", words.join("; "));
    view! {
        <svg class="bars" viewBox="0 0 240 84" role="img" aria-label=label>
            <line x1="0" y1="70.5" x2="240" y2="70.5"></line>
            {drawn}
            {hours}
        </svg>
    }
    .into_any()
}
