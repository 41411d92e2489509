//! What the customer can do with a case: decide on what is proposed, escalate, object, withdraw, open it again.

use domain::{
    cases::{CasePage, Stage},
    format,
    refusal::Code,
};
use leptos::prelude::*;

use super::page::Commands;
use crate::{
    reader::{use_i18n, use_language},
    ui::{Command, CommandForm, Typing, busy, error_notice, field, in_place, key_field, refusal_of, settled},
};

/// The hidden fields of every step: which case, and as it was seen.
#[must_use]
pub fn seen(case: &CasePage) -> AnyView {
    view! {
        <input type="hidden" name="number" value=case.number.to_string()/>
        <input type="hidden" name="version" value=case.version.to_string()/>
    }
    .into_any()
}

/// Accept, accept in part, or say no, with words.
#[must_use]
pub fn decision(case: &CasePage, decide: Command, text: Typing) -> AnyView {
    let i18n = use_i18n();
    if case.stage != Stage::Proposed {
        return ().into_any();
    }
    let refusal = in_place(refusal_of(decide));
    let sure = move || {
        refusal.with(|refusal| refusal.as_ref().is_some_and(|refusal| refusal.code == Code::SoundsLikeNo)).then(|| {
            view! {
                <label class="choice">
                    <input type="checkbox" name="sure" value="1"/>
                    <span>{i18n.case_accept_sure()}</span>
                </label>
            }
        })
    };
    let (title, explain, partly) = if case.kind.is_investigated() {
        let partly = view! {
            <button class="button button-quiet" type="submit" name="decision" value="partly">{i18n.case_accept_partly()}</button>
        };
        (i18n.case_decide_title(), i18n.case_decide_explain(), Some(partly))
    } else {
        (i18n.case_decide_answer_title(), i18n.case_decide_answer_explain(), None)
    };
    let lapses = case.lapses.map(|at| {
        let language = use_language();
        let day = format::date_full_weekday(language, at.date());
        view! { <p>{i18n.case_lapses(&day, &format::time(language, at))}</p> }
    });
    let seen = seen(case);
    let words = field("text", i18n.case_decide_words()).id("decide-text").most("8000");
    let words =
        words.remark(if case.kind.is_investigated() { i18n.case_decide_words_when() } else { i18n.field_optional() });
    view! {
        <section class="sheet" aria-labelledby="decide">
            <header class="sheet-head"><h2 id="decide">{title}</h2></header>
            <CommandForm command=decide class="sheet-body stack">
                {text.key_field()}
                {seen}
                <p>{explain}</p>
                {lapses}
                {error_notice(refusal, &["text"])}
                {text.field(words, "3")}
                {sure}
                <div class="actions">
                    <button class="button" type="submit" name="decision" value="accept" aria-busy=busy(decide)>
                        {i18n.case_accept()}
                    </button>
                    {partly}
                    <button class="button button-quiet button-danger" type="submit" name="decision" value="decline">
                        {i18n.case_decline()}
                    </button>
                </div>
            </CommandForm>
        </section>
    }
    .into_any()
}

/// Who has answered, or cannot, says so: time does not stand still for nothing.
#[must_use]
pub fn contest(case: &CasePage, command: Command, text: Typing) -> AnyView {
    if case.asked.is_none() {
        return ().into_any();
    }
    let i18n = use_i18n();
    with_reason(
        case,
        (command, text),
        "contest-reason",
        (i18n.case_contest(), i18n.case_contest_explain(), i18n.case_contest_do()),
    )
}

