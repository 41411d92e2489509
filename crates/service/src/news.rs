//! The account's log as its members read it.

use domain::{
    event::{EventLine, News},
    permissions::{Actor, ReadAccount},
};

use crate::{Context, Error, orders::by_line};

const PAGE: u16 = 30;

/// The account's events before `before`, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(context: &Context, actor: &Actor, before: Option<i64>) -> Result<News, Error> {
    page(context, actor, before, PAGE).await
}

pub(crate) async fn page(context: &Context, actor: &Actor, before: Option<i64>, size: u16) -> Result<News, Error> {
    let granted = actor.grant::<ReadAccount>()?;
    let mut stored = store::events::list(context.store(), &granted, before, size + 1).await?;
    let more = stored.len() > usize::from(size);
    stored.truncate(usize::from(size));
    let (seen, _) = store::events::seen(context.store(), &granted).await?;
    Ok(News {
        next: stored.last().filter(|_| more).map(|last| last.seq),
        events: stored
            .into_iter()
            .map(|stored| EventLine {
                seq: stored.seq,
                at: context.wall(stored.at, &actor.time_zone),
                by: by_line(&stored),
                mine: stored.member == actor.member,
                event: stored.event,
            })
            .collect(),
        seen,
        now: context.wall(context.now(), &actor.time_zone),
    })
}

/// The member has seen the log up to `seq`.
///
/// # Errors
/// When the database fails.
pub async fn seen(context: &Context, actor: &Actor, seq: i64) -> Result<(), Error> {
    let granted = actor.grant::<ReadAccount>()?;
    let tx = context.store().begin().await?;
    store::events::mark_seen(&tx, &granted, seq).await?;
    tx.commit().await?;
    Ok(())
}
