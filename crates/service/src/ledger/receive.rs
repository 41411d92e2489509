//! Money that has come, and money that is taken back: by hand or from a file of the bank.

use domain::{
    event::Event,
    ids::{MemberId, PostingId},
    ledger::{PostingKind, allocate},
    money::{Currency, Money},
    refusal::Code,
    time::{Date, Instant},
};
use store::{
    Tx,
    ledger::{Held, NewPosting, Posting},
};

use super::{document_of, tell, teller};
use crate::{Context, Error, mails::MoneyNews};

/// So many documents an event and a mail name, and so many are looked for among what was announced.
const NAMED: usize = 20;
const LOOKED_FOR: usize = 200;

/// Money that has come.
#[derive(Clone, Debug)]
pub(crate) struct Payment<'a> {
    pub currency: Currency,
    /// Minor units, above zero.
    pub amount: i64,
    /// When it was paid.
    pub dated: Date,
    pub reference: Option<String>,
    pub text: String,
    /// What the payer named, and how much of it; what is due first, where they named nothing.
    pub named: &'a [(PostingId, Option<i64>)],
    /// None for the portal itself.
    pub by: Option<MemberId>,
}

/// Posts money that has come, puts it against what it pays, ends what was announced of it, and tells of it. What is left
/// over stays unapplied.
///
/// # Errors
/// `NotFound`, `TooMuch` or `Malformed` for what was named, see [`domain::ledger::allocate`].
pub(crate) async fn receive(
    context: &Context,
    tx: &Tx,
    held: &Held,
    payment: Payment<'_>,
    now: Instant,
) -> Result<Posting, Error> {
    let owed = store::ledger::open_items(tx, held, payment.currency).await?;
    let parts = allocate(&owed, payment.amount, payment.named)?;
    receive_parts(context, tx, held, payment, parts, now).await
}

/// The same with money that pays nothing yet: all of it stays unapplied.
///
/// # Errors
/// `TooMuch` for what no ledger holds.
pub(crate) async fn receive_unapplied(
    context: &Context,
    tx: &Tx,
    held: &Held,
    payment: Payment<'_>,
    now: Instant,
) -> Result<Posting, Error> {
    receive_parts(context, tx, held, payment, Vec::new(), now).await
}

async fn receive_parts(
    context: &Context,
    tx: &Tx,
    held: &Held,
    payment: Payment<'_>,
    parts: Vec<(PostingId, i64)>,
    now: Instant,
) -> Result<Posting, Error> {
    let today = context.vendor_today();
    let Payment { currency, amount, dated, reference, text, named: _, by } = payment;
    let new = NewPosting {
        kind: PostingKind::Payment,
        currency,
        amount: amount.checked_neg().ok_or(Code::TooMuch)?,
        dated,
        due: None,
        document: None,
        reference,
        text,
        reverses: None,
        by,
    };
    let posting = store::ledger::post(tx, held, &new, today, now).await?;
    let scope = held.scope();
    let mut documents = Vec::new();
    let mut rest = amount;
    for (debit, part) in parts {
        put_against(context, tx, held, (posting.id, debit), part, by, now).await?;
        rest -= part;
        if documents.len() < LOOKED_FOR
            && let Some(document) = document_of(tx, &scope, debit).await?
        {
            documents.push(document);
        }
    }
    store::ledger::end_announced(tx, held, currency, (amount, dated), &documents, posting.id, now).await?;
    documents.truncate(NAMED);
    let event =
        Event::PaymentPosted { amount, currency, dated, documents: documents.clone(), posting: Some(posting.id) };
    let news = MoneyNews::Paid { amount: Money { minor: amount, currency }, dated, documents: &documents, rest };
    let by = teller(tx, held, by).await?;
    tell(context, tx, held, by, &event, Some(news), now).await?;
    metrics::counter!("loket_payments_total").increment(1);
    Ok(posting)
}

/// Puts a part of a credit against what is owed.
///
/// # Errors
/// `State` when one of both has not so much open.
pub(crate) async fn put_against(
    context: &Context,
    tx: &Tx,
    held: &Held,
    (credit, debit): (PostingId, PostingId),
    amount: i64,
    by: Option<MemberId>,
    now: Instant,
) -> Result<(), Error> {
    let today = context.vendor_today();
    if store::ledger::allocate(tx, held, credit, debit, amount, today, by, now).await? {
        return Ok(());
    }
    Err(Code::State.into())
}

/// Takes a payment or an adjustment back by a posting of the other sign: what it had paid is open again. `dated` is the day
/// on which the bank did it, or today.
///
/// # Errors
/// `State` for what was taken back before, or is neither: an invoice is corrected by a credit note.
pub(crate) async fn take_back(
    context: &Context,
    tx: &Tx,
    held: &Held,
    posting: &Posting,
    (reason, dated): (&str, Date),
    by: Option<MemberId>,
    now: Instant,
) -> Result<Posting, Error> {
    let today = context.vendor_today();
    let is_payment = posting.kind == PostingKind::Payment;
    if posting.reversed_by.is_some() || !(is_payment || posting.kind == PostingKind::Adjustment) {
        return Err(Code::State.into());
    }
    store::ledger::unallocate(tx, held, posting.id, today, by, now).await?;
    let new = NewPosting {
        kind: PostingKind::Reversal,
        currency: posting.currency,
        amount: posting.amount.checked_neg().ok_or(Code::TooMuch)?,
        dated,
        due: None,
        document: None,
        reference: posting.reference.clone(),
        text: reason.to_owned(),
        reverses: Some(posting.id),
        by,
    };
    let reversal = store::ledger::post(tx, held, &new, today, now).await?;
    // Both are settled by each other.
    let pair = if posting.amount < 0 { (posting.id, reversal.id) } else { (reversal.id, posting.id) };
    put_against(context, tx, held, pair, posting.amount.saturating_abs(), by, now).await?;
    let currency = posting.currency;
    let teller = teller(tx, held, by).await?;
    if is_payment {
        let amount = reversal.amount;
        let event = Event::PaymentReturned { amount, currency, reason: reason.to_owned(), posting: Some(reversal.id) };
        let news = MoneyNews::Returned { amount: Money { minor: amount, currency }, reason };
        tell(context, tx, held, teller, &event, Some(news), now).await?;
    } else {
        let amount = Money { minor: reversal.amount, currency };
        let event = Event::Adjusted {
            amount: amount.minor,
            currency,
            reason: reason.to_owned(),
            posting: Some(reversal.id),
            back: false,
        };
        let news = MoneyNews::Adjusted { amount, reason, back: false, due: None, reference: None };
        tell(context, tx, held, teller, &event, Some(news), now).await?;
    }
    Ok(reversal)
}
