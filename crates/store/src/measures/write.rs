//! Counting: a case that has changed is taken out of the sums as it was, and put in as it is.

use std::{collections::BTreeMap, sync::LazyLock};

use domain::{
    ids::{AccountId, CaseId},
    measures::{Figures, Grain, Measure},
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::{
    Backend, Db, Error, Job, Tx,
    cases::{HEAD, Head, HeadRow},
    sql::{self, Rows},
};

const COLUMNS: &[&str] = &[
    "grain",
    "day",
    "grouped_by",
    "name",
    "written",
    "first_00",
    "first_01",
    "first_02",
    "first_03",
    "first_04",
    "first_05",
    "first_06",
    "first_07",
    "first_08",
    "first_09",
    "first_10",
    "first_11",
    "first_12",
    "first_13",
    "first_14",
    "first_15",
    "first_16",
    "first_17",
    "first_18",
    "first_19",
    "first_20",
    "first_21",
    "first_22",
    "first_23",
    "first_pending",
    "first_overdue",
    "first_ended",
    "solved_00",
    "solved_01",
    "solved_02",
    "solved_03",
    "solved_04",
    "solved_05",
    "solved_06",
    "solved_07",
    "solved_08",
    "solved_09",
    "solved_10",
    "solved_11",
    "solved_12",
    "solved_13",
    "solved_14",
    "solved_15",
    "solved_16",
    "solved_17",
    "solved_18",
    "solved_19",
    "solved_20",
    "solved_21",
    "solved_22",
    "solved_23",
    "solved_pending",
    "solved_overdue",
    "solved_ended",
    "answer_kept",
    "answer_late",
    "answer_overdue",
    "answer_open",
    "update_kept",
    "update_late",
    "update_overdue",
    "update_open",
    "solution_kept",
    "solution_late",
    "solution_overdue",
    "solution_open",
    "rated_1",
    "rated_2",
    "rated_3",
    "rated_4",
    "rated_5",
    "rated_expected_1",
    "rated_expected_2",
    "rated_expected_3",
    "rated_expected_4",
    "rated_expected_5",
];

/// What is there already is added to.
static ADDED: LazyLock<String> = LazyLock::new(|| {
    let sums: Vec<String> =
        figures().iter().map(|name| format!("{name} = case_count.{name} + excluded.{name}")).collect();
    format!("ON CONFLICT (grain, day, grouped_by, name) DO UPDATE SET {}", sums.join(", "))
});

/// The columns that hold figures, in the order of [`Figures`].
pub(super) fn figures() -> &'static [&'static str] {
    &COLUMNS[4..]
}

/// A case that has changed since it was counted, or was never counted, and is held.
#[derive(Clone, Debug)]
pub struct Uncounted {
    pub head: Head,
    /// Minutes of working time to the first answer.
    pub answered_after: Option<i64>,
    pub tags: Vec<String>,
    /// The number of its cause.
    pub cause: Option<i64>,
}

/// What a case adds to the sums from now on.
#[derive(Clone, Debug)]
pub struct Counted {
    pub account: AccountId,
    pub case: CaseId,
    pub measure: Measure,
}

/// Holds the oldest cases that are not counted as they are. Those that somebody else holds come another time: this work
/// waits for nobody.
///
/// # Errors
/// When the database fails.
pub async fn uncounted(tx: &Tx, _: Job, most: u16) -> Result<Vec<Uncounted>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        account_id: Uuid,
        id: Uuid,
        answered_after: Option<i64>,
    }
    #[derive(FromQueryResult)]
    struct Tag {
        tag: String,
    }
    let held = match tx.backend() {
        Backend::Sqlite => "",
        Backend::Postgres => " FOR UPDATE SKIP LOCKED",
    };
    let rows: Vec<Row> = sql::all(
        tx,
        &format!("SELECT account_id, id, answered_after FROM cases WHERE NOT counted ORDER BY number LIMIT ?{held}"),
        [i64::from(most).into()],
    )
    .await?;
    let mut cases = Vec::with_capacity(rows.len());
    for row in rows {
        let key = || [Value::from(row.account_id), row.id.into()];
        let head: Option<HeadRow> = sql::one(tx, &format!("{HEAD} WHERE c.account_id = ? AND c.id = ?"), key()).await?;
        let Some(head) = head else { continue };
        let tags: Vec<Tag> =
            sql::all(tx, "SELECT tag FROM case_tag WHERE account_id = ? AND case_id = ? ORDER BY tag", key()).await?;
        let cause = sql::one_value(
            tx,
            "SELECT c.number FROM cause_case l JOIN cause c ON c.id = l.cause_id WHERE l.account_id = ? AND l.case_id = ?",
            key(),
        )
        .await?;
        cases.push(Uncounted {
            head: head.head()?,
            answered_after: row.answered_after,
            tags: tags.into_iter().map(|row| row.tag).collect(),
            cause,
        });
    }
    Ok(cases)
}

