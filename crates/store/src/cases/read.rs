//! Reading cases.

use domain::{
    cases::{Impact, Kind, Level, NeededBy, Raised, Remedy, Stage},
    ids::{AccountId, CaseId, MemberId},
    language::Language,
    permissions::{AnswerCases, Granted, ReadCases, StaffGranted},
    promise::Promise,
    time::Instant,
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::{Db, Error, accounts::Member, sql};

/// A case without what was written in it.
#[derive(Clone, Debug)]
pub struct Head {
    pub account: AccountId,
    pub id: CaseId,
    pub number: i64,
    pub version: i32,
    pub kind: Kind,
    pub stage: Stage,
    pub subject: String,
    pub impact: Impact,
    pub needed: NeededBy,
    pub urgency: Level,
    pub priority: Level,
    pub priority_reason: Option<String>,
    pub remedy: Option<Remedy>,
    pub expected: Option<String>,
    pub order: Option<i64>,
    /// The number of the article it is about.
    pub article: Option<String>,
    pub member: MemberId,
    pub by: String,
    pub by_email: String,
    /// In which who wrote it reads, and their zone.
    pub language: Language,
    pub time_zone: String,
    pub account_name: String,
    pub account_number: String,
    pub assignee: Option<MemberId>,
    pub assignee_name: Option<String>,
    pub waits_for_customer: bool,
    pub due: Option<(Promise, Instant)>,
    /// When silence closes it.
    pub lapses: Option<Instant>,
    pub satisfaction: Option<i32>,
    pub raised: Option<Raised>,
    pub opened: Instant,
    pub changed: Instant,
    pub closed: Option<Instant>,
    /// The number of the case in which it goes on.
    pub merged_into: Option<i64>,
}

/// What the vendor's people wrote for each other.
#[derive(Clone, Debug)]
pub struct Note {
    pub by: String,
    pub text: String,
    pub at: Instant,
}

#[derive(FromQueryResult)]
pub(crate) struct HeadRow {
    account_id: Uuid,
    id: Uuid,
    number: i64,
    version: i32,
    kind: String,
    stage: String,
    subject: String,
    impact: String,
    needed_by: String,
    urgency: String,
    priority: String,
    priority_reason: Option<String>,
    remedy: Option<String>,
    expected: Option<String>,
    order_number: Option<i64>,
    article_number: Option<String>,
    member_id: Uuid,
    by_name: String,
    by_email: String,
    language: String,
    time_zone: String,
    account_name: String,
    account_number: String,
    assignee_id: Option<Uuid>,
    assignee_name: Option<String>,
    waits_for_customer: bool,
    due_at: Option<i64>,
    due_promise: Option<String>,
    lapses_at: Option<i64>,
    satisfaction: Option<i32>,
    raised: Option<String>,
    opened_at: i64,
    changed_at: i64,
    closed_at: Option<i64>,
    merged_into: Option<i64>,
}

pub(crate) const HEAD: &str =
    "SELECT c.account_id, c.id, c.number, c.version, c.kind, c.stage, c.subject, c.impact, c.needed_by,
         c.urgency, c.priority, c.priority_reason, c.remedy, c.expected, c.order_number, c.article_number, c.member_id,
         m.name AS by_name, m.email AS by_email, m.language, m.time_zone, a.name AS account_name, a.number AS account_number, c.assignee_id,
         s.name AS assignee_name, c.waits_for_customer, c.due_at, c.due_promise, c.lapses_at, c.satisfaction, c.raised, c.opened_at,
         c.changed_at, c.closed_at, c.merged_into
     FROM cases c JOIN member m ON m.id = c.member_id JOIN account a ON a.id = c.account_id
         LEFT JOIN member s ON s.id = c.assignee_id";

impl HeadRow {
    pub(crate) fn head(self) -> Result<Head, Error> {
        Ok(Head {
            account: AccountId(self.account_id),
            id: CaseId(self.id),
            number: self.number,
            version: self.version,
            kind: known(Kind::parse(&self.kind))?,
            stage: known(Stage::parse(&self.stage))?,
            subject: self.subject,
            impact: known(Impact::parse(&self.impact))?,
            needed: known(NeededBy::parse(&self.needed_by))?,
            urgency: known(Level::parse(&self.urgency))?,
            priority: known(Level::parse(&self.priority))?,
            priority_reason: self.priority_reason,
            remedy: self.remedy.as_deref().and_then(Remedy::parse),
            expected: self.expected,
            order: self.order_number,
            article: self.article_number,
            member: MemberId(self.member_id),
            by: self.by_name,
            by_email: self.by_email,
            language: Language::parse(&self.language).unwrap_or_default(),
            time_zone: self.time_zone,
            account_name: self.account_name,
            account_number: self.account_number,
            assignee: self.assignee_id.map(MemberId),
            assignee_name: self.assignee_name,
            waits_for_customer: self.waits_for_customer,
            due: self.due_promise.as_deref().and_then(Promise::parse).zip(self.due_at.map(Instant::from_millis)),
            lapses: self.lapses_at.map(Instant::from_millis),
            satisfaction: self.satisfaction,
            raised: self.raised.as_deref().and_then(Raised::parse),
            opened: Instant::from_millis(self.opened_at),
            changed: Instant::from_millis(self.changed_at),
            closed: self.closed_at.map(Instant::from_millis),
            merged_into: self.merged_into,
        })
    }
}

fn known<T>(value: Option<T>) -> Result<T, Error> {
    value.ok_or_else(|| Error::fault("a case has a word that this version does not know"))
}

pub(super) async fn head(db: &impl Db, number: i64, account: Option<AccountId>) -> Result<Option<Head>, Error> {
    let row: Option<HeadRow> = match account {
        Some(account) => {
            sql::one(db, &format!("{HEAD} WHERE c.account_id = ? AND c.number = ?"), [account.0.into(), number.into()])
                .await?
        }
        None => sql::one(db, &format!("{HEAD} WHERE c.number = ?"), [number.into()]).await?,
    };
    row.map(HeadRow::head).transpose()
}

/// A case of the account.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Db, granted: &Granted<ReadCases>, number: i64) -> Result<Option<Head>, Error> {
    head(db, number, Some(granted.account())).await
}

