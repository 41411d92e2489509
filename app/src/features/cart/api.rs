//! The cart, before and after signing in, and the quick ways to fill it.

use domain::{
    cart::{CartChange, CartView, ChangeMode, FillReport},
    ids::CommandKey,
};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::wire::Refused;
#[cfg(feature = "ssr")]
use crate::wire::server::{answer, go_to, services, set_cookie, visitor};

/// The cart with today's prices.
#[server(prefix = "/fn", endpoint = "/cart/view", input = Json)]
pub async fn view() -> Result<CartView, Refused> {
    answer(service::carts::view(&services()?, &visitor()?).await)
}

/// One change, from a plain form or a script. `quantity` as typed; `0` with `mode=set` takes the line away.
/// `step` is `1` or `-1` when the plus or minus button was pressed. Goes on at `next` when that is given.
#[server(prefix = "/fn", endpoint = "/cart/change")]
pub async fn change(
    key: CommandKey,
    number: String,
    #[server(default)] quantity: String,
    mode: ChangeMode,
    #[server(default)] wished: String,
    #[server(default)] step: String,
    #[server(default)] next: String,
) -> Result<i32, Refused> {
    let typed = service::carts::Typed { key, number, quantity, mode, wished, step };
    let changed = answer(service::carts::change_typed(&services()?, &visitor()?, &typed).await)?;
    if let Some(cookie) = &changed.cookie {
        set_cookie(cookie);
    }
    if !next.is_empty() {
        go_to(&service::entry::own_path(&next));
    }
    Ok(changed.count)
}

/// Changes that were made while there was no connection, in their order.
#[server(prefix = "/fn", endpoint = "/cart/replay", input = Json)]
pub async fn replay(changes: Vec<CartChange>) -> Result<i32, Refused> {
    let changed = answer(service::carts::replay(&services()?, &visitor()?, &changes).await)?;
    if let Some(cookie) = &changed.cookie {
        set_cookie(cookie);
    }
    Ok(changed.count)
}

/// Put pasted lines into the cart: a number and a quantity each.
#[server(prefix = "/fn", endpoint = "/cart/fill")]
pub async fn fill(key: CommandKey, #[server(default)] text: String) -> Result<FillReport, Refused> {
    let filled = answer(service::carts::fill(&services()?, &visitor()?, key, &text).await)?;
    if let Some(cookie) = &filled.cookie {
        set_cookie(cookie);
    }
    Ok(filled.report)
}
