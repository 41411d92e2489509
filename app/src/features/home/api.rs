//! The first page: what is new, what is on its way, what waits for the reader.

use domain::{cases::CaseCard, event::News, ledger::wire::BalanceLine, orders::OrderCard, time::WallTime};
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

use crate::wire::Refused;
#[cfg(feature = "ssr")]
use crate::wire::server::{answer, signed_in};

/// What the first page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Home {
    pub news: News,
    /// Orders that are not finished, late ones and the next promise first.
    pub open_orders: Vec<OrderCard>,
    /// Orders that wait for this reader's approval.
    pub waiting: Vec<OrderCard>,
    /// Orders of this reader's that wait for somebody else's approval.
    #[serde(default)]
    pub yours: Vec<OrderCard>,
    /// Who can approve those.
    #[serde(default)]
    pub approvers: Vec<String>,
    /// Questions and complaints that are open.
    #[serde(default)]
    pub cases: Vec<CaseCard>,
    /// What the account owes; nothing for who may not read it.
    #[serde(default)]
    pub money: Vec<BalanceLine>,
    pub now: WallTime,
}

/// The first page.
#[server(prefix = "/fn", endpoint = "/home/page", input = Json)]
pub async fn page() -> Result<Home, Refused> {
    let (context, actor) = signed_in()?;
    let home = answer(service::home::page(&context, &actor).await)?;
    Ok(Home {
        news: home.news,
        open_orders: home.open_orders,
        waiting: home.waiting,
        yours: home.yours,
        approvers: home.approvers,
        cases: home.cases,
        money: home.money,
        now: home.now,
    })
}
