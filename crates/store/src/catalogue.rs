//! What the vendor sells: finding it, its prices, its stock, and taking in a new catalogue.

use std::collections::HashMap;

use domain::{
    ids::{AccountId, ArticleId},
    language::{Language, Texts},
    money::{Currency, Quantity},
    pricing::PriceBreak,
    shop::{ArticleKind, ShopFilter},
    stock::Stock,
    tax::TaxClass,
    time::Date,
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::{Backend, Db, Error, Job, Tx, sql, text};

/// An article with its stock.
#[derive(Clone, Debug)]
pub struct Article {
    pub id: ArticleId,
    pub number: String,
    pub kind: ArticleKind,
    pub category: String,
    pub unit: String,
    pub tax_class: TaxClass,
    pub step: Quantity,
    pub picture: String,
    pub family: Option<ArticleId>,
    pub variant: Texts,
    pub names: Texts,
    pub descriptions: Texts,
    pub stock: Stock,
    pub bought_before: bool,
}

#[derive(Clone, Debug, FromQueryResult)]
struct Row {
    id: Uuid,
    number: String,
    kind: String,
    category: String,
    unit: String,
    tax_class: String,
    step: i64,
    picture: String,
    family_id: Option<Uuid>,
    variant_labels: serde_json::Value,
    names: serde_json::Value,
    descriptions: serde_json::Value,
    on_hand: i64,
    reserved: i64,
    incoming: i64,
    incoming_on: Option<i32>,
    lead_days: Option<i32>,
    bought: i32,
}

impl Row {
    fn article(self) -> Result<Article, Error> {
        let free = self.on_hand - self.reserved;
        Ok(Article {
            id: ArticleId(self.id),
            kind: ArticleKind::parse(&self.kind).unwrap_or(ArticleKind::Goods),
            tax_class: tax_class(&self.tax_class),
            step: Quantity::from_millis(self.step),
            family: self.family_id.map(ArticleId),
            variant: serde_json::from_value(self.variant_labels)?,
            names: serde_json::from_value(self.names)?,
            descriptions: serde_json::from_value(self.descriptions)?,
            stock: Stock {
                free: Quantity::from_millis(free),
                // What orders have taken beyond the shelf comes out of what is on its way.
                incoming: Quantity::from_millis(self.incoming),
                incoming_on: self.incoming_on.map(Date::from_days),
                lead_days: self.lead_days.and_then(|days| u16::try_from(days).ok()),
            },
            number: self.number,
            category: self.category,
            unit: self.unit,
            picture: self.picture,
            bought_before: self.bought != 0,
        })
    }
}

fn tax_class(text: &str) -> TaxClass {
    match text {
        "reduced" => TaxClass::Reduced,
        "zero" => TaxClass::Zero,
        "exempt" => TaxClass::Exempt,
        _ => TaxClass::Standard,
    }
}

/// For whom the catalogue is read: their price list, and the account whose past purchases come first.
#[derive(Clone, Copy, Debug)]
pub struct Audience<'a> {
    pub price_list: &'a str,
    pub account: Option<AccountId>,
}

const COLUMNS: &str = "a.id, a.number, a.kind, a.category, a.unit, a.tax_class, a.step, a.picture, a.family_id, a.variant_labels,
     a.names, a.descriptions, COALESCE(s.on_hand, 0) AS on_hand, COALESCE(s.reserved, 0) AS reserved,
     COALESCE(s.incoming, 0) AS incoming, s.incoming_on, s.lead_days";
const BOUGHT: &str = "CASE WHEN EXISTS (SELECT 1 FROM order_line l WHERE l.account_id = ? AND l.article_id = a.id) THEN 1 ELSE 0 END";
const FROM: &str = "FROM article a LEFT JOIN stock s ON s.article_id = a.id";
const SOLD: &str = "a.active AND EXISTS (SELECT 1 FROM price p WHERE p.list = ? AND p.article_id = a.id)";

