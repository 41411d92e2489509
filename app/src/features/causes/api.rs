//! What the account was told of causes.

use domain::causes::{Notice, Notices};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::wire::Refused;
#[cfg(feature = "ssr")]
use crate::wire::server::{answer, signed_in};

/// What the account was told of a cause, and what of theirs it concerns.
#[server(name = ReadNotices, prefix = "/fn", endpoint = "/causes/notices", input = Json)]
pub async fn notices(number: i64) -> Result<Notices, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::causes::notices(&context, &actor, number).await)
}

/// What the account was told of the cause of one of its cases.
#[server(name = ReadCaseNotices, prefix = "/fn", endpoint = "/causes/of-case", input = Json)]
pub async fn of_case(case: i64) -> Result<Vec<Notice>, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::causes::of_case(&context, &actor, case).await)
}
