//! Credit notes: they mirror lines of an invoice, in their stored amounts.

use domain::{
    event::Event,
    ids::{CommandKey, DisputeId, MemberId, PostingId},
    ledger::{
        PostingKind, pay_by,
        wire::{DocumentKind, Entered},
    },
    money::{Money, Quantity},
    permissions::{Actor, PostMoney, ReadLedgers},
    references,
    refusal::{Code, Refusal},
    split::Amounts,
    time::{Date, Instant},
};
use store::{
    Tx,
    invoices::{Credited, Dispute, Ending, Invoice, Line, NewInvoice, NewInvoiceLine},
    ledger::{Held, NewPosting, Scope},
};

use super::{
    Sums,
    issue::{Numbered, next_number, seller_of, taken},
    shares::{Before, Share, shared},
};
use crate::{
    Context, Error,
    ledger::{Entry, enter, put_against, reason_of, tell},
    mails::{Document, MoneyNews},
};

/// Takes lines of an invoice back, or parts of them, by a credit note. It is put against its invoice first; what is left
/// of it stays in the customer's favour. Lines are named by their place.
///
/// # Errors
/// `NotFound` for the invoice or a line, `State` for a credit note, `Missing` when nothing is taken back, `Quantity`…,
/// `TooMuch` for more than was invoiced and not taken back before, `Reason`, `KeyReused`.
pub async fn credit(
    context: &Context,
    actor: &Actor,
    key: CommandKey,
    number: &str,
    lines: &[(i32, String)],
    reason: &str,
) -> Result<Entered, Error> {
    actor.grant_staff::<PostMoney>()?;
    let reader = actor.grant_staff::<ReadLedgers>()?;
    let number = number.trim();
    let account = store::invoices::account_of(context.store(), &reader, number).await?.ok_or(Code::NotFound)?;
    let account = store::accounts::in_scope(context.store(), &Scope::Staff(&reader, account)).await?;
    let mut wanted: Vec<(i32, i64)> = Vec::new();
    for (position, typed) in lines {
        let typed = typed.trim();
        if typed.is_empty() || typed == "0" {
            continue;
        }
        let quantity =
            Quantity::parse_in(typed, actor.language).map_err(|error| Refusal::field(error.into(), "lines"))?;
        if wanted.iter().any(|(other, _)| other == position) {
            return Err(Refusal::field(Code::Malformed, "lines").into());
        }
        wanted.push((*position, quantity.millis()));
    }
    if wanted.is_empty() {
        return Err(Refusal::field(Code::Missing, "lines").into());
    }
    let entry = Entry::Credit { number: number.to_owned(), lines: wanted, reason: reason_of(reason)?, dispute: None };
    enter(context, actor, "invoices/credit", key, &account.number, &entry).await
}

/// What is to be taken back of which invoice, by place and thousandths, and why.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken<'a> {
    pub number: &'a str,
    pub lines: &'a [(i32, i64)],
    pub reason: &'a str,
    /// The dispute that is settled by it, however much it takes back.
    pub dispute: Option<DisputeId>,
}

/// What is taken back of an invoice.
struct Plan {
    invoice: Invoice,
    positions: Vec<i32>,
    lines: Vec<NewInvoiceLine>,
    /// What stays owed of each of these lines, tax included.
    rests: Vec<i64>,
    sums: Sums,
}

async fn plan(context: &Context, tx: &Tx, held: &Held, what: Taken<'_>) -> Result<Plan, Error> {
    let Taken { number, lines: wanted, dispute, .. } = what;
    let scope = held.scope();
    let invoice = store::invoices::find(tx, &scope, number).await?.ok_or(Code::NotFound)?;
    if invoice.kind != DocumentKind::Invoice {
        return Err(Code::State.into());
    }
    if let Some(dispute) = dispute {
        let all = store::invoices::disputes(tx, &scope, invoice.id).await?;
        // Somebody else may have settled it meanwhile.
        if all.iter().all(|one| one.id != dispute || one.ended.is_some()) {
            return Err(Code::State.into());
        }
    }
    let there = store::invoices::lines(tx, &scope, invoice.id).await?;
    let credited = store::invoices::credited(tx, &scope, number).await?;
    let taken = shares(&there, &credited, wanted)?;
    let parts = shared(&taken, invoice.mode, &context.settings().currency(invoice.currency));
    let (mut positions, mut lines) = (Vec::with_capacity(wanted.len()), Vec::with_capacity(wanted.len()));
    let mut rests = Vec::with_capacity(wanted.len());
    for (position, _) in wanted {
        let of_line = there.iter().zip(&taken).zip(&parts).find(|((line, _), _)| line.position == *position);
        let ((line, share), part) = of_line.ok_or_else(|| Refusal::field(Code::NotFound, "lines"))?;
        positions.push(*position);
        // Rounding may leave a unit of what is taken back whole: nobody owes it.
        let left = share.whole.millis() - share.before.quantity.millis() - share.now.millis();
        let owed = (line.gross - share.before.amounts.gross - part.gross).max(0);
        rests.push(if left > 0 { owed } else { 0 });
        lines.push(taken_back(line, share.now, part));
    }
    let sums = Sums::of(&lines)?;
    if sums.gross <= 0 {
        return Err(Code::State.into());
    }
    let before = store::invoices::credited_total(tx, &scope, number).await?;
    if sums.gross > invoice.gross - before {
        return Err(Refusal::field(Code::TooMuch, "lines").into());
    }
    Ok(Plan { invoice, positions, lines, rests, sums })
}

