//! Accounts, their members, invitations and addresses.

use domain::{
    ids::{AccountId, AddressId, InvitationId, MemberId},
    language::Language,
    money::Currency,
    permissions::{ApproveOrders, Granted, ManageMembers, PlaceOrders, ReadAccount, Role, StaffRole},
    tax::{PriceMode, TaxProfile},
    time::Instant,
};
use sea_orm::{EntityTrait, FromQueryResult, Set};
use uuid::Uuid;

use crate::{Backend, Db, Error, Job, Tx, entity, sql};

/// An account, with what decides its prices and its tax.
#[derive(Clone, Debug)]
pub struct Account {
    pub id: AccountId,
    pub number: String,
    pub name: String,
    pub country: String,
    pub currency: Currency,
    pub price_list: String,
    pub price_mode: PriceMode,
    pub tax_profile: TaxProfile,
    pub vat_number: Option<String>,
    pub language: Language,
    pub seq: i64,
}

/// A new account, from an import.
#[derive(Clone, Debug)]
pub struct NewAccount {
    pub number: String,
    pub name: String,
    pub company: bool,
    pub country: String,
    pub currency: Currency,
    pub price_list: String,
    pub price_mode: PriceMode,
    pub tax_profile: TaxProfile,
    pub vat_number: Option<String>,
    pub language: Language,
}

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
    pub role: String,
    pub order_limit: Option<i64>,
    pub disabled: bool,
}

/// An address of an account.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Address {
    pub id: Uuid,
    pub label: String,
    pub name: String,
    pub line1: String,
    pub postcode: String,
    pub city: String,
    pub country: String,
}

impl Address {
    /// The lines of an envelope.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        vec![self.name.clone(), self.line1.clone(), format!("{} {}", self.postcode, self.city), self.country.clone()]
    }
}

/// An invitation that waits.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Invitation {
    pub account_id: Uuid,
    pub id: Uuid,
    pub email: String,
    pub name: String,
    pub role: String,
    pub order_limit: Option<i64>,
    pub expires_at: i64,
}

#[derive(FromQueryResult)]
struct AccountRow {
    id: Uuid,
    number: String,
    name: String,
    country: String,
    currency: String,
    price_list: String,
    price_mode: String,
    tax_profile: String,
    vat_number: Option<String>,
    language: String,
    seq: i64,
}

const ACCOUNT: &str = "SELECT id, number, name, country, currency, price_list, price_mode, tax_profile, vat_number, language, seq FROM account";

impl AccountRow {
    fn account(self) -> Result<Account, Error> {
        Ok(Account {
            id: AccountId(self.id),
            currency: Currency::parse(&self.currency).ok_or_else(|| Error::fault("an account has an unknown currency"))?,
            price_mode: if self.price_mode == "gross" { PriceMode::Gross } else { PriceMode::Net },
            tax_profile: match self.tax_profile.as_str() {
                "reverse_charge" => TaxProfile::ReverseCharge,
                "export" => TaxProfile::Export,
                _ => TaxProfile::Domestic,
            },
            language: Language::parse(&self.language).unwrap_or_default(),
            number: self.number,
            name: self.name,
            country: self.country,
            price_list: self.price_list,
            vat_number: self.vat_number,
            seq: self.seq,
        })
    }
}

/// The account somebody acts for.
///
/// # Errors
/// When the database fails.
pub async fn find<R>(db: &impl Db, granted: &Granted<R>) -> Result<Account, Error> {
    let row: Option<AccountRow> = sql::one(db, &format!("{ACCOUNT} WHERE id = ?"), [granted.account().0.into()]).await?;
    row.ok_or_else(|| Error::fault("a session acts for an account that is gone"))?.account()
}

/// Like [`find`], and holds the account's row until the transaction ends: what is decided about it stays true.
///
/// # Errors
/// When the database fails.
pub async fn lock<R>(tx: &Tx, granted: &Granted<R>) -> Result<Account, Error> {
    let lock = match tx.backend() {
        Backend::Sqlite => "",
        Backend::Postgres => " FOR UPDATE",
    };
    let row: Option<AccountRow> = sql::one(tx, &format!("{ACCOUNT} WHERE id = ?{lock}"), [granted.account().0.into()]).await?;
    row.ok_or_else(|| Error::fault("a session acts for an account that is gone"))?.account()
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
        "SELECT m.id, m.name, m.email, m.language, s.role, s.order_limit, s.disabled
         FROM membership s JOIN member m ON m.id = s.member_id WHERE s.account_id = ? ORDER BY s.created_at, m.name",
        [granted.account().0.into()],
    )
    .await
}

