//! Taking in a new catalogue: categories, articles with their prices, stock and words.
//!
//! Everything is written many rows to a statement: on SQLite nobody else writes meanwhile, and customers are ordering.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{
    language::Texts,
    money::{Currency, Quantity},
    pricing::PriceBreak,
    shop::ArticleKind,
    tax::TaxClass,
    time::Date,
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::{
    Backend, Db, Error, Job, Tx,
    sql::{self, Rows},
    text,
};

/// A category as it is imported.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// Of the whole row: nothing is written when it is the same.
    pub content_hash: Vec<u8>,
    /// Of what the row says of the stock: correcting a text must not bring back to the shelf what has been shipped.
    pub stock_hash: Vec<u8>,
}

/// What became of an imported category or article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imported {
    Created,
    Changed,
    Same,
}

/// What a file's figures of the shelf are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// As they were when the file was made: what was said before is no news, and what has been shipped since has left.
    Told,
    /// Counted just now: the shelf holds what the file says.
    Counted,
}

/// How many rows are asked for, or taken away, in one statement.
const AT_ONCE: usize = 1_000;

/// Takes in categories, of which none is there twice, and says of each what became of it.
///
/// # Errors
/// When the database fails.
pub async fn import_categories(tx: &Tx, _: Job, new: &[NewCategory]) -> Result<Vec<Imported>, Error> {
    take_turns(tx).await?;
    let known = categories(tx).await?;
    let mut rows = Rows::merging(
        "category",
        &["slug", "parent", "position", "names"],
        "ON CONFLICT (slug) DO UPDATE SET parent = excluded.parent, position = excluded.position,
             names = excluded.names",
    );
    let mut outcomes = Vec::with_capacity(new.len());
    for category in new {
        let outcome = match known.get(&category.slug) {
            None => Imported::Created,
            Some(old) if old == category => Imported::Same,
            Some(_) => Imported::Changed,
        };
        if outcome != Imported::Same {
            rows.add([
                category.slug.as_str().into(),
                category.parent.clone().into(),
                category.position.into(),
                serde_json::to_value(&category.names)?.into(),
            ]);
        }
        outcomes.push(outcome);
    }
    rows.write(tx).await?;
    Ok(outcomes)
}

/// All categories as they were taken in, by slug.
async fn categories(tx: &Tx) -> Result<HashMap<String, NewCategory>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        slug: String,
        parent: Option<String>,
        position: i32,
        names: serde_json::Value,
    }
    let rows: Vec<Row> = sql::all(tx, "SELECT slug, parent, position, names FROM category", []).await?;
    rows.into_iter()
        .map(|Row { slug, parent, position, names }| {
            let names = serde_json::from_value(names)?;
            Ok((slug.clone(), NewCategory { slug, parent, position, names }))
        })
        .collect()
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

/// Takes in articles, of which none is there twice, with their prices, stock and words, and says of each what became of
/// it.
///
/// What orders have reserved stays, and who heads a family goes on heading it: its variants need not be among these.
///
/// # Errors
/// When the database fails.
pub async fn import_articles(tx: &Tx, _: Job, new: &[NewArticle], shelf: Shelf) -> Result<Vec<Imported>, Error> {
    take_turns(tx).await?;
    let known = known(tx, new).await?;
    let mut ids: HashMap<&str, Uuid> = known.iter().map(|(number, known)| (number.as_str(), known.id)).collect();
    let mut outcomes = Vec::with_capacity(new.len());
    let mut taken = Vec::new();
    for article in new {
        let number = article.number.as_str();
        let outcome = match known.get(number) {
            None => Imported::Created,
            Some(known) if known.content_hash == article.content_hash && known.has_shelf(article, shelf) => {
                Imported::Same
            }
            Some(_) => Imported::Changed,
        };
        let id = *ids.entry(number).or_insert_with(crate::new_id);
        if outcome != Imported::Same {
            taken.push((id, article));
        }
        outcomes.push(outcome);
    }
    // In the order in which orders hold the stock, so that the two never wait for each other.
    taken.sort_unstable_by_key(|(id, _)| *id);
    write_articles(tx, &taken).await?;
    write_prices(tx, &taken).await?;
    write_stock(tx, &taken, shelf).await?;
    match tx.backend() {
        Backend::Sqlite => write_words_sqlite(tx, &taken).await?,
        Backend::Postgres => write_words_postgres(tx, &taken).await?,
    }
    link_variants(tx, new, &ids).await?;
    Ok(outcomes)
}

/// Imports take turns: what one finds missing, no other makes meanwhile. Nothing else writes categories, and whoever
/// reads them goes on.
async fn take_turns(tx: &Tx) -> Result<(), Error> {
    if tx.backend() == Backend::Postgres {
        sql::run(tx, "LOCK TABLE category IN SHARE ROW EXCLUSIVE MODE", []).await?;
    }
    Ok(())
}

struct Known {
    id: Uuid,
    content_hash: Vec<u8>,
    on_hand: i64,
}

