//! Writing cases and what happens to them.

use domain::{
    cases::{Impact, Kind, Level, NeededBy, Proposal, Raised, Remedy, Stage},
    ids::{AccountId, CaseId, EntryId, MemberId},
    language::Language,
    permissions::{AnswerCases, Granted, StaffGranted, WriteCases},
    promise::Promise,
    time::Instant,
};
use sea_orm::Value;

use super::read::{self, Head};
use crate::{Backend, Db, Error, Job, Tx, sql};

/// A case to be written.
#[derive(Clone, Debug)]
pub struct NewCase {
    pub id: CaseId,
    pub number: i64,
    pub kind: Kind,
    pub subject: String,
    pub impact: Impact,
    pub needed: NeededBy,
    pub urgency: Level,
    pub priority: Level,
    pub priority_reason: Option<String>,
    pub remedy: Option<Remedy>,
    pub expected: Option<String>,
    pub order: Option<i64>,
    pub article: Option<String>,
    pub assignee: Option<MemberId>,
}

/// An entry to be written.
#[derive(Clone, Debug)]
pub struct NewEntry {
    pub id: EntryId,
    pub member: MemberId,
    pub by_vendor: bool,
    pub text: String,
    pub language: Language,
    pub proposal: Option<Proposal>,
}

/// What changes in a case's head when a step has been made.
#[derive(Clone, Debug)]
pub struct Change {
    pub kind: Kind,
    pub stage: Stage,
    pub waits_for_customer: bool,
    pub due: Option<(Promise, Instant)>,
    /// When silence closes it.
    pub lapses: Option<Instant>,
    pub priority: Level,
    pub priority_reason: Option<String>,
    /// Minutes of working time to the first answer, once there is one.
    pub answered_after: Option<i64>,
    pub raised: Option<Raised>,
}

/// Writes a case.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &Tx, granted: &Granted<WriteCases>, case: &NewCase, now: Instant) -> Result<(), Error> {
    write(tx, granted.account(), granted.member(), case, now).await
}

/// Writes a case for a customer's member, out of another one of the same account.
///
/// # Errors
/// When the database fails.
pub async fn insert_from(
    tx: &Tx,
    _: &StaffGranted<AnswerCases>,
    from: &Head,
    member: MemberId,
    case: &NewCase,
    now: Instant,
) -> Result<(), Error> {
    write(tx, from.account, member, case, now).await
}

async fn write(tx: &Tx, account: AccountId, member: MemberId, case: &NewCase, now: Instant) -> Result<(), Error> {
    sql::run(
        tx,
        "INSERT INTO cases (account_id, id, number, kind, stage, subject, impact, needed_by, urgency, remedy, expected,
             priority, priority_reason, order_number, article_number, member_id, assignee_id, waits_for_customer, opened_at, changed_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            account.0.into(),
            case.id.0.into(),
            case.number.into(),
            case.kind.code().into(),
            Stage::Received.code().into(),
            case.subject.as_str().into(),
            case.impact.code().into(),
            case.needed.code().into(),
            case.urgency.code().into(),
            case.remedy.map(Remedy::code).into(),
            case.expected.clone().into(),
            case.priority.code().into(),
            case.priority_reason.clone().into(),
            case.order.into(),
            case.article.clone().into(),
            member.0.into(),
            case.assignee.map(|member| member.0).into(),
            false.into(),
            now.millis().into(),
            now.millis().into(),
        ],
    )
    .await?;
    Ok(())
}

/// Holds a case of the account, and the account itself, until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock(tx: &Tx, granted: &Granted<WriteCases>, number: i64) -> Result<Option<Head>, Error> {
    hold(tx, number, Some(granted.account())).await?;
    read::head(tx, number, Some(granted.account())).await
}

/// The same for the vendor's people, with a case of any account.
///
/// # Errors
/// When the database fails.
pub async fn lock_any(tx: &Tx, _: &StaffGranted<AnswerCases>, number: i64) -> Result<Option<Head>, Error> {
    hold(tx, number, None).await?;
    read::head(tx, number, None).await
}

