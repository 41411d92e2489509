//! The account's cases.

#![expect(clippy::too_many_arguments, reason = "they are the fields of a plain form")]

#[cfg(feature = "ssr")]
use domain::cases::Draft;
use domain::{
    cases::{CaseFilter, CaseList, CasePage, Writing},
    ids::{CommandKey, EntryId},
};
use leptos::{prelude::*, server_fn::codec::Json};
#[cfg(feature = "ssr")]
use service::cases::{Decision, Seen};

use crate::wire::Refused;
#[cfg(feature = "ssr")]
use crate::wire::server::{answer, go_to, signed_in};

/// After a step the case stands where it stood.
#[cfg(feature = "ssr")]
fn back_to(number: i64, done: Result<(), service::Error>) -> Result<(), Refused> {
    answer(done)?;
    go_to(&format!("/messages/{number}"));
    Ok(())
}

/// A page of the account's cases, newest first.
#[server(name = ReadCases, prefix = "/fn", endpoint = "/cases/list", input = Json)]
pub async fn list(filter: CaseFilter) -> Result<CaseList, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::cases::list(&context, &actor, &filter).await)
}

/// One case, with what was written last, or with what was written before an entry.
#[server(name = ReadCase, prefix = "/fn", endpoint = "/cases/page", input = Json)]
pub async fn page(number: i64, before: Option<EntryId>) -> Result<CasePage, Refused> {
    let (context, actor) = signed_in()?;
    answer(match before {
        Some(entry) => service::cases::page_before(&context, &actor, number, entry).await,
        None => service::cases::page(&context, &actor, number).await,
    })
}

/// What one has to know to write about an order or an article.
#[server(name = ReadWriting, prefix = "/fn", endpoint = "/cases/writing", input = Json)]
pub async fn writing(order: Option<i64>, article: Option<String>) -> Result<Writing, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::cases::writing(&context, &actor, order, article.as_deref()).await)
}

/// Write a case: a question, a concern, a complaint or a suggestion.
#[server(name = OpenCase, prefix = "/fn", endpoint = "/cases/open")]
pub async fn open(
    key: CommandKey,
    #[server(default)] kind: String,
    #[server(default)] subject: String,
    #[server(default)] text: String,
    #[server(default)] impact: String,
    #[server(default)] needed: String,
    #[server(default)] remedy: String,
    #[server(default)] expected: String,
    #[server(default)] tags: String,
    #[server(default)] ticked: Vec<String>,
    #[server(default)] order: String,
    #[server(default)] article: String,
) -> Result<i64, Refused> {
    let (context, actor) = signed_in()?;
    let draft = Draft { key, kind, subject, text, impact, needed, remedy, expected, tags, ticked, order, article };
    let number = answer(service::cases::open(&context, &actor, &draft).await)?;
    go_to(&format!("/messages/{number}"));
    Ok(number)
}

/// Write in a case.
#[server(name = Reply, prefix = "/fn", endpoint = "/cases/reply")]
pub async fn reply(key: CommandKey, number: i64, #[server(default)] text: String) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    back_to(number, service::cases::reply(&context, &actor, key, number, &text).await)
}

/// Accept what is proposed, in part or not at all: `accept`, `partly`, `decline`. `sure` is anything once it was asked.
#[server(name = Decide, prefix = "/fn", endpoint = "/cases/decide")]
pub async fn decide(
    key: CommandKey,
    number: i64,
    version: i32,
    #[server(default)] decision: String,
    #[server(default)] text: String,
    #[server(default)] sure: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    let decision = Decision::parse(&decision).ok_or_else(|| {
        service::Error::from(domain::refusal::Refusal::field(domain::refusal::Code::Missing, "decision"))
    });
    let decision = answer(decision)?;
    let seen = Seen { number, version };
    back_to(number, service::cases::decide(&context, &actor, key, seen, decision, &text, !sure.is_empty()).await)
}

/// It is needed no more.
#[server(name = Withdraw, prefix = "/fn", endpoint = "/cases/withdraw")]
pub async fn withdraw(key: CommandKey, number: i64, version: i32) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    back_to(number, service::cases::withdraw(&context, &actor, key, Seen { number, version }).await)
}

/// Open a closed case again, with a reason.
#[server(name = Reopen, prefix = "/fn", endpoint = "/cases/reopen")]
pub async fn reopen(
    key: CommandKey,
    number: i64,
    version: i32,
    #[server(default)] reason: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    back_to(number, service::cases::reopen(&context, &actor, key, Seen { number, version }, &reason).await)
}

/// Have somebody above look at it, with a reason.
#[server(name = Escalate, prefix = "/fn", endpoint = "/cases/escalate")]
pub async fn escalate(
    key: CommandKey,
    number: i64,
    version: i32,
    #[server(default)] reason: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    back_to(number, service::cases::escalate(&context, &actor, key, Seen { number, version }, &reason).await)
}

/// Say that the priority is not right, with a reason.
#[server(name = Object, prefix = "/fn", endpoint = "/cases/object")]
pub async fn object(
    key: CommandKey,
    number: i64,
    version: i32,
    #[server(default)] reason: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    back_to(number, service::cases::object(&context, &actor, key, Seen { number, version }, &reason).await)
}

/// Say that it is not one's turn, with a reason: time runs again.
#[server(name = Contest, prefix = "/fn", endpoint = "/cases/contest")]
pub async fn contest(
    key: CommandKey,
    number: i64,
    version: i32,
    #[server(default)] reason: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    back_to(number, service::cases::contest(&context, &actor, key, Seen { number, version }, &reason).await)
}

/// How content one is with how it went, one to five, and why.
#[server(name = Rate, prefix = "/fn", endpoint = "/cases/rate")]
pub async fn rate(
    key: CommandKey,
    number: i64,
    #[server(default)] satisfaction: String,
    #[server(default)] words: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    back_to(number, service::cases::rate(&context, &actor, key, number, &satisfaction, &words).await)
}
