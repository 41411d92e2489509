//! Work for outside: written with the change it tells of, claimed by a worker, retried, visible.

mod overtaken;
mod read;

use domain::{
    demo::OutboxState,
    ids::{AccountId, EntryId, OutboxId},
    permissions::{ResendMail, StaffGranted},
    time::Instant,
};
use sea_orm::{EntityTrait, FromQueryResult, Set};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Backend, Db, Error, Job, Tx, entity, sql};

pub use overtaken::{LATER, without_overtaken};
pub(crate) use read::of_order;
pub use read::{
    Row, ToCustomer, ToMember, Whole, is_about, list, newest_sent, of_case, recent_to, to_customer, to_members,
    waiting, whole,
};

/// A mail to be sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// What mails about the same thing have in common, so that mail programs show them as one conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<String>,
    /// The ids that it refers to beside the thread's own, the first one and the newest; the last one is what it answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refers_to: Vec<String>,
    /// An answer comes back to the thread.
    #[serde(default)]
    pub comes_back: bool,
    #[serde(default)]
    pub origin: Origin,
}

/// Who, or what, has written a mail (RFC 3834).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The portal, of something that happened.
    #[default]
    Generated,
    /// The portal, because a mail came.
    Replied,
    /// A person.
    Person,
}

/// What a mail is about: a fact of an account is told once to one recipient.
#[derive(Clone, Copy, Debug, Default)]
pub struct About {
    pub account: Option<AccountId>,
    pub event_seq: Option<i64>,
    pub order: Option<i64>,
    pub case: Option<i64>,
    /// What was written in the case, where the mail brings or confirms it.
    pub entry: Option<EntryId>,
    /// The mail holds a code; its contents are emptied when it has gone.
    pub secret: bool,
}

/// A mail that a worker has claimed.
#[derive(Clone, Debug)]
pub struct Claimed {
    pub id: OutboxId,
    pub mail: Mail,
    /// How often it has been tried, this time included.
    pub attempts: i32,
    /// The end of the claim. No later claim of this mail has the same, so it also says whose claim it is.
    lease: Instant,
}

/// So many mails in one statement: 18 values each are well below the 32,766 that SQLite takes.
const AT_ONCE: usize = 500;

/// Puts mails into the outbox, several at once.
///
/// # Errors
/// When the database fails.
pub async fn put(tx: &Tx, about: About, mails: Vec<Mail>, now: Instant) -> Result<(), Error> {
    put_all(tx, vec![(about, mails)], now).await
}

/// The same for many things that they are about.
///
/// # Errors
/// When the database fails.
pub async fn put_all(tx: &Tx, all: Vec<(About, Vec<Mail>)>, now: Instant) -> Result<(), Error> {
    let mut rows = Vec::with_capacity(all.len());
    for (about, mails) in all {
        for mail in mails {
            rows.push(row(crate::new_id(), about, &mail, now)?);
        }
    }
    while !rows.is_empty() {
        let rest = rows.split_off(rows.len().min(AT_ONCE));
        entity::outbox::Entity::insert_many(rows).exec_without_returning(tx.connection()).await?;
        rows = rest;
    }
    Ok(())
}

/// Puts one mail into the outbox, and gives its id.
///
/// # Errors
/// When the database fails.
pub async fn put_one(tx: &Tx, about: About, mail: &Mail, now: Instant) -> Result<OutboxId, Error> {
    let id = crate::new_id();
    entity::outbox::Entity::insert(row(id, about, mail, now)?).exec_without_returning(tx.connection()).await?;
    Ok(OutboxId(id))
}

fn row(id: Uuid, about: About, mail: &Mail, now: Instant) -> Result<entity::outbox::ActiveModel, Error> {
    Ok(entity::outbox::ActiveModel {
        id: Set(id),
        account_id: Set(about.account.map(|id| id.0)),
        event_seq: Set(about.event_seq),
        order_number: Set(about.order),
        case_number: Set(about.case),
        entry_id: Set(about.entry.map(|id| id.0)),
        channel: Set("mail".to_owned()),
        recipient: Set(mail.to.clone()),
        subject: Set(mail.subject.clone()),
        payload: Set(serde_json::to_value(mail)?),
        state: Set(OutboxState::Waiting.code().to_owned()),
        secret: Set(about.secret),
        attempts: Set(0),
        next_try_at: Set(now.millis()),
        leased_until: Set(None),
        last_error: Set(None),
        created_at: Set(now.millis()),
        done_at: Set(None),
        came_back_at: Set(None),
    })
}

