//! The tags that the vendor's people give, and what the vendor's rules do with a tag.

use domain::{
    cases::{CaseStep, Level, MOST_TAGS, TagRule, tag},
    permissions::{Actor, AnswerCases},
    refusal::{Code, Refusal},
    settings::Settings,
};
use store::cases::Head;

use super::{
    Seen, same_version, staff,
    step::{self, Move},
};
use crate::{Context, Error};

/// Gives a tag and takes one away; either may be nothing. A new one does what its rule says.
///
/// # Errors
/// `NotFound`, `Stale`, `Missing` without any, `Malformed`, `TooMuch` for one too many.
pub async fn tag_case(context: &Context, actor: &Actor, seen: Seen, add: &str, remove: &str) -> Result<(), Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let added = match add.trim() {
        "" => None,
        typed => Some(tag(typed).ok_or_else(|| Refusal::field(Code::Malformed, "add"))?),
    };
    let removed = tag(remove);
    if added.is_none() && removed.is_none() {
        return Err(Refusal::field(Code::Missing, "add").into());
    }
    let settings = context.settings();
    let tx = context.store().begin().await?;
    let head = store::cases::lock_any(&tx, &granted, seen.number).await?.ok_or(Code::NotFound)?;
    same_version(&head, seen)?;
    let before = store::cases::tags(&tx, &head).await?;
    let kept = before.iter().filter(|tag| Some(*tag) != removed.as_ref());
    let mut tags: Vec<String> = kept.cloned().chain(added.clone()).collect();
    tags.sort_unstable();
    tags.dedup();
    if tags.len() > MOST_TAGS {
        return Err(Refusal::field(Code::TooMuch, "add").with(MOST_TAGS).into());
    }
    if tags == before {
        return Ok(());
    }
    store::cases::set_tags(&tx, head.account, head.id, &tags).await?;
    let rule = added.filter(|tag| !before.contains(tag)).and_then(|tag| settings.cases.tag(&tag));
    let names: Vec<String> = tags.iter().map(|tag| name(&settings, tag)).collect();
    let notify = rule.map(|rule| rule.notify.clone()).unwrap_or_default();
    let done = Move { text: names.join(", "), notify, ..Move::of(CaseStep::Tagged) };
    step::make(context, &tx, &head, actor.member, done, context.now()).await?;
    if let Some(rule) = rule.filter(|_| head.closed.is_none()) {
        apply(context, &tx, actor, head.number, rule).await?;
    }
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}

/// Raises the priority, and gives a case that nobody has.
async fn apply(context: &Context, tx: &store::Tx, actor: &Actor, number: i64, rule: &TagRule) -> Result<(), Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let locked = async || -> Result<Head, Error> {
        Ok(store::cases::lock_any(tx, &granted, number).await?.ok_or(Code::NotFound)?)
    };
    let head = locked().await?;
    if let Some(priority) = rule.priority.filter(|priority| *priority > head.priority) {
        let reason = rule.names.pick(head.language, context.settings().vendor.language).0.to_owned();
        raise(context, tx, actor, &head, priority, reason).await?;
    }
    let head = locked().await?;
    if let Some(email) = rule.assign.as_ref().filter(|_| head.assignee.is_none()) {
        let found = store::cases::least_loaded(tx, staff::ROUTING, std::slice::from_ref(email)).await?;
        if let Some((member, _)) = found {
            staff::give(context, tx, actor, head, member).await?;
        }
    }
    Ok(())
}

async fn raise(
    context: &Context,
    tx: &store::Tx,
    actor: &Actor,
    head: &Head,
    priority: Level,
    reason: String,
) -> Result<(), Error> {
    let done =
        Move { text: reason.clone(), priority: Some((priority, Some(reason))), ..Move::of(CaseStep::Prioritised) };
    step::make(context, tx, head, actor.member, done, context.now()).await
}

/// The log is both sides': a tag of the vendor's has the name that it has in the vendor's language.
fn name(settings: &Settings, tag: &str) -> String {
    let language = settings.vendor.language;
    settings.cases.tag(tag).map_or_else(|| tag.to_owned(), |rule| rule.names.pick(language, language).0.to_owned())
}
