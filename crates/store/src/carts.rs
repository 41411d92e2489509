//! Carts: one per member and account, and one per device before signing in.

use std::collections::{HashMap, HashSet};

use domain::{
    cart::MOST_LINES,
    ids::{AddressId, ArticleId, CartId, CommandKey},
    money::Quantity,
    permissions::{Granted, PlaceOrders},
    time::{Date, Instant},
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::{Backend, Db, Error, Tx, sql};

/// Whose cart.
#[derive(Clone, Debug)]
pub enum Owner {
    Member(Granted<PlaceOrders>),
    /// SHA-256 of the secret in the device's cookie.
    Device(Vec<u8>),
}

/// A cart without its lines.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Cart {
    pub id: Uuid,
    pub address_id: Option<Uuid>,
    pub delivery_way: Option<String>,
    pub reference: Option<String>,
    pub note: Option<String>,
}

/// A line of a cart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    pub article: ArticleId,
    pub quantity: Quantity,
    pub wished: Option<Date>,
}

const CART: &str = "SELECT id, address_id, delivery_way, reference, note FROM cart";

/// The owner's cart, if they have one.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Db, owner: &Owner) -> Result<Option<Cart>, Error> {
    match owner {
        Owner::Member(granted) => {
            sql::one(
                db,
                &format!("{CART} WHERE account_id = ? AND member_id = ?"),
                [granted.account().0.into(), granted.member().0.into()],
            )
            .await
        }
        Owner::Device(hash) => sql::one(db, &format!("{CART} WHERE device_hash = ?"), [hash.clone().into()]).await,
    }
}

/// The owner's cart, held until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock(tx: &Tx, granted: &Granted<PlaceOrders>) -> Result<Option<Cart>, Error> {
    let lock = match tx.backend() {
        Backend::Sqlite => "",
        Backend::Postgres => " FOR UPDATE",
    };
    sql::one(
        tx,
        &format!("{CART} WHERE account_id = ? AND member_id = ?{lock}"),
        [granted.account().0.into(), granted.member().0.into()],
    )
    .await
}

/// The owner's cart, made if need be, held until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn open(tx: &Tx, owner: &Owner, now: Instant) -> Result<CartId, Error> {
    let (account, member, device, conflict) = match owner {
        Owner::Member(granted) => (Some(granted.account().0), Some(granted.member().0), None, "account_id, member_id"),
        Owner::Device(hash) => (None, None, Some(hash.clone()), "device_hash"),
    };
    let id: Option<Uuid> = sql::one_value(
        tx,
        &format!(
            "INSERT INTO cart (id, account_id, member_id, device_hash, changed_at) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT ({conflict}) DO UPDATE SET changed_at = excluded.changed_at RETURNING id"
        ),
        [crate::new_id().into(), account.into(), member.into(), device.into(), now.millis().into()],
    )
    .await?;
    id.map(CartId).ok_or_else(|| Error::fault("the cart has no id"))
}

/// The lines of a cart, in the order in which they came.
///
/// # Errors
/// When the database fails.
pub async fn lines(db: &impl Db, cart: CartId) -> Result<Vec<Line>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        article_id: Uuid,
        quantity: i64,
        wished_on: Option<i32>,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT article_id, quantity, wished_on FROM cart_line WHERE cart_id = ? ORDER BY added_at, article_id",
        [cart.0.into()],
    )
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Line {
            article: ArticleId(row.article_id),
            quantity: Quantity::from_millis(row.quantity),
            wished: row.wished_on.map(Date::from_days),
        })
        .collect())
}

/// How many lines the cart of a device has. A member's are counted with their frame (`accounts::frame`).
///
/// # Errors
/// When the database fails.
pub async fn count(db: &impl Db, device_hash: &[u8]) -> Result<i32, Error> {
    let count: Option<i64> = sql::one_value(
        db,
        "SELECT COUNT(*) FROM cart c JOIN cart_line l ON l.cart_id = c.id WHERE c.device_hash = ?",
        [device_hash.to_vec().into()],
    )
    .await?;
    Ok(count.and_then(|count| i32::try_from(count).ok()).unwrap_or(0))
}

/// What the key of a change says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The key is new: the change is to be made in this transaction.
    New,
    /// The same change has been made before.
    Done,
    /// The key belongs to another change.
    Reused,
}

/// Notes that the changes with these keys are being made, each with the hash of what it asks for, and says of each
/// what its key says. A key that comes twice is new once.
///
/// # Errors
/// When the database fails.
pub async fn claim_changes(
    tx: &Tx,
    cart: CartId,
    changes: &[(CommandKey, Vec<u8>)],
    now: Instant,
) -> Result<Vec<Claim>, Error> {
    if changes.is_empty() {
        return Ok(Vec::new());
    }
    let mut new = claim_new(tx, cart, changes, now).await?;
    let known = if new.len() == changes.len() { HashMap::new() } else { inputs(tx, cart, changes).await? };
    Ok(changes
        .iter()
        .map(|(key, input)| match known.get(&key.0) {
            _ if new.remove(&key.0) => Claim::New,
            Some(Some(other)) if other != input => Claim::Reused,
            // Of a change from before inputs were kept, the key alone is known.
            _ => Claim::Done,
        })
        .collect())
}

