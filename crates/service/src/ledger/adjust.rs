//! Corrections by hand: an amount is put on the account or taken off, or what stood in its favour is paid back.

use domain::{
    event::Event,
    ids::{MemberId, PostingId},
    ledger::{Bucket, Part, PostingKind, charge_number},
    money::Money,
    references,
    refusal::{Code, Refusal},
    time::Instant,
};
use store::{
    Tx,
    ledger::{Held, NewPosting, Posting},
};

use super::{is_payable, payment_days, put_against, tell};
use crate::{Context, Error, mails::MoneyNews};

/// A sum that is paid back comes from at most so many payments and credits.
const MOST_CREDITS: u16 = 1_000;

/// A correction is of what can be paid, unless it evens out what cannot.
pub(super) async fn check_adjustment(context: &Context, tx: &Tx, held: &Held, amount: Money) -> Result<(), Error> {
    if is_payable(context, amount.minor, amount.currency) {
        return Ok(());
    }
    let balances = store::ledger::balances(tx, &held.scope()).await?;
    let balance = balances.iter().find(|(of, _)| *of == amount.currency).map_or(0, |(_, balance)| *balance);
    if is_payable(context, balance, amount.currency) {
        return Err(Refusal::field(Code::NumberDecimals, "amount").into());
    }
    Ok(())
}

/// The payments and credits of which something is left, in the currency of `amount`, and what is left of all of them.
pub(super) async fn in_favour(
    context: &Context,
    tx: &Tx,
    held: &Held,
    amount: Money,
) -> Result<(Vec<Posting>, Money), Error> {
    let (part, today) = (Some(Part::Bucket(Bucket::Unapplied)), context.vendor_today());
    let scope = held.scope();
    let (credits, _) = store::ledger::in_bucket(tx, &scope, amount.currency, part, today, None, MOST_CREDITS).await?;
    let left = credits.iter().map(|credit| Money { minor: credit.open.saturating_neg(), ..amount });
    let left = Money::sum(left, amount.currency)?;
    Ok((credits, left))
}

/// Puts an amount on the account or takes one off. A charge has a number and a reference, by which it is paid; what was
/// paid back is put against what stood in the account's favour at once.
pub(super) async fn adjust(
    context: &Context,
    tx: &Tx,
    held: &Held,
    amount: Money,
    (reason, back): (&str, bool),
    by: MemberId,
    now: Instant,
) -> Result<PostingId, Error> {
    let (today, scope) = (context.vendor_today(), held.scope());
    let (mut due, mut number) = (None, None);
    if amount.minor > 0 && !back {
        due = Some(domain::ledger::due(today, payment_days(context, tx, &scope).await?));
        let account = store::accounts::in_scope(tx, &scope).await?.number;
        number = Some(charge_number(&account, store::ledger::next_seq(tx, held).await?));
    }
    let reference = number.as_deref().map(references::creditor_reference).filter(|text| !text.is_empty());
    let new = NewPosting {
        kind: PostingKind::Adjustment,
        currency: amount.currency,
        amount: amount.minor,
        dated: today,
        due,
        document: number,
        reference,
        text: reason.to_owned(),
        reverses: None,
        by: Some(by),
    };
    let posting = store::ledger::post(tx, held, &new, today, now).await?;
    if back {
        pay_back(context, tx, held, &posting, by, now).await?;
    }
    let event = Event::Adjusted {
        amount: amount.minor,
        currency: amount.currency,
        reason: reason.to_owned(),
        posting: Some(posting.id),
        back,
    };
    let news = MoneyNews::Adjusted { amount, reason, back, due, reference: posting.reference.as_deref() };
    tell(context, tx, held, by, &event, Some(news), now).await?;
    Ok(posting.id)
}

/// Puts all of what was paid back against payments and credits, one after the other.
async fn pay_back(
    context: &Context,
    tx: &Tx,
    held: &Held,
    posting: &Posting,
    by: MemberId,
    now: Instant,
) -> Result<(), Error> {
    let mut left = posting.amount;
    let amount = Money { minor: posting.amount, currency: posting.currency };
    let (credits, _) = in_favour(context, tx, held, amount).await?;
    for credit in credits {
        let part = left.min(credit.open.saturating_neg());
        if part > 0 {
            put_against(context, tx, held, (credit.id, posting.id), part, Some(by), now).await?;
            left -= part;
        }
    }
    // Meanwhile less stands in the account's favour.
    if left > 0 { Err(Code::State.into()) } else { Ok(()) }
}
