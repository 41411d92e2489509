//! Erasing personal data. What the law wants kept is not touched: orders, invoices and the ledger, which refuse it anyway.

use domain::{
    erasure::{without_person, without_words},
    event::Event,
    ids::{AccountId, MemberId},
    permissions::{EraseData, StaffGranted},
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::{NOWHERE, search};
use crate::{Error, Tx, sql};

/// What stands where something was erased.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// For the name of a person.
    pub person: &'a str,
    /// For the name of the account.
    pub customer: &'a str,
    /// For what was written.
    pub removed: &'a str,
}

#[derive(FromQueryResult)]
struct Person {
    id: Uuid,
    email: String,
    name: String,
}

/// Erases one person, in all accounts of theirs: name, address, sessions, carts, mails, and their places in accounts. What
/// they wrote in cases is the account's, and stays without their name.
///
/// # Errors
/// When the database fails.
pub async fn forget_member(
    tx: &Tx,
    _: &StaffGranted<EraseData>,
    member: MemberId,
    words: Words<'_>,
) -> Result<(), Error> {
    let person: Option<Person> =
        sql::one(tx, "SELECT id, email, name FROM member WHERE id = ? AND staff_role IS NULL", [member.0.into()])
            .await?;
    match person {
        Some(person) => forget_person(tx, &person, words).await,
        None => Err(Error::fault("somebody of the vendor cannot be erased as a customer")),
    }
}

/// Erases an account's people, as far as they act for no other, its name, addresses and lists, and what was written in its
/// cases, with the files and mails. Whoever acts for others, too, is let in no more. Of the tags only `kept` stay: the
/// vendor's, which are counted.
///
/// # Errors
/// When the database fails.
pub async fn forget_account(
    tx: &Tx,
    _: &StaffGranted<EraseData>,
    account: AccountId,
    kept: &[&str],
    words: Words<'_>,
) -> Result<(), Error> {
    let people: Vec<Person> = sql::all(
        tx,
        "SELECT m.id, m.email, m.name FROM membership s JOIN member m ON m.id = s.member_id
         WHERE s.account_id = ? AND m.staff_role IS NULL AND NOT EXISTS (SELECT 1 FROM membership o
             WHERE o.member_id = s.member_id AND o.account_id <> s.account_id AND NOT o.disabled)",
        [account.0.into()],
    )
    .await?;
    for person in &people {
        forget_person(tx, person, words).await?;
    }
    forget_cases(tx, account, words.removed).await?;
    forget_tags(tx, account, kept).await?;
    for statement in OF_ACCOUNT {
        sql::run(tx, statement, [account.0.into()]).await?;
    }
    let changed = |_: MemberId, event: Event| {
        let word = if event.case().is_some() { words.removed } else { words.person };
        without_words(event, word)
    };
    rewrite_events(tx, account, SPEAKING, changed).await?;
    search::rename(tx, account, words.customer).await?;
    search::account(tx, account).await?;
    search::cases(tx, account).await
}

/// What goes with an account and is no word of a case.
const OF_ACCOUNT: &[&str] = &[
    "UPDATE membership SET disabled = TRUE WHERE account_id = ?",
    "UPDATE session SET account_id = NULL WHERE account_id = ?",
    "DELETE FROM invitation WHERE account_id = ?",
    "DELETE FROM address WHERE account_id = ?",
    "DELETE FROM cart WHERE account_id = ?",
    "DELETE FROM saved_list WHERE account_id = ?",
    "DELETE FROM review WHERE account_id = ? AND NOT EXISTS (SELECT 1 FROM orders o
         WHERE o.account_id = review.account_id AND o.review_id = review.id)",
    "DELETE FROM payer WHERE account_id = ?",
    // The name of a photo or a document is theirs.
    "DELETE FROM access WHERE account_id = ? AND kind = 'attachment'",
    // What was refused stands on no ledger, and neither do terms.
    "DELETE FROM money_request WHERE account_id = ? AND (NOT confirmed OR kind = 'terms')",
    "UPDATE reminder_hold SET reason = '' WHERE account_id = ?",
    "UPDATE terms_change SET reason = '' WHERE account_id = ?",
    // Why something was credited stands on the credit note.
    "UPDATE dispute SET reason = NULL WHERE account_id = ? AND credit_note IS NULL",
    "UPDATE erasure_request SET answer = NULL WHERE account_id = ?",
    // Whoever accounts for the tax themselves has a number for as long as the account is there.
    "UPDATE account SET vat_number = NULL WHERE id = ? AND tax_profile <> 'reverse_charge'",
    // What tells of an erasure is written after this.
    "DELETE FROM outbox WHERE account_id = ?",
    // What waits for a person's word is of no account yet: it names a case of this one. Its copies go before it does.
    "DELETE FROM outbox WHERE account_id IS NULL AND id IN (SELECT a.outbox_id FROM post_answer a JOIN post w ON w.id = a.post_id
         WHERE w.account_id IS NULL AND w.case_number IN (SELECT number FROM cases WHERE account_id = ?))",
    "DELETE FROM post WHERE state = 'copy' AND same_as IN (SELECT w.id FROM post w WHERE w.account_id IS NULL
         AND w.case_number IN (SELECT number FROM cases WHERE account_id = ?))",
    "DELETE FROM post WHERE account_id IS NULL AND case_number IN (SELECT number FROM cases WHERE account_id = ?)",
    "DELETE FROM post WHERE account_id = ?",
];

