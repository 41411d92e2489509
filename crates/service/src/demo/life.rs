//! How an order comes about and what usually happens to it.

use domain::{
    ids::MemberId,
    money::Quantity,
    settings::DeliveryWay,
    shop::ArticleKind,
    time::{Date, Instant},
};

use super::{
    dice::Dice,
    story::{Deed, Draft, Item, Priced, Step},
    vendor, words,
    world::{Buyer, Customer, Shelf, Ware, World},
};

/// An order of so many lines; `None` when there is nothing to order or nobody to order it.
pub(super) fn draft<'a>(
    world: &'a World,
    dice: &mut Dice,
    customer: &'a Customer,
    submitted: Instant,
    lines: i64,
) -> Option<Draft<'a>> {
    let shelf = world.shelf(&customer.price_list)?;
    let buyer = *dice.pick(&customer.buyers)?;
    let way = way(world, dice, customer)?;
    let promised = world.schedule(submitted).ready(&world.settings, way.extra_days);
    let mut basket = basket(dice, customer, shelf, lines, promised);
    // What was not on the shelf that day followed later.
    if basket.len() >= 3
        && dice.chance(12)
        && let Some(last) = basket.last_mut()
        && last.ware.article.kind == ArticleKind::Goods
    {
        last.promised = world.after(promised, dice.small(4, 9));
    }
    let draft = from_basket(world, dice, customer, buyer, submitted, way, basket);
    (!draft.basket.is_empty()).then_some(draft)
}

/// The order around a basket.
pub(super) fn from_basket<'a>(
    world: &'a World,
    dice: &mut Dice,
    customer: &'a Customer,
    buyer: Buyer,
    submitted: Instant,
    way: &'a DeliveryWay,
    basket: Vec<Item<'a>>,
) -> Draft<'a> {
    let address = if way.to_address { dice.pick(&customer.addresses).cloned().unwrap_or_default() } else { Vec::new() };
    Draft {
        customer,
        buyer,
        submitted,
        basket,
        way,
        reference: words::reference(dice, customer.language, world.date(submitted)),
        note: words::note(dice, customer.language),
        address,
        cancel_until: world.schedule(submitted).picking,
    }
}

fn way<'a>(world: &'a World, dice: &mut Dice, customer: &Customer) -> Option<&'a DeliveryWay> {
    let code = match dice.between(1, 100) {
        1..=72 => "van",
        73..=84 => "crane",
        _ => "collect",
    };
    let offered = |way: &&DeliveryWay| way.cost_for(customer.currency, 0).is_some();
    world.settings.delivery_way(code).filter(offered).or_else(|| world.settings.delivery_ways.iter().find(offered))
}

/// Mostly from one corner of the shop, as one buys for one job. Empty only where the shelf is.
fn basket<'a>(dice: &mut Dice, customer: &Customer, shelf: &'a Shelf, lines: i64, promised: Date) -> Vec<Item<'a>> {
    let Some(first) = dice.pick(&shelf.goods) else { return Vec::new() };
    let corner = first.article.category.as_str();
    let mut wares = vec![first];
    for _ in 0..lines * 6 {
        if i64::try_from(wares.len()).is_ok_and(|count| count >= lines) {
            break;
        }
        let from = if dice.chance(5) { &shelf.services } else { &shelf.goods };
        let Some(ware) = dice.pick(from) else { continue };
        let fits = ware.article.kind == ArticleKind::Service || ware.article.category == corner || dice.chance(25);
        if fits && wares.iter().all(|other| other.article.id != ware.article.id) {
            wares.push(ware);
        }
    }
    wares
        .into_iter()
        .map(|ware| Item {
            ware,
            quantity: quantity(dice, ware, customer.company),
            promised,
            first_promised: None,
            wished: (ware.article.kind == ArticleKind::Service).then_some(promised),
        })
        .collect()
}

/// What there is much of is bought by the hundred, and a person buys less than a firm.
fn quantity(dice: &mut Dice, ware: &Ware, company: bool) -> Quantity {
    let step = ware.article.step.millis().max(1);
    let most = match ware.article.kind {
        ArticleKind::Service => 2,
        ArticleKind::Goods => (ware.article.stock.free.millis() / 20 / step).clamp(1, 400),
    };
    let most = if company { most } else { (most / 4).max(1) };
    let steps = dice.between(1, most).min(dice.between(1, most));
    let steps = if steps > 30 { steps / 10 * 10 } else { steps };
    Quantity::from_millis(steps * step)
}

