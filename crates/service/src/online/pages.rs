//! A payment as its customer sees it, and as the vendor's people do.

use domain::{
    ids::OnlinePaymentId,
    money::Money,
    paying::online::{OnlineLine, OnlinePage, OnlineState},
    permissions::{Actor, ReadMoney},
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
    Ok(found
        .into_iter()
        .map(|payment| OnlineLine {
            id: payment.id,
            state: payment.state,
            amount: amount(&payment),
            asked: payment.paid.filter(|paid| *paid != payment.asked.minor).map(|_| payment.asked),
            documents: payment.documents,
            reference: payment.reference,
            posting: payment.posting,
            returned: if payment.state == OnlineState::Paid { payment.returned } else { 0 },
            unclear: payment.unclear,
            at: context.wall(payment.at, &actor.time_zone),
            by: payment.by_name,
        })
        .collect())
}

fn amount(payment: &Online) -> Money {
    Money { minor: payment.paid.unwrap_or(payment.asked.minor), ..payment.asked }
}
