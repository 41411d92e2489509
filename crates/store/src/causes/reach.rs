//! Who is affected by a cause: those whose orders it reaches, and those whose cases are linked to it.

use std::collections::HashMap;

use domain::{
    ids::{AccountId, MemberId},
    language::Language,
    permissions::{AnswerCases, StaffGranted},
    time::Instant,
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::Head;
use crate::{Db, Error, Job, sql};

/// How many are affected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub accounts: i64,
    pub orders: i64,
    /// Accounts that no notice has reached.
    pub untold: i64,
}

/// An affected account, for the vendor's people.
#[derive(Clone, Debug)]
pub struct AffectedRow {
    pub id: AccountId,
    pub number: String,
    pub name: String,
    pub orders: i64,
    pub order: Option<i64>,
    pub cases: i64,
    pub told: Option<Instant>,
}

/// An account that is to be told, with its affected orders.
#[derive(Clone, Debug)]
pub struct Reached {
    pub account: AccountId,
    pub orders: Vec<i64>,
    /// Who ordered or wrote.
    pub members: Vec<MemberId>,
}

/// Somebody to be told.
#[derive(Clone, Debug)]
pub struct Person {
    pub account: AccountId,
    pub email: String,
    pub language: Language,
    pub time_zone: String,
}

/// The orders that a cause reaches, as rows of account, order and member; and the cases that are linked, with nothing for
/// the order. `of` is a condition on the account (`o.account_id > ?`, and for cases `l.account_id > ?`) with its values.
pub(super) fn touched(head: &Head, of: Option<(&str, Vec<Value>)>) -> (String, Vec<Value>) {
    let mut values: Vec<Value> = Vec::new();
    let mut parts = Vec::new();
    let condition =
        |alias: &str| of.as_ref().map(|(of, _)| format!(" AND {alias}.account_id {of}")).unwrap_or_default();
    let of_values = || of.as_ref().map(|(_, values)| values.clone()).unwrap_or_default();
    if !head.reach.is_none() {
        let mut sql = String::from("SELECT o.account_id, o.number, o.member_id, 0 AS is_case FROM ");
        if head.reach.articles.is_empty() {
            sql.push_str("orders o WHERE o.state NOT IN ('cancelled', 'refused')");
        } else {
            sql.push_str(&format!(
                "order_line l JOIN orders o ON o.account_id = l.account_id AND o.id = l.order_id
                 WHERE l.article_number IN ({}) AND l.quantity > l.cancelled AND o.state NOT IN ('cancelled', 'refused')",
                sql::marks(head.reach.articles.len())
            ));
            values.extend(head.reach.articles.iter().map(|article| Value::from(article.as_str())));
        }
        if let Some(from) = head.from {
            sql.push_str(" AND o.submitted_at >= ?");
            values.push(from.millis().into());
        }
        if let Some(until) = head.until {
            sql.push_str(" AND o.submitted_at < ?");
            values.push(until.millis().into());
        }
        // The lines' index has the account beside the article.
        sql.push_str(&condition(if head.reach.articles.is_empty() { "o" } else { "l" }));
        values.extend(of_values());
        parts.push(sql);
    }
    parts.push(format!(
        "SELECT l.account_id, CAST(NULL AS BIGINT) AS number, c.member_id, 1 AS is_case FROM cause_case l
         JOIN cases c ON c.account_id = l.account_id AND c.id = l.case_id WHERE l.cause_id = ?{}",
        condition("l")
    ));
    values.push(head.id.into());
    values.extend(of_values());
    (parts.join(" UNION ALL "), values)
}

/// How many accounts and orders are affected.
///
/// # Errors
/// When the database fails.
pub async fn counts(db: &impl Db, _: &StaffGranted<AnswerCases>, head: &Head) -> Result<Counts, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        accounts: i64,
        orders: i64,
        untold: i64,
    }
    let (touched, mut values) = touched(head, None);
    values.push(head.id.into());
    let query = format!(
        "SELECT COUNT(*) AS accounts, CAST(COALESCE(SUM(x.orders), 0) AS BIGINT) AS orders,
             CAST(COALESCE(SUM(CASE WHEN t.account_id IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS untold
         FROM (SELECT account_id, COUNT(DISTINCT number) AS orders FROM ({touched}) r GROUP BY account_id) x
         LEFT JOIN (SELECT DISTINCT account_id FROM cause_told WHERE cause_id = ?) t ON t.account_id = x.account_id"
    );
    let row: Option<Row> = sql::one(db, &query, values).await?;
    Ok(row.map_or_else(Counts::default, |row| Counts {
        accounts: row.accounts,
        orders: row.orders,
        untold: row.untold,
    }))
}

/// Those affected after the account `after`, in the order of their accounts.
///
/// # Errors
/// When the database fails.
pub async fn affected(
    db: &impl Db,
    _: &StaffGranted<AnswerCases>,
    head: &Head,
    after: Option<AccountId>,
    limit: u16,
) -> Result<Vec<AffectedRow>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        number: String,
        name: String,
        orders: i64,
        newest: Option<i64>,
        cases: i64,
        told: Option<i64>,
    }
    let (touched, more) = touched(head, after.map(|after| ("> ?", vec![after.0.into()])));
    let mut values: Vec<Value> = vec![head.id.into()];
    values.extend(more);
    values.push(i64::from(limit).into());
    let query = format!(
        "SELECT a.id, a.number, a.name, x.orders, x.newest, x.cases,
             (SELECT MAX(t.at) FROM cause_told t WHERE t.cause_id = ? AND t.account_id = a.id) AS told
         FROM (SELECT account_id, COUNT(DISTINCT number) AS orders, MAX(number) AS newest,
                   CAST(SUM(is_case) AS BIGINT) AS cases FROM ({touched}) r GROUP BY account_id) x
         JOIN account a ON a.id = x.account_id ORDER BY a.id LIMIT ?"
    );
    let rows: Vec<Row> = sql::all(db, &query, values).await?;
    Ok(rows
        .into_iter()
        .map(|row| AffectedRow {
            id: super::account(row.id),
            number: row.number,
            name: row.name,
            orders: row.orders,
            order: row.newest,
            cases: row.cases,
            told: row.told.map(Instant::from_millis),
        })
        .collect())
}