/// The lines of an invoice, what was taken back of them before, and what is `wanted` now, by place and thousandths.
fn shares(there: &[Line], credited: &[Credited], wanted: &[(i32, i64)]) -> Result<Vec<Share>, Refusal> {
    let share = |line: &Line| {
        let nothing = Before { quantity: Quantity::default(), amounts: Amounts::NOTHING };
        let before = credited.iter().find(|done| done.position == line.position);
        let before = before.map_or(nothing, |done| Before { quantity: done.quantity, amounts: done.amounts });
        let now = wanted.iter().find(|(position, _)| *position == line.position).map_or(0, |(_, millis)| *millis);
        if now > line.quantity.millis().saturating_sub(before.quantity.millis()).max(0) {
            return Err(Refusal::field(Code::TooMuch, "lines"));
        }
        Ok(Share {
            amounts: Amounts {
                discount: line.discount,
                amount: line.amount,
                net: line.net,
                tax: line.tax,
                gross: line.gross,
            },
            rate: line.rate,
            whole: line.quantity,
            cancelled: Quantity::default(),
            before,
            now: Quantity::from_millis(now),
            is_fixed: false,
        })
    };
    there.iter().map(share).collect()
}

fn taken_back(line: &Line, quantity: Quantity, part: &Amounts) -> NewInvoiceLine {
    NewInvoiceLine {
        order_line: line.order_line,
        article_number: line.article_number.clone(),
        names: line.names.clone(),
        unit: line.unit.clone(),
        kind: line.kind,
        quantity,
        unit_price: line.unit_price,
        discount: part.discount,
        amount: part.amount,
        net: part.net,
        tax: part.tax,
        gross: part.gross,
        rate: line.rate,
    }
}

/// What a credit note for these lines would come to.
///
/// # Errors
/// As [`credit`].
pub(crate) async fn credit_total(context: &Context, tx: &Tx, held: &Held, taken: Taken<'_>) -> Result<Money, Error> {
    let plan = plan(context, tx, held, taken).await?;
    Ok(Money { minor: plan.sums.gross, currency: plan.invoice.currency })
}

/// Issues a credit note for lines of an invoice. What was disputed of them and is taken back is settled by it.
///
/// # Errors
/// As [`credit`]; `State` where the dispute has ended, and `Missing` for `seller` while the vendor has not said who they are.
pub(crate) async fn issue_credit(
    context: &Context,
    tx: &Tx,
    held: &Held,
    what: Taken<'_>,
    by: MemberId,
    now: Instant,
) -> Result<PostingId, Error> {
    let settings = context.settings();
    let Plan { invoice, positions, lines, rests, sums } = plan(context, tx, held, what).await?;
    let seller = seller_of(&settings, invoice.currency)?;
    let reason = what.reason;
    let issued = context.vendor_today();
    let Numbered { number, serial } = next_number(tx, &settings, issued).await?;
    let reference = references::of_document(settings.billing.reference, &number, serial);
    let posting = NewPosting {
        kind: PostingKind::CreditNote,
        currency: invoice.currency,
        amount: sums.gross.saturating_neg(),
        dated: issued,
        due: None,
        document: Some(number.clone()),
        reference: Some(reference.clone()),
        text: reason.to_owned(),
        reverses: None,
        by: Some(by),
    };
    let posting = store::ledger::post(tx, held, &posting, issued, now).await?;
    let total = Money { minor: sums.gross, currency: invoice.currency };
    let note = NewInvoice {
        number: number.clone(),
        kind: DocumentKind::CreditNote,
        serial: Some(serial),
        order: invoice.order,
        corrects: Some(invoice.number.clone()),
        currency: invoice.currency,
        mode: invoice.mode,
        issued,
        due: None,
        delivered: invoice.delivered,
        net: sums.net,
        tax: sums.tax,
        gross: sums.gross,
        by_rate: sums.by_rate,
        seller,
        buyer: invoice.buyer.clone(),
        reference: reference.clone(),
        buyer_reference: invoice.buyer_reference.clone(),
        note: Some(reason.to_owned()),
        lines,
    };
    let written = store::invoices::insert_at(tx, held, &note, &positions, posting.id, now).await;
    written.map_err(|error| taken(error, &number))?;
    let part = invoice.open.min(total.minor);
    if part > 0 {
        put_against(context, tx, held, (posting.id, invoice.posting), part, Some(by), now).await?;
    }
    let grosses = note.lines.iter().map(|line| line.gross);
    let parts = positions.iter().zip(grosses).zip(rests);
    let parts = parts.map(|((position, gross), rest)| (*position, gross, rest)).collect();
    let settled = settle_disputes(tx, held, (&invoice, &note), parts, what.dispute, now).await?;
    let event = Event::Issued {
        document: number.clone(),
        credit: true,
        total: total.minor,
        currency: total.currency,
        due: None,
        order: invoice.order,
    };
    let document = Document { number: &number, credit: true, total, due: None, iban: None, reference: &reference };
    // What settles a dispute is told of with it, in one mail.
    let news = settled.is_empty().then_some(MoneyNews::Issued(document));
    tell(context, tx, held, by, &event, news, now).await?;
    for settled in &settled {
        tell_settled(context, tx, held, by, settled, &note, now).await?;
    }
    metrics::counter!("loket_credit_notes_total").increment(1);
    Ok(posting.id)
}

