//! An old order again, at today's truth.

use domain::{
    cart::{ReorderLine, ReorderReport},
    ids::CommandKey,
    money::Quantity,
    permissions::{Actor, PlaceOrders, ReadOrders},
    pricing::price_line,
    refusal::Code,
    stock::{Availability, Source},
};
use store::{
    accounts::Account,
    carts::{self, Line, Owner},
    orders::Whole,
};

use super::{add, articles_and_prices, claim, write};
use crate::{Context, Error, offers, shop::Prices};

/// What differs, line by line, if the order is ordered again.
///
/// # Errors
/// `NotFound` when the account has no such order.
pub async fn reorder_report(context: &Context, actor: &Actor, number: i64) -> Result<ReorderReport, Error> {
    let (account, order) = old(context, actor, number).await?;
    let lines = compare(context, actor, &account, &order).await?;
    Ok(ReorderReport {
        order: number,
        currency: account.currency,
        lines: lines.into_iter().map(|(line, _)| line).collect(),
        now: context.wall(context.now(), &actor.time_zone),
    })
}

/// Puts everything of the order that can still be had into the cart.
///
/// # Errors
/// `NotFound`, `Article` when nothing of it is sold any more, `TooMuch` when it does not fit into the cart.
pub async fn reorder(context: &Context, actor: &Actor, key: CommandKey, number: i64) -> Result<(), Error> {
    let granted = actor.grant::<PlaceOrders>()?;
    let (account, order) = old(context, actor, number).await?;
    let wanted: Vec<Line> =
        compare(context, actor, &account, &order).await?.into_iter().filter_map(|(_, line)| line).collect();
    let now = context.now();
    let tx = context.store().begin().await?;
    let cart = carts::open(&tx, &Owner::Member(granted), now).await?;
    if claim(&tx, cart, key, &[b"cart/reorder", &number.to_le_bytes()], now).await? {
        // After the key: what was made is not judged again.
        if wanted.is_empty() {
            return Err(Code::Article.into());
        }
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

async fn old(context: &Context, actor: &Actor, number: i64) -> Result<(Account, Whole), Error> {
    let granted = actor.grant::<ReadOrders>()?;
    let account = store::accounts::find(context.store(), &granted).await?;
    let order = store::orders::find(context.store(), &granted, number).await?.ok_or(Code::NotFound)?;
    Ok((account, order))
}

/// Each article of the order once, and the cart line it would make.
async fn compare(
    context: &Context,
    actor: &Actor,
    account: &Account,
    order: &Whole,
) -> Result<Vec<(ReorderLine, Option<Line>)>, Error> {
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
    let mut report = Vec::with_capacity(wanted.len());
    for line in wanted {
        let Some(before) = order.lines.iter().find(|old| old.article == line.article) else { continue };
        let article = articles.get(&line.article);
        let price = price_line(breaks.get(&line.article).map_or(&[][..], Vec::as_slice), line.quantity, &rules)?;
        let availability = article.map_or(Availability { source: Source::Gone, date: None }, |article| {
            offers::availability(article, &article.stock, line.quantity, None, &schedule, &settings, 0)
        });
        let orderable = price.is_some() && availability.source != Source::Gone;
        let name = before.names.pick(actor.language, settings.vendor.language).0.to_owned();
        report.push((
            ReorderLine {
                number: before.number.clone(),
                name,
                quantity: line.quantity,
                old_price: before.unit_price,
                new_price: price.filter(|_| orderable).map(|price| price.unit_price),
                availability,
            },
            orderable.then_some(line),
        ));
    }
    Ok(report)
}