/// The case is to be counted anew: something has changed that is not in its row.
///
/// # Errors
/// When the database fails.
pub async fn uncount(tx: &Tx, head: &Head) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE cases SET counted = FALSE WHERE account_id = ? AND id = ?",
        [head.account.0.into(), head.id.0.into()],
    )
    .await?;
    Ok(())
}

/// Counts cases as they are, in the place of what they added before.
///
/// # Errors
/// When the database fails.
pub async fn count(tx: &Tx, job: Job, cases: &[Counted]) -> Result<(), Error> {
    let mut sums = Sums::default();
    let mut measures = Rows::merging(
        "case_measure",
        &["account_id", "case_id", "measure"],
        "ON CONFLICT (account_id, case_id) DO UPDATE SET measure = excluded.measure",
    );
    for counted in cases {
        let key = || [Value::from(counted.account.0), counted.case.0.into()];
        let before: Option<serde_json::Value> =
            sql::one_value(tx, "SELECT measure FROM case_measure WHERE account_id = ? AND case_id = ?", key()).await?;
        if let Some(before) = before {
            sums.add(&serde_json::from_value(before)?, -1);
        }
        sums.add(&counted.measure, 1);
        measures.add(key().into_iter().chain([serde_json::to_value(&counted.measure)?.into()]));
        sql::run(tx, "UPDATE cases SET counted = TRUE WHERE account_id = ? AND id = ?", key()).await?;
    }
    measures.write(tx).await?;
    sums.write(tx, job).await
}

pub(super) type Place = (Grain, i32, &'static str, String);

/// What is added to the sums of days and months. In the order of their keys, so that two processes that count never wait for each
/// other.
#[derive(Clone, Debug, Default)]
pub struct Sums {
    pub(super) figures: BTreeMap<Place, Figures>,
    pub(super) complaints: BTreeMap<Place, i64>,
}

impl Sums {
    /// Adds a case so many times; minus one takes it away.
    pub fn add(&mut self, measure: &Measure, times: i64) {
        let figures = Figures::of(measure);
        for grain in Grain::ALL {
            let day = grain.of(measure.day).days();
            for (group, name) in measure.groups() {
                self.figures.entry((grain, day, group.code(), name)).or_default().add(&figures, times);
            }
            for (about, name) in measure.complaints() {
                *self.complaints.entry((grain, day, about.code(), name)).or_default() += times;
            }
        }
    }

    /// Adds all of it to what is there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn write(self, tx: &Tx, _: Job) -> Result<(), Error> {
        let mut rows = Rows::merging("case_count", COLUMNS, &ADDED);
        for ((grain, day, group, name), figures) in self.figures.into_iter().filter(|(_, sum)| !sum.is_empty()) {
            let key: [Value; 4] = [grain.code().into(), day.into(), group.into(), name.into()];
            rows.add(key.into_iter().chain(figures.0.map(Value::from)));
        }
        rows.write(tx).await?;
        let mut rows = Rows::merging(
            "complaint_count",
            &["grain", "about", "day", "name", "count"],
            "ON CONFLICT (grain, about, day, name) DO UPDATE SET count = complaint_count.count + excluded.count",
        );
        for ((grain, day, about, name), count) in self.complaints.into_iter().filter(|(_, count)| *count != 0) {
            rows.add([grain.code().into(), about.into(), day.into(), name.into(), count.into()]);
        }
        rows.write(tx).await
    }
}