/// What was written in an account's cases, by both sides. Steps, promises and figures stay: they say nothing of anybody.
async fn forget_cases(tx: &Tx, account: AccountId, removed: &str) -> Result<(), Error> {
    let own = || -> [Value; 1] { [account.0.into()] };
    let with_word = || -> [Value; 2] { [removed.into(), account.0.into()] };
    sql::run(tx, "DELETE FROM case_file WHERE account_id = ?", own()).await?;
    sql::run(tx, "DELETE FROM case_contact WHERE account_id = ?", own()).await?;
    sql::run(tx, "UPDATE case_entry SET text = ?, proposal = NULL WHERE account_id = ?", with_word()).await?;
    sql::run(tx, "UPDATE case_note SET text = ? WHERE account_id = ?", with_word()).await?;
    sql::run(
        tx,
        "UPDATE cases SET subject = ?, expected = NULL, priority_reason = NULL WHERE account_id = ?",
        with_word(),
    )
    .await?;
    Ok(())
}

/// Tags that customers made up.
async fn forget_tags(tx: &Tx, account: AccountId, kept: &[&str]) -> Result<(), Error> {
    let but = if kept.is_empty() { String::new() } else { format!(" AND tag NOT IN ({})", sql::marks(kept.len())) };
    let mut values: Vec<Value> = vec![account.0.into()];
    values.extend(kept.iter().map(|tag| Value::from(*tag)));
    sql::run(tx, &format!("DELETE FROM case_tag WHERE account_id = ?{but}"), values).await?;
    Ok(())
}

async fn forget_person(tx: &Tx, person: &Person, words: Words<'_>) -> Result<(), Error> {
    let accounts: Vec<Place> =
        sql::all(tx, "SELECT account_id FROM membership WHERE member_id = ? ORDER BY account_id", [person.id.into()])
            .await?;
    for place in &accounts {
        let changed = |by: MemberId, event: Event| {
            without_person(event, by.0 == person.id, (person.name.as_str(), person.email.as_str()), words.person)
        };
        rewrite_events(tx, AccountId(place.account_id), OF_MEMBERS, changed).await?;
        forget_elsewhere(tx, place.account_id, person.id, words.person).await?;
    }
    search::address(tx, &person.email).await?;
    for statement in [
        "DELETE FROM sign_in_code WHERE email = ?",
        "DELETE FROM invitation WHERE email = ?",
        "DELETE FROM case_contact WHERE email = ?",
        "DELETE FROM outbox WHERE recipient = ?",
        "DELETE FROM post WHERE sender = ? AND (case_number IS NULL OR account_id IS NULL)",
    ] {
        sql::run(tx, statement, [person.email.as_str().into()]).await?;
    }
    // What became an entry is the account's; whom the mail came from is not.
    sql::run(
        tx,
        "UPDATE post SET sender = ?, sender_name = NULL, envelope_from = NULL, words = NULL, raw = ? WHERE sender = ?",
        [words.person.into(), Vec::<u8>::new().into(), person.email.as_str().into()],
    )
    .await?;
    // What came back says whom it did not reach.
    sql::run(
        tx,
        &format!("{BOUNCED} AND LOWER(failed_recipient) = ?"),
        [words.person.into(), Vec::<u8>::new().into(), person.email.as_str().into()],
    )
    .await?;
    for statement in [
        "DELETE FROM session WHERE member_id = ?",
        "DELETE FROM cart WHERE member_id = ?",
        "UPDATE erasure_request SET answer = NULL WHERE member_id = ? AND scope = 'member'",
        "UPDATE membership SET disabled = TRUE WHERE member_id = ?",
    ] {
        sql::run(tx, statement, [person.id.into()]).await?;
    }
    // No two are alike.
    let nowhere = format!("erased-{}{NOWHERE}", person.id);
    sql::run(
        tx,
        "UPDATE member SET email = ?, name = ?, time_zone = 'UTC', disabled = TRUE WHERE id = ?",
        [nowhere.into(), words.person.into(), person.id.into()],
    )
    .await?;
    Ok(())
}

