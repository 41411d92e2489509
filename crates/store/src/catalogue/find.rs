//! Finding articles: by category, by words, by number, by id.

use std::collections::HashMap;

use domain::{ids::ArticleId, language::Texts, shop::ShopFilter};
use sea_orm::{FromQueryResult, Value};

use super::{Article, Audience, BOUGHT, COLUMNS, FROM, Row, SOLD, account_value, conditions, sold_values};
use crate::{Backend, Db, Error, sql, text};

/// A category with the number of articles in it, and in the categories below it, that are sold to this audience.
#[derive(Clone, Debug)]
pub struct Category {
    pub slug: String,
    pub names: Texts,
    pub count: i64,
}

/// Articles of a filter without words, those bought before first, then by number. `after` is `bought|number` of the last
/// one seen: the cost does not grow with the page.
///
/// # Errors
/// When the database fails.
pub async fn browse(
    db: &impl Db,
    filter: &ShopFilter,
    audience: Audience<'_>,
    limit: u16,
) -> Result<Vec<Article>, Error> {
    let (condition, values) = conditions(filter, audience);
    let after = filter.after.as_deref().and_then(|after| after.split_once('|'));
    let (bought, number) = after.map_or((2, ""), |(bought, number)| (i64::from(bought == "1"), number));
    let mut all: Vec<Value> = vec![account_value(audience)];
    all.extend(values);
    all.extend([bought.into(), bought.into(), number.into(), i64::from(limit).into()]);
    let rows: Vec<Row> = sql::all(
        db,
        &format!(
            "SELECT * FROM (SELECT {COLUMNS}, {BOUGHT} AS bought {FROM} WHERE {condition}) x
             WHERE x.bought < ? OR (x.bought = ? AND x.number > ?) ORDER BY x.bought DESC, x.number LIMIT ?"
        ),
        all,
    )
    .await?;
    rows.into_iter().map(Row::article).collect()
}

/// Articles whose texts have all the words (the last one may be unfinished), those bought before first, then the best;
/// without the first `passed` of them.
///
/// # Errors
/// When the database fails.
pub async fn search(
    db: &impl Db,
    words: &[String],
    filter: &ShopFilter,
    audience: Audience<'_>,
    passed: u32,
    limit: u16,
) -> Result<Vec<Article>, Error> {
    let each: Vec<Vec<String>> = words.iter().map(|word| vec![word.clone()]).collect();
    matching(db, &each, filter, audience, passed, limit).await
}

/// The same for words in which neighbouring letters were changed round: `tlie` finds the tile.
///
/// # Errors
/// When the database fails.
pub async fn search_swapped(
    db: &impl Db,
    words: &[String],
    filter: &ShopFilter,
    audience: Audience<'_>,
    limit: u16,
) -> Result<Vec<Article>, Error> {
    let each: Vec<Vec<String>> = words.iter().map(|word| text::swapped(word)).collect();
    matching(db, &each, filter, audience, 0, limit).await
}

/// Articles whose texts have one of the words of each group, or what begins like it.
async fn matching(
    db: &impl Db,
    groups: &[Vec<String>],
    filter: &ShopFilter,
    audience: Audience<'_>,
    passed: u32,
    limit: u16,
) -> Result<Vec<Article>, Error> {
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let (condition, values) = conditions(filter, audience);
    let mut all: Vec<Value> = vec![account_value(audience)];
    let (join, rank) = match db.backend() {
        Backend::Sqlite => (
            "JOIN article_text t ON t.article = a.number AND article_text MATCH ?",
            "bm25(article_text, 0.0, 10.0, 1.0)",
        ),
        Backend::Postgres => (
            "JOIN article_text t ON t.article_id = a.id AND t.words @@ to_tsquery('simple', ?)",
            "-ts_rank(t.words, to_tsquery('simple', ?))",
        ),
    };
    let any = |begin: &str, end: &str, or: &str| -> Vec<String> {
        let group = |words: &Vec<String>| {
            let all: Vec<String> = words.iter().map(|word| format!("{begin}{word}{end}")).collect();
            format!("({})", all.join(or))
        };
        groups.iter().map(group).collect()
    };
    let query = match db.backend() {
        Backend::Sqlite => any("\"", "\"*", " OR ").join(" AND "),
        Backend::Postgres => any("", ":*", " | ").join(" & "),
    };
    if db.backend() == Backend::Postgres {
        all.push(query.as_str().into());
    }
    all.push(query.as_str().into());
    all.extend(values);
    all.extend([i64::from(limit).into(), i64::from(passed).into()]);
    let rows: Vec<Row> = sql::all(
        db,
        &format!(
            "SELECT {COLUMNS}, {BOUGHT} AS bought, {rank} AS rank FROM article a {join} LEFT JOIN stock s ON s.article_id = a.id
             WHERE {condition} ORDER BY bought DESC, rank, a.number LIMIT ? OFFSET ?"
        ),
        all,
    )
    .await?;
    rows.into_iter().map(Row::article).collect()
}

