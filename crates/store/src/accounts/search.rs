//! Accounts by their number, their name, and the addresses of their members.

use domain::permissions::{StaffGranted, VendorRight};
use sea_orm::FromQueryResult;

use crate::{Backend, Db, Error, sql, text};

/// So many with the words are looked at. Whoever looks for more of them types another word.
const LOOKED_AT: u16 = 200;

/// An account as the vendor's people find it.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct FoundAccount {
    pub number: String,
    pub name: String,
}

/// The accounts with words that begin like all of these, in their number and name or in a member's address; the one with this
/// very number first.
///
/// # Errors
/// When the database fails.
pub async fn search<R: VendorRight>(
    db: &impl Db,
    _: &StaffGranted<R>,
    typed: &str,
    most: u16,
) -> Result<Vec<FoundAccount>, Error> {
    let words = text::words(typed);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let (with_words, query) = match db.backend() {
        Backend::Sqlite => {
            let query = words.iter().map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" AND ");
            ("account_text MATCH ?", query)
        }
        Backend::Postgres => {
            let query = words.iter().map(|word| format!("{word}:*")).collect::<Vec<_>>().join(" & ");
            ("t.words @@ to_tsquery('simple', ?)", query)
        }
    };
    let number = typed.trim().to_uppercase();
    sql::all(
        db,
        &format!(
            "SELECT a.number, a.name FROM account a WHERE a.id IN (SELECT n.id FROM account n WHERE n.number = ? UNION
                 SELECT f.account_id FROM (SELECT t.account_id FROM account_text t WHERE {with_words} LIMIT {LOOKED_AT}) f)
             ORDER BY CASE WHEN a.number = ? THEN 0 ELSE 1 END, a.name, a.number LIMIT ?"
        ),
        [number.as_str().into(), query.into(), number.as_str().into(), i64::from(most).into()],
    )
    .await
}

/// The first accounts by number.
///
/// # Errors
/// When the database fails.
pub async fn first<R: VendorRight>(db: &impl Db, _: &StaffGranted<R>, most: u16) -> Result<Vec<FoundAccount>, Error> {
    sql::all(db, "SELECT number, name FROM account ORDER BY number LIMIT ?", [i64::from(most).into()]).await
}
