//! What only a demo shows.

use domain::demo::{DemoPerson, KeptMail};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::wire::Refused;
#[cfg(feature = "ssr")]
use crate::wire::server::{answer, services};

/// The mails that were kept instead of sent, newest first.
#[server(prefix = "/fn", endpoint = "/demo/mail", input = Json)]
pub async fn mail() -> Result<Vec<KeptMail>, Refused> {
    answer(service::demo::mail(&services()?).await)
}

/// The demo vendor's people.
#[server(prefix = "/fn", endpoint = "/demo/people", input = Json)]
pub async fn people() -> Result<Vec<DemoPerson>, Refused> {
    answer(service::demo::people(&services()?).await)
}
