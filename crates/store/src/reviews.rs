//! Frozen reviews.

use domain::{
    ids::{CartId, ReviewId},
    permissions::{Granted, PlaceOrders},
    review::{Difference, Offer},
    time::Instant,
};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{Db, Error, Tx, sql};

/// A frozen review.
#[derive(Clone, Debug)]
pub struct Review {
    pub id: ReviewId,
    pub version: i32,
    pub offer: Offer,
    /// What had changed when it was frozen.
    pub news: Vec<Difference>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    version: i32,
    offer: serde_json::Value,
    news: serde_json::Value,
}

impl Row {
    fn review(self) -> Result<Review, Error> {
        Ok(Review {
            id: ReviewId(self.id),
            version: self.version,
            offer: serde_json::from_value(self.offer)?,
            news: serde_json::from_value(self.news)?,
        })
    }
}

/// The newest review of a cart.
///
/// # Errors
/// When the database fails.
pub async fn newest(db: &impl Db, granted: &Granted<PlaceOrders>, cart: CartId) -> Result<Option<Review>, Error> {
    let row: Option<Row> = sql::one(
        db,
        "SELECT id, version, offer, news FROM review WHERE account_id = ? AND cart_id = ? ORDER BY version DESC LIMIT 1",
        [granted.account().0.into(), cart.0.into()],
    )
    .await?;
    row.map(Row::review).transpose()
}

/// A review of this cart.
///
/// # Errors
/// When the database fails.
pub async fn find(
    db: &impl Db,
    granted: &Granted<PlaceOrders>,
    cart: CartId,
    id: ReviewId,
) -> Result<Option<Review>, Error> {
    let row: Option<Row> = sql::one(
        db,
        "SELECT id, version, offer, news FROM review WHERE account_id = ? AND id = ? AND cart_id = ?",
        [granted.account().0.into(), id.0.into(), cart.0.into()],
    )
    .await?;
    row.map(Row::review).transpose()
}

/// Freezes an offer as the next version of the cart's review, with what is told of it.
///
/// # Errors
/// `Taken` when another page froze that version at the same moment.
pub async fn freeze(
    tx: &Tx,
    granted: &Granted<PlaceOrders>,
    cart: CartId,
    version: i32,
    offer: &Offer,
    news: &[Difference],
    now: Instant,
) -> Result<ReviewId, Error> {
    let id = crate::new_id();
    sql::run(
        tx,
        "INSERT INTO review (account_id, id, cart_id, version, offer, news, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            granted.account().0.into(),
            id.into(),
            cart.0.into(),
            version.into(),
            serde_json::to_value(offer)?.into(),
            serde_json::to_value(news)?.into(),
            now.millis().into(),
        ],
    )
    .await?;
    Ok(ReviewId(id))
}
