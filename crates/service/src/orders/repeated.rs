//! Steps without a key, sent again: pressed twice, or once more after the answer was lost.

use domain::{event::Event, ids::MemberId};
use store::{Tx, orders::Head};

use crate::Error;

/// Whether the last thing that happened to the order was this member's own step, as `is_it` knows it. Then it is done, and
/// nobody is told that it was refused.
pub(crate) async fn is_repeated(
    tx: &Tx,
    head: &Head,
    by: MemberId,
    is_it: impl FnOnce(&Event) -> bool + Send,
) -> Result<bool, Error> {
    let last = store::events::last_of_order(tx, head).await?;
    Ok(last.is_some_and(|(member, event)| member == by && is_it(&event)))
}

/// The same for a step of an order as it was seen: nothing else has happened to it since.
pub(crate) async fn is_repeated_of(
    tx: &Tx,
    head: &Head,
    version: i32,
    by: MemberId,
    is_it: impl FnOnce(&Event) -> bool + Send,
) -> Result<bool, Error> {
    Ok(version.checked_add(1) == Some(head.version) && is_repeated(tx, head, by, is_it).await?)
}
