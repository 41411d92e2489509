//! Mail as it came, byte by byte.

use domain::{
    ids::PostId,
    permissions::{AnswerCases, StaffGranted},
    time::Instant,
};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{Db, Error, Job, sql};

/// A mail as it came.
#[derive(Clone, Debug)]
pub struct Raw {
    pub id: PostId,
    pub raw: Vec<u8>,
    pub mailbox: String,
    pub envelope_from: Option<String>,
    pub envelope_to: Vec<String>,
    pub received: Instant,
}

#[derive(FromQueryResult)]
struct RawRow {
    id: Uuid,
    raw: Vec<u8>,
    mailbox: String,
    envelope_from: Option<String>,
    envelope_to: serde_json::Value,
    received_at: i64,
}

impl RawRow {
    fn raw(self) -> Raw {
        Raw {
            id: PostId(self.id),
            raw: self.raw,
            mailbox: self.mailbox,
            envelope_from: self.envelope_from,
            envelope_to: serde_json::from_value(self.envelope_to).unwrap_or_default(),
            received: Instant::from_millis(self.received_at),
        }
    }
}

const RAW: &str = "SELECT p.id, p.raw, p.mailbox, p.envelope_from, p.envelope_to, p.received_at FROM post p";

/// A mail as it came, for the vendor's people.
///
/// # Errors
/// When the database fails.
pub async fn raw(db: &impl Db, _: &StaffGranted<AnswerCases>, id: PostId) -> Result<Option<Raw>, Error> {
    let row: Option<RawRow> = sql::one(db, &format!("{RAW} WHERE p.id = ?"), [id.0.into()]).await?;
    Ok(row.map(RawRow::raw))
}

/// A new mail as it came, for the work of filing it.
///
/// # Errors
/// When the database fails.
pub async fn raw_of(db: &impl Db, _: Job, id: PostId) -> Result<Option<Raw>, Error> {
    let row: Option<RawRow> = sql::one(db, &format!("{RAW} WHERE p.id = ?"), [id.0.into()]).await?;
    Ok(row.map(RawRow::raw))
}