impl Known {
    /// Whether the shelf holds what is said of it, where that is looked at.
    fn has_shelf(&self, new: &NewArticle, shelf: Shelf) -> bool {
        shelf == Shelf::Told
            || new.kind != ArticleKind::Goods
            || self.on_hand == new.on_hand.map_or(0, Quantity::millis)
    }
}

/// Those of these articles, and of the heads of their families, that are there already, by number.
async fn known(tx: &Tx, new: &[NewArticle]) -> Result<HashMap<String, Known>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        number: String,
        content_hash: Vec<u8>,
        on_hand: i64,
    }
    let numbers: BTreeSet<&str> = new
        .iter()
        .flat_map(|article| [Some(article.number.as_str()), article.variant_of.as_deref()])
        .flatten()
        .collect();
    let numbers: Vec<&str> = numbers.into_iter().collect();
    let mut known = HashMap::with_capacity(numbers.len());
    for some in numbers.chunks(AT_ONCE) {
        let marks = sql::marks(some.len());
        let values: Vec<Value> = some.iter().map(|number| Value::from(*number)).collect();
        let query = format!(
            "SELECT a.id, a.number, a.content_hash, COALESCE(s.on_hand, 0) AS on_hand
             FROM article a LEFT JOIN stock s ON s.article_id = a.id WHERE a.number IN ({marks})"
        );
        let rows: Vec<Row> = sql::all(tx, &query, values).await?;
        known.extend(
            rows.into_iter()
                .map(|Row { id, number, content_hash, on_hand }| (number, Known { id, content_hash, on_hand })),
        );
    }
    Ok(known)
}

async fn write_articles(tx: &Tx, taken: &[(Uuid, &NewArticle)]) -> Result<(), Error> {
    let mut rows = Rows::merging(
        "article",
        &[
            "id",
            "number",
            "kind",
            "category",
            "unit",
            "tax_class",
            "step",
            "picture",
            "variant_labels",
            "names",
            "descriptions",
            "keywords",
            "content_hash",
        ],
        "ON CONFLICT (number) DO UPDATE SET kind = excluded.kind, category = excluded.category, unit = excluded.unit,
             tax_class = excluded.tax_class, step = excluded.step, picture = excluded.picture,
             variant_labels = excluded.variant_labels, names = excluded.names, descriptions = excluded.descriptions,
             keywords = excluded.keywords, content_hash = excluded.content_hash,
             family_id = CASE WHEN EXISTS
                 (SELECT 1 FROM article v WHERE v.family_id = article.id AND v.id <> article.id)
                 THEN article.id ELSE NULL END",
    );
    for (id, new) in taken {
        let tax = match new.tax_class {
            TaxClass::Standard => "standard",
            TaxClass::Reduced => "reduced",
            TaxClass::Zero => "zero",
            TaxClass::Exempt => "exempt",
        };
        rows.add([
            (*id).into(),
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
        ]);
    }
    rows.write(tx).await
}

async fn write_prices(tx: &Tx, taken: &[(Uuid, &NewArticle)]) -> Result<(), Error> {
    for some in taken.chunks(AT_ONCE) {
        let marks = sql::marks(some.len());
        let values: Vec<Value> = some.iter().map(|(id, _)| Value::from(*id)).collect();
        sql::run(tx, &format!("DELETE FROM price WHERE article_id IN ({marks})"), values).await?;
    }
    let mut rows = Rows::of("price", &["list", "article_id", "from_quantity", "currency", "amount"]);
    for (id, new) in taken {
        for (list, currency, breaks) in &new.prices {
            for step in breaks {
                rows.add([
                    list.as_str().into(),
                    (*id).into(),
                    step.from.millis().into(),
                    currency.code().into(),
                    step.unit_price.into(),
                ]);
            }
        }
    }
    rows.write(tx).await
}

async fn write_stock(tx: &Tx, taken: &[(Uuid, &NewArticle)], shelf: Shelf) -> Result<(), Error> {
    let conflict = match shelf {
        Shelf::Told => {
            "ON CONFLICT (article_id) DO UPDATE SET
                 on_hand = CASE WHEN stock.import_hash = excluded.import_hash THEN stock.on_hand ELSE excluded.on_hand END,
                 incoming = excluded.incoming, incoming_on = excluded.incoming_on, lead_days = excluded.lead_days,
                 import_hash = excluded.import_hash"
        }
        Shelf::Counted => {
            "ON CONFLICT (article_id) DO UPDATE SET on_hand = excluded.on_hand, incoming = excluded.incoming,
                 incoming_on = excluded.incoming_on, lead_days = excluded.lead_days, import_hash = excluded.import_hash"
        }
    };
    let mut rows = Rows::merging(
        "stock",
        &["article_id", "on_hand", "incoming", "incoming_on", "lead_days", "import_hash"],
        conflict,
    );
    for (id, new) in taken.iter().filter(|(_, new)| new.kind == ArticleKind::Goods || new.lead_days.is_some()) {
        rows.add([
            (*id).into(),
            new.on_hand.map_or(0, Quantity::millis).into(),
            new.incoming.millis().into(),
            new.incoming_on.map(Date::days).into(),
            new.lead_days.map(i32::from).into(),
            new.stock_hash.clone().into(),
        ]);
    }
    rows.write(tx).await
}