/// Whom to tell about an order of the account: who placed it, and with `approvers` those who may approve.
///
/// # Errors
/// When the database fails.
pub async fn readers(db: &impl Db, account: AccountId, placed_by: MemberId, approvers: bool) -> Result<Vec<MemberRow>, Error> {
    sql::all(
        db,
        "SELECT m.id, m.name, m.email, m.language, s.role, s.order_limit, s.disabled
         FROM membership s JOIN member m ON m.id = s.member_id
         WHERE s.account_id = ? AND NOT s.disabled AND NOT m.disabled
             AND ((? AND s.role IN ('owner', 'approver')) OR (NOT ? AND s.member_id = ?))",
        [account.0.into(), approvers.into(), approvers.into(), placed_by.0.into()],
    )
    .await
}

/// Whether there is an approver besides this member.
///
/// # Errors
/// When the database fails.
pub async fn waiting_approvals(db: &impl Db, granted: &Granted<ApproveOrders>) -> Result<i64, Error> {
    Ok(sql::one_value(
        db,
        "SELECT COUNT(*) FROM orders WHERE account_id = ? AND state = 'awaiting_approval'",
        [granted.account().0.into()],
    )
    .await?
    .unwrap_or(0))
}

/// The account's addresses, the usual one first.
///
/// # Errors
/// When the database fails.
pub async fn addresses<R>(db: &impl Db, granted: &Granted<R>) -> Result<Vec<Address>, Error> {
    sql::all(
        db,
        "SELECT id, label, name, line1, postcode, city, country FROM address WHERE account_id = ? ORDER BY position",
        [granted.account().0.into()],
    )
    .await
}

/// Changes a member's own profile.
///
/// # Errors
/// When the database fails.
pub async fn save_profile(tx: &Tx, member: MemberId, name: &str, language: Language, time_zone: &str) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE member SET name = ?, language = ?, time_zone = ? WHERE id = ?",
        [name.into(), language.code().into(), time_zone.into(), member.0.into()],
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

/// Changes the zone in which a member reads times.
///
/// # Errors
/// When the database fails.
pub async fn save_time_zone(tx: &Tx, member: MemberId, time_zone: &str) -> Result<(), Error> {
    sql::run(tx, "UPDATE member SET time_zone = ? WHERE id = ?", [time_zone.into(), member.0.into()]).await?;
    Ok(())
}

/// Invitations of the account that wait.
///
/// # Errors
/// When the database fails.
pub async fn invitations(db: &impl Db, granted: &Granted<ManageMembers>, now: Instant) -> Result<Vec<Invitation>, Error> {
    sql::all(
        db,
        "SELECT account_id, id, email, name, role, order_limit, expires_at FROM invitation
         WHERE account_id = ? AND accepted_at IS NULL AND expires_at > ? ORDER BY created_at",
        [granted.account().0.into(), now.millis().into()],
    )
    .await
}

/// Invitations of this address, of any account. For signing in.
///
/// # Errors
/// When the database fails.
pub async fn invitations_of(db: &impl Db, _: Job, email: &str, now: Instant) -> Result<Vec<Invitation>, Error> {
    sql::all(
        db,
        "SELECT account_id, id, email, name, role, order_limit, expires_at FROM invitation
         WHERE email = ? AND accepted_at IS NULL AND expires_at > ? ORDER BY created_at",
        [email.into(), now.millis().into()],
    )
    .await
}

