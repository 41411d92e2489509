//! The cart: seen, changed, filled from lines and files.

mod content;
mod fill;

use std::collections::{BTreeSet, HashMap};

use domain::{
    cart::{CartChange, CartLine, CartView, ChangeMode, MOST_LINES},
    ids::{ArticleId, CartId, CommandKey},
    money::Quantity,
    permissions::PlaceOrders,
    pricing::{PriceBreak, price_line},
    refusal::{Code, Refusal},
    shop::{ArticleKind, ShopFilter},
    tax::PriceMode,
    time::{Date, Instant},
};
use store::{
    Tx,
    carts::{self, Claim, Line, Owner},
    catalogue::{self, Article},
};

use crate::{
    Context, Error,
    entry::{self, Visitor},
    limits, offers, secret,
    shop::{self, Prices},
};

pub(crate) use content::{add, check_length, claim, write};
pub use fill::{Filled, fill};

/// A change as a form has it.
#[derive(Clone, Debug)]
pub struct Typed {
    pub key: CommandKey,
    pub number: String,
    pub quantity: String,
    pub mode: ChangeMode,
    pub wished: String,
    /// `1` or `-1`: the plus or minus button.
    pub step: String,
}

/// What a change came to.
#[derive(Debug)]
pub struct Changed {
    /// Lines in the cart.
    pub count: i32,
    /// For a device that had no cart yet.
    pub cookie: Option<String>,
}

/// Whose cart a visitor has, and the cookie that a new device is given.
pub(crate) fn owner(context: &Context, visitor: &Visitor) -> Result<(Owner, Option<String>), Error> {
    if let Some(actor) = visitor.actor.as_ref().filter(|actor| actor.acting.is_some()) {
        return Ok((Owner::Member(actor.grant::<PlaceOrders>()?), None));
    }
    match &visitor.device_hash {
        Some(hash) => Ok((Owner::Device(hash.clone()), None)),
        None => {
            let (cookie, hash) = entry::new_device(context)?;
            Ok((Owner::Device(hash), Some(cookie)))
        }
    }
}

/// How many changes strangers may make from one network in a quarter of an hour, for each code that it may ask for. A
/// change leaves rows that are kept for a month.
const CHANGES_PER_CODE: i32 = 10;

/// Counts a stranger's change, and a new device's cart, by network: nobody has to say who they are to fill a cart.
///
/// # Errors
/// `TooMany` with the moment until which the limit lasts.
async fn count_stranger(
    context: &Context,
    tx: &Tx,
    visitor: &Visitor,
    owner: &Owner,
    now: Instant,
) -> Result<(), Error> {
    if matches!(owner, Owner::Member(_)) {
        return Ok(());
    }
    let (network, most) = (limits::network(&visitor.address), context.config().network_limit);
    // A device's secret may be an invention: what counts is whether there is a cart.
    let is_new = carts::find(tx, owner).await?.is_none();
    // What is refused goes with the transaction, and is not counted.
    let is_over = limits::count(tx, &format!("cart/{network}"), limits::QUARTER, now).await?
        > most.saturating_mul(CHANGES_PER_CODE)
        || is_new && limits::count(tx, &format!("new-cart/{network}"), limits::QUARTER, now).await? > most;
    if is_over {
        return Err(limits::too_many(context, visitor.language, &shop::zone(context, visitor), limits::QUARTER, now));
    }
    Ok(())
}

/// The cart with today's prices and promises.
///
/// # Errors
/// When the database fails.
pub async fn view(context: &Context, visitor: &Visitor) -> Result<CartView, Error> {
    let store = context.store();
    let prices = Prices::of(context, visitor).await?;
    let acting = visitor.actor.as_ref().and_then(|actor| actor.acting);
    let may_order = acting.is_none_or(|acting| acting.role.has(domain::permissions::Right::PlaceOrders));
    let cart = match owner(context, visitor) {
        Ok((owner, None)) => carts::find(store, &owner).await?,
        // A new device has nothing; a viewer has no cart.
        Ok((_, Some(_))) | Err(Error::Refused(_)) => None,
        Err(other) => return Err(other),
    };
    let lines = match &cart {
        Some(cart) => carts::lines(store, CartId(cart.id)).await?,
        None => Vec::new(),
    };
    let (articles, breaks) = articles_and_prices(context, &prices, &lines).await?;
    let settings = context.settings();
    let rules = settings.currency(prices.currency);
    let schedule = offers::Schedule::at(context.now(), &settings);
    // As the review will say: some ways take a day longer.
    let way = cart.as_ref().and_then(|cart| cart.delivery_way.as_deref());
    let extra_days = offers::way(&settings, prices.currency, way).map_or(0, |way| way.extra_days);
    let mut shown = Vec::with_capacity(lines.len());
    let mut goods_amount = 0i64;
    let mut blocked = check_length(lines.len()).is_err();
    for line in lines {
        let Some(article) = articles.get(&line.article) else { continue };
        let price = price_line(breaks.get(&line.article).map_or(&[][..], Vec::as_slice), line.quantity, &rules)?;
        let availability =
            offers::availability(article, &article.stock, line.quantity, line.wished, &schedule, &settings, extra_days);
        goods_amount = goods_amount.saturating_add(price.map_or(0, |price| price.amount));
        let line = CartLine {
            article: line.article,
            number: article.number.clone(),
            name: shop::full_name(article, visitor.language, settings.vendor.language),
            picture: article.picture.clone(),
            unit: article.unit.clone(),
            kind: article.kind,
            step: article.step,
            quantity: line.quantity,
            price,
            availability,
            wished: line.wished,
            earliest: (article.kind == ArticleKind::Service).then(|| offers::earliest(article, &schedule, &settings)),
        };
        blocked |= line.trouble().is_some();
        shown.push(line);
    }
    Ok(CartView {
        lines: shown,
        currency: prices.currency,
        gross_prices: prices.mode == PriceMode::Gross,
        goods_amount,
        blocked,
        signed_in: acting.is_some(),
        may_order,
        now: context.wall(context.now(), &shop::zone(context, visitor)),
    })
}

