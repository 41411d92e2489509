//! What the account says of itself, what its members want mails about, and who opened its documents.

use domain::{
    access::AccessPage,
    account::AccountDetails,
    addresses::{AddressesPage, Purpose},
    ids::{AddressId, CommandKey},
    language::Language,
    notices::NoticesPage,
};
#[cfg(feature = "ssr")]
use domain::{addresses::AddressText, notices::Choices};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::wire::Refused;
#[cfg(feature = "ssr")]
use crate::wire::server::{answer, go_to, signed_in};

/// The addresses of the account.
#[server(name = ReadAddresses, prefix = "/fn", endpoint = "/account/addresses", input = Json)]
pub async fn addresses() -> Result<AddressesPage, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::accounts::addresses(&context, &actor).await)
}

/// Add an address; with an `id` write that one anew.
#[server(name = SaveAddress, prefix = "/fn", endpoint = "/account/save-address")]
pub async fn save_address(
    key: CommandKey,
    #[server(default)] id: String,
    purpose: Purpose,
    #[server(default)] label: String,
    #[server(default)] name: String,
    #[server(default)] street: String,
    #[server(default)] postcode: String,
    #[server(default)] city: String,
    #[server(default)] country: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    let typed = AddressText { label, name, street, postcode, city, country };
    answer(service::accounts::save_address(&context, &actor, key, &id, purpose, &typed).await)?;
    go_to("/account/addresses");
    Ok(())
}

/// Have orders go to this address unless another is chosen.
#[server(name = MakeUsual, prefix = "/fn", endpoint = "/account/usual-address")]
pub async fn make_usual(id: AddressId) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::accounts::make_usual(&context, &actor, id).await)?;
    go_to("/account/addresses");
    Ok(())
}

/// Take an address away.
#[server(name = RemoveAddress, prefix = "/fn", endpoint = "/account/remove-address")]
pub async fn remove_address(id: AddressId) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::accounts::remove_address(&context, &actor, id).await)?;
    go_to("/account/addresses");
    Ok(())
}

/// The account's VAT number and its language.
#[server(name = ReadDetails, prefix = "/fn", endpoint = "/account/details", input = Json)]
pub async fn details() -> Result<AccountDetails, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::accounts::details(&context, &actor).await)
}

/// Set the VAT number that stands on invoices from now on; empty for none.
#[server(name = SaveTaxNumber, prefix = "/fn", endpoint = "/account/save-tax-number")]
pub async fn save_tax_number(#[server(default)] number: String) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::accounts::save_tax_number(&context, &actor, &number).await)?;
    go_to("/account/details");
    Ok(())
}

/// Set the language of the account's documents.
#[server(name = SaveLanguage, prefix = "/fn", endpoint = "/account/save-language")]
pub async fn save_language(language: Language) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::accounts::save_language(&context, &actor, language).await)?;
    go_to("/account/details");
    Ok(())
}

/// What one wants mails about.
#[server(name = ReadNotices, prefix = "/fn", endpoint = "/account/notices", input = Json)]
pub async fn notices() -> Result<NoticesPage, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::accounts::notices(&context, &actor).await)
}

/// Choose what one wants mails about; what is not ticked is not wanted.
#[server(name = SaveNotices, prefix = "/fn", endpoint = "/account/save-notices")]
pub async fn save_notices(
    #[server(default)] orders: bool,
    #[server(default)] money: bool,
    #[server(default)] cases: bool,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::accounts::save_notices(&context, &actor, Choices { orders, money, cases }).await)?;
    go_to("/account/notices");
    Ok(())
}

/// Who opened which document, newest first; `before` is where the page before ended.
#[server(name = ReadAccess, prefix = "/fn", endpoint = "/account/access", input = Json)]
pub async fn access(before: String) -> Result<AccessPage, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::access::page(&context, &actor, &before).await)
}
