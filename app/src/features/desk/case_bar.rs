//! The steps of a case at the desk, one word each, always in reach: below the case's name, and on a phone above the
//! places. A step that needs something to be filled in opens beside its word; without scripts, too.

use domain::{
    cases::{DeskCase, Kind, Level, Stage},
    refusal::Refusal,
};
use leptos::prelude::*;

use super::{
    case::Commands,
    relations::{relations, tags},
};
use crate::{
    features::cases::{
        seen,
        words::{kind_name, level_name},
    },
    reader::use_i18n,
    ui::{CommandForm, busy, error_notice, icon_small, in_place, reason_field, refusal_of},
};

/// The bar. What is closed has one step: a note.
pub(super) fn bar(desk: &DeskCase, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let is_open = desk.case.stage != Stage::Closed;
    let answer = is_open.then(|| {
        view! {
            <a class="button button-small bar-answer" href="#answer" rel="external" aria-keyshortcuts="r">
                {i18n.desk_case_answer()}
            </a>
        }
    });
    view! {
        <div class="case-bar" role="group" aria-label=i18n.desk_case_steps()>
            {answer}
            {is_open.then(|| take(desk, commands))}
            {note(desk, commands)}
            {is_open.then(|| assign(desk, commands))}
            {is_open.then(|| prioritise(desk, commands))}
            {is_open.then(|| sort(desk, commands))}
            {is_open.then(|| escalate(desk, commands))}
            {tags(desk, commands)}
            {relations(desk, commands)}
        </div>
    }
    .into_any()
}

/// A step behind its word: the key that opens it, and its form. What was refused stands in it, so it is open then.
pub(super) fn step(name: &'static str, key: &'static str, refusal: Signal<Option<Refusal>>, form: AnyView) -> AnyView {
    view! {
        <details class="bar-step" name="case-step" data-step="" open=move || refusal.with(Option::is_some)>
            <summary class="button button-quiet button-small" aria-keyshortcuts=key>{name} {icon_small("down")}</summary>
            <div class="bar-panel">{form}</div>
        </details>
    }
    .into_any()
}

/// Take it, or say how far it is: each is one press.
fn take(desk: &DeskCase, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let (case, take) = (&desk.case, commands.take);
    let button = move |value: &'static str, name: &'static str, key: Option<&'static str>| {
        view! {
            <button
                class="button button-quiet button-small"
                type="submit"
                name="stage"
                value=value
                aria-busy=busy(take)
                aria-keyshortcuts=key
            >
                {name}
            </button>
        }
    };
    let is_before = |stage: Stage| case.kind.is_investigated() && case.stage < stage;
    let is_taken = desk.assigned.is_some();
    let (to_assess, to_investigate) = (is_before(Stage::Assessed), is_before(Stage::Investigating));
    if is_taken && !to_assess && !to_investigate {
        return ().into_any();
    }
    let seen = seen(case);
    view! {
        <CommandForm command=take class="bar-form">
            {seen}
            {error_notice(in_place(refusal_of(take)), &[])}
            {(!is_taken).then(|| button("", i18n.desk_case_take(), Some("t")))}
            {to_assess.then(|| button("assessed", i18n.desk_case_assessed(), None))}
            {to_investigate.then(|| button("investigating", i18n.desk_case_investigating(), None))}
        </CommandForm>
    }
    .into_any()
}

fn note(desk: &DeskCase, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let command = commands.note;
    let refusal = in_place(refusal_of(command));
    let number = desk.case.number.to_string();
    let form = view! {
        <CommandForm command=command class="stack">
            {commands.note_text.key_field()}
            <input type="hidden" name="number" value=number/>
            {error_notice(refusal, &["note"])}
            <p class="soft small">{i18n.desk_case_note_explain()}</p>
            {commands.note_text.area("note", i18n.desk_case_note_label(), "3")}
            <button class="button" type="submit" aria-busy=busy(command)>{i18n.desk_case_note_do()}</button>
        </CommandForm>
    };
    step(i18n.desk_case_note(), "n", refusal, form.into_any())
}