fn account_value(audience: Audience<'_>) -> Value {
    audience.account.map_or(Uuid::nil(), |id| id.0).into()
}

/// The conditions of a filter besides the words, and their values.
fn conditions(filter: &ShopFilter, audience: Audience<'_>) -> (String, Vec<Value>) {
    let mut sql = SOLD.to_owned();
    let mut values: Vec<Value> = vec![audience.price_list.into()];
    if let Some(category) = &filter.category {
        sql.push_str(" AND (a.category = ? OR a.category IN (SELECT slug FROM category WHERE parent = ?))");
        values.extend([category.as_str().into(), category.as_str().into()]);
    }
    if filter.in_stock {
        sql.push_str(" AND a.kind = 'goods' AND s.on_hand > s.reserved");
    }
    if let Some(kind) = filter.kind {
        sql.push_str(" AND a.kind = ?");
        values.push(kind.code().into());
    }
    if filter.bought_before {
        sql.push_str(" AND EXISTS (SELECT 1 FROM order_line l WHERE l.account_id = ? AND l.article_id = a.id)");
        values.push(account_value(audience));
    }
    (sql, values)
}

/// Articles of a filter without words, those bought before first, then by number. `after` is `bought|number` of the last
/// one seen: the cost does not grow with the page.
///
/// # Errors
/// When the database fails.
pub async fn browse(db: &impl Db, filter: &ShopFilter, audience: Audience<'_>, limit: u16) -> Result<Vec<Article>, Error> {
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

/// Articles whose texts have all the words (the last one may be unfinished), those bought before first, then the best.
///
/// # Errors
/// When the database fails.
pub async fn search(db: &impl Db, words: &[String], filter: &ShopFilter, audience: Audience<'_>, limit: u16) -> Result<Vec<Article>, Error> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let (condition, values) = conditions(filter, audience);
    let mut all: Vec<Value> = vec![account_value(audience)];
    let (join, rank) = match db.backend() {
        Backend::Sqlite => ("JOIN article_text t ON t.article = a.number AND article_text MATCH ?", "bm25(article_text, 0.0, 10.0, 1.0)"),
        Backend::Postgres => (
            "JOIN article_text t ON t.article_id = a.id AND t.words @@ to_tsquery('simple', ?)",
            "-ts_rank(t.words, to_tsquery('simple', ?))",
        ),
    };
    let query: String = match db.backend() {
        Backend::Sqlite => words.iter().map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" AND "),
        Backend::Postgres => words.iter().map(|word| format!("{word}:*")).collect::<Vec<_>>().join(" & "),
    };
    if db.backend() == Backend::Postgres {
        all.push(query.as_str().into());
    }
    all.push(query.as_str().into());
    all.extend(values);
    all.push(i64::from(limit).into());
    let rows: Vec<Row> = sql::all(
        db,
        &format!(
            "SELECT {COLUMNS}, {BOUGHT} AS bought, {rank} AS rank FROM article a {join} LEFT JOIN stock s ON s.article_id = a.id
             WHERE {condition} ORDER BY bought DESC, rank, a.number LIMIT ?"
        ),
        all,
    )
    .await?;
    rows.into_iter().map(Row::article).collect()
}

