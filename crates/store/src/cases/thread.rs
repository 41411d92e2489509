//! What was written in a case, and in those that go on in it.

use domain::{
    cases::Proposal,
    ids::{CaseId, EntryId, MemberId},
    language::Language,
    time::Instant,
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::read::{Head, OF_CASE, of_case};
use crate::{Db, Error, Tx, sql};

/// What somebody wrote, for both sides.
#[derive(Clone, Debug)]
pub struct Entry {
    pub id: EntryId,
    /// In which case it was written, and since when that one goes on in another.
    pub case: CaseId,
    pub joined: Option<Instant>,
    pub member: MemberId,
    pub by: String,
    pub by_vendor: bool,
    pub text: String,
    pub language: Language,
    pub proposal: Option<Proposal>,
    pub at: Instant,
    pub opened: Option<(String, Instant)>,
}

#[derive(FromQueryResult)]
struct EntryRow {
    id: Uuid,
    case_id: Uuid,
    joined_at: Option<i64>,
    member_id: Uuid,
    by_name: String,
    by_vendor: bool,
    text: String,
    language: String,
    proposal: Option<serde_json::Value>,
    at: i64,
    opener: Option<String>,
    opened_at: Option<i64>,
}

/// Since when a case `c` goes on in another one.
const JOINED: &str = "CASE WHEN c.merged_into IS NULL THEN NULL ELSE c.closed_at END AS joined_at";

impl EntryRow {
    fn entry(self) -> Result<Entry, Error> {
        Ok(Entry {
            id: EntryId(self.id),
            case: CaseId(self.case_id),
            joined: self.joined_at.map(Instant::from_millis),
            member: MemberId(self.member_id),
            by: self.by_name,
            by_vendor: self.by_vendor,
            text: self.text,
            language: Language::parse(&self.language).unwrap_or_default(),
            proposal: self.proposal.map(serde_json::from_value).transpose()?,
            at: Instant::from_millis(self.at),
            opened: self.opener.zip(self.opened_at.map(Instant::from_millis)),
        })
    }
}

/// The entries that `of`, a part of `case_entry`, has, oldest first.
async fn entries_of(db: &impl Db, of: &str, values: Vec<Value>) -> Result<Vec<Entry>, Error> {
    let rows: Vec<EntryRow> = sql::all(
        db,
        &format!(
            "SELECT e.id, e.case_id, {JOINED}, e.member_id, m.name AS by_name, e.by_vendor, e.text, e.language, e.proposal, e.at, o.name AS opener, e.opened_at
             FROM ({of}) e
                 JOIN cases c ON c.account_id = e.account_id AND c.id = e.case_id
                 JOIN member m ON m.id = e.member_id LEFT JOIN member o ON o.id = e.opened_by
             ORDER BY e.at, e.id"
        ),
        values,
    )
    .await?;
    rows.into_iter().map(EntryRow::entry).collect()
}

/// What was written in a case, and in those that go on in it, oldest first: all of it, for whoever keeps the whole story.
/// Whoever has the head may read it.
///
/// # Errors
/// When the database fails.
pub async fn entries(db: &impl Db, head: &Head) -> Result<Vec<Entry>, Error> {
    entries_of(db, &format!("SELECT * FROM case_entry WHERE {OF_CASE}"), Vec::from(of_case(head))).await
}

/// One of them.
///
/// # Errors
/// When the database fails.
pub async fn entry(db: &impl Db, head: &Head, id: EntryId) -> Result<Option<Entry>, Error> {
    let mut values = Vec::from(of_case(head));
    values.push(id.0.into());
    let found = entries_of(db, &format!("SELECT * FROM case_entry WHERE {OF_CASE} AND id = ?"), values).await?;
    Ok(found.into_iter().next())
}

/// The numbers of the cases from which entries of this one, or of one that goes on in it, were split off.
///
/// # Errors
/// When the database fails.
pub async fn origins(db: &impl Db, head: &Head) -> Result<Vec<i64>, Error> {
    #[derive(FromQueryResult)]
    struct Origin {
        number: i64,
    }
    let rows: Vec<Origin> = sql::all(
        db,
        &format!(
            "SELECT DISTINCT c.number FROM (SELECT account_id, copied_from FROM case_entry
                 WHERE {OF_CASE} AND copied_from IS NOT NULL) w
             JOIN case_entry o ON o.account_id = w.account_id AND o.id = w.copied_from
             JOIN cases c ON c.account_id = o.account_id AND c.id = o.case_id"
        ),
        of_case(head),
    )
    .await?;
    Ok(rows.into_iter().map(|row| row.number).collect())
}

