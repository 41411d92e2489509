//! Writing the answers that everybody reads.

use domain::{
    ids::CommandKey,
    knowledge::{KnowledgeRow, KnowledgeText, Saved},
    language::Language,
};
use leptos::{prelude::*, server_fn::codec::Json};
#[cfg(feature = "ssr")]
use service::knowledge::Writing;

use crate::wire::Refused;
#[cfg(feature = "ssr")]
use crate::wire::server::{answer, go_to, signed_in};

/// All answers, with their languages and whether they helped.
#[server(name = ReadKnowledge, prefix = "/fn", endpoint = "/desk/knowledge", input = Json)]
pub async fn list() -> Result<Vec<KnowledgeRow>, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::knowledge::desk_list(&context, &actor).await)
}

/// One answer in one language; an empty `slug` is a new one.
#[server(name = ReadKnowledgeText, prefix = "/fn", endpoint = "/desk/knowledge-text", input = Json)]
pub async fn text(slug: String, language: Option<Language>) -> Result<KnowledgeText, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::knowledge::desk_article(&context, &actor, &slug, language).await)
}

/// Show, keep, publish or withdraw a text: `preview`, `keep`, `publish`, `withdraw`.
#[server(name = SaveKnowledge, prefix = "/fn", endpoint = "/desk/knowledge-save")]
pub async fn save(
    key: CommandKey,
    #[server(default)] slug: String,
    #[server(default)] topic: String,
    #[server(default)] language: String,
    #[server(default)] version: i32,
    #[server(default)] title: String,
    #[server(default)] body: String,
    #[server(default)] doing: String,
) -> Result<Saved, Refused> {
    let (context, actor) = signed_in()?;
    let writing = Writing {
        key,
        slug: &slug,
        topic: &topic,
        language: &language,
        version,
        title: &title,
        body: &body,
        doing: &doing,
    };
    let saved = answer(service::knowledge::save(&context, &actor, writing).await)?;
    if saved.preview.is_none() {
        go_to(&format!("/desk/knowledge/{}?language={language}", saved.slug));
    }
    Ok(saved)
}
