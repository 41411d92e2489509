//! One answer in one language: written, looked at, published.

use domain::{
    format,
    knowledge::{KnowledgeText, Saved, Topic},
    language::Language,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::api;
use crate::{
    ask::question_after,
    features::help::topic_name,
    reader::{use_i18n, use_language},
    ui::{
        Command, CommandForm, Tone, busy, chip, command, error_notice, field, key_field, load_page, page_head, refetch,
        refusal_of, settled, skeleton_rows,
    },
};

/// `/desk/knowledge/:slug?language=`; `new` is one that is not there yet.
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let (params, query) = (use_params_map(), use_query_map());
    let slug = Memo::new(move |_| params.with(|params| params.get("slug")).filter(|slug| slug != "new"));
    let language = Memo::new(move |_| query.with(|query| query.get("language")).as_deref().and_then(Language::parse));
    let save = command::<api::SaveKnowledge>();
    let again = refetch();
    // A look at it is nothing new: the page stays as it is, with what is being written.
    let version = save.version();
    let kept = RwSignal::new(false);
    Effect::new(move |before: Option<usize>| {
        let now = version.get();
        if before.is_some_and(|before| before != now) {
            let is_kept = untrack(|| save.answer::<Saved>().is_some_and(|saved| saved.preview.is_none()));
            kept.set(is_kept);
            if is_kept {
                again.now();
            }
        }
        now
    });
    let text = question_after(again, move || api::ReadKnowledgeText {
        slug: slug.get().unwrap_or_default(),
        language: language.get(),
    });
    view! {
        <main class="main" id="main" data-width="wide">
            <p class="visually-hidden" role="status">{move || kept.get().then(|| i18n.desk_knowledge_kept())}</p>
            {load_page(text, || skeleton_rows(8), move |text| editing(&text, save))}
        </main>
    }
    .into_any()
}

fn editing(text: &KnowledgeText, save: Command) -> AnyView {
    let i18n = use_i18n();
    let title = if text.title.is_empty() { i18n.desk_knowledge_new().to_owned() } else { text.title.clone() };
    let read = text.published.then(|| {
        view! { <a class="button button-quiet button-small" href=format!("/help/{}", text.slug)>{i18n.desk_knowledge_read()}</a> }
            .into_any()
    });
    view! {
        {page_head(
            title,
            Some(topic_name(i18n, text.topic).to_owned()),
            Some(("/desk/knowledge".to_owned(), i18n.desk_knowledge_title().to_owned())),
            read,
        )}
        <div class="columns">
            <div class="column">
                {languages(text)}
                {form(text, save)}
            </div>
            <div class="aside">{votes(text)}</div>
        </div>
    }
    .into_any()
}

