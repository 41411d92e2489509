//! Filing mail that came in.

use domain::{
    ids::{AccountId, EntryId, MemberId, PostId},
    post::{LeftOut, PostState, Verdict},
    promise::Policy,
    time::Instant,
};
use uuid::Uuid;

use crate::{Backend, Db, Error, Job, Tx, cases::Head, sql};

/// What is known of a mail once it has been read.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub state: Option<PostState>,
    pub reason: Option<&'static str>,
    pub verdict: Verdict,
    pub sender: String,
    pub sender_name: String,
    pub subject: String,
    pub excerpt: String,
    pub message_id: Option<String>,
    pub account: Option<AccountId>,
    pub case: Option<i64>,
    pub hint: Option<i64>,
    pub entry: Option<EntryId>,
    pub failed: Option<String>,
    pub left_out: LeftOut,
    /// By when its sender hears, and by which rules.
    pub promised: Option<(Policy, Option<Instant>)>,
    /// The waiting mail with which it stands.
    pub thread: Option<PostId>,
    /// The waiting mail of which it is a copy.
    pub same_as: Option<PostId>,
    /// SHA-256 of its words, by which a copy is known.
    pub text_hash: Option<Vec<u8>>,
    /// What it is looked for by while it waits: folded words, each after a space.
    pub words: String,
}

/// Holds a new mail until the transaction ends; `false` when somebody else files it, or has.
///
/// # Errors
/// When the database fails.
pub async fn claim(tx: &Tx, _: Job, id: PostId) -> Result<bool, Error> {
    let lock = match tx.backend() {
        Backend::Sqlite => "",
        Backend::Postgres => "FOR UPDATE SKIP LOCKED",
    };
    let found: Option<Uuid> =
        sql::one_value(tx, &format!("SELECT id FROM post WHERE id = ? AND state = 'new' {lock}"), [id.0.into()])
            .await?;
    Ok(found.is_some())
}

/// Holds an account until the transaction ends: of two mails that may be the same one, the second finds what the first has
/// become.
///
/// # Errors
/// When the database fails.
pub async fn hold_account(tx: &Tx, _: Job, account: AccountId) -> Result<(), Error> {
    if tx.backend() == Backend::Postgres {
        sql::run(tx, "SELECT id FROM account WHERE id = ? FOR UPDATE", [account.0.into()]).await?;
    }
    Ok(())
}

/// Writes down what a mail is and where it went.
///
/// # Errors
/// When the database fails.
pub async fn file(tx: &Tx, _: Job, id: PostId, facts: &Facts, now: Instant) -> Result<(), Error> {
    let state = facts.state.unwrap_or(PostState::New);
    // Nobody looks for the others here.
    let waits = PostState::WAITING.contains(&state);
    sql::run(
        tx,
        "UPDATE post SET state = ?, reason = ?, verdict = ?, sender = ?, sender_name = ?, subject = ?, excerpt = ?,
             message_id = ?, account_id = ?, case_number = ?, hint = ?, entry_id = ?, failed_recipient = ?, left_out = ?,
             is_cut = ?, policy = ?, due_at = ?, thread_id = ?, same_as = ?, text_hash = ?, words = ?, filed_at = ? WHERE id = ?",
        [
            state.code().into(),
            facts.reason.into(),
            facts.verdict.code().into(),
            facts.sender.as_str().into(),
            facts.sender_name.as_str().into(),
            facts.subject.as_str().into(),
            facts.excerpt.as_str().into(),
            facts.message_id.clone().into(),
            facts.account.map(|account| account.0).into(),
            facts.case.into(),
            facts.hint.into(),
            facts.entry.map(|entry| entry.0).into(),
            facts.failed.clone().into(),
            serde_json::to_value(&facts.left_out.files)?.into(),
            facts.left_out.is_cut.into(),
            facts.promised.map(|(policy, _)| serde_json::to_value(policy)).transpose()?.into(),
            facts.promised.and_then(|(_, due)| due).map(Instant::millis).into(),
            facts.thread.map(|thread| thread.0).into(),
            facts.same_as.map(|same| same.0).into(),
            facts.text_hash.clone().filter(|_| waits).into(),
            Some(facts.words.as_str()).filter(|_| waits).into(),
            now.millis().into(),
            id.0.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Counts one more try at a mail that could not be filed, and gives how many there were.
///
/// # Errors
/// When the database fails.
pub async fn failed(tx: &Tx, _: Job, id: PostId) -> Result<i32, Error> {
    Ok(sql::one_value(tx, "UPDATE post SET attempts = attempts + 1 WHERE id = ? RETURNING attempts", [id.0.into()])
        .await?
        .unwrap_or(0))
}

/// Those above have been told that a mail waits for longer than was promised; `false` when they had been already, or it
/// waits no more.
///
/// # Errors
/// When the database fails.
pub async fn note_missed(tx: &Tx, _: Job, id: PostId, now: Instant) -> Result<bool, Error> {
    let noted = sql::run(
        tx,
        "UPDATE post SET missed_at = ? WHERE id = ? AND missed_at IS NULL AND state IN ('held', 'unknown', 'unreadable')",
        [now.millis().into(), id.0.into()],
    );
    Ok(noted.await? == 1)
}

/// A person has dealt with a mail that waited: it is in this case from now on, or put away. `false` when somebody else
/// was quicker.
///
/// # Errors
/// When the database fails.
pub async fn put_away(
    tx: &Tx,
    by: MemberId,
    id: PostId,
    place: Option<(&Head, Option<EntryId>)>,
    left_out: &LeftOut,
    now: Instant,
) -> Result<bool, Error> {
    let state = if place.is_some() { PostState::Filed } else { PostState::Discarded };
    let changed = sql::run(
        tx,
        "UPDATE post SET state = ?, account_id = ?, case_number = ?, entry_id = ?, handled_by = ?, filed_at = ?,
             left_out = ?, is_cut = ?, words = NULL, text_hash = NULL
         WHERE id = ? AND state IN ('held', 'unknown', 'unreadable', 'automatic')",
        [
            state.code().into(),
            place.map(|(head, _)| head.account.0).into(),
            place.map(|(head, _)| head.number).into(),
            place.and_then(|(_, entry)| entry).map(|entry| entry.0).into(),
            by.0.into(),
            now.millis().into(),
            serde_json::to_value(&left_out.files)?.into(),
            left_out.is_cut.into(),
            id.0.into(),
        ],
    )
    .await?;
    Ok(changed == 1)
}

/// From now on this address belongs to the case.
///
/// # Errors
/// When the database fails.
pub async fn add_contact(tx: &Tx, head: &Head, email: &str) -> Result<(), Error> {
    sql::run(
        tx,
        "INSERT INTO case_contact (account_id, case_id, email) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [head.account.0.into(), head.id.0.into(), email.into()],
    )
    .await?;
    Ok(())
}