/// Articles whose texts are nearest to the words, for typing mistakes: every word must be like one of theirs, by one
/// measure on both databases.
///
/// # Errors
/// When the database fails.
pub async fn nearest(
    db: &impl Db,
    words: &[String],
    filter: &ShopFilter,
    audience: Audience<'_>,
    limit: u16,
) -> Result<Vec<Article>, Error> {
    const CANDIDATES: i64 = 200;
    const ALIKE: f64 = 0.3;
    #[derive(FromQueryResult)]
    struct Candidate {
        number: String,
        body: String,
    }
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let candidates: Vec<Candidate> = match db.backend() {
        Backend::Sqlite => {
            let grams: Vec<String> =
                words.iter().flat_map(|word| grams(word)).map(|gram| format!("\"{gram}\"")).collect();
            if grams.is_empty() {
                return Ok(Vec::new());
            }
            sql::all(
                db,
                "SELECT article AS number, body FROM article_trigram WHERE article_trigram MATCH ? ORDER BY bm25(article_trigram) LIMIT ?",
                [grams.join(" OR ").into(), CANDIDATES.into()],
            )
            .await?
        }
        Backend::Postgres => {
            // Each word by itself, as below: pg_trgm's operators would measure them as one text, by a threshold (0.6)
            // that belongs to the connection. Comparing with a number asks no index: the texts of the whole catalogue
            // are read, but only after nothing has the words as they were typed.
            let alike = vec![format!("word_similarity(?, body) >= {ALIKE}"); words.len()].join(" AND ");
            let likeness = vec!["word_similarity(?, body)"; words.len()].join(" + ");
            let mut values: Vec<Value> = words.iter().chain(words).map(|word| word.as_str().into()).collect();
            values.push(CANDIDATES.into());
            let query =
                format!("SELECT number, body FROM article_text WHERE {alike} ORDER BY {likeness} DESC, number LIMIT ?");
            sql::all(db, &query, values).await?
        }
    };
    let mut scored: Vec<(f64, String)> = candidates
        .into_iter()
        .filter_map(|candidate| {
            let theirs: Vec<&str> = candidate.body.split_whitespace().collect();
            let best = |word: &String| theirs.iter().map(|their| text::similarity(word, their)).fold(0.0, f64::max);
            let scores: Vec<f64> = words.iter().map(best).collect();
            scores.iter().all(|score| *score >= ALIKE).then(|| (scores.iter().sum::<f64>(), candidate.number))
        })
        .collect();
    scored.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    scored.truncate(usize::from(limit));
    let numbers: Vec<String> = scored.into_iter().map(|(_, number)| number).collect();
    let found = by_numbers(db, &numbers, filter, audience).await?;
    let mut by_number: HashMap<String, Article> =
        found.into_iter().map(|article| (article.number.clone(), article)).collect();
    Ok(numbers.iter().filter_map(|number| by_number.remove(number)).collect())
}

fn grams(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    letters.windows(3).map(|gram| gram.iter().collect()).collect()
}

/// Articles with these numbers that fit the filter.
///
/// # Errors
/// When the database fails.
pub async fn by_numbers(
    db: &impl Db,
    numbers: &[String],
    filter: &ShopFilter,
    audience: Audience<'_>,
) -> Result<Vec<Article>, Error> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let (condition, values) = conditions(filter, audience);
    let mut all: Vec<Value> = vec![account_value(audience)];
    all.extend(values);
    all.extend(numbers.iter().map(|number| number.as_str().into()));
    let rows: Vec<Row> = sql::all(
        db,
        &format!(
            "SELECT {COLUMNS}, {BOUGHT} AS bought {FROM} WHERE {condition} AND a.number IN ({}) ORDER BY a.number",
            sql::marks(numbers.len())
        ),
        all,
    )
    .await?;
    rows.into_iter().map(Row::article).collect()
}

