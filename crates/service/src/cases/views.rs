//! Views of the inbox that somebody keeps, for themselves or for all.

use domain::{
    cases::{CaseFilter, SavedView},
    ids::{CommandKey, ViewId},
    input,
    permissions::{Actor, AnswerCases},
    refusal::{Code, Refusal},
};
use store::cases::MOST_VIEWS;

use crate::{Context, Error};

const LONGEST_NAME: usize = 40;
const LONGEST_WORDS: usize = 100;
const QUEUES: [&str; 6] = ["open", "mine", "unassigned", "waiting", "closed", "all"];

/// Own views and those that all share.
///
/// # Errors
/// `NotFound` for customers.
pub async fn views(context: &Context, actor: &Actor) -> Result<Vec<SavedView>, Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    Ok(store::cases::views(context.store(), &granted).await?)
}

/// Keeps what is shown under a name. The same key keeps it once.
///
/// # Errors
/// `Missing`, `TooLong`, `Malformed`, `TooMuch`.
pub async fn keep_view(
    context: &Context,
    actor: &Actor,
    key: CommandKey,
    name: &str,
    filter: CaseFilter,
    is_shared: bool,
) -> Result<(), Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let name = input::required("name", name, LONGEST_NAME)?;
    let line =
        |field: &str, text: Option<String>| input::line(field, text.as_deref().unwrap_or_default(), LONGEST_WORDS);
    let queue = filter.queue.filter(|queue| !queue.is_empty());
    if queue.as_deref().is_some_and(|queue| !QUEUES.contains(&queue)) {
        return Err(Refusal::field(Code::Malformed, "queue").into());
    }
    let (tag, search) = (line("tag", filter.tag)?, line("q", filter.search)?);
    let filter = CaseFilter { queue, kind: filter.kind, tag, search, after: None };
    let tx = context.store().begin().await?;
    if store::cases::count_views(&tx, &granted).await? >= MOST_VIEWS {
        return Err(Refusal::field(Code::TooMuch, "name").with(MOST_VIEWS).into());
    }
    // The key is its id: a second press finds it there.
    store::cases::add_view(&tx, &granted, ViewId(key.0), (&name, &filter, is_shared), context.now()).await?;
    Ok(tx.commit().await?)
}

/// Removes an own view.
///
/// # Errors
/// `NotFound`, for a colleague's too.
pub async fn remove_view(context: &Context, actor: &Actor, id: ViewId) -> Result<(), Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let tx = context.store().begin().await?;
    if !store::cases::remove_view(&tx, &granted, id).await? {
        return Err(Code::NotFound.into());
    }
    Ok(tx.commit().await?)
}
