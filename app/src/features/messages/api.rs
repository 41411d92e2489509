//! What the account was told: its log, newest first.

use domain::event::News;
use leptos::{prelude::*, server_fn::codec::Json};

use crate::wire::Refused;
#[cfg(feature = "ssr")]
use crate::wire::server::{answer, signed_in};

/// The account's events before `before`, newest first.
#[server(name = ReadNews, prefix = "/fn", endpoint = "/messages/news", input = Json)]
pub async fn news(before: Option<i64>) -> Result<News, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::news::list(&context, &actor, before).await)
}

/// The member has seen the news up to here.
#[server(prefix = "/fn", endpoint = "/messages/seen", input = Json)]
pub async fn seen(seq: i64) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::news::seen(&context, &actor, seq).await)
}
