//! The people who sign in, and their places in accounts.

use domain::{
    ids::{AccountId, MemberId},
    language::Language,
    permissions::{Granted, ManageMembers, PlaceOrders, ReadAccount, Role, StaffRole},
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::{Db, Error, Job, Tx, sql};

/// A person who signs in.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Member {
    pub id: Uuid,
    pub email: String,
    pub name: String,
    pub language: String,
    pub time_zone: String,
    pub staff_role: Option<String>,
    pub disabled: bool,
}

impl Member {
    #[must_use]
    pub fn language(&self) -> Language {
        Language::parse(&self.language).unwrap_or_default()
    }

    #[must_use]
    pub fn staff(&self) -> Option<StaffRole> {
        self.staff_role.as_deref().and_then(StaffRole::parse)
    }
}

/// A member's place in an account.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Membership {
    pub account_id: Uuid,
    pub account_number: String,
    pub account_name: String,
    pub role: String,
    pub order_limit: Option<i64>,
}

/// A member of an account, for its owner.
#[derive(Clone, Debug, FromQueryResult)]
pub struct MemberRow {
    pub id: Uuid,
    pub name: String,
    pub email: String,
    pub language: String,
    pub time_zone: String,
    pub role: String,
    pub order_limit: Option<i64>,
    pub disabled: bool,
}

/// The role and limit that the member has at this moment; `None` when they have no place in the account any more.
///
/// # Errors
/// When the database fails.
pub async fn role_now(db: &impl Db, granted: &Granted<PlaceOrders>) -> Result<Option<(Role, Option<i64>)>, Error> {
    #[derive(FromQueryResult)]
    struct Now {
        role: String,
        order_limit: Option<i64>,
    }
    let row: Option<Now> = sql::one(
        db,
        "SELECT s.role, s.order_limit FROM membership s JOIN member m ON m.id = s.member_id
         WHERE s.account_id = ? AND s.member_id = ? AND NOT s.disabled AND NOT m.disabled",
        [granted.account().0.into(), granted.member().0.into()],
    )
    .await?;
    Ok(row.and_then(|row| Role::parse(&row.role).map(|role| (role, row.order_limit))))
}

const MEMBER: &str = "SELECT id, email, name, language, time_zone, staff_role, disabled FROM member";

/// The member with this address. For signing in: nobody is signed in yet.
///
/// # Errors
/// When the database fails.
pub async fn member_by_email(db: &impl Db, _: Job, email: &str) -> Result<Option<Member>, Error> {
    sql::one(db, &format!("{MEMBER} WHERE email = ?"), [email.into()]).await
}

/// A signed-in member's own row.
///
/// # Errors
/// When the database fails.
pub async fn myself(db: &impl Db, member: MemberId) -> Result<Option<Member>, Error> {
    sql::one(db, &format!("{MEMBER} WHERE id = ?"), [member.0.into()]).await
}

/// What the frame around every page says of who reads it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Frame {
    pub name: String,
    pub email: String,
    /// How many accounts they may act for.
    pub accounts: i64,
    pub account_number: Option<String>,
    pub account_name: Option<String>,
    /// Events of others that they have not seen.
    pub unseen: i64,
    /// The lines of their cart.
    pub cart_lines: i64,
}

/// A member with what they are told on every page, and of the account that they act for. One statement, because it
/// is asked for every page.
///
/// # Errors
/// When the database fails.
pub async fn frame(
    db: &impl Db,
    member: MemberId,
    acting: Option<&Granted<ReadAccount>>,
) -> Result<Option<Frame>, Error> {
    let account = acting.map(|granted| granted.account().0);
    let unseen = crate::events::UNSEEN.as_str();
    sql::one(
        db,
        &format!(
            "SELECT m.name, m.email, a.number AS account_number, a.name AS account_name, {unseen} AS unseen,
                 (SELECT COUNT(*) FROM membership p WHERE p.member_id = m.id AND NOT p.disabled) AS accounts,
                 (SELECT COUNT(*) FROM cart c JOIN cart_line l ON l.cart_id = c.id
                  WHERE c.account_id = s.account_id AND c.member_id = s.member_id) AS cart_lines
             FROM member m
             LEFT JOIN membership s ON s.member_id = m.id AND s.account_id = ? AND NOT s.disabled
             LEFT JOIN account a ON a.id = s.account_id
             WHERE m.id = ?"
        ),
        [account.into(), member.0.into()],
    )
    .await
}

