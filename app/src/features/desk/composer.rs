//! The word to the customer, below the thread.

use domain::cases::{DeskCase, Stage};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::case::Commands;
use crate::{
    reader::use_i18n,
    ui::{CommandForm, busy, error_notice, in_place, refusal_of},
};

/// An answer, a question, or a solution. Which button is pressed says what kind of word it is.
pub(super) fn composer(desk: &DeskCase, commands: Commands) -> AnyView {
    let case = &desk.case;
    let command = commands.answer;
    let i18n = use_i18n();
    if case.stage == Stage::Closed {
        return ().into_any();
    }
    let refusal = in_place(refusal_of(command));
    let proposal = case.kind.is_investigated().then(|| {
        view! {
            <details class="explain" open=move || refusal.with(Option::is_some)>
                <summary>{i18n.desk_case_solution()}</summary>
                <div class="stack">
                    <p>{i18n.desk_case_solution_explain()}</p>
                    {commands.cause.area("cause", i18n.case_cause(), "2")}
                    {commands.prevention.area("prevention", i18n.case_prevention(), "2")}
                    <button class="button" type="submit" name="saying" value="propose" aria-busy=busy(command)>
                        {i18n.desk_case_propose()}
                    </button>
                </div>
            </details>
        }
    });
    let (number, version) = (case.number.to_string(), case.version.to_string());
    let replies = replies(desk, commands);
    view! {
        <div class="pane-foot">
            <CommandForm command=command class="composer stack">
                {commands.answer_text.key_field()}
                <input type="hidden" name="number" value=number/>
                <input type="hidden" name="version" value=version/>
                {error_notice(refusal, &["text", "cause", "prevention"])}
                {commands.answer_text.area("answer", i18n.desk_case_answer(), "2")}
                <div class="actions">
                    <button class="button" type="submit" name="saying" value="answer" aria-busy=busy(command)>
                        {i18n.desk_case_answer_do()}
                    </button>
                    <button class="button button-quiet" type="submit" name="saying" value="ask">
                        {i18n.desk_case_ask_do()}
                    </button>
                    {replies}
                    {proposal}
                </div>
            </CommandForm>
        </div>
    }
    .into_any()
}

/// The canned replies, filled in: pressing one writes it into the field, after what is there. Without scripts it is a link
/// to the page with it in the field.
fn replies(desk: &DeskCase, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    if desk.replies.is_empty() {
        return ().into_any();
    }
    let text = commands.answer_text;
    let asked = use_query_map().with_untracked(|query| query.get("reply"));
    // Once: what was sent does not come back.
    let is_first = untrack(|| commands.refetch.count()) == 0;
    if let Some(reply) = desk.replies.iter().find(|reply| is_first && Some(reply.id.to_string()) == asked) {
        text.begin(&reply.text);
    }
    let links = desk.replies.iter().map(|reply| {
        let (href, words) = (format!("/desk/cases/{}?reply={}#answer", desk.case.number, reply.id), reply.text.clone());
        let written = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            text.append(&words);
        };
        view! { <li><a class="link" href=href rel="external" on:click=written>{reply.name.clone()}</a></li> }
    });
    let links = links.collect_view();
    view! {
        <details class="explain" data-step="">
            <summary aria-keyshortcuts="c">{i18n.desk_replies()}</summary>
            <div>
                <p class="soft small">{i18n.desk_case_language(desk.language.own_name())}</p>
                <ul class="plain-list">{links}</ul>
            </div>
        </details>
    }
    .into_any()
}