/// The same for the portal's own work.
///
/// # Errors
/// When the database fails.
pub async fn lock_for(tx: &Tx, _: Job, number: i64) -> Result<Option<Head>, Error> {
    hold(tx, number, None).await?;
    read::head(tx, number, None).await
}

/// `account` is whose the case must be: nobody holds up others by guessing numbers.
async fn hold(tx: &Tx, number: i64, account: Option<AccountId>) -> Result<(), Error> {
    if tx.backend() == Backend::Postgres {
        let own = if account.is_some() { "number = ? AND account_id = ?" } else { "number = ?" };
        let values = || std::iter::once(number.into()).chain(account.map(|account| account.0.into()));
        // The account first, as everything that writes its log does: two steps never wait for each other.
        let lock_account =
            format!("SELECT id FROM account WHERE id = (SELECT account_id FROM cases WHERE {own}) FOR UPDATE");
        sql::run(tx, &lock_account, values()).await?;
        sql::run(tx, &format!("SELECT id FROM cases WHERE {own} FOR UPDATE"), values()).await?;
    }
    Ok(())
}

/// Writes an entry; `is_answer` where it answers what the customer wrote before.
///
/// # Errors
/// When the database fails.
pub async fn add_entry(tx: &Tx, head: &Head, entry: &NewEntry, is_answer: bool, now: Instant) -> Result<(), Error> {
    let proposal = entry.proposal.as_ref().map(serde_json::to_value).transpose()?;
    sql::run(
        tx,
        "INSERT INTO case_entry (account_id, case_id, id, member_id, by_vendor, is_answer, text, language, proposal, at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            head.account.0.into(),
            head.id.0.into(),
            entry.id.0.into(),
            entry.member.0.into(),
            entry.by_vendor.into(),
            is_answer.into(),
            entry.text.as_str().into(),
            entry.language.code().into(),
            proposal.into(),
            now.millis().into(),
        ],
    )
    .await?;
    Ok(())
}

/// Writes a note, which no customer will see.
///
/// # Errors
/// When the database fails.
pub async fn add_note(
    tx: &Tx,
    granted: &StaffGranted<AnswerCases>,
    head: &Head,
    text: &str,
    now: Instant,
) -> Result<(), Error> {
    sql::run(
        tx,
        "INSERT INTO case_note (account_id, case_id, id, member_id, text, at) VALUES (?, ?, ?, ?, ?, ?)",
        [
            head.account.0.into(),
            head.id.0.into(),
            crate::new_id().into(),
            granted.member().0.into(),
            text.into(),
            now.millis().into(),
        ],
    )
    .await?;
    Ok(())
}

/// Gives a new case its tags.
///
/// # Errors
/// When the database fails.
pub async fn set_tags(tx: &Tx, account: AccountId, case: CaseId, tags: &[String]) -> Result<(), Error> {
    sql::run(tx, "DELETE FROM case_tag WHERE account_id = ? AND case_id = ?", [account.0.into(), case.0.into()])
        .await?;
    put_tags(tx, account, case, tags).await
}

/// Gives a case these tags as well.
///
/// # Errors
/// When the database fails.
pub async fn add_tags(tx: &Tx, head: &Head, tags: &[String]) -> Result<(), Error> {
    put_tags(tx, head.account, head.id, tags).await
}

async fn put_tags(tx: &Tx, account: AccountId, case: CaseId, tags: &[String]) -> Result<(), Error> {
    if tags.is_empty() {
        return Ok(());
    }
    let rows = vec!["(?, ?, ?)"; tags.len()].join(", ");
    sql::run(
        tx,
        &format!("INSERT INTO case_tag (account_id, case_id, tag) VALUES {rows} ON CONFLICT DO NOTHING"),
        tags.iter().flat_map(|tag| [account.0.into(), case.0.into(), tag.as_str().into()]),
    )
    .await?;
    Ok(())
}

