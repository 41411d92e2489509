//! Reading mail that came in.

use domain::{
    ids::{AccountId, EntryId, PostId},
    permissions::{AnswerCases, StaffGranted},
    post::{Held, LeftOut, PostState, Unreadable, Verdict},
    promise::Policy,
    time::Instant,
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::{
    Db, Error, Job, Tx,
    cases::{self, Head, OF_CASE, OF_NUMBERS, of_numbers},
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
    /// The waiting mail with which it stands.
    pub thread: Option<PostId>,
}

impl Mail {
    /// Whether a person has to say what becomes of it.
    #[must_use]
    pub fn waits(&self) -> bool {
        PostState::WAITING.contains(&self.state)
    }
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
    thread_id: Option<Uuid>,
}

const MAIL: &str = "SELECT p.id, p.state, p.reason, p.verdict, p.sender, p.sender_name, p.subject, p.excerpt,
         p.case_number, p.hint, p.entry_id, p.failed_recipient, p.left_out, p.received_at, p.due_at, p.policy,
         p.thread_id
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
            thread: self.thread_id.map(PostId),
        })
    }
}

pub(super) async fn mails(
    db: &impl Db,
    condition: &str,
    values: Vec<Value>,
    order: &str,
    most: u16,
) -> Result<Vec<Mail>, Error> {
    let rows: Vec<Row> = sql::page(db, (MAIL, condition), values, order, most).await?;
    rows.into_iter().map(Row::mail).collect()
}

/// One mail.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Db, _: &StaffGranted<AnswerCases>, id: PostId) -> Result<Option<Mail>, Error> {
    Ok(mails(db, "p.id = ?", vec![id.0.into()], "p.id", 1).await?.into_iter().next())
}

/// The mails beside a case and those that go on in it, oldest first: what its entries were made of, the same ones by
/// another way, bounces, absences, and what waits for a person's word.
///
/// # Errors
/// When the database fails.
pub async fn of_case(db: &impl Db, _: &StaffGranted<AnswerCases>, head: &Head, most: u16) -> Result<Vec<Mail>, Error> {
    // What waits first: beside ever so many others it is what somebody has to see.
    let order = "p.received_at DESC, p.id DESC";
    let mut found = mails(db, WAITING_OF_NUMBERS, Vec::from(waiting_of_numbers(head)), order, most).await?;
    let others = most.saturating_sub(u16::try_from(found.len()).unwrap_or(most));
    if others > 0 {
        let values = Vec::from(of_numbers(head.account, head.number));
        let condition = format!("{OF_NUMBERS} AND p.state IN ('filed', 'copy', 'bounce', 'automatic')");
        found.extend(mails(db, &condition, values, order, others).await?);
    }
    found.sort_by_key(|mail| (mail.received, mail.id.0));
    Ok(found)
}

/// The condition for what waits for a person's word and names a case, or one that goes on in it. It is of no account as long
/// as nobody has said so. The states are as the index has them.
const WAITING_OF_NUMBERS: &str = "state IN ('held', 'unreadable') AND case_number IN (SELECT ? UNION ALL
    SELECT number FROM cases WHERE account_id = ? AND merged_into = ?)";

/// The values of [`WAITING_OF_NUMBERS`].
fn waiting_of_numbers(head: &Head) -> [Value; 3] {
    [head.number.into(), head.account.0.into(), head.number.into()]
}

/// Whether a mail that names a case, or one that goes on in it, waits for a person's word.
///
/// # Errors
/// When the database fails.
pub async fn waits_of_case(db: &impl Db, _: Job, head: &Head) -> Result<bool, Error> {
    let query = format!("SELECT 1 FROM post WHERE {WAITING_OF_NUMBERS} LIMIT 1");
    let found: Option<i32> = sql::one_value(db, &query, waiting_of_numbers(head)).await?;
    Ok(found.is_some())
}

/// How an entry came by mail.
#[derive(Clone, Debug, Default)]
pub struct ByMail {
    /// What of the mail is not in the entry.
    pub left_out: LeftOut,
    /// It did not come from the address of the member in whose name it stands.
    pub is_elsewhere: bool,
    /// The address that it came from then; none where its person has been erased.
    pub via: Option<String>,
}

