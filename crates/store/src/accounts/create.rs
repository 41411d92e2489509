//! Making accounts, addresses and members: what an import and the portal's own work write.

use domain::{
    ids::{AccountId, AddressId, MemberId},
    language::Language,
    money::Currency,
    permissions::{Role, StaffRole},
    tax::{PriceMode, TaxProfile},
    time::Instant,
};
use sea_orm::{EntityTrait, Set};
use uuid::Uuid;

use super::Address;
use crate::{Db, Error, Job, Tx, entity, sql};

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

impl NewAccount {
    /// What no account may be without.
    ///
    /// # Errors
    /// When it accounts for the tax itself and has no VAT number.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let has_number = self.vat_number.as_deref().is_some_and(|number| !number.trim().is_empty());
        if self.tax_profile.needs_vat_number() && !has_number {
            return Err(Error::fault(format!("account {}: reverse charge needs a VAT number", self.number)));
        }
        Ok(())
    }
}

/// Makes an account.
///
/// # Errors
/// `Taken` when the number is; when it accounts for the tax itself and has no VAT number.
pub async fn create(tx: &Tx, _: Job, new: &NewAccount, now: Instant) -> Result<AccountId, Error> {
    new.check()?;
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
pub async fn add_address(
    tx: &Tx,
    _: Job,
    account: AccountId,
    address: &Address,
    position: i32,
) -> Result<AddressId, Error> {
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
