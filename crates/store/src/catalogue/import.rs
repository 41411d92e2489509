//! Taking in a new catalogue: categories, articles with their prices, stock and words.

use domain::{
    language::Texts,
    money::{Currency, Quantity},
    pricing::PriceBreak,
    shop::ArticleKind,
    tax::TaxClass,
    time::Date,
};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{Backend, Db, Error, Job, Tx, sql, text};

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
    /// Of the whole row: nothing is written when it is the same.
    pub content_hash: Vec<u8>,
    /// Of what the row says of the stock: correcting a text must not bring back to the shelf what has been shipped.
    pub stock_hash: Vec<u8>,
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

/// Takes in an article: its row, prices, stock and words. What orders have reserved stays, and who heads a family goes on
/// heading it: its variants need not be in the same file. A variant is tied anew by [`link_variants`].
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
             content_hash = excluded.content_hash, active = TRUE,
             family_id = CASE WHEN EXISTS (SELECT 1 FROM article v WHERE v.family_id = article.id AND v.id <> article.id)
                 THEN article.id ELSE NULL END",
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
                [
                    list.as_str().into(),
                    id.into(),
                    step.from.millis().into(),
                    currency.code().into(),
                    step.unit_price.into(),
                ],
            )
            .await?;
        }
    }
    if new.kind == ArticleKind::Goods || new.lead_days.is_some() {
        sql::run(
            tx,
            "INSERT INTO stock (article_id, on_hand, reserved, incoming, incoming_on, lead_days, import_hash) VALUES (?, ?, 0, ?, ?, ?, ?)
             ON CONFLICT (article_id) DO UPDATE SET on_hand = excluded.on_hand, incoming = excluded.incoming,
                 incoming_on = excluded.incoming_on, lead_days = excluded.lead_days, import_hash = excluded.import_hash
             WHERE stock.import_hash <> excluded.import_hash",
            [
                id.into(),
                new.on_hand.map_or(0, Quantity::millis).into(),
                new.incoming.millis().into(),
                new.incoming_on.map(Date::days).into(),
                new.lead_days.map(i32::from).into(),
                new.stock_hash.clone().into(),
            ],
        )
        .await?;
    }
    write_words(tx, id, new).await?;
    Ok(outcome)
}

async fn write_words(tx: &Tx, id: Uuid, new: &NewArticle) -> Result<(), Error> {
    let texts = [&new.names, &new.variant, &new.descriptions];
    let all: Vec<&str> =
        texts.iter().flat_map(|texts| texts.0.values()).map(String::as_str).chain([new.keywords.as_str()]).collect();
    let body = text::fold(&all.join(" "));
    // As words, so that both databases find "RT-1042", "rt 1042" and "rt1042": PostgreSQL takes "-1042" for a number.
    let parts = text::words(&new.number);
    let number = format!("{} {}", parts.join(" "), parts.concat());
    match tx.backend() {
        Backend::Sqlite => {
            let row = text_row(tx, &new.number).await?;
            for table in ["article_text", "article_trigram"] {
                sql::run(tx, &format!("DELETE FROM {table} WHERE rowid = ?"), [row.into()]).await?;
            }
            sql::run(
                tx,
                "INSERT INTO article_text (rowid, article, number, body) VALUES (?, ?, ?, ?)",
                [row.into(), new.number.as_str().into(), number.as_str().into(), body.as_str().into()],
            )
            .await?;
            sql::run(
                tx,
                "INSERT INTO article_trigram (rowid, article, body) VALUES (?, ?, ?)",
                [row.into(), new.number.as_str().into(), body.as_str().into()],
            )
            .await?;
        }
        Backend::Postgres => {
            sql::run(
                tx,
                "INSERT INTO article_text (article_id, number, spoken, body) VALUES (?, ?, ?, ?)
                 ON CONFLICT (article_id) DO UPDATE SET number = excluded.number, spoken = excluded.spoken, body = excluded.body",
                [id.into(), new.number.as_str().into(), number.as_str().into(), body.as_str().into()],
            )
            .await?;
        }
    }
    Ok(())
}

/// The row of the full text that this article has, or gets.
async fn text_row(tx: &Tx, number: &str) -> Result<i64, Error> {
    sql::one_value(
        tx,
        "INSERT INTO article_row (number) VALUES (?) ON CONFLICT (number) DO UPDATE SET number = excluded.number RETURNING id",
        [number.into()],
    )
    .await?
    .ok_or_else(|| Error::fault("an article got no row for its text"))
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