/// Invites `email` to the account; an older invitation of the same address ends.
///
/// # Errors
/// When the database fails.
pub async fn invite(
    tx: &Tx,
    granted: &Granted<ManageMembers>,
    email: &str,
    name: &str,
    role: Role,
    order_limit: Option<i64>,
    now: Instant,
    expires: Instant,
) -> Result<(), Error> {
    sql::run(
        tx,
        "DELETE FROM invitation WHERE account_id = ? AND email = ? AND accepted_at IS NULL",
        [granted.account().0.into(), email.into()],
    )
    .await?;
    let row = entity::invitation::ActiveModel {
        account_id: Set(granted.account().0),
        id: Set(crate::new_id()),
        email: Set(email.to_owned()),
        name: Set(name.to_owned()),
        role: Set(role.code().to_owned()),
        order_limit: Set(order_limit),
        invited_by: Set(granted.member().0),
        created_at: Set(now.millis()),
        expires_at: Set(expires.millis()),
        accepted_at: Set(None),
    };
    entity::invitation::Entity::insert(row).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// Takes an invitation back; `false` when there is none.
///
/// # Errors
/// When the database fails.
pub async fn withdraw(tx: &Tx, granted: &Granted<ManageMembers>, id: InvitationId) -> Result<bool, Error> {
    let gone = sql::run(
        tx,
        "DELETE FROM invitation WHERE account_id = ? AND id = ? AND accepted_at IS NULL",
        [granted.account().0.into(), id.0.into()],
    )
    .await?;
    Ok(gone == 1)
}

/// The invited person has signed in: they become a member of the account.
///
/// # Errors
/// When the database fails.
pub async fn accept(tx: &Tx, _: Job, invitation: &Invitation, member: MemberId, now: Instant) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE invitation SET accepted_at = ? WHERE account_id = ? AND id = ?",
        [now.millis().into(), invitation.account_id.into(), invitation.id.into()],
    )
    .await?;
    sql::run(
        tx,
        "INSERT INTO membership (account_id, member_id, role, order_limit, disabled, seen_seq, created_at)
         VALUES (?, ?, ?, ?, ?, (SELECT seq FROM account WHERE id = ?), ?)
         ON CONFLICT (account_id, member_id) DO UPDATE SET role = excluded.role, order_limit = excluded.order_limit, disabled = excluded.disabled",
        [
            invitation.account_id.into(),
            member.0.into(),
            invitation.role.clone().into(),
            invitation.order_limit.into(),
            false.into(),
            invitation.account_id.into(),
            now.millis().into(),
        ],
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

/// Makes an account.
///
/// # Errors
/// `Taken` when the number is.
pub async fn create(tx: &Tx, _: Job, new: &NewAccount, now: Instant) -> Result<AccountId, Error> {
    let id = crate::new_id();
    let row = entity::account::ActiveModel {
        id: Set(id),
        number: Set(new.number.clone()),
        name: Set(new.name.clone()),
        kind: Set(if new.company { "company" } else { "person" }.to_owned()),
        country: Set(new.country.clone()),
        currency: Set(new.currency.code().to_owned()),
        price_list: Set(new.price_list.clone()),
        price_mode: Set(match new.price_mode {
            PriceMode::Net => "net",
            PriceMode::Gross => "gross",
        }
        .to_owned()),
        tax_profile: Set(match new.tax_profile {
            TaxProfile::Domestic => "domestic",
            TaxProfile::ReverseCharge => "reverse_charge",
            TaxProfile::Export => "export",
        }
        .to_owned()),
        vat_number: Set(new.vat_number.clone()),
        language: Set(new.language.code().to_owned()),
        seq: Set(0),
        created_at: Set(now.millis()),
    };
    entity::account::Entity::insert(row).exec_without_returning(tx.connection()).await?;
    Ok(AccountId(id))
}

/// Adds an address to an account.
///
/// # Errors
/// When the database fails.
pub async fn add_address(tx: &Tx, _: Job, account: AccountId, address: &Address, position: i32) -> Result<AddressId, Error> {
    let row = entity::address::ActiveModel {
        account_id: Set(account.0),
        id: Set(address.id),
        label: Set(address.label.clone()),
        name: Set(address.name.clone()),
        line1: Set(address.line1.clone()),
        postcode: Set(address.postcode.clone()),
        city: Set(address.city.clone()),
        country: Set(address.country.clone()),
        position: Set(position),
    };
    entity::address::Entity::insert(row).exec_without_returning(tx.connection()).await?;
    Ok(AddressId(address.id))
}

/// Makes a member, or gives the one with this address.
///
/// # Errors
/// When the database fails.
pub async fn create_member(
    tx: &Tx,
    _: Job,
    email: &str,
    name: &str,
    language: Language,
    time_zone: &str,
    staff: Option<StaffRole>,
    now: Instant,
) -> Result<MemberId, Error> {
    let id: Option<Uuid> = sql::one_value(
        tx,
        "INSERT INTO member (id, email, name, language, time_zone, staff_role, disabled, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (email) DO UPDATE SET email = excluded.email RETURNING id",
        [
            crate::new_id().into(),
            email.into(),
            name.into(),
            language.code().into(),
            time_zone.into(),
            staff.map(StaffRole::code).into(),
            false.into(),
            now.millis().into(),
        ],
    )
    .await?;
    id.map(MemberId).ok_or_else(|| Error::fault("the member has no id"))
}

/// Gives a member a place in an account.
///
/// # Errors
/// When the database fails.
pub async fn join(
    tx: &Tx,
    _: Job,
    account: AccountId,
    member: MemberId,
    role: Role,
    order_limit: Option<i64>,
    now: Instant,
) -> Result<(), Error> {
    let row = entity::membership::ActiveModel {
        account_id: Set(account.0),
        member_id: Set(member.0),
        role: Set(role.code().to_owned()),
        order_limit: Set(order_limit),
        disabled: Set(false),
        seen_seq: Set(0),
        created_at: Set(now.millis()),
    };
    entity::membership::Entity::insert(row).exec_without_returning(tx.connection()).await?;
    Ok(())
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
