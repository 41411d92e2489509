//! Telling of a step: the event in the account's log, and the mails, in the step's own transaction.

use domain::{
    event::Event,
    ids::{AccountId, MemberId},
    language::Language,
    money::Money,
    orders::OrderState,
    time::Instant,
};
use store::{Tx, orders::Head, outbox::About};

use crate::{
    Context, Error,
    mails::{self, OrderFacts, Recipient},
};

/// What is told of an order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    pub account: AccountId,
    pub placed_by: MemberId,
    pub number: i64,
    pub total: Money,
    pub cancel_until: Instant,
    /// Tell those who may approve, not who placed it.
    pub approvers: bool,
}

/// Tells of a step of an order that is there. `head` is the order before the step: when it waited and does so no more,
/// nobody need be asked.
pub(crate) async fn tell(
    context: &Context,
    tx: &Tx,
    head: &Head,
    by: MemberId,
    event: &Event,
    now: Instant,
) -> Result<(), Error> {
    let is_decided =
        matches!(event, Event::OrderApproved { .. } | Event::OrderRefused { .. } | Event::OrderCancelled { .. });
    if head.state == OrderState::AwaitingApproval && is_decided {
        store::orders::withdraw_approval_mails(tx, head, now).await?;
    }
    let seq = tell_facts(context, tx, &Facts::from(head), by, event, now).await?;
    if let Event::CancellationRequested { order, reason } = event {
        let mail = mails::cancellation_asked(context, *order, &head.account_name, reason);
        let about = About { account: Some(head.account), event_seq: Some(seq), order: Some(*order), secret: false };
        store::outbox::put(tx, about, vec![mail], now).await?;
    }
    Ok(())
}

/// Appends the event and writes the mails. Gives the event's number.
pub(crate) async fn tell_facts(
    context: &Context,
    tx: &Tx,
    facts: &Facts,
    by: MemberId,
    event: &Event,
    now: Instant,
) -> Result<i64, Error> {
    let seq = store::events::append(tx, facts.account, by, event, now).await?;
    let readers = store::accounts::readers(tx, facts.account, facts.placed_by, facts.approvers).await?;
    let placed_by_name = match readers.iter().find(|reader| reader.id == facts.placed_by.0) {
        Some(reader) => reader.name.clone(),
        None if facts.approvers => {
            store::accounts::myself(tx, facts.placed_by).await?.map(|member| member.name).unwrap_or_default()
        }
        None => String::new(),
    };
    let mails: Vec<_> = readers
        .iter()
        // Whoever made a later step knows of it; a confirmation of receipt everybody wants.
        .filter(|reader| reader.id != by.0 || matches!(event, Event::OrderSubmitted { awaiting_approval: false, .. }))
        .filter_map(|reader| {
            let recipient =
                Recipient { email: &reader.email, language: Language::parse(&reader.language).unwrap_or_default() };
            let facts = OrderFacts {
                number: facts.number,
                total: facts.total,
                by: &placed_by_name,
                cancel_until: facts.cancel_until,
            };
            mails::order(context, recipient, facts, event)
        })
        .collect();
    let about = About { account: Some(facts.account), event_seq: Some(seq), order: Some(facts.number), secret: false };
    store::outbox::put(tx, about, mails, now).await?;
    Ok(seq)
}