/// In which languages the accounts read that are affected, the most of them first.
///
/// # Errors
/// When the database fails.
pub async fn languages(
    db: &impl Db,
    _: &StaffGranted<AnswerCases>,
    head: &Head,
) -> Result<Vec<(Language, i64)>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        language: String,
        count: i64,
    }
    let (touched, values) = touched(head, None);
    let query = format!(
        "SELECT a.language, COUNT(*) AS count FROM (SELECT DISTINCT account_id FROM ({touched}) r) x
         JOIN account a ON a.id = x.account_id GROUP BY a.language ORDER BY count DESC, a.language"
    );
    let rows: Vec<Row> = sql::all(db, &query, values).await?;
    Ok(rows.into_iter().filter_map(|row| Some((Language::parse(&row.language)?, row.count))).collect())
}

/// The next accounts that a notice goes to, after `after`: those affected, and those who were told before. `told_only`
/// leaves out who was not told: a closing word means nothing to them.
///
/// # Errors
/// When the database fails.
pub async fn audience(
    db: &impl Db,
    _: Job,
    head: &Head,
    told_only: bool,
    after: Option<AccountId>,
    limit: u16,
) -> Result<Vec<Reached>, Error> {
    #[derive(FromQueryResult)]
    struct Account {
        account_id: Uuid,
    }
    #[derive(FromQueryResult)]
    struct Row {
        account_id: Uuid,
        number: Option<i64>,
        member_id: Uuid,
    }
    let after_value = || after.map_or(Value::from(Uuid::nil()), |after| after.0.into());
    let mut parts = vec!["SELECT t.account_id FROM cause_told t WHERE t.cause_id = ? AND t.account_id > ?".to_owned()];
    let mut values: Vec<Value> = vec![head.id.into(), after_value()];
    if !told_only {
        let (touched, more) = touched(head, Some(("> ?", vec![after_value()])));
        parts.push(format!("SELECT account_id FROM ({touched}) r"));
        values.extend(more);
    }
    values.push(i64::from(limit).into());
    let query = format!(
        "SELECT account_id FROM ({}) x GROUP BY account_id ORDER BY account_id LIMIT ?",
        parts.join(" UNION ALL ")
    );
    let accounts: Vec<Account> = sql::all(db, &query, values).await?;
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Value> = accounts.iter().map(|account| account.account_id.into()).collect();
    let within = format!("IN ({})", sql::marks(ids.len()));
    let (touched, values) = touched(head, Some((&within, ids)));
    let rows: Vec<Row> =
        sql::all(db, &format!("SELECT account_id, number, member_id FROM ({touched}) r ORDER BY number"), values)
            .await?;
    let mut reached: Vec<Reached> = accounts
        .into_iter()
        .map(|account| Reached { account: super::account(account.account_id), orders: Vec::new(), members: Vec::new() })
        .collect();
    let places: HashMap<AccountId, usize> =
        reached.iter().enumerate().map(|(place, reached)| (reached.account, place)).collect();
    for row in rows {
        let Some(one) = places.get(&super::account(row.account_id)).and_then(|place| reached.get_mut(*place)) else {
            continue;
        };
        one.orders.extend(row.number.filter(|number| !one.orders.contains(number)));
        let member = super::member(row.member_id);
        if !one.members.contains(&member) {
            one.members.push(member);
        }
    }
    Ok(reached)
}

/// Whom to write to in these accounts: who ordered or wrote, and the owners, as far as they want mails about orders.
///
/// # Errors
/// When the database fails.
pub async fn people(db: &impl Db, _: Job, reached: &[Reached]) -> Result<Vec<Person>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        account_id: Uuid,
        member_id: Uuid,
        role: String,
        email: String,
        language: String,
        time_zone: String,
    }
    if reached.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = sql::all(
        db,
        &format!(
            "SELECT s.account_id, s.member_id, s.role, m.email, m.language, m.time_zone FROM membership s
             JOIN member m ON m.id = s.member_id WHERE s.account_id IN ({}) AND NOT s.disabled AND NOT m.disabled
                 AND s.mail_orders
             ORDER BY s.account_id, m.email",
            sql::marks(reached.len())
        ),
        reached.iter().map(|reached| reached.account.0.into()),
    )
    .await?;
    let concerned = |row: &Row| {
        row.role == "owner"
            || reached
                .iter()
                .any(|one| one.account.0 == row.account_id && one.members.contains(&MemberId(row.member_id)))
    };
    Ok(rows
        .into_iter()
        .filter(concerned)
        .map(|row| Person {
            account: super::account(row.account_id),
            email: row.email,
            language: Language::parse(&row.language).unwrap_or_default(),
            time_zone: row.time_zone,
        })
        .collect())
}
