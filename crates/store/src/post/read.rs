//! Reading mail that came in.

use domain::{
    ids::{AccountId, EntryId, MemberId, PostId},
    permissions::{AnswerCases, StaffGranted},
    post::{Held, PostState, Unreadable, Verdict},
    promise::Policy,
    time::Instant,
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::{
    Db, Error, Job, Tx,
    accounts::{self, Member, Membership},
    cases::Head,
    sql,
};

/// A mail without its contents.
#[derive(Clone, Debug)]
pub struct Mail {
    pub id: PostId,
    pub state: PostState,
    pub held: Option<Held>,
    pub unreadable: Option<Unreadable>,
    pub verdict: Verdict,
    pub sender: String,
    pub sender_name: String,
    pub subject: String,
    pub excerpt: String,
    pub case: Option<i64>,
    pub hint: Option<i64>,
    pub entry: Option<EntryId>,
    pub failed: Option<String>,
    pub left_out: Vec<String>,
    pub received: Instant,
    /// By when its sender was promised to hear, and by which rules.
    pub due: Option<Instant>,
    pub policy: Option<Policy>,
}

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
struct Row {
    id: Uuid,
    state: String,
    reason: Option<String>,
    verdict: Option<String>,
    sender: Option<String>,
    sender_name: Option<String>,
    subject: Option<String>,
    excerpt: Option<String>,
    case_number: Option<i64>,
    hint: Option<i64>,
    entry_id: Option<Uuid>,
    failed_recipient: Option<String>,
    left_out: serde_json::Value,
    received_at: i64,
    due_at: Option<i64>,
    policy: Option<serde_json::Value>,
}

const MAIL: &str = "SELECT p.id, p.state, p.reason, p.verdict, p.sender, p.sender_name, p.subject, p.excerpt,
         p.case_number, p.hint, p.entry_id, p.failed_recipient, p.left_out, p.received_at, p.due_at, p.policy
     FROM post p";

impl Row {
    fn mail(self) -> Result<Mail, Error> {
        let state =
            PostState::parse(&self.state).ok_or_else(|| Error::fault("a mail is in a state that is not known"))?;
        Ok(Mail {
            id: PostId(self.id),
            state,
            held: self.reason.as_deref().and_then(Held::parse).filter(|_| state == PostState::Held),
            unreadable: self.reason.as_deref().and_then(Unreadable::parse).filter(|_| state == PostState::Unreadable),
            verdict: self.verdict.as_deref().and_then(Verdict::parse).unwrap_or_default(),
            sender: self.sender.unwrap_or_default(),
            sender_name: self.sender_name.unwrap_or_default(),
            subject: self.subject.unwrap_or_default(),
            excerpt: self.excerpt.unwrap_or_default(),
            case: self.case_number,
            hint: self.hint,
            entry: self.entry_id.map(EntryId),
            failed: self.failed_recipient,
            left_out: serde_json::from_value(self.left_out).unwrap_or_default(),
            received: Instant::from_millis(self.received_at),
            due: self.due_at.map(Instant::from_millis),
            policy: self.policy.map(serde_json::from_value).transpose()?,
        })
    }
}

async fn mails(db: &impl Db, condition: &str, values: Vec<Value>, order: &str, most: u16) -> Result<Vec<Mail>, Error> {
    let rows: Vec<Row> = sql::page(db, (MAIL, condition), values, order, most).await?;
    rows.into_iter().map(Row::mail).collect()
}

/// What machines have sent, newest first.
///
/// # Errors
/// When the database fails.
pub async fn automatic(db: &impl Db, _: &StaffGranted<AnswerCases>, most: u16) -> Result<Vec<Mail>, Error> {
    mails(db, "p.state IN ('automatic', 'bounce')", Vec::new(), "p.received_at DESC, p.id DESC", most).await
}

/// What has no promise comes after everything that has one.
const NEVER: i64 = i64::MAX;
/// As the index has it.
const IS_WAITING: &str = "p.state IN ('held', 'unknown', 'unreadable')";

/// The mails that wait for a person, what is promised next first. `after` is moment and id of the last one seen.
///
/// # Errors
/// When the database fails.
pub async fn queue(
    db: &impl Db,
    _: &StaffGranted<AnswerCases>,
    after: Option<(i64, Uuid)>,
    most: u16,
) -> Result<Vec<Mail>, Error> {
    let mut condition = IS_WAITING.to_owned();
    let mut values: Vec<Value> = Vec::new();
    if let Some((due, id)) = after {
        condition.push_str(&format!(" AND (COALESCE(p.due_at, {NEVER}), p.id) > (?, ?)"));
        values.extend([due.into(), id.into()]);
    }
    mails(db, &condition, values, &format!("COALESCE(p.due_at, {NEVER}), p.id"), most).await
}

/// The mails that wait for a person although their sender was to have heard by now, and of which nobody was told.
///
/// # Errors
/// When the database fails.
pub async fn overdue(db: &impl Db, _: Job, now: Instant, most: u16) -> Result<Vec<Mail>, Error> {
    let condition = format!("{IS_WAITING} AND COALESCE(p.due_at, {NEVER}) < ? AND p.missed_at IS NULL");
    mails(db, &condition, vec![now.millis().into()], &format!("COALESCE(p.due_at, {NEVER}), p.id"), most).await
}

/// How many mails wait for a person.
///
/// # Errors
/// When the database fails.
pub async fn waiting_count(db: &impl Db, _: &StaffGranted<AnswerCases>) -> Result<i64, Error> {
    Ok(sql::one_value(db, &format!("SELECT COUNT(*) FROM post p WHERE {IS_WAITING}"), []).await?.unwrap_or(0))
}

/// One mail, held until the transaction ends where it is asked for in one that writes.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Db, _: &StaffGranted<AnswerCases>, id: PostId) -> Result<Option<Mail>, Error> {
    Ok(mails(db, "p.id = ?", vec![id.0.into()], "p.id", 1).await?.into_iter().next())
}