/// Notes of which entry this one of another case is a copy; of a copy's copy, of the first. How it came is found by that.
///
/// # Errors
/// When the database fails.
pub async fn note_copied(tx: &Tx, said: &Entry, to: &Head, new: EntryId) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE case_entry SET copied_from = COALESCE((SELECT o.copied_from FROM case_entry o
             WHERE o.account_id = ? AND o.case_id = ? AND o.id = ?), ?)
         WHERE account_id = ? AND case_id = ? AND id = ?",
        [
            to.account.0.into(),
            said.case.0.into(),
            said.id.0.into(),
            said.id.0.into(),
            to.account.0.into(),
            to.id.0.into(),
            new.0.into(),
        ],
    )
    .await?;
    Ok(())
}

/// When an entry was written: together with its id, its place among those of a case.
///
/// # Errors
/// When the database fails.
pub async fn written_at(db: &impl Db, head: &Head, id: EntryId) -> Result<Option<Instant>, Error> {
    let values = of_case(head).into_iter().chain([id.0.into()]);
    let at: Option<i64> =
        sql::one_value(db, &format!("SELECT at FROM case_entry WHERE {OF_CASE} AND id = ?"), values).await?;
    Ok(at.map(Instant::from_millis))
}

/// The newest `most` entries of a case that were written before another one, or the newest of all; oldest first.
///
/// # Errors
/// When the database fails.
pub async fn entries_before(
    db: &impl Db,
    head: &Head,
    before: Option<(Instant, EntryId)>,
    most: u16,
) -> Result<Vec<Entry>, Error> {
    let (at, id) = before.unwrap_or((Instant::from_millis(i64::MAX), EntryId::NIL));
    let mut values = Vec::from(of_case(head));
    values.extend([at.millis().into(), id.0.into(), i64::from(most).into()]);
    // Which ones, by the index alone: no word of the others is read.
    let of = format!(
        "SELECT w.* FROM (SELECT account_id, case_id, id FROM case_entry WHERE {OF_CASE} AND (at, id) < (?, ?)
             ORDER BY at DESC, id DESC LIMIT ?) p
             JOIN case_entry w ON w.account_id = p.account_id AND w.case_id = p.case_id AND w.id = p.id"
    );
    entries_of(db, &of, values).await
}

/// An answer of the vendor's, without its words.
#[derive(Clone, Copy, Debug)]
pub struct Answer {
    case: CaseId,
    joined: Option<Instant>,
    at: Instant,
    id: EntryId,
}

impl Answer {
    /// Whether it answers an earlier entry. What was written in two cases before they became one has nothing to do with
    /// each other.
    #[must_use]
    pub fn answers(&self, earlier: &Entry) -> bool {
        let joined = self.joined.max(earlier.joined);
        (self.at, self.id) > (earlier.at, earlier.id)
            && (self.case == earlier.case || joined.is_none_or(|joined| self.at > joined))
    }
}

/// The last answer in a case and in each of those that go on in it: what none of them answers has no answer.
///
/// # Errors
/// When the database fails.
pub async fn last_answers(db: &impl Db, head: &Head) -> Result<Vec<Answer>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        case_id: Uuid,
        joined_at: Option<i64>,
        at: i64,
        id: Uuid,
    }
    let rows: Vec<Row> = sql::all(
        db,
        &format!(
            "SELECT e.case_id, {JOINED}, e.at, e.id
             FROM (SELECT account_id, case_id, at, id, ROW_NUMBER() OVER (PARTITION BY case_id ORDER BY at DESC, id DESC) AS place
                   FROM case_entry WHERE {OF_CASE} AND is_answer) e
                 JOIN cases c ON c.account_id = e.account_id AND c.id = e.case_id
             WHERE e.place = 1"
        ),
        of_case(head),
    )
    .await?;
    let answer = |row: Row| Answer {
        case: CaseId(row.case_id),
        joined: row.joined_at.map(Instant::from_millis),
        at: Instant::from_millis(row.at),
        id: EntryId(row.id),
    };
    Ok(rows.into_iter().map(answer).collect())
}
