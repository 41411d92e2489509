//! The vendor's mirror: promises made, kept and missed, times, who waits, complaints, satisfaction.

use domain::{
    format,
    measures::{Complained, Overview, PromiseLine, Table, Times, Unattached},
};
use leptos::prelude::*;

use super::{
    api,
    lines::{overall, sheets},
    parts::{figure_sheet, period, periods, table},
};
use crate::{
    ask::question,
    features::cases::words::promise_name,
    reader::{use_i18n, use_language},
    ui::{Bar, Tone, bar_chart, empty, instant, load, notice, page_head, skeleton_rows},
};

const PATH: &str = "/desk/promises";

/// `/desk/promises`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let chosen = period();
    let overview = question(move || api::ReadMeasures { period: chosen.get().code().to_owned() });
    view! {
        <main class="main" id="main">
            {page_head(i18n.measures_title().to_owned(), None, None, None)}
            <div class="stack">
                {periods(PATH, chosen)}
                {load(overview, || skeleton_rows(8), |page| all(&page))}
            </div>
        </main>
    }
    .into_any()
}

fn file(table: Table) -> Option<String> {
    Some(format!("{PATH}/{}.csv", table.code()))
}

fn all(page: &Overview) -> AnyView {
    let i18n = use_i18n();
    let times = &page.times;
    let uncounted = (page.uncounted > 0).then(|| notice(Tone::Plain, "info", i18n.measures_uncounted().into_any()));
    if times.all.written == 0 {
        let (title, text) = (i18n.measures_none_title().to_owned(), i18n.measures_none_text().to_owned());
        return view! {
            <div class="stack">
                {uncounted}
                {unattached(page)}
                <section class="sheet">{empty("clock", title, text, None)}</section>
            </div>
        }
        .into_any();
    }
    let since = format::date_long(use_language(), times.from);
    view! {
        <div class="stack">
            <p class="soft">{i18n.measures_explain(&since)}</p>
            {uncounted}
            {overall(&times.all)}
            <div class="figure-sheets">
                {promises(page)}
                {unanswered(page)}
                {sheets(times, file)}
                {complaints(page, Table::Articles)}
                {complaints(page, Table::Causes)}
                {satisfaction(page)}
            </div>
        </div>
    }
    .into_any()
}

fn address(page: &Overview, table: Table) -> Option<String> {
    file(table).map(|path| format!("{path}?period={}", page.times.period.code()))
}

fn promises(page: &Overview) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let share = |line: &PromiseLine| {
        // Whole percents: more would say more than so few cases know.
        let whole = line.share_kept().map(|share| (share + 50) / 100 * 100);
        whole.map_or_else(|| "\u{2013}".to_owned(), |share| format::percent(language, share))
    };
    let bars = page.promises.iter().map(|line| {
        let counts = [line.kept, line.missed(), line.open].map(|count| count.to_string());
        let [kept, missed, open] = &counts;
        Bar {
            name: view! { {promise_name(i18n, line.promise)} " · " {share(line)} }.into_any(),
            says: i18n.measures_promises_of(kept, missed, open),
            parts: vec![(Tone::Ok, line.kept), (Tone::Late, line.missed()), (Tone::Plain, line.open)],
        }
    });
    let whole = page.promises.iter().map(PromiseLine::made).max().unwrap_or(0);
    let head = [
        i18n.measures_promise(),
        i18n.measures_made(),
        i18n.measures_kept(),
        i18n.measures_missed(),
        i18n.measures_still(),
        i18n.measures_open(),
        i18n.measures_share(),
    ];
    let rows = page.promises.iter().map(|line| {
        let counts = [line.made(), line.kept, line.missed(), line.overdue, line.open].map(|count| count.to_string());
        let mut row = vec![promise_name(i18n, line.promise).to_owned()];
        row.extend(counts);
        row.push(share(line));
        row
    });
    let title = i18n.measures_promises();
    let table = table(title, head.map(str::to_owned).to_vec(), rows.collect());
    figure_sheet(title, bar_chart(bars.collect(), whole), table, address(page, Table::Promises))
}

