//! The stages of a case, and what happened.

use std::cmp::Reverse;

use domain::{
    cases::{CasePage, Kind, Stage},
    event::EventLine,
};
use leptos::prelude::*;

use super::words::stage_name;
use crate::{
    reader::{use_i18n, use_language},
    ui::{event_text, event_tone, instant},
};

/// The stages of the kind, and which of them it is at.
#[must_use]
pub fn stages(kind: Kind, stage: Stage) -> AnyView {
    let i18n = use_i18n();
    let items = kind
        .stages()
        .iter()
        .map(|at| {
            let is_now = *at == stage;
            let state = match at.cmp(&stage) {
                std::cmp::Ordering::Less => Some("done"),
                std::cmp::Ordering::Equal if *at == Stage::Closed => Some("done"),
                std::cmp::Ordering::Equal => Some("now"),
                std::cmp::Ordering::Greater => None,
            };
            view! {
                <li data-state=state aria-current=is_now.then_some("step")>
                    <span class="step-label">{stage_name(i18n, kind, *at)}</span>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="steps" aria-label=i18n.case_stages()>{items}</ol> }.into_any()
}

/// What was done, newest first.
#[must_use]
pub fn log(case: &CasePage) -> AnyView {
    let mut events: Vec<&EventLine> = case.events.iter().collect();
    events.sort_by_key(|line| Reverse(line.seq));
    let items = events
        .into_iter()
        .map(|line| {
            let by = (!line.by.is_empty()).then(|| format!(" · {}", line.by));
            view! {
                <li tabindex="-1" data-tone=event_tone(&line.event).code()>
                    <p>{event_text(use_i18n(), use_language(), line)}</p>
                    <small>{instant(case.now, line.at)}{by}</small>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="sheet">
            <header class="sheet-head"><h2>{use_i18n().case_log()}</h2></header>
            <div class="sheet-body"><ol class="timeline">{items}</ol></div>
        </section>
    }
    .into_any()
}
