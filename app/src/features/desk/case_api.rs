//! What the desk does with cases beside answering them: tags, cases that become one or two, replies, views, settings.

use domain::{
    cases::{AssignRow, CaseSettings, KindRow, MailboxRow, PolicyRow, Replies, SavedView, TagRow},
    ids::{CommandKey, EntryId, ReplyId, ViewId},
};
#[cfg(feature = "ssr")]
use domain::{
    cases::{CaseFilter, Kind},
    language::Language,
};
use leptos::{prelude::*, server_fn::codec::Json};
#[cfg(feature = "ssr")]
use service::cases::{Part, Seen, Which};

use crate::wire::Refused;
#[cfg(feature = "ssr")]
use crate::wire::server::{answer, go_to, signed_in};

/// Where the settings of cases are.
pub const SETTINGS: &str = "/desk/settings/cases";
/// Where the canned replies are.
pub const REPLIES: &str = "/desk/settings/replies";

/// Give a case a tag, or take one away.
#[server(name = TagCase, prefix = "/fn", endpoint = "/desk/case-tag")]
pub async fn tag_case(
    number: i64,
    version: i32,
    #[server(default)] add: String,
    #[server(default)] remove: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::cases::tag_case(&context, &actor, Seen { number, version }, &add, &remove).await)?;
    go_to(&format!("/desk/cases/{number}"));
    Ok(())
}

/// The case goes on in another one (`merge`), or belongs to it (`link`).
#[server(name = JoinCase, prefix = "/fn", endpoint = "/desk/case-join")]
pub async fn join_case(
    number: i64,
    version: i32,
    #[server(default)] other: String,
    #[server(default)] how: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    let page = if how == "merge" {
        answer(service::cases::merge(&context, &actor, Seen { number, version }, &other).await)?
    } else {
        answer(service::cases::link(&context, &actor, number, &other).await)?;
        number
    };
    go_to(&format!("/desk/cases/{page}"));
    Ok(())
}

/// What the customer wrote in one entry becomes a case of its own.
#[server(name = SplitCase, prefix = "/fn", endpoint = "/desk/case-split")]
pub async fn split_case(
    key: CommandKey,
    number: i64,
    version: i32,
    entry: EntryId,
    #[server(default)] subject: String,
    #[server(default)] kind: String,
) -> Result<i64, Refused> {
    let (context, actor) = signed_in()?;
    let part = Part { key, seen: Seen { number, version }, entry, subject: &subject, kind: &kind };
    let made = answer(service::cases::split(&context, &actor, part).await)?;
    go_to(&format!("/desk/cases/{made}"));
    Ok(made)
}

/// Make a case one of another kind, with a reason that the customer reads.
#[server(name = SortCase, prefix = "/fn", endpoint = "/desk/case-kind")]
pub async fn sort_case(
    number: i64,
    version: i32,
    #[server(default)] kind: String,
    #[server(default)] reason: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::cases::sort(&context, &actor, Seen { number, version }, &kind, &reason).await)?;
    go_to(&format!("/desk/cases/{number}"));
    Ok(())
}

/// The canned replies.
#[server(name = ReadReplies, prefix = "/fn", endpoint = "/desk/replies", input = Json)]
pub async fn replies() -> Result<Replies, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::cases::replies(&context, &actor).await)
}

/// Write a canned reply. The key of a new one, without a version, is its id from then on; one that is there is named by it,
/// with the version that was seen.
#[server(name = WriteReply, prefix = "/fn", endpoint = "/desk/reply-write")]
pub async fn write_reply(
    key: CommandKey,
    #[server(default)] version: i32,
    #[server(default)] name: String,
    #[server(default)] en: String,
    #[server(default)] nl: String,
    #[server(default)] hu: String,
    #[server(default)] de: String,
    #[server(default)] es: String,
    #[server(default)] fr: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    let texts: Vec<_> = Language::ALL.into_iter().zip([en, nl, hu, de, es, fr]).collect();
    let which = if version == 0 { Which::New(key) } else { Which::Seen { id: ReplyId(key.0), version } };
    answer(service::cases::write_reply(&context, &actor, which, &name, &texts).await)?;
    go_to(REPLIES);
    Ok(())
}

/// Remove a canned reply.
#[server(name = RemoveReply, prefix = "/fn", endpoint = "/desk/reply-remove")]
pub async fn remove_reply(id: ReplyId) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::cases::remove_reply(&context, &actor, id).await)?;
    go_to(REPLIES);
    Ok(())
}

