//! One cause: what is known, whom it affects, what they were told.

use domain::{
    causes::{Affected, CauseList, CausePage, NoticeView},
    format,
    time::WallTime,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    accounts::{accounts, asked},
    api,
    form::form,
    list::row as card_row,
    tell,
};
use crate::{
    ask::{Question, question, question_after},
    features::{cases::list::row, causes::notices::kind_name, orders::frame::number_asked_for},
    reader::{use_i18n, use_language},
    ui::{
        Command, Refetch, Tone, chip, command, instant, load_page, outdated_notice, page_head, refetch, refusal_of,
        skeleton_rows,
    },
};

/// The commands of this page. They live outside of what is fetched, so that their answers survive it.
#[derive(Clone, Copy)]
struct Commands {
    save: Command,
    tell: Command,
    rest: Command,
    refetch: Refetch,
}

/// `/desk/causes/new?case=`: one that is not written down yet, beside those that are: it may be among them.
#[must_use]
pub fn new() -> AnyView {
    let query = use_query_map();
    let save = command::<api::SaveCause>();
    let causes = question(|| api::ReadCauses { closed: false, before: None });
    view! {
        <main class="main" id="main">
            {load_page(causes, || skeleton_rows(6), move |list| {
                new_view(&list, &query.with_untracked(|query| query.get("case")).unwrap_or_default(), save)
            })}
        </main>
    }
    .into_any()
}

fn new_view(list: &CauseList, case: &str, save: Command) -> AnyView {
    let i18n = use_i18n();
    let rows = list.causes.iter().map(|card| card_row(card, list.now)).collect_view();
    let open = (!list.causes.is_empty()).then(|| {
        view! {
            <section class="sheet" aria-labelledby="open">
                <header class="sheet-head"><h2 id="open">{i18n.desk_causes_open()}</h2></header>
                <ul class="rows">{rows}</ul>
            </section>
        }
    });
    view! {
        {page_head(i18n.desk_cause_new().to_owned(), None, back(), None)}
        <div class="stack">
            <section class="sheet"><div class="sheet-body">{form(None, case, save)}</div></section>
            {open}
        </div>
    }
    .into_any()
}

/// `/desk/causes/:number`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let number = number_asked_for();
    let commands = Commands {
        save: command::<api::SaveCause>(),
        tell: command::<api::TellCause>(),
        rest: command::<api::TellRest>(),
        refetch: refetch(),
    };
    let all = [commands.save, commands.tell, commands.rest];
    for command in all {
        commands.refetch.after(command);
    }
    let cause = question_after(commands.refetch, move || api::ReadCause { number: number.get() });
    let affected = asked(commands.refetch, number);
    view! {
        <main class="main" id="main" data-width="wide">
            {outdated_notice(all.into_iter().map(refusal_of).collect())}
            {commands.refetch.status(i18n.orders_done())}
            {load_page(cause, || skeleton_rows(8), move |cause| cause_view(&cause, commands, affected))}
        </main>
    }
    .into_any()
}

fn back() -> Option<(String, String)> {
    Some(("/desk/causes".to_owned(), use_i18n().desk_causes_title().to_owned()))
}

fn cause_view(cause: &CausePage, commands: Commands, affected: Question<Affected>) -> AnyView {
    let i18n = use_i18n();
    if cause.notices.iter().any(|notice| !notice.done) {
        commands.refetch.soon();
    }
    let now = cause.now;
    let when = format::relative(use_language(), now, cause.opened);
    let state = cause.closed.map(|_| chip(Tone::Ok, i18n.desk_causes_closed().to_owned()));
    let text = (!cause.text.is_empty()).then(|| view! { <p class="pre-line">{cause.text.clone()}</p> });
    let cases = cause.cases.iter().map(|case| row(case, now, "/desk/cases")).collect_view();
    let linked = (!cause.cases.is_empty()).then(|| {
        view! {
            <section class="sheet" aria-labelledby="linked">
                <header class="sheet-head"><h2 id="linked">{i18n.desk_cause_cases()}</h2></header>
                <ul class="rows">{cases}</ul>
            </section>
        }
    });
    let change = cause.closed.is_none().then(|| {
        let form = form(Some(cause), "", commands.save);
        let refusal = refusal_of(commands.save);
        view! {
            <details class="explain" open=move || refusal.with(Option::is_some)>
                <summary>{i18n.desk_cause_change()}</summary>
                {form}
            </details>
        }
    });
    view! {
        {page_head(cause.title.clone(), Some(i18n.desk_cause_by(&cause.by, &when)), back(), None)}
        <div class="columns">
            <div class="column">
                <section class="sheet">
                    <div class="sheet-body stack">
                        {state}
                        {text}
                        <p>
                            {i18n.desk_cause_reach(
                                &cause.accounts.to_string(),
                                &cause.orders.to_string(),
                                &cause.untold.to_string(),
                            )}
                        </p>
                        {change}
                    </div>
                </section>
                {told(&cause.notices, now)}
                {tell::form(cause, commands.tell, commands.rest)}
            </div>
            <div class="aside">
                {linked}
                {accounts(cause.number, affected)}
            </div>
        </div>
    }
    .into_any()
}

/// What was told, newest first, and to how many it has come.
fn told(notices: &[NoticeView], now: WallTime) -> AnyView {
    let i18n = use_i18n();
    if notices.is_empty() {
        return ().into_any();
    }
    let rows = notices
        .iter()
        .rev()
        .map(|notice| {
            let count = notice.told.to_string();
            let (tone, sent) = if notice.done {
                (Tone::Ok, i18n.desk_cause_sent(&count))
            } else {
                (Tone::Wait, i18n.desk_cause_sending(&count))
            };
            let texts = notice
                .words
                .subject
                .0
                .iter()
                .map(|(language, subject)| {
                    let text = notice.words.text.0.get(language).cloned().unwrap_or_default();
                    view! {
                        <details class="explain" lang=language.code()>
                            <summary>{subject.clone()}</summary>
                            <p class="pre-line">{text}</p>
                        </details>
                    }
                })
                .collect_view();
            view! {
                <li class="row" data-align="start">
                    <div class="row-text">
                        {kind_name(i18n, notice.kind)}
                        <small>{notice.by.clone()} " · " {instant(now, notice.at)}</small>
                        {texts}
                        <span class="chips">{chip(tone, sent)}</span>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="sheet" aria-labelledby="told">
            <header class="sheet-head"><h2 id="told">{i18n.desk_cause_notices()}</h2></header>
            <ul class="rows">{rows}</ul>
        </section>
    }
    .into_any()
}
