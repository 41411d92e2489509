//! The review: the whole order before it goes, frozen under a number.

use domain::{
    ids::{AddressId, CartId, ReviewId},
    input,
    permissions::{Actor, Granted, PlaceOrders},
    refusal::{Code, Refusal},
    review::{AddressChoice, DeliveryChoice, Difference, Offer, ReviewLine, ReviewPage, differences, news},
    stock::Stock,
    tax::PriceMode,
};
use std::collections::HashMap;
use store::{
    accounts::Account,
    carts::{self, Owner},
};

use crate::{
    Context, Error, approvals,
    carts::{articles_and_prices, check_length},
    offers::{self, Details, Schedule},
    shop::Prices,
};

/// What a form says besides the lines.
#[derive(Clone, Debug)]
pub struct Typed {
    pub address: String,
    pub delivery_way: String,
    pub reference: String,
    pub note: String,
}

pub(crate) const LONGEST_REFERENCE: usize = 60;
pub(crate) const LONGEST_NOTE: usize = 1000;
/// How long whoever finds an empty cart may well look for the order it became, minutes.
const JUST_ORDERED: i64 = 30;
/// As many tabs as a person opens at one moment.
const FREEZE_TRIES: u32 = 4;

/// The order as it would go now. When it differs from the version last frozen, it is frozen as the next one. What has
/// changed without the customer is said until the order is submitted.
///
/// # Errors
/// When the database fails.
pub async fn open(context: &Context, actor: &Actor) -> Result<ReviewPage, Error> {
    let granted = actor.grant::<PlaceOrders>()?;
    let store = context.store();
    let settings = context.settings();
    let account = store::accounts::find(store, &granted).await?;
    let addresses = store::accounts::addresses(store, &granted).await?;
    let Some(cart) = carts::find(store, &Owner::Member(granted)).await? else {
        return Err(nothing_left(context, &granted).await?.into());
    };
    let cart_id = CartId(cart.id);
    let lines = carts::lines(store, cart_id).await?;
    if lines.is_empty() {
        return Err(nothing_left(context, &granted).await?.into());
    }
    let prices = Prices {
        list: account.price_list.clone(),
        currency: account.currency,
        mode: account.price_mode,
        account: Some(account.id),
    };
    let (articles, breaks) = articles_and_prices(context, &prices, &lines).await?;
    let stocks: HashMap<_, Stock> = articles.values().map(|article| (article.id, article.stock)).collect();
    let schedule = Schedule::at(context.now(), &settings);
    let details = Details {
        address: cart.address_id.map(AddressId).or_else(|| addresses.first().map(|address| AddressId(address.id))),
        delivery_way: cart.delivery_way.clone(),
        reference: cart.reference.clone(),
        note: cart.note.clone(),
    };
    let offer = offers::make(&settings, &account, &lines, &articles, &breaks, &stocks, details, &schedule)?;

    let Frozen { id, version, news } = freeze(context, &granted, cart_id, &offer).await?;
    let limit = approvals::limit_that_holds(store, &granted, granted.role(), granted.order_limit()).await?;
    let above_limit = limit.filter(|limit| offer.tax.gross > *limit);
    let blocked = check_length(offer.lines.len()).err().or_else(|| offers::blocked(&settings, &offer, &articles));
    Ok(ReviewPage {
        id,
        version,
        currency: offer.currency,
        gross_prices: offer.mode == PriceMode::Gross,
        lines: offer
            .lines
            .iter()
            .map(|line| ReviewLine {
                number: line.number.clone(),
                name: articles.get(&line.article).map_or_else(
                    || line.names.pick(actor.language, settings.vendor.language).0.to_owned(),
                    |article| crate::shop::full_name(article, actor.language, settings.vendor.language),
                ),
                picture: line.picture.clone(),
                unit: line.unit.clone(),
                kind: line.kind,
                quantity: line.quantity,
                price: line.price,
                availability: line.availability,
                wished: line.wished,
            })
            .collect(),
        goods_amount: goods(&offer),
        delivery_cost: offer.delivery_cost,
        delivery_ways: delivery_choices(context, actor, &account, offers::worth_delivered(&offer.lines)),
        delivery_way: offer.delivery_way.clone(),
        addresses: addresses
            .iter()
            .map(|address| AddressChoice {
                id: AddressId(address.id),
                label: address.label.clone(),
                lines: address.lines(),
            })
            .collect(),
        address: offer.address,
        reference: offer.reference.clone(),
        note: offer.note.clone(),
        differences: news,
        above_limit,
        blocked,
        cancel_until: context.wall(schedule.picking, &actor.time_zone),
        now: context.wall(context.now(), &actor.time_zone),
        vat_number: account.vat_number,
        tax: offer.tax,
    })
}

