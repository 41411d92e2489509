//! What can be said of an order whose promise was broken: the day to expect now, or when one hears.

use std::collections::HashMap;

use domain::{
    cases::{Impact, Kind, NeededBy, urgency},
    ids::ArticleId,
    money::Quantity,
    orders::{Handover, OrderLine, OrderPage},
    permissions::Actor,
    shop::ArticleKind,
    stock::Stock,
    time::Date,
};

use crate::{
    Context, Error, cases,
    offers::{Schedule, availability},
};

/// Adds the expected day to each line that is late and has no new promise. Where a day cannot be told, it says when whoever asks now has an answer: that is promised, and watched.
pub(super) async fn with_news(context: &Context, actor: &Actor, mut page: OrderPage) -> Result<OrderPage, Error> {
    let settings = context.settings();
    let schedule = Schedule::at(context.now(), &settings);
    if page.state.is_final() {
        return Ok(page);
    }
    let late: Vec<ArticleId> =
        page.lines.iter().filter(|line| is_late(line, schedule.today)).map(|line| line.article).collect();
    if late.is_empty() {
        return Ok(page);
    }
    let articles: HashMap<ArticleId, _> = store::catalogue::by_ids(context.store(), &late)
        .await?
        .into_iter()
        .map(|article| (article.id, article))
        .collect();
    for line in page.lines.iter_mut().filter(|line| is_late(line, schedule.today)) {
        // What a carrier has, or what is done by appointment, does not hang on the shelf.
        if line.kind == ArticleKind::Goods
            && line.progress.open() > 0
            && let Some(article) = articles.get(&line.article)
        {
            // The order has its pieces reserved already: nothing more is wanted than that all reserved ones are there.
            let stock: Stock = article.stock;
            let found = availability(article, &stock, Quantity::default(), None, &schedule, &settings, 0);
            line.expected = found.date;
        }
    }
    // What is ready to be collected waits for the customer.
    let waits_for_us = |line: &&OrderLine| page.handover != Handover::Collection || line.progress.open() > 0;
    let mut late = page.lines.iter().filter(|line| is_late(line, schedule.today)).filter(waits_for_us);
    if late.any(|line| line.expected.is_none()) {
        let level = urgency(Impact::None, NeededBy::NoHurry);
        page.answer_by =
            cases::answer_by(context, Kind::Question, level).map(|due| context.wall(due, &actor.time_zone));
    }
    Ok(page)
}

/// Some of the line has not come, and its day is past.
fn is_late(line: &OrderLine, today: Date) -> bool {
    line.progress.delivered < line.progress.ordered - line.progress.cancelled
        && line.promised.is_some_and(|promised| promised < today)
}