/// Articles whose texts are nearest to the words, for typing mistakes: every word must be like one of theirs.
///
/// # Errors
/// When the database fails.
pub async fn nearest(db: &impl Db, words: &[String], filter: &ShopFilter, audience: Audience<'_>, limit: u16) -> Result<Vec<Article>, Error> {
    const CANDIDATES: i64 = 200;
    const ALIKE: f64 = 0.3;
    #[derive(FromQueryResult)]
    struct Candidate {
        number: String,
        body: String,
    }
    let candidates: Vec<Candidate> = match db.backend() {
        Backend::Sqlite => {
            let grams: Vec<String> = words.iter().flat_map(|word| grams(word)).map(|gram| format!("\"{gram}\"")).collect();
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
            let joined = words.join(" ");
            sql::all(
                db,
                "SELECT number, body FROM article_text WHERE ? <% body OR body %> ? ORDER BY word_similarity(?, body) DESC LIMIT ?",
                [joined.as_str().into(), joined.as_str().into(), joined.as_str().into(), CANDIDATES.into()],
            )
            .await?
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
    let mut by_number: HashMap<String, Article> = found.into_iter().map(|article| (article.number.clone(), article)).collect();
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
pub async fn by_numbers(db: &impl Db, numbers: &[String], filter: &ShopFilter, audience: Audience<'_>) -> Result<Vec<Article>, Error> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let (condition, values) = conditions(filter, audience);
    let mut all: Vec<Value> = vec![account_value(audience)];
    all.extend(values);
    all.extend(numbers.iter().map(|number| number.as_str().into()));
    let rows: Vec<Row> = sql::all(
        db,
        &format!("SELECT {COLUMNS}, {BOUGHT} AS bought {FROM} WHERE {condition} AND a.number IN ({}) ORDER BY a.number", sql::marks(numbers.len())),
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
    let rows: Vec<Row> = sql::all(
        db,
        &format!("SELECT {COLUMNS}, 0 AS bought {FROM} WHERE {SOLD} AND a.family_id = ? ORDER BY a.number"),
        [audience.price_list.into(), family.0.into()],
    )
    .await?;
    rows.into_iter().map(Row::article).collect()
}

/// Articles whose number or words begin like this, for suggestions.
///
/// # Errors
/// When the database fails.
pub async fn suggest(db: &impl Db, typed: &str, audience: Audience<'_>, limit: u16) -> Result<Vec<Article>, Error> {
    let mut pattern = text::contains(typed);
    pattern.remove(0);
    let by_number: Vec<Row> = sql::all(
        db,
        &format!("SELECT {COLUMNS}, 0 AS bought {FROM} WHERE {SOLD} AND LOWER(a.number) LIKE ? ESCAPE '\\' ORDER BY a.number LIMIT ?"),
        [audience.price_list.into(), pattern.into(), i64::from(limit).into()],
    )
    .await?;
    if !by_number.is_empty() {
        return by_number.into_iter().map(Row::article).collect();
    }
    search(db, &text::words(typed), &ShopFilter::default(), audience, limit).await
}

/// The prices of these articles in a list.
///
/// # Errors
/// When the database fails.
pub async fn prices(db: &impl Db, list: &str, ids: &[ArticleId]) -> Result<HashMap<ArticleId, Vec<PriceBreak>>, Error> {
    #[derive(FromQueryResult)]
    struct Price {
        article_id: Uuid,
        from_quantity: i64,
        amount: i64,
    }
    let mut found: HashMap<ArticleId, Vec<PriceBreak>> = HashMap::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let mut values: Vec<Value> = vec![list.into()];
    values.extend(ids.iter().map(|id| Value::from(id.0)));
    let rows: Vec<Price> = sql::all(
        db,
        &format!(
            "SELECT article_id, from_quantity, amount FROM price WHERE list = ? AND article_id IN ({}) ORDER BY article_id, from_quantity",
            sql::marks(ids.len())
        ),
        values,
    )
    .await?;
    for row in rows {
        found
            .entry(ArticleId(row.article_id))
            .or_default()
            .push(PriceBreak { from: Quantity::from_millis(row.from_quantity), unit_price: row.amount });
    }
    Ok(found)
}

/// A category with the number of articles in it that are sold to this audience.
#[derive(Clone, Debug)]
pub struct Category {
    pub slug: String,
    pub names: Texts,
    pub count: i64,
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
             JOIN (SELECT a.category, COUNT(*) AS count FROM article a WHERE {SOLD} GROUP BY a.category) n ON n.category = c.slug
             ORDER BY c.position"
        ),
        [audience.price_list.into()],
    )
    .await?;
    rows.into_iter()
        .map(|row| Ok(Category { slug: row.slug, names: serde_json::from_value(row.names)?, count: row.count }))
        .collect()
}

/// A category as it is imported.
#[derive(Clone, Debug)]
pub struct NewCategory {
    pub slug: String,
    pub parent: Option<String>,
    pub position: i32,
    pub names: Texts,
}

/// An article as it is imported, with its prices and stock.
#[derive(Clone, Debug)]
pub struct NewArticle {
    pub number: String,
    pub kind: ArticleKind,
    pub category: String,
    pub unit: String,
    pub tax_class: TaxClass,
    pub step: Quantity,
    pub picture: String,
    /// The number of the family's head.
    pub variant_of: Option<String>,
    pub variant: Texts,
    pub names: Texts,
    pub descriptions: Texts,
    pub keywords: String,
    pub on_hand: Option<Quantity>,
    pub incoming: Quantity,
    pub incoming_on: Option<Date>,
    pub lead_days: Option<u16>,
    /// List, currency, breaks.
    pub prices: Vec<(String, Currency, Vec<PriceBreak>)>,
    pub content_hash: Vec<u8>,
}

/// What became of an imported article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imported {
    Created,
    Changed,
    Same,
}

/// Takes in a category.
///
/// # Errors
/// When the database fails.
pub async fn import_category(tx: &Tx, _: Job, new: &NewCategory) -> Result<(), Error> {
    sql::run(
        tx,
        "INSERT INTO category (slug, parent, position, names) VALUES (?, ?, ?, ?)
         ON CONFLICT (slug) DO UPDATE SET parent = excluded.parent, position = excluded.position, names = excluded.names",
        [
            new.slug.as_str().into(),
            new.parent.clone().into(),
            new.position.into(),
            serde_json::to_value(&new.names)?.into(),
        ],
    )
    .await?;
    Ok(())
}

/// The slugs of all categories.
///
/// # Errors
/// When the database fails.
pub async fn category_slugs(db: &impl Db, _: Job) -> Result<Vec<String>, Error> {
    #[derive(FromQueryResult)]
    struct Slug {
        slug: String,
    }
    let rows: Vec<Slug> = sql::all(db, "SELECT slug FROM category", []).await?;
    Ok(rows.into_iter().map(|row| row.slug).collect())
}

/// Takes in an article: its row, prices, stock and words. What orders have reserved stays.
///
/// # Errors
/// When the database fails.
pub async fn import_article(tx: &Tx, _: Job, new: &NewArticle) -> Result<Imported, Error> {
    #[derive(FromQueryResult)]
    struct Known {
        id: Uuid,
        content_hash: Vec<u8>,
    }
    let known: Option<Known> =
        sql::one(tx, "SELECT id, content_hash FROM article WHERE number = ?", [new.number.as_str().into()]).await?;
    let outcome = match &known {
        None => Imported::Created,
        Some(known) if known.content_hash == new.content_hash => return Ok(Imported::Same),
        Some(_) => Imported::Changed,
    };
    let id = known.map_or_else(crate::new_id, |known| known.id);
    let tax = match new.tax_class {
        TaxClass::Standard => "standard",
        TaxClass::Reduced => "reduced",
        TaxClass::Zero => "zero",
        TaxClass::Exempt => "exempt",
    };
    sql::run(
        tx,
        "INSERT INTO article (id, number, kind, category, unit, tax_class, step, picture, variant_labels, names, descriptions, keywords, content_hash, active)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, TRUE)
         ON CONFLICT (number) DO UPDATE SET kind = excluded.kind, category = excluded.category, unit = excluded.unit,
             tax_class = excluded.tax_class, step = excluded.step, picture = excluded.picture, variant_labels = excluded.variant_labels,
             names = excluded.names, descriptions = excluded.descriptions, keywords = excluded.keywords,
             content_hash = excluded.content_hash, active = TRUE",
        [
            id.into(),
            new.number.as_str().into(),
            new.kind.code().into(),
            new.category.as_str().into(),
            new.unit.as_str().into(),
            tax.into(),
            new.step.millis().into(),
            new.picture.as_str().into(),
            serde_json::to_value(&new.variant)?.into(),
            serde_json::to_value(&new.names)?.into(),
            serde_json::to_value(&new.descriptions)?.into(),
            new.keywords.as_str().into(),
            new.content_hash.clone().into(),
        ],
    )
    .await?;
    sql::run(tx, "DELETE FROM price WHERE article_id = ?", [id.into()]).await?;
    for (list, currency, breaks) in &new.prices {
        for step in breaks {
            sql::run(
                tx,
                "INSERT INTO price (list, article_id, from_quantity, currency, amount) VALUES (?, ?, ?, ?, ?)",
                [list.as_str().into(), id.into(), step.from.millis().into(), currency.code().into(), step.unit_price.into()],
            )
            .await?;
        }
    }
    if new.kind == ArticleKind::Goods || new.lead_days.is_some() {
        sql::run(
            tx,
            "INSERT INTO stock (article_id, on_hand, reserved, incoming, incoming_on, lead_days) VALUES (?, ?, 0, ?, ?, ?)
             ON CONFLICT (article_id) DO UPDATE SET on_hand = excluded.on_hand, incoming = excluded.incoming,
                 incoming_on = excluded.incoming_on, lead_days = excluded.lead_days",
            [
                id.into(),
                new.on_hand.map_or(0, Quantity::millis).into(),
                new.incoming.millis().into(),
                new.incoming_on.map(Date::days).into(),
                new.lead_days.map(i32::from).into(),
            ],
        )
        .await?;
    }
    write_words(tx, id, new).await?;
    Ok(outcome)
}

async fn write_words(tx: &Tx, id: Uuid, new: &NewArticle) -> Result<(), Error> {
    let texts = [&new.names, &new.variant, &new.descriptions];
    let all: Vec<&str> = texts.iter().flat_map(|texts| texts.0.values()).map(String::as_str).chain([new.keywords.as_str()]).collect();
    let body = text::fold(&all.join(" "));
    let number = text::fold(&new.number);
    match tx.backend() {
        Backend::Sqlite => {
            for table in ["article_text", "article_trigram"] {
                sql::run(tx, &format!("DELETE FROM {table} WHERE article = ?"), [new.number.as_str().into()]).await?;
            }
            sql::run(
                tx,
                "INSERT INTO article_text (article, number, body) VALUES (?, ?, ?)",
                [new.number.as_str().into(), number.as_str().into(), body.as_str().into()],
            )
            .await?;
            sql::run(
                tx,
                "INSERT INTO article_trigram (article, body) VALUES (?, ?)",
                [new.number.as_str().into(), body.as_str().into()],
            )
            .await?;
        }
        Backend::Postgres => {
            sql::run(
                tx,
                "INSERT INTO article_text (article_id, number, body) VALUES (?, ?, ?)
                 ON CONFLICT (article_id) DO UPDATE SET number = excluded.number, body = excluded.body",
                [id.into(), new.number.as_str().into(), body.as_str().into()],
            )
            .await?;
        }
    }
    Ok(())
}

/// Ties variants to their families, after all articles are in.
///
/// # Errors
/// When the database fails.
pub async fn link_variants(tx: &Tx, _: Job, links: &[(String, String)]) -> Result<(), Error> {
    for (number, head) in links {
        sql::run(
            tx,
            "UPDATE article SET family_id = (SELECT h.id FROM article h WHERE h.number = ?) WHERE number IN (?, ?)",
            [head.as_str().into(), number.as_str().into(), head.as_str().into()],
        )
        .await?;
    }
    Ok(())
}

/// The name of an article for a reader.
#[must_use]
pub fn name_for(names: &Texts, reader: Language, vendor: Language) -> String {
    names.pick(reader, vendor).0.to_owned()
}