/// The cart is empty; the detail is the number of the order that it has just become, for whoever comes back to the review
/// without having seen the answer.
async fn nothing_left(context: &Context, granted: &Granted<PlaceOrders>) -> Result<Refusal, Error> {
    let since = context.now().plus_minutes(-JUST_ORDERED);
    let ordered = store::orders::newest_since(context.store(), granted, since).await?;
    let refusal = Refusal::of(Code::CartEmpty);
    Ok(match ordered {
        Some(number) => refusal.with(number),
        None => refusal,
    })
}

/// A review under its number, and what is told of it.
struct Frozen {
    id: ReviewId,
    version: i32,
    news: Vec<Difference>,
}

/// Freezes the offer as the cart's next version, unless it is the newest already. What has changed is kept with it, so
/// that whoever comes back to the page is told again.
async fn freeze(
    context: &Context,
    granted: &Granted<PlaceOrders>,
    cart: CartId,
    offer: &Offer,
) -> Result<Frozen, Error> {
    for _ in 0..FREEZE_TRIES {
        let newest = unordered(context, granted, cart).await?;
        let news = match newest.seen {
            Some(seen) if seen.offer == *offer => {
                return Ok(Frozen { id: seen.id, version: seen.version, news: seen.news });
            }
            Some(seen) => news(&seen.news, &differences(&seen.offer, offer), offer),
            None => Vec::new(),
        };
        let version = newest.version + 1;
        let tx = context.store().begin().await?;
        match store::reviews::freeze(&tx, granted, cart, version, offer, &news, context.now()).await {
            Ok(id) => {
                tx.commit().await?;
                return Ok(Frozen { id, version, news });
            }
            // A second tab took this version at the same moment: it is there now, and mostly the same.
            Err(store::Error::Taken) => drop(tx),
            Err(other) => return Err(other.into()),
        }
    }
    Err(Error::Busy)
}

/// The cart's newest version, and its review unless that has become an order: a review is ordered once, and the same
/// things again are looked at for the first time.
struct Newest {
    version: i32,
    seen: Option<store::reviews::Review>,
}

async fn unordered(context: &Context, granted: &Granted<PlaceOrders>, cart: CartId) -> Result<Newest, Error> {
    let store = context.store();
    let Some(newest) = store::reviews::newest(store, granted, cart).await? else {
        return Ok(Newest { version: 0, seen: None });
    };
    let is_ordered = store::orders::of_review(store, granted, newest.id).await?.is_some();
    Ok(Newest { version: newest.version, seen: Some(newest).filter(|_| !is_ordered) })
}

/// The goods and services of an offer, as its prices are: net or gross.
pub(crate) fn goods(offer: &Offer) -> i64 {
    offer.lines.iter().filter_map(|line| line.price).map(|price| price.amount).sum()
}

fn delivery_choices(context: &Context, actor: &Actor, account: &Account, goods: i64) -> Vec<DeliveryChoice> {
    let settings = context.settings();
    settings
        .delivery_ways
        .iter()
        .filter_map(|way| {
            Some(DeliveryChoice {
                code: way.code.clone(),
                name: way.names.pick(actor.language, settings.vendor.language).0.to_owned(),
                cost: way.cost_for(account.currency, goods)?,
            })
        })
        .collect()
}