/// The same answer in the other languages, with how far each is.
fn languages(text: &KnowledgeText) -> AnyView {
    let i18n = use_i18n();
    let slug = if text.slug.is_empty() { "new" } else { text.slug.as_str() };
    let links = Language::ALL
        .into_iter()
        .map(|language| {
            let state = text.languages.iter().find(|(known, _)| *known == language).map(|(_, published)| *published);
            let word = match state {
                Some(true) => i18n.desk_knowledge_published(),
                Some(false) => i18n.desk_knowledge_draft(),
                None => i18n.desk_knowledge_missing(),
            };
            let current = (language == text.language).then_some("true");
            view! {
                <li>
                    <a
                        class="filter"
                        href=format!("/desk/knowledge/{slug}?language={}", language.code())
                        aria-current=current
                    >
                        {language.own_name()} " · " {word}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <nav aria-label=i18n.desk_knowledge_languages()><ul class="filters">{links}</ul></nav> }.into_any()
}

/// What stands in a field at first: what was typed, when the form came back refused or with a look at it.
fn typed(save: Command, field: &str, otherwise: &str) -> String {
    let looked_at = save.answer::<Saved>().is_some_and(|saved| saved.preview.is_some());
    match save.sent().get_untracked().filter(|_| looked_at) {
        Some(sent) => sent.get(field).to_owned(),
        None => save.typed(field, otherwise),
    }
}

fn form(text: &KnowledgeText, save: Command) -> AnyView {
    let i18n = use_i18n();
    let refusal = refusal_of(save);
    let chosen = typed(save, "topic", text.topic.code());
    let topics = Topic::ALL
        .into_iter()
        .map(|topic| {
            let selected = topic.code() == chosen;
            view! { <option value=topic.code() selected=selected>{topic_name(i18n, topic)}</option> }
        })
        .collect_view();
    let body = typed(save, "body", &text.body);
    let button = move |value: &'static str, name: &'static str, class: &'static str| {
        view! { <button class=class type="submit" name="doing" value=value aria-busy=busy(save)>{name}</button> }
    };
    let (slug, language, version) = (text.slug.clone(), text.language.code(), text.version.to_string());
    let title = typed(save, "title", &text.title);
    let publish = if text.published {
        button("withdraw", i18n.desk_knowledge_withdraw(), "button button-quiet")
    } else {
        button("publish", i18n.desk_knowledge_publish(), "button")
    };
    let state = if text.published {
        chip(Tone::Ok, i18n.desk_knowledge_published().to_owned())
    } else {
        chip(Tone::Plain, i18n.desk_knowledge_draft().to_owned())
    };
    let preview = move || {
        save.answer::<Saved>().and_then(|saved| saved.preview).map(|html| {
            view! {
                <section class="sheet" aria-labelledby="preview">
                    <header class="sheet-head"><h2 id="preview">{i18n.desk_knowledge_preview()}</h2></header>
                    <div class="sheet-body"><div class="prose" inner_html=html></div></div>
                </section>
            }
        })
    };
    view! {
        <CommandForm command=save class="sheet">
            {key_field(settled(save))}
            <input type="hidden" name="slug" value=slug/>
            <input type="hidden" name="language" value=language/>
            <input type="hidden" name="version" value=version/>
            <div class="sheet-body stack">
                {error_notice(refusal, &["title", "body"])}
                <p>{state}</p>
                <div class="field">
                    <label for="topic">{i18n.desk_knowledge_topic()}</label>
                    <select id="topic" name="topic">{topics}</select>
                </div>
                {field("title", i18n.desk_knowledge_name()).most("120").required(true).language(language).line(refusal, title)}
                {field("body", i18n.desk_knowledge_body())
                    .hint(i18n.desk_knowledge_body_hint())
                    .most("20000")
                    .required(true)
                    .language(language)
                    .area(refusal, "16", body)}
                <div class="actions">
                    {button("preview", i18n.desk_knowledge_preview(), "button button-quiet")}
                    {button("keep", i18n.desk_knowledge_keep(), "button button-quiet")}
                    {publish}
                </div>
            </div>
        </CommandForm>
        {preview}
    }
    .into_any()
}

/// Whether it helped, and what was missing.
fn votes(text: &KnowledgeText) -> AnyView {
    let i18n = use_i18n();
    if text.helped + text.unhelped == 0 {
        return ().into_any();
    }
    let words = text
        .words
        .iter()
        .map(|said| {
            let tone = if said.helped { Tone::Ok } else { Tone::Wait };
            let vote = if said.helped { i18n.help_yes() } else { i18n.help_no() };
            view! {
                <li class="row" data-align="start">
                    <div class="row-text">
                        {said.words.clone()}
                        <small>{format::date_long(use_language(), said.at.date())}</small>
                    </div>
                    {chip(tone, vote.to_owned())}
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="sheet" aria-labelledby="votes">
            <header class="sheet-head"><h2 id="votes">{i18n.help_did()}</h2></header>
            <div class="sheet-body">
                <p>{i18n.desk_knowledge_helped(&text.unhelped.to_string(), &text.helped.to_string())}</p>
            </div>
            <ul class="rows" aria-label=i18n.desk_knowledge_words()>{words}</ul>
        </section>
    }
    .into_any()
}
