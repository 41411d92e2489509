//! Saved lists.

use std::collections::HashMap;

use domain::{
    ids::{ArticleId, CartId, CommandKey, ListId},
    input,
    money::Quantity,
    permissions::{Actor, Granted, PlaceOrders, ReadAccount},
    pricing::price_line,
    refusal::{Code, Refusal},
    shop::{ListLink, SavedLine, SavedList, ShopFilter},
    tax::PriceMode,
};
use store::{
    Tx,
    carts::{self, Owner},
    catalogue::{self, Article},
    keys,
};

use crate::{
    Context, Error,
    carts::number_of,
    once,
    shop::{self, Prices},
};

const LONGEST_NAME: usize = 80;

/// The account's lists.
///
/// # Errors
/// When the database fails.
pub async fn all(context: &Context, actor: &Actor) -> Result<Vec<ListLink>, Error> {
    let granted = actor.grant::<PlaceOrders>()?;
    let lists = store::lists::all(context.store(), &granted).await?;
    Ok(lists
        .into_iter()
        .map(|list| ListLink {
            id: ListId(list.id),
            name: list.name,
            count: i32::try_from(list.count).unwrap_or(i32::MAX),
        })
        .collect())
}

/// One list with today's prices; what is sold no more is named apart.
///
/// # Errors
/// `NotFound`.
pub async fn one(context: &Context, actor: &Actor, id: ListId) -> Result<SavedList, Error> {
    let granted = actor.grant::<PlaceOrders>()?;
    let store = context.store();
    let list = store::lists::find(store, &granted, id).await?.ok_or(Code::NotFound)?;
    let lines = store::lists::lines(store, &granted, id).await?;
    let account = store::accounts::find(store, &actor.grant::<ReadAccount>()?).await?;
    let prices = Prices {
        list: account.price_list.clone(),
        currency: account.currency,
        mode: account.price_mode,
        account: Some(account.id),
    };
    let ids: Vec<ArticleId> = lines.iter().map(|(id, _)| *id).collect();
    let articles = catalogue::by_ids(store, &ids).await?;
    let cards = shop::cards(context, actor.language, &prices, articles).await?;
    let mut by_id: HashMap<ArticleId, _> = cards.into_iter().map(|card| (card.id, card)).collect();
    let breaks = catalogue::prices(store, &prices.list, prices.currency, &ids).await?;
    let rules = context.settings().currency(account.currency);
    let (mut sold, mut gone) = (Vec::with_capacity(lines.len()), Vec::new());
    for (id, quantity) in lines {
        let Some(card) = by_id.remove(&id) else { continue };
        let price = price_line(breaks.get(&id).map_or(&[][..], Vec::as_slice), quantity, &rules)?;
        match price {
            Some(price) => sold.push(SavedLine { card, quantity, unit_price: price.unit_price }),
            None => gone.push(card.name),
        }
    }
    Ok(SavedList {
        id,
        name: list.name,
        lines: sold,
        gone,
        currency: account.currency,
        gross_prices: prices.mode == PriceMode::Gross,
        now: context.wall(context.now(), &actor.time_zone),
    })
}

/// Keeps what is in the cart as a list.
///
/// # Errors
/// `Missing` without a name, `CartEmpty`, `TooMuch` when the cart is longer than it may be, `KeyReused`.
pub async fn save_cart(context: &Context, actor: &Actor, key: CommandKey, name: &str) -> Result<ListId, Error> {
    const COMMAND: &str = "lists/save-cart";
    let granted = actor.grant::<PlaceOrders>()?;
    let name = input::required("name", name, LONGEST_NAME)?;
    let now = context.now();
    let asked = once::asked(COMMAND, actor.member, &[name.as_bytes()]);
    let list = ListId(store::new_id());
    let tx = context.store().begin().await?;
    // Before the cart is looked at: when the answer was lost, it may have been ordered and emptied since.
    if let Some(made) = once::made(keys::claim(&tx, &granted, key, &asked, list.0, now).await?)? {
        return Ok(ListId(made));
    }
    let cart = carts::find(&tx, &Owner::Member(granted)).await?.ok_or(Code::CartEmpty)?;
    let lines = carts::lines(&tx, CartId(cart.id)).await?;
    if lines.is_empty() {
        return Err(Code::CartEmpty.into());
    }
    // A list that is longer than a cart would never come back into one.
    crate::carts::check_length(lines.len())?;
    let articles: Vec<_> = lines.iter().map(|line| (line.article, line.quantity)).collect();
    store::lists::create(&tx, &granted, list, &name, now).await?;
    store::lists::put(&tx, &granted, list, &articles).await?;
    tx.commit().await?;
    Ok(list)
}