/// Articles by id, whether sold to this audience or not: an old order may speak of what is sold no more.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(db: &impl Db, ids: &[ArticleId]) -> Result<Vec<Article>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = sql::all(
        db,
        &format!("SELECT {COLUMNS}, 0 AS bought {FROM} WHERE a.id IN ({})", sql::marks(ids.len())),
        ids.iter().map(|id| id.0.into()),
    )
    .await?;
    rows.into_iter().map(Row::article).collect()
}

/// The variants of a family that are sold to this audience.
///
/// # Errors
/// When the database fails.
pub async fn family(db: &impl Db, family: ArticleId, audience: Audience<'_>) -> Result<Vec<Article>, Error> {
    let mut values = sold_values(audience);
    values.push(family.0.into());
    let rows: Vec<Row> = sql::all(
        db,
        &format!("SELECT {COLUMNS}, 0 AS bought {FROM} WHERE {SOLD} AND a.family_id = ? ORDER BY a.number"),
        values,
    )
    .await?;
    rows.into_iter().map(Row::article).collect()
}

/// Articles whose number or words begin like this, for suggestions.
///
/// # Errors
/// When the database fails.
pub async fn suggest(db: &impl Db, typed: &str, audience: Audience<'_>, limit: u16) -> Result<Vec<Article>, Error> {
    let number = match db.backend() {
        Backend::Sqlite => "LOWER(a.number)",
        Backend::Postgres => "LOWER(a.number) COLLATE \"C\"",
    };
    // All that begins like this lies between it and it with the last of all characters.
    let first = text::fold(typed);
    let last = format!("{first}{}", char::MAX);
    let mut values = sold_values(audience);
    values.extend([first.into(), last.into(), i64::from(limit).into()]);
    let by_number: Vec<Row> = sql::all(
        db,
        &format!("SELECT {COLUMNS}, 0 AS bought {FROM} WHERE {SOLD} AND {number} >= ? AND {number} < ? ORDER BY a.number LIMIT ?"),
        values,
    )
    .await?;
    if !by_number.is_empty() {
        return by_number.into_iter().map(Row::article).collect();
    }
    let words = text::words(typed);
    let found = search(db, &words, &ShopFilter::default(), audience, 0, limit).await?;
    if found.is_empty() { search_swapped(db, &words, &ShopFilter::default(), audience, limit).await } else { Ok(found) }
}

/// The names of a category.
///
/// # Errors
/// When the database fails.
pub async fn category_names(db: &impl Db, slug: &str) -> Result<Option<Texts>, Error> {
    let names: Option<serde_json::Value> =
        sql::one_value(db, "SELECT names FROM category WHERE slug = ?", [slug.into()]).await?;
    names.map(|names| Ok(serde_json::from_value(names)?)).transpose()
}

/// The categories that have something for this audience.
///
/// # Errors
/// When the database fails.
pub async fn categories(db: &impl Db, audience: Audience<'_>) -> Result<Vec<Category>, Error> {
    #[derive(FromQueryResult)]
    struct CategoryRow {
        slug: String,
        names: serde_json::Value,
        count: i64,
    }
    let rows: Vec<CategoryRow> = sql::all(
        db,
        &format!(
            "SELECT c.slug, c.names, n.count FROM category c
             JOIN (SELECT h.slug, COUNT(*) AS count FROM category h JOIN category d ON d.slug = h.slug OR d.parent = h.slug
                   JOIN article a ON a.category = d.slug WHERE {SOLD} GROUP BY h.slug) n ON n.slug = c.slug
             ORDER BY c.position"
        ),
        sold_values(audience),
    )
    .await?;
    rows.into_iter()
        .map(|row| Ok(Category { slug: row.slug, names: serde_json::from_value(row.names)?, count: row.count }))
        .collect()
}

/// Those of these numbers that an article has, sold or not.
///
/// # Errors
/// When the database fails.
pub async fn known_numbers(db: &impl Db, numbers: &[String]) -> Result<Vec<String>, Error> {
    #[derive(FromQueryResult)]
    struct Known {
        number: String,
    }
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Known> = sql::all(
        db,
        &format!("SELECT number FROM article WHERE number IN ({})", sql::marks(numbers.len())),
        numbers.iter().map(|number| number.as_str().into()),
    )
    .await?;
    Ok(rows.into_iter().map(|row| row.number).collect())
}

/// The names of the article with this number, sold or not.
///
/// # Errors
/// When the database fails.
pub async fn names_of(db: &impl Db, number: &str) -> Result<Option<Texts>, Error> {
    let names: Option<serde_json::Value> =
        sql::one_value(db, "SELECT names FROM article WHERE number = ?", [number.into()]).await?;
    Ok(names.map(serde_json::from_value).transpose()?)
}
