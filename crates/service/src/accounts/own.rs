//! What an account says of itself, and its owner changes: where its orders go, what stands on its invoices, its VAT number
//! and its language. Orders and invoices that are there keep what they were made with.

use domain::{
    account::AccountDetails,
    addresses::{AddressLine, AddressText, AddressesPage, MOST_ADDRESSES, Purpose},
    event::{AccountPart, Event},
    ids::{AddressId, CommandKey},
    language::Language,
    permissions::{Actor, Granted, ManageAccount, ReadAccount, Right},
    refusal::{Code, Refusal},
    tax_number,
};
use store::{
    Tx,
    accounts::{Address, OwnAddress},
    keys,
};

use crate::{Context, Error, once};

/// The addresses of the account.
///
/// # Errors
/// When the database fails.
pub async fn addresses(context: &Context, actor: &Actor) -> Result<AddressesPage, Error> {
    let granted = actor.grant::<ReadAccount>()?;
    let account = store::accounts::find(context.store(), &granted).await?;
    let (mut delivery, mut billing) = (Vec::new(), None);
    for own in store::accounts::own_addresses(context.store(), &granted).await? {
        let line = AddressLine { id: AddressId(own.address.id), text: text_of(&own.address) };
        match own.purpose {
            Purpose::Delivery => delivery.push(line),
            Purpose::Billing => billing = Some(line),
        }
    }
    Ok(AddressesPage {
        name: account.name,
        country: account.country,
        delivery,
        billing,
        may_change: granted.role().has(Right::ManageAccount),
    })
}

/// Adds an address where `id` is empty, or writes the one with this id anew.
///
/// # Errors
/// `NotAllowed`, those of [`AddressText::checked`], `NotFound`, `TooMuch` for more than an account has, `Stale` when there
/// is an address for invoices meanwhile, `KeyReused`.
pub async fn save_address(
    context: &Context,
    actor: &Actor,
    key: CommandKey,
    id: &str,
    purpose: Purpose,
    typed: &AddressText,
) -> Result<(), Error> {
    let granted = actor.grant::<ManageAccount>()?;
    let text = typed.checked()?;
    match id.trim() {
        "" => add(context, actor, &granted, key, purpose, &text).await,
        id => {
            let id: AddressId = id.parse().map_err(|_| Refusal::of(Code::NotFound))?;
            write_anew(context, actor, &granted, id, &text).await
        }
    }
}

async fn add(
    context: &Context,
    actor: &Actor,
    granted: &Granted<ManageAccount>,
    key: CommandKey,
    purpose: Purpose,
    text: &AddressText,
) -> Result<(), Error> {
    const COMMAND: &str = "account/save-address";
    let AddressText { label, name, street, postcode, city, country } = text;
    let mut parts = vec![purpose.code().as_bytes()];
    parts.extend([label, name, street, postcode, city, country].map(String::as_bytes));
    let asked = once::asked(COMMAND, actor.member, &parts);
    let id = AddressId(store::new_id());
    let tx = context.store().begin().await?;
    if once::made(keys::claim(&tx, granted, key, &asked, id.0, context.now()).await?)?.is_some() {
        return Ok(());
    }
    let known = held(&tx, actor, granted).await?;
    if known.len() >= MOST_ADDRESSES {
        return Err(Refusal::of(Code::TooMuch).with(MOST_ADDRESSES).into());
    }
    if purpose == Purpose::Billing && known.iter().any(|own| own.purpose == purpose) {
        return Err(Code::Stale.into());
    }
    store::accounts::insert_address(&tx, granted, &address_of(id, text), purpose).await?;
    tell(context, tx, actor, granted, part_of(purpose)).await
}

async fn write_anew(
    context: &Context,
    actor: &Actor,
    granted: &Granted<ManageAccount>,
    id: AddressId,
    text: &AddressText,
) -> Result<(), Error> {
    let tx = context.store().begin().await?;
    let known = held(&tx, actor, granted).await?;
    let own = known.iter().find(|own| own.address.id == id.0).ok_or(Code::NotFound)?;
    if text_of(&own.address) == *text {
        return Ok(());
    }
    if !store::accounts::change_address(&tx, granted, &address_of(id, text)).await? {
        return Err(Code::NotFound.into());
    }
    tell(context, tx, actor, granted, part_of(own.purpose)).await
}

/// Makes an address the usual one: orders go there unless another is chosen.
///
/// # Errors
/// `NotAllowed`, `NotFound`, also for the address of invoices.
pub async fn make_usual(context: &Context, actor: &Actor, id: AddressId) -> Result<(), Error> {
    let granted = actor.grant::<ManageAccount>()?;
    let tx = context.store().begin().await?;
    let known = held(&tx, actor, &granted).await?;
    if known.first().is_some_and(|own| own.address.id == id.0 && own.purpose == Purpose::Delivery) {
        return Ok(());
    }
    if !store::accounts::make_usual(&tx, &granted, id).await? {
        return Err(Code::NotFound.into());
    }
    tell(context, tx, actor, &granted, AccountPart::Addresses).await
}