/// Puts a mail with a sign-in code into the outbox. For an address nobody has, the same row is written without the
/// mail and as failed: the work is the same, and the staff can see a mistyped address. `shown` is what lists say of it:
/// the mail's own subject has the code in it, and whoever may read lists may not sign in with it.
///
/// # Errors
/// When the database fails.
pub async fn put_code(tx: &Tx, mail: Mail, shown: &str, known: bool, now: Instant) -> Result<(), Error> {
    let state = if known { OutboxState::Waiting } else { OutboxState::Failed };
    let row = entity::outbox::ActiveModel {
        id: Set(crate::new_id()),
        account_id: Set(None),
        event_seq: Set(None),
        order_number: Set(None),
        case_number: Set(None),
        entry_id: Set(None),
        channel: Set("mail".to_owned()),
        recipient: Set(mail.to.clone()),
        subject: Set(shown.to_owned()),
        payload: Set(if known { serde_json::to_value(&mail)? } else { serde_json::json!({}) }),
        state: Set(state.code().to_owned()),
        secret: Set(true),
        attempts: Set(0),
        next_try_at: Set(now.millis()),
        leased_until: Set(None),
        last_error: Set((!known).then(|| "nobody has this address".to_owned())),
        created_at: Set(now.millis()),
        done_at: Set((!known).then(|| now.millis())),
        came_back_at: Set(None),
    };
    entity::outbox::Entity::insert(row).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// Whether a mail is due that nobody holds. Looking costs no turn to write.
///
/// # Errors
/// When the database fails.
pub async fn is_any_due(db: &impl Db, _: Job, now: Instant) -> Result<bool, Error> {
    let due: Option<i32> = sql::one_value(
        db,
        // Codes and others apart: each is the beginning of one part of the index.
        "SELECT 1 FROM outbox WHERE state = 'waiting' AND secret IN (TRUE, FALSE) AND next_try_at <= ?
             AND (leased_until IS NULL OR leased_until < ?) LIMIT 1",
        [now.millis().into(), now.millis().into()],
    )
    .await?;
    Ok(due.is_some())
}

/// Gives up the codes that were asked for before `since` and have not gone: they sign nobody in any more. Says how many.
///
/// # Errors
/// When the database fails.
pub async fn give_up_codes(tx: &Tx, _: Job, since: Instant, now: Instant) -> Result<u64, Error> {
    sql::run(
        tx,
        "UPDATE outbox SET state = 'failed', last_error = COALESCE(last_error, 'the code was too old to be sent'), done_at = ?,
             leased_until = NULL, payload = ?
         WHERE state = 'waiting' AND secret AND created_at < ? AND (leased_until IS NULL OR leased_until < ?)",
        [now.millis().into(), serde_json::json!({}).into(), since.millis().into(), now.millis().into()],
    )
    .await
}

/// Whether there are such codes. Looking costs no turn to write.
///
/// # Errors
/// When the database fails.
pub async fn has_old_codes(db: &impl Db, _: Job, since: Instant, now: Instant) -> Result<bool, Error> {
    let old: Option<i32> = sql::one_value(
        db,
        "SELECT 1 FROM outbox WHERE state = 'waiting' AND secret AND created_at < ?
             AND (leased_until IS NULL OR leased_until < ?) LIMIT 1",
        [since.millis().into(), now.millis().into()],
    )
    .await?;
    Ok(old.is_some())
}

/// Claims up to `most` mails that are due, until `lease`, those with codes first. A worker that dies loses its claim then, and one that is too
/// slow as well: what it says of the mail afterwards counts no more.
///
/// # Errors
/// When the database fails.
pub async fn claim(tx: &Tx, _: Job, now: Instant, lease: Instant, most: u16) -> Result<Vec<Claimed>, Error> {
    #[derive(FromQueryResult)]
    struct Due {
        id: Uuid,
        payload: serde_json::Value,
        attempts: i32,
        secret: bool,
        next_try_at: i64,
    }
    let lock = match tx.backend() {
        Backend::Sqlite => "",
        Backend::Postgres => "FOR UPDATE SKIP LOCKED",
    };
    let mut rows: Vec<Due> = sql::all(
        tx,
        &format!(
            // What is due is found once: as a part of the condition PostgreSQL may look for it again for each row, find
            // others, and claim more than was asked for.
            "WITH due AS MATERIALIZED (
                 SELECT id FROM outbox WHERE state = 'waiting' AND next_try_at <= ? AND (leased_until IS NULL OR leased_until < ?)
                 ORDER BY secret DESC, next_try_at LIMIT ? {lock})
             UPDATE outbox SET leased_until = ?, attempts = attempts + 1 WHERE id IN (SELECT id FROM due)
             RETURNING id, payload, attempts, secret, next_try_at"
        ),
        [now.millis().into(), now.millis().into(), i64::from(most).into(), lease.millis().into()],
    )
    .await?;
    // What was changed comes back in no order.
    rows.sort_unstable_by_key(|row| (!row.secret, row.next_try_at, row.id));
    rows.into_iter()
        .map(|row| {
            let mail = serde_json::from_value(row.payload)?;
            Ok(Claimed { id: OutboxId(row.id), mail, attempts: row.attempts, lease })
        })
        .collect()
}

