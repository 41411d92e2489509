//! The word to all whom a cause affects, in as many languages as somebody can write.

use domain::{causes::CausePage, language::Language, refusal::Refusal};
use leptos::{html::Form, prelude::*};

use crate::{
    reader::use_i18n,
    ui::{Command, CommandForm, busy, emptied_after, error_notice, field, in_place, key_field, refusal_of, settled},
};

const FIELDS: &[&str] = &[
    "subject-en",
    "subject-nl",
    "subject-hu",
    "subject-de",
    "subject-es",
    "subject-fr",
    "text-en",
    "text-nl",
    "text-hu",
    "text-de",
    "text-es",
    "text-fr",
];

/// Tell, tell those who came after, settle.
pub(super) fn form(cause: &CausePage, tell: Command, rest: Command) -> AnyView {
    let i18n = use_i18n();
    if cause.closed.is_some() || !cause.may_tell {
        return ().into_any();
    }
    let refusal = in_place(refusal_of(tell));
    let was_told = !cause.notices.is_empty();
    let reads = |language: Language| cause.languages.iter().any(|(other, _)| *other == language);
    let read: Vec<String> =
        cause.languages.iter().map(|(language, count)| format!("{} ({count})", language.own_name())).collect();
    let read =
        (!read.is_empty()).then(|| view! { <p class="soft small">{i18n.desk_cause_languages(&read.join(", "))}</p> });
    // Those in which somebody reads stand open; the others are a press away.
    let words = Language::ALL
        .into_iter()
        .enumerate()
        .map(|(place, language)| wording(place, language, reads(language), tell, refusal))
        .collect_view();
    let more = (was_told && cause.untold > 0).then(|| later(cause.number, rest));
    let close = if was_told { i18n.desk_cause_close() } else { i18n.desk_cause_close_quiet() };
    // It is settled for all who have heard of it.
    let is_going_out = cause.notices.iter().any(|notice| !notice.done);
    let close = (cause.untold == 0 || is_going_out).then(|| {
        view! {
            <button class="button button-quiet" type="submit" name="closes" value="1" aria-busy=busy(tell)>{close}</button>
        }
    });
    let send = (cause.accounts > 0).then(|| {
        view! {
            <button class="button" type="submit" aria-busy=busy(tell)>
                {i18n.desk_cause_tell_do(&cause.accounts.to_string())}
            </button>
        }
    });
    let (number, version) = (cause.number.to_string(), cause.version.to_string());
    let element = NodeRef::<Form>::new();
    emptied_after(tell, element);
    view! {
        {more}
        <section class="sheet" aria-labelledby="tell">
            <header class="sheet-head"><h2 id="tell">{i18n.desk_cause_tell()}</h2></header>
            <div class="sheet-body">
                <CommandForm command=tell class="stack" node_ref=element>
                    {key_field(settled(tell))}
                    <input type="hidden" name="number" value=number/>
                    <input type="hidden" name="version" value=version/>
                    <p class="soft">{i18n.desk_cause_tell_explain()}</p>
                    {read}
                    {error_notice(refusal, FIELDS)}
                    {words}
                    <div class="actions">
                        {send}
                        {close}
                    </div>
                </CommandForm>
            </div>
        </section>
    }
    .into_any()
}

/// Subject and text in one language.
fn wording(
    place: usize,
    language: Language,
    is_open: bool,
    tell: Command,
    refusal: Signal<Option<Refusal>>,
) -> AnyView {
    let i18n = use_i18n();
    let code = language.code();
    let name = |name: &str| format!("words[{place}][{name}]");
    let (subject_id, text_id) = (format!("subject-{code}"), format!("text-{code}"));
    let subject = tell.typed(&name("subject"), "");
    let text = tell.typed(&name("text"), "");
    let is_typed = !subject.is_empty() || !text.is_empty();
    let wrong = {
        let (subject_id, text_id) = (subject_id.clone(), text_id.clone());
        Signal::derive(move || {
            refusal.with(|refusal| {
                refusal
                    .as_ref()
                    .and_then(|refusal| refusal.field.as_ref())
                    .is_some_and(|field| *field == subject_id || *field == text_id)
            })
        })
    };
    view! {
        <details class="explain" open=move || is_open || is_typed || wrong.get()>
            <summary>{language.own_name()}</summary>
            <div class="stack">
                <input type="hidden" name=name("language") value=code/>
                {field(name("subject"), i18n.desk_cause_subject(language.own_name()))
                    .id(subject_id.clone())
                    .refused_as(subject_id)
                    .most("120")
                    .language(code)
                    .line(refusal, subject)}
                {field(name("text"), i18n.desk_cause_words(language.own_name()))
                    .id(text_id.clone())
                    .refused_as(text_id)
                    .most("4000")
                    .language(code)
                    .area(refusal, "5", text)}
            </div>
        </details>
    }
    .into_any()
}

/// Those whom it has come to affect since the last notice.
fn later(number: i64, rest: Command) -> AnyView {
    let i18n = use_i18n();
    view! {
        <section class="sheet">
            <div class="sheet-body">
                <CommandForm command=rest class="actions">
                    <input type="hidden" name="number" value=number.to_string()/>
                    {error_notice(in_place(refusal_of(rest)), &[])}
                    <button class="button button-quiet" type="submit" aria-busy=busy(rest)>{i18n.desk_cause_rest()}</button>
                </CommandForm>
            </div>
        </section>
    }
    .into_any()
}