/// Takes an address away. The usual one stays until another is the usual one.
///
/// # Errors
/// `NotAllowed`, `NotFound`, `UsualAddress`.
pub async fn remove_address(context: &Context, actor: &Actor, id: AddressId) -> Result<(), Error> {
    let granted = actor.grant::<ManageAccount>()?;
    let tx = context.store().begin().await?;
    let known = held(&tx, actor, &granted).await?;
    let place = known.iter().position(|own| own.address.id == id.0).ok_or(Code::NotFound)?;
    let purpose = known.get(place).map_or(Purpose::Delivery, |own| own.purpose);
    if place == 0 && purpose == Purpose::Delivery {
        return Err(Code::UsualAddress.into());
    }
    store::accounts::remove_address(&tx, &granted, id).await?;
    tell(context, tx, actor, &granted, part_of(purpose)).await
}

/// What else the owner says of the account.
///
/// # Errors
/// `NotAllowed`.
pub async fn details(context: &Context, actor: &Actor) -> Result<AccountDetails, Error> {
    let granted = actor.grant::<ManageAccount>()?;
    let account = store::accounts::find(context.store(), &granted).await?;
    Ok(AccountDetails {
        needs_tax_number: account.tax_profile.needs_vat_number(),
        tax_number: account.vat_number.unwrap_or_default(),
        language: account.language,
    })
}

/// Sets the VAT number, which stands on invoices from then on; empty takes it away. Its form and its check digits are
/// looked at. Whether it exists is asked of nobody, and how the account's orders are taxed is the vendor's to say.
///
/// # Errors
/// `NotAllowed`; `TaxNumberCountry`, `TaxNumberForm` and `TaxNumberCheck` on `number`; `TaxNumberNeeded` where the account
/// accounts for the tax itself.
pub async fn save_tax_number(context: &Context, actor: &Actor, typed: &str) -> Result<(), Error> {
    const FIELD: &str = "number";
    let granted = actor.grant::<ManageAccount>()?;
    let tx = context.store().begin().await?;
    let account = store::accounts::lock(&tx, &granted).await?;
    let number = match typed.trim() {
        "" if account.tax_profile.needs_vat_number() => {
            return Err(Refusal::field(Code::TaxNumberNeeded, FIELD).into());
        }
        "" => None,
        typed => Some(tax_number::read(typed, &account.country).map_err(|wrong| wrong.refusal(FIELD))?),
    };
    if number == account.vat_number {
        return Ok(());
    }
    store::accounts::set_vat_number(&tx, &granted, number.as_deref()).await?;
    tell(context, tx, actor, &granted, AccountPart::TaxNumber).await
}

/// Sets the language of what is written to the account where nobody in particular reads it.
///
/// # Errors
/// `NotAllowed`.
pub async fn save_language(context: &Context, actor: &Actor, language: Language) -> Result<(), Error> {
    let granted = actor.grant::<ManageAccount>()?;
    let tx = context.store().begin().await?;
    if store::accounts::lock(&tx, &granted).await?.language == language {
        return Ok(());
    }
    store::accounts::set_language(&tx, &granted, language).await?;
    tell(context, tx, actor, &granted, AccountPart::Language).await
}

/// The addresses as they stay until the transaction ends: two owners do not take away each other's last one.
async fn held(tx: &Tx, actor: &Actor, granted: &Granted<ManageAccount>) -> Result<Vec<OwnAddress>, Error> {
    store::accounts::lock(tx, granted).await?;
    Ok(store::accounts::own_addresses(tx, &actor.grant::<ReadAccount>()?).await?)
}

/// The event, so that the other members hear of it, and the end of the transaction.
async fn tell(
    context: &Context,
    tx: Tx,
    actor: &Actor,
    granted: &Granted<ManageAccount>,
    what: AccountPart,
) -> Result<(), Error> {
    let event = Event::AccountChanged { what };
    store::events::append(&tx, granted.account(), actor.member, &event, context.now()).await?;
    tx.commit().await?;
    Ok(())
}

const fn part_of(purpose: Purpose) -> AccountPart {
    match purpose {
        Purpose::Delivery => AccountPart::Addresses,
        Purpose::Billing => AccountPart::BillingAddress,
    }
}

fn text_of(address: &Address) -> AddressText {
    AddressText {
        label: address.label.clone(),
        name: address.name.clone(),
        street: address.line1.clone(),
        postcode: address.postcode.clone(),
        city: address.city.clone(),
        country: address.country.clone(),
    }
}

fn address_of(id: AddressId, text: &AddressText) -> Address {
    Address {
        id: id.0,
        label: text.label.clone(),
        name: text.name.clone(),
        line1: text.street.clone(),
        postcode: text.postcode.clone(),
        city: text.city.clone(),
        country: text.country.clone(),
    }
}