/// The accounts that a member may act for.
///
/// # Errors
/// When the database fails.
pub async fn memberships(db: &impl Db, member: MemberId) -> Result<Vec<Membership>, Error> {
    sql::all(
        db,
        "SELECT s.account_id, a.number AS account_number, a.name AS account_name, s.role, s.order_limit
         FROM membership s JOIN account a ON a.id = s.account_id
         WHERE s.member_id = ? AND NOT s.disabled ORDER BY a.name",
        [member.0.into()],
    )
    .await
}

/// Everybody who may see the account, by role and name.
///
/// # Errors
/// When the database fails.
pub async fn members(db: &impl Db, granted: &Granted<ReadAccount>) -> Result<Vec<MemberRow>, Error> {
    sql::all(
        db,
        "SELECT m.id, m.name, m.email, m.language, m.time_zone, s.role, s.order_limit, s.disabled
         FROM membership s JOIN member m ON m.id = s.member_id WHERE s.account_id = ? ORDER BY s.created_at, m.name",
        [granted.account().0.into()],
    )
    .await
}

/// Whom to tell about an order of the account: who placed it, or the owners when they are let in no more; with
/// `approvers` those who may approve.
///
/// # Errors
/// When the database fails.
pub async fn readers(
    db: &impl Db,
    account: AccountId,
    placed_by: MemberId,
    approvers: bool,
) -> Result<Vec<MemberRow>, Error> {
    sql::all(
        db,
        "SELECT m.id, m.name, m.email, m.language, m.time_zone, s.role, s.order_limit, s.disabled
         FROM membership s JOIN member m ON m.id = s.member_id
         WHERE s.account_id = ? AND NOT s.disabled AND NOT m.disabled
             AND ((? AND s.role IN ('owner', 'approver'))
                  OR (NOT ? AND (s.member_id = ? OR (s.role = 'owner' AND NOT EXISTS
                      (SELECT 1 FROM membership b JOIN member p ON p.id = b.member_id
                       WHERE b.account_id = s.account_id AND b.member_id = ? AND NOT b.disabled AND NOT p.disabled)))))",
        [account.0.into(), approvers.into(), approvers.into(), placed_by.0.into(), placed_by.0.into()],
    )
    .await
}

/// The vendor's people to whom an escalated case goes: those with the listed addresses, in that order, as far as they are
/// let in; where none of them is, the admins.
///
/// # Errors
/// When the database fails.
pub async fn people_above(tx: &Tx, listed: &[String]) -> Result<Vec<MemberRow>, Error> {
    let mut named: Vec<MemberRow> = if listed.is_empty() {
        Vec::new()
    } else {
        let marks = sql::marks(listed.len());
        let values: Vec<Value> = listed.iter().map(|email| email.as_str().into()).collect();
        sql::all(
            tx,
            &format!(
                "SELECT id, name, email, language, time_zone, staff_role AS role, CAST(NULL AS BIGINT) AS order_limit, disabled
                 FROM member WHERE email IN ({marks}) AND staff_role IS NOT NULL AND NOT disabled"
            ),
            values,
        )
        .await?
    };
    if !named.is_empty() {
        named.sort_by_key(|person| listed.iter().position(|email| *email == person.email));
        return Ok(named);
    }
    sql::all(
        tx,
        "SELECT id, name, email, language, time_zone, 'admin' AS role, CAST(NULL AS BIGINT) AS order_limit, disabled
         FROM member WHERE staff_role = 'admin' AND NOT disabled ORDER BY name LIMIT 20",
        [],
    )
    .await
}

