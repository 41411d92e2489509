//! How a payment stands, as the provider says it, and what the ledger has to do for that.

use std::time::Duration;

use domain::{
    i18n::I18n,
    ids::{AccountId, OnlinePaymentId, PostingId},
    paying::online::OnlineState,
    refusal::Code,
    time::Instant,
};
use store::{
    Tx,
    ledger::{Held, Scope},
    online::{Change, Online},
};
use tokio::sync::watch;

use super::{HOUR, JOB, next_look, start::begin};
use crate::{
    Context, Error,
    ledger::{Payment, receive, take_back},
    limits,
    provider::{Provider, Said},
};

/// What is to be asked for is asked for within this.
const ROUND: Duration = Duration::from_secs(60);
/// So many are asked for in a round.
const BATCH: u16 = 50;
/// So often in a quarter of an hour the portal lets itself be sent to the provider for one payment.
const MOST_HEARD: i32 = 60;
/// The longest that a provider calls a payment.
const LONGEST_REFERENCE: usize = 64;
/// For so long the provider knows a second asking by its key, and the customer may still be there: what has not been begun
/// by then never is.
const LONGEST_BEGINNING: i64 = HOUR;

/// Somebody says that a payment has changed, which may be true. The provider is asked how it stands. What nobody knows is
/// nothing, and no error: who makes names up learns nothing.
///
/// # Errors
/// `NotFound` where the vendor has no payment provider; `PaymentDown` where it does not answer: then it is to be said again.
pub async fn hear(context: &Context, reference: &str) -> Result<(), Error> {
    let provider = context.provider().ok_or(Code::NotFound)?;
    if reference.is_empty() || reference.len() > LONGEST_REFERENCE {
        return Ok(());
    }
    let Some((account, id)) = store::online::by_reference(context.store(), JOB, reference).await? else {
        return Ok(());
    };
    let tx = context.store().begin().await?;
    let count = limits::count(&tx, &format!("payment/{id}"), limits::QUARTER, context.now()).await?;
    tx.commit().await?;
    if count > MOST_HEARD {
        // The next round asks for it.
        return Ok(());
    }
    look(context, provider, (account, id), reference).await
}