/// Leaves nothing of a mail that came back but that one did.
const BOUNCED: &str =
    "UPDATE post SET failed_recipient = NULL, sender = ?, sender_name = NULL, subject = NULL, excerpt = NULL,
     words = NULL, raw = ? WHERE state = 'bounce'";

/// The senders, who are no members, of the mails that stand in cases of an account under the name of one person.
const ELSEWHERE: &str =
    "SELECT p.sender FROM post p JOIN case_entry e ON e.account_id = p.account_id AND e.id = p.entry_id
     WHERE p.account_id = ? AND e.member_id = ? AND NOT e.by_vendor AND p.sender IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM member m WHERE m.email = p.sender)";

/// Erases where the mails came from that stand under a person's name and were not sent from their own address: nobody can
/// tell a private address of theirs from that of somebody else who wrote for them.
async fn forget_elsewhere(tx: &Tx, account: Uuid, person: Uuid, word: &str) -> Result<(), Error> {
    // What waits for a case of this account is of no account yet; its copies go before it does.
    let waiting = format!(
        "account_id IS NULL AND case_number IN (SELECT number FROM cases WHERE account_id = ?) AND sender IN ({ELSEWHERE})"
    );
    for forget in [
        format!("DELETE FROM case_contact WHERE account_id = ? AND email IN ({ELSEWHERE})"),
        format!("DELETE FROM outbox WHERE (account_id = ? OR account_id IS NULL) AND recipient IN ({ELSEWHERE})"),
        format!("DELETE FROM post WHERE state = 'copy' AND same_as IN (SELECT id FROM post WHERE {waiting})"),
        format!("DELETE FROM post WHERE {waiting}"),
    ] {
        sql::run(tx, &forget, [account.into(), account.into(), person.into()]).await?;
    }
    sql::run(
        tx,
        &format!("{BOUNCED} AND account_id = ? AND failed_recipient IN ({ELSEWHERE})"),
        [word.into(), Vec::<u8>::new().into(), account.into(), account.into(), person.into()],
    )
    .await?;
    sql::run(
        tx,
        "UPDATE post SET sender = ?, sender_name = NULL, envelope_from = NULL, words = NULL, raw = ?
         WHERE account_id = ? AND NOT EXISTS (SELECT 1 FROM member m WHERE m.email = post.sender)
             AND entry_id IN (SELECT id FROM case_entry WHERE account_id = ? AND member_id = ? AND NOT by_vendor)",
        [word.into(), Vec::<u8>::new().into(), account.into(), account.into(), person.into()],
    )
    .await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Place {
    account_id: Uuid,
}

/// Kinds of events that say something of a person.
const OF_MEMBERS: &[&str] = &["member_invited", "member_joined", "member_changed", "signed_in"];
/// The same, and those that have words of a case.
const SPEAKING: &[&str] =
    &["member_invited", "member_joined", "member_changed", "signed_in", "case", "dispute_ended", "erasure"];
/// So many events are looked at in one query.
const AT_ONCE: i64 = 500;

/// Writes events of these kinds anew, each in its place: numbers, moments and kinds stay.
async fn rewrite_events(
    tx: &Tx,
    account: AccountId,
    kinds: &[&str],
    changed: impl Fn(MemberId, Event) -> Event,
) -> Result<(), Error> {
    #[derive(FromQueryResult)]
    struct Row {
        seq: i64,
        member_id: Uuid,
        data: serde_json::Value,
    }
    let query = format!(
        "SELECT seq, member_id, data FROM event WHERE account_id = ? AND kind IN ({}) AND seq > ? ORDER BY seq LIMIT ?",
        sql::marks(kinds.len())
    );
    let mut after = 0_i64;
    loop {
        let mut values: Vec<Value> = vec![account.0.into()];
        values.extend(kinds.iter().map(|kind| Value::from(*kind)));
        values.extend([after.into(), AT_ONCE.into()]);
        let rows: Vec<Row> = sql::all(tx, &query, values).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.seq;
        for row in rows {
            let event: Event = serde_json::from_value(row.data)?;
            let new = changed(MemberId(row.member_id), event.clone());
            if new != event {
                sql::run(
                    tx,
                    "UPDATE event SET data = ? WHERE account_id = ? AND seq = ?",
                    [serde_json::to_value(&new)?.into(), account.0.into(), row.seq.into()],
                )
                .await?;
            }
        }
    }
}
