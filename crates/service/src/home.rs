//! What the first page shows.

use domain::{
    event::{EventLine, News},
    orders::OrderCard,
    permissions::{Actor, ApproveOrders, ReadAccount, ReadOrders},
    time::WallTime,
};

use crate::{Context, Error, orders};

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
    Ok(Home {
        news: news(context, actor).await?,
        open_orders: cards(open),
        waiting: cards(waiting),
        now: context.wall(context.now(), &actor.time_zone),
    })
}

/// The newest events but sign-ins: those are kept in the log for who looks for them there.
async fn news(context: &Context, actor: &Actor) -> Result<News, Error> {
    let granted = actor.grant::<ReadAccount>()?;
    let wall = |instant| context.wall(instant, &actor.time_zone);
    let stored = store::events::news(context.store(), &granted, NEWS).await?;
    let (seen, _) = store::events::seen(context.store(), &granted).await?;
    Ok(News {
        events: stored
            .into_iter()
            .map(|stored| EventLine {
                seq: stored.seq,
                at: wall(stored.at),
                by: orders::by_line(&stored),
                event: stored.event,
            })
            .collect(),
        seen,
        // The whole log has a page of its own.
        next: None,
        now: wall(context.now()),
    })
}
