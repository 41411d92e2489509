//! What an account says of itself and its owner changes: addresses, VAT number, language.

use domain::{
    addresses::Purpose,
    ids::{AccountId, AddressId},
    language::Language,
    permissions::{Granted, ManageAccount, ReadAccount},
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::Address;
use crate::{Db, Error, Tx, ledger::Scope, sql};

/// An address with what it is for.
#[derive(Clone, Debug)]
pub struct OwnAddress {
    pub address: Address,
    pub purpose: Purpose,
}

/// All addresses of the account: those of deliveries, the usual one first, then the one of its invoices.
///
/// # Errors
/// When the database fails.
pub async fn own_addresses(db: &impl Db, granted: &Granted<ReadAccount>) -> Result<Vec<OwnAddress>, Error> {
    addresses_of(db, granted.account()).await
}

/// The same of an account whose ledger somebody reads.
///
/// # Errors
/// When the database fails.
pub async fn addresses_seen(db: &impl Db, scope: &Scope<'_>) -> Result<Vec<OwnAddress>, Error> {
    addresses_of(db, scope.account()).await
}

async fn addresses_of(db: &impl Db, account: AccountId) -> Result<Vec<OwnAddress>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        label: String,
        name: String,
        line1: String,
        postcode: String,
        city: String,
        country: String,
        purpose: String,
    }
    let rows: Vec<Row> = sql::all(
        db,
        "SELECT id, label, name, line1, postcode, city, country, purpose FROM address WHERE account_id = ?
         ORDER BY CASE WHEN purpose = 'delivery' THEN 0 ELSE 1 END, position",
        [account.0.into()],
    )
    .await?;
    rows.into_iter()
        .map(|row| {
            let purpose =
                Purpose::parse(&row.purpose).ok_or_else(|| Error::fault("an address is for nothing that is known"))?;
            let Row { id, label, name, line1, postcode, city, country, .. } = row;
            Ok(OwnAddress { address: Address { id, label, name, line1, postcode, city, country }, purpose })
        })
        .collect()
}

/// Adds an address after those that are there.
///
/// # Errors
/// When the database fails.
pub async fn insert_address(
    tx: &Tx,
    granted: &Granted<ManageAccount>,
    address: &Address,
    purpose: Purpose,
) -> Result<(), Error> {
    sql::run(
        tx,
        "INSERT INTO address (account_id, id, label, name, line1, postcode, city, country, position, purpose)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, (SELECT COALESCE(MAX(o.position), 0) + 1 FROM address o WHERE o.account_id = ?), ?)",
        [
            granted.account().0.into(),
            address.id.into(),
            address.label.as_str().into(),
            address.name.as_str().into(),
            address.line1.as_str().into(),
            address.postcode.as_str().into(),
            address.city.as_str().into(),
            address.country.as_str().into(),
            granted.account().0.into(),
            purpose.code().into(),
        ],
    )
    .await?;
    Ok(())
}

/// Writes an address anew; `false` when the account has none with this id.
///
/// # Errors
/// When the database fails.
pub async fn change_address(tx: &Tx, granted: &Granted<ManageAccount>, address: &Address) -> Result<bool, Error> {
    let changed = sql::run(
        tx,
        "UPDATE address SET label = ?, name = ?, line1 = ?, postcode = ?, city = ?, country = ? WHERE account_id = ? AND id = ?",
        [
            address.label.as_str().into(),
            address.name.as_str().into(),
            address.line1.as_str().into(),
            address.postcode.as_str().into(),
            address.city.as_str().into(),
            address.country.as_str().into(),
            granted.account().0.into(),
            address.id.into(),
        ],
    )
    .await?;
    Ok(changed == 1)
}

/// Puts an address before all others, so that orders go there unless another is chosen; `false` when there is none.
///
/// # Errors
/// When the database fails.
pub async fn make_usual(tx: &Tx, granted: &Granted<ManageAccount>, id: AddressId) -> Result<bool, Error> {
    let changed = sql::run(
        tx,
        "UPDATE address SET position = (SELECT MIN(o.position) - 1 FROM address o WHERE o.account_id = address.account_id)
         WHERE account_id = ? AND id = ? AND purpose = 'delivery'",
        [granted.account().0.into(), id.0.into()],
    )
    .await?;
    Ok(changed == 1)
}

/// Takes an address away; carts that would have gone there go to the usual one. Orders and invoices have their own copy.
///
/// # Errors
/// When the database fails.
pub async fn remove_address(tx: &Tx, granted: &Granted<ManageAccount>, id: AddressId) -> Result<(), Error> {
    let place = || -> [Value; 2] { [granted.account().0.into(), id.0.into()] };
    sql::run(tx, "UPDATE cart SET address_id = NULL WHERE account_id = ? AND address_id = ?", place()).await?;
    sql::run(tx, "DELETE FROM address WHERE account_id = ? AND id = ?", place()).await?;
    Ok(())
}

/// Sets the number that stands on the account's invoices from now on.
///
/// # Errors
/// When the database fails.
pub async fn set_vat_number(tx: &Tx, granted: &Granted<ManageAccount>, number: Option<&str>) -> Result<(), Error> {
    sql::run(tx, "UPDATE account SET vat_number = ? WHERE id = ?", [number.into(), granted.account().0.into()]).await?;
    Ok(())
}

/// Sets the language of what is written to the account where nobody in particular reads it.
///
/// # Errors
/// When the database fails.
pub async fn set_language(tx: &Tx, granted: &Granted<ManageAccount>, language: Language) -> Result<(), Error> {
    sql::run(tx, "UPDATE account SET language = ? WHERE id = ?", [language.code().into(), granted.account().0.into()])
        .await?;
    Ok(())
}
