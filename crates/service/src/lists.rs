//! Saved lists.

use std::collections::HashMap;

use domain::{
    ids::{ArticleId, CartId, CommandKey, ListId},
    input,
    money::Quantity,
    permissions::{Actor, Granted, PlaceOrders, ReadAccount},
    refusal::{Code, Refusal},
    shop::{ListLink, SavedList, ShopFilter},
};
use store::{
    Tx,
    carts::{self, Line, Owner},
    catalogue,
    keys::{self, Claim},
};

use crate::{
    Context, Error, secret,
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

/// One list with today's prices; articles that are sold no more are left out.
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
    let mut by_id: HashMap<ArticleId, _> =
        cards.into_iter().filter(|card| card.price.is_some()).map(|card| (card.id, card)).collect();
    Ok(SavedList {
        id,
        name: list.name,
        lines: lines.into_iter().filter_map(|(id, quantity)| by_id.remove(&id).map(|card| (card, quantity))).collect(),
        currency: account.currency,
        now: context.wall(context.now(), &actor.time_zone),
    })
}

/// Keeps what is in the cart as a list.
///
/// # Errors
/// `Missing` without a name, `CartEmpty`.
pub async fn save_cart(context: &Context, actor: &Actor, key: CommandKey, name: &str) -> Result<ListId, Error> {
    let granted = actor.grant::<PlaceOrders>()?;
    let name = input::required("name", name, LONGEST_NAME)?;
    let tx = context.store().begin().await?;
    let cart = carts::find(&tx, &Owner::Member(granted)).await?.ok_or(Code::CartEmpty)?;
    let lines = carts::lines(&tx, CartId(cart.id)).await?;
    if lines.is_empty() {
        return Err(Code::CartEmpty.into());
    }
    let list = match new_list(context, &tx, &granted, key, &name).await? {
        (list, true) => list,
        (list, false) => return Ok(list),
    };
    for line in lines {
        store::lists::put(&tx, &granted, list, line.article, line.quantity).await?;
    }
    tx.commit().await?;
    Ok(list)
}

/// A new list, or with `false` the one that this key has made already.
async fn new_list(
    context: &Context,
    tx: &Tx,
    granted: &Granted<PlaceOrders>,
    key: CommandKey,
    name: &str,
) -> Result<(ListId, bool), Error> {
    const COMMAND: &str = "lists/create";
    let id = ListId(store::new_id());
    let input = secret::hash(&[COMMAND.as_bytes(), name.as_bytes()]);
    match keys::claim(tx, granted, key, COMMAND, &input, id.0, context.now()).await? {
        Claim::New => {
            store::lists::create(tx, granted, id, name, context.now()).await?;
            Ok((id, true))
        }
        Claim::Done(made) => Ok((ListId(made), false)),
        Claim::Reused => Err(Code::KeyReused.into()),
    }
}

/// Puts an article on a list; without one a new list with `name` is made.
///
/// # Errors
/// `NotFound`, `Article`, `Quantity`, `Missing` when the new list has no name.
pub async fn add(
    context: &Context,
    actor: &Actor,
    key: CommandKey,
    list: &str,
    name: &str,
    number: &str,
    quantity: &str,
) -> Result<ListId, Error> {
    let granted = actor.grant::<PlaceOrders>()?;
    let account = store::accounts::find(context.store(), &granted).await?;
    let audience = catalogue::Audience { price_list: &account.price_list, account: None };
    let found =
        catalogue::by_numbers(context.store(), &[number.trim().to_uppercase()], &ShopFilter::default(), audience)
            .await?;
    let article = found.into_iter().next().ok_or_else(|| Refusal::field(Code::Article, "number"))?;
    let quantity: Quantity = shop::quantity(quantity, article.step)?;
    let tx = context.store().begin().await?;
    let list = if list.is_empty() {
        new_list(context, &tx, &granted, key, &input::required("name", name, LONGEST_NAME)?).await?.0
    } else {
        let id: ListId = list.parse().map_err(|_| Refusal::of(Code::NotFound))?;
        store::lists::find(&tx, &granted, id).await?.ok_or(Code::NotFound)?;
        id
    };
    store::lists::put(&tx, &granted, list, article.id, quantity).await?;
    tx.commit().await?;
    Ok(list)
}

/// Puts the whole list into the cart, on top of what is there.
///
/// # Errors
/// `NotFound`.
pub async fn to_cart(context: &Context, actor: &Actor, key: CommandKey, id: ListId) -> Result<(), Error> {
    let granted = actor.grant::<PlaceOrders>()?;
    let now = context.now();
    let tx = context.store().begin().await?;
    store::lists::find(&tx, &granted, id).await?.ok_or(Code::NotFound)?;
    let lines = store::lists::lines(&tx, &granted, id).await?;
    let cart = carts::open(&tx, &Owner::Member(granted), now).await?;
    if !carts::claim_change(&tx, cart, key, now).await? {
        return Ok(());
    }
    let there = carts::lines(&tx, cart).await?;
    for (article, quantity) in lines {
        let old = there.iter().find(|line| line.article == article);
        let quantity = old.map_or(Ok(quantity), |old| old.quantity.checked_add(quantity))?;
        let wished = old.and_then(|old| old.wished);
        carts::set_line(&tx, cart, Line { article, quantity, wished }, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Throws a list away.
///
/// # Errors
/// `NotFound`.
pub async fn delete(context: &Context, actor: &Actor, id: ListId) -> Result<(), Error> {
    let granted = actor.grant::<PlaceOrders>()?;
    let tx = context.store().begin().await?;
    if !store::lists::delete(&tx, &granted, id).await? {
        return Err(Code::NotFound.into());
    }
    tx.commit().await?;
    Ok(())
}