/// Changes address, way of delivery, reference or note.
///
/// # Errors
/// `NotFound` for an address or way that is not there, `TooLong`, `Malformed`.
pub async fn details(context: &Context, actor: &Actor, typed: &Typed) -> Result<(), Error> {
    let granted = actor.grant::<PlaceOrders>()?;
    let chosen = chosen(context, &granted, typed).await?;
    keep(context, &granted, &chosen).await
}

/// The review to submit when the page of `seen` says this besides the lines: nothing that was typed is lost because it
/// was not saved before. Where only the customer's own words are new, they are frozen with what was seen as the next
/// version, and that goes; whatever makes it dearer, later or comes another way is kept and asked first.
///
/// # Errors
/// `ReviewChanged`, and those of [`details`].
pub(crate) async fn as_typed(
    context: &Context,
    actor: &Actor,
    seen: ReviewId,
    typed: &Typed,
) -> Result<ReviewId, Error> {
    let granted = actor.grant::<PlaceOrders>()?;
    let store = context.store();
    let chosen = chosen(context, &granted, typed).await?;
    let Some(cart) = carts::find(store, &Owner::Member(granted)).await? else { return Ok(seen) };
    let cart_id = CartId(cart.id);
    // What has become an order already is answered with it, and what is in the cart since is not touched.
    let is_ordered = store::orders::of_review(store, &granted, seen).await?.is_some();
    if is_ordered || carts::lines(store, cart_id).await?.is_empty() {
        return Ok(seen);
    }
    let Some(before) = store::reviews::find(store, &granted, cart_id, seen).await? else { return Ok(seen) };
    keep(context, &granted, &chosen).await?;
    if chosen.is_of(&before.offer) {
        return Ok(seen);
    }
    let now = open(context, actor).await?;
    let after = store::reviews::find(store, &granted, cart_id, now.id).await?.ok_or(Code::ReviewChanged)?;
    let comes_as_before = before.offer.delivery_way == after.offer.delivery_way;
    let asks = differences(&before.offer, &after.offer)
        .iter()
        .any(|difference| difference.asks() && !(comes_as_before && *difference == Difference::Details));
    if asks { Err(Code::ReviewChanged.into()) } else { Ok(now.id) }
}

/// What a form says besides the lines, checked.
struct Chosen {
    address: Option<AddressId>,
    way: Option<String>,
    reference: Option<String>,
    note: Option<String>,
}

impl Chosen {
    fn is_of(&self, offer: &Offer) -> bool {
        self.reference == offer.reference
            && self.note == offer.note
            && (self.address.is_none() || self.address == offer.address)
            && self.way.as_ref().is_none_or(|way| *way == offer.delivery_way)
    }
}

async fn chosen(context: &Context, granted: &Granted<PlaceOrders>, typed: &Typed) -> Result<Chosen, Error> {
    let reference = input::line("reference", &typed.reference, LONGEST_REFERENCE)?;
    let note = input::paragraph("note", &typed.note, LONGEST_NOTE)?;
    let address = match typed.address.as_str() {
        "" => None,
        text => {
            let id: AddressId = text.parse().map_err(|_| Refusal::field(Code::NotFound, "address"))?;
            let known = store::accounts::addresses(context.store(), granted).await?;
            if !known.iter().any(|address| address.id == id.0) {
                return Err(Refusal::field(Code::NotFound, "address").into());
            }
            Some(id)
        }
    };
    let settings = context.settings();
    let way = match typed.delivery_way.as_str() {
        "" => None,
        code => Some(
            settings.delivery_way(code).ok_or_else(|| Refusal::field(Code::NotFound, "delivery_way"))?.code.clone(),
        ),
    };
    Ok(Chosen { address, way, reference, note })
}

async fn keep(context: &Context, granted: &Granted<PlaceOrders>, chosen: &Chosen) -> Result<(), Error> {
    let Chosen { address, way, reference, note } = chosen;
    let tx = context.store().begin().await?;
    let cart = carts::open(&tx, &Owner::Member(*granted), context.now()).await?;
    carts::set_details(&tx, cart, *address, way.as_deref(), reference.as_deref(), note.as_deref()).await?;
    tx.commit().await?;
    Ok(())
}