/// The views of the inbox that somebody keeps.
#[server(name = ReadViews, prefix = "/fn", endpoint = "/desk/views", input = Json)]
pub async fn views() -> Result<Vec<SavedView>, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::cases::views(&context, &actor).await)
}

/// Keep what the inbox shows under a name, for oneself or for all.
#[server(name = KeepView, prefix = "/fn", endpoint = "/desk/view-keep")]
pub async fn keep_view(
    key: CommandKey,
    #[server(default)] name: String,
    #[server(default)] queue: String,
    #[server(default)] kind: String,
    #[server(default)] tag: String,
    #[server(default)] q: String,
    #[server(default)] shared: Option<String>,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let filter =
        CaseFilter { queue: some(queue), kind: Kind::parse(&kind), tag: some(tag), search: some(q), after: None };
    answer(service::cases::keep_view(&context, &actor, key, &name, filter, shared.is_some()).await)?;
    go_to("/desk/cases");
    Ok(())
}

/// Remove an own view.
#[server(name = RemoveView, prefix = "/fn", endpoint = "/desk/view-remove")]
pub async fn remove_view(id: ViewId) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::cases::remove_view(&context, &actor, id).await)?;
    go_to("/desk/cases");
    Ok(())
}

/// How the vendor answers.
#[server(name = ReadCaseSettings, prefix = "/fn", endpoint = "/desk/case-settings", input = Json)]
pub async fn case_settings() -> Result<CaseSettings, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::cases::case_settings(&context, &actor).await)
}

/// Set the hours of a week, Monday first, and the days after which a question lapses.
#[server(name = SetHours, prefix = "/fn", endpoint = "/desk/settings-hours")]
pub async fn set_hours(
    version: i32,
    #[server(default)] hours: Vec<String>,
    #[server(default)] lapse: String,
    #[server(default)] times: Option<String>,
    #[server(default)] publish: Option<String>,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(
        service::cases::set_hours(&context, &actor, version, &hours, &lapse, (times.is_some(), publish.is_some()))
            .await,
    )?;
    go_to(SETTINGS);
    Ok(())
}

/// Set the days on which nobody answers.
#[server(name = SetDays, prefix = "/fn", endpoint = "/desk/settings-days")]
pub async fn set_days(
    version: i32,
    #[server(default)] countries: Vec<String>,
    #[server(default)] days: String,
    #[server(default)] calendar: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::cases::set_days(&context, &actor, version, &countries, &days, &calendar).await)?;
    go_to(SETTINGS);
    Ok(())
}

/// Set what is promised to which cases.
#[server(name = SetPromises, prefix = "/fn", endpoint = "/desk/settings-promises")]
pub async fn set_promises(version: i32, #[server(default)] rows: Vec<PolicyRow>) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::cases::set_promises(&context, &actor, version, &rows).await)?;
    go_to(SETTINGS);
    Ok(())
}

/// Set the tags that customers choose from, and what they do.
#[server(name = SetTags, prefix = "/fn", endpoint = "/desk/settings-tags")]
pub async fn set_tags(version: i32, #[server(default)] rows: Vec<TagRow>) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::cases::set_tags(&context, &actor, version, &rows).await)?;
    go_to(SETTINGS);
    Ok(())
}

/// Set who gets new cases.
#[server(name = SetAssignment, prefix = "/fn", endpoint = "/desk/settings-assignment")]
pub async fn set_assignment(version: i32, #[server(default)] rows: Vec<AssignRow>) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::cases::set_assignment(&context, &actor, version, &rows).await)?;
    go_to(SETTINGS);
    Ok(())
}

/// Set which kinds customers can choose, and what they are called.
#[server(name = SetKinds, prefix = "/fn", endpoint = "/desk/settings-kinds")]
pub async fn set_kinds(version: i32, #[server(default)] rows: Vec<KindRow>) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::cases::set_kinds(&context, &actor, version, &rows).await)?;
    go_to(SETTINGS);
    Ok(())
}

/// Set at which addresses mail comes, and what it becomes.
#[server(name = SetMailboxes, prefix = "/fn", endpoint = "/desk/settings-mailboxes")]
pub async fn set_mailboxes(version: i32, #[server(default)] rows: Vec<MailboxRow>) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::cases::set_mailboxes(&context, &actor, version, &rows).await)?;
    go_to(SETTINGS);
    Ok(())
}

/// Set whom escalations and missed promises are told.
#[server(name = SetAbove, prefix = "/fn", endpoint = "/desk/settings-above")]
pub async fn set_above(version: i32, #[server(default)] people: Vec<String>) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::cases::set_above(&context, &actor, version, &people).await)?;
    go_to(SETTINGS);
    Ok(())
}
