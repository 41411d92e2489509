//! Beginning a payment.

use domain::{
    ids::OnlinePaymentId,
    money::Money,
    paying::online::{OnlineState, PayOnline},
    permissions::{Actor, AnnouncePayments, Granted, ReadMoney},
    refusal::{Code, Refusal},
};
use store::{
    keys,
    ledger::Scope,
    online::{Change, New, Online},
};

use super::{JOB, next_look};
use crate::{
    Context, Error,
    ledger::{check_named, check_payable, figure_of, open_invoices, too_much},
    once,
    provider::{Asked, Failure, Provider},
};

const COMMAND: &str = "money/pay-online";
/// So many payments of an account may wait that were begun within a day.
const MOST_WAITING: i64 = 20;
/// What fits on the statements of most banks (ISO 20022, unstructured remittance information).
const LONGEST_TEXT: usize = 140;

/// Begins a payment of these invoices, or of a part of them; the page of the payment leads on to the provider. The same key
/// begins one.
///
/// # Errors
/// `NotAllowed`; `NotFound` where the vendor has no payment provider, and for invoices that are not open or not the
/// account's; `Missing` where none is named; `Missing`, `Malformed`… for the amount, `TooMuch` with the most it may be;
/// `Malformed` for invoices in another currency; `TooMany`, `KeyReused`. `PaymentDown` when the provider does not answer:
/// then the same key may be tried again; `PaymentRefused` when it takes no such payment.
pub async fn start(context: &Context, actor: &Actor, input: &PayOnline) -> Result<OnlinePaymentId, Error> {
    let granted = actor.grant::<AnnouncePayments>()?;
    let reader = actor.grant::<ReadMoney>()?;
    let provider = context.provider().ok_or(Code::NotFound)?;
    let scope = Scope::Own(&reader);
    let id = write_down(context, actor, &granted, &scope, input).await?;
    let payment = store::online::one(context.store(), &scope, id).await?.ok_or(Code::NotFound)?;
    begin(context, provider, &payment).await?;
    Ok(id)
}

/// The payment of this key, which the provider may not have heard of yet.
async fn write_down(
    context: &Context,
    actor: &Actor,
    granted: &Granted<AnnouncePayments>,
    scope: &Scope<'_>,
    input: &PayOnline,
) -> Result<OnlinePaymentId, Error> {
    let (now, currency) = (context.now(), input.currency);
    check_named("invoices", &input.invoices)?;
    let minor = figure_of(context, actor, "amount", &input.amount, currency)?;
    let id = OnlinePaymentId(store::new_id());
    let tx = context.store().begin().await?;
    let held = store::ledger::lock_own(&tx, granted).await?;
    let mut parts: Vec<&[u8]> = vec![currency.code().as_bytes(), input.amount.as_bytes()];
    parts.extend(input.invoices.iter().map(|number| number.as_bytes()));
    let asked = once::asked(COMMAND, actor.member, &parts);
    if let Some(made) = once::made(keys::claim(&tx, granted, input.key, &asked, id.0, now).await?)? {
        return Ok(OnlinePaymentId(made));
    }
    let named = open_invoices(&tx, scope, "invoices", &input.invoices, Some(currency)).await?;
    if named.is_empty() {
        return Err(Refusal::field(Code::Missing, "invoices").into());
    }
    let most = Money::sum(named.iter().map(|posting| Money { minor: posting.open, currency }), currency)?;
    if minor > most.minor {
        return Err(too_much(context, actor, "amount", most).into());
    }
    let asked = named.iter().fold(0_i64, |sum, posting| sum.saturating_add(posting.open - posting.disputed));
    check_payable(context, "amount", minor, currency, &[asked, most.minor])?;
    if store::online::waiting(&tx, scope, now.plus_days(-1)).await? >= MOST_WAITING {
        return Err(Refusal::of(Code::TooMany).into());
    }
    let documents: Vec<String> =
        named.into_iter().map(|posting| posting.document.unwrap_or_else(|| posting.id.to_string())).collect();
    let new = New {
        id,
        by: actor.member,
        language: actor.language,
        amount: Money { minor, currency },
        documents: &documents,
        // Whoever writes it down goes on at once; should they be cut short, it is taken up then.
        look: now.plus_minutes(1),
    };
    store::online::insert(&tx, &held, &new, now).await?;
    tx.commit().await?;
    Ok(id)
}

/// Asks the provider for a payment that it may not have heard of; again, it is the same payment. All that is asked for comes
/// from what is written down: the provider refuses the same key with anything else.
///
/// # Errors
/// `PaymentDown`, `PaymentRefused`.
pub(super) async fn begin(context: &Context, provider: &Provider, payment: &Online) -> Result<(), Error> {
    if payment.state != OnlineState::Created {
        return Ok(());
    }
    let url = context.config().public_url.as_str();
    let (back, news) = (format!("{url}/money/pay/{}", payment.id), format!("{url}/webhooks/payments"));
    let text: String = payment.documents.join(" ").chars().take(LONGEST_TEXT).collect();
    let asked = Asked {
        id: payment.id,
        amount: payment.asked,
        text: &text,
        back: &back,
        news: (!is_only_here(url)).then_some(news.as_str()),
        language: payment.language,
    };
    let outcome = provider.start(&asked).await;
    if outcome.as_ref().is_err_and(|failure| *failure == Failure::Down) {
        return Err(Failure::Down.into());
    }
    let now = context.now();
    let tx = context.store().begin().await?;
    let held = store::ledger::lock_by_job(&tx, JOB, payment.account).await?.ok_or(Code::NotFound)?;
    match outcome {
        Ok(started) => {
            let named = (started.reference.as_str(), started.checkout.as_str());
            let look = next_look(payment.at, OnlineState::Waiting, now).unwrap_or(now);
            store::online::started(&tx, &held, payment.id, named, look, now).await?;
            tx.commit().await?;
            Ok(())
        }
        Err(failure) => {
            let found = store::online::one(&tx, &held.scope(), payment.id).await?;
            if let Some(payment) = found.filter(|payment| payment.state == OnlineState::Created) {
                let change = Change { state: OnlineState::Failed, ..Change::none(&payment) };
                store::online::change(&tx, &held, payment.id, change, now).await?;
                tx.commit().await?;
            }
            Err(failure.into())
        }
    }
}

/// Whether this machine alone knows the portal by this address. A provider refuses such a one for its news; without them the
/// portal asks by itself.
fn is_only_here(url: &str) -> bool {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest);
    host == "localhost" || host.starts_with("localhost:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_not_told_of_localhost() {
        assert!(is_only_here("http://localhost:3000") && is_only_here("http://localhost"));
        assert!(!is_only_here("https://portal.example.com"));
        assert!(!is_only_here("https://localhost.example.com"));
    }
}
