//! "I have paid", before the bank says so.

use domain::{
    ids::{AccountId, MemberId, PostingId},
    money::Currency,
    time::{Date, Instant},
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::{Held, Scope, currency};
use crate::{Db, Error, Job, Tx, sql};

/// A payment that somebody of the account has announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announced {
    pub id: Uuid,
    pub currency: Currency,
    /// Minor units, above zero.
    pub amount: i64,
    pub paid: Date,
    /// Numbers of the invoices that it is for.
    pub documents: Vec<String>,
    pub by_name: String,
    pub at: Instant,
}

/// Notes that somebody says something was paid.
///
/// # Errors
/// When the database fails.
pub async fn announce(
    tx: &Tx,
    held: &Held,
    by: MemberId,
    currency: Currency,
    amount: i64,
    paid: Date,
    documents: &[String],
    now: Instant,
) -> Result<Uuid, Error> {
    let id = crate::new_id();
    sql::run(
        tx,
        "INSERT INTO announced (account_id, id, member_id, currency, amount, paid_on, documents, at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            held.account().0.into(),
            id.into(),
            by.0.into(),
            currency.code().into(),
            amount.into(),
            paid.days().into(),
            serde_json::to_value(documents)?.into(),
            now.millis().into(),
        ],
    )
    .await?;
    Ok(id)
}

/// The announced payments that have not come yet, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn announced(db: &impl Db, scope: &Scope<'_>) -> Result<Vec<Announced>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        currency: String,
        amount: i64,
        paid_on: i32,
        documents: serde_json::Value,
        by_name: String,
        at: i64,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT a.id, a.currency, a.amount, a.paid_on, a.documents, m.name AS by_name, a.at
         FROM announced a JOIN member m ON m.id = a.member_id
         WHERE a.account_id = ? AND a.ended_at IS NULL ORDER BY a.id",
        [scope.account().0.into()],
    )
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Announced {
                id: row.id,
                currency: currency(&row.currency)?,
                amount: row.amount,
                paid: Date::from_days(row.paid_on),
                documents: serde_json::from_value(row.documents)?,
                by_name: row.by_name,
                at: Instant::from_millis(row.at),
            })
        })
        .collect()
}

/// A payment of `amount` (above zero) has come and pays these documents: nobody waits any more for what was announced for
/// documents that are all among them, or else for the one of this amount that was paid nearest to the day of this, as they
/// say.
///
/// # Errors
/// When the database fails.
pub async fn end_announced(
    tx: &Tx,
    held: &Held,
    currency: Currency,
    (amount, dated): (i64, Date),
    documents: &[String],
    posting: PostingId,
    now: Instant,
) -> Result<(), Error> {
    let open: Vec<Announced> =
        announced(tx, &held.scope()).await?.into_iter().filter(|one| one.currency == currency).collect();
    let is_paid =
        |one: &&Announced| !one.documents.is_empty() && one.documents.iter().all(|number| documents.contains(number));
    let mut come: Vec<&Announced> = open.iter().filter(is_paid).collect();
    if come.is_empty() {
        let days = |one: &&Announced| one.paid.days().saturating_sub(dated.days()).saturating_abs();
        come.extend(open.iter().filter(|one| one.amount == amount).min_by_key(days));
    }
    for one in come {
        sql::run(
            tx,
            "UPDATE announced SET ended_at = ?, posting_id = ? WHERE account_id = ? AND id = ?",
            [now.millis().into(), posting.0.into(), held.account().0.into(), one.id.into()],
        )
        .await?;
    }
    Ok(())
}

/// Those of these accounts that have announced a payment which has not come yet.
///
/// # Errors
/// When the database fails.
pub async fn announcing(db: &impl Db, _: Job, accounts: &[AccountId]) -> Result<Vec<AccountId>, Error> {
    /// So many accounts in one statement.
    const AT_ONCE: usize = 500;
    #[derive(FromQueryResult)]
    struct Row {
        account_id: Uuid,
    }
    let mut found = Vec::new();
    for some in accounts.chunks(AT_ONCE) {
        let query = format!(
            "SELECT DISTINCT account_id FROM announced WHERE account_id IN ({}) AND ended_at IS NULL ORDER BY account_id",
            sql::marks(some.len())
        );
        let ids: Vec<Value> = some.iter().map(|account| account.0.into()).collect();
        let rows: Vec<Row> = sql::all(db, &query, ids).await?;
        found.extend(rows.into_iter().map(|row| AccountId(row.account_id)));
    }
    Ok(found)
}
