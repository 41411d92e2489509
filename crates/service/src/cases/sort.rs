//! What a case is: mail comes as a question, and some of it is none.

use domain::{
    cases::{CaseStep, Kind},
    permissions::{Actor, AnswerCases},
    refusal::{Code, Refusal},
};

use super::{
    Seen, same_version,
    step::{self, Move},
    why,
};
use crate::{Context, Error};

/// Makes a case one of another kind, with a reason that the customer reads. What was promised goes on by the policy of that
/// kind, and the stage is the nearest one that it has.
///
/// # Errors
/// `NotFound`, `State`, `Stale`, `Reason`, `Malformed` on `kind`, also for the kind that it is.
pub async fn sort(context: &Context, actor: &Actor, seen: Seen, kind: &str, reason: &str) -> Result<(), Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let wrong = || Refusal::field(Code::Malformed, "kind");
    let kind = Kind::parse(kind).ok_or_else(wrong)?;
    let reason = why(reason)?;
    let tx = context.store().begin().await?;
    let head = store::cases::lock_any(&tx, &granted, seen.number).await?.ok_or(Code::NotFound)?;
    head.stage.after(head.kind, CaseStep::Sorted)?;
    same_version(&head, seen)?;
    if kind == head.kind {
        return Err(wrong().into());
    }
    let done = Move { text: reason, kind: Some(kind), ..Move::of(CaseStep::Sorted) };
    step::make(context, &tx, &head, actor.member, done, context.now()).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}
