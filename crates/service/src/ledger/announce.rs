//! "I have paid": until the money comes, nobody reminds of it.

use domain::{
    event::Event,
    ledger::wire::Announce,
    money::Money,
    permissions::{Actor, AnnouncePayments, ReadMoney},
    refusal::{Code, Refusal},
};
use store::{keys, ledger::Scope};

use super::{check_named, check_payable, figure_of, is_awaited, open_invoices, past_day, tell, too_much};
use crate::{Context, Error, once};

const COMMAND: &str = "money/announce";
/// More than so many times what is owed is a slip of the finger.
const TIMES_OWED: i64 = 10;
/// So many announcements of an account may be waited for at once.
const MOST_OPEN: usize = 50;

/// Notes that something was paid. The same key notes once.
///
/// # Errors
/// `NotAllowed`; `Missing`, `Malformed`… for the amount, `TooMuch` with the most it may be; `Malformed` and `FutureDay` for
/// the day; `NotFound` for invoices that are not open or not the account's; `TooMany`, `KeyReused`.
pub async fn announce(context: &Context, actor: &Actor, input: &Announce) -> Result<(), Error> {
    let granted = actor.grant::<AnnouncePayments>()?;
    let reader = actor.grant::<ReadMoney>()?;
    let (now, today, currency) = (context.now(), context.vendor_today(), input.currency);
    check_named("invoices", &input.invoices)?;
    let amount = figure_of(context, actor, "amount", &input.amount, currency)?;
    let paid = past_day(today, "paid", &input.paid)?;
    let tx = context.store().begin().await?;
    let held = store::ledger::lock_own(&tx, &granted).await?;
    let mut parts: Vec<&[u8]> = vec![currency.code().as_bytes(), input.amount.as_bytes(), input.paid.as_bytes()];
    parts.extend(input.invoices.iter().map(|number| number.as_bytes()));
    let asked = once::asked(COMMAND, actor.member, &parts);
    if once::made(keys::claim(&tx, &granted, input.key, &asked, store::new_id(), now).await?)?.is_some() {
        return Ok(());
    }
    let scope = Scope::Own(&reader);
    let named = open_invoices(&tx, &scope, "invoices", &input.invoices, Some(currency)).await?;
    let all = named.iter().fold(0_i64, |sum, posting| sum.saturating_add(posting.open));
    let asked = named.iter().fold(0_i64, |sum, posting| sum.saturating_add(posting.open - posting.disputed));
    check_payable(context, "amount", amount, currency, &[asked, all])?;
    let ageings = store::ledger::ageing(&tx, &scope, today).await?;
    let owed = ageings
        .iter()
        .find(|(other, _)| *other == currency)
        .map_or(0, |(_, ageing)| ageing.total().saturating_sub(ageing.unapplied));
    let most = owed.saturating_mul(TIMES_OWED);
    if amount > most {
        return Err(too_much(context, actor, "amount", Money { minor: most, currency }).into());
    }
    let waiting = store::ledger::announced(&tx, &scope).await?;
    if waiting.iter().filter(|one| is_awaited(one, today)).count() >= MOST_OPEN {
        return Err(Refusal::of(Code::TooMany).into());
    }
    let documents: Vec<String> = named.into_iter().filter_map(|posting| posting.document).collect();
    store::ledger::announce(&tx, &held, actor.member, currency, amount, paid, &documents, now).await?;
    tell(context, &tx, &held, actor.member, &Event::PaymentAnnounced { amount, currency, paid }, None, now).await?;
    tx.commit().await?;
    Ok(())
}
