//! From which bank accounts an account has paid.

use domain::{ids::AccountId, time::Instant};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::{
    Db, Error, Job, Tx,
    ledger::Held,
    sql::{self, Rows},
};

/// So many bank accounts in one statement.
const AT_ONCE: usize = 500;

/// The accounts that have paid from these bank accounts before.
///
/// # Errors
/// When the database fails.
pub async fn payers(db: &impl Db, _: Job, bank_accounts: &[String]) -> Result<Vec<(String, AccountId)>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        bank_account: String,
        account_id: Uuid,
    }
    let mut wanted: Vec<&str> = bank_accounts.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut found = Vec::new();
    for some in wanted.chunks(AT_ONCE) {
        let query = format!(
            "SELECT bank_account, account_id FROM payer WHERE bank_account IN ({}) ORDER BY bank_account, account_id",
            sql::marks(some.len())
        );
        let values: Vec<Value> = some.iter().map(|text| Value::from(*text)).collect();
        let rows: Vec<Row> = sql::all(db, &query, values).await?;
        found.extend(rows.into_iter().map(|row| (row.bank_account, AccountId(row.account_id))));
    }
    Ok(found)
}

/// The held account has paid from this bank account. Nothing is learned of an empty one.
///
/// # Errors
/// When the database fails.
pub async fn learn_payer(tx: &Tx, held: &Held, bank_account: &str, now: Instant) -> Result<(), Error> {
    learn(tx, vec![(bank_account, held.account())], now).await
}

/// The same for many, after [`post_all`](crate::ledger::post_all), which holds their accounts.
///
/// # Errors
/// When the database fails.
pub async fn learn_payers(tx: &Tx, _: Job, payers: &[(String, AccountId)], now: Instant) -> Result<(), Error> {
    learn(tx, payers.iter().map(|(bank_account, account)| (bank_account.as_str(), *account)).collect(), now).await
}

/// Forgets that the held account has paid from this bank account, unless money that came from there stands on its ledger.
///
/// # Errors
/// When the database fails.
pub async fn forget_payer(tx: &Tx, held: &Held, bank_account: &str) -> Result<(), Error> {
    let account = held.account().0;
    sql::run(
        tx,
        "DELETE FROM payer WHERE bank_account = ? AND account_id = ? AND NOT EXISTS (SELECT 1 FROM movement m
             WHERE m.payer_account = ? AND m.account_id = ? AND m.amount > 0 AND m.state = 'posted'
                 AND NOT EXISTS (SELECT 1 FROM posting r WHERE r.account_id = m.account_id AND r.reverses = m.posting_id))",
        [bank_account.into(), account.into(), bank_account.into(), account.into()],
    )
    .await?;
    Ok(())
}

async fn learn(tx: &Tx, mut payers: Vec<(&str, AccountId)>, now: Instant) -> Result<(), Error> {
    payers.retain(|(bank_account, _)| !bank_account.is_empty());
    // No row twice in one statement, and all in one order for everybody.
    payers.sort_unstable();
    payers.dedup();
    let mut rows = Rows::merging(
        "payer",
        &["bank_account", "account_id", "at"],
        "ON CONFLICT (bank_account, account_id) DO UPDATE SET at = excluded.at",
    );
    for (bank_account, account) in payers {
        rows.add([bank_account.into(), account.0.into(), now.millis().into()]);
    }
    rows.write(tx).await
}
