//! The sums, proved against what they are sums of.

use domain::measures::{self, Complaint, Grain, Group, Measure, Wait};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

use super::write::{Place, Sums, figures};
use crate::{Db, Error, sql};

/// So many measures are looked at at a time.
const AT_ONCE: i64 = 5_000;

#[derive(FromQueryResult)]
struct Row {
    account_id: Uuid,
    case_id: Uuid,
    measure: serde_json::Value,
    kind: String,
    answered_after: Option<i64>,
    satisfaction: Option<i32>,
    counted: bool,
}

/// How many rows of the sums are not the sum of what their cases have added, and how many counted cases have added
/// something else than what their row says.
pub(crate) async fn broken(db: &impl Db) -> Result<(i64, i64), Error> {
    let mut sums = Sums::default();
    let mut otherwise = 0;
    let mut after = (Uuid::nil(), Uuid::nil());
    loop {
        let rows: Vec<Row> = sql::all(
            db,
            "SELECT m.account_id, m.case_id, m.measure, c.kind, c.answered_after, c.satisfaction, c.counted
             FROM case_measure m JOIN cases c ON c.account_id = m.account_id AND c.id = m.case_id
             WHERE (m.account_id, m.case_id) > (?, ?) ORDER BY m.account_id, m.case_id LIMIT ?",
            [Value::from(after.0), after.1.into(), AT_ONCE.into()],
        )
        .await?;
        let Some(last) = rows.last() else { break };
        after = (last.account_id, last.case_id);
        for row in rows {
            let measure: Measure = serde_json::from_value(row.measure)?;
            let says = (row.kind.as_str(), row.answered_after, row.satisfaction);
            otherwise += i64::from(row.counted && says != said(&measure));
            // What is to be counted anew is in the sums as it was.
            sums.add(&measure, 1);
        }
    }
    // What stands in the sums is taken away from what should: what is left of a place was counted wrongly.
    let figures = figures();
    let of_cases = format!("SELECT grain, day, grouped_by AS about, name, {} FROM case_count", figures.join(", "));
    let mut wrong = 0;
    for (place, has) in held::<{ measures::FIGURES }>(db, &of_cases, figures).await? {
        let sum = place.and_then(|place| sums.figures.remove(&place)).unwrap_or_default();
        wrong += i64::from(sum.0 != has);
    }
    let of_complaints = "SELECT grain, day, about, name, count FROM complaint_count";
    for (place, has) in held::<1>(db, of_complaints, &["count"]).await? {
        let count = place.and_then(|place| sums.complaints.remove(&place)).unwrap_or_default();
        wrong += i64::from([count] != has);
    }
    let lacking = sums.figures.values().filter(|sum| !sum.is_empty()).count()
        + sums.complaints.values().filter(|count| **count != 0).count();
    Ok((wrong + i64::try_from(lacking).unwrap_or(i64::MAX), otherwise))
}

/// What a case's row says of itself, as its measure says it.
fn said(measure: &Measure) -> (&'static str, Option<i64>, Option<i32>) {
    let answered = match measure.first {
        Wait::After(minutes) => Some(minutes),
        Wait::Pending | Wait::Overdue | Wait::Ended => None,
    };
    (measure.kind.code(), answered, measure.rating.map(i32::from))
}

/// The rows of one table of sums: where each belongs, if there is such a place, and its numbers.
async fn held<const N: usize>(
    db: &impl Db,
    query: &str,
    columns: &[&str],
) -> Result<Vec<(Option<Place>, [i64; N])>, Error> {
    let rows = db.connection().query_all_raw(sql::statement(db.backend(), query, [])).await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let mut numbers = [0; N];
        for (number, column) in numbers.iter_mut().zip(columns) {
            *number = row.try_get("", column)?;
        }
        let (grain, about): (String, String) = (row.try_get("", "grain")?, row.try_get("", "about")?);
        let grain = Grain::ALL.into_iter().find(|known| known.code() == grain);
        let groups = [Group::Kind, Group::Tag, Group::Hour].map(Group::code);
        let abouts = [Complaint::Article, Complaint::Cause].map(Complaint::code);
        let about = groups.into_iter().chain(abouts).find(|known| *known == about);
        let (day, name) = (row.try_get("", "day")?, row.try_get("", "name")?);
        all.push((grain.zip(about).map(|(grain, about)| (grain, day, about, name)), numbers));
    }
    Ok(all)
}