/// Takes those of the keys that are new.
async fn claim_new(
    tx: &Tx,
    cart: CartId,
    changes: &[(CommandKey, Vec<u8>)],
    now: Instant,
) -> Result<HashSet<Uuid>, Error> {
    #[derive(FromQueryResult)]
    struct New {
        key: Uuid,
    }
    let rows = vec!["(?, ?, ?, ?)"; changes.len()].join(", ");
    let rows: Vec<New> = sql::all(
        tx,
        &format!(
            "INSERT INTO cart_change (cart_id, key, input_hash, created_at) VALUES {rows}
             ON CONFLICT (cart_id, key) DO NOTHING RETURNING key"
        ),
        changes
            .iter()
            .flat_map(|(key, input)| [cart.0.into(), key.0.into(), input.clone().into(), now.millis().into()]),
    )
    .await?;
    Ok(rows.into_iter().map(|row| row.key).collect())
}

/// What these keys were claimed for.
async fn inputs(
    tx: &Tx,
    cart: CartId,
    changes: &[(CommandKey, Vec<u8>)],
) -> Result<HashMap<Uuid, Option<Vec<u8>>>, Error> {
    #[derive(FromQueryResult)]
    struct Known {
        key: Uuid,
        input_hash: Option<Vec<u8>>,
    }
    let mut values: Vec<Value> = vec![cart.0.into()];
    values.extend(changes.iter().map(|(key, _)| Value::from(key.0)));
    let rows: Vec<Known> = sql::all(
        tx,
        &format!(
            "SELECT key, input_hash FROM cart_change WHERE cart_id = ? AND key IN ({})",
            sql::marks(changes.len())
        ),
        values,
    )
    .await?;
    Ok(rows.into_iter().map(|row| (row.key, row.input_hash)).collect())
}

/// Puts lines into the cart in place of what is there of their articles, each article once; nothing left takes the line
/// away.
///
/// # Errors
/// When the database fails.
pub async fn set_lines(tx: &Tx, cart: CartId, lines: &[Line], now: Instant) -> Result<(), Error> {
    let (gone, there): (Vec<Line>, Vec<Line>) = lines.iter().partition(|line| line.quantity <= Quantity::default());
    if !gone.is_empty() {
        let mut values: Vec<Value> = vec![cart.0.into()];
        values.extend(gone.iter().map(|line| Value::from(line.article.0)));
        let marks = sql::marks(gone.len());
        sql::run(tx, &format!("DELETE FROM cart_line WHERE cart_id = ? AND article_id IN ({marks})"), values).await?;
    }
    if there.is_empty() {
        return Ok(());
    }
    let rows = vec!["(?, ?, ?, ?, ?)"; there.len()].join(", ");
    sql::run(
        tx,
        &format!(
            "INSERT INTO cart_line (cart_id, article_id, quantity, wished_on, added_at) VALUES {rows}
             ON CONFLICT (cart_id, article_id) DO UPDATE SET quantity = excluded.quantity, wished_on = excluded.wished_on"
        ),
        there.iter().flat_map(|line| {
            [
                cart.0.into(),
                line.article.0.into(),
                line.quantity.millis().into(),
                line.wished.map(Date::days).into(),
                now.millis().into(),
            ]
        }),
    )
    .await?;
    Ok(())
}

/// Changes what the review says besides the lines.
///
/// # Errors
/// When the database fails.
pub async fn set_details(
    tx: &Tx,
    cart: CartId,
    address: Option<AddressId>,
    delivery_way: Option<&str>,
    reference: Option<&str>,
    note: Option<&str>,
) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE cart SET address_id = ?, delivery_way = ?, reference = ?, note = ? WHERE id = ?",
        [address.map(|id| id.0).into(), delivery_way.into(), reference.into(), note.into(), cart.0.into()],
    )
    .await?;
    Ok(())
}

/// Empties a cart that has become an order. Address and way of delivery stay for the next one.
///
/// # Errors
/// When the database fails.
pub async fn empty(tx: &Tx, cart: CartId) -> Result<(), Error> {
    sql::run(tx, "DELETE FROM cart_line WHERE cart_id = ?", [cart.0.into()]).await?;
    sql::run(tx, "UPDATE cart SET reference = NULL, note = NULL WHERE id = ?", [cart.0.into()]).await?;
    Ok(())
}

/// The device's cart goes into the member's, when its owner signs in: quantities of the same article add up.
///
/// Nobody is kept from signing in by two full carts, and nothing of them is thrown away in silence: together they may
/// be longer than a cart can be, and then wait to be shortened before they can be ordered. One that is too long
/// already takes no more: then it is `false`, and the device keeps its cart.
///
/// # Errors
/// When the database fails.
pub async fn merge(tx: &Tx, device_hash: &[u8], into: &Granted<PlaceOrders>, now: Instant) -> Result<bool, Error> {
    let Some(device) = find(tx, &Owner::Device(device_hash.to_vec())).await? else { return Ok(true) };
    let target = open(tx, &Owner::Member(*into), now).await?;
    if lines(tx, target).await?.len() > MOST_LINES {
        return Ok(false);
    }
    sql::run(
        tx,
        "INSERT INTO cart_line (cart_id, article_id, quantity, wished_on, added_at)
         SELECT ?, article_id, quantity, wished_on, added_at FROM cart_line WHERE cart_id = ?
         ON CONFLICT (cart_id, article_id) DO UPDATE SET quantity = cart_line.quantity + excluded.quantity",
        [target.0.into(), device.id.into()],
    )
    .await?;
    // What the device had already done must not be done again by a retry that comes after signing in.
    sql::run(
        tx,
        "INSERT INTO cart_change (cart_id, key, input_hash, created_at)
         SELECT ?, key, input_hash, created_at FROM cart_change WHERE cart_id = ?
         ON CONFLICT (cart_id, key) DO NOTHING",
        [target.0.into(), device.id.into()],
    )
    .await?;
    sql::run(tx, "DELETE FROM cart WHERE id = ?", [device.id.into()]).await?;
    Ok(true)
}
