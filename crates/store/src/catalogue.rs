//! What the vendor sells: finding it, its prices, its stock, and taking in a new catalogue.

mod find;
mod import;
mod prices;

use domain::{
    ids::{AccountId, ArticleId},
    language::{Language, Texts},
    money::{Currency, Quantity},
    shop::{ArticleKind, ShopFilter},
    stock::Stock,
    tax::TaxClass,
    time::Date,
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::Error;

pub use find::{
    Category, browse, by_ids, by_numbers, categories, category_names, family, known_numbers, names_of, nearest, search,
    search_swapped, suggest,
};
pub use import::{Imported, NewArticle, NewCategory, Shelf, category_slugs, import_articles, import_categories};
pub use prices::prices;

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

/// For whom the catalogue is read: their price list and its currency, and the account whose past purchases come first.
#[derive(Clone, Copy, Debug)]
pub struct Audience<'a> {
    pub price_list: &'a str,
    pub currency: Currency,
    pub account: Option<AccountId>,
}

/// The name of an article for a reader.
#[must_use]
pub fn name_for(names: &Texts, reader: Language, vendor: Language) -> String {
    names.pick(reader, vendor).0.to_owned()
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

const COLUMNS: &str =
    "a.id, a.number, a.kind, a.category, a.unit, a.tax_class, a.step, a.picture, a.family_id, a.variant_labels,
     a.names, a.descriptions, COALESCE(s.on_hand, 0) AS on_hand, COALESCE(s.reserved, 0) AS reserved,
     COALESCE(s.incoming, 0) AS incoming, s.incoming_on, s.lead_days";
/// What was cancelled or refused was not bought.
const BOUGHT: &str =
    "CASE WHEN EXISTS (SELECT 1 FROM order_line l WHERE l.account_id = ? AND l.article_id = a.id AND l.quantity > l.cancelled)
     THEN 1 ELSE 0 END";
const FROM: &str = "FROM article a LEFT JOIN stock s ON s.article_id = a.id";
/// Its values are those of [`sold_values`].
const SOLD: &str = "EXISTS (SELECT 1 FROM price p WHERE p.list = ? AND p.currency = ? AND p.article_id = a.id)";

fn sold_values(audience: Audience<'_>) -> Vec<Value> {
    vec![audience.price_list.into(), audience.currency.code().into()]
}

fn account_value(audience: Audience<'_>) -> Value {
    audience.account.map_or(Uuid::nil(), |id| id.0).into()
}

/// The conditions of a filter besides the words, and their values.
fn conditions(filter: &ShopFilter, audience: Audience<'_>) -> (String, Vec<Value>) {
    let mut sql = SOLD.to_owned();
    let mut values = sold_values(audience);
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
        sql.push_str(
            " AND EXISTS (SELECT 1 FROM order_line l
                 WHERE l.account_id = ? AND l.article_id = a.id AND l.quantity > l.cancelled)",
        );
        values.push(account_value(audience));
    }
    (sql, values)
}
