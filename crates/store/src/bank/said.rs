//! What was announced of the money that movements have brought: "I have paid".

use std::collections::BTreeSet;

use domain::{
    ids::AccountId,
    ledger::matching::{Incoming, Said},
    money::Currency,
    time::Date,
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::{Db, Error, Job, sql};

/// So many amounts in one statement.
const AT_ONCE: usize = 500;

/// The announced payments of these amounts that have not come yet, of any account: those that were paid on this day or
/// later.
///
/// # Errors
/// When the database fails.
pub async fn said(db: &impl Db, _: Job, incoming: &[Incoming], since: Date) -> Result<Vec<Said>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        account_id: Uuid,
        paid_on: i32,
        amount: i64,
        documents: serde_json::Value,
    }
    let amounts: BTreeSet<(Currency, i64)> = incoming.iter().map(|one| (one.currency, one.amount)).collect();
    let amounts: Vec<(Currency, i64)> = amounts.into_iter().collect();
    let mut found = Vec::new();
    for of_currency in amounts.chunk_by(|one, next| one.0 == next.0) {
        let Some((currency, _)) = of_currency.first() else { continue };
        for some in of_currency.chunks(AT_ONCE) {
            let query = format!(
                "SELECT account_id, paid_on, amount, documents FROM announced
                 WHERE currency = ? AND amount IN ({}) AND ended_at IS NULL AND paid_on >= ? ORDER BY account_id, id",
                sql::marks(some.len())
            );
            let mut values: Vec<Value> = vec![currency.code().into()];
            values.extend(some.iter().map(|(_, amount)| Value::from(*amount)));
            values.push(since.days().into());
            let rows: Vec<Row> = sql::all(db, &query, values).await?;
            for row in rows {
                found.push(Said {
                    account: AccountId(row.account_id),
                    paid: Date::from_days(row.paid_on),
                    amount: row.amount,
                    currency: *currency,
                    documents: serde_json::from_value(row.documents)?,
                });
            }
        }
    }
    Ok(found)
}
