//! Whose ledger it is: the account, its addresses and its people, for whoever may read what it owes.

use domain::{
    ids::{AccountId, MemberId},
    language::Language,
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::{ACCOUNT, Account, AccountRow, Address, MemberRow};
use crate::{Db, Error, Job, events::MONEY_ROLES, ledger::Scope, sql};

/// The account whose ledger it is.
///
/// # Errors
/// When the database fails.
pub async fn in_scope(db: &impl Db, scope: &Scope<'_>) -> Result<Account, Error> {
    let row: Option<AccountRow> = sql::one(db, &format!("{ACCOUNT} WHERE id = ?"), [scope.account().0.into()]).await?;
    row.ok_or_else(|| Error::fault("a ledger without its account"))?.account()
}

/// Its addresses, first the one that stands on its invoices: its own for that, or else the usual one.
///
/// # Errors
/// When the database fails.
pub async fn addresses_in(db: &impl Db, scope: &Scope<'_>) -> Result<Vec<Address>, Error> {
    sql::all(
        db,
        "SELECT id, label, name, line1, postcode, city, country FROM address WHERE account_id = ?
         ORDER BY CASE WHEN purpose = 'billing' THEN 0 ELSE 1 END, position",
        [scope.account().0.into()],
    )
    .await
}

const MEMBER: &str = "SELECT m.id, m.name, m.email, m.language, m.time_zone, s.role, s.order_limit, s.disabled
     FROM membership s JOIN member m ON m.id = s.member_id WHERE s.account_id = ? AND NOT s.disabled AND NOT m.disabled";

/// Everybody who may act for it.
///
/// # Errors
/// When the database fails.
pub async fn members_in(db: &impl Db, scope: &Scope<'_>) -> Result<Vec<MemberRow>, Error> {
    sql::all(db, &format!("{MEMBER} ORDER BY s.created_at, m.name"), [scope.account().0.into()]).await
}

/// A member of an account, with when they were last here for it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct SeenMember {
    pub name: String,
    pub email: String,
    pub role: String,
    pub order_limit: Option<i64>,
    /// By the sessions that are kept.
    pub seen_at: Option<i64>,
}

/// Everybody who may act for it, and when they last did.
///
/// # Errors
/// When the database fails.
pub async fn members_seen(db: &impl Db, scope: &Scope<'_>) -> Result<Vec<SeenMember>, Error> {
    sql::all(
        db,
        "SELECT m.name, m.email, s.role, s.order_limit, (SELECT MAX(t.seen_at) FROM session t
             WHERE t.member_id = m.id AND t.account_id = s.account_id) AS seen_at
         FROM membership s JOIN member m ON m.id = s.member_id
         WHERE s.account_id = ? AND NOT s.disabled AND NOT m.disabled ORDER BY s.created_at, m.name",
        [scope.account().0.into()],
    )
    .await
}

/// Whom to write to of what the account owes and has paid: those whose role may read it, and who want mails about it.
///
/// # Errors
/// When the database fails.
pub async fn money_readers(db: &impl Db, account: AccountId) -> Result<Vec<MemberRow>, Error> {
    let readers = format!("{MEMBER} AND s.role IN ({}) AND s.mail_money ORDER BY s.created_at, m.name", *MONEY_ROLES);
    sql::all(db, &readers, [account.0.into()]).await
}

/// The same with those who want no mails about it: for what answers the customer.
///
/// # Errors
/// When the database fails.
pub async fn all_money_readers(db: &impl Db, account: AccountId) -> Result<Vec<MemberRow>, Error> {
    let readers = format!("{MEMBER} AND s.role IN ({}) ORDER BY s.created_at, m.name", *MONEY_ROLES);
    sql::all(db, &readers, [account.0.into()]).await
}

/// Whom to write to of what an account owes and has paid.
#[derive(Clone, Debug)]
pub struct MoneyReader {
    pub account: AccountId,
    pub member: MemberId,
    pub email: String,
    pub language: Language,
    pub time_zone: String,
}

/// So many accounts in one statement.
const AT_ONCE: usize = 500;

/// The same as [`money_readers`] of many accounts.
///
/// # Errors
/// When the database fails.
pub async fn money_readers_of(db: &impl Db, _: Job, accounts: &[AccountId]) -> Result<Vec<MoneyReader>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        account_id: Uuid,
        id: Uuid,
        email: String,
        language: String,
        time_zone: String,
    }
    let mut readers = Vec::new();
    for some in accounts.chunks(AT_ONCE) {
        let query = format!(
            "SELECT s.account_id, m.id, m.email, m.language, m.time_zone
             FROM membership s JOIN member m ON m.id = s.member_id
             WHERE s.account_id IN ({}) AND NOT s.disabled AND NOT m.disabled AND s.role IN ({}) AND s.mail_money
             ORDER BY s.account_id, s.created_at, m.name",
            sql::marks(some.len()),
            *MONEY_ROLES
        );
        let ids: Vec<Value> = some.iter().map(|account| account.0.into()).collect();
        let rows: Vec<Row> = sql::all(db, &query, ids).await?;
        readers.extend(rows.into_iter().map(|row| MoneyReader {
            account: AccountId(row.account_id),
            member: MemberId(row.id),
            email: row.email,
            language: Language::parse(&row.language).unwrap_or_default(),
            time_zone: row.time_zone,
        }));
    }
    Ok(readers)
}

/// The account with this number.
///
/// # Errors
/// When the database fails.
pub async fn by_number(db: &impl Db, _: Job, number: &str) -> Result<Option<AccountId>, Error> {
    let id: Option<Uuid> = sql::one_value(db, "SELECT id FROM account WHERE number = ?", [number.into()]).await?;
    Ok(id.map(AccountId))
}
