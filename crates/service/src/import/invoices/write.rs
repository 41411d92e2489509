//! Writing documents of another program: on the ledger, at the lines that they take back, told where they are new.

use domain::{
    event::Event,
    i18n::I18n,
    ledger::{PostingKind, wire::DocumentKind},
    money::Money,
    split::Amounts,
    time::Date,
};
use store::{
    Tx,
    invoices::{Credited, Invoice, Line, NewInvoice, NewInvoiceLine},
    ledger::{Held, NewPosting},
};

use super::place::Place;
use crate::{
    Context, Error,
    invoices::{settle_disputes, tell_settled},
    ledger::{put_against, tell, teller},
    mails::{Document as Told, MoneyNews},
};

/// Documents of so many days are told: older ones are the past that a vendor begins with.
const TOLD_DAYS: i32 = 7;

/// Posts a document and writes it down.
///
/// # Errors
/// When the database fails; `Busy` when somebody else takes its number meanwhile.
pub(super) async fn write(context: &Context, tx: &Tx, place: &Place, invoice: &NewInvoice) -> Result<(), Error> {
    let (now, today, held) = (context.now(), context.vendor_today(), &place.held);
    let is_credit = invoice.kind == DocumentKind::CreditNote;
    let text = invoice.order.map(|order| I18n::of(place.account.language).ledger_text_order(&order.to_string()));
    let posting = NewPosting {
        kind: if is_credit { PostingKind::CreditNote } else { PostingKind::Invoice },
        currency: invoice.currency,
        amount: if is_credit { invoice.gross.saturating_neg() } else { invoice.gross },
        dated: invoice.issued,
        due: invoice.due,
        document: Some(invoice.number.clone()),
        reference: Some(invoice.reference.clone()),
        text: text.or_else(|| invoice.note.clone()).unwrap_or_default(),
        reverses: None,
        by: None,
    };
    let posting = store::ledger::post(tx, held, &posting, today, now).await?;
    let corrected = match &invoice.corrects {
        Some(number) => store::invoices::find(tx, &held.scope(), number).await?,
        None => None,
    };
    let (places, written) = match &corrected {
        Some(corrected) => {
            let places = places_of(tx, held, corrected, invoice).await?;
            let written = store::invoices::insert_at(tx, held, invoice, &places, posting.id, now).await;
            (places, written)
        }
        None => (Vec::new(), store::invoices::insert(tx, held, invoice, posting.id, now).await),
    };
    match written {
        // Taken since it was looked for: whoever tries again is told so.
        Err(store::Error::Taken) => return Err(Error::Busy),
        other => other?,
    };
    let mut is_settled = false;
    if let Some(corrected) = &corrected {
        let part = corrected.open.min(invoice.gross);
        if part > 0 && corrected.currency == invoice.currency {
            put_against(context, tx, held, (posting.id, corrected.posting), part, None, now).await?;
        }
        let parts = parts_of(tx, held, corrected, &places, invoice).await?;
        let settled = settle_disputes(tx, held, (corrected, invoice), parts, None, now).await?;
        // What settles a dispute is told of with it, in one mail.
        is_settled = !settled.is_empty();
        if is_settled {
            let by = teller(tx, held, None).await?;
            for settled in &settled {
                tell_settled(context, tx, held, by, settled, invoice, now).await?;
            }
        }
    }
    if is_told(invoice.issued, today) {
        let total = Money { minor: invoice.gross, currency: invoice.currency };
        let event = Event::Issued {
            document: invoice.number.clone(),
            credit: is_credit,
            total: total.minor,
            currency: total.currency,
            due: invoice.due,
            order: invoice.order,
        };
        let told = Told {
            number: &invoice.number,
            credit: is_credit,
            total,
            due: invoice.due,
            iban: invoice.seller.iban.as_deref().filter(|_| !is_credit),
            reference: &invoice.reference,
        };
        let by = teller(tx, held, None).await?;
        let news = (!is_settled).then_some(MoneyNews::Issued(told));
        tell(context, tx, held, by, &event, news, now).await?;
    }
    Ok(())
}

/// Where the lines of a credit note stand: at the places of the lines that they take back. What fits none stands below
/// zero, where no line of an invoice is.
async fn places_of(tx: &Tx, held: &Held, corrected: &Invoice, note: &NewInvoice) -> Result<Vec<i32>, Error> {
    let scope = held.scope();
    let lines = store::invoices::lines(tx, &scope, corrected.id).await?;
    let credited = store::invoices::credited(tx, &scope, &corrected.number).await?;
    let mut places: Vec<i32> = Vec::with_capacity(note.lines.len());
    let below = i32::try_from(note.lines.len()).unwrap_or(i32::MAX);
    for (nowhere, said) in (-below..).zip(&note.lines) {
        let free = lines.iter().filter(|line| !places.contains(&line.position) && is_left(line, &credited, said));
        let fitting: Vec<&Line> = free.collect();
        let article = said.article_number.as_str();
        let of_article = |line: &&&Line| !article.is_empty() && line.article_number == article;
        let is_whole = |line: &&&Line| line.net == said.net;
        let is_named = |line: &&&Line| {
            let mut names = line.names.0.values();
            names.any(|name| said.names.0.values().any(|other| other == name))
        };
        let found = fitting
            .iter()
            .filter(of_article)
            .find(is_whole)
            .or_else(|| fitting.iter().find(of_article))
            .or_else(|| fitting.iter().filter(is_named).find(is_whole));
        places.push(found.map_or(nowhere, |line| line.position));
    }
    Ok(places)
}

/// Whether so much of a line at this rate is on no credit note yet.
fn is_left(line: &Line, credited: &[Credited], said: &NewInvoiceLine) -> bool {
    let done = credited.iter().find(|done| done.position == line.position);
    let (quantity, amounts) = done.map_or((0, Amounts::NOTHING), |done| (done.quantity.millis(), done.amounts));
    line.rate.basis_points == said.rate.basis_points
        && said.quantity.millis() <= line.quantity.millis() - quantity
        && said.amount <= line.amount - amounts.amount
        && said.net <= line.net - amounts.net
}

/// What a credit note takes back of the lines where it stands, and what stays owed of each.
async fn parts_of(
    tx: &Tx,
    held: &Held,
    corrected: &Invoice,
    places: &[i32],
    note: &NewInvoice,
) -> Result<Vec<(i32, i64, i64)>, Error> {
    let scope = held.scope();
    let lines = store::invoices::lines(tx, &scope, corrected.id).await?;
    let credited = store::invoices::credited(tx, &scope, &corrected.number).await?;
    let part = |(position, said): (&i32, &NewInvoiceLine)| {
        let line = lines.iter().find(|line| line.position == *position)?;
        let done = credited.iter().find(|done| done.position == *position)?;
        let owed = if done.quantity >= line.quantity { 0 } else { (line.gross - done.amounts.gross).max(0) };
        Some((*position, said.gross, owed))
    };
    Ok(places.iter().zip(&note.lines).filter_map(part).collect())
}

const fn is_told(issued: Date, today: Date) -> bool {
    today.days() - issued.days() <= TOLD_DAYS
}
