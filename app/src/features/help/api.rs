//! The vendor's answers for everybody.

use domain::knowledge::{HelpCard, HelpPage};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::wire::Refused;
#[cfg(feature = "ssr")]
use crate::wire::server::{answer, go_to, services, set_cookie, visitor};

/// All answers, or those that have these words.
#[server(name = ReadHelp, prefix = "/fn", endpoint = "/help/list", input = Json)]
pub async fn list(search: Option<String>) -> Result<Vec<HelpCard>, Refused> {
    answer(service::knowledge::list(&services()?, &visitor()?, search.as_deref()).await)
}

/// One answer.
#[server(name = ReadAnswer, prefix = "/fn", endpoint = "/help/article", input = Json)]
pub async fn article(slug: String) -> Result<HelpPage, Refused> {
    answer(service::knowledge::article(&services()?, &visitor()?, &slug).await)
}

/// Say whether it helped, `yes` or `no`, and what was missing.
#[server(name = VoteHelp, prefix = "/fn", endpoint = "/help/vote")]
pub async fn vote(
    slug: String,
    #[server(default)] helped: String,
    #[server(default)] words: String,
) -> Result<(), Refused> {
    let cookie = answer(service::knowledge::vote(&services()?, &visitor()?, &slug, &helped, &words).await)?;
    if let Some(cookie) = cookie {
        set_cookie(&cookie);
    }
    go_to(&format!("/help/{slug}"));
    Ok(())
}

/// The answers to what somebody is writing, at most three.
#[server(name = OfferHelp, prefix = "/fn", endpoint = "/help/offer", input = Json)]
pub async fn offer(text: String) -> Result<Vec<HelpCard>, Refused> {
    answer(service::knowledge::suggest(&services()?, &visitor()?, &text).await)
}
