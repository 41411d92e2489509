//! A step of the staff under way: from the held order to what is told of it.

use domain::{
    event::Event,
    format,
    orders::{OrderState, Progress, Step, settle},
    permissions::{Actor, MoveOrders, StaffGranted},
    refusal::{Code, Refusal},
    time::{Date, Instant},
};
use store::{
    Tx, keys,
    orders::{Change, Head, Line},
};

use super::{Begin, Once};
use crate::{
    Context, Error, once,
    orders::{self, tell},
};

/// A step under way: the order is held, its state and version have been checked.
pub(super) struct Moving {
    pub tx: Tx,
    pub granted: StaffGranted<MoveOrders>,
    pub head: Head,
    pub lines: Vec<Line>,
    pub now: Instant,
    /// From now on it can be cancelled on request only, before the hour that was promised.
    pub ends_freedom: bool,
}

/// Nothing is left to be done when this very step was the last that the order had, as `is_it` knows it by its event and the
/// lines: it was sent twice.
pub(super) async fn begin(
    context: &Context,
    actor: &Actor,
    number: i64,
    version: i32,
    step: Step,
    is_it: impl FnOnce(&Event, &[Line]) -> bool + Send,
) -> Result<Option<Moving>, Error> {
    let moving = hold(context, actor, number).await?;
    let Moving { tx, head, lines, .. } = &moving;
    if orders::is_repeated_of(tx, head, version, actor.member, |last| is_it(last, lines)).await? {
        return Ok(None);
    }
    moving.checked(version, step).map(Some)
}

/// The same for a step with a key, by the command's name and all that it asks for. Nothing is left to be done when the
/// key's step has been made.
pub(super) async fn begin_once(
    context: &Context,
    actor: &Actor,
    once: Once,
    step: Step,
    (command, parts): (&'static str, &[&[u8]]),
) -> Result<Option<Moving>, Error> {
    let Once { key, number, version } = once;
    let moving = hold(context, actor, number).await?;
    let (number, seen) = (number.to_le_bytes(), version.to_le_bytes());
    let parts: Vec<&[u8]> = parts.iter().copied().chain([number.as_slice(), seen.as_slice()]).collect();
    let asked = once::asked(command, actor.member, &parts);
    let Head { account, id, .. } = moving.head;
    let claim = keys::claim_step(&moving.tx, &moving.granted, account, key, &asked, id.0, moving.now).await?;
    match once::made(claim)? {
        None => moving.checked(version, step).map(Some),
        Some(_) => Ok(None),
    }
}

pub(super) async fn hold(context: &Context, actor: &Actor, number: i64) -> Result<Moving, Error> {
    let granted = actor.grant_staff::<MoveOrders>()?;
    let now = context.now();
    let tx = context.store().begin().await?;
    let (head, lines) = store::orders::lock_any(&tx, &granted, number).await?.ok_or(Code::NotFound)?;
    Ok(Moving { tx, granted, head, lines, now, ends_freedom: false })
}

impl Moving {
    pub(super) fn checked(self, version: i32, step: Step) -> Result<Self, Error> {
        // Somebody else's step first: a stale page learns that before it learns that its step does not fit.
        if self.head.version != version {
            return Err(Code::Stale.into());
        }
        self.head.state.allow(step)?;
        Ok(self)
    }

    /// What was promised to the customer is kept, unless they have agreed.
    pub(super) fn end_freedom(&mut self, context: &Context, actor: &Actor, how: Begin) -> Result<(), Error> {
        if !orders::is_free(&self.head, self.now) {
            return Ok(());
        }
        if how == Begin::AsPromised {
            let wall = |instant| context.wall(instant, &actor.time_zone);
            let until = format::until(actor.language, wall(self.now), wall(self.head.cancel_until));
            return Err(Refusal::field(Code::Promised, "agreed").with(until).into());
        }
        self.ends_freedom = true;
        Ok(())
    }

    pub(super) fn settled(&self) -> OrderState {
        let progress: Vec<Progress> = self.lines.iter().map(|line| line.progress).collect();
        settle(self.head.state, &progress)
    }

    pub(super) async fn finish(
        self,
        context: &Context,
        actor: &Actor,
        state: OrderState,
        reason: Option<String>,
        event: &Event,
    ) -> Result<(), Error> {
        let promised = last_promise(&self.lines);
        self.finish_with(context, actor, state, promised, reason, event).await
    }

    pub(super) async fn finish_with(
        self,
        context: &Context,
        actor: &Actor,
        state: OrderState,
        promised: Option<Date>,
        reason: Option<String>,
        event: &Event,
    ) -> Result<(), Error> {
        let is_answer = matches!(event, Event::OrderCancelled { .. } | Event::CancellationDeclined { .. });
        // A cancellation that was asked for has its answer, too, when nothing is left that could be cancelled.
        let is_overtaken = !is_answer
            && self.head.cancel_requested.is_some()
            && self.lines.iter().all(|line| line.progress.open() == 0);
        if is_overtaken {
            let gone = Event::CancellationDeclined { order: self.head.number, reason: String::new() };
            tell(context, &self.tx, &self.head, actor.member, &gone, self.now).await?;
        }
        let answers_request = is_answer || is_overtaken;
        store::orders::save(
            &self.tx,
            &self.head,
            &Change { state, promised, reason, answers_request, cancel_until: self.ends_freedom.then_some(self.now) },
            self.now,
        )
        .await?;
        tell(context, &self.tx, &self.head, actor.member, event, self.now).await?;
        self.tx.commit().await?;
        context.wake_outbox();
        Ok(())
    }
}

/// The last promised day of the lines that wait for something, or of all when none does.
pub(super) fn last_promise(lines: &[Line]) -> Option<Date> {
    last_open_promise(lines).or_else(|| lines.iter().filter_map(|line| line.promised).max())
}

pub(super) fn last_open_promise(lines: &[Line]) -> Option<Date> {
    lines.iter().filter(|line| line.progress.open() > 0).filter_map(|line| line.promised).max()
}
