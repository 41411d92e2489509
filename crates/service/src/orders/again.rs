//! An old order again: what it would be today, line by line, and what of it is wanted.

use domain::{
    ids::CommandKey,
    language::Language,
    money::Quantity,
    orders::{Again, AgainLine},
    permissions::{Actor, PlaceOrders, ReadOrders},
    pricing::price_line,
    refusal::{Code, Refusal},
    stock::{Availability, Source},
};
use store::{
    accounts::Account,
    carts::{self, Line, Owner},
    orders::Whole,
};

use crate::{
    Context, Error,
    carts::{add, articles_and_prices, claim, write},
    offers,
    shop::{self, Prices},
};

/// A line of the form: whether it is wanted, and how much of it.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub number: String,
    pub take: bool,
    pub quantity: String,
}

/// What the order would be today, line by line.
///
/// # Errors
/// `NotFound` when the account has no such order.
pub async fn again(context: &Context, actor: &Actor, number: i64) -> Result<Again, Error> {
    let (account, order) = old(context, actor, number).await?;
    let lines = compare(context, actor, &account, &order).await?;
    Ok(Again {
        order: number,
        then: order.head.currency,
        currency: account.currency,
        lines: lines.into_iter().map(|(_, line)| line).collect(),
        now: context.wall(context.now(), &actor.time_zone),
    })
}

/// Puts the wanted lines into the cart, each in the wanted quantity, or none of them.
///
/// # Errors
/// `NotFound`; `Missing` when nothing is wanted; `Article`, `Quantity` and its kin, and `QuantityStep`, which name the
/// field `lines[<place>][quantity]`; `TooMuch` when it does not fit into the cart; `KeyReused`.
pub async fn take_again(
    context: &Context,
    actor: &Actor,
    key: CommandKey,
    number: i64,
    lines: &[Wanted],
) -> Result<(), Error> {
    let granted = actor.grant::<PlaceOrders>()?;
    let (account, order) = old(context, actor, number).await?;
    let offered = compare(context, actor, &account, &order).await?;
    let order_number = number.to_le_bytes();
    let mut asked: Vec<&[u8]> = vec![b"orders/again", &order_number];
    for typed in lines.iter().filter(|typed| typed.take) {
        asked.extend([typed.number.as_bytes(), typed.quantity.as_bytes()]);
    }
    let judged = judge(&offered, lines, actor.language);
    if judged.as_ref().is_ok_and(Vec::is_empty) {
        return Err(Refusal::field(Code::Missing, "lines").into());
    }
    let now = context.now();
    let tx = context.store().begin().await?;
    let cart = carts::open(&tx, &Owner::Member(granted), now).await?;
    if claim(&tx, cart, key, &asked, now).await? {
        // After the key: what was made is not judged again.
        let wanted = judged?;
        let before = carts::lines(&tx, cart).await?;
        let mut lines = before.clone();
        for line in wanted {
            add(&mut lines, line.article, line.quantity)?;
        }
        write(&tx, cart, &before, &lines, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The cart's lines of what is ticked, as long as all of it can be had as it was typed.
fn judge(offered: &[(Line, AgainLine)], lines: &[Wanted], language: Language) -> Result<Vec<Line>, Refusal> {
    let mut wanted: Vec<Line> = Vec::with_capacity(lines.len());
    for (place, typed) in lines.iter().enumerate().filter(|(_, typed)| typed.take) {
        let refuse = |code| Refusal::field(code, &format!("lines[{place}][quantity]"));
        let (line, sold) =
            offered.iter().find(|(_, line)| line.number == typed.number).ok_or_else(|| refuse(Code::Article))?;
        if sold.new_price.is_none() || wanted.iter().any(|other| other.article == line.article) {
            return Err(refuse(Code::Article));
        }
        let quantity = shop::quantity(&typed.quantity, sold.step, language).map_err(|refusal| refuse(refusal.code))?;
        if !quantity.is_multiple_of(sold.step) {
            return Err(refuse(Code::QuantityStep).with(offers::plain(sold.step)));
        }
        wanted.push(Line { quantity, ..*line });
    }
    Ok(wanted)
}

async fn old(context: &Context, actor: &Actor, number: i64) -> Result<(Account, Whole), Error> {
    let granted = actor.grant::<ReadOrders>()?;
    let account = store::accounts::find(context.store(), &granted).await?;
    let order = store::orders::find(context.store(), &granted, number).await?.ok_or(Code::NotFound)?;
    Ok((account, order))
}

/// Each article of the order once, with all that was ordered of it, and what that would be today.
async fn compare(
    context: &Context,
    actor: &Actor,
    account: &Account,
    order: &Whole,
) -> Result<Vec<(Line, AgainLine)>, Error> {
    let mut wanted: Vec<Line> = Vec::new();
    for line in &order.lines {
        let quantity = Quantity::from_millis(line.progress.ordered);
        match wanted.iter_mut().find(|found| found.article == line.article) {
            Some(found) => found.quantity = found.quantity.checked_add(quantity)?,
            None => wanted.push(Line { article: line.article, quantity, wished: None }),
        }
    }
    let prices = Prices {
        list: account.price_list.clone(),
        currency: account.currency,
        mode: account.price_mode,
        account: Some(account.id),
    };
    let (articles, breaks) = articles_and_prices(context, &prices, &wanted).await?;
    let settings = context.settings();
    let rules = settings.currency(account.currency);
    let schedule = offers::Schedule::at(context.now(), &settings);
    let mut compared = Vec::with_capacity(wanted.len());
    for line in wanted {
        let Some(before) = order.lines.iter().find(|old| old.article == line.article) else { continue };
        let article = articles.get(&line.article);
        let step = article.map_or(Quantity::from_units(1), |article| article.step);
        let unit = article.map_or_else(|| before.unit.clone(), |article| article.unit.clone());
        // So many of another unit is something else: begin with the least there is.
        let quantity = if unit == before.unit { in_steps(line.quantity, step) } else { step };
        let price = price_line(breaks.get(&line.article).map_or(&[][..], Vec::as_slice), quantity, &rules)?;
        let availability = article.map_or(Availability { source: Source::Gone, date: None }, |article| {
            offers::availability(article, &article.stock, quantity, None, &schedule, &settings, 0)
        });
        let can_be_had = price.is_some() && availability.source != Source::Gone;
        let shown = AgainLine {
            number: before.number.clone(),
            name: before.names.pick(actor.language, settings.vendor.language).0.to_owned(),
            old_quantity: line.quantity,
            old_unit: before.unit.clone(),
            old_price: before.unit_price,
            quantity,
            unit,
            step,
            new_price: price.filter(|_| can_be_had).map(|price| price.unit_price),
            availability,
        };
        compared.push((line, shown));
    }
    Ok(compared)
}

/// The next quantity that is sold: steps may have changed since.
fn in_steps(quantity: Quantity, step: Quantity) -> Quantity {
    if step.millis() <= 0 || quantity.is_multiple_of(step) {
        return quantity;
    }
    Quantity::from_millis((quantity.millis() / step.millis() + 1).saturating_mul(step.millis()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sold_in_other_steps_now_is_rounded_up() {
        let in_units = |quantity, step| in_steps(Quantity::from_units(quantity), Quantity::from_units(step)).whole();
        assert_eq!(in_units(40, 1), Some(40));
        assert_eq!(in_units(40, 40), Some(40));
        assert_eq!(in_units(40, 12), Some(48));
    }
}
