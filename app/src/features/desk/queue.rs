//! The queue beside a case: what is promised next, in the order and with the filter of the inbox that led here.

use domain::{
    cases::{CaseCard, Inbox, Stage, Waiting},
    format,
    post::AtDesk,
    time::WallTime,
};
use leptos::prelude::*;

use super::post;
use crate::{
    features::cases::{finding::CaseQuery, words::kind_name},
    reader::{use_i18n, use_language},
    ui::Tone,
};

/// Where the list is.
pub const INBOX: &str = "/desk/cases";

/// The address of a case, which keeps in which queue it was opened.
#[must_use]
pub fn case_address(query: CaseQuery, number: i64) -> String {
    query.at(&format!("{INBOX}/{number}"), &[])
}

/// The pane: the cases, and the mails that are in none yet. `here` is the case that is open.
#[must_use]
pub fn queue(list: &Inbox, query: CaseQuery, here: Signal<i64>) -> AnyView {
    let items = list
        .rows()
        .into_iter()
        .map(|row| match row {
            Waiting::Case(case) => item(case, query, list.now, here),
            Waiting::Mail(mail) => mail_item(mail, list.now),
        })
        .collect_view();
    view! { <ul class="queue" data-queue="">{items}</ul> }.into_any()
}

fn mail_item(mail: &AtDesk, now: WallTime) -> AnyView {
    let i18n = use_i18n();
    let (tone, due) = mail.due.map_or((Tone::Plain, String::new()), |due| moment(due, now));
    view! {
        <li class="queue-item">
            <a class="row-link" href=post::address_of(mail.id)>{post::sender_of(mail)}</a>
            <span class="due" data-tone=tone.code()>{due}</span>
            <span class="soft">{post::subject_of(i18n, mail)}</span>
            <span class="soft">{post::why(i18n, mail)}</span>
        </li>
    }
    .into_any()
}

fn item(case: &CaseCard, query: CaseQuery, now: WallTime, here: Signal<i64>) -> AnyView {
    let i18n = use_i18n();
    let who = case.account.clone().unwrap_or_else(|| case.by.clone());
    let (tone, due) = due(case, now);
    let number = case.number;
    let href = untrack(|| case_address(query, number));
    // The list stays while one walks through it.
    let current = move || (here.get() == number).then_some("true");
    view! {
        <li class="queue-item">
            <a class="row-link" href=href aria-current=current>{who}</a>
            <span class="due" data-tone=tone.code()>{due}</span>
            <span class="soft">{case.subject.clone()}</span>
            <span class="soft">{kind_name(i18n, case.kind)}</span>
        </li>
    }
    .into_any()
}

/// When something is due, in a word.
fn due(case: &CaseCard, now: WallTime) -> (Tone, String) {
    let i18n = use_i18n();
    match case.due {
        _ if case.stage == Stage::Closed => (Tone::Plain, i18n.case_stage_closed().to_owned()),
        _ if case.waits_for_customer => (Tone::Plain, i18n.case_waits_for_customer().to_owned()),
        Some((_, due)) => moment(due, now),
        None => (Tone::Plain, String::new()),
    }
}

fn moment(due: WallTime, now: WallTime) -> (Tone, String) {
    let left = due.instant.millis() - now.instant.millis();
    let tone = match left {
        ..0 => Tone::Late,
        0..7_200_000 => Tone::Wait,
        _ => Tone::Plain,
    };
    (tone, format::relative(use_language(), now, due))
}
