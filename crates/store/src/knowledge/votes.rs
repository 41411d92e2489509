//! Whether an article helped: one vote of a visitor, counted with the article.

use domain::{
    language::Language,
    permissions::{StaffGranted, WriteKnowledge},
    time::Instant,
};
use sea_orm::FromQueryResult;

use crate::{Db, Error, Tx, sql};

/// What a visitor wrote.
#[derive(Clone, Debug)]
pub struct Said {
    pub helped: bool,
    pub words: String,
    pub at: Instant,
}

#[derive(FromQueryResult)]
struct Row {
    helped: bool,
    words: Option<String>,
}

/// Keeps what a visitor says of a published article, in the place of what they said before; words that were written stay
/// until others are. `false` when there is no such article.
///
/// # Errors
/// When the database fails.
pub async fn vote(
    tx: &Tx,
    slug: &str,
    visitor: &[u8],
    (helped, words): (bool, Option<&str>),
    language: Language,
    now: Instant,
) -> Result<bool, Error> {
    if !super::hold(tx, slug).await? {
        return Ok(false);
    }
    let is_public: Option<i32> =
        sql::one_value(tx, "SELECT 1 FROM knowledge_text WHERE slug = ? AND published LIMIT 1", [slug.into()]).await?;
    if is_public.is_none() {
        return Ok(false);
    }
    let before = row(tx, slug, visitor).await?.map(|row| row.helped);
    sql::run(
        tx,
        "INSERT INTO knowledge_vote (slug, visitor, helped, words, language, at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (slug, visitor) DO UPDATE SET helped = excluded.helped,
             words = COALESCE(excluded.words, knowledge_vote.words), language = excluded.language, at = excluded.at",
        [
            slug.into(),
            visitor.to_vec().into(),
            helped.into(),
            words.into(),
            language.code().into(),
            now.millis().into(),
        ],
    )
    .await?;
    let (mut yes, mut no) = if helped { (1_i64, 0_i64) } else { (0, 1) };
    match before {
        Some(true) => yes -= 1,
        Some(false) => no -= 1,
        None => {}
    }
    sql::run(
        tx,
        "UPDATE knowledge SET helped = helped + ?, unhelped = unhelped + ? WHERE slug = ?",
        [yes.into(), no.into(), slug.into()],
    )
    .await?;
    Ok(true)
}

/// What this visitor said of an article.
///
/// # Errors
/// When the database fails.
pub async fn vote_of(db: &impl Db, slug: &str, visitor: &[u8]) -> Result<Option<(bool, String)>, Error> {
    Ok(row(db, slug, visitor).await?.map(|row| (row.helped, row.words.unwrap_or_default())))
}

async fn row(db: &impl Db, slug: &str, visitor: &[u8]) -> Result<Option<Row>, Error> {
    sql::one(
        db,
        "SELECT helped, words FROM knowledge_vote WHERE slug = ? AND visitor = ?",
        [slug.into(), visitor.to_vec().into()],
    )
    .await
}

/// What visitors wrote about an article, newest first.
///
/// # Errors
/// When the database fails.
pub async fn said(db: &impl Db, _: &StaffGranted<WriteKnowledge>, slug: &str) -> Result<Vec<Said>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        helped: bool,
        words: String,
        at: i64,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT helped, words, at FROM knowledge_vote WHERE slug = ? AND words IS NOT NULL ORDER BY at DESC LIMIT 50",
        [slug.into()],
    )
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Said { helped: row.helped, words: row.words, at: Instant::from_millis(row.at) })
        .collect())
}
