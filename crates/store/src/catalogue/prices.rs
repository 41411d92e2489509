//! The prices of a list.

use std::collections::HashMap;

use domain::{
    ids::ArticleId,
    money::{Currency, Quantity},
    pricing::PriceBreak,
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::{Db, Error, sql};

/// The prices of these articles in a list, in minor units of this currency. What the list has in another one is no
/// price: it would be read as so many of this.
///
/// # Errors
/// When the database fails.
pub async fn prices(
    db: &impl Db,
    list: &str,
    currency: Currency,
    ids: &[ArticleId],
) -> Result<HashMap<ArticleId, Vec<PriceBreak>>, Error> {
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
    let mut values: Vec<Value> = vec![list.into(), currency.code().into()];
    values.extend(ids.iter().map(|id| Value::from(id.0)));
    let rows: Vec<Price> = sql::all(
        db,
        &format!(
            "SELECT article_id, from_quantity, amount FROM price WHERE list = ? AND currency = ? AND article_id IN ({})
             ORDER BY article_id, from_quantity",
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
