//! All answers: in which languages, and whether they helped.

use domain::knowledge::KnowledgeRow;
use leptos::prelude::*;

use super::api;
use crate::{
    ask::question,
    features::help::topic_name,
    reader::use_i18n,
    ui::{Tone, chip, empty, icon, load, page_head, skeleton_rows},
};

/// `/desk/knowledge`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let rows = question(|| api::ReadKnowledge {});
    let new = view! {
        <a class="button button-small" href="/desk/knowledge/new">{icon("plus")} {i18n.desk_knowledge_new()}</a>
    };
    view! {
        <main class="main" id="main">
            {page_head(i18n.desk_knowledge_title().to_owned(), None, None, Some(new.into_any()))}
            <div class="stack">{load(rows, || skeleton_rows(8), |rows| all(&rows))}</div>
        </main>
    }
    .into_any()
}

fn all(rows: &[KnowledgeRow]) -> AnyView {
    let i18n = use_i18n();
    if rows.is_empty() {
        return view! {
            <section class="sheet">
                {empty(
                    "info",
                    i18n.desk_knowledge_none_title().to_owned(),
                    i18n.desk_knowledge_none_text().to_owned(),
                    Some(("/desk/knowledge/new".to_owned(), i18n.desk_knowledge_new().to_owned())),
                )}
            </section>
        }
        .into_any();
    }
    rows.chunk_by(|one, other| one.topic == other.topic)
        .map(|rows| {
            let name = rows.first().map(|row| topic_name(i18n, row.topic));
            let rows = rows.iter().map(row).collect_view();
            view! {
                <section class="sheet">
                    <header class="sheet-head"><h2>{name}</h2></header>
                    <ul class="rows">{rows}</ul>
                </section>
            }
        })
        .collect_view()
        .into_any()
}

fn row(row: &KnowledgeRow) -> AnyView {
    let i18n = use_i18n();
    let languages = row
        .languages
        .iter()
        .map(|(language, published)| {
            if *published {
                chip(Tone::Ok, language.own_name().to_owned())
            } else {
                chip(Tone::Plain, format!("{} · {}", language.own_name(), i18n.desk_knowledge_draft()))
            }
        })
        .collect_view();
    let votes = (row.helped + row.unhelped > 0)
        .then(|| i18n.desk_knowledge_helped(&row.unhelped.to_string(), &row.helped.to_string()));
    view! {
        <li class="row" data-align="start">
            <div class="row-text">
                <a class="row-link" href=format!("/desk/knowledge/{}", row.slug)>{row.title.clone()}</a>
                <small>{votes}</small>
                <span class="chips">{languages}</span>
            </div>
        </li>
    }
    .into_any()
}
