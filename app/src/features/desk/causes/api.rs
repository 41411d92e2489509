//! Root causes: what went wrong for many, and telling them.

#[cfg(feature = "ssr")]
use domain::causes::CauseDraft;
use domain::{
    causes::{Affected, CaseCause, CauseList, CausePage, Wording},
    ids::CommandKey,
};
use leptos::{prelude::*, server_fn::codec::Json};
#[cfg(feature = "ssr")]
use service::causes::Tell;

use crate::wire::Refused;
#[cfg(feature = "ssr")]
use crate::wire::server::{answer, go_to, signed_in};

/// Open or settled causes, newest first.
#[server(name = ReadCauses, prefix = "/fn", endpoint = "/desk/causes", input = Json)]
pub async fn list(closed: bool, before: Option<i64>) -> Result<CauseList, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::causes::list(&context, &actor, closed, before).await)
}

/// One cause, with how many it affects and what they were told.
#[server(name = ReadCause, prefix = "/fn", endpoint = "/desk/cause", input = Json)]
pub async fn page(number: i64) -> Result<CausePage, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::causes::page(&context, &actor, number).await)
}

/// Whom a cause affects, page by page.
#[server(name = ReadAffected, prefix = "/fn", endpoint = "/desk/cause-accounts", input = Json)]
pub async fn accounts(number: i64, after: Option<String>) -> Result<Affected, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::causes::affected(&context, &actor, number, after.as_deref()).await)
}

/// Write a cause down, or change it: without a `number` a new one, to which `case` is linked at once.
#[server(name = SaveCause, prefix = "/fn", endpoint = "/desk/cause-save")]
pub async fn save(
    key: CommandKey,
    #[server(default)] number: String,
    #[server(default)] version: i32,
    #[server(default)] title: String,
    #[server(default)] text: String,
    #[server(default)] articles: String,
    #[server(default)] from: String,
    #[server(default)] until: String,
    #[server(default)] case: String,
) -> Result<i64, Refused> {
    let (context, actor) = signed_in()?;
    let draft = CauseDraft { key, number, version, title, text, articles, from, until, case };
    let number = answer(service::causes::save(&context, &actor, &draft).await)?;
    go_to(&format!("/desk/causes/{number}"));
    Ok(number)
}

/// Tell all whom a cause affects; with `closes` settle it, and tell all who were told.
#[server(name = TellCause, prefix = "/fn", endpoint = "/desk/cause-tell")]
pub async fn tell(
    key: CommandKey,
    number: i64,
    version: i32,
    #[server(default)] closes: String,
    #[server(default)] words: Vec<Wording>,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    let tell = Tell { key, number, version, closes: !closes.is_empty(), words: &words };
    answer(service::causes::tell(&context, &actor, tell).await)?;
    go_to(&format!("/desk/causes/{number}"));
    Ok(())
}

/// Tell those whom it has come to affect since.
#[server(name = TellRest, prefix = "/fn", endpoint = "/desk/cause-rest")]
pub async fn rest(number: i64) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::causes::tell_rest(&context, &actor, number).await)?;
    go_to(&format!("/desk/causes/{number}"));
    Ok(())
}

/// The cause of a case, and those that it could be linked to.
#[server(name = ReadCaseCause, prefix = "/fn", endpoint = "/desk/case-cause", input = Json)]
pub async fn of_case(case: i64) -> Result<CaseCause, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::causes::beside_case(&context, &actor, case).await)
}

/// Link a case to a cause; an empty `cause` takes it off.
#[server(name = LinkCause, prefix = "/fn", endpoint = "/desk/cause-link")]
pub async fn link(case: i64, #[server(default)] cause: String) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    let cause = match cause.trim() {
        "" => None,
        typed => Some(answer(typed.parse::<i64>().map_err(|_| {
            service::Error::from(domain::refusal::Refusal::field(domain::refusal::Code::Malformed, "cause"))
        }))?),
    };
    answer(service::causes::link(&context, &actor, case, cause).await)?;
    go_to(&format!("/desk/cases/{case}"));
    Ok(())
}
