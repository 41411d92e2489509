//! The tables of the page as files for a spreadsheet, in the reader's language. Times are minutes of working time.

use domain::{
    cases::{CaseRules, Kind},
    csv::{MARK, cell, line, number},
    i18n::I18n,
    measures::{Complained, Line, Overview, Table, Time, Times},
    permissions::Actor,
    promise::Promise,
};

use super::page;
use crate::{Context, Error};

/// One of the page's tables.
///
/// # Errors
/// `NotFound` for customers.
pub async fn csv(context: &Context, actor: &Actor, table: Table, period: &str) -> Result<String, Error> {
    let overview = page::overview(context, actor, period).await?;
    let settings = context.settings();
    let words = Words { i18n: I18n::of(actor.language), rules: &settings.cases };
    let (head, rows) = cells(words, &overview, table, |value, decimals| number(actor.language, value, decimals));
    let mut file = String::from(MARK);
    for row in std::iter::once(head).chain(rows) {
        file.push_str(&line(actor.language, &row));
    }
    Ok(file)
}

type Row = Vec<String>;

/// The portal's texts, and the vendor's own names for kinds.
#[derive(Clone, Copy)]
struct Words<'a> {
    i18n: I18n,
    rules: &'a CaseRules,
}

fn cells(words: Words<'_>, overview: &Overview, table: Table, number: impl Fn(i64, u8) -> String) -> (Row, Vec<Row>) {
    let Words { i18n, rules } = words;
    let head = |names: &[&str]| names.iter().map(|name| cell(name)).collect::<Row>();
    let times = |name: &str, lines: &[Line], called: &dyn Fn(&Line) -> String| {
        let rows = lines.iter().map(|line| {
            let mut row = vec![cell(&called(line)), line.written.to_string()];
            row.extend(waits(i18n, &line.first));
            row.extend(waits(i18n, &line.solved));
            row
        });
        (times_head(i18n, name), rows.collect())
    };
    let complained = |name: &str, lines: &[Complained]| {
        let rows = lines.iter().map(|line| vec![cell(&line.number), cell(&line.name), line.count.to_string()]);
        (head(&[name, i18n.measures_name(), i18n.measures_complaints()]), rows.collect())
    };
    match table {
        Table::Promises => {
            let rows = overview.promises.iter().map(|line| {
                let share = line.share_kept().map(|share| number(i64::from(share), 2)).unwrap_or_default();
                vec![
                    cell(promise_name(i18n, line.promise)),
                    line.made().to_string(),
                    line.kept.to_string(),
                    line.missed().to_string(),
                    line.overdue.to_string(),
                    line.open.to_string(),
                    share,
                ]
            });
            let names = [
                i18n.measures_promise(),
                i18n.measures_made(),
                i18n.measures_kept(),
                i18n.measures_missed(),
                i18n.measures_still(),
                i18n.measures_open(),
                i18n.measures_share_percent(),
            ];
            (head(&names), rows.collect())
        }
        Table::Kinds => times(i18n.cases_kinds(), &overview.times.kinds, &|line| {
            Kind::parse(&line.code).map(|kind| rules.kind_name(kind, i18n).to_owned()).unwrap_or_default()
        }),
        Table::Tags => times(i18n.desk_settings_tag(), &overview.times.tags, &|line| line.name.clone()),
        Table::Hours => times(i18n.measures_hour(), &overview.times.hours, &|line| format!("{}:00", line.code)),
        Table::Articles => complained(i18n.measures_article(), &overview.articles),
        Table::Causes => complained(i18n.measures_cause(), &overview.causes),
        Table::Ratings => {
            let both = overview.ratings.all.iter().zip(overview.ratings.expected);
            let rows = both
                .zip(1..)
                .map(|((all, expected), grade)| vec![format!("{grade}"), all.to_string(), expected.to_string()]);
            (head(&[i18n.measures_grade(), i18n.measures_rated_all(), i18n.measures_rated_expected()]), rows.collect())
        }
    }
}

/// The names of the columns of times; those of the solution name it.
fn times_head(i18n: I18n, name: &str) -> Row {
    let columns = [
        i18n.measures_median_minutes(),
        i18n.measures_most_minutes(),
        i18n.measures_done(),
        i18n.measures_pending(),
        i18n.measures_overdue(),
        i18n.measures_ended(),
    ];
    let of = |span: &str| columns.map(|column| cell(&format!("{span}: {column}")));
    let mut head = vec![cell(name), cell(i18n.measures_written())];
    head.extend(of(i18n.case_promise_first_answer()));
    head.extend(of(i18n.case_promise_resolution()));
    head
}

fn waits(i18n: I18n, times: &Times) -> [String; 6] {
    let time = |time: Option<Time>| match time {
        None => String::new(),
        Some(Time::Within(minutes)) => minutes.to_string(),
        Some(Time::Beyond(minutes)) => cell(&format!("> {minutes}")),
        Some(Time::Never) => cell(i18n.measures_never()),
    };
    let counts = [times.done, times.pending, times.overdue, times.ended].map(|count| count.to_string());
    let [done, pending, overdue, ended] = counts;
    [time(times.median), time(times.most), done, pending, overdue, ended]
}

fn promise_name(i18n: I18n, promise: Promise) -> &'static str {
    match promise {
        Promise::FirstAnswer => i18n.case_promise_first_answer(),
        Promise::NextUpdate => i18n.case_promise_next_update(),
        Promise::Resolution => i18n.case_promise_resolution(),
    }
}
