//! The review, and the one submission.

use domain::{
    ids::{CommandKey, ReviewId},
    orders::Submitted,
    review::ReviewPage,
};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::wire::Refused;
#[cfg(feature = "ssr")]
use crate::wire::server::{answer, go_to, signed_in};

/// The whole order as it would go now, frozen under a number; with what changed since the version last shown.
#[server(prefix = "/fn", endpoint = "/review/open", input = Json)]
pub async fn open() -> Result<ReviewPage, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::reviews::open(&context, &actor).await)
}

/// Change address, delivery way, reference or note.
#[server(prefix = "/fn", endpoint = "/review/details")]
pub async fn details(
    #[server(default)] address: String,
    #[server(default)] delivery_way: String,
    #[server(default)] reference: String,
    #[server(default)] note: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    let typed = service::reviews::Typed { address, delivery_way, reference, note };
    // A plain form comes back to its page by itself; and what is saved on the way must not lead anybody back.
    answer(service::reviews::details(&context, &actor, &typed).await)
}

/// Submit what was reviewed. The same key gives the same answer, however often it comes. `with` is anything when the
/// form holds the details as well: then what stands there counts, saved or not.
#[server(prefix = "/fn", endpoint = "/orders/submit")]
pub async fn submit(
    key: CommandKey,
    review: ReviewId,
    #[server(default)] with: String,
    #[server(default)] address: String,
    #[server(default)] delivery_way: String,
    #[server(default)] reference: String,
    #[server(default)] note: String,
) -> Result<Submitted, Refused> {
    let (context, actor) = signed_in()?;
    let input = domain::orders::Submit { key, review };
    let typed = service::reviews::Typed { address, delivery_way, reference, note };
    let submitted = answer(if with.is_empty() {
        service::orders::submit(&context, &actor, input).await
    } else {
        service::orders::submit_as_typed(&context, &actor, input, &typed).await
    })?;
    go_to(&format!("/orders/{}/thanks", submitted.number));
    Ok(submitted)
}
