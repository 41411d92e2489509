//! The keys that make commands safe to repeat.

use domain::{
    ids::{AccountId, CommandKey},
    permissions::{AnswerCases, Granted, MoveOrders, PostMoney, StaffGranted},
    time::Instant,
};
use uuid::Uuid;

use crate::{Db, Error, Tx, sql};

/// What a key says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The key is new; the command is to be carried out in this transaction.
    New,
    /// The same command was carried out; this is what it made.
    Done(Uuid),
    /// The key belongs to another command or input.
    Reused,
}

/// A command, and a hash of all that it asks for.
#[derive(Clone, Debug)]
pub struct Asked {
    pub command: &'static str,
    pub hash: Vec<u8>,
}

#[derive(sea_orm::FromQueryResult)]
struct Row {
    command: String,
    input_hash: Vec<u8>,
    made: Uuid,
}

/// Takes the key for `made`, before anything else in the transaction. A second request with the same key waits here
/// until the first has committed or gone.
///
/// # Errors
/// When the database fails.
pub async fn claim<R>(
    tx: &Tx,
    granted: &Granted<R>,
    key: CommandKey,
    asked: &Asked,
    made: Uuid,
    now: Instant,
) -> Result<Claim, Error> {
    take(tx, granted.account(), key, asked, made, now).await
}

/// The same for a step that the vendor's people make in an order of this account.
///
/// # Errors
/// When the database fails.
pub async fn claim_step(
    tx: &Tx,
    _: &StaffGranted<MoveOrders>,
    account: AccountId,
    key: CommandKey,
    asked: &Asked,
    made: Uuid,
    now: Instant,
) -> Result<Claim, Error> {
    take(tx, account, key, asked, made, now).await
}

/// The same for what the vendor's people write in a case of this account.
///
/// # Errors
/// When the database fails.
pub async fn claim_answer(
    tx: &Tx,
    _: &StaffGranted<AnswerCases>,
    account: AccountId,
    key: CommandKey,
    asked: &Asked,
    made: Uuid,
    now: Instant,
) -> Result<Claim, Error> {
    take(tx, account, key, asked, made, now).await
}

/// The same for what the vendor's people do to what this account owes.
///
/// # Errors
/// When the database fails.
pub async fn claim_posting(
    tx: &Tx,
    _: &StaffGranted<PostMoney>,
    account: AccountId,
    key: CommandKey,
    asked: &Asked,
    made: Uuid,
    now: Instant,
) -> Result<Claim, Error> {
    take(tx, account, key, asked, made, now).await
}

async fn take(
    tx: &Tx,
    account: AccountId,
    key: CommandKey,
    asked: &Asked,
    made: Uuid,
    now: Instant,
) -> Result<Claim, Error> {
    let new = sql::run(
        tx,
        "INSERT INTO command_key (account_id, key, command, input_hash, made, created_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (account_id, key) DO NOTHING",
        [
            account.0.into(),
            key.0.into(),
            asked.command.into(),
            asked.hash.clone().into(),
            made.into(),
            now.millis().into(),
        ],
    )
    .await?;
    if new == 1 {
        return Ok(Claim::New);
    }
    Ok(read(tx, account, key, asked).await?.unwrap_or(Claim::Reused))
}

/// What a key says without taking it: a repetition need not wait for its turn to write.
///
/// # Errors
/// When the database fails.
pub async fn find<R>(
    db: &impl Db,
    granted: &Granted<R>,
    key: CommandKey,
    asked: &Asked,
) -> Result<Option<Claim>, Error> {
    read(db, granted.account(), key, asked).await
}

async fn read(db: &impl Db, account: AccountId, key: CommandKey, asked: &Asked) -> Result<Option<Claim>, Error> {
    let row: Option<Row> = sql::one(
        db,
        "SELECT command, input_hash, made FROM command_key WHERE account_id = ? AND key = ?",
        [account.0.into(), key.0.into()],
    )
    .await?;
    Ok(row.map(|row| {
        if row.command == asked.command && row.input_hash == asked.hash { Claim::Done(row.made) } else { Claim::Reused }
    }))
}
