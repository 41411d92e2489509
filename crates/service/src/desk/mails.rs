//! The staff's side of mails: how they fare.

use domain::{
    demo::{MailState, OutboxState},
    permissions::{Actor, ReadOutbox, ResendMail},
};

use crate::{Context, Error, orders};

/// Has the mails of the last month tried again that were given up: what kept them has been mended. Says how many.
///
/// # Errors
/// `NotFound` for customers, `NotAllowed`.
pub async fn resend(context: &Context, actor: &Actor) -> Result<i64, Error> {
    let granted = actor.grant_staff::<ResendMail>()?;
    let now = context.now();
    let tx = context.store().begin().await?;
    let count = store::outbox::resend(&tx, &granted, now.plus_days(-30), now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// What goes out by mail, newest first.
///
/// # Errors
/// `NotFound` for customers, `NotAllowed` for agents.
pub async fn mails(context: &Context, actor: &Actor, state: Option<OutboxState>) -> Result<Vec<MailState>, Error> {
    let granted = actor.grant_staff::<ReadOutbox>()?;
    let rows = store::outbox::list(context.store(), &granted, state).await?;
    Ok(rows.iter().map(|row| orders::mail_state(context, actor, row)).collect())
}
