//! The articles as the vendor's people write them.

use domain::{
    ids::CommandKey,
    input,
    knowledge::{KnowledgeRow, KnowledgeText, LONGEST_BODY, LONGEST_TITLE, Said, Saved, Topic},
    language::Language,
    permissions::{Actor, StaffGranted, WriteKnowledge},
    refusal::{Code, Refusal},
};
use store::{
    Tx,
    knowledge::{Head, NewText},
};

use super::markdown;
use crate::{Context, Error};

/// What is to become of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// It is shown, and nothing is kept.
    Preview,
    /// It is kept as it is: what everybody can read stays so.
    Keep,
    Publish,
    /// Nobody but the vendor's people can read it any more.
    Withdraw,
}

impl Doing {
    /// As a form has it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "preview" => Some(Self::Preview),
            "keep" => Some(Self::Keep),
            "publish" => Some(Self::Publish),
            "withdraw" => Some(Self::Withdraw),
            _ => None,
        }
    }
}

/// A text as a form has it.
#[derive(Clone, Copy, Debug)]
pub struct Writing<'a> {
    pub key: CommandKey,
    /// Empty for a new article.
    pub slug: &'a str,
    pub topic: &'a str,
    pub language: &'a str,
    /// Of the text as it was seen.
    pub version: i32,
    pub title: &'a str,
    pub body: &'a str,
    pub doing: &'a str,
}

/// All articles, those that helped least first among those that have votes.
///
/// # Errors
/// When the database fails.
pub async fn desk_list(context: &Context, actor: &Actor) -> Result<Vec<KnowledgeRow>, Error> {
    let granted = actor.grant_staff::<WriteKnowledge>()?;
    let texts = store::knowledge::all(context.store(), &granted).await?;
    let mut rows: Vec<KnowledgeRow> =
        texts.chunk_by(|one, other| one.slug == other.slug).filter_map(|texts| row(context, actor, texts)).collect();
    rows.sort_by_key(|row| row.topic);
    Ok(rows)
}

fn row(context: &Context, actor: &Actor, texts: &[Head]) -> Option<KnowledgeRow> {
    let order = [actor.language, context.settings().vendor.language, Language::En];
    let shown =
        order.iter().find_map(|language| texts.iter().find(|text| text.language == *language)).or(texts.first())?;
    Some(KnowledgeRow {
        slug: shown.slug.clone(),
        topic: shown.topic,
        title: shown.title.clone(),
        languages: languages(texts),
        helped: shown.helped,
        unhelped: shown.unhelped,
    })
}

fn languages(texts: &[Head]) -> Vec<(Language, bool)> {
    texts.iter().map(|text| (text.language, text.published)).collect()
}

/// One article in one language, as it is to be written; without a slug a new one.
///
/// # Errors
/// `NotFound`.
pub async fn desk_article(
    context: &Context,
    actor: &Actor,
    slug: &str,
    language: Option<Language>,
) -> Result<KnowledgeText, Error> {
    let granted = actor.grant_staff::<WriteKnowledge>()?;
    let vendor = context.settings().vendor.language;
    if slug.is_empty() {
        return Ok(KnowledgeText {
            slug: String::new(),
            topic: Topic::Ordering,
            language: language.unwrap_or(vendor),
            title: String::new(),
            body: String::new(),
            published: false,
            version: 0,
            languages: Vec::new(),
            helped: 0,
            unhelped: 0,
            words: Vec::new(),
        });
    }
    let texts = store::knowledge::of(context.store(), &granted, slug).await?;
    let first = texts.first().ok_or(Code::NotFound)?;
    let order = [actor.language, vendor, Language::En];
    let language = language
        .or_else(|| order.into_iter().find(|language| texts.iter().any(|text| text.language == *language)))
        .unwrap_or(first.language);
    let text = texts.iter().find(|text| text.language == language);
    let body = store::knowledge::draft(context.store(), &granted, slug, language).await?.unwrap_or_default();
    let said = store::knowledge::said(context.store(), &granted, slug).await?;
    let words = said.into_iter().map(|said| Said {
        helped: said.helped,
        words: said.words,
        at: context.wall(said.at, &actor.time_zone),
    });
    Ok(KnowledgeText {
        slug: first.slug.clone(),
        topic: first.topic,
        language,
        title: text.map(|text| text.title.clone()).unwrap_or_default(),
        body,
        published: text.is_some_and(|text| text.published),
        version: text.map_or(0, |text| text.version),
        languages: languages(&texts),
        helped: first.helped,
        unhelped: first.unhelped,
        words: words.collect(),
    })
}

/// Keeps, publishes, withdraws or shows a text. The same key makes one article.
///
/// # Errors
/// `NotFound`, `Missing`, `TooLong`, `Malformed`, `Stale` when somebody else has changed it meanwhile.
pub async fn save(context: &Context, actor: &Actor, writing: Writing<'_>) -> Result<Saved, Error> {
    let granted = actor.grant_staff::<WriteKnowledge>()?;
    let wrong = |field| Refusal::field(Code::Malformed, field);
    let doing = Doing::parse(writing.doing).ok_or_else(|| wrong("doing"))?;
    let topic = Topic::parse(writing.topic).ok_or_else(|| wrong("topic"))?;
    let language = Language::parse(writing.language).ok_or_else(|| wrong("language"))?;
    let title = input::required("title", writing.title, LONGEST_TITLE)?;
    let body =
        input::paragraph("body", writing.body, LONGEST_BODY)?.ok_or_else(|| Refusal::field(Code::Missing, "body"))?;
    if doing == Doing::Preview {
        return Ok(Saved { slug: writing.slug.to_owned(), preview: Some(markdown::html(&body)) });
    }
    let now = context.now();
    let tx = context.store().begin().await?;
    let (slug, is_made) = if writing.slug.is_empty() {
        if let Some(slug) = store::knowledge::made_by(&tx, &granted, writing.key).await? {
            return Ok(Saved { slug, preview: None });
        }
        (made(&tx, &granted, writing.key, &title, topic, now).await?, true)
    } else {
        (writing.slug.to_owned(), false)
    };
    let version = store::knowledge::lock(&tx, &granted, &slug, language).await?.ok_or(Code::NotFound)?;
    if !is_made && version != writing.version {
        return Err(Code::Stale.into());
    }
    let texts = store::knowledge::of(&tx, &granted, &slug).await?;
    let was_published = texts.iter().any(|text| text.language == language && text.published);
    let plain = markdown::plain(&body);
    let new = NewText {
        slug: &slug,
        topic,
        language,
        title: &title,
        summary: &markdown::summary(&plain),
        body: &body,
        plain: &plain,
        published: match doing {
            Doing::Publish => true,
            Doing::Withdraw => false,
            Doing::Keep | Doing::Preview => was_published,
        },
    };
    store::knowledge::save(&tx, &granted, new, now).await?;
    tx.commit().await?;
    Ok(Saved { slug, preview: None })
}

/// Makes an article at an address that its title gives.
async fn made(
    tx: &Tx,
    granted: &StaffGranted<WriteKnowledge>,
    key: CommandKey,
    title: &str,
    topic: Topic,
    now: domain::time::Instant,
) -> Result<String, Error> {
    let wished = super::file::slug(title);
    for place in 1..100 {
        let slug = if place == 1 { wished.clone() } else { format!("{wished}-{place}") };
        if store::knowledge::create(tx, granted, key, &slug, topic, now).await? {
            return Ok(slug);
        }
    }
    Err(Refusal::field(Code::Malformed, "title").into())
}