/// Puts an article on a list; without one a new list with `name` is made.
///
/// # Errors
/// `NotFound`, `Article`, `Quantity`, `Missing` when the new list has no name, `TooMuch` when the list holds no more,
/// `KeyReused`.
pub async fn add(
    context: &Context,
    actor: &Actor,
    key: CommandKey,
    list: &str,
    name: &str,
    number: &str,
    quantity: &str,
) -> Result<ListId, Error> {
    const COMMAND: &str = "lists/add";
    let granted = actor.grant::<PlaceOrders>()?;
    let there: Option<ListId> = match list {
        "" => None,
        text => Some(text.parse().map_err(|_| Refusal::of(Code::NotFound))?),
    };
    let now = context.now();
    let asked =
        once::asked(COMMAND, actor.member, &[list.as_bytes(), name.as_bytes(), number.as_bytes(), quantity.as_bytes()]);
    let id = there.unwrap_or_else(|| ListId(store::new_id()));
    let tx = context.store().begin().await?;
    if let Some(made) = once::made(keys::claim(&tx, &granted, key, &asked, id.0, now).await?)? {
        return Ok(ListId(made));
    }
    let article = sold(&tx, &granted, number).await?;
    let quantity: Quantity = shop::quantity(quantity, article.step, actor.language)?;
    match there {
        Some(id) => {
            if !store::lists::lock(&tx, &granted, id).await? {
                return Err(Code::NotFound.into());
            }
            let lines = store::lists::lines(&tx, &granted, id).await?;
            // A list that is longer than a cart would never come back into one.
            if lines.iter().all(|(on_it, _)| *on_it != article.id) {
                crate::carts::check_length(lines.len() + 1)?;
            }
        }
        None => {
            let name = input::required("name", name, LONGEST_NAME)?;
            store::lists::create(&tx, &granted, id, &name, now).await?;
        }
    }
    store::lists::put(&tx, &granted, id, &[(article.id, quantity)]).await?;
    tx.commit().await?;
    Ok(id)
}

/// The article with this number, when it is sold to the account.
async fn sold(tx: &Tx, granted: &Granted<PlaceOrders>, number: &str) -> Result<Article, Error> {
    let account = store::accounts::find(tx, granted).await?;
    let audience = catalogue::Audience { price_list: &account.price_list, currency: account.currency, account: None };
    let found = catalogue::by_numbers(tx, &[number_of(number)], &ShopFilter::default(), audience).await?;
    Ok(found.into_iter().next().ok_or_else(|| Refusal::field(Code::Article, "number"))?)
}

/// Puts what is sold of the list into the cart, on top of what is there.
///
/// # Errors
/// `NotFound`, `TooMuch` when it does not fit into the cart, `KeyReused`.
pub async fn to_cart(context: &Context, actor: &Actor, key: CommandKey, id: ListId) -> Result<(), Error> {
    let granted = actor.grant::<PlaceOrders>()?;
    let now = context.now();
    let tx = context.store().begin().await?;
    let cart = carts::open(&tx, &Owner::Member(granted), now).await?;
    // Before the list is looked for: it may have been thrown away since.
    if !crate::carts::claim(&tx, cart, key, &[b"lists/to-cart", id.0.as_bytes()], now).await? {
        return Ok(());
    }
    store::lists::find(&tx, &granted, id).await?.ok_or(Code::NotFound)?;
    let wanted = store::lists::lines(&tx, &granted, id).await?;
    let account = store::accounts::find(&tx, &granted).await?;
    let ids: Vec<ArticleId> = wanted.iter().map(|(article, _)| *article).collect();
    let sold = catalogue::prices(&tx, &account.price_list, account.currency, &ids).await?;
    let before = carts::lines(&tx, cart).await?;
    let mut lines = before.clone();
    for (article, quantity) in wanted.into_iter().filter(|(article, _)| sold.contains_key(article)) {
        crate::carts::add(&mut lines, article, quantity)?;
    }
    crate::carts::write(&tx, cart, &before, &lines, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Gives a list another name.
///
/// # Errors
/// `NotFound`, `Missing` without a name, `TooLong`, `KeyReused`.
pub async fn rename(context: &Context, actor: &Actor, key: CommandKey, id: ListId, name: &str) -> Result<(), Error> {
    const COMMAND: &str = "lists/rename";
    let granted = actor.grant::<PlaceOrders>()?;
    let name = input::required("name", name, LONGEST_NAME)?;
    let asked = once::asked(COMMAND, actor.member, &[id.0.as_bytes(), name.as_bytes()]);
    let tx = context.store().begin().await?;
    // Sent again after a lost answer, it does not undo what was named since.
    if once::made(keys::claim(&tx, &granted, key, &asked, id.0, context.now()).await?)?.is_some() {
        return Ok(());
    }
    if !store::lists::rename(&tx, &granted, id, &name).await? {
        return Err(Code::NotFound.into());
    }
    tx.commit().await?;
    Ok(())
}

/// Throws a list away. Sent again after a lost answer, it is gone all the same.
///
/// # Errors
/// `NotFound`, `KeyReused`.
pub async fn delete(context: &Context, actor: &Actor, key: CommandKey, id: ListId) -> Result<(), Error> {
    const COMMAND: &str = "lists/delete";
    let granted = actor.grant::<PlaceOrders>()?;
    let asked = once::asked(COMMAND, actor.member, &[id.0.as_bytes()]);
    let tx = context.store().begin().await?;
    if once::made(keys::claim(&tx, &granted, key, &asked, id.0, context.now()).await?)?.is_some() {
        return Ok(());
    }
    if !store::lists::delete(&tx, &granted, id).await? {
        return Err(Code::NotFound.into());
    }
    tx.commit().await?;
    Ok(())
}