/// The mail has gone (or was kept, in a demo). `false` when the claim has ended meanwhile: then nothing is noted.
///
/// # Errors
/// When the database fails.
pub async fn done(tx: &Tx, _: Job, claimed: &Claimed, state: OutboxState, now: Instant) -> Result<bool, Error> {
    let empty = serde_json::json!({});
    let noted = sql::run(
        tx,
        "UPDATE outbox SET state = ?, done_at = ?, leased_until = NULL, last_error = NULL,
             payload = CASE WHEN secret AND ? <> 'kept' THEN ? ELSE payload END WHERE id = ? AND leased_until = ?",
        [
            state.code().into(),
            now.millis().into(),
            state.code().into(),
            empty.into(),
            claimed.id.0.into(),
            claimed.lease.millis().into(),
        ],
    )
    .await?;
    Ok(noted == 1)
}

/// The mail did not go; `next` says when to try again, `None` that it is given up. `false` when the claim has ended
/// meanwhile: then nothing is noted.
///
/// # Errors
/// When the database fails.
pub async fn failed(
    tx: &Tx,
    _: Job,
    claimed: &Claimed,
    error: &str,
    next: Option<Instant>,
    now: Instant,
) -> Result<bool, Error> {
    let state = if next.is_some() { OutboxState::Waiting } else { OutboxState::Failed };
    let noted = sql::run(
        tx,
        "UPDATE outbox SET state = ?, last_error = ?, next_try_at = ?, leased_until = NULL, done_at = ?,
             payload = CASE WHEN secret AND ? = 'failed' THEN ? ELSE payload END WHERE id = ? AND leased_until = ?",
        [
            state.code().into(),
            error.chars().take(500).collect::<String>().into(),
            next.unwrap_or(now).millis().into(),
            next.is_none().then(|| now.millis()).into(),
            state.code().into(),
            serde_json::json!({}).into(),
            claimed.id.0.into(),
            claimed.lease.millis().into(),
        ],
    )
    .await?;
    Ok(noted == 1)
}

/// Gives a claimed mail back untried: it is due at `next`, and this was no try.
///
/// # Errors
/// When the database fails.
pub async fn put_back(tx: &Tx, _: Job, claimed: &Claimed, next: Instant) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE outbox SET leased_until = NULL, attempts = attempts - 1, next_try_at = ? WHERE id = ? AND leased_until = ?",
        [next.millis().into(), claimed.id.0.into(), claimed.lease.millis().into()],
    )
    .await?;
    Ok(())
}

/// Lets all mails to addresses at `domain` wait until `next`, but for those that a worker holds.
///
/// # Errors
/// When the database fails.
pub async fn postpone(tx: &Tx, _: Job, domain: &str, now: Instant, next: Instant) -> Result<u64, Error> {
    let mut ending = String::from("%@");
    for c in domain.chars() {
        if matches!(c, '%' | '_' | '\\') {
            ending.push('\\');
        }
        ending.push(c);
    }
    sql::run(
        tx,
        "UPDATE outbox SET next_try_at = ? WHERE state = 'waiting' AND next_try_at < ?
             AND (leased_until IS NULL OR leased_until < ?) AND recipient LIKE ? ESCAPE '\\'",
        [next.millis().into(), next.millis().into(), now.millis().into(), ending.into()],
    )
    .await
}

/// Has the mails tried again that were given up since then, and says how many those are. Codes are not: theirs are too old.
///
/// # Errors
/// When the database fails.
pub async fn resend(tx: &Tx, _: &StaffGranted<ResendMail>, since: Instant, now: Instant) -> Result<u64, Error> {
    sql::run(
        tx,
        "UPDATE outbox SET state = 'waiting', attempts = 0, next_try_at = ?, done_at = NULL, leased_until = NULL,
             came_back_at = NULL WHERE state = 'failed' AND NOT secret AND created_at >= ?",
        [now.millis().into(), since.millis().into()],
    )
    .await
}

/// Throws away what waits: the demo vendor mails nobody of its past.
///
/// # Errors
/// When the database fails.
pub async fn clear(tx: &Tx, _: Job) -> Result<(), Error> {
    sql::run(tx, "DELETE FROM outbox WHERE state = 'waiting'", []).await?;
    Ok(())
}

/// A mail that had gone came back: it has failed, and both sides see why. `false` when there is no such mail.
///
/// # Errors
/// When the database fails.
pub async fn came_back(tx: &Tx, _: Job, id: OutboxId, said: &str, now: Instant) -> Result<bool, Error> {
    let noted = sql::run(
        tx,
        "UPDATE outbox SET state = 'failed', last_error = ?, came_back_at = ? WHERE id = ? AND state = 'sent'",
        [said.chars().take(500).collect::<String>().into(), now.millis().into(), id.0.into()],
    )
    .await?;
    Ok(noted == 1)
}
