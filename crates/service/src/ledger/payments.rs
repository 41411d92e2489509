//! How far each payment is, in words that a customer knows: announced, received, posted, returned.

use domain::{
    ledger::wire::{PaymentLine, PaymentStage},
    money::Money,
    permissions::Actor,
};
use store::{
    Tx,
    ledger::{Announced, Paid, Scope},
    online::Online,
};

use super::is_awaited;
use crate::{
    Context, Error,
    bank::{self, Received},
};

/// So many of the newest posted payments are shown.
const NEWEST: u16 = 10;

/// Payments that are on their way, and the newest that are on the account.
pub(super) async fn payments(
    context: &Context,
    actor: &Actor,
    snapshot: &Tx,
    scope: &Scope<'_>,
    announced: &[Announced],
) -> Result<Vec<PaymentLine>, Error> {
    let today = context.vendor_today();
    let awaited = announced.iter().filter(|one| is_awaited(one, today));
    let said = awaited.map(|one| announced_line(context, actor, one)).collect();
    let received = bank::received(snapshot, scope).await?.iter().map(received_line).collect();
    let mut all = PaymentLine::on_their_way(said, received);
    // Whoever pays online is not to pay a second time by a transfer: the provider may wait for their bank for days.
    all.extend(store::online::under_way(snapshot, scope).await?.iter().map(|one| online_line(context, actor, one)));
    all.extend(store::ledger::payments(snapshot, scope, NEWEST).await?.iter().map(posted_line));
    Ok(all)
}

fn announced_line(context: &Context, actor: &Actor, announced: &Announced) -> PaymentLine {
    PaymentLine {
        amount: Money { minor: announced.amount, currency: announced.currency },
        stages: vec![(PaymentStage::Announced, announced.paid)],
        documents: announced.documents.clone(),
        said: Some((announced.by_name.clone(), context.wall(announced.at, &actor.time_zone))),
        posting: None,
    }
}

fn online_line(context: &Context, actor: &Actor, online: &Online) -> PaymentLine {
    let settings = context.settings();
    PaymentLine {
        amount: online.asked,
        stages: vec![(PaymentStage::Announced, context.wall(online.at, &settings.vendor.time_zone).date())],
        documents: online.documents.clone(),
        said: Some((online.by_name.clone(), context.wall(online.at, &actor.time_zone))),
        posting: None,
    }
}

fn received_line(received: &Received) -> PaymentLine {
    PaymentLine {
        amount: received.amount,
        stages: vec![(PaymentStage::Received, received.day)],
        documents: Vec::new(),
        said: None,
        posting: None,
    }
}

fn posted_line(paid: &Paid) -> PaymentLine {
    let stages = [
        (PaymentStage::Announced, paid.announced),
        (PaymentStage::Received, Some(paid.dated)),
        (PaymentStage::Posted, Some(paid.posted)),
        (PaymentStage::Returned, paid.returned),
    ];
    PaymentLine {
        amount: Money { minor: paid.amount, currency: paid.currency },
        stages: stages.into_iter().filter_map(|(stage, day)| Some((stage, day?))).collect(),
        documents: Vec::new(),
        said: None,
        posting: Some(paid.posting),
    }
}
