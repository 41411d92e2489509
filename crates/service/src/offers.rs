//! What a cart would come to: prices, promises, delivery and tax, by one function for cart, review and order.

use std::collections::HashMap;

use domain::{
    ids::{AddressId, ArticleId},
    language::{Language, Texts},
    money::{Currency, Quantity},
    pricing::{PriceBreak, price_line},
    refusal::{Code, Refusal},
    review::{Offer, OfferLine},
    settings::{DeliveryWay, Settings},
    shop::ArticleKind,
    stock::{self, Availability, Source, Stock},
    tax::{self, TaxLine},
    time::{Date, Instant},
};
use store::{accounts::Account, carts::Line, catalogue::Article};

use crate::{Error, clock};

/// What the calendar says at one moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schedule {
    pub today: Date,
    /// When picking of what is ordered now begins: the end of free cancellation.
    pub picking: Instant,
    /// The day on which that is.
    pub picking_day: Date,
}

impl Schedule {
    pub(crate) fn at(now: Instant, settings: &Settings) -> Self {
        let zone = &settings.vendor.time_zone;
        let today = clock::wall(now, zone).date();
        let mut picking_day = settings.calendar.on_or_after(today);
        let mut picking = clock::at(picking_day, settings.picking_starts, zone);
        if picking <= now {
            picking_day = settings.calendar.plus_working_days(today, 1);
            picking = clock::at(picking_day, settings.picking_starts, zone);
        }
        Self { today, picking, picking_day }
    }

    /// The first day on which something from the shelf can be with the customer.
    pub(crate) fn ready(&self, settings: &Settings, extra_days: u16) -> Date {
        settings.calendar.plus_working_days(self.picking_day, settings.transit_days.saturating_add(extra_days))
    }
}

/// What can be promised of an article, for all of it that is wanted.
pub(crate) fn availability(
    article: &Article,
    stock: &Stock,
    wanted: Quantity,
    wished: Option<Date>,
    schedule: &Schedule,
    settings: &Settings,
    extra_days: u16,
) -> Availability {
    match article.kind {
        ArticleKind::Goods => {
            let ready = schedule.ready(settings, extra_days);
            stock::promise(stock, wanted, schedule.today, ready, &settings.calendar)
        }
        ArticleKind::Service => {
            let earliest = earliest(article, schedule, settings);
            Availability {
                source: Source::Appointment,
                date: Some(wished.map_or(earliest, |wished| wished.max(earliest))),
            }
        }
    }
}

/// The first day on which a service can be done.
pub(crate) fn earliest(article: &Article, schedule: &Schedule, settings: &Settings) -> Date {
    stock::earliest_appointment(schedule.today, article.stock.lead_days.unwrap_or(1), &settings.calendar)
}

/// What a cart holds besides its lines.
#[derive(Clone, Debug, Default)]
pub(crate) struct Details {
    pub address: Option<AddressId>,
    pub delivery_way: Option<String>,
    pub reference: Option<String>,
    pub note: Option<String>,
}

/// The way by which a cart is delivered: the chosen one, else the first that is offered in this currency.
pub(crate) fn way<'a>(settings: &'a Settings, currency: Currency, chosen: Option<&str>) -> Option<&'a DeliveryWay> {
    let is_offered = |way: &&DeliveryWay| way.cost_for(currency, 0).is_some();
    chosen
        .and_then(|code| settings.delivery_way(code))
        .filter(is_offered)
        .or_else(|| settings.delivery_ways.iter().find(is_offered))
}

