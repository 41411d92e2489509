//! Who may have written a mail, and in whose name it is filed.

use std::collections::HashMap;

use domain::{
    ids::MemberId,
    permissions::{AnswerCases, StaffGranted},
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::{
    Db, Error, Job, Tx,
    accounts::{self, Member, Membership},
    cases::{Head, OF_CASE, of_case},
    sql,
};

/// Addresses that belong to a case, or to one that goes on in it, without being a member's.
///
/// # Errors
/// When the database fails.
pub async fn contacts(db: &impl Db, head: &Head) -> Result<Vec<String>, Error> {
    #[derive(FromQueryResult)]
    struct Contact {
        email: String,
    }
    let query = format!("SELECT DISTINCT email FROM case_contact WHERE {OF_CASE} ORDER BY email LIMIT 20");
    let rows: Vec<Contact> = sql::all(db, &query, of_case(head)).await?;
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

/// Number and name of the accounts of which somebody with one of these addresses is a member, at most twenty of each.
///
/// # Errors
/// When the database fails.
pub async fn places(
    db: &impl Db,
    _: &StaffGranted<AnswerCases>,
    emails: &[&str],
) -> Result<HashMap<String, Vec<(String, String)>>, Error> {
    #[derive(FromQueryResult)]
    struct Place {
        email: String,
        number: String,
        name: String,
    }
    let mut found: HashMap<String, Vec<(String, String)>> = HashMap::new();
    if emails.is_empty() {
        return Ok(found);
    }
    let rows: Vec<Place> = sql::all(
        db,
        &format!(
            "SELECT email, number, name FROM (
                 SELECT m.email, a.number, a.name, ROW_NUMBER() OVER (PARTITION BY m.email ORDER BY a.name, a.number) AS place
                 FROM member m JOIN membership s ON s.member_id = m.id JOIN account a ON a.id = s.account_id
                 WHERE m.email IN ({}) AND NOT s.disabled AND NOT m.disabled) found
             WHERE place <= 20 ORDER BY email, place",
            sql::marks(emails.len())
        ),
        emails.iter().map(|email| Value::from(*email)),
    )
    .await?;
    for row in rows {
        found.entry(row.email).or_default().push((row.number, row.name));
    }
    Ok(found)
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