/// Asks by itself for what nobody has told of, again and again until `stop`.
pub async fn work(context: Context, mut stop: watch::Receiver<bool>) {
    if context.provider().is_none() {
        return;
    }
    while crate::goes_on(&stop) {
        if let Err(error) = pass(&context).await {
            // Logged there; the next round tries again.
            let _ = error.into_refusal();
        }
        tokio::select! {
            () = tokio::time::sleep(ROUND) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Takes up what was cut short, and asks for what is due to be asked for. Says how many payments those were.
///
/// # Errors
/// When the database fails or is busy.
pub async fn pass(context: &Context) -> Result<usize, Error> {
    let Some(provider) = context.provider() else { return Ok(0) };
    let due = store::online::to_look(context.store(), JOB, context.now(), BATCH).await?;
    for (account, id) in &due {
        if let Err(error) = take_up(context, provider, (*account, *id)).await {
            let _ = error.into_refusal();
            put_off(context, (*account, *id)).await?;
        }
    }
    Ok(due.len())
}

async fn take_up(context: &Context, provider: &Provider, which: (AccountId, OnlinePaymentId)) -> Result<(), Error> {
    let (account, id) = which;
    let found = store::online::one(context.store(), &Scope::Job(JOB, account), id).await?;
    let payment = found.ok_or(Code::NotFound)?;
    if let Some(reference) = &payment.reference {
        return look(context, provider, which, reference).await;
    }
    if context.now().millis() - payment.at.millis() < LONGEST_BEGINNING {
        return begin(context, provider, &payment).await;
    }
    // Nobody was ever led to the provider, so nothing can have been paid.
    write(context, which, |payment, _| match payment.state {
        OnlineState::Created => Change { state: OnlineState::Expired, ..Change::none(payment) },
        _ => Change::none(payment),
    })
    .await
}

/// It could not be found out now: it is asked for later, and in the end by people.
async fn put_off(context: &Context, which: (AccountId, OnlinePaymentId)) -> Result<(), Error> {
    write(context, which, |payment, now| {
        let look = next_look(payment.at, payment.state, now);
        Change { look, unclear: payment.unclear || is_lost(payment.state, look), ..Change::none(payment) }
    })
    .await
}

/// Nobody will say any more how it ended.
fn is_lost(state: OnlineState, look: Option<Instant>) -> bool {
    state.waits() && look.is_none()
}

async fn write(
    context: &Context,
    (account, id): (AccountId, OnlinePaymentId),
    change: fn(&Online, Instant) -> Change,
) -> Result<(), Error> {
    let now = context.now();
    let tx = context.store().begin().await?;
    let held = store::ledger::lock_by_job(&tx, JOB, account).await?.ok_or(Code::NotFound)?;
    let payment = store::online::one(&tx, &held.scope(), id).await?.ok_or(Code::NotFound)?;
    store::online::change(&tx, &held, id, change(&payment, now), now).await?;
    tx.commit().await?;
    Ok(())
}

/// Asks the provider, and does what follows.
async fn look(
    context: &Context,
    provider: &Provider,
    (account, id): (AccountId, OnlinePaymentId),
    reference: &str,
) -> Result<(), Error> {
    let said = provider.look(reference).await?;
    let now = context.now();
    let tx = context.store().begin().await?;
    let held = store::ledger::lock_by_job(&tx, JOB, account).await?.ok_or(Code::NotFound)?;
    // As it stands now that nobody else moves it: the answer may have been overtaken on its way.
    let payment = store::online::one(&tx, &held.scope(), id).await?.ok_or(Code::NotFound)?;
    let change = settle(context, &tx, &held, &payment, &said, now).await?;
    store::online::change(&tx, &held, id, change, now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}

/// Puts on the ledger what is not there yet, and says what becomes of the payment.
async fn settle(
    context: &Context,
    tx: &Tx,
    held: &Held,
    payment: &Online,
    said: &Said,
    now: Instant,
) -> Result<Change, Error> {
    if said.amount.currency != payment.asked.currency {
        // An exchange rate is nobody's to guess.
        tracing::error!(payment = %payment.id, "the payment provider speaks of another currency than was asked for");
        return Ok(Change { unclear: true, ..Change::none(payment) });
    }
    let heard = payment.state.heard(said.state);
    let look = next_look(payment.at, heard.state, now);
    let mut change = Change {
        state: heard.state,
        returned: said.returned,
        // What was taken back and has come again after all is on no account: a person puts it there.
        unclear: is_lost(heard.state, look)
            || (payment.state == OnlineState::Returned && said.state == OnlineState::Paid),
        look,
        ..Change::none(payment)
    };
    if heard.receives {
        change.posting = Some(receive_it(context, tx, held, payment, said, now).await?);
        change.paid = Some(said.amount.minor);
    }
    if heard.takes_back
        && let Some(posting) = change.posting
    {
        take_it_back(context, tx, held, posting, now).await?;
    }
    Ok(change)
}

/// Posts what was paid, and puts it against the invoices that were named and are still open; where none of them is, against
/// what is due first.
async fn receive_it(
    context: &Context,
    tx: &Tx,
    held: &Held,
    payment: &Online,
    said: &Said,
    now: Instant,
) -> Result<PostingId, Error> {
    let currency = payment.asked.currency;
    let mut named = Vec::with_capacity(payment.documents.len());
    for number in &payment.documents {
        let found = crate::ledger::named(tx, &held.scope(), number).await?;
        let open = found.filter(|posting| posting.open > 0 && posting.currency == currency);
        named.extend(open.map(|posting| (posting.id, None)));
    }
    let settings = context.settings();
    let today = context.vendor_today();
    let paid_on = said.paid_at.map(|at| context.wall(at, &settings.vendor.time_zone).date());
    let language = store::accounts::in_scope(tx, &held.scope()).await?.language;
    let come = Payment {
        currency,
        amount: said.amount.minor,
        dated: paid_on.map_or(today, |day| day.min(today)),
        reference: payment.reference.clone(),
        text: I18n::of(language).online_posting().to_owned(),
        named: &named,
        by: None,
    };
    Ok(receive(context, tx, held, come, now).await?.id)
}

/// Takes the payment back, unless somebody has done so by hand.
async fn take_it_back(context: &Context, tx: &Tx, held: &Held, posting: PostingId, now: Instant) -> Result<(), Error> {
    let posting = store::ledger::one(tx, &held.scope(), posting).await?.ok_or(Code::State)?;
    if posting.reversed_by.is_some() {
        return Ok(());
    }
    let language = store::accounts::in_scope(tx, &held.scope()).await?.language;
    let reason = I18n::of(language).online_returned();
    take_back(context, tx, held, &posting, (reason, context.vendor_today()), None, now).await?;
    Ok(())
}