/// Changes a member's own profile.
///
/// # Errors
/// When the database fails.
pub async fn save_profile(
    tx: &Tx,
    member: MemberId,
    name: &str,
    language: Language,
    time_zone: &str,
) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE member SET name = ?, language = ?, zone_chosen = (zone_chosen OR time_zone <> ?), time_zone = ? WHERE id = ?",
        [name.into(), language.code().into(), time_zone.into(), time_zone.into(), member.0.into()],
    )
    .await?;
    Ok(())
}

/// Changes the language in which a member reads.
///
/// # Errors
/// When the database fails.
pub async fn save_language(tx: &Tx, member: MemberId, language: Language) -> Result<(), Error> {
    sql::run(tx, "UPDATE member SET language = ? WHERE id = ?", [language.code().into(), member.0.into()]).await?;
    Ok(())
}

/// The zone that a member's browser says; what the member set themselves stays.
///
/// # Errors
/// When the database fails.
pub async fn save_time_zone(tx: &Tx, member: MemberId, time_zone: &str) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE member SET time_zone = ? WHERE id = ? AND NOT zone_chosen",
        [time_zone.into(), member.0.into()],
    )
    .await?;
    Ok(())
}

/// Changes a member's place in the account; `false` when they have none.
///
/// # Errors
/// When the database fails.
pub async fn change_membership(
    tx: &Tx,
    granted: &Granted<ManageMembers>,
    member: MemberId,
    role: Role,
    order_limit: Option<i64>,
    disabled: bool,
) -> Result<bool, Error> {
    let changed = sql::run(
        tx,
        "UPDATE membership SET role = ?, order_limit = ?, disabled = ? WHERE account_id = ? AND member_id = ?",
        [role.code().into(), order_limit.into(), disabled.into(), granted.account().0.into(), member.0.into()],
    )
    .await?;
    Ok(changed == 1)
}

/// How many owners can still sign in.
///
/// # Errors
/// When the database fails.
pub async fn owners(tx: &Tx, granted: &Granted<ManageMembers>) -> Result<i64, Error> {
    Ok(sql::one_value(
        tx,
        "SELECT COUNT(*) FROM membership s JOIN member m ON m.id = s.member_id
         WHERE s.account_id = ? AND s.role = 'owner' AND NOT s.disabled AND NOT m.disabled",
        [granted.account().0.into()],
    )
    .await?
    .unwrap_or(0))
}

/// Whether somebody other than this member may approve the account's orders and can sign in.
///
/// # Errors
/// When the database fails.
pub async fn has_other_approver<R>(db: &impl Db, granted: &Granted<R>) -> Result<bool, Error> {
    let other: Option<i32> = sql::one_value(
        db,
        "SELECT 1 FROM membership s JOIN member m ON m.id = s.member_id
         WHERE s.account_id = ? AND s.member_id <> ? AND s.role IN ('owner', 'approver') AND NOT s.disabled AND NOT m.disabled
         LIMIT 1",
        [granted.account().0.into(), granted.member().0.into()],
    )
    .await?;
    Ok(other.is_some())
}

/// The people of a demo, with account and role.
///
/// # Errors
/// When the database fails.
pub async fn people(db: &impl Db, _: Job) -> Result<Vec<(String, String, String, String)>, Error> {
    #[derive(FromQueryResult)]
    struct Person {
        name: String,
        email: String,
        account: String,
        role: String,
    }
    let rows: Vec<Person> = sql::all(
        db,
        "SELECT m.name, m.email, a.name AS account, s.role FROM membership s JOIN member m ON m.id = s.member_id JOIN account a ON a.id = s.account_id
         WHERE m.email NOT LIKE '%@load.example'
         UNION ALL SELECT m.name, m.email, '' AS account, m.staff_role AS role FROM member m WHERE m.staff_role IS NOT NULL",
        [],
    )
    .await?;
    Ok(rows.into_iter().map(|row| (row.name, row.email, row.account, row.role)).collect())
}