/// What an article is found by: its number as words, so that both databases find "RT-1042", "rt 1042" and "rt1042"
/// (PostgreSQL takes "-1042" for a number), and all its texts.
fn words(new: &NewArticle) -> (String, String) {
    let parts = text::words(&new.number);
    let number = format!("{} {}", parts.join(" "), parts.concat());
    let texts = [&new.names, &new.variant, &new.descriptions];
    let all: Vec<&str> =
        texts.iter().flat_map(|texts| texts.0.values()).map(String::as_str).chain([new.keywords.as_str()]).collect();
    (number, text::fold(&all.join(" ")))
}

async fn write_words_postgres(tx: &Tx, taken: &[(Uuid, &NewArticle)]) -> Result<(), Error> {
    let mut rows = Rows::merging(
        "article_text",
        &["article_id", "number", "spoken", "body"],
        "ON CONFLICT (article_id) DO UPDATE SET number = excluded.number, spoken = excluded.spoken,
             body = excluded.body",
    );
    for (id, new) in taken {
        let (spoken, body) = words(new);
        rows.add([(*id).into(), new.number.as_str().into(), spoken.into(), body.into()]);
    }
    rows.write(tx).await
}

async fn write_words_sqlite(tx: &Tx, taken: &[(Uuid, &NewArticle)]) -> Result<(), Error> {
    let places = text_rows(tx, taken).await?;
    let mut texts = Rows::of("article_text", &["rowid", "article", "number", "body"]);
    let mut trigrams = Rows::of("article_trigram", &["rowid", "article", "body"]);
    for (_, new) in taken {
        let place = *places.get(&new.number).ok_or_else(|| Error::fault("an article got no row for its text"))?;
        let (spoken, body) = words(new);
        texts.add([place.into(), new.number.as_str().into(), spoken.into(), body.as_str().into()]);
        trigrams.add([place.into(), new.number.as_str().into(), body.into()]);
    }
    let places: Vec<i64> = places.into_values().collect();
    for some in places.chunks(AT_ONCE) {
        let marks = sql::marks(some.len());
        for table in ["article_text", "article_trigram"] {
            let values: Vec<Value> = some.iter().map(|place| Value::from(*place)).collect();
            sql::run(tx, &format!("DELETE FROM {table} WHERE rowid IN ({marks})"), values).await?;
        }
    }
    texts.write(tx).await?;
    trigrams.write(tx).await
}

/// The rows of the full text that these articles have, or get, by number.
async fn text_rows(tx: &Tx, taken: &[(Uuid, &NewArticle)]) -> Result<HashMap<String, i64>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        id: i64,
        number: String,
    }
    let mut rows = Rows::merging("article_row", &["number"], "ON CONFLICT (number) DO NOTHING");
    for (_, new) in taken {
        rows.add([new.number.as_str().into()]);
    }
    rows.write(tx).await?;
    let mut places = HashMap::with_capacity(taken.len());
    for some in taken.chunks(AT_ONCE) {
        let marks = sql::marks(some.len());
        let values: Vec<Value> = some.iter().map(|(_, new)| Value::from(new.number.as_str())).collect();
        let query = format!("SELECT id, number FROM article_row WHERE number IN ({marks})");
        let found: Vec<Row> = sql::all(tx, &query, values).await?;
        places.extend(found.into_iter().map(|row| (row.number, row.id)));
    }
    Ok(places)
}

/// Ties variants to the heads of their families; who has lost the last variant is a single article again.
async fn link_variants(tx: &Tx, new: &[NewArticle], ids: &HashMap<&str, Uuid>) -> Result<(), Error> {
    let mut ties: BTreeMap<Uuid, Uuid> = BTreeMap::new();
    for article in new {
        let Some(head) = article.variant_of.as_deref() else { continue };
        let (Some(variant), Some(head)) = (ids.get(article.number.as_str()), ids.get(head)) else {
            return Err(Error::fault("a variant of an article that is not there"));
        };
        ties.extend([(*variant, *head), (*head, *head)]);
    }
    let ties: Vec<(Uuid, Uuid)> = ties.into_iter().collect();
    for some in ties.chunks(AT_ONCE) {
        let pairs = vec!["(?, ?)"; some.len()].join(", ");
        let values: Vec<Value> =
            some.iter().flat_map(|(article, head)| [Value::from(*article), Value::from(*head)]).collect();
        let update = format!(
            "UPDATE article SET family_id = t.column2 FROM (VALUES {pairs}) AS t
             WHERE article.id = t.column1 AND (article.family_id IS NULL OR article.family_id <> t.column2)"
        );
        sql::run(tx, &update, values).await?;
    }
    sql::run(
        tx,
        "UPDATE article SET family_id = NULL WHERE family_id = id
             AND NOT EXISTS (SELECT 1 FROM article v WHERE v.family_id = article.id AND v.id <> article.id)",
        [],
    )
    .await?;
    Ok(())
}