fn assign(desk: &DeskCase, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let command = commands.assign;
    let refusal = in_place(refusal_of(command));
    let people = desk
        .people
        .iter()
        .map(|(id, name)| {
            let selected = desk.assigned == Some(*id);
            view! { <option value=id.to_string() selected=selected>{name.clone()}</option> }
        })
        .collect_view();
    let nobody =
        desk.assigned.is_none().then(|| view! { <option value="" selected=true>{i18n.desk_case_nobody()}</option> });
    let seen = seen(&desk.case);
    let form = view! {
        <CommandForm command=command class="stack">
            {seen}
            {error_notice(refusal, &[])}
            <div class="field">
                <label for="member">{i18n.desk_case_assign()}</label>
                <select id="member" name="member" required=true>{nobody}{people}</select>
            </div>
            <button class="button" type="submit" aria-busy=busy(command)>{i18n.desk_case_assign_do()}</button>
        </CommandForm>
    };
    step(i18n.desk_case_assign(), "a", refusal, form.into_any())
}

fn prioritise(desk: &DeskCase, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let command = commands.prioritise;
    let refusal = in_place(refusal_of(command));
    let levels = Level::ALL
        .iter()
        .map(|level| {
            let selected = *level == desk.case.priority;
            view! { <option value=level.code() selected=selected>{level_name(i18n, *level)}</option> }
        })
        .collect_view();
    let seen = seen(&desk.case);
    let form = view! {
        <CommandForm command=command class="stack">
            {seen}
            {error_notice(refusal, &["reason"])}
            <div class="field">
                <label for="priority">{i18n.desk_case_priority()}</label>
                <select id="priority" name="priority">{levels}</select>
            </div>
            {reason_field("priority-reason", i18n.desk_case_priority_reason(), true, command)}
            <button class="button" type="submit" aria-busy=busy(command)>{i18n.desk_case_priority_do()}</button>
        </CommandForm>
    };
    step(i18n.desk_case_priority(), "p", refusal, form.into_any())
}

/// What came as a question may be a complaint.
fn sort(desk: &DeskCase, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let command = commands.sort;
    let refusal = in_place(refusal_of(command));
    let others = Kind::ALL.iter().filter(|kind| **kind != desk.case.kind);
    let kinds = others.map(|kind| view! { <option value=kind.code()>{kind_name(i18n, *kind)}</option> }).collect_view();
    let seen = seen(&desk.case);
    let form = view! {
        <CommandForm command=command class="stack">
            {seen}
            {error_notice(refusal, &["reason"])}
            <p class="soft small">{i18n.desk_case_kind_explain()}</p>
            <div class="field">
                <label for="kind">{i18n.desk_case_kind_to()}</label>
                <select id="kind" name="kind">{kinds}</select>
            </div>
            {reason_field("kind-reason", i18n.desk_case_priority_reason(), true, command)}
            <button class="button" type="submit" aria-busy=busy(command)>{i18n.desk_case_priority_do()}</button>
        </CommandForm>
    };
    step(i18n.desk_case_kind(), "s", refusal, form.into_any())
}

/// Whoever is at the end of what they may decide asks those above.
fn escalate(desk: &DeskCase, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let command = commands.escalate;
    let refusal = in_place(refusal_of(command));
    let seen = seen(&desk.case);
    let form = view! {
        <CommandForm command=command class="stack">
            {seen}
            {error_notice(refusal, &["reason"])}
            <p class="soft small">{i18n.desk_case_escalate_explain()}</p>
            {reason_field("escalate-reason", i18n.desk_case_priority_reason(), true, command)}
            <button class="button" type="submit" aria-busy=busy(command)>{i18n.case_escalate_do()}</button>
        </CommandForm>
    };
    step(i18n.case_escalate(), "e", refusal, form.into_any())
}
