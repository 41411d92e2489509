//! Finding articles by their words.

use domain::{
    knowledge::{Words, stem},
    language::Language,
};
use sea_orm::FromQueryResult;

use crate::{Backend, Db, Error, sql, text};

/// So many texts are looked at.
const CANDIDATES: i64 = 60;

#[derive(FromQueryResult)]
struct Found {
    slug: String,
    language: String,
    title: String,
    body: String,
}

/// A text that has words of a question.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub slug: String,
    pub language: Language,
    pub words: Words,
}

/// The articles of which a published text has all the words (the last one may be unfinished), the best first; where none
/// has, those whose titles are nearest to them, for typing mistakes.
///
/// # Errors
/// When the database fails.
pub async fn search(db: &impl Db, words: &[String]) -> Result<Vec<String>, Error> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let query = match db.backend() {
        Backend::Sqlite => words.iter().map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" AND "),
        Backend::Postgres => words.iter().map(|word| format!("{word}:*")).collect::<Vec<_>>().join(" & "),
    };
    let mut slugs = Vec::new();
    for found in matching(db, &query).await? {
        if !slugs.contains(&found.slug) {
            slugs.push(found.slug);
        }
    }
    if slugs.is_empty() { nearest(db, words).await } else { Ok(slugs) }
}

async fn matching(db: &impl Db, query: &str) -> Result<Vec<Found>, Error> {
    match db.backend() {
        Backend::Sqlite => {
            sql::all(
                db,
                "SELECT slug, language, title, body FROM knowledge_words WHERE knowledge_words MATCH ?
                 ORDER BY bm25(knowledge_words, 10.0, 1.0), slug, language LIMIT ?",
                [query.into(), CANDIDATES.into()],
            )
            .await
        }
        Backend::Postgres => {
            sql::all(
                db,
                "SELECT slug, language, title, body FROM knowledge_words, to_tsquery('simple', ?) AS q
                 WHERE words @@ q ORDER BY ts_rank(words, q) DESC, slug, language LIMIT ?",
                [query.into(), CANDIDATES.into()],
            )
            .await
        }
    }
}

/// Every word must be like one of the title's, by one measure on both databases. The titles of all articles are read, which
/// are few, and only after nothing has the words as they were typed.
async fn nearest(db: &impl Db, words: &[String]) -> Result<Vec<String>, Error> {
    const ALIKE: f64 = 0.3;
    #[derive(FromQueryResult)]
    struct Title {
        slug: String,
        title: String,
    }
    let titles: Vec<Title> =
        sql::all(db, "SELECT slug, title FROM knowledge_words ORDER BY slug, language LIMIT 3000", []).await?;
    let mut scored: Vec<(f64, String)> = titles
        .into_iter()
        .filter_map(|row| {
            let theirs: Vec<&str> = row.title.split(' ').collect();
            let best = |word: &String| theirs.iter().map(|their| text::similarity(word, their)).fold(0.0, f64::max);
            let scores: Vec<f64> = words.iter().map(best).collect();
            scores.iter().all(|score| *score >= ALIKE).then(|| (scores.iter().sum(), row.slug))
        })
        .collect();
    scored.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    let mut slugs: Vec<String> = Vec::new();
    for (_, slug) in scored {
        if !slugs.contains(&slug) {
            slugs.push(slug);
        }
    }
    slugs.truncate(10);
    Ok(slugs)
}

/// The published texts in these languages that have a word of the question, and how many there are in all.
///
/// # Errors
/// When the database fails.
pub async fn candidates(
    db: &impl Db,
    question: &[String],
    languages: &[Language],
) -> Result<(Vec<Candidate>, i64), Error> {
    let mut stems: Vec<String> = question.iter().filter_map(|word| stem(word)).collect();
    stems.sort_unstable();
    stems.dedup();
    // What somebody says at first is what they want to know; the rest of a long letter costs and tells less.
    stems.truncate(60);
    if stems.is_empty() || languages.is_empty() {
        return Ok((Vec::new(), 0));
    }
    let query = match db.backend() {
        Backend::Sqlite => stems.iter().map(|stem| format!("\"{stem}\"*")).collect::<Vec<_>>().join(" OR "),
        Backend::Postgres => stems.iter().map(|stem| format!("{stem}:*")).collect::<Vec<_>>().join(" | "),
    };
    let mut found = Vec::new();
    for row in matching(db, &query).await? {
        let language = Language::parse(&row.language).ok_or_else(|| Error::fault("words in no known language"))?;
        if languages.contains(&language) {
            let split = |text: &str| text.split(' ').map(str::to_owned).collect();
            let words = Words { title: split(&row.title), body: split(&row.body) };
            found.push(Candidate { slug: row.slug, language, words });
        }
    }
    let count: Option<i64> = sql::one_value(
        db,
        &format!(
            "SELECT COUNT(*) FROM knowledge_text WHERE published AND language IN ({})",
            sql::marks(languages.len())
        ),
        languages.iter().map(|language| language.code().into()),
    )
    .await?;
    Ok((found, count.unwrap_or(0)))
}
