//! The cause of a case, beside it: linked, taken off, or written down for the first time.

use domain::causes::CaseCause;
use leptos::prelude::*;

use super::api;
use crate::{
    ask::{Question, question_after},
    reader::use_i18n,
    ui::{Command, CommandForm, busy, command, error_notice, icon, load, refetch, refusal_of, skeleton_rows},
};

/// What is asked for at the top of a case's page, and the command that changes it.
#[derive(Clone, Copy)]
struct Beside {
    cause: Question<CaseCause>,
    link: Command,
}

/// Asks for the cause of the case with this number. Made at the top of the page: what is asked for within what is fetched
/// would not be found again when the page wakes.
pub fn follow(case: Signal<i64>) {
    let link = command::<api::LinkCause>();
    let again = refetch();
    again.after(link);
    provide_context(Beside { cause: question_after(again, move || api::ReadCaseCause { case: case.get() }), link });
}

/// The cause of the case that [`follow`] asked for.
#[must_use]
pub fn cause_of_case(case: i64) -> AnyView {
    let i18n = use_i18n();
    let Some(Beside { cause, link }) = use_context::<Beside>() else { return ().into_any() };
    view! {
        <section class="sheet" aria-labelledby="root-cause" data-screen="">
            <header class="sheet-head"><h2 id="root-cause">{i18n.desk_case_cause()}</h2></header>
            <div class="sheet-body">{load(cause, || skeleton_rows(1), move |cause| linking(case, &cause, link))}</div>
        </section>
    }
    .into_any()
}

fn linking(case: i64, cause: &CaseCause, link: Command) -> AnyView {
    let i18n = use_i18n();
    let linked = cause.linked.clone();
    let number = linked.as_ref().map(|(number, _)| *number);
    let shown = linked.clone().map(|(number, title)| {
        view! { <p><a class="link" href=format!("/desk/causes/{number}")>{title}</a></p> }
    });
    // A settled one is no longer among the open ones, and stays chosen.
    let settled = linked.filter(|(number, _)| cause.open.iter().all(|(open, _)| open != number));
    let options = settled
        .into_iter()
        .chain(cause.open.iter().cloned())
        .map(|(open, title)| {
            view! { <option value=open.to_string() selected=Some(open) == number>{title}</option> }
        })
        .collect_view();
    view! {
        <div class="stack">
            {shown}
            <CommandForm command=link class="stack">
                <input type="hidden" name="case" value=case.to_string()/>
                {error_notice(refusal_of(link), &[])}
                <div class="field">
                    <label for="case-cause">{i18n.desk_case_cause_choose()}</label>
                    <select id="case-cause" name="cause">
                        <option value="">{i18n.desk_case_cause_none()}</option>
                        {options}
                    </select>
                </div>
                <button class="button button-quiet button-small" type="submit" aria-busy=busy(link)>
                    {i18n.desk_case_cause_link()}
                </button>
            </CommandForm>
            <p>
                <a class="link" href=format!("/desk/causes/new?case={case}")>{icon("plus")} {i18n.desk_cause_new()}</a>
            </p>
        </div>
    }
    .into_any()
}