/// The articles of these lines and their prices in the list.
pub(crate) async fn articles_and_prices(
    context: &Context,
    prices: &Prices,
    lines: &[Line],
) -> Result<(HashMap<ArticleId, Article>, HashMap<ArticleId, Vec<PriceBreak>>), Error> {
    let ids: Vec<ArticleId> = lines.iter().map(|line| line.article).collect();
    let articles = catalogue::by_ids(context.store(), &ids).await?;
    let breaks = catalogue::prices(context.store(), &prices.list, prices.currency, &ids).await?;
    Ok((articles.into_iter().map(|article| (article.id, article)).collect(), breaks))
}

/// A file to begin a quick order with: two articles that are sold to the visitor, one step of each.
///
/// # Errors
/// When the database fails.
pub async fn sample(context: &Context, visitor: &Visitor) -> Result<String, Error> {
    const ARTICLES: u16 = 2;
    let prices = Prices::of(context, visitor).await?;
    let articles = catalogue::browse(context.store(), &ShopFilter::default(), prices.audience(), ARTICLES).await?;
    let mut file = "number;quantity\r\n".to_owned();
    for article in articles {
        file.push_str(&format!("{};{}\r\n", domain::csv::cell(&article.number), offers::plain(article.step)));
    }
    Ok(file)
}

/// One change as a form has it.
///
/// # Errors
/// `Article`, `Quantity`, `QuantityStep`, `WishedDate`, `TooMuch` when the cart is full, `KeyReused`, and `TooMany` from a
/// stranger's network.
pub async fn change_typed(context: &Context, visitor: &Visitor, typed: &Typed) -> Result<Changed, Error> {
    let articles = sold(context, visitor, std::iter::once(typed.number.as_str())).await?;
    let number = number_of(&typed.number);
    // What is sold no more is known after its key: this change may have been made, or take it out of the cart.
    let step = articles.get(&number).map_or(Quantity::from_units(1), |article| article.step);
    let zero = typed.mode == ChangeMode::Set
        && typed.quantity.trim().trim_matches('0').trim_matches(['.', ',']).is_empty()
        && typed.quantity.contains('0');
    let quantity = if zero { Quantity::default() } else { shop::quantity(&typed.quantity, step, visitor.language)? };
    let quantity = stepped(quantity, step, &typed.step);
    let wished = match typed.wished.trim() {
        "" => None,
        text => Some(Date::parse_iso(text).ok_or_else(|| Refusal::field(Code::WishedDate, "wished"))?),
    };
    let change = CartChange { key: typed.key, number, quantity, mode: typed.mode, wished };
    apply(context, visitor, &[change], &articles).await
}

/// One step more or less, when that button was pressed. Minus stops at one step: taking a line away is a press of its
/// own.
fn stepped(quantity: Quantity, step: Quantity, pressed: &str) -> Quantity {
    let by = match pressed {
        "1" => step.millis(),
        "-1" => -step.millis(),
        _ => return quantity,
    };
    Quantity::from_millis((quantity.millis() + by).max(step.millis()))
}

/// Changes that a device made without connection, in their order: all of them or, when one is refused, none. The device
/// then sends them one by one and says which was refused and why.
///
/// # Errors
/// As [`change_typed`].
pub async fn replay(context: &Context, visitor: &Visitor, changes: &[CartChange]) -> Result<Changed, Error> {
    if changes.len() > MOST_LINES {
        return Err(Refusal::of(Code::TooMuch).into());
    }
    let articles = sold(context, visitor, changes.iter().map(|change| change.number.as_str())).await?;
    apply(context, visitor, changes, &articles).await
}

/// An article's number as it is kept, whatever way it was typed.
pub(crate) fn number_of(typed: &str) -> String {
    typed.trim().to_uppercase()
}

fn unknown() -> Refusal {
    Refusal::field(Code::Article, "number")
}

