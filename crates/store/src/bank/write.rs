//! Writing files and movements, and what becomes of these.

use std::collections::HashSet;

use domain::{
    ids::{AccountId, MemberId, MovementId, PostingId},
    ledger::wire::MovementState,
    permissions::{PostMoney, StaffGranted},
    time::Instant,
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::{Movement, NewMovement, read};
use crate::{Backend, Db, Error, Tx, ledger::Held, sql};

/// Notes a file of the bank's, known by the SHA-256 of its bytes.
///
/// # Errors
/// `Taken` when it was loaded before.
pub async fn insert_file(
    tx: &Tx,
    by: Option<MemberId>,
    name: &str,
    hash: &[u8],
    format: &str,
    bank_account: &str,
    movements: i32,
    now: Instant,
) -> Result<Uuid, Error> {
    let id = crate::new_id();
    sql::run(
        tx,
        "INSERT INTO bank_file (id, name, hash, format, bank_account, movements, fresh, member_id, loaded_at)
         VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?)",
        [
            id.into(),
            name.into(),
            hash.to_vec().into(),
            format.into(),
            bank_account.into(),
            movements.into(),
            by.map(|id| id.0).into(),
            now.millis().into(),
        ],
    )
    .await?;
    Ok(id)
}

const MOVEMENT: &[&str] = &[
    "id",
    "file_id",
    "fingerprint",
    "bank_account",
    "line",
    "booked_on",
    "valued_on",
    "amount",
    "currency",
    "payer_name",
    "payer_account",
    "reference",
    "text",
    "returned",
    "state",
    "changed_at",
];

/// Writes those movements of a file that no file has brought before, and says of each whether it is one of them. They are
/// nobody's yet, and the file says how many there are.
///
/// # Errors
/// When the database fails.
pub async fn insert_fresh(tx: &Tx, file: Uuid, new: &[NewMovement], now: Instant) -> Result<Vec<bool>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    // In one order for everybody: two loads of the same movements never wait for each other crosswise.
    let mut in_order: Vec<&NewMovement> = new.iter().collect();
    in_order.sort_by(|one, other| one.fingerprint.cmp(&other.fingerprint));
    let mut rows = sql::Rows::merging("movement", MOVEMENT, "ON CONFLICT (fingerprint) DO NOTHING");
    for one in in_order {
        rows.add([
            one.id.0.into(),
            file.into(),
            one.fingerprint.clone().into(),
            one.bank_account.as_str().into(),
            one.line.into(),
            one.booked.days().into(),
            one.valued.days().into(),
            one.amount.into(),
            one.currency.code().into(),
            one.payer_name.as_str().into(),
            one.payer_account.as_str().into(),
            one.reference.clone().into(),
            one.text.as_str().into(),
            one.returned.into(),
            MovementState::Unknown.code().into(),
            now.millis().into(),
        ]);
    }
    rows.write(tx).await?;
    let written: Vec<Row> = sql::all(tx, "SELECT id FROM movement WHERE file_id = ?", [file.into()]).await?;
    let written: HashSet<Uuid> = written.into_iter().map(|row| row.id).collect();
    let fresh = i32::try_from(written.len()).unwrap_or(i32::MAX);
    sql::run(tx, "UPDATE bank_file SET fresh = ? WHERE id = ?", [fresh.into(), file.into()]).await?;
    Ok(new.iter().map(|one| written.contains(&one.id.0)).collect())
}

/// What becomes of a movement.
#[derive(Clone, Debug)]
pub struct Change {
    pub movement: MovementId,
    pub state: MovementState,
    pub account: Option<AccountId>,
    /// For a posted one, and only for that.
    pub posting: Option<PostingId>,
    pub proposal: Option<serde_json::Value>,
    pub reason: Option<String>,
}

/// Says what became of a movement, instead of what was said before. The movement is new, or [`lock`]ed.
///
/// # Errors
/// When the database fails; for a posted one without posting.
pub async fn set_state(
    tx: &Tx,
    movement: MovementId,
    state: MovementState,
    account: Option<AccountId>,
    posting: Option<PostingId>,
    proposal: Option<serde_json::Value>,
    reason: Option<String>,
    by: Option<MemberId>,
    now: Instant,
) -> Result<(), Error> {
    set_states(tx, &[Change { movement, state, account, posting, proposal, reason }], by, now).await
}

/// So many changes in one statement.
const CHANGES_AT_ONCE: usize = 500;

/// The same for many movements, in as few statements as the database takes.
///
/// # Errors
/// When the database fails; for a posted one without posting.
pub async fn set_states(tx: &Tx, changes: &[Change], by: Option<MemberId>, now: Instant) -> Result<(), Error> {
    // PostgreSQL cannot tell the type of a bare parameter in a list of values.
    let row = match tx.backend() {
        Backend::Sqlite => "(?, ?, ?, ?, ?, ?)",
        Backend::Postgres => {
            "(CAST(? AS UUID), CAST(? AS TEXT), CAST(? AS UUID), CAST(? AS UUID), CAST(? AS JSONB), CAST(? AS TEXT))"
        }
    };
    for some in changes.chunks(CHANGES_AT_ONCE) {
        let mut values: Vec<Value> = vec![by.map(|id| id.0).into(), now.millis().into()];
        for change in some {
            values.extend([
                change.movement.0.into(),
                change.state.code().into(),
                change.account.map(|id| id.0).into(),
                change.posting.map(|id| id.0).into(),
                change.proposal.clone().into(),
                change.reason.clone().into(),
            ]);
        }
        let update = format!(
            "UPDATE movement SET state = t.column2, account_id = t.column3, posting_id = t.column4, proposal = t.column5,
                 reason = t.column6, member_id = ?, changed_at = ?
             FROM (VALUES {}) AS t WHERE movement.id = t.column1",
            vec![row; some.len()].join(", ")
        );
        sql::run(tx, &update, values).await?;
    }
    Ok(())
}

/// A movement, held until the transaction ends; `None` when there is none with this identifier.
///
/// # Errors
/// When the database fails.
pub async fn lock(tx: &Tx, _: &StaffGranted<PostMoney>, id: MovementId) -> Result<Option<Movement>, Error> {
    if tx.backend() == Backend::Postgres {
        sql::run(tx, "SELECT id FROM movement WHERE id = ? FOR UPDATE", [id.0.into()]).await?;
    }
    read::by_id(tx, id).await
}

/// Holds the movement that a posting of this account came from, where there is one, until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock_of_posting(
    tx: &Tx,
    _: &StaffGranted<PostMoney>,
    account_number: &str,
    posting: PostingId,
) -> Result<(), Error> {
    if tx.backend() == Backend::Postgres {
        sql::run(
            tx,
            "SELECT id FROM movement
             WHERE account_id = (SELECT id FROM account WHERE number = ?) AND posting_id = ? FOR UPDATE",
            [account_number.into(), posting.0.into()],
        )
        .await?;
    }
    Ok(())
}

/// A movement that the held account is said to have paid; whoever decides about it holds it.
///
/// # Errors
/// When the database fails.
pub async fn assigned(tx: &Tx, _: &Held, id: MovementId) -> Result<Option<Movement>, Error> {
    read::by_id(tx, id).await
}
