//! How long answers and solutions took: by kind, by tag, by hour of the day.

use domain::{
    cases::Kind,
    i18n::I18n,
    measures::{AnswerTimes, Line, Table, Time, Times},
};
use leptos::prelude::*;

use super::parts::{figure_sheet, table, time_cell, time_text};
use crate::{
    features::cases::words::kind_name,
    reader::use_i18n,
    ui::{Bar, Column, Tone, bar_chart, day_chart},
};

/// The three sheets. `csv` gives the address of a table's file, where there are any.
#[must_use]
pub fn sheets(times: &AnswerTimes, csv: fn(Table) -> Option<String>) -> AnyView {
    let i18n = use_i18n();
    let address = |table: Table| csv(table).map(|path| format!("{path}?period={}", times.period.code()));
    let kind = |line: &Line| Kind::parse(&line.code).map(|kind| kind_name(i18n, kind)).unwrap_or_default();
    let tag = |line: &Line| line.name.clone();
    let hour = |line: &Line| format!("{}:00", line.code);
    let (by_kind, by_tag, by_hour) = (i18n.measures_by_kind(), i18n.measures_by_tag(), i18n.measures_by_hour());
    let tags = (!times.tags.is_empty()).then(|| {
        let rows = table_of(by_tag, i18n.desk_settings_tag(), &times.tags, &tag);
        figure_sheet(by_tag, both(&times.tags, &bars(&tag)), rows, address(Table::Tags))
    });
    view! {
        {figure_sheet(
            by_kind,
            both(&times.kinds, &bars(&kind)),
            table_of(by_kind, i18n.cases_kinds(), &times.kinds, &kind),
            address(Table::Kinds),
        )}
        {tags}
        {figure_sheet(
            by_hour,
            both(&times.hours, &|title, lines, of| columns(title, lines, of)),
            table_of(by_hour, i18n.measures_hour(), &times.hours, &hour),
            address(Table::Hours),
        )}
    }
    .into_any()
}

/// How long all of them took together.
#[must_use]
pub fn overall(line: &Line) -> AnyView {
    let i18n = use_i18n();
    let fact = |name: &'static str, times: &Times| {
        view! { <div><dt>{name}</dt><dd>{both_times(i18n, times)}</dd></div> }
    };
    view! {
        <section class="sheet" aria-label=i18n.measures_public_link()>
            <div class="sheet-body">
                <dl class="facts">
                    {fact(i18n.case_promise_first_answer(), &line.first)}
                    {fact(i18n.case_promise_resolution(), &line.solved)}
                </dl>
            </div>
        </section>
    }
    .into_any()
}

type Of = fn(&Line) -> Times;
type Draw<'a> = dyn Fn(&'static str, &[Line], Of) -> AnyView + 'a;

/// First answers, and below them solutions.
fn both(lines: &[Line], draw: &Draw<'_>) -> AnyView {
    let i18n = use_i18n();
    let spans: [(&'static str, Of); 2] =
        [(i18n.case_promise_first_answer(), |line| line.first), (i18n.case_promise_resolution(), |line| line.solved)];
    spans.map(|(title, of)| view! { <div><h3>{title}</h3>{draw(title, lines, of)}</div> }).collect_view().into_any()
}

fn bars<'a>(name: &'a dyn Fn(&Line) -> String) -> impl Fn(&'static str, &[Line], Of) -> AnyView + 'a {
    move |_, lines, of| {
        let i18n = use_i18n();
        let longest = longest(lines, of);
        let bars = lines.iter().map(|line| {
            let times = of(line);
            let parts = match (times.median, times.most) {
                (None, _) => Vec::new(),
                (Some(Time::Never), _) => vec![(Tone::Late, longest)],
                (Some(half), Some(Time::Never)) => {
                    vec![(Tone::Ok, minutes(half)), (Tone::Late, longest - minutes(half))]
                }
                (Some(half), most) => {
                    let most = most.map_or(0, minutes);
                    vec![(Tone::Ok, minutes(half)), (Tone::Plain, most - minutes(half))]
                }
            };
            Bar { name: name(line).into_any(), says: both_times(i18n, &times), parts }
        });
        bar_chart(bars.collect(), longest)
    }
}

fn columns(title: &'static str, lines: &[Line], of: Of) -> AnyView {
    let i18n = use_i18n();
    let longest = longest(lines, of);
    let columns: Vec<Column> = lines
        .iter()
        .filter_map(|line| {
            let times = of(line);
            let half = times.median?;
            Some(Column {
                hour: line.code.parse().ok()?,
                front: if half == Time::Never { 0 } else { minutes(half) },
                back: times.most.map_or(0, |most| if most == Time::Never { longest } else { minutes(most) }),
                is_open: times.most == Some(Time::Never),
                says: format!("{}:00 {}", line.code, both_times(i18n, &times)),
            })
        })
        .collect();
    day_chart(title, &columns)
}

/// Half and nine in ten, in words.
fn both_times(i18n: I18n, times: &Times) -> String {
    if times.median.is_none() {
        return time_text(i18n, None);
    }
    i18n.measures_chart_times(&time_text(i18n, times.median), &time_text(i18n, times.most))
}

/// As long as it is drawn.
fn minutes(time: Time) -> i64 {
    match time {
        Time::Within(minutes) => minutes.into(),
        Time::Beyond(minutes) => i64::from(minutes) * 5 / 4,
        Time::Never => 0,
    }
}

fn longest(lines: &[Line], of: Of) -> i64 {
    let all = lines.iter().flat_map(|line| [of(line).median, of(line).most]).flatten();
    all.map(minutes).max().unwrap_or(0).max(1)
}

fn table_of(title: &'static str, first: &str, lines: &[Line], name: &dyn Fn(&Line) -> String) -> AnyView {
    let i18n = use_i18n();
    let (answer, solution) = (i18n.case_promise_first_answer(), i18n.case_promise_resolution());
    let of = |span: &str, names: [&str; 4]| names.map(|name| format!("{span}: {name}"));
    let names = [i18n.measures_median(), i18n.measures_most(), i18n.measures_pending(), i18n.measures_overdue()];
    let mut head = vec![first.to_owned(), i18n.measures_written().to_owned()];
    head.extend(of(answer, names));
    head.extend(of(solution, names));
    let waits = |times: Times| {
        let time = |time| time_cell(i18n, time);
        [time(times.median), time(times.most), times.pending.to_string(), times.overdue.to_string()]
    };
    let rows = lines
        .iter()
        .map(|line| {
            let mut row = vec![name(line), line.written.to_string()];
            row.extend(waits(line.first));
            row.extend(waits(line.solved));
            row
        })
        .collect();
    table(title, head, rows)
}
