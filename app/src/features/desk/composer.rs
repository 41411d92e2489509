//! The word to the customer, below the thread.

use domain::cases::{CasePage, Stage};
use leptos::prelude::*;

use super::case::Commands;
use crate::{
    reader::use_i18n,
    ui::{CommandForm, busy, error_notice, in_place, refusal_of},
};

/// An answer, a question, or a solution. Which button is pressed says what kind of word it is.
pub(super) fn composer(case: &CasePage, commands: Commands) -> AnyView {
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
                    {commands.cause.area("cause", i18n.case_cause().into_any(), "2")}
                    {commands.prevention.area("prevention", i18n.case_prevention().into_any(), "2")}
                    <button class="button" type="submit" name="saying" value="propose" aria-busy=busy(command)>
                        {i18n.desk_case_propose()}
                    </button>
                </div>
            </details>
        }
    });
    let number = case.number.to_string();
    view! {
        <div class="pane-foot">
            <CommandForm command=command class="composer stack">
                {commands.answer_text.key_field()}
                <input type="hidden" name="number" value=number/>
                {error_notice(refusal, &["text", "cause", "prevention"])}
                {commands.answer_text.area("answer", i18n.desk_case_answer().into_any(), "3")}
                <div class="actions">
                    <button class="button" type="submit" name="saying" value="answer" aria-busy=busy(command)>
                        {i18n.desk_case_answer_do()}
                    </button>
                    <button class="button button-quiet" type="submit" name="saying" value="ask">
                        {i18n.desk_case_ask_do()}
                    </button>
                </div>
                {proposal}
            </CommandForm>
        </div>
    }
    .into_any()
}
