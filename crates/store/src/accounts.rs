//! Accounts, their members, invitations and addresses.

mod create;
mod invitations;
mod members;
mod money;
mod notices;
mod own;
mod search;

use domain::{
    ids::AccountId,
    language::Language,
    money::Currency,
    permissions::Granted,
    tax::{PriceMode, TaxProfile},
};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{Backend, Db, Error, Tx, sql};

pub use create::{NewAccount, add_address, create, create_member, join};
pub use invitations::{Invitation, SentInvitation, accept, invitations, invitations_of, invite, withdraw};
pub use members::{
    Frame, Member, MemberRow, Membership, change_membership, frame, has_other_approver, member_by_email, members,
    memberships, myself, owners, people, people_above, readers, role_now, save_language, save_profile, save_time_zone,
};
pub use money::{
    MoneyReader, SeenMember, addresses_in, all_money_readers, by_number, in_scope, members_in, members_seen,
    money_readers, money_readers_of,
};
pub use notices::{choices, set_choices, without_mails};
pub use own::{
    OwnAddress, addresses_seen, change_address, insert_address, make_usual, own_addresses, remove_address,
    set_language, set_vat_number,
};
pub use search::{FoundAccount, first, search};

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
        let town = format!("{} {}", self.postcode, self.city);
        vec![self.name.clone(), self.line1.clone(), town.trim().to_owned(), self.country.clone()]
    }
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
            currency: Currency::parse(&self.currency)
                .ok_or_else(|| Error::fault("an account has an unknown currency"))?,
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
    let row: Option<AccountRow> =
        sql::one(db, &format!("{ACCOUNT} WHERE id = ?"), [granted.account().0.into()]).await?;
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
    let row: Option<AccountRow> =
        sql::one(tx, &format!("{ACCOUNT} WHERE id = ?{lock}"), [granted.account().0.into()]).await?;
    row.ok_or_else(|| Error::fault("a session acts for an account that is gone"))?.account()
}

/// Where the account's orders can go, the usual address first.
///
/// # Errors
/// When the database fails.
pub async fn addresses<R>(db: &impl Db, granted: &Granted<R>) -> Result<Vec<Address>, Error> {
    sql::all(
        db,
        "SELECT id, label, name, line1, postcode, city, country FROM address
         WHERE account_id = ? AND purpose = 'delivery' ORDER BY position",
        [granted.account().0.into()],
    )
    .await
}