/// What usually happens to an order, from its submission to its arrival, whether that lies in the past or not.
pub(super) fn natural(world: &World, dice: &mut Dice, draft: &Draft<'_>, priced: &Priced) -> Vec<Step> {
    let buyer = draft.buyer.member;
    let language = draft.customer.language;
    let mut steps = Vec::new();
    let mut at = draft.submitted;
    if priced.waits(draft.buyer.limit) {
        let others: Vec<MemberId> =
            draft.customer.approvers.iter().copied().filter(|approver| *approver != buyer).collect();
        let Some(by) = dice.pick(&others).copied() else { return steps };
        at = at.plus_minutes(dice.between(20, 420));
        if dice.chance(8)
            && let Some(reason) = words::one_of(dice, &words::refusals(language))
        {
            steps.push(Step { at, by, deed: Deed::Refuse(reason) });
            return steps;
        }
        steps.push(Step { at, by, deed: Deed::Approve });
    }
    if dice.chance(3) {
        let cancelled = at.plus_minutes(dice.between(4, 90));
        if cancelled < draft.cancel_until {
            let reason = if dice.chance(40) { None } else { words::one_of(dice, &words::second_thoughts(language)) };
            steps.push(Step { at: cancelled, by: buyer, deed: Deed::Cancel { reason, by_vendor: false } });
            return steps;
        }
    }
    let by = world.mover(dice, buyer);
    let confirmed = world.office(at.plus_minutes(dice.between(15, 120)));
    steps.push(Step { at: confirmed, by, deed: Deed::Confirm });
    if dice.chance(2) {
        let reason = words::one_of(dice, &words::regrets(language));
        let at = world.office(confirmed.plus_minutes(dice.between(60, 400)));
        steps.push(Step { at, by, deed: Deed::Cancel { reason, by_vendor: true } });
        return steps;
    }
    let picking = picking(world, dice, confirmed);
    steps.push(Step { at: picking, by, deed: Deed::Pick });
    ship(world, dice, draft, picking, by, &mut steps);
    // A later shipment may leave before an earlier one arrives.
    steps.sort_by_key(|step| step.at);
    steps
}

/// The morning on which it is picked: never before it was confirmed, and early enough to go the same day.
fn picking(world: &World, dice: &mut Dice, confirmed: Instant) -> Instant {
    const LATEST: u16 = 840;
    let schedule = world.schedule(confirmed);
    let today = world.date(confirmed);
    let soon = confirmed.plus_minutes(dice.between(15, 60));
    if world.settings.calendar.works_on(today) && soon < world.at(today, LATEST) && dice.chance(50) {
        return soon;
    }
    world.at(schedule.picking_day, world.settings.picking_starts + dice.small(4, 80))
}

/// The shipments, one for each promised day, and their arrivals: most on the day, some late.
fn ship(world: &World, dice: &mut Dice, draft: &Draft<'_>, picking: Instant, by: MemberId, steps: &mut Vec<Step>) {
    let mut days: Vec<Date> = draft.basket.iter().map(|item| item.promised).collect();
    days.sort_unstable();
    days.dedup();
    let mut left = picking;
    for (place, day) in days.into_iter().enumerate() {
        let places: Vec<usize> =
            draft.basket.iter().enumerate().filter(|(_, item)| item.promised == day).map(|(place, _)| place).collect();
        let planned = world.at(world.before(day, world.settings.transit_days), dice.small(780, 990));
        let shipped = planned.max(left.plus_minutes(dice.between(70, 200)));
        left = shipped;
        let (carrier, tracking) = carrier(dice, draft, &places);
        steps.push(Step { at: shipped, by, deed: Deed::Ship { places, carrier, tracking } });
        let late = if dice.chance(8) { dice.small(1, 3) } else { 0 };
        let earliest = world.after(world.date(shipped), 1);
        let arrival = world.at(world.after(day, late).max(earliest), dice.small(480, 960));
        steps.push(Step { at: arrival, by, deed: Deed::Deliver(place) });
    }
}

/// Who brings it: a parcel service that goes to the customer's country, or the vendor's own people.
pub(super) fn carrier(dice: &mut Dice, draft: &Draft<'_>, places: &[usize]) -> (String, Option<String>) {
    let is_service =
        |place: &usize| draft.basket.get(*place).is_some_and(|item| item.ware.article.kind == ArticleKind::Service);
    if places.iter().all(is_service) {
        return (String::new(), None);
    }
    if draft.way.code != "van" || dice.chance(25) {
        return (vendor::NAME.to_owned(), None);
    }
    let services: &[&str] = match draft.customer.country.as_str() {
        "BE" => &["bpost", "DPD", "GLS"],
        "NL" => &["PostNL", "DPD"],
        _ => &["DPD", "GLS"],
    };
    let name = dice.pick(services).copied().unwrap_or("DPD");
    let tracking = match name {
        "PostNL" => format!("3SVDAE{}", dice.digits(9)),
        "bpost" => format!("3232{}", dice.digits(20)),
        "GLS" => dice.digits(11),
        _ => format!("0{}", dice.digits(13)),
    };
    (name.to_owned(), Some(tracking))
}
