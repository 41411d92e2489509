//! Who opened which of an account's documents: one row for each person, document and way within an hour.

use domain::{
    access::{Channel, Kind},
    ids::{AccountId, MemberId},
    permissions::{Granted, ManageAccount},
    time::Instant,
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::{Db, Error, Job, Tx, sql};

const HOUR: i64 = 3_600_000;

/// That somebody opens something.
#[derive(Clone, Debug)]
pub struct Opening {
    pub account: AccountId,
    pub member: MemberId,
    /// As a person of the vendor.
    pub staff: bool,
    pub kind: Kind,
    pub document: String,
    pub channel: Channel,
    pub at: Instant,
}

impl Opening {
    const fn hour(&self) -> i64 {
        self.at.millis().div_euclid(HOUR)
    }
}

/// Whether it is noted already that they have opened it within this hour. Looking costs no turn to write.
///
/// # Errors
/// When the database fails.
pub async fn is_noted(db: &impl Db, _: Job, opening: &Opening) -> Result<bool, Error> {
    let noted: Option<i32> = sql::one_value(
        db,
        "SELECT 1 FROM access WHERE account_id = ? AND member_id = ? AND kind = ? AND document = ? AND channel = ? AND hour = ?",
        [
            opening.account.0.into(),
            opening.member.0.into(),
            opening.kind.code().into(),
            opening.document.as_str().into(),
            opening.channel.code().into(),
            opening.hour().into(),
        ],
    )
    .await?;
    Ok(noted.is_some())
}

/// How many others of its kind they have opened in this way within this hour.
///
/// # Errors
/// When the database fails.
pub async fn count(db: &impl Db, _: Job, opening: &Opening) -> Result<i64, Error> {
    let count: Option<i64> = sql::one_value(
        db,
        "SELECT COUNT(*) FROM access WHERE account_id = ? AND member_id = ? AND kind = ? AND channel = ? AND hour = ?",
        [
            opening.account.0.into(),
            opening.member.0.into(),
            opening.kind.code().into(),
            opening.channel.code().into(),
            opening.hour().into(),
        ],
    )
    .await?;
    Ok(count.unwrap_or(0))
}

/// Notes it, once within the hour.
///
/// # Errors
/// When the database fails.
pub async fn note(tx: &Tx, _: Job, opening: &Opening) -> Result<(), Error> {
    sql::run(
        tx,
        "INSERT INTO access (account_id, id, member_id, staff, kind, document, channel, hour, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (account_id, member_id, kind, document, channel, hour) DO NOTHING",
        [
            opening.account.0.into(),
            crate::new_id().into(),
            opening.member.0.into(),
            opening.staff.into(),
            opening.kind.code().into(),
            opening.document.as_str().into(),
            opening.channel.code().into(),
            opening.hour().into(),
            opening.at.millis().into(),
        ],
    )
    .await?;
    Ok(())
}

/// That something was opened, as it is read.
#[derive(Clone, Debug)]
pub struct Opened {
    pub id: Uuid,
    pub name: String,
    pub staff: bool,
    pub kind: Kind,
    pub document: String,
    pub channel: Channel,
    pub at: Instant,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    name: String,
    staff: bool,
    kind: String,
    document: String,
    channel: String,
    at: i64,
}

impl Row {
    fn opened(self) -> Result<Opened, Error> {
        let unknown = || Error::fault("something of an unknown kind was opened, or in an unknown way");
        Ok(Opened {
            id: self.id,
            name: self.name,
            staff: self.staff,
            kind: Kind::parse(&self.kind).ok_or_else(unknown)?,
            document: self.document,
            channel: Channel::parse(&self.channel).ok_or_else(unknown)?,
            at: Instant::from_millis(self.at),
        })
    }
}

/// What was opened of the account before the row `before`, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &impl Db,
    granted: &Granted<ManageAccount>,
    before: Option<Uuid>,
    limit: u16,
) -> Result<Vec<Opened>, Error> {
    // Ids are made in the order in which rows are, so they are the order, too.
    let mut condition = "a.account_id = ?".to_owned();
    let mut values: Vec<Value> = vec![granted.account().0.into()];
    if let Some(before) = before {
        condition.push_str(" AND a.id < ?");
        values.push(before.into());
    }
    let select = "SELECT a.id, COALESCE(m.name, '') AS name, a.staff, a.kind, a.document, a.channel, a.at
         FROM access a LEFT JOIN member m ON m.id = a.member_id";
    let rows: Vec<Row> = sql::page(db, (select, condition.as_str()), values, "a.id DESC", limit).await?;
    rows.into_iter().map(Row::opened).collect()
}
