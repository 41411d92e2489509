//! What files of another format have brought, and tables as they were read before.

use std::collections::{BTreeSet, HashSet};

use domain::{
    money::Currency,
    permissions::{PostMoney, StaffGranted},
    time::Date,
};
use sea_orm::{FromQueryResult, Value};

use crate::{Backend, Db, Error, Tx, sql};

/// So many fingerprints in one statement.
const AT_ONCE: usize = 500;

/// That there are movements of an account of the vendor on a day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Brought {
    pub day: Date,
    /// As [`NewMovement::bank_account`](super::NewMovement::bank_account); of a movement of which that is not known, all
    /// accounts of its file, as the file has them, with commas between.
    pub account: String,
    pub currency: Currency,
}

/// What files of other formats than this have brought of these days, in their order. Two loads take turns until their
/// transactions end, so that the second one sees what the first one has brought.
///
/// # Errors
/// When the database fails.
pub async fn in_other_formats(
    tx: &Tx,
    _: &StaffGranted<PostMoney>,
    format: &str,
    (from, to): (Date, Date),
) -> Result<Vec<Brought>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        booked_on: i32,
        bank_account: String,
        currency: String,
    }
    if tx.backend() == Backend::Postgres {
        sql::run(tx, "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", ["bank files".into()]).await?;
    }
    let rows: Vec<Row> = sql::all(
        tx,
        "SELECT DISTINCT m.booked_on, m.currency,
             CASE WHEN m.bank_account = '' THEN f.bank_account ELSE m.bank_account END AS bank_account
         FROM movement m JOIN bank_file f ON f.id = m.file_id
         WHERE m.booked_on BETWEEN ? AND ? AND (m.bank_account <> '' OR f.bank_account LIKE '%,%') AND f.format <> ?
         ORDER BY 1, 3, 2",
        [from.days().into(), to.days().into(), format.into()],
    )
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Brought {
                day: Date::from_days(row.booked_on),
                account: row.bank_account,
                currency: Currency::parse(&row.currency)
                    .ok_or_else(|| Error::fault("a movement has an unknown currency"))?,
            })
        })
        .collect()
}

/// What has come in and gone out on a day, by currency and amount, whichever account of the vendor it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub day: Date,
    pub currency: Currency,
    /// Minor units.
    pub amount: i64,
    /// Whether it is known of which account it is.
    pub has_account: bool,
}

/// The amounts that files of other formats than this have brought of these days: by these they are known where an account is
/// not. After [`in_other_formats`], with its turn.
///
/// # Errors
/// When the database fails.
pub async fn amounts_in_other_formats(
    tx: &Tx,
    _: &StaffGranted<PostMoney>,
    format: &str,
    (from, to): (Date, Date),
) -> Result<Vec<Seen>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        booked_on: i32,
        currency: String,
        amount: i64,
        has_account: i32,
    }
    let rows: Vec<Row> = sql::all(
        tx,
        "SELECT DISTINCT m.booked_on, m.currency, m.amount,
             CASE WHEN m.bank_account = '' AND f.bank_account = '' THEN 0 ELSE 1 END AS has_account
         FROM movement m JOIN bank_file f ON f.id = m.file_id WHERE m.booked_on BETWEEN ? AND ? AND f.format <> ?",
        [from.days().into(), to.days().into(), format.into()],
    )
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Seen {
                day: Date::from_days(row.booked_on),
                currency: Currency::parse(&row.currency)
                    .ok_or_else(|| Error::fault("a movement has an unknown currency"))?,
                amount: row.amount,
                has_account: row.has_account == 1,
            })
        })
        .collect()
}

/// The vendor's accounts that tables were said or taken to be of, as the files have them.
///
/// # Errors
/// When the database fails.
pub async fn accounts_of_tables(
    db: &impl Db,
    _: &StaffGranted<PostMoney>,
    format: &str,
) -> Result<BTreeSet<String>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        bank_account: String,
    }
    let rows: Vec<Row> =
        sql::all(db, "SELECT DISTINCT bank_account FROM bank_file WHERE format = ?", [format.into()]).await?;
    let accounts = rows.iter().flat_map(|row| row.bank_account.split(", "));
    Ok(accounts.filter(|account| !account.is_empty()).map(str::to_owned).collect())
}

/// Those of these fingerprints whose movements are there.
///
/// # Errors
/// When the database fails.
pub async fn known_fingerprints(
    db: &impl Db,
    _: &StaffGranted<PostMoney>,
    fingerprints: &[Vec<u8>],
) -> Result<HashSet<Vec<u8>>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        fingerprint: Vec<u8>,
    }
    let mut known = HashSet::new();
    for some in fingerprints.chunks(AT_ONCE) {
        let query = format!("SELECT fingerprint FROM movement WHERE fingerprint IN ({})", sql::marks(some.len()));
        let values: Vec<Value> = some.iter().map(|fingerprint| fingerprint.clone().into()).collect();
        let rows: Vec<Row> = sql::all(db, &query, values).await?;
        known.extend(rows.into_iter().map(|row| row.fingerprint));
    }
    Ok(known)
}
