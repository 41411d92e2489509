//! Saved lists of an account.

use domain::{
    ids::{ArticleId, ListId},
    money::Quantity,
    permissions::{Granted, PlaceOrders},
    time::Instant,
};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{Backend, Db, Error, Tx, sql};

/// A list and how many articles are on it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct List {
    pub id: Uuid,
    pub name: String,
    pub count: i64,
}

const LIST: &str = "SELECT s.id, s.name, (SELECT COUNT(*) FROM saved_list_line l WHERE l.account_id = s.account_id AND l.list_id = s.id) AS count
     FROM saved_list s";

/// The account's lists.
///
/// # Errors
/// When the database fails.
pub async fn all(db: &impl Db, granted: &Granted<PlaceOrders>) -> Result<Vec<List>, Error> {
    sql::all(db, &format!("{LIST} WHERE s.account_id = ? ORDER BY s.name, s.id"), [granted.account().0.into()]).await
}

/// One list.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Db, granted: &Granted<PlaceOrders>, id: ListId) -> Result<Option<List>, Error> {
    sql::one(db, &format!("{LIST} WHERE s.account_id = ? AND s.id = ?"), [granted.account().0.into(), id.0.into()])
        .await
}

/// Holds a list until the transaction ends; `false` when there is none.
///
/// # Errors
/// When the database fails.
pub async fn lock(tx: &Tx, granted: &Granted<PlaceOrders>, id: ListId) -> Result<bool, Error> {
    let lock = match tx.backend() {
        Backend::Sqlite => "",
        Backend::Postgres => " FOR UPDATE",
    };
    let held: Option<Uuid> = sql::one_value(
        tx,
        &format!("SELECT id FROM saved_list WHERE account_id = ? AND id = ?{lock}"),
        [granted.account().0.into(), id.0.into()],
    )
    .await?;
    Ok(held.is_some())
}

/// What is on a list.
///
/// # Errors
/// When the database fails.
pub async fn lines(
    db: &impl Db,
    granted: &Granted<PlaceOrders>,
    id: ListId,
) -> Result<Vec<(ArticleId, Quantity)>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        article_id: Uuid,
        quantity: i64,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT article_id, quantity FROM saved_list_line WHERE account_id = ? AND list_id = ? ORDER BY position",
        [granted.account().0.into(), id.0.into()],
    )
    .await?;
    Ok(rows.into_iter().map(|row| (ArticleId(row.article_id), Quantity::from_millis(row.quantity))).collect())
}

/// Makes a list.
///
/// # Errors
/// When the database fails.
pub async fn create(
    tx: &Tx,
    granted: &Granted<PlaceOrders>,
    id: ListId,
    name: &str,
    now: Instant,
) -> Result<(), Error> {
    sql::run(
        tx,
        "INSERT INTO saved_list (account_id, id, name, created_at) VALUES (?, ?, ?, ?)",
        [granted.account().0.into(), id.0.into(), name.into(), now.millis().into()],
    )
    .await?;
    Ok(())
}

/// Gives a list another name; `false` when there is none.
///
/// # Errors
/// When the database fails.
pub async fn rename(tx: &Tx, granted: &Granted<PlaceOrders>, id: ListId, name: &str) -> Result<bool, Error> {
    Ok(sql::run(
        tx,
        "UPDATE saved_list SET name = ? WHERE account_id = ? AND id = ?",
        [name.into(), granted.account().0.into(), id.0.into()],
    )
    .await?
        == 1)
}

/// Puts articles on a list, each once, or changes how many of them are there.
///
/// # Errors
/// When the database fails.
pub async fn put(
    tx: &Tx,
    granted: &Granted<PlaceOrders>,
    list: ListId,
    articles: &[(ArticleId, Quantity)],
) -> Result<(), Error> {
    if articles.is_empty() {
        return Ok(());
    }
    let account = granted.account().0;
    let last: Option<i32> = sql::one_value(
        tx,
        "SELECT COALESCE(MAX(position), 0) FROM saved_list_line WHERE account_id = ? AND list_id = ?",
        [account.into(), list.0.into()],
    )
    .await?;
    let rows = vec!["(?, ?, ?, ?, ?)"; articles.len()].join(", ");
    sql::run(
        tx,
        &format!(
            "INSERT INTO saved_list_line (account_id, list_id, article_id, quantity, position) VALUES {rows}
             ON CONFLICT (account_id, list_id, article_id) DO UPDATE SET quantity = excluded.quantity"
        ),
        (last.unwrap_or(0) + 1..).zip(articles).flat_map(|(position, (article, quantity))| {
            [account.into(), list.0.into(), article.0.into(), quantity.millis().into(), position.into()]
        }),
    )
    .await?;
    Ok(())
}

/// Throws a list away; `false` when there is none.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &Tx, granted: &Granted<PlaceOrders>, id: ListId) -> Result<bool, Error> {
    // Before its lines, as whoever puts one on it does.
    if !lock(tx, granted, id).await? {
        return Ok(false);
    }
    let account = granted.account().0;
    sql::run(tx, "DELETE FROM saved_list_line WHERE account_id = ? AND list_id = ?", [account.into(), id.0.into()])
        .await?;
    Ok(sql::run(tx, "DELETE FROM saved_list WHERE account_id = ? AND id = ?", [account.into(), id.0.into()]).await?
        == 1)
}
