//! The vendor's settings: one document.

use domain::{
    cases::{CaseRules, Reply},
    ids::MemberId,
    permissions::{ChangeSettings, StaffGranted, WriteReplies},
    settings::Settings,
    time::Instant,
};

use crate::{Backend, Db, Error, Job, Tx, sql};

/// The section of how the vendor asks for money.
pub const BILLING: &str = "billing";

/// The settings; `None` before the vendor exists.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Db) -> Result<Option<Settings>, Error> {
    let value: Option<serde_json::Value> =
        sql::one_value(db, "SELECT value FROM setting WHERE key = 'vendor'", []).await?;
    let settings: Option<Settings> = value.map(serde_json::from_value).transpose()?;
    let Some(mut settings) = settings else { return Ok(None) };
    settings.hours_before = hours_before(db, &settings.cases).await?;
    Ok(Some(settings))
}

/// The rules whose hours or free days held before these, each until a moment.
async fn hours_before(db: &impl Db, now: &CaseRules) -> Result<Vec<(Instant, CaseRules)>, Error> {
    #[derive(sea_orm::FromQueryResult)]
    struct Row {
        old_value: serde_json::Value,
        at: i64,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT old_value, at FROM setting_change WHERE section IN ('hours', 'days') ORDER BY id DESC",
        [],
    )
    .await?;
    let mut before: Vec<(Instant, CaseRules)> = Vec::new();
    for row in rows {
        let old: CaseRules = serde_json::from_value(row.old_value)?;
        // Of all the rules these alone make the hours.
        let old = CaseRules {
            hours: old.hours,
            countries: old.countries,
            closed_days: old.closed_days,
            ..CaseRules::default()
        };
        let next = before.last().map_or(now, |(_, next)| next);
        if !old.has_hours_of(next) {
            before.push((Instant::from_millis(row.at), old));
        }
    }
    before.reverse();
    Ok(before)
}

/// Writes the settings.
///
/// # Errors
/// When the database fails.
pub async fn save(tx: &Tx, _: Job, settings: &Settings, now: Instant) -> Result<(), Error> {
    sql::run(
        tx,
        "INSERT INTO setting (key, value, changed_at) VALUES ('vendor', ?, ?)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at",
        [serde_json::to_value(settings)?.into(), now.millis().into()],
    )
    .await?;
    Ok(())
}

/// The settings, held until the transaction ends: who changes a part of them changes what is there.
///
/// # Errors
/// When the database fails.
pub async fn lock(tx: &Tx, _: &StaffGranted<ChangeSettings>) -> Result<Option<Settings>, Error> {
    let held = match tx.backend() {
        Backend::Sqlite => "",
        Backend::Postgres => " FOR UPDATE",
    };
    let value: Option<serde_json::Value> =
        sql::one_value(tx, &format!("SELECT value FROM setting WHERE key = 'vendor'{held}"), []).await?;
    Ok(value.map(serde_json::from_value).transpose()?)
}

/// Writes the settings for a person of the vendor, and what they changed, before and after: of `billing` how the vendor asks
/// for money, of any other section how the vendor answers.
///
/// # Errors
/// When the database fails.
pub async fn change(
    tx: &Tx,
    granted: &StaffGranted<ChangeSettings>,
    section: &str,
    (old, new): (&Settings, &Settings),
    now: Instant,
) -> Result<(), Error> {
    save(tx, Job::of("change of the settings"), new, now).await?;
    let part = |settings: &Settings| match section {
        BILLING => serde_json::to_value(&settings.billing),
        _ => serde_json::to_value(&settings.cases),
    };
    note(tx, section, (part(old)?, part(new)?), granted.member(), now).await
}

/// Notes what somebody changed of a canned reply, before and after; nothing where there was none, or is none any more.
///
/// # Errors
/// When the database fails.
pub async fn note_reply(
    tx: &Tx,
    granted: &StaffGranted<WriteReplies>,
    (old, new): (Option<&Reply>, Option<&Reply>),
    now: Instant,
) -> Result<(), Error> {
    let (old, new) = (serde_json::to_value(old)?, serde_json::to_value(new)?);
    note(tx, "replies", (old, new), granted.member(), now).await
}

async fn note(
    tx: &Tx,
    section: &str,
    (old, new): (serde_json::Value, serde_json::Value),
    by: MemberId,
    now: Instant,
) -> Result<(), Error> {
    sql::run(
        tx,
        "INSERT INTO setting_change (id, section, old_value, new_value, member_id, at) VALUES (?, ?, ?, ?, ?, ?)",
        [crate::new_id().into(), section.into(), old.into(), new.into(), by.0.into(), now.millis().into()],
    )
    .await?;
    Ok(())
}

