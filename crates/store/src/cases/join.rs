//! Cases that have to do with each other: merged into one, or linked.

use domain::{
    cases::Remedy,
    ids::{AccountId, CaseId},
    permissions::{AnswerCases, StaffGranted},
};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{read::Head, search::PLACES};
use crate::{Backend, Db, Error, Tx, sql};

/// Another case, as far as it is named beside one.
#[derive(Clone, Debug)]
pub struct Linked {
    pub account: AccountId,
    pub account_name: String,
    pub number: i64,
    pub subject: String,
}

/// From now on a case goes on in another one of the same account, with those that went on in it.
///
/// # Errors
/// When the database fails.
pub async fn merge(tx: &Tx, _: &StaffGranted<AnswerCases>, head: &Head, into: &Head) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE cases SET merged_into = ? WHERE account_id = ? AND (id = ? OR merged_into = ?)",
        [into.number.into(), head.account.0.into(), head.id.0.into(), head.number.into()],
    )
    .await?;
    find_by_its_words(tx, head, into).await
}

/// The words of a case find the one in which it goes on, too. They are folded as the triggers of both tables fold them
/// (migrations 0021 and 0033).
async fn find_by_its_words(tx: &Tx, head: &Head, into: &Head) -> Result<(), Error> {
    let said = "SELECT account_id, text AS words FROM case_entry WHERE account_id = ? AND case_id = ?
         UNION ALL SELECT account_id, subject FROM cases WHERE account_id = ? AND id = ?";
    let insert = match tx.backend() {
        Backend::Sqlite => format!(
            "INSERT INTO case_text (rowid, words)
             SELECT (SELECT t.rowid FROM case_text t WHERE t.rowid >= n.number << {PLACES} AND t.rowid < (n.number + 1) << {PLACES}
                     ORDER BY t.rowid DESC LIMIT 1) + ROW_NUMBER() OVER (),
                 'zzaccount' || lower(hex(account_id)) || ' ' || replace(replace(replace(replace(words, 'ß', 'ss'), 'ẞ', 'ss'), 'ø', 'o'), 'Ø', 'o')
             FROM (SELECT ? AS number) n, ({said}) said"
        ),
        Backend::Postgres => format!(
            "INSERT INTO case_text (words, case_number, account_id)
             SELECT case_words('zzaccount' || replace(account_id::text, '-', '') || ' ' || words), ?, account_id
             FROM ({said}) said"
        ),
    };
    let own = || [head.account.0.into(), head.id.0.into()];
    let values: Vec<sea_orm::Value> = std::iter::once(into.number.into()).chain(own()).chain(own()).collect();
    sql::run(tx, &insert, values).await?;
    Ok(())
}

/// What was asked for and expected there is asked for and expected here, where nothing was said of it.
///
/// # Errors
/// When the database fails.
pub async fn take_over_wishes(tx: &Tx, _: &StaffGranted<AnswerCases>, from: &Head, head: &Head) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE cases SET remedy = COALESCE(remedy, ?), expected = COALESCE(expected, ?) WHERE account_id = ? AND id = ?",
        [
            from.remedy.map(Remedy::code).into(),
            from.expected.clone().into(),
            head.account.0.into(),
            head.id.0.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Notes that two cases belong together; says whether that is new.
///
/// # Errors
/// When the database fails.
pub async fn link(tx: &Tx, _: &StaffGranted<AnswerCases>, one: &Head, other: &Head) -> Result<bool, Error> {
    let new = sql::run(
        tx,
        "INSERT INTO case_link (account_id, case_id, other_account_id, other_case_id) VALUES (?, ?, ?, ?), (?, ?, ?, ?)
         ON CONFLICT DO NOTHING",
        [
            one.account.0.into(),
            one.id.0.into(),
            other.account.0.into(),
            other.id.0.into(),
            other.account.0.into(),
            other.id.0.into(),
            one.account.0.into(),
            one.id.0.into(),
        ],
    )
    .await?;
    Ok(new > 0)
}

/// The cases that belong to one, of whatever account: whoever shows them to a customer shows those of the own one only.
///
/// # Errors
/// When the database fails.
pub async fn linked(db: &impl Db, head: &Head) -> Result<Vec<Linked>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        account_id: Uuid,
        account_name: String,
        number: i64,
        subject: String,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT c.account_id, a.name AS account_name, c.number, c.subject FROM case_link l
             JOIN cases c ON c.account_id = l.other_account_id AND c.id = l.other_case_id
             JOIN account a ON a.id = c.account_id
         WHERE l.account_id = ? AND l.case_id = ? ORDER BY c.number LIMIT 50",
        [head.account.0.into(), head.id.0.into()],
    )
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Linked {
            account: AccountId(row.account_id),
            account_name: row.account_name,
            number: row.number,
            subject: row.subject,
        })
        .collect())
}

/// The number of a case that a command of the staff made in an account.
///
/// # Errors
/// When the database fails.
pub async fn number_made(
    db: &impl Db,
    _: &StaffGranted<AnswerCases>,
    head: &Head,
    id: CaseId,
) -> Result<Option<i64>, Error> {
    sql::one_value(db, "SELECT number FROM cases WHERE account_id = ? AND id = ?", [head.account.0.into(), id.0.into()])
        .await
}