/// The offer for these lines. `stocks` holds the stock without these lines in it.
///
/// # Errors
/// When an amount does not fit.
pub(crate) fn make(
    settings: &Settings,
    account: &Account,
    lines: &[Line],
    articles: &HashMap<ArticleId, Article>,
    prices: &HashMap<ArticleId, Vec<PriceBreak>>,
    stocks: &HashMap<ArticleId, Stock>,
    details: Details,
    schedule: &Schedule,
) -> Result<Offer, Error> {
    let rules = settings.currency(account.currency);
    let way = way(settings, account.currency, details.delivery_way.as_deref());
    let extra_days = way.map_or(0, |way| way.extra_days);

    let mut offered = Vec::with_capacity(lines.len());
    let mut tax_lines = Vec::with_capacity(lines.len() + 1);
    for line in lines {
        let Some(article) = articles.get(&line.article) else { continue };
        let breaks = prices.get(&line.article).map_or(&[][..], Vec::as_slice);
        let price = price_line(breaks, line.quantity, &rules)?;
        let stock = stocks.get(&line.article).unwrap_or(&article.stock);
        tax_lines.push(TaxLine { amount: price.map_or(0, |price| price.amount), class: article.tax_class });
        offered.push(OfferLine {
            article: line.article,
            number: article.number.clone(),
            names: article.names.clone(),
            picture: article.picture.clone(),
            unit: article.unit.clone(),
            kind: article.kind,
            quantity: line.quantity,
            price,
            availability: availability(article, stock, line.quantity, line.wished, schedule, settings, extra_days),
            wished: line.wished,
        });
    }
    let needs_delivery = offered.iter().any(|line| line.kind == ArticleKind::Goods);
    let delivery_cost = way
        .filter(|_| needs_delivery)
        .and_then(|way| way.cost_for(account.currency, worth_delivered(&offered)))
        .unwrap_or(0);
    if let (Some(way), true) = (way, delivery_cost > 0) {
        tax_lines.push(TaxLine { amount: delivery_cost, class: way.tax_class });
    }
    let tax = tax::assess(account.price_mode, account.tax_profile, &settings.tax, &rules, &tax_lines)?;
    Ok(Offer {
        currency: account.currency,
        mode: account.price_mode,
        lines: offered,
        address: details.address,
        reference: details.reference,
        note: details.note,
        delivery_way: way.map(|way| way.code.clone()).unwrap_or_default(),
        delivery_cost,
        tax,
    })
}

/// What the goods among the lines come to. Services are not delivered: they do not make the delivery free.
pub(crate) fn worth_delivered(lines: &[OfferLine]) -> i64 {
    let goods = lines.iter().filter(|line| line.kind == ArticleKind::Goods);
    goods.filter_map(|line| line.price).map(|price| price.amount).sum()
}

/// Why an offer cannot be submitted as it is.
pub(crate) fn blocked(settings: &Settings, offer: &Offer, articles: &HashMap<ArticleId, Article>) -> Option<Refusal> {
    if offer.lines.is_empty() {
        return Some(Refusal::of(Code::CartEmpty));
    }
    for line in &offer.lines {
        if line.price.is_none() || line.availability.source == Source::Gone {
            return Some(Refusal::of(Code::Article).with(&line.number));
        }
        if let Some(article) = articles.get(&line.article)
            && !line.quantity.is_multiple_of(article.step)
        {
            return Some(Refusal::of(Code::QuantityStep).with(plain(article.step)));
        }
    }
    let Some(way) = settings.delivery_way(&offer.delivery_way) else {
        return Some(Refusal::field(Code::Missing, "delivery_way"));
    };
    (way.to_address && offer.address.is_none()).then(|| Refusal::field(Code::Missing, "address"))
}

/// A quantity as plain digits: `2.5`.
pub(crate) fn plain(quantity: Quantity) -> String {
    let millis = quantity.millis();
    let (whole, rest) = (millis / 1000, millis % 1000);
    if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:03}").trim_end_matches('0').to_owned() }
}

/// The last promised day of an offer.
pub(crate) fn last_promise(offer: &Offer) -> Option<Date> {
    offer.lines.iter().filter_map(|line| line.availability.date).max()
}

/// The first names of an offer, for lists.
pub(crate) fn summary(offer: &Offer, vendor: Language) -> Texts {
    Texts::listed(offer.lines.iter().take(3).map(|line| &line.names), vendor)
}

/// A tracking number as a part of an address: letters and digits only, nothing that could lead elsewhere.
pub(crate) fn url_part(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')).collect()
}