/// The mails beside a case, oldest first: what its entries were made of, bounces, absences.
///
/// # Errors
/// When the database fails.
pub async fn of_case(db: &impl Db, _: &StaffGranted<AnswerCases>, head: &Head, most: u16) -> Result<Vec<Mail>, Error> {
    let values = vec![head.account.0.into(), head.number.into()];
    let condition = "p.account_id = ? AND p.case_number = ? AND p.state IN ('filed', 'bounce', 'automatic')";
    let mut found = mails(db, condition, values, "p.received_at DESC, p.id DESC", most).await?;
    found.reverse();
    Ok(found)
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

#[derive(FromQueryResult)]
struct IdRow {
    message_id: String,
    case_number: i64,
}

/// Which of these ids belong to mails that one of these accounts has sent, and to which case they went.
///
/// # Errors
/// When the database fails.
pub async fn stored_ids(
    db: &impl Db,
    _: Job,
    accounts: &[AccountId],
    ids: &[String],
) -> Result<Vec<(String, i64)>, Error> {
    if accounts.is_empty() || ids.is_empty() {
        return Ok(Vec::new());
    }
    let values = accounts.iter().map(|account| account.0.into()).chain(ids.iter().map(|id| id.as_str().into()));
    let rows: Vec<IdRow> = sql::all(
        db,
        &format!(
            "SELECT message_id, case_number FROM post WHERE account_id IN ({}) AND message_id IN ({})
                 AND case_number IS NOT NULL AND state = 'filed' LIMIT 100",
            sql::marks(accounts.len()),
            sql::marks(ids.len())
        ),
        values.collect::<Vec<_>>(),
    )
    .await?;
    Ok(rows.into_iter().map(|row| (row.message_id, row.case_number)).collect())
}

/// The ids of the mails that became entries of a case, oldest first, for the threads of our answers.
///
/// # Errors
/// When the database fails.
pub async fn case_ids(tx: &Tx, head: &Head) -> Result<Vec<String>, Error> {
    let rows: Vec<IdRow> = sql::all(
        tx,
        "SELECT message_id, case_number FROM post WHERE account_id = ? AND case_number = ? AND state = 'filed'
             AND entry_id IS NOT NULL AND message_id IS NOT NULL ORDER BY received_at, id LIMIT 200",
        [head.account.0.into(), head.number.into()],
    )
    .await?;
    Ok(rows.into_iter().map(|row| row.message_id).collect())
}

/// The mails that nobody has looked at, oldest first, but for these.
///
/// # Errors
/// When the database fails.
pub async fn new_ones(db: &impl Db, _: Job, skip: &[PostId], most: u16) -> Result<Vec<PostId>, Error> {
    #[derive(FromQueryResult)]
    struct New {
        id: Uuid,
    }
    let others = if skip.is_empty() { String::new() } else { format!("AND id NOT IN ({})", sql::marks(skip.len())) };
    let values = skip.iter().map(|id| id.0.into()).chain([i64::from(most).into()]);
    let rows: Vec<New> = sql::all(
        db,
        &format!("SELECT id FROM post WHERE state = 'new' {others} ORDER BY received_at, id LIMIT ?"),
        values.collect::<Vec<_>>(),
    )
    .await?;
    Ok(rows.into_iter().map(|row| PostId(row.id)).collect())
}

#[derive(FromQueryResult)]
struct At {
    at: i64,
}

fn instants(rows: Vec<At>) -> Vec<Instant> {
    rows.into_iter().map(|row| Instant::from_millis(row.at)).collect()
}

/// When mails about a case came in since then.
///
/// # Errors
/// When the database fails.
pub async fn recent_of_case(db: &impl Db, _: Job, head: &Head, since: Instant) -> Result<Vec<Instant>, Error> {
    let rows: Vec<At> = sql::all(
        db,
        "SELECT received_at AS at FROM post WHERE account_id = ? AND case_number = ? AND received_at > ? LIMIT 200",
        [head.account.0.into(), head.number.into(), since.millis().into()],
    )
    .await?;
    Ok(instants(rows))
}

/// When mails of an address came in since then, but for this one.
///
/// # Errors
/// When the database fails.
pub async fn recent_of_sender(
    db: &impl Db,
    _: Job,
    sender: &str,
    but: PostId,
    since: Instant,
) -> Result<Vec<Instant>, Error> {
    let rows: Vec<At> = sql::all(
        db,
        "SELECT received_at AS at FROM post WHERE sender = ? AND received_at > ? AND id <> ? LIMIT 200",
        [sender.into(), since.millis().into(), but.0.into()],
    )
    .await?;
    Ok(instants(rows))
}

/// Addresses that belong to a case without being a member's.
///
/// # Errors
/// When the database fails.
pub async fn contacts(db: &impl Db, head: &Head) -> Result<Vec<String>, Error> {
    #[derive(FromQueryResult)]
    struct Contact {
        email: String,
    }
    let rows: Vec<Contact> = sql::all(
        db,
        "SELECT email FROM case_contact WHERE account_id = ? AND case_id = ? ORDER BY email LIMIT 20",
        [head.account.0.into(), head.id.0.into()],
    )
    .await?;
    Ok(rows.into_iter().map(|row| row.email).collect())
}

/// Whether this address may write in the case: a member of its account who can sign in, or one of its contacts. Gives
/// whose entry it is: a contact's words stand under the name of who has the case.
///
/// # Errors
/// When the database fails.
pub async fn is_on_case(db: &impl Db, head: &Head, email: &str) -> Result<Option<MemberId>, Error> {
    let member: Option<Uuid> = sql::one_value(
        db,
        "SELECT m.id FROM member m JOIN membership s ON s.member_id = m.id
         WHERE m.email = ? AND s.account_id = ? AND NOT s.disabled AND NOT m.disabled AND m.staff_role IS NULL",
        [email.into(), head.account.0.into()],
    )
    .await?;
    if let Some(member) = member {
        return Ok(Some(MemberId(member)));
    }
    Ok(contacts(db, head).await?.iter().any(|contact| contact == email).then_some(head.member))
}

/// Number and name of the accounts of which somebody with this address is a member.
///
/// # Errors
/// When the database fails.
pub async fn places(db: &impl Db, _: &StaffGranted<AnswerCases>, email: &str) -> Result<Vec<(String, String)>, Error> {
    #[derive(FromQueryResult)]
    struct Place {
        number: String,
        name: String,
    }
    let rows: Vec<Place> = sql::all(
        db,
        "SELECT a.number, a.name FROM member m JOIN membership s ON s.member_id = m.id JOIN account a ON a.id = s.account_id
         WHERE m.email = ? AND NOT s.disabled AND NOT m.disabled ORDER BY a.name LIMIT 20",
        [email.into()],
    )
    .await?;
    Ok(rows.into_iter().map(|row| (row.number, row.name)).collect())
}

/// In whose name a mail begins a case of the account with this number: its member with this address, or else its first
/// owner.
///
/// # Errors
/// When the database fails.
pub async fn writer_for(tx: &Tx, _: Job, number: &str, email: &str) -> Result<Option<(Member, Membership)>, Error> {
    #[derive(FromQueryResult)]
    struct Writer {
        member_id: Uuid,
        account_id: Uuid,
    }
    let writer: Option<Writer> = sql::one(
        tx,
        "SELECT s.member_id, s.account_id FROM account a JOIN membership s ON s.account_id = a.id
             JOIN member m ON m.id = s.member_id
         WHERE a.number = ? AND NOT s.disabled AND NOT m.disabled AND (m.email = ? OR s.role = 'owner')
         ORDER BY CASE WHEN m.email = ? THEN 0 ELSE 1 END, s.created_at LIMIT 1",
        [number.into(), email.into(), email.into()],
    )
    .await?;
    let Some(writer) = writer else { return Ok(None) };
    let member = accounts::myself(tx, MemberId(writer.member_id)).await?;
    let memberships = accounts::memberships(tx, MemberId(writer.member_id)).await?;
    let membership = memberships.into_iter().find(|membership| membership.account_id == writer.account_id);
    Ok(member.zip(membership))
}