/// Writes a step to a case's head and raises its version.
///
/// # Errors
/// When the database fails.
pub async fn save(tx: &Tx, head: &Head, change: &Change, now: Instant) -> Result<(), Error> {
    let closed = (change.stage == Stage::Closed).then(|| head.closed.unwrap_or(now).millis());
    sql::run(
        tx,
        "UPDATE cases SET version = version + 1, kind = ?, stage = ?, waits_for_customer = ?, due_at = ?, due_promise = ?,
             lapses_at = ?, priority = ?,
             priority_reason = ?, answered_after = COALESCE(answered_after, ?), raised = ?, changed_at = ?, closed_at = ?,
             counted = FALSE
         WHERE account_id = ? AND id = ?",
        [
            change.kind.code().into(),
            change.stage.code().into(),
            change.waits_for_customer.into(),
            change.due.map(|(_, due)| due.millis()).into(),
            change.due.map(|(promise, _)| promise.code()).into(),
            change.lapses.map(Instant::millis).into(),
            change.priority.code().into(),
            change.priority_reason.clone().into(),
            change.answered_after.into(),
            change.raised.map(Raised::code).into(),
            now.millis().into(),
            closed.into(),
            head.account.0.into(),
            head.id.0.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Writes what is due next, and whose turn it is, as the clock has it now: the vendor's hours may have changed, or how it
/// counts.
///
/// # Errors
/// When the database fails.
pub async fn set_clock(
    tx: &Tx,
    _: Job,
    head: &Head,
    due: Option<(Promise, Instant)>,
    waits_for_customer: bool,
) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE cases SET due_at = ?, due_promise = ?, waits_for_customer = ? WHERE account_id = ? AND id = ?",
        [
            due.map(|(_, due)| due.millis()).into(),
            due.map(|(promise, _)| promise.code()).into(),
            waits_for_customer.into(),
            head.account.0.into(),
            head.id.0.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Silence does not close it, whatever was written before.
///
/// # Errors
/// When the database fails.
pub async fn never_lapses(tx: &Tx, _: Job, head: &Head) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE cases SET lapses_at = NULL WHERE account_id = ? AND id = ?",
        [head.account.0.into(), head.id.0.into()],
    )
    .await?;
    Ok(())
}

/// Gives a case to a person of the vendor, or to nobody.
///
/// # Errors
/// When the database fails.
pub async fn assign(tx: &Tx, _: &StaffGranted<AnswerCases>, head: &Head, to: Option<MemberId>) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE cases SET assignee_id = ? WHERE account_id = ? AND id = ?",
        [to.map(|member| member.0).into(), head.account.0.into(), head.id.0.into()],
    )
    .await?;
    Ok(())
}

/// A person of the vendor has opened these entries: those of the customer's that nobody had opened have that person's name from
/// now on. Says how many those were.
///
/// # Errors
/// When the database fails.
pub async fn mark_opened(
    tx: &Tx,
    granted: &StaffGranted<AnswerCases>,
    head: &Head,
    entries: &[EntryId],
    now: Instant,
) -> Result<u64, Error> {
    if entries.is_empty() {
        return Ok(0);
    }
    let mut values: Vec<Value> = vec![granted.member().0.into(), now.millis().into()];
    values.extend(read::of_case(head));
    values.extend(entries.iter().map(|entry| Value::from(entry.0)));
    sql::run(
        tx,
        &format!(
            "UPDATE case_entry SET opened_by = ?, opened_at = ?
             WHERE opened_at IS NULL AND NOT by_vendor AND {} AND id IN ({})",
            read::OF_CASE,
            sql::marks(entries.len())
        ),
        values,
    )
    .await
}

/// How content the customer is, one to five.
///
/// # Errors
/// When the database fails.
pub async fn rate(tx: &Tx, _: &Granted<WriteCases>, head: &Head, satisfaction: i32) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE cases SET satisfaction = ?, counted = FALSE WHERE account_id = ? AND id = ?",
        [satisfaction.into(), head.account.0.into(), head.id.0.into()],
    )
    .await?;
    Ok(())
}
