//! What credit notes have taken back of an invoice.

use domain::{ledger::wire::DocumentKind, money::Quantity, split::Amounts};
use sea_orm::FromQueryResult;

use crate::{Db, Error, ledger::Scope, sql};

/// What was taken back of a line, by its place in the invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credited {
    pub position: i32,
    pub quantity: Quantity,
    /// Minor units, zero or above.
    pub amounts: Amounts,
}

/// The lines of an invoice of the account of which something was taken back. What another program has taken back of no line
/// that is known has a place below zero, and is not among them; see [`credited_total`].
///
/// # Errors
/// When the database fails.
pub async fn credited(db: &impl Db, scope: &Scope<'_>, number: &str) -> Result<Vec<Credited>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        position: i32,
        quantity: i64,
        discount: i64,
        amount: i64,
        net: i64,
        tax: i64,
        gross: i64,
    }
    let sums: Vec<String> = ["quantity", "discount", "amount", "net", "tax", "gross"]
        .into_iter()
        .map(|column| format!("CAST(SUM(l.{column}) AS BIGINT) AS {column}"))
        .collect();
    let query = format!(
        "SELECT l.position, {} FROM invoice i JOIN invoice_line l ON l.account_id = i.account_id AND l.invoice_id = i.id
         WHERE i.account_id = ? AND i.corrects = ? AND l.position > 0 GROUP BY l.position ORDER BY l.position",
        sums.join(", ")
    );
    let rows: Vec<Row> = sql::all(db, &query, [scope.account().0.into(), number.into()]).await?;
    Ok(rows
        .into_iter()
        .map(|row| Credited {
            position: row.position,
            quantity: Quantity::from_millis(row.quantity),
            amounts: Amounts {
                discount: row.discount,
                amount: row.amount,
                net: row.net,
                tax: row.tax,
                gross: row.gross,
            },
        })
        .collect())
}

/// What credit notes have taken back of an invoice of the account altogether, minor units with tax.
///
/// # Errors
/// When the database fails.
pub async fn credited_total(db: &impl Db, scope: &Scope<'_>, number: &str) -> Result<i64, Error> {
    let total: Option<i64> = sql::one_value(
        db,
        "SELECT CAST(COALESCE(SUM(gross), 0) AS BIGINT) FROM invoice WHERE account_id = ? AND corrects = ?",
        [scope.account().0.into(), number.into()],
    )
    .await?;
    Ok(total.unwrap_or(0))
}

/// The numbers of the credit notes for an invoice of the account, in the order in which they were issued.
///
/// # Errors
/// When the database fails.
pub async fn credit_notes(db: &impl Db, scope: &Scope<'_>, number: &str) -> Result<Vec<String>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        number: String,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT number FROM invoice WHERE account_id = ? AND corrects = ? AND kind = ? ORDER BY id",
        [scope.account().0.into(), number.into(), DocumentKind::CreditNote.code().into()],
    )
    .await?;
    Ok(rows.into_iter().map(|row| row.number).collect())
}
