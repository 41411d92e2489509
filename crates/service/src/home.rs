//! What the first page shows.

use domain::{
    event::{Event, News},
    orders::OrderCard,
    permissions::{Actor, ApproveOrders, ReadOrders},
    time::WallTime,
};

use crate::{Context, Error, news, orders};

const NEWS: u16 = 6;
const OPEN: u16 = 5;

/// The first page's content.
#[derive(Debug)]
pub struct Home {
    pub news: News,
    pub open_orders: Vec<OrderCard>,
    pub waiting: Vec<OrderCard>,
    pub now: WallTime,
}

/// What is new, what is on its way, what waits for this reader.
///
/// # Errors
/// When the database fails.
pub async fn page(context: &Context, actor: &Actor) -> Result<Home, Error> {
    let granted = actor.grant::<ReadOrders>()?;
    let open = store::orders::open(context.store(), &granted, OPEN).await?;
    let waiting = match actor.grant::<ApproveOrders>() {
        Ok(granted) => store::orders::approvals(context.store(), &granted, OPEN).await?,
        Err(_) => Vec::new(),
    };
    let cards =
        |heads: Vec<store::orders::Head>| heads.iter().map(|head| orders::card(context, actor, head, false)).collect();
    // Sign-ins are kept in the log for who looks for them; they are no news.
    let mut news = news::page(context, actor, None, 4 * NEWS).await?;
    news.events.retain(|line| !matches!(line.event, Event::SignedIn { .. }));
    news.events.truncate(usize::from(NEWS));
    Ok(Home {
        news,
        open_orders: cards(open),
        waiting: cards(waiting),
        now: context.wall(context.now(), &actor.time_zone),
    })
}