/// How some entries of a case came by mail, where there is something to be said of it. Whoever has the head may read it.
///
/// # Errors
/// When the database fails.
pub async fn by_mail(db: &impl Db, head: &Head, entries: &[EntryId]) -> Result<Vec<(EntryId, ByMail)>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        entry_id: Uuid,
        is_cut: bool,
        left_out: serde_json::Value,
        sender: Option<String>,
        email: Option<String>,
    }
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = Vec::from(cases::of_case(head));
    values.extend(entries.iter().map(|entry| Value::from(entry.0)));
    // What was split off came as that of which it is a copy.
    let rows: Vec<Row> = sql::all(
        db,
        &format!(
            "SELECT w.id AS entry_id, p.is_cut, p.left_out, p.sender, m.email
             FROM (SELECT account_id, id, member_id, COALESCE(copied_from, id) AS origin FROM case_entry
                   WHERE {OF_CASE} AND id IN ({})) w
                 JOIN post p ON p.account_id = w.account_id AND p.entry_id = w.origin AND p.state = 'filed'
                 LEFT JOIN member m ON m.id = w.member_id",
            sql::marks(entries.len())
        ),
        values,
    )
    .await?;
    let one = |row: Row| {
        let files = serde_json::from_value(row.left_out).unwrap_or_default();
        let is_elsewhere = row.sender.as_ref().zip(row.email.as_ref()).is_some_and(|(sender, email)| sender != email);
        // Where a person has been erased, a word stands in the place of their address.
        let via = row.sender.filter(|sender| is_elsewhere && sender.contains('@'));
        (EntryId(row.entry_id), ByMail { left_out: LeftOut { is_cut: row.is_cut, files }, is_elsewhere, via })
    };
    let is_said = |by_mail: &ByMail| by_mail.is_elsewhere || !by_mail.left_out.is_nothing();
    Ok(rows.into_iter().map(one).filter(|(_, by_mail)| is_said(by_mail)).collect())
}

#[derive(FromQueryResult)]
struct IdRow {
    message_id: String,
    case_number: i64,
}

/// Which of these ids belong to mails that one of these accounts has sent, and the case in which what they said is read
/// now.
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
            "SELECT p.message_id, COALESCE(c.merged_into, p.case_number) AS case_number
             FROM post p LEFT JOIN cases c ON c.account_id = p.account_id AND c.number = p.case_number
             WHERE p.account_id IN ({}) AND p.message_id IN ({}) AND p.case_number IS NOT NULL AND p.state = 'filed'
             LIMIT 100",
            sql::marks(accounts.len()),
            sql::marks(ids.len())
        ),
        values.collect::<Vec<_>>(),
    )
    .await?;
    Ok(rows.into_iter().map(|row| (row.message_id, row.case_number)).collect())
}

/// Where a mail went that is in a case.
#[derive(Clone, Copy, Debug)]
pub struct InCase {
    pub account: AccountId,
    pub case: i64,
    pub entry: EntryId,
}

/// The entry that was made of the same mail before: of one of these accounts, with this id, from this sender and with
/// these words. An id alone proves nothing: some programs give one to all of their mails.
///
/// # Errors
/// When the database fails.
pub async fn same_in_case(
    tx: &Tx,
    _: Job,
    accounts: &[AccountId],
    sender: &str,
    message_id: &str,
    text: &str,
) -> Result<Option<InCase>, Error> {
    #[derive(FromQueryResult)]
    struct Same {
        account_id: Uuid,
        case_number: i64,
        entry_id: Uuid,
    }
    if accounts.is_empty() {
        return Ok(None);
    }
    let mut values: Vec<Value> = accounts.iter().map(|account| account.0.into()).collect();
    values.extend([message_id.into(), sender.into(), text.into()]);
    let same: Option<Same> = sql::one(
        tx,
        &format!(
            "SELECT p.account_id, p.case_number, p.entry_id FROM post p
                 JOIN cases c ON c.account_id = p.account_id AND c.number = p.case_number
                 JOIN case_entry e ON e.account_id = c.account_id AND e.case_id = c.id AND e.id = p.entry_id
             WHERE p.account_id IN ({}) AND p.message_id = ? AND p.case_number IS NOT NULL AND p.state = 'filed'
                 AND p.sender = ? AND e.text = ?
             ORDER BY p.received_at, p.id LIMIT 1",
            sql::marks(accounts.len())
        ),
        values,
    )
    .await?;
    Ok(same.map(|same| InCase {
        account: AccountId(same.account_id),
        case: same.case_number,
        entry: EntryId(same.entry_id),
    }))
}

/// The ids of the mails that became entries of a case, and of those that go on in it, oldest first, for the threads of our
/// answers.
///
/// # Errors
/// When the database fails.
pub async fn case_ids(tx: &Tx, head: &Head) -> Result<Vec<String>, Error> {
    let rows: Vec<IdRow> = sql::all(
        tx,
        &format!(
            "SELECT message_id, case_number FROM post WHERE {OF_NUMBERS} AND state = 'filed'
                 AND entry_id IS NOT NULL AND message_id IS NOT NULL ORDER BY received_at, id LIMIT 200"
        ),
        of_numbers(head.account, head.number),
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

/// When mails about a case, and those that go on in it, came in since then, each once.
///
/// # Errors
/// When the database fails.
pub async fn recent_of_case(db: &impl Db, _: Job, head: &Head, since: Instant) -> Result<Vec<Instant>, Error> {
    let rows: Vec<At> = sql::all(
        db,
        &format!(
            "SELECT received_at AS at FROM post WHERE {OF_NUMBERS} AND received_at > ? AND state <> 'copy' LIMIT 200"
        ),
        of_numbers(head.account, head.number).into_iter().chain([since.millis().into()]),
    )
    .await?;
    Ok(instants(rows))
}

/// When mails of an address came in since then, each once, but for this one.
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
        "SELECT received_at AS at FROM post WHERE sender = ? AND received_at > ? AND id <> ? AND state <> 'copy' LIMIT 200",
        [sender.into(), since.millis().into(), but.0.into()],
    )
    .await?;
    Ok(instants(rows))
}
