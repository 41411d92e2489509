//! The first page: what is new, what is on its way, what waits for the reader.

use domain::{event::News, orders::OrderCard, time::WallTime};
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

use crate::wire::Refused;
#[cfg(feature = "ssr")]
use crate::wire::server::{answer, signed_in};

/// What the first page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Home {
    pub news: News,
    /// Orders that are not finished, the next promise first.
    pub open_orders: Vec<OrderCard>,
    /// Orders that wait for this reader's approval.
    pub waiting: Vec<OrderCard>,
    pub now: WallTime,
}

/// The first page.
#[server(prefix = "/fn", endpoint = "/home/page", input = Json)]
pub async fn page() -> Result<Home, Refused> {
    let (context, actor) = signed_in()?;
    let home = answer(service::home::page(&context, &actor).await)?;
    Ok(Home { news: home.news, open_orders: home.open_orders, waiting: home.waiting, now: home.now })
}
