//! Cases by the thousand, with what was written in them, for measuring.

use domain::{
    cases::{Impact, Kind, Level, NeededBy, Stage},
    ids::{AccountId, CaseId, EntryId, MemberId},
    language::Language,
    measures::Measure,
    promise::Promise,
    time::Instant,
};

use crate::{Error, Job, Tx, sql::Rows};

/// A case that has already lived.
#[derive(Clone, Debug)]
pub struct HistoricCase {
    pub account: AccountId,
    pub id: CaseId,
    pub number: i64,
    /// One more than the steps that were made.
    pub version: i32,
    pub kind: Kind,
    pub stage: Stage,
    pub subject: String,
    pub priority: Level,
    pub member: MemberId,
    pub assignee: Option<MemberId>,
    pub due: Option<(Promise, Instant)>,
    pub article: Option<String>,
    /// What the customer said at the beginning, and how content they were at the end.
    pub expected: Option<String>,
    pub satisfaction: Option<i32>,
    /// Minutes of working time.
    pub answered_after: Option<i64>,
    pub opened: Instant,
    pub changed: Instant,
    pub closed: Option<Instant>,
    pub tag: &'static str,
    pub entries: Vec<HistoricEntry>,
    /// What it adds to the figures; whoever writes it adds it to the sums.
    pub measure: Measure,
}

/// What somebody wrote in such a case.
#[derive(Clone, Debug)]
pub struct HistoricEntry {
    pub id: EntryId,
    pub member: MemberId,
    pub by_vendor: bool,
    pub text: String,
    pub language: Language,
    pub at: Instant,
    /// Who of the vendor has opened it, where it is the customer's.
    pub opened: Option<(MemberId, Instant)>,
}

pub(super) const CASE: &[&str] = &[
    "account_id",
    "id",
    "number",
    "version",
    "kind",
    "stage",
    "subject",
    "impact",
    "needed_by",
    "urgency",
    "priority",
    "member_id",
    "assignee_id",
    "waits_for_customer",
    "due_at",
    "due_promise",
    "article_number",
    "expected",
    "satisfaction",
    "answered_after",
    "opened_at",
    "changed_at",
    "closed_at",
    "counted",
];
pub(super) const ENTRY: &[&str] = &[
    "account_id",
    "case_id",
    "id",
    "member_id",
    "by_vendor",
    "is_answer",
    "text",
    "language",
    "at",
    "opened_by",
    "opened_at",
];
const MEASURE: &[&str] = &["account_id", "case_id", "measure"];
const TAG: &[&str] = &["account_id", "case_id", "tag"];

/// Writes cases with their entries, tags and measures. What can be searched in them is kept by triggers, as always.
///
/// # Errors
/// When the database fails.
pub async fn write_cases(tx: &Tx, _: Job, cases: &[HistoricCase]) -> Result<(), Error> {
    let mut heads = Rows::of("cases", CASE);
    let mut entries = Rows::of("case_entry", ENTRY);
    let mut tags = Rows::of("case_tag", TAG);
    let mut measures = Rows::of("case_measure", MEASURE);
    for case in cases {
        heads.add([
            case.account.0.into(),
            case.id.0.into(),
            case.number.into(),
            case.version.into(),
            case.kind.code().into(),
            case.stage.code().into(),
            case.subject.as_str().into(),
            Impact::Hindered.code().into(),
            NeededBy::ThisWeek.code().into(),
            case.priority.code().into(),
            case.priority.code().into(),
            case.member.0.into(),
            case.assignee.map(|member| member.0).into(),
            false.into(),
            case.due.map(|(_, due)| due.millis()).into(),
            case.due.map(|(promise, _)| promise.code()).into(),
            case.article.clone().into(),
            case.expected.clone().into(),
            case.satisfaction.into(),
            case.answered_after.into(),
            case.opened.millis().into(),
            case.changed.millis().into(),
            case.closed.map(Instant::millis).into(),
            true.into(),
        ]);
        let measure = serde_json::to_value(&case.measure)?;
        measures.add([case.account.0.into(), case.id.0.into(), measure.into()]);
        tags.add([case.account.0.into(), case.id.0.into(), case.tag.into()]);
        for entry in &case.entries {
            entries.add([
                case.account.0.into(),
                case.id.0.into(),
                entry.id.0.into(),
                entry.member.0.into(),
                entry.by_vendor.into(),
                // The vendor's words of the past are answers.
                entry.by_vendor.into(),
                entry.text.as_str().into(),
                entry.language.code().into(),
                entry.at.millis().into(),
                entry.opened.map(|(member, _)| member.0).into(),
                entry.opened.map(|(_, at)| at.millis()).into(),
            ]);
        }
    }
    heads.write(tx).await?;
    entries.write(tx).await?;
    tags.write(tx).await?;
    measures.write(tx).await
}