/// The articles with these numbers that are sold to the visitor, by number.
async fn sold(
    context: &Context,
    visitor: &Visitor,
    numbers: impl Iterator<Item = &str>,
) -> Result<HashMap<String, Article>, Error> {
    let prices = Prices::of(context, visitor).await?;
    let numbers: BTreeSet<String> = numbers.map(number_of).collect();
    let numbers: Vec<String> = numbers.into_iter().collect();
    let mut found = HashMap::with_capacity(numbers.len());
    for some in numbers.chunks(MOST_LINES) {
        let articles = catalogue::by_numbers(context.store(), some, &ShopFilter::default(), prices.audience()).await?;
        found.extend(articles.into_iter().map(|article| (article.number.clone(), article)));
    }
    Ok(found)
}

async fn apply(
    context: &Context,
    visitor: &Visitor,
    changes: &[CartChange],
    articles: &HashMap<String, Article>,
) -> Result<Changed, Error> {
    let (owner, cookie) = owner(context, visitor)?;
    let settings = context.settings();
    let now = context.now();
    let schedule = offers::Schedule::at(now, &settings);
    let keys: Vec<_> = changes.iter().map(|change| (change.key, input_of(change))).collect();
    let tx = context.store().begin().await?;
    count_stranger(context, &tx, visitor, &owner, now).await?;
    let cart = carts::open(&tx, &owner, now).await?;
    let before = carts::lines(&tx, cart).await?;
    let mut lines = before.clone();
    for (change, claim) in changes.iter().zip(carts::claim_changes(&tx, cart, &keys, now).await?) {
        match claim {
            Claim::New => {}
            // What was made is not judged again: it was right on its day.
            Claim::Done => continue,
            Claim::Reused => return Err(Code::KeyReused.into()),
        }
        let number = number_of(&change.number);
        let Some(article) = articles.get(&number) else {
            // What is sold no more can still be taken out of the cart.
            let there = if removes(change) { in_cart(&tx, &lines, &number).await? } else { None };
            let gone = there.ok_or_else(unknown)?;
            lines.retain(|line| line.article != gone);
            continue;
        };
        check(change, article, &schedule, &settings)?;
        make(&mut lines, change, article.id)?;
    }
    write(&tx, cart, &before, &lines, now).await?;
    tx.commit().await?;
    Ok(Changed { count: i32::try_from(lines.len()).unwrap_or(i32::MAX), cookie })
}

/// The article with this number, when the cart has it.
async fn in_cart(tx: &Tx, lines: &[Line], number: &str) -> Result<Option<ArticleId>, Error> {
    let ids: Vec<ArticleId> = lines.iter().map(|line| line.article).collect();
    let there = catalogue::by_ids(tx, &ids).await?;
    Ok(there.into_iter().find(|article| article.number == number).map(|article| article.id))
}

/// What the change asks for, as it is kept with its key. A form and a device that sends it again say the same.
fn input_of(change: &CartChange) -> Vec<u8> {
    let mode = match change.mode {
        ChangeMode::Add => "add",
        ChangeMode::Set => "set",
    };
    let wished = change.wished.map(Date::iso).unwrap_or_default();
    secret::hash(&[
        b"cart/change",
        number_of(&change.number).as_bytes(),
        &change.quantity.millis().to_le_bytes(),
        mode.as_bytes(),
        wished.as_bytes(),
    ])
}

/// Whether the change takes the line away.
fn removes(change: &CartChange) -> bool {
    change.mode == ChangeMode::Set && change.quantity == Quantity::default()
}

fn check(
    change: &CartChange,
    article: &Article,
    schedule: &offers::Schedule,
    settings: &domain::settings::Settings,
) -> Result<(), Refusal> {
    if !removes(change) && (change.quantity <= Quantity::default() || change.quantity > Quantity::from_units(1_000_000))
    {
        return Err(Refusal::field(Code::Quantity, "quantity"));
    }
    if !change.quantity.is_multiple_of(article.step) {
        return Err(Refusal::field(Code::QuantityStep, "quantity").with(offers::plain(article.step)));
    }
    if let Some(wished) = change.wished
        && (wished < offers::earliest(article, schedule, settings) || !settings.calendar.works_on(wished))
    {
        return Err(Refusal::field(Code::WishedDate, "wished"));
    }
    Ok(())
}

/// Makes one change of what is in the cart; nothing left takes the line away.
fn make(lines: &mut Vec<Line>, change: &CartChange, article: ArticleId) -> Result<(), Error> {
    if lines.iter().all(|line| line.article != article) {
        lines.push(Line { article, quantity: Quantity::default(), wished: None });
    }
    for line in lines.iter_mut().filter(|line| line.article == article) {
        (line.quantity, line.wished) = match change.mode {
            ChangeMode::Set => (change.quantity, change.wished),
            ChangeMode::Add => (line.quantity.checked_add(change.quantity)?, change.wished.or(line.wished)),
        };
    }
    lines.retain(|line| line.quantity > Quantity::default());
    Ok(())
}