/// The other things that can be done, each behind its word; escalating is always one of them.
#[must_use]
pub fn others(case: &CasePage, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    if case.stage == Stage::Closed {
        return view! {
            {case.merged_into.is_none().then(|| satisfaction(case, commands.rate, commands.rate_text))}
            <section class="sheet">
                <div class="sheet-body">
                    {with_reason(
                        case,
                        (commands.reopen, commands.reopen_text),
                        "reopen-reason",
                        (i18n.case_reopen(), i18n.case_reopen_explain(), i18n.case_reopen_do()),
                    )}
                </div>
            </section>
        }
        .into_any();
    }
    let refusal = in_place(refusal_of(commands.withdraw));
    let seen = seen(case);
    view! {
        <section class="sheet" data-screen="">
            <div class="sheet-body stack">
                {with_reason(
                    case,
                    (commands.escalate, commands.escalate_text),
                    "escalate-reason",
                    (i18n.case_escalate(), i18n.case_escalate_explain(), i18n.case_escalate_do()),
                )}
                {with_reason(
                    case,
                    (commands.object, commands.object_text),
                    "object-reason",
                    (i18n.case_object(), i18n.case_object_explain(), i18n.case_object_do()),
                )}
                <details class="explain">
                    <summary>{i18n.case_withdraw()}</summary>
                    <CommandForm command=commands.withdraw class="stack">
                        {key_field(settled(commands.withdraw))}
                        {seen}
                        {error_notice(refusal, &[])}
                        <p>{i18n.case_withdraw_explain()}</p>
                        <button class="button button-quiet" type="submit" aria-busy=busy(commands.withdraw)>
                            {i18n.case_withdraw_do()}
                        </button>
                    </CommandForm>
                </details>
            </div>
        </section>
    }
    .into_any()
}

/// A step that needs a reason: what it is called, what it means, and the word on its button.
fn with_reason(
    case: &CasePage,
    (command, text): (Command, Typing),
    id: &'static str,
    (open, explain, press): (&'static str, &'static str, &'static str),
) -> AnyView {
    let refusal = in_place(refusal_of(command));
    let seen = seen(case);
    // What was begun before the page was made anew is not folded away.
    let is_typed = text.text().with_untracked(|text| !text.is_empty());
    view! {
        <details class="explain" open=move || is_typed || refusal.with(Option::is_some)>
            <summary>{open}</summary>
            <CommandForm command=command class="stack">
                {text.key_field()}
                {seen}
                {error_notice(refusal, &["reason"])}
                <p>{explain}</p>
                {text.field(field("reason", use_i18n().orders_reason()).id(id).most("500").required(true), "2")}
                <button class="button button-quiet" type="submit" aria-busy=busy(command)>{press}</button>
            </CommandForm>
        </details>
    }
    .into_any()
}

/// One tap, against what was expected at the beginning, and words for who has them.
fn satisfaction(case: &CasePage, rate: Command, text: Typing) -> AnyView {
    let i18n = use_i18n();
    let expected =
        case.expected.clone().map(|expected| view! { <p class="soft">{i18n.case_expected_then(&expected)}</p> });
    let given = case.satisfaction;
    let marks = (1..=5)
        .map(|value| {
            let chosen = given == Some(value);
            view! {
                <button
                    class="button button-quiet button-small"
                    type="submit"
                    name="satisfaction"
                    value=value.to_string()
                    aria-pressed=if chosen { "true" } else { "false" }
                    aria-label=i18n.case_rate_of_five(&value.to_string())
                >
                    {value.to_string()}
                </button>
            }
        })
        .collect_view();
    let number = case.number.to_string();
    // First the tap, which is enough; then, who wants to, why.
    let words = given.map(|given| {
        view! {
            <p>{i18n.case_rate_thanks()}</p>
            {text.field(field("words", i18n.case_rate_words()).id("rate-words").most("500").optional(), "2")}
            <div class="actions">
                <button class="button button-quiet" type="submit" name="satisfaction" value=given.to_string() aria-busy=busy(rate)>
                    {i18n.case_rate_send()}
                </button>
            </div>
        }
    });
    view! {
        <section class="sheet" aria-labelledby="rate">
            <header class="sheet-head"><h2 id="rate">{i18n.case_rate_title()}</h2></header>
            <CommandForm command=rate class="sheet-body stack">
                {text.key_field()}
                <input type="hidden" name="number" value=number/>
                {expected}
                {error_notice(in_place(refusal_of(rate)), &["words"])}
                <p>{i18n.case_rate_explain()}</p>
                <div class="actions" role="group" aria-labelledby="rate">{marks}</div>
                {words}
            </CommandForm>
        </section>
    }
    .into_any()
}
