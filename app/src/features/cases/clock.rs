//! The promise clock as both sides see it.

use domain::{
    cases::{CasePage, PromiseView, Stage},
    format,
    i18n::I18n,
    time::WallTime,
};
use leptos::prelude::*;

use super::words::promise_name;
use crate::{
    reader::{use_i18n, use_language},
    ui::{Tone, chip, instant},
};

/// The next promise in a sentence with the ring of its time, whose time has passed, and all promises behind a word.
#[must_use]
pub fn promise_clock(case: &CasePage, staff: bool) -> AnyView {
    let i18n = use_i18n();
    let (clock, now) = (&case.clock, case.now);
    let next = clock
        .promises
        .iter()
        .filter(|promise| promise.done.is_none() && !promise.missed)
        .filter_map(|promise| Some((promise, promise.due?)))
        .min_by_key(|(_, due)| due.instant);
    let sentence = match (case.stage == Stage::Closed, case.waits_for_customer, next) {
        (true, ..) => view! { <p class="promise">{i18n.case_clock_closed()}</p> }.into_any(),
        (_, true, _) => waits(case, staff),
        (_, _, Some((promise, due))) => hear_by(promise, due, now),
        (_, _, None) => view! { <p class="promise">{i18n.case_clock_soon()}</p> }.into_any(),
    };
    let rows = clock.promises.iter().map(|promise| promise_row(promise, now)).collect_view();
    let waited = span(i18n, clock.with_you);
    let with_customer = if staff { i18n.desk_case_time_with_them(&waited) } else { i18n.case_time_with_you(&waited) };
    let has_promises = !clock.promises.is_empty();
    view! {
        <div class="promise-clock">
            {sentence}
            <p class="soft small">
                {i18n.case_time_with_us(&span(i18n, clock.with_us))} " · "
                {with_customer} " · "
                {i18n.case_time_outside(&span(i18n, clock.outside))}
            </p>
            {has_promises.then(|| view! {
                <details class="explain">
                    <summary>{i18n.case_promises()}</summary>
                    <ul class="plain-list">{rows}</ul>
                    <p class="soft small">{i18n.case_clock_explain()}</p>
                </details>
            })}
        </div>
    }
    .into_any()
}

/// Whose word time waits for, and why: who asked, and where it stands.
fn waits(case: &CasePage, staff: bool) -> AnyView {
    let i18n = use_i18n();
    let (said, entry) = match &case.asked {
        Some((by, entry)) if staff => (i18n.desk_case_clock_asked(by), *entry),
        Some((by, entry)) => (i18n.case_clock_asked(by), *entry),
        None if staff => (i18n.case_clock_waits_for_customer().to_owned(), None),
        None => (i18n.case_clock_waits_for_you().to_owned(), None),
    };
    let link = entry.map(|entry| {
        view! { " " <a class="link" href=format!("#entry-{entry}") rel="external">{i18n.case_clock_asked_link()}</a> }
    });
    view! { <p class="promise">{said}{link}</p> }.into_any()
}

fn hear_by(promise: &PromiseView, due: WallTime, now: WallTime) -> AnyView {
    let i18n = use_i18n();
    let whole = (due.instant.millis() - promise.since.instant.millis()).max(1);
    let left = (due.instant.millis() - now.instant.millis()).clamp(0, whole);
    // Of the ring's circumference of 97.4.
    let shown = left * 974 / whole;
    let tone = if left * 4 < whole { Tone::Wait } else { Tone::Ok };
    // More than four signs do not fit into the ring.
    let text = if left >= 10 * 3_600_000 { String::new() } else { format::countdown(left) };
    let when = format::relative(use_language(), now, due);
    view! {
        <div class="promise-now">
            <svg class="ring" viewBox="0 0 36 36" data-tone=tone.code() aria-hidden="true">
                <circle class="ring-track" cx="18" cy="18" r="15.5"></circle>
                <circle
                    class="ring-value"
                    cx="18"
                    cy="18"
                    r="15.5"
                    stroke-dasharray=format!("{}.{} 97.4", shown / 10, shown % 10)
                ></circle>
                <text x="18" y="18">{text}</text>
            </svg>
            <p class="promise">
                {i18n.case_hear_by(promise_name(i18n, promise.promise))} " "
                <strong><time datetime=due.rfc3339() title=format::instant_long(use_language(), due)>{when}</time></strong>
            </p>
        </div>
    }
    .into_any()
}

fn promise_row(promise: &PromiseView, now: WallTime) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let due = promise.due.map(|due| view! { " · " {i18n.case_promise_due()} " " {instant(now, due)} });
    let state = match (promise.done, promise.missed, promise.left) {
        (Some(at), false, _) => chip(Tone::Ok, i18n.case_promise_kept(&format::relative(language, now, at))),
        (Some(at), true, _) => chip(Tone::Late, i18n.case_promise_late(&format::relative(language, now, at))),
        (None, true, _) => chip(Tone::Late, i18n.case_promise_missed().to_owned()),
        (None, false, Some(left)) => chip(Tone::Wait, i18n.case_promise_paused(&span(i18n, left))),
        (None, false, None) => chip(Tone::Plain, i18n.case_promise_running().to_owned()),
    };
    view! { <li>{promise_name(i18n, promise.promise)} {due} " " {state}</li> }.into_any()
}

/// Minutes as hours and minutes.
#[must_use]
pub fn span(i18n: I18n, minutes: i64) -> String {
    let (hours, rest) = (minutes.max(0) / 60, minutes.max(0) % 60);
    match (hours, rest) {
        (0, _) => i18n.case_span_minutes(&rest.to_string()),
        (_, 0) => i18n.case_span_hours(&hours.to_string()),
        _ => i18n.case_span_both(&hours.to_string(), &rest.to_string()),
    }
}
