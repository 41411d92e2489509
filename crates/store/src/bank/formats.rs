//! What files of another format have brought.

use domain::{
    money::Currency,
    permissions::{PostMoney, StaffGranted},
    time::Date,
};
use sea_orm::FromQueryResult;

use crate::{Backend, Db, Error, Tx, sql};

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
