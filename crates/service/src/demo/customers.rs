//! The customers of the demo and the vendor's own people, from the files in `demo/`.

use domain::{
    ids::MemberId,
    language::Language,
    money::Currency,
    permissions::{Right, Role, StaffRight, StaffRole},
    settings::Settings,
    tax::{PriceMode, TaxProfile},
    time::Instant,
};
use serde::Deserialize;
use store::{
    Tx,
    accounts::{Address, NewAccount},
};

use super::{
    JOB,
    world::{Buyer, Customer},
};
use crate::{Error, import::decimal};

const ACCOUNTS: &str = include_str!("../../../../demo/accounts.json");
const STAFF: &str = include_str!("../../../../demo/staff.json");

#[derive(Deserialize)]
struct AccountEntry {
    number: String,
    name: String,
    kind: Kind,
    country: String,
    currency: Currency,
    price_list: String,
    prices: PriceMode,
    tax_profile: TaxProfile,
    vat_number: Option<String>,
    language: Language,
    time_zone: String,
    addresses: Vec<AddressEntry>,
    members: Vec<MemberEntry>,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Person,
    Company,
}

#[derive(Deserialize)]
struct AddressEntry {
    label: String,
    name: String,
    line1: String,
    postcode: String,
    city: String,
    country: String,
}

#[derive(Deserialize)]
struct MemberEntry {
    name: String,
    email: String,
    language: Language,
    role: Role,
    order_limit: Option<String>,
}

#[derive(Deserialize)]
struct StaffEntry {
    name: String,
    email: String,
    language: Language,
    role: StaffRole,
}

/// Makes the accounts with their addresses and members.
pub(super) async fn create(tx: &Tx, settings: &Settings, now: Instant) -> Result<Vec<Customer>, Error> {
    let entries: Vec<AccountEntry> = serde_json::from_str(ACCOUNTS)?;
    let mut customers = Vec::with_capacity(entries.len());
    for entry in entries {
        customers.push(customer(tx, settings, entry, now).await?);
    }
    Ok(customers)
}

async fn customer(tx: &Tx, settings: &Settings, entry: AccountEntry, now: Instant) -> Result<Customer, Error> {
    let company = entry.kind == Kind::Company;
    let account = NewAccount {
        number: entry.number,
        name: entry.name,
        company,
        country: entry.country.clone(),
        currency: entry.currency,
        price_list: entry.price_list.clone(),
        price_mode: entry.prices,
        tax_profile: entry.tax_profile,
        vat_number: entry.vat_number,
        language: entry.language,
    };
    let id = store::accounts::create(tx, JOB, &account, now).await?;
    let mut addresses = Vec::with_capacity(entry.addresses.len());
    for (position, address) in (1..).zip(entry.addresses) {
        let address = Address {
            id: store::new_id(),
            label: address.label,
            name: address.name,
            line1: address.line1,
            postcode: address.postcode,
            city: address.city,
            country: address.country,
        };
        store::accounts::add_address(tx, JOB, id, &address, position).await?;
        addresses.push(address.lines());
    }
    let exponent = settings.currency(entry.currency).exponent;
    let (mut members, mut buyers, mut approvers) = (Vec::new(), Vec::new(), Vec::new());
    for member in entry.members {
        let MemberEntry { name, email, language, role, order_limit } = member;
        let limit = order_limit
            .map(|limit| decimal(&limit, exponent))
            .transpose()
            .map_err(|reason| Error::Fault(format!("the limit of {email}: {reason}").into()))?;
        let person =
            store::accounts::create_member(tx, JOB, &email, &name, language, &entry.time_zone, None, now).await?;
        store::accounts::join(tx, JOB, id, person, role, limit, now).await?;
        if role.has(Right::PlaceOrders) {
            buyers.push(Buyer { member: person, limit });
        }
        if role.has(Right::ApproveOrders) {
            approvers.push(person);
        }
        members.push((person, name));
    }
    Ok(Customer {
        id,
        company,
        country: entry.country,
        currency: entry.currency,
        price_list: entry.price_list,
        mode: entry.prices,
        profile: entry.tax_profile,
        language: entry.language,
        addresses,
        members,
        buyers,
        approvers,
    })
}

/// Makes the vendor's people and gives those who move orders.
pub(super) async fn create_staff(tx: &Tx, settings: &Settings, now: Instant) -> Result<Vec<MemberId>, Error> {
    let entries: Vec<StaffEntry> = serde_json::from_str(STAFF)?;
    let zone = &settings.vendor.time_zone;
    let mut movers = Vec::new();
    for entry in entries {
        let id = store::accounts::create_member(
            tx,
            JOB,
            &entry.email,
            &entry.name,
            entry.language,
            zone,
            Some(entry.role),
            now,
        )
        .await?;
        if entry.role.has(StaffRight::MoveOrders) {
            movers.push(id);
        }
    }
    Ok(movers)
}

/// Those of the vendor's people who move orders, when they are there already.
pub(super) async fn movers(db: &impl store::Db) -> Result<Vec<MemberId>, Error> {
    let entries: Vec<StaffEntry> = serde_json::from_str(STAFF)?;
    let mut movers = Vec::new();
    for entry in entries.iter().filter(|entry| entry.role.has(StaffRight::MoveOrders)) {
        let member = store::accounts::member_by_email(db, JOB, &entry.email).await?;
        movers.extend(member.map(|member| MemberId(member.id)));
    }
    Ok(movers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_prices_contain_tax_has_a_list_of_such_prices() -> serde_json::Result<()> {
        let accounts: Vec<AccountEntry> = serde_json::from_str(ACCOUNTS)?;
        assert!(accounts.len() >= 12);
        for account in accounts {
            let retail = account.price_list.starts_with("retail-");
            assert_eq!(retail, account.prices == PriceMode::Gross, "{}", account.number);
            let ending = format!("-{}", account.currency.code().to_lowercase());
            assert!(account.price_list.ends_with(&ending), "{}", account.number);
        }
        let staff: Vec<StaffEntry> = serde_json::from_str(STAFF)?;
        assert!(staff.iter().any(|entry| entry.role.has(StaffRight::MoveOrders)));
        Ok(())
    }
}