/// A dispute that a credit note has settled, what stays owed of it, minor units, and by when that is asked for.
pub(crate) type Settled = (Dispute, i64, Option<Date>);

/// Ends what a credit note settles: the dispute that it is `meant` for, and of the others of its lines, the oldest first,
/// those that it takes back whole, or of whose line nothing is owed any more; where less is taken back, the rest is for a
/// person to decide. `parts` are the places of lines, what is taken back of each, and what stays owed of it. Gives what has
/// ended. `invoice` is as it was before the note, and what is disputed of it is no more than what is left of its lines.
pub(crate) async fn settle_disputes(
    tx: &Tx,
    held: &Held,
    (invoice, note): (&Invoice, &NewInvoice),
    mut parts: Vec<(i32, i64, i64)>,
    meant: Option<DisputeId>,
    now: Instant,
) -> Result<Vec<Settled>, Error> {
    let mut open = store::invoices::disputes(tx, &held.scope(), invoice.id).await?;
    open.retain(|dispute| dispute.ended.is_none());
    open.sort_by_key(|dispute| Some(dispute.id) != meant);
    let reason = note.note.as_deref().unwrap_or_default();
    let mut settled = Vec::new();
    for dispute in open {
        let part = parts.iter_mut().find(|(position, ..)| *position == dispute.position);
        let Some((_, left, owed)) = part else { continue };
        if Some(dispute.id) != meant && *left < dispute.amount && *owed > 0 {
            continue;
        }
        let taken_back = dispute.amount.min(*left);
        *left -= taken_back;
        // Another credit note may have taken a part of it back before.
        let rest = (dispute.amount - taken_back).min(*owed);
        // What is paid already is not asked for again.
        let pay_by = (rest > 0 && invoice.open > note.gross).then(|| pay_by(invoice.due, note.issued));
        let ending = Ending::Credited { note: &note.number, amount: dispute.amount - rest, pay_by };
        store::invoices::end_dispute(tx, held, dispute.id, ending, reason, now).await?;
        settled.push((dispute, rest, pay_by));
    }
    store::invoices::settle_disputed(tx, held, invoice.posting).await?;
    Ok(settled)
}

/// Tells the account how a dispute has ended by a credit note.
pub(crate) async fn tell_settled(
    context: &Context,
    tx: &Tx,
    held: &Held,
    by: MemberId,
    (dispute, rest, pay_by): &Settled,
    note: &NewInvoice,
    now: Instant,
) -> Result<(), Error> {
    let reason = note.note.as_deref().unwrap_or_default();
    let total = Money { minor: note.gross, currency: note.currency };
    let event = Event::DisputeEnded {
        document: dispute.number.clone(),
        amount: dispute.amount,
        currency: dispute.currency,
        credited: Some(note.number.clone()),
        reason: reason.to_owned(),
        pay_by: *pay_by,
    };
    let amount = Money { minor: dispute.amount, currency: dispute.currency };
    let news = MoneyNews::DisputeCredited {
        invoice: &dispute.number,
        amount,
        rest: *rest,
        pay_by: *pay_by,
        note: &note.number,
        total,
        reason,
    };
    tell(context, tx, held, by, &event, Some(news), now).await
}
