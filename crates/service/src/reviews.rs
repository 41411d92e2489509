//! The review: the whole order before it goes, frozen under a number.

use domain::{
    ids::{AddressId, CartId},
    input,
    permissions::{Actor, PlaceOrders},
    refusal::{Code, Refusal},
    review::{AddressChoice, DeliveryChoice, Difference, Offer, ReviewLine, ReviewPage, differences},
    stock::Stock,
    tax::PriceMode,
};
use std::collections::HashMap;
use store::{
    accounts::Account,
    carts::{self, Owner},
};

use crate::{
    Context, Error,
    carts::articles_and_prices,
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

/// The order as it would go now. When it differs from the version last frozen, it is frozen as the next one and the
/// differences are said.
///
/// # Errors
/// When the database fails.
pub async fn open(context: &Context, actor: &Actor) -> Result<ReviewPage, Error> {
    let granted = actor.grant::<PlaceOrders>()?;
    let store = context.store();
    let settings = context.settings();
    let account = store::accounts::find(store, &granted).await?;
    let addresses = store::accounts::addresses(store, &granted).await?;
    let cart = carts::find(store, &Owner::Member(granted)).await?.ok_or(Code::CartEmpty)?;
    let cart_id = CartId(cart.id);
    let lines = carts::lines(store, cart_id).await?;
    if lines.is_empty() {
        return Err(Code::CartEmpty.into());
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

    let newest = store::reviews::newest(store, &granted, cart_id).await?;
    // A review is ordered once: the same things again are another order.
    let ordered = match &newest {
        Some(newest) => store::orders::of_review(store, &granted, newest.id).await?.is_some(),
        None => false,
    };
    // After an order one looks for the first time again.
    let changed =
        newest.as_ref().filter(|_| !ordered).map(|newest| differences(&newest.offer, &offer)).unwrap_or_default();
    let told = news_of(changed);
    let (id, version) = match newest {
        Some(newest) if newest.offer == offer && !ordered => (newest.id, newest.version),
        newest => {
            let version = newest.map_or(1, |newest| newest.version + 1);
            let tx = context.store().begin().await?;
            let id = match store::reviews::freeze(&tx, &granted, cart_id, version, &offer, context.now()).await {
                Ok(id) => id,
                // A second tab froze it at the same moment: it will be there when this one looks again.
                Err(store::Error::Taken) => return Err(Error::Busy),
                Err(other) => return Err(other.into()),
            };
            tx.commit().await?;
            (id, version)
        }
    };
    let above_limit = granted.order_limit().filter(|limit| offer.tax.gross > *limit);
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
        delivery_ways: delivery_choices(context, actor, &account, goods(&offer)),
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
        differences: told,
        above_limit,
        blocked: offers::blocked(&settings, &offer, &articles),
        cancel_until: context.wall(schedule.picking, &actor.time_zone),
        now: context.wall(context.now(), &actor.time_zone),
        vat_number: account.vat_number,
        tax: offer.tax,
    })
}

/// What the customer changed is no news to them; what the world changed is. The sums are told when nothing of the
/// customer's own explains them.
fn news_of(mut changed: Vec<Difference>) -> Vec<Difference> {
    let own = changed.iter().any(|difference| {
        matches!(
            difference,
            Difference::Quantity { .. } | Difference::Added { .. } | Difference::Removed { .. } | Difference::Details
        )
    });
    changed.retain(|difference| match difference {
        Difference::Price { .. } | Difference::Date { .. } | Difference::Gone { .. } => true,
        Difference::Delivery { .. } | Difference::Total { .. } => !own,
        _ => false,
    });
    changed
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
    let settings = context.settings();
    let reference = input::line("reference", &typed.reference, LONGEST_REFERENCE)?;
    let note = input::paragraph("note", &typed.note, LONGEST_NOTE)?;
    let address = match typed.address.as_str() {
        "" => None,
        text => {
            let id: AddressId = text.parse().map_err(|_| Refusal::field(Code::NotFound, "address"))?;
            let known = store::accounts::addresses(context.store(), &granted).await?;
            if !known.iter().any(|address| address.id == id.0) {
                return Err(Refusal::field(Code::NotFound, "address").into());
            }
            Some(id)
        }
    };
    let way = match typed.delivery_way.as_str() {
        "" => None,
        code => Some(
            settings.delivery_way(code).ok_or_else(|| Refusal::field(Code::NotFound, "delivery_way"))?.code.clone(),
        ),
    };
    let tx = context.store().begin().await?;
    let cart = carts::open(&tx, &Owner::Member(granted), context.now()).await?;
    carts::set_details(&tx, cart, address, way.as_deref(), reference.as_deref(), note.as_deref()).await?;
    tx.commit().await?;
    Ok(())
}
