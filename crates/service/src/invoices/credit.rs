//! Credit notes: they mirror lines of an invoice, in their stored amounts.

use domain::{
    event::Event,
    ids::{CommandKey, MemberId, PostingId},
    ledger::{
        PostingKind,
        wire::{DocumentKind, Entered},
    },
    money::{Money, Quantity},
    permissions::{Actor, PostMoney, ReadLedgers},
    references,
    refusal::{Code, Refusal},
    split::Amounts,
    time::Instant,
};
use store::{
    Tx,
    invoices::{Credited, Invoice, Line, NewInvoice, NewInvoiceLine, Outcome},
    ledger::{Held, NewPosting, Scope},
};

use super::{
    Sums,
    issue::{Numbered, next_number, seller_of, taken},
    shares::{Before, next},
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
    let entry = Entry::Credit { number: number.to_owned(), lines: wanted, reason: reason_of(reason)? };
    enter(context, actor, "invoices/credit", key, &account.number, &entry).await
}

/// What is taken back of an invoice.
struct Plan {
    invoice: Invoice,
    positions: Vec<i32>,
    lines: Vec<NewInvoiceLine>,
    sums: Sums,
}

async fn plan(context: &Context, tx: &Tx, held: &Held, number: &str, wanted: &[(i32, i64)]) -> Result<Plan, Error> {
    let scope = held.scope();
    let invoice = store::invoices::find(tx, &scope, number).await?.ok_or(Code::NotFound)?;
    if invoice.kind != DocumentKind::Invoice {
        return Err(Code::State.into());
    }
    let there = store::invoices::lines(tx, &scope, invoice.id).await?;
    let credited = store::invoices::credited(tx, &scope, number).await?;
    let (mut positions, mut lines) = (Vec::with_capacity(wanted.len()), Vec::with_capacity(wanted.len()));
    for (position, millis) in wanted {
        let line = there
            .iter()
            .find(|line| line.position == *position)
            .ok_or_else(|| Refusal::field(Code::NotFound, "lines"))?;
        let before = credited.iter().find(|done| done.position == *position);
        positions.push(*position);
        lines.push(taken_back(context, &invoice, line, before, Quantity::from_millis(*millis))?);
    }
    let sums = Sums::of(&lines)?;
    if sums.gross <= 0 {
        return Err(Code::State.into());
    }
    Ok(Plan { invoice, positions, lines, sums })
}

fn taken_back(
    context: &Context,
    invoice: &Invoice,
    line: &Line,
    before: Option<&Credited>,
    quantity: Quantity,
) -> Result<NewInvoiceLine, Refusal> {
    let nothing = Amounts { discount: 0, amount: 0, net: 0, tax: 0, gross: 0 };
    let before = before.map_or(Before { quantity: Quantity::default(), amounts: nothing }, |done| Before {
        quantity: done.quantity,
        amounts: done.amounts,
    });
    if quantity.millis() > line.quantity.millis().saturating_sub(before.quantity.millis()) {
        return Err(Refusal::field(Code::TooMuch, "lines"));
    }
    let rules = context.settings().currency(invoice.currency);
    let whole =
        Amounts { discount: line.discount, amount: line.amount, net: line.net, tax: line.tax, gross: line.gross };
    let part = next(&whole, invoice.mode, &rules, line.quantity, &before, quantity);
    Ok(NewInvoiceLine {
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
    })
}

/// What a credit note for these lines would come to.
///
/// # Errors
/// As [`credit`].
pub(crate) async fn credit_total(
    context: &Context,
    tx: &Tx,
    held: &Held,
    number: &str,
    lines: &[(i32, i64)],
) -> Result<Money, Error> {
    let plan = plan(context, tx, held, number, lines).await?;
    Ok(Money { minor: plan.sums.gross, currency: plan.invoice.currency })
}

/// Issues a credit note for lines of an invoice, by place and thousandths.
///
/// # Errors
/// As [`credit`], and `Missing` for `seller` while the vendor has not said who they are.
pub(crate) async fn issue_credit(
    context: &Context,
    tx: &Tx,
    held: &Held,
    (number, lines, reason): (&str, &[(i32, i64)], &str),
    by: MemberId,
    now: Instant,
) -> Result<PostingId, Error> {
    let settings = context.settings();
    let seller = seller_of(&settings)?;
    let Plan { invoice, positions, lines, sums } = plan(context, tx, held, number, lines).await?;
    let issued = context.vendor_today();
    let Numbered { number, serial } = next_number(tx, &settings, issued).await?;
    let reference = references::creditor_reference(&number);
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
        seller: seller.clone(),
        buyer: invoice.buyer.clone(),
        reference: reference.clone(),
        buyer_reference: invoice.buyer_reference.clone(),
        note: Some(reason.to_owned()),
        lines,
    };
    store::invoices::insert_at(tx, held, &note, &positions, posting.id, now).await.map_err(taken)?;
    let part = invoice.open.min(total.minor);
    if part > 0 {
        put_against(context, tx, held, (posting.id, invoice.posting), part, Some(by), now).await?;
    }
    settle_disputes(tx, held, &invoice, &positions, &note.lines, now).await?;
    let event = Event::Issued {
        document: number.clone(),
        credit: true,
        total: total.minor,
        currency: total.currency,
        due: None,
        order: invoice.order,
    };
    let document = Document { number: &number, credit: true, total, due: None, iban: None, reference: &reference };
    tell(context, tx, held, by, &event, Some(MoneyNews::Issued(document)), now).await?;
    metrics::counter!("loket_credit_notes_total").increment(1);
    Ok(posting.id)
}

/// What was disputed and is credited is settled; where less is credited, the rest is for a person to decide.
async fn settle_disputes(
    tx: &Tx,
    held: &Held,
    invoice: &Invoice,
    positions: &[i32],
    lines: &[NewInvoiceLine],
    now: Instant,
) -> Result<(), Error> {
    for dispute in store::invoices::disputes(tx, &held.scope(), invoice.id).await? {
        let credited = positions.iter().zip(lines).find(|(position, _)| **position == dispute.position);
        if dispute.ended.is_none() && credited.is_some_and(|(_, line)| line.gross >= dispute.amount) {
            store::invoices::end_dispute(tx, held, dispute.id, Outcome::Credited, now).await?;
        }
    }
    Ok(())
}