/// A change of the settings, with what changed before and after it.
#[derive(Clone, Debug, sea_orm::FromQueryResult)]
pub struct Changed {
    pub section: String,
    pub old_value: serde_json::Value,
    pub new_value: serde_json::Value,
    pub by_name: String,
    pub at: i64,
}

/// The last changes, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn changes(db: &impl Db, _: &StaffGranted<ChangeSettings>, most: u16) -> Result<Vec<Changed>, Error> {
    sql::all(
        db,
        "SELECT s.section, s.old_value, s.new_value, m.name AS by_name, s.at FROM setting_change s JOIN member m ON m.id = s.member_id
         ORDER BY s.id DESC LIMIT ?",
        [i64::from(most).into()],
    )
    .await
}

/// The last changes of one section, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn changes_of(
    db: &impl Db,
    _: &StaffGranted<ChangeSettings>,
    section: &str,
    most: u16,
) -> Result<Vec<Changed>, Error> {
    sql::all(
        db,
        "SELECT s.section, s.old_value, s.new_value, m.name AS by_name, s.at FROM setting_change s JOIN member m ON m.id = s.member_id
         WHERE s.section = ? ORDER BY s.id DESC LIMIT ?",
        [section.into(), i64::from(most).into()],
    )
    .await
}

/// Whether this installation is the demo vendor's.
///
/// # Errors
/// When the database fails.
pub async fn is_demo(db: &impl Db) -> Result<bool, Error> {
    let value: Option<serde_json::Value> =
        sql::one_value(db, "SELECT value FROM setting WHERE key = 'demo'", []).await?;
    Ok(value == Some(serde_json::Value::Bool(true)))
}

/// Marks this installation as the demo vendor's; `false` when somebody has done so before. Who comes second waits here
/// until the first has committed or gone.
///
/// # Errors
/// When the database fails.
pub async fn mark_demo(tx: &Tx, _: Job, now: Instant) -> Result<bool, Error> {
    let marked = sql::run(
        tx,
        "INSERT INTO setting (key, value, changed_at) VALUES ('demo', ?, ?) ON CONFLICT (key) DO NOTHING",
        [serde_json::Value::Bool(true).into(), now.millis().into()],
    )
    .await?;
    Ok(marked == 1)
}

/// Whether a large load has begun that has not ended: then the database holds a part of it.
///
/// # Errors
/// When the database fails.
pub async fn is_loading(db: &impl Db) -> Result<bool, Error> {
    let key: Option<String> = sql::one_value(db, "SELECT key FROM setting WHERE key = 'loading'", []).await?;
    Ok(key.is_some())
}

/// Notes that a large load begins, which is more than one transaction; `false` when one has begun and has not ended.
///
/// # Errors
/// When the database fails.
pub async fn begin_loading(tx: &Tx, _: Job, now: Instant) -> Result<bool, Error> {
    let began = sql::run(
        tx,
        "INSERT INTO setting (key, value, changed_at) VALUES ('loading', ?, ?) ON CONFLICT (key) DO NOTHING",
        [serde_json::Value::Bool(true).into(), now.millis().into()],
    )
    .await?;
    Ok(began == 1)
}

/// Notes that the load is whole, in its last transaction.
///
/// # Errors
/// When the database fails.
pub async fn end_loading(tx: &Tx, _: Job) -> Result<(), Error> {
    sql::run(tx, "DELETE FROM setting WHERE key = 'loading'", []).await?;
    Ok(())
}

/// The secret with which the portal signs what comes back to it. `made` becomes it when there is none yet: whoever comes
/// first settles it for all processes, and a restored backup has it again.
///
/// # Errors
/// When the database fails.
pub async fn signing_secret(tx: &Tx, _: Job, made: &str, now: Instant) -> Result<String, Error> {
    sql::run(
        tx,
        "INSERT INTO setting (key, value, changed_at) VALUES ('signing', ?, ?) ON CONFLICT (key) DO NOTHING",
        [serde_json::Value::String(made.to_owned()).into(), now.millis().into()],
    )
    .await?;
    let value: Option<serde_json::Value> =
        sql::one_value(tx, "SELECT value FROM setting WHERE key = 'signing'", []).await?;
    value.and_then(|value| value.as_str().map(str::to_owned)).ok_or_else(|| Error::fault("the signing secret is gone"))
}
