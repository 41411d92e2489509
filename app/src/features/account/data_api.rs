//! What is kept of the reader and the account: asking that it be erased, and what the vendor says to that.

use domain::{
    erasure::{DataPage, DeskErasures, ErasureScope},
    ids::{CommandKey, ErasureId},
};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::wire::Refused;
#[cfg(feature = "ssr")]
use crate::wire::server::{answer, go_to, signed_in};

/// Where a member finds it.
pub const DATA: &str = "/account/data";
/// Where the vendor decides.
pub const ERASURES: &str = "/desk/erasures";

/// What one may take along, what would be erased, and what was asked for.
#[server(name = ReadData, prefix = "/fn", endpoint = "/account/data", input = Json)]
pub async fn data() -> Result<DataPage, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::erasure::page(&context, &actor).await)
}

/// Ask that one's own data be erased (`scope=member`), or that of the account (`scope=account`).
#[server(prefix = "/fn", endpoint = "/account/ask-erasure")]
pub async fn ask_erasure(key: CommandKey, scope: ErasureScope) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::erasure::ask(&context, &actor, key, scope).await)?;
    go_to(DATA);
    Ok(())
}

/// Take a request for erasure back.
#[server(prefix = "/fn", endpoint = "/account/withdraw-erasure")]
pub async fn withdraw_erasure(request: ErasureId) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::erasure::withdraw(&context, &actor, request).await)?;
    go_to(DATA);
    Ok(())
}

/// What customers have asked to be erased.
#[server(name = ReadErasures, prefix = "/fn", endpoint = "/desk/erasures", input = Json)]
pub async fn erasures() -> Result<DeskErasures, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::erasure::desk(&context, &actor).await)
}

/// Erase what was asked for; `sure=yes` says that one knows that it cannot be taken back.
#[server(name = CarryOutErasure, prefix = "/fn", endpoint = "/desk/erase")]
pub async fn carry_out(request: ErasureId, #[server(default)] sure: String) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::erasure::carry_out(&context, &actor, request, sure == "yes").await)?;
    go_to(ERASURES);
    Ok(())
}

/// Say why it is not done.
#[server(name = RefuseErasure, prefix = "/fn", endpoint = "/desk/erasure-refuse")]
pub async fn refuse(request: ErasureId, #[server(default)] reason: String) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::erasure::refuse(&context, &actor, request, &reason).await)?;
    go_to(ERASURES);
    Ok(())
}
