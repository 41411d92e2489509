//! Telling of a step: the event in the account's log, and the mails, in the step's own transaction.

use domain::{
    event::Event,
    ids::{AccountId, MemberId},
    language::Language,
    money::Money,
    notices::Topic,
    orders::{Handover, OrderState},
    time::Instant,
};
use store::{Tx, orders::Head, outbox::About};

use super::pages::handover;
use crate::{
    Context, Error,
    mails::{self, Contents, OrderFacts, Recipient},
};

/// What is told of an order.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub account: AccountId,
    pub placed_by: MemberId,
    pub number: i64,
    pub total: Money,
    pub handover: Handover,
    pub cancel_until: Instant,
    /// For the mails that say what was ordered.
    pub contents: Option<Contents>,
    /// Tell those who may approve, not who placed it.
    pub approvers: bool,
}

/// Tells of a step of an order that is there, whose lines are as the step has made them. `head` is the order before the
/// step: when it waited and does so no more, nobody need be asked.
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
    let contents = match event {
        Event::OrderApproved { .. } | Event::OrderConfirmed { .. } => {
            Some(Contents::of(head, &store::orders::lines(tx, head.account, head.id).await?))
        }
        _ => None,
    };
    let facts = Facts {
        account: head.account,
        placed_by: head.member,
        number: head.number,
        total: Money { minor: head.gross, currency: head.currency },
        handover: handover(&context.settings(), head),
        cancel_until: head.cancel_until,
        contents,
        approvers: false,
    };
    let seq = tell_facts(context, tx, &facts, by, event, now).await?;
    if let Event::CancellationRequested { order, reason } = event {
        let mail = mails::cancellation_asked(context, *order, &head.account_name, reason);
        let about =
            About { account: Some(head.account), event_seq: Some(seq), order: Some(*order), ..About::default() };
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
        // Others are told: those who may approve, or the owners in place of who has left.
        None => store::accounts::myself(tx, facts.placed_by).await?.map(|member| member.name).unwrap_or_default(),
    };
    // Somebody has to decide on what waits, whatever they want to be told of.
    let silent = match Topic::of_event(event).filter(|_| !facts.approvers) {
        Some(topic) => store::accounts::without_mails(tx, facts.account, topic).await?,
        None => Vec::new(),
    };
    let mails: Vec<_> = readers
        .iter()
        .filter(|reader| !silent.contains(&reader.id))
        // Whoever made a later step knows of it; a confirmation of receipt everybody wants.
        .filter(|reader| reader.id != by.0 || matches!(event, Event::OrderSubmitted { awaiting_approval: false, .. }))
        .filter_map(|reader| {
            let recipient = Recipient {
                email: &reader.email,
                language: Language::parse(&reader.language).unwrap_or_default(),
                time_zone: &reader.time_zone,
            };
            let facts = OrderFacts {
                number: facts.number,
                total: facts.total,
                by: &placed_by_name,
                handover: facts.handover,
                cancel_until: Some(facts.cancel_until).filter(|until| now < *until),
                contents: facts.contents.as_ref(),
            };
            mails::order(context, recipient, facts, event)
        })
        .collect();
    let about =
        About { account: Some(facts.account), event_seq: Some(seq), order: Some(facts.number), ..About::default() };
    store::outbox::put(tx, about, mails, now).await?;
    Ok(seq)
}