/// A case of any account, for the vendor's people.
///
/// # Errors
/// When the database fails.
pub async fn find_any(db: &impl Db, _: &StaffGranted<AnswerCases>, number: i64) -> Result<Option<Head>, Error> {
    head(db, number, None).await
}

/// The number of a case that a command made.
///
/// # Errors
/// When the database fails.
pub async fn number_of<R>(db: &impl Db, granted: &Granted<R>, id: CaseId) -> Result<Option<i64>, Error> {
    sql::one_value(
        db,
        "SELECT number FROM cases WHERE account_id = ? AND id = ?",
        [granted.account().0.into(), id.0.into()],
    )
    .await
}

/// The condition for what belongs to a case: its own rows, and those of the cases that go on in it. One list of cases, so
/// that it goes by the key of account and case on both databases.
pub(crate) const OF_CASE: &str = "account_id = ? AND case_id IN (SELECT id FROM cases WHERE account_id = ? AND id = ?
    UNION ALL SELECT id FROM cases WHERE account_id = ? AND merged_into = ?)";

/// The values of [`OF_CASE`].
pub(crate) fn of_case(head: &Head) -> [Value; 5] {
    let account = || head.account.0.into();
    [account(), account(), head.id.0.into(), account(), head.number.into()]
}

/// The same for what goes by the number of its case: mails.
pub(crate) const OF_NUMBERS: &str = "account_id = ? AND case_number IN (SELECT ? UNION ALL
    SELECT number FROM cases WHERE account_id = ? AND merged_into = ?)";

/// The values of [`OF_NUMBERS`].
pub(crate) fn of_numbers(account: AccountId, number: i64) -> [Value; 4] {
    [account.0.into(), number.into(), account.0.into(), number.into()]
}

/// The tags of a case.
///
/// # Errors
/// When the database fails.
pub async fn tags(db: &impl Db, head: &Head) -> Result<Vec<String>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        tag: String,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT tag FROM case_tag WHERE account_id = ? AND case_id = ? ORDER BY tag",
        [head.account.0.into(), head.id.0.into()],
    )
    .await?;
    Ok(rows.into_iter().map(|row| row.tag).collect())
}

/// What the vendor's people wrote for each other, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn notes(db: &impl Db, _: &StaffGranted<AnswerCases>, head: &Head) -> Result<Vec<Note>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        name: String,
        text: String,
        at: i64,
    }
    let rows: Vec<Row> = sql::all(
        db,
        &format!(
            "SELECT m.name, n.text, n.at FROM (SELECT * FROM case_note WHERE {OF_CASE}) n
                 JOIN member m ON m.id = n.member_id ORDER BY n.at, n.id"
        ),
        of_case(head),
    )
    .await?;
    Ok(rows.into_iter().map(|row| Note { by: row.name, text: row.text, at: Instant::from_millis(row.at) }).collect())
}

/// Who of the vendor's people has the case. Whoever has the head may know.
///
/// # Errors
/// When the database fails.
pub async fn assignee(db: &impl Db, head: &Head) -> Result<Option<Member>, Error> {
    sql::one(
        db,
        "SELECT m.id, m.email, m.name, m.language, m.time_zone, m.staff_role, m.disabled
         FROM cases c JOIN member m ON m.id = c.assignee_id WHERE c.account_id = ? AND c.id = ? AND NOT m.disabled",
        [head.account.0.into(), head.id.0.into()],
    )
    .await
}
