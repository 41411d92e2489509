//! A payment as its customer sees it, and as the vendor's people do.

use domain::{
    ids::OnlinePaymentId,
    money::Money,
    paying::online::{OnlineLine, OnlinePage, OnlineState},
    permissions::{Actor, PostMoney, ReadLedgers, ReadMoney, StaffGranted},
    refusal::Code,
};
use store::{ledger::Scope, online::Online};

use super::HOUR;
use crate::{Context, Error};

/// For so long a page that waits is asked for again and again.
const PATIENCE: i64 = HOUR / 4;
/// So many of an account the staff see.
const SHOWN: u16 = 10;

/// Where a payment stands.
///
/// # Errors
/// `NotAllowed`; `NotFound`, for foreign ones too.
pub async fn page(context: &Context, actor: &Actor, id: OnlinePaymentId) -> Result<OnlinePage, Error> {
    let granted = actor.grant::<ReadMoney>()?;
    let found = store::online::one(context.store(), &Scope::Own(&granted), id).await?;
    let payment = found.ok_or(Code::NotFound)?;
    let age = context.now().millis() - payment.at.millis();
    Ok(OnlinePage {
        id,
        state: payment.state,
        amount: amount(&payment),
        checkout: payment.checkout.filter(|_| payment.state == OnlineState::Waiting && !payment.unclear),
        documents: payment.documents,
        posting: payment.posting,
        unclear: payment.unclear,
        soon: payment.state.waits() && !payment.unclear && age < PATIENCE,
    })
}

/// The newest payments of an account.
pub(crate) async fn lines(context: &Context, actor: &Actor, scope: &Scope<'_>) -> Result<Vec<OnlineLine>, Error> {
    let found = store::online::newest(context.store(), scope, SHOWN).await?;
    Ok(found.into_iter().map(|payment| line(context, actor, payment)).collect())
}

/// What somebody has to look into, of all accounts, each with the number and name of its own.
pub(crate) async fn to_see(
    context: &Context,
    actor: &Actor,
    granted: &StaffGranted<ReadLedgers>,
) -> Result<Vec<((String, String), OnlineLine)>, Error> {
    let store = context.store();
    let mut found = Vec::new();
    for payment in store::online::to_see(store, granted, SHOWN).await? {
        let account = store::accounts::in_scope(store, &Scope::Staff(granted, payment.account)).await?;
        found.push(((account.number, account.name), line(context, actor, payment)));
    }
    Ok(found)
}

/// Somebody of the vendor's has looked into a payment that did not fit, or was paid back in part. `shown` is what of it they
/// were shown: what is paid back, and whether it is unclear.
///
/// # Errors
/// `NotAllowed`; `NotFound` for the account and the payment; `Stale` where more of it has become known.
pub async fn seen(
    context: &Context,
    actor: &Actor,
    account: &str,
    id: OnlinePaymentId,
    shown: (i64, bool),
) -> Result<(), Error> {
    let granted = actor.grant_staff::<PostMoney>()?;
    let tx = context.store().begin().await?;
    let held = store::ledger::lock_by_staff(&tx, &granted, account).await?.ok_or(Code::NotFound)?;
    let payment = store::online::one(&tx, &held.scope(), id).await?.ok_or(Code::NotFound)?;
    if (returned(&payment), payment.unclear) != shown {
        return Err(Code::Stale.into());
    }
    store::online::seen(&tx, &granted, &held, id, context.now()).await?;
    Ok(tx.commit().await?)
}

fn line(context: &Context, actor: &Actor, payment: Online) -> OnlineLine {
    let returned = returned(&payment);
    OnlineLine {
        id: payment.id,
        state: payment.state,
        amount: amount(&payment),
        asked: payment.paid.filter(|paid| *paid != payment.asked.minor).map(|_| payment.asked),
        documents: payment.documents,
        reference: payment.reference,
        posting: payment.posting,
        returned,
        unclear: payment.unclear,
        to_see: payment.to_see,
        at: context.wall(payment.at, &actor.time_zone),
        by: payment.by_name,
    }
}

/// What was paid back of a payment that stands.
fn returned(payment: &Online) -> i64 {
    if payment.state == OnlineState::Paid { payment.returned } else { 0 }
}

fn amount(payment: &Online) -> Money {
    Money { minor: payment.paid.unwrap_or(payment.asked.minor), ..payment.asked }
}
