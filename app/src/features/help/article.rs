//! One answer, and whether it helped.

use domain::{format, knowledge::HelpPage, language::Language};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{api, list::rows, topic_name};
use crate::{
    ask::question_after,
    reader::{use_i18n, use_language},
    ui::{
        Command, CommandForm, Typing, busy, command, error_notice, icon, load_page, page_head, refetch, refusal_of,
        skeleton_rows, typing,
    },
};

/// `/help/:slug`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let params = use_params_map();
    let slug = Memo::new(move |_| params.with(|params| params.get("slug")).unwrap_or_default());
    let vote = command::<api::VoteHelp>();
    let words = typing(vote, "words");
    let again = refetch();
    again.after(vote);
    let article = question_after(again, move || api::ReadAnswer { slug: slug.get() });
    view! {
        <main class="main" id="main">
            {again.status(i18n.help_thanks())}
            {load_page(article, || skeleton_rows(6), move |page| answer(&page, vote, words))}
        </main>
    }
    .into_any()
}

fn answer(page: &HelpPage, vote: Command, words: Typing) -> AnyView {
    let i18n = use_i18n();
    let card = &page.card;
    let lang = card.language.map(Language::code);
    let other =
        card.language.map(|language| view! { <p class="soft">{i18n.help_other_language(language.own_name())}</p> });
    let more = (!page.more.is_empty()).then(|| {
        view! {
            <section class="sheet" aria-labelledby="more">
                <header class="sheet-head"><h2 id="more">{i18n.help_more()}</h2></header>
                <ul class="rows">{rows(&page.more)}</ul>
            </section>
        }
    });
    let changed = format::date_long(use_language(), page.changed);
    view! {
        {page_head(
            card.title.clone(),
            Some(topic_name(i18n, card.topic).to_owned()),
            Some(("/help".to_owned(), i18n.help_title().to_owned())),
            None,
        )}
        <div class="stack">
            <article class="sheet">
                <div class="sheet-body stack">
                    {other}
                    <div class="prose" lang=lang inner_html=page.html.clone()></div>
                    <p class="soft small">{i18n.help_changed(&changed)}</p>
                </div>
            </article>
            {helped(page, vote, words)}
            {more}
            <p data-screen="">
                <a class="button button-quiet" href="/messages/new">{icon("messages")} {i18n.help_write()}</a>
            </p>
        </div>
    }
    .into_any()
}

/// Yes or no with one press; then there is room for words.
fn helped(page: &HelpPage, vote: Command, words: Typing) -> AnyView {
    let i18n = use_i18n();
    let refusal = refusal_of(vote);
    let given = page.vote.clone();
    let is = |yes: bool| given.as_ref().is_some_and(|vote| vote.helped == yes);
    let button = |value: &'static str, name: &'static str, pressed: bool| {
        view! {
            <button
                class="button button-quiet"
                type="submit"
                name="helped"
                value=value
                aria-pressed=pressed.to_string()
                aria-busy=busy(vote)
            >
                {name}
            </button>
        }
    };
    let buttons = view! { {button("yes", i18n.help_yes(), is(true))} {button("no", i18n.help_no(), is(false))} };
    let said = given.as_ref().filter(|vote| !vote.words.is_empty()).map(|vote| {
        view! { <p class="soft small">{i18n.help_words_said(&vote.words)}</p> }
    });
    let (slug, to_vote) = (page.card.slug.clone(), page.card.slug.clone());
    let more = given.as_ref().map(|vote_given| {
        let helped = if vote_given.helped { "yes" } else { "no" };
        view! {
            <p>{i18n.help_thanks()}</p>
            {said}
            <CommandForm command=vote class="stack">
                <input type="hidden" name="slug" value=slug.clone()/>
                <input type="hidden" name="helped" value=helped/>
                {words.area("words", i18n.help_words(), "2")}
                <button class="button button-quiet button-small" type="submit" aria-busy=busy(vote)>
                    {i18n.help_words_send()}
                </button>
            </CommandForm>
        }
    });
    view! {
        <section class="sheet" aria-labelledby="helped" data-screen="">
            <div class="sheet-body stack">
                <CommandForm command=vote class="stack">
                    <input type="hidden" name="slug" value=to_vote/>
                    <h2 id="helped">{i18n.help_did()}</h2>
                    {error_notice(refusal, &["words"])}
                    <div class="actions">{buttons}</div>
                </CommandForm>
                {more}
            </div>
        </section>
    }
    .into_any()
}