/// Who has no answer: counted, and the first of them by name.
fn unanswered(page: &Overview) -> AnyView {
    let i18n = use_i18n();
    let title = i18n.measures_unanswered();
    let Times { pending, overdue, .. } = page.times.all.first;
    let said = if pending + overdue == 0 {
        i18n.measures_unanswered_none().to_owned()
    } else {
        i18n.measures_unanswered_of(&overdue.to_string(), &pending.to_string())
    };
    let rows = page
        .waiting
        .iter()
        .map(|case| {
            view! {
                <li class="row" data-align="start">
                    <div class="row-text">
                        <a class="row-link" href=format!("/desk/cases/{}", case.number)>{case.subject.clone()}</a>
                        <small>{case.account.clone()} " · " {instant(page.times.now, case.opened)}</small>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="sheet" aria-label=title>
            <header class="sheet-head"><h2>{title}</h2></header>
            <div class="sheet-body stack">
                <p>{said}</p>
                {unattached(page)}
            </div>
            <ul class="rows">{rows}</ul>
        </section>
    }
    .into_any()
}

/// Who has no answer and is in no case: a line of its own, because a mail has neither kind nor account.
fn unattached(page: &Overview) -> AnyView {
    let i18n = use_i18n();
    let Unattached { pending, overdue } = page.unattached;
    (pending + overdue > 0)
        .then(|| {
            let said = i18n.measures_unattached(&overdue.to_string(), &pending.to_string());
            view! { <p><a class="link" href="/desk/post">{i18n.measures_unattached_mails()}</a> ": " {said}</p> }
        })
        .into_any()
}

fn complaints(page: &Overview, which: Table) -> AnyView {
    let i18n = use_i18n();
    let (title, first, path, lines) = match which {
        Table::Causes => (i18n.measures_by_cause(), i18n.measures_cause(), "/desk/causes/", &page.causes),
        _ => (i18n.measures_by_article(), i18n.measures_article(), "/shop/", &page.articles),
    };
    if lines.is_empty() {
        return view! {
            <section class="sheet" aria-label=title>
                <header class="sheet-head"><h2>{title}</h2></header>
                <p class="sheet-body">{i18n.measures_none_complaints()}</p>
            </section>
        }
        .into_any();
    }
    let called = |line: &Complained| if line.name.is_empty() { line.number.clone() } else { line.name.clone() };
    let bars = lines.iter().map(|line| Bar {
        name: view! { <a class="link" href=format!("{path}{}", line.number)>{called(line)}</a> }.into_any(),
        says: line.count.to_string(),
        parts: vec![(Tone::Wait, line.count)],
    });
    let whole = lines.iter().map(|line| line.count).max().unwrap_or(0);
    let head = [first, i18n.measures_name(), i18n.measures_complaints()].map(str::to_owned).to_vec();
    let rows = lines.iter().map(|line| vec![line.number.clone(), line.name.clone(), line.count.to_string()]);
    figure_sheet(title, bar_chart(bars.collect(), whole), table(title, head, rows.collect()), address(page, which))
}

fn satisfaction(page: &Overview) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let title = i18n.measures_satisfaction();
    let ratings = &page.ratings;
    let (mean, of_expected) = ratings.means();
    let Some(mean) = mean else {
        return view! {
            <section class="sheet" aria-label=title>
                <header class="sheet-head"><h2>{title}</h2></header>
                <p class="sheet-body">{i18n.measures_none_rated()}</p>
            </section>
        }
        .into_any();
    };
    let in_words = |mean: i64| i18n.measures_mean(&format::number(language, mean, 1));
    let of_expected = of_expected.map(|mean| {
        view! { <div><dt>{i18n.measures_rated_expected()}</dt><dd>{in_words(mean)}</dd></div> }
    });
    let grades = || ratings.all.iter().zip(ratings.expected).zip(1_u8..=5).rev();
    let name = |grade: u8| i18n.case_rate_of_five(&grade.to_string());
    let bars = grades().map(|((all, _), grade)| Bar {
        name: name(grade).into_any(),
        says: all.to_string(),
        parts: vec![(if grade > 2 { Tone::Ok } else { Tone::Wait }, *all)],
    });
    let rated = page
        .rated
        .iter()
        .map(|case| {
            view! {
                <li class="row" data-align="start">
                    <div class="row-text">
                        <a class="row-link" href=format!("/desk/cases/{}", case.number)>
                            {i18n.case_expected_then(&case.expected)}
                        </a>
                        <small>{i18n.case_rate_of_five(&case.grade.to_string())}</small>
                    </div>
                </li>
            }
        })
        .collect_view();
    let expectations = (!page.rated.is_empty()).then(|| {
        view! { <div><h3>{i18n.measures_expectations()}</h3><ul class="rows">{rated}</ul></div> }
    });
    let whole = ratings.all.iter().copied().max().unwrap_or(0);
    let chart = view! {
        <dl class="facts">
            <div><dt>{i18n.measures_rated_all()}</dt><dd>{in_words(mean)}</dd></div>
            {of_expected}
        </dl>
        {bar_chart(bars.collect(), whole)}
        {expectations}
    };
    let head = [i18n.measures_grade(), i18n.measures_rated_all(), i18n.measures_rated_expected()];
    let rows = grades().map(|((all, expected), grade)| vec![name(grade), all.to_string(), expected.to_string()]);
    let table = table(title, head.map(str::to_owned).to_vec(), rows.collect());
    figure_sheet(title, chart.into_any(), table, address(page, Table::Ratings))
}
